"""What the linear front end says of its own accord, and the sheet it writes."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.cli.going_on import command_to_go_on
from wizard.cli.options import parse
from wizard.engine.overview import overview_before
from wizard.frontends.prompts.wording import ending_lines, opening_lines, told
from wizard.host.files import MODE_TO_RUN, save_new
from wizard.model import ChangeView, Finding, JournalEntry, PlanView, State, StepView, UndoView
from wizard.vendors.profile import load_vendor
from wizard.workflows.onboarding import WORKFLOW

FIRETIGER = load_vendor("firetiger")
SAID = WORKFLOW.words.of(FIRETIGER)
ARN = "arn:aws:iam::123456789012:role/CrossAccountAccessForFiretiger"
ROLE = Finding(mark="good", text="The role's ARN", kind="arn", body=ARN)


def a_view(state: State, **more: Any) -> StepView:
    return StepView(id="one", title="One", number=1, of=1, state=state, summary="in short", why="", **more)


def copied(how: str, outcome: Any = "landed") -> JournalEntry:
    return JournalEntry(
        step="handover", digest="d", attempt=1, service="clipboard", operation="CopyText", account="", region="",
        sentence="", intended="", note={"text": ARN}, outcome=outcome, kept={"how": how},
    )  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [
        ["--plain", "--sandbox", "--pace", "0"],
        ["--prompts", "--sandbox=slow"],
        ["onboarding", "--present", "--vendor", "./acme.toml", "--directory", "here"],
        ["--checkpoint", "/tmp/a b.json", "--profile", "me", "--region", "eu-west-1"],
    ],
    ids=" ".join,
)
def test_the_command_to_resume_is_what_was_given_and_resume(given: list[str]) -> None:
    command = shlex.split(command_to_go_on(parse(given)))
    assert parse(command[1:]) == replace(parse(given), resume=True)


def test_the_sandbox_is_named_in_the_opening_and_only_there_where_it_is_one() -> None:
    in_all = overview_before([], simulated=False)
    assert any("SANDBOX" in line for line in opening_lines("Firetiger onboarding", SAID, "fresh", in_all))
    assert not any("SANDBOX" in line for line in opening_lines("Firetiger onboarding", SAID, "", in_all))


def test_the_arn_stands_alone_on_its_line() -> None:
    assert ARN in list(ending_lines([a_view(State.SATISFIED, findings=(ROLE,))], [], "Firetiger", SAID))


def test_an_arn_that_no_satisfied_step_tells_is_not_told() -> None:
    lines = list(ending_lines([a_view(State.BLOCKED, findings=(ROLE,))], [], "Firetiger", SAID))
    assert "There is no role ARN yet." in lines
    assert not any(ARN in line for line in lines)


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (copied("native"), "It was copied to the clipboard."),
        (copied("terminal"), "It was sent to your terminal's clipboard (OSC 52); not every terminal accepts it."),
        (
            copied("tmux"),
            "It was put into tmux's buffer; to paste it, press your tmux prefix (usually Ctrl-b), then ].",
        ),
        (copied("", outcome="failed"), "It was not copied: there is no clipboard here."),
    ],
)
def test_how_it_was_copied_is_said_as_the_journal_knows_it(entry: JournalEntry, sentence: str) -> None:
    assert sentence in list(ending_lines([a_view(State.SATISFIED, findings=(ROLE,))], [entry], "Firetiger", SAID))


def test_what_a_clipboard_program_said_and_did_not_do_is_said_with_the_files_that_hold_the_arn() -> None:
    doubt = "xclip reported success, but the text isn't on the clipboard."
    sent = msgspec.structs.replace(copied("terminal"), kept={"how": "terminal", "doubt": doubt})
    failed = msgspec.structs.replace(copied("", "failed"), error=f"NoClipboard: {doubt}")
    written = msgspec.structs.replace(copied("", "landed"), service="file", note={"path": "/h/handover.md"})
    for entry, begins in ((sent, f"{doubt} It was sent to"), (failed, f"{doubt} It was not copied")):
        lines = list(ending_lines([a_view(State.SATISFIED, findings=(ROLE,))], [entry, written], "Firetiger", SAID))
        at = next(number for number, line in enumerate(lines) if line.startswith(begins))
        assert lines[at + 1 : at + 3] == ["It is also in these files:", "Written: /h/handover.md"]
    proved = list(
        ending_lines([a_view(State.SATISFIED, findings=(ROLE,))], [copied("native"), written], "Firetiger", SAID)
    )
    assert "It is also in these files:" not in proved


def test_nothing_is_claimed_of_a_clipboard_that_nobody_filled() -> None:
    lines = list(ending_lines([a_view(State.SATISFIED, findings=(ROLE,))], [copied("native", "")], "Firetiger", SAID))
    assert not any("clipboard" in line for line in lines)


def test_what_is_skipped_or_pending_is_said_plainly() -> None:
    skipped = a_view(State.SKIPPED, skipped="somebody else does it")
    lines = list(ending_lines([skipped, a_view(State.PENDING)], [], "Firetiger", SAID))
    assert "Not done: One - skipped: somebody else does it" in lines
    assert "Not done: One - waiting for AWS: in short" in lines
    assert "Not everything is done." in lines


def test_what_would_change_is_read_by_its_command_and_not_by_the_keys_of_a_rehearsal() -> None:
    making, taking = "aws iam create-role --role-name Ops", "aws iam delete-role --role-name Ops"
    keys = f"AWS_ACCESS_KEY_ID={'A' * 400} "
    change = ChangeView(
        digest="d", sentence="Create the role Ops.", account="", region="", service="iam", operation="CreateRole",
        parameters={}, command=keys + making, to_read=making,
        undo=UndoView(commands=(keys + taking,), to_read=(taking,), names=("aws iam delete-role",)),
    )  # fmt: skip
    plan = PlanView(act="Create role", changes=(change,))
    lines = [line.strip() for line in told(a_view(State.UNMET, plan=plan), sandbox=True).rest]
    assert lines[-2:] == [making, f"Undo: {taking}"]


def test_a_sheet_is_written_once_and_beside_what_is_there(tmp_path: Path) -> None:
    first = save_new(tmp_path, "firetiger-one.sh", "echo 1\n", MODE_TO_RUN)
    assert save_new(tmp_path, "firetiger-one.sh", "echo 1\n", MODE_TO_RUN) == first
    other = save_new(tmp_path, "firetiger-one.sh", "echo 2\n", MODE_TO_RUN)
    assert other.name == "firetiger-one-2.sh"
    assert first.read_text() == "echo 1\n"


def test_a_sheet_never_follows_a_link(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    (tmp_path / "firetiger-one.sh").symlink_to(target)
    assert save_new(tmp_path, "firetiger-one.sh", "echo 1\n", MODE_TO_RUN).name == "firetiger-one-2.sh"
    assert not target.exists()
