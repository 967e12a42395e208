"""A vendor that nobody ships, through the real program: only its steps, and not a word of another vendor's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.program import ACCOUNT, BEDROCK, Ended, Program, outside, program
from tests.e2e.terminal import Terminal
from tests.vendors.made_up import READ_ONLY, ROLE, WITH_MODELS, WITHOUT_ACCOUNT, WITHOUT_TRAIL, example_corp
from wizard.sandbox import client

ANSWERS = ACCOUNT.replace("firetiger", "example-corp")
PROGRAM = re.compile(r"firetiger[-_]onboard", re.IGNORECASE)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home of its own, whose sandbox ends with the test."""
    yield tmp_path
    sandbox = client.find(tmp_path / "state" / "firetiger-onboard" / "sandbox.state.json")
    if sandbox is not None:
        client.stop(sandbox)


def foreign(*texts: str) -> list[str]:
    """Lines that name another vendor; the program may be called after one."""
    lines = (line for text in texts for line in text.splitlines())
    return [line for line in lines if "firetiger" in PROGRAM.sub("", line).casefold()]


def everything(running: Program, ended: Ended) -> tuple[str, ...]:
    """What was said, and what was written: the handover and the log."""
    written = [path.read_text("utf-8") for path in running.directory.iterdir() if path.suffix in (".md", ".json")]
    return (ended.out, ended.err, *written)


def test_with_all_its_rules_a_vendor_goes_the_whole_way_under_its_own_name(fresh: Program) -> None:
    vendor = str(example_corp(fresh.directory / "vendor", WITH_MODELS))
    ended = fresh.json("apply", "--approve", "--vendor", vendor, "--log", "log.json", answers=ANSWERS + BEDROCK)
    assert ended.code == 0, ended.states
    assert ended.finished["role_arn"].endswith(f":role/{ROLE}")
    assert len(ended.states) == 6
    assert foreign(*everything(fresh, ended)) == []


@pytest.mark.long
def test_without_models_nothing_speaks_of_models(fresh: Program) -> None:
    vendor = str(example_corp(fresh.directory / "vendor"))
    planned = fresh.run("plan", "--vendor", vendor, answers=ANSWERS)
    ended = fresh.json("apply", "--approve", "--vendor", vendor, answers=ANSWERS)
    assert list(ended.states) == ["sign-in", "sub-account", "cloudtrail", "template", "handover"]
    assert set(ended.states.values()) == {"satisfied"}
    handed_over = (fresh.directory / "example-corp-handover.md").read_text("utf-8")
    for text in (planned.out, ended.out, handed_over):
        assert not re.search(r"\bmodels?\b|bedrock", text, re.IGNORECASE)
    assert foreign(planned.out, *everything(fresh, ended)) == []
    assert not [call for call in fresh.calls() if call["service"].startswith("bedrock")]


def test_where_no_account_and_no_trail_are_asked_for_the_role_goes_where_one_is_signed_in(fresh: Program) -> None:
    vendor = str(example_corp(fresh.directory / "vendor", WITHOUT_ACCOUNT + WITHOUT_TRAIL))
    ended = fresh.json("apply", "--approve", "--vendor", vendor, answers="[sign-in]\n")
    assert ended.states == dict.fromkeys(("sign-in", "template", "handover"), "satisfied")
    signed_in = fresh.calls()[0]["account"]
    assert ended.finished["account_id"] == signed_in
    assert ended.finished["role_arn"] == f"arn:aws:iam::{signed_in}:role/{ROLE}"
    handed_over = json.loads((fresh.directory / "example-corp-handover.json").read_text("utf-8"))
    assert handed_over["account_id"] == signed_in
    assert [step["id"] for step in handed_over["steps"]] == ["sign-in", "template"]
    assert {call["account"] for call in fresh.calls()} == {signed_in}
    assert foreign(*everything(fresh, ended)) == []
    again = fresh.json("status", "--vendor", vendor)
    assert again.code == 0, again.states


def test_its_calls_are_those_of_its_policy(fresh: Program) -> None:
    vendor = str(example_corp(fresh.directory / "vendor", WITHOUT_ACCOUNT + WITHOUT_TRAIL))
    policy, _ = fresh.json("operator-policy", "--vendor", vendor).events
    allowed = {action for statement in policy["document"]["Statement"] for action in statement["Action"]}
    assert policy["identity"] == "signed-in"
    assert not {action for action in allowed if action.startswith(("bedrock:", "cloudtrail:", "s3:", "lambda:"))}
    assert "account:GetAccountInformation" in allowed
    assert READ_ONLY in json.dumps(policy["document"])
    fresh.json("apply", "--approve", "--vendor", vendor, answers="[sign-in]\n")
    made = {f"{call['service']}:{call['operation']}" for call in fresh.calls()}
    assert made - allowed <= {"sts:GetCallerIdentity", "organizations:ListDelegatedAdministrators"}


def test_its_answers_file_has_its_steps_alone_and_refuses_those_of_others(fresh: Program) -> None:
    vendor = str(example_corp(fresh.directory / "vendor", WITHOUT_ACCOUNT + WITHOUT_TRAIL))
    template = fresh.run("answers", "--vendor", vendor)
    assert re.findall(r"^\[(.*)\]", template.out, re.MULTILINE) == ["sign-in", "template"]
    assert foreign(template.out) == []
    refused = fresh.run("plan", "--vendor", vendor, answers=BEDROCK)
    assert refused.code == 2
    assert "[bedrock] isn't a step; the steps are sign-in, template, handover" in refused.err


# --- with a person ---------------------------------------------------------------------------------------------------


def test_in_lines_the_way_has_its_steps_alone(home: Path) -> None:
    vendor = str(example_corp(home / "vendor", WITHOUT_ACCOUNT + WITHOUT_TRAIL))
    running = Program(home, outside(home))
    typed = "\n\n2\n1\nyes\n1\n"
    ended = running.run("--plain", "--sandbox", "--pace", "0", "--vendor", vendor, stdin=typed)
    assert re.findall(r"^  (\d\. [\w ]+) \(", ended.out, re.MULTILINE) == ["1. Sign in", "2. Template", "3. Handover"]
    assert "At the end, your Example Corp engineer has the ARN" in ended.out
    assert f"role/{ROLE}" in ended.out
    assert foreign(ended.out, ended.err) == []


def test_on_the_screen_it_is_counted_from_the_first_paint_on_and_no_other_vendor_is_named(home: Path) -> None:
    vendor = str(example_corp(home / "vendor", WITHOUT_ACCOUNT + WITHOUT_TRAIL))
    words = ["--sandbox", "--pace", "0", "--present", "--vendor", vendor]
    with Terminal(words, environment=outside(home), directory=home, columns=120, lines=40) as terminal:
        terminal.wait_for("Set up the role")
        asked = terminal.screen
        terminal.press("enter")
        terminal.leave_the_page()
        terminal.wait_for("step 1 of 3")
        seen = [terminal.screen, asked]
        terminal.wait_for("enter press button")
        for key, shown in (("f1", "long-lived keys"), ("f4", "Whose credentials"), ("?", "activity")):
            terminal.press(key)
            seen.append(terminal.wait_for(shown) + terminal.screen)
            terminal.press("escape")
            terminal.wait_for("enter press button")
    assert "Example Corp" in seen[0]
    assert foreign(*seen) == []
