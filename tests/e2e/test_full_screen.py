"""The full-screen wizard in a real pseudo-terminal, with the keyboard alone: from the first key to the ARN."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.e2e.program import outside
from tests.e2e.terminal import NotSeen, Terminal
from wizard.sandbox import client

SIZES = [(120, 40), (80, 24)]
PATIENCE = 3.0


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home of its own, whose sandbox ends with the test."""
    yield tmp_path
    sandbox = client.find(tmp_path / "state" / "firetiger-onboard" / "sandbox.state.json")
    if sandbox is not None:
        client.stop(sandbox)


def opened(home: Path, *arguments: str, columns: int = 120, lines: int = 40, timing: str = "") -> Terminal:
    """The wizard on the sandbox, at full speed; timing: how it waits instead."""
    return Terminal(
        ["--sandbox", "--pace", "0", *arguments],
        environment={**outside(home), **({"FIRETIGER_ONBOARD_TIMING": timing} if timing else {})},
        directory=home,
        columns=columns,
        lines=lines,
    )


def step(terminal: Terminal, number: int, *states: str) -> str:
    """Wait until this step is on the screen in one of these states."""
    return terminal.wait_for(*(f"{state}.* step {number} of 6" for state in states))


def to_the_buttons(terminal: Terminal, words: str) -> None:
    """Enter leads to the buttons; once one is under the focus, enter presses it."""
    terminal.wait_for(words)
    terminal.wait_for("enter go to buttons", "enter press button")
    if "enter go to buttons" in terminal.screen:
        terminal.press("enter")
        terminal.wait_for("enter press button")


def press_button(terminal: Terminal, words: str) -> None:
    """Press the first button, which says these words."""
    to_the_buttons(terminal, words)
    terminal.press("enter")
    with suppress(NotSeen):
        terminal.wait_until(lambda: None if words in terminal.screen else words, f"{words} pressed", PATIENCE)
        return
    terminal.press("enter")  # the line of keys was the step's before: the first one led to the buttons


def make_the_account(terminal: Terminal) -> None:
    """From the first screen to an account that can be worked in."""
    step(terminal, 1, "done")
    to_the_buttons(terminal, "Next")
    terminal.press("enter")
    step(terminal, 2, "needs an answer")
    terminal.wait_for("Create a new account")
    terminal.press("enter")
    terminal.wait_for("New account's name")
    terminal.type_into("mail address", "aws+firetiger@sandbox.example")
    terminal.press("tab")
    terminal.wait_for("enter next")
    terminal.press("enter")
    step(terminal, 2, "to do")
    press_button(terminal, "Create account")


@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_the_keyboard_alone_leads_from_the_first_screen_to_the_arn(home: Path, columns: int, lines: int) -> None:
    with opened(home, columns=columns, lines=lines) as terminal:
        make_the_account(terminal)
        step(terminal, 3, "to do")
        assert "SANDBOX" in terminal.screen
        press_button(terminal, "Make these 6 changes")
        step(terminal, 4, "to do")
        press_button(terminal, "Grant Firetiger")
        consent(terminal, "Grant Firetiger administrator access")
        step(terminal, 5, "needs an answer")
        answer_bedrock(terminal)
        step(terminal, 6, "to do")
        press_button(terminal, "Write 2 files")
        step(terminal, 6, "done")
        terminal.wait_for(r"arn:aws:iam::\d{12}:role/CrossAccountAccessForFiretiger")
        terminal.press("ctrl-q")
        assert terminal.wait_for_end() == 0
        left = terminal.raw[terminal.raw.rfind(b"\x1b[?1049l") :].decode()
        assert re.search(r"^arn:aws:iam::\d{12}:role/CrossAccountAccessForFiretiger\r$", left, re.MULTILINE)
        assert f"Written: {home / 'firetiger-handover-simulated.md'}" in left
        assert f"Written: {home / 'firetiger-handover-simulated.json'}" in left
    handover = json.loads((home / "firetiger-handover-simulated.json").read_text())
    assert re.fullmatch(r"arn:aws:iam::\d{12}:role/CrossAccountAccessForFiretiger", handover["role_arn"])


def consent(terminal: Terminal, act: str) -> None:
    """Read the consent and press the button that names the act: the text has the focus, and the act comes next."""
    terminal.wait_for("Your consent")
    terminal.wait_for(f"{act} +Not now")
    terminal.press("tab", "enter")


def answer_bedrock(terminal: Terminal) -> None:
    """The form, and one consent to it, to the agreements and to the proof."""
    terminal.type_into("company's name", "Acme Corporation")
    terminal.press("tab")
    terminal.type_into("company's website", "https://acme.example")
    terminal.press("tab")
    terminal.wait_for("↑↓ choose")
    choose(terminal, "Your own employees")
    terminal.press("tab")
    terminal.wait_for("Search 23 choices")
    terminal.wait_for("esc leave field")
    terminal.type("Technology")
    terminal.wait_for("● Technology")
    go_on_until(terminal, 5, "to do")
    press_button(terminal, "Submit form, accept terms")
    consent(terminal, "Submit form, accept terms")


def choose(terminal: Terminal, words: str) -> None:
    """Down to this choice: until then nothing is chosen, whatever was entered before."""
    for _ in range(12):
        if re.search(f"● {words}", terminal.screen):
            return
        terminal.press("down")
        with suppress(NotSeen):
            terminal.wait_for(f"● {words}", deadline=1)
    terminal.wait_for(f"● {words}")


def go_on_until(terminal: Terminal, number: int, state: str) -> None:
    """Enter after enter, each once the screen has taken the one before: a field, the next one, the end of the form."""
    for _ in range(6):
        terminal.press("enter")
        with suppress(NotSeen):
            terminal.wait_for(f"{state}.* step {number} of 6", deadline=1.5)
            return
    step(terminal, number, state)


@pytest.mark.long
def test_quitting_while_the_account_is_made_and_resuming_asks_nothing_again(home: Path) -> None:
    with opened(home, timing="pause=5") as terminal:
        make_the_account(terminal)
        step(terminal, 2, "waiting for AWS")
        terminal.press("ctrl-q")
        terminal.wait_for_end()
        assert b"firetiger-onboard --resume --sandbox=fresh" in terminal.raw
    with opened(home, "--resume") as terminal:
        step(terminal, 3, "to do")


@pytest.mark.long
def test_without_resume_it_offers_to_go_on(home: Path) -> None:
    with opened(home, timing="pause=5") as terminal:
        make_the_account(terminal)
        step(terminal, 2, "waiting for AWS")
        terminal.press("ctrl-q")
        terminal.wait_for_end()
    with opened(home) as terminal:
        terminal.wait_for("An onboarding was started")
        terminal.press("enter")
        step(terminal, 3, "to do")


def test_quitting_takes_less_than_two_seconds_while_a_call_hangs(home: Path) -> None:
    sandbox = client.start("fresh", home / "hanging.json", pace=0)
    try:
        environment = client.isolate(outside(home), sandbox)
        fault(sandbox.endpoint, service="*", operation="*", kind="hang", seconds=30, times=100)
        with Terminal([], environment=environment, directory=home) as terminal:
            terminal.wait_for("running|looking|…")
            started = time.monotonic()
            terminal.press("ctrl-q")
            terminal.wait_for_end()
            assert time.monotonic() - started < 2
    finally:
        client.stop(sandbox)


def fault(endpoint: str, **what: object) -> None:
    import urllib.request

    request = urllib.request.Request(f"{endpoint}/_sandbox/fault", json.dumps(what).encode(), method="POST")
    urllib.request.urlopen(request, timeout=5).close()


def test_ctrl_z_gives_the_terminal_back_and_fg_brings_the_screen_again(home: Path) -> None:
    with opened(home) as terminal:
        step(terminal, 1, "done")
        terminal.press("ctrl-z")
        terminal.wait_until(lambda: "stopped" if _is_stopped(terminal.pid) else None, "the process stopped")
        terminal.wait_until(lambda: "" if _left_the_screen(terminal) else None, "the person's own screen")
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait_until(lambda: None if _left_the_screen(terminal) else "", "the wizard's screen again")
        step(terminal, 1, "done")
        terminal.wait_for_keys()
        terminal.press("ctrl-q")
        assert terminal.wait_for_end() == 3


def _left_the_screen(terminal: Terminal) -> bool:
    return terminal.raw.rfind(b"\x1b[?1049l") > terminal.raw.rfind(b"\x1b[?1049h")


def _is_stopped(pid: int) -> bool:
    found, status = os.waitpid(pid, os.WUNTRACED | os.WNOHANG)
    return bool(found) and os.WIFSTOPPED(status)


def test_what_a_terminal_sends_that_is_no_key_does_not_end_the_screen(home: Path) -> None:
    with opened(home, columns=80, lines=24) as terminal:
        step(terminal, 1, "done")
        for nonsense in ("Müller".encode("latin-1"), b"\x1b[M \xff\xfe", b"\x1b[99999999;5u"):
            terminal.send(nonsense)
        terminal.press("f1")
        terminal.wait_for("esc close")
        terminal.press("ctrl-q")
        assert terminal.wait_for_end() in (3, 4)
        assert b"Traceback" not in terminal.raw


@pytest.mark.long
@pytest.mark.parametrize(("term", "environ"), [("xterm", {}), ("linux", {}), ("xterm-256color", {"NO_COLOR": "1"})])
def test_with_few_colours_or_none_states_are_told_by_symbol_and_word(
    home: Path, term: str, environ: dict[str, str]
) -> None:
    environment = {name: value for name, value in outside(home).items() if name != "COLORTERM"}
    arguments = ["--sandbox", "--pace", "0"]
    with Terminal(arguments, environment={**environment, **environ}, directory=home, term=term) as terminal:
        step(terminal, 1, "✓ done")
        terminal.wait_for("✓ Sign in")
        terminal.wait_for(r"\? Sub-account")
        terminal.wait_for("enter press button")
        raw = terminal.raw
    colours = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", raw)
    if environ:
        assert all(red == green == blue for red, green, blue in colours), "NO_COLOR holds"
    else:
        assert colours == [], "the terminal has no such colours"
