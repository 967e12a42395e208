"""The linear front end as a person meets it: the real program on the sandbox, in a terminal and through pipes."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.piped import Piped
from tests.e2e.terminal import Terminal, environment_of
from wizard.host.clipboard import osc52
from wizard.sandbox import client
from wizard.workflows.onboarding import WORKFLOW

SANDBOX = ("--sandbox=fresh", "--pace", "0")
ARN = re.compile(r"^arn:aws:iam::(\d{12}):role/CrossAccountAccessForFiretiger$", re.MULTILINE)

TITLES = {step.id: re.escape(step.title) for step in WORKFLOW.steps}
# What a person types at each question; the first pattern that fits.
TYPED = {
    "sub-account": {"mode": "1", "name": "", "email": "aws+firetiger@example.com", "organizational_unit_id": ""},
    "bedrock": {
        "company_name": "Example Corp",
        "company_website": "https://example.com",
        "intended_users": "1",
        "industry": "Technology",
        "prove": "1",
    },
}


def asked(step_id: str, name: str) -> str:
    """The pattern of a question's text, as the step declares it."""
    step = next(step for step in WORKFLOW.steps if step.id == step_id)
    return re.escape(next(question.text for question in step.questions if question.name == name))


ANSWERS = {
    **{asked(step, name): line for step, lines in TYPED.items() for name, line in lines.items()},
    r'Type "yes"': "yes",
    r"what do you want to do\?": "1",
    r"What do you want to do\?": "1",
}
MODE = asked("sub-account", "mode")
ACCOUNT = {asked("sub-account", name): line for name, line in TYPED["sub-account"].items()}


ON = {
    r"Not now": ("down", "enter"),
    r": what do you want to do\? \(": ("enter",),
    r"\? What do you want to do\? \(": ("enter",),
}
"""What leads on at the questions that every step has."""


def keys(line: str) -> tuple[str, ...]:
    """The same in a terminal: the first of the choices where there is a number, else the text."""
    return ("enter",) if line in ("", "1") else (*line, "enter")


KEYS = {
    **{asked(step, name): keys(line) for step, lines in TYPED.items() for name, line in lines.items()},
    **ON,
}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A state directory; the sandbox that was started from it ends with the test."""
    yield tmp_path
    sandbox = client.find(tmp_path / "firetiger-onboard" / "sandbox.state.json")
    if sandbox:
        client.stop(sandbox)


def piped(home: Path, *arguments: str) -> Piped:
    return Piped([*arguments, *SANDBOX], environment=environment_of(home), directory=home)


def press_through(terminal: Terminal, until: str, keys: Mapping[str, tuple[str, ...]] = KEYS) -> None:
    """Answer one question after the other until the screen shows this. keys: by a pattern of the question."""
    for number in range(1, 60):
        asked = terminal.wait_until(partial(question, terminal, number, until, keys), f"question {number} or {until}")
        if asked == until:
            return
        undecided = "» (choose one)" in terminal.screen and keys[asked] == ("enter",)
        terminal.press(*(("down",) if undecided else ()), *keys[asked])


def question(terminal: Terminal, number: int, until: str, keys: Mapping[str, tuple[str, ...]]) -> str | None:
    """The pattern that the question of this number fits, counted from the first that was asked."""
    shown = terminal.scrolled
    if re.search(until, shown):
        return until
    asked = re.findall(r"^\? (?!Ready to start)(?:.*\n?)*?(?=^\? |\Z)", shown, re.MULTILINE)
    if len(asked) < number:
        return None
    return next((pattern for pattern in keys if re.search(pattern, asked[number - 1])), None)


# --- numbered lines ----------------------------------------------------------------------------------------------


def test_plain_goes_from_start_to_arn_through_pipes_without_one_escape(home: Path) -> None:
    program = piped(home, "--plain")
    program.follow(ANSWERS)
    code, error = program.end()
    assert (code, error) == (0, "")
    assert not set(program.said) & {0x1B, 0x07, 0x08, 0x0D}
    assert ARN.search(program.said.decode())
    assert b"SANDBOX" in program.said
    told = json.loads((home / "firetiger-handover-simulated.json").read_text())
    assert told["role_arn"] in program.said.decode().splitlines()


def test_a_second_run_asks_nothing_but_whether_to_go_on_and_a_resumed_one_not_even_that(home: Path) -> None:
    first = piped(home, "--plain")
    first.follow(ANSWERS)
    assert first.end()[0] == 0
    again = piped(home, "--plain")
    assert "Start over" in (again.question() or "")
    again.answer("1")
    assert again.question() is None
    assert again.end() == (0, "")
    resumed = piped(home, "--plain", "--resume")
    assert resumed.question() is None
    assert resumed.end() == (0, "")
    assert ARN.search(resumed.said.decode())


def test_quitting_prints_how_to_resume_and_resuming_asks_no_question_twice(home: Path) -> None:
    first = piped(home, "--plain")
    first.follow({f"{TITLES['cloudtrail']}: what do you want to do": "Quit", **ANSWERS})
    code, _ = first.end()
    assert code == 3
    assert "To continue: firetiger-onboard --resume --plain --sandbox=fresh --pace=0" in first.said.decode()
    resumed = piped(home, "--plain", "--resume")
    resumed.follow({question: line for question, line in ANSWERS.items() if question not in ACCOUNT})
    assert resumed.end()[0] == 0
    assert len(set(ARN.findall(resumed.said.decode()))) == 1


def test_starting_over_is_asked_twice_and_sets_the_old_checkpoint_aside(home: Path) -> None:
    first = piped(home, "--plain")
    first.follow({"what do you want to do": "Quit", **ACCOUNT})
    first.end()
    again = piped(home, "--plain")
    for line in ("2", "no", "2", "yes"):
        assert "tart over" in (again.question() or "")
        again.answer(line)
    assert re.search(MODE, again.question() or "")
    again.end()
    assert len(list((home / "firetiger-onboard").glob("sandbox-fresh-*.20*.json"))) == 1


def test_an_empty_input_is_told_in_one_sentence(home: Path) -> None:
    code, error = piped(home, "--plain").end()
    assert code == 2
    assert error == "firetiger-onboard: There is no terminal to ask on; use plan and apply with --answers.\n"


def test_an_input_that_ends_in_the_middle_says_how_to_go_on(home: Path) -> None:
    program = piped(home, "--plain")
    program.question()
    program.answer("1")
    code, error = program.end()
    assert (code, error) == (3, "")
    assert "The input has ended." in program.said.decode()
    assert "--resume" in program.said.decode()


def test_a_checkpoint_that_is_damaged_is_told_in_one_sentence_and_kept(home: Path) -> None:
    damaged = home / "kept.json"
    damaged.write_text("not a checkpoint")
    code, error = piped(home, "--plain", "--checkpoint", str(damaged)).end()
    assert code == 2
    assert len(error.splitlines()) == 1
    assert "isn't a checkpoint" in error
    assert damaged.read_text() == "not a checkpoint"


def test_a_dumb_terminal_gets_numbered_lines_where_control_d_is_back(home: Path) -> None:
    with Terminal(SANDBOX, environment=environment_of(home), directory=home, term="dumb") as terminal:
        terminal.wait_for(MODE + r'[\s\S]*Number, or "back"[^:]*:')
        terminal.press("ctrl-d")
        terminal.wait_for(TITLES["sub-account"] + r": what do you want to do\?[\s\S]*Number")
        terminal.press("ctrl-d")
        terminal.wait_for(TITLES["sign-in"] + r": what do you want to do\?[\s\S]*Number")
        terminal.press("ctrl-c")
        assert terminal.wait_for_end() == 130
        assert "--resume" in terminal.screen
        assert b"\x1b" not in terminal.raw


def test_plain_on_a_capable_terminal_writes_no_escape_either(home: Path) -> None:
    with Terminal(["--plain", *SANDBOX], environment=environment_of(home), directory=home) as terminal:
        terminal.wait_for(MODE + r"[\s\S]*Number")
        terminal.press("ctrl-c")
        assert terminal.wait_for_end() == 130
        assert b"\x1b" not in terminal.raw


# --- arrow keys --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("columns", "lines"), [(120, 40), (80, 24)])
def test_prompts_go_from_the_first_key_to_the_arn(home: Path, columns: int, lines: int) -> None:
    with Terminal(
        ["--prompts", *SANDBOX], environment=environment_of(home), directory=home, columns=columns, lines=lines
    ) as terminal:
        press_through(terminal, "Everything is done")
        assert terminal.wait_for_end() == 0
        found = ARN.search(terminal.scrolled)
        assert found
        assert "sent to your terminal's clipboard" in terminal.scrolled
        assert osc52(found[0], {}).encode() in terminal.raw


def test_control_d_is_back_in_lists_and_in_text(home: Path) -> None:
    with Terminal(["--prompts", *SANDBOX], environment=environment_of(home), directory=home) as terminal:
        terminal.wait_for(MODE + r" \(")
        terminal.press("enter")
        terminal.wait_for(asked("sub-account", "name"))
        terminal.press("ctrl-d")
        terminal.wait_for(asked("sub-account", "name") + r"(.|\n)*" + MODE + r" \(")
        terminal.press("ctrl-d")
        terminal.wait_for(TITLES["sub-account"] + r": what do you want to do\? \(")
        terminal.press("ctrl-d")
        terminal.wait_for(TITLES["sign-in"] + r": what do you want to do\? \(")


def test_a_second_after_ctrl_c_the_program_is_gone_and_has_said_how_to_resume(home: Path) -> None:
    with Terminal(["--prompts", *SANDBOX], environment=environment_of(home), directory=home) as terminal:
        terminal.wait_for(MODE + r" \(")
        terminal.press("ctrl-c")
        assert terminal.wait_for_end(deadline=2) == 130
        assert "firetiger-onboard --resume --prompts --sandbox=fresh --pace=0" in terminal.screen


def test_a_call_that_hangs_does_not_keep_the_person(home: Path) -> None:
    with Terminal(["--prompts", *SANDBOX], environment=environment_of(home), directory=home) as terminal:
        terminal.wait_for(MODE + r" \(")
        sandbox = client.find(home / "firetiger-onboard" / "sandbox.state.json")
        assert sandbox is not None
        os.kill(sandbox.pid, signal.SIGSTOP)
        try:
            terminal.press("down", "enter")
            terminal.wait_for("Ctrl-C for a menu")
            terminal.press("ctrl-c")
            terminal.wait_for(r"What do you want to do\? \(")
            terminal.press("ctrl-c")
            assert terminal.wait_for_end(deadline=2) == 130
        finally:
            os.kill(sandbox.pid, signal.SIGCONT)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_program_that_is_asked_to_end_ends_at_once(home: Path, number: signal.Signals) -> None:
    with Terminal(["--prompts", "--sandbox=fresh"], environment=environment_of(home), directory=home) as terminal:
        terminal.wait_for(MODE + r" \(")
        os.kill(terminal.pid, number)
        assert terminal.wait_for_end(deadline=2) == 130


def test_a_program_that_is_asked_to_end_while_it_waits_asks_nothing_more(home: Path) -> None:
    with Terminal(["--prompts", "--sandbox=fresh"], environment=environment_of(home), directory=home) as terminal:
        terminal.wait_for(MODE + r" \(")
        sandbox = client.find(home / "firetiger-onboard" / "sandbox.state.json")
        assert sandbox is not None
        os.kill(sandbox.pid, signal.SIGSTOP)
        try:
            terminal.press("down", "enter")
            terminal.wait_for("Ctrl-C for a menu")
            os.kill(terminal.pid, signal.SIGTERM)
            assert terminal.wait_for_end(deadline=2) == 130
        finally:
            os.kill(sandbox.pid, signal.SIGCONT)
