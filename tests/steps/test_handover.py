"""The handover: what is written, when nothing is, what stands in the way, and what is claimed of the clipboard."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.doubles import Disk
from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Context,
    GrantedRole,
    Journal,
    JournalEntry,
    Observation,
    Outcome,
    SignedIn,
    State,
    SubAccount,
    Target,
)
from wizard.problems.explain import explain
from wizard.steps.handover.step import STEP
from wizard.text.copied import how_it_was_copied
from wizard.vendors.profile import load_vendor

VENDOR = load_vendor("firetiger")
ARN = "arn:aws:iam::428861248123:role/CrossAccountAccessForFiretiger"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SIGNED = SignedIn(arn="arn:aws:iam::111122223333:user/ada", account="111122223333", region="us-east-1",
                  standing="management")  # fmt: skip
PLACE = SubAccount(account="428861248123", target=Target(account="428861248123", region="us-east-1"), name="firetiger")
MARKDOWN, JSON = "/here/firetiger-handover.md", "/here/firetiger-handover.json"
NO_ANSWERS = Answers()


def said(how: str) -> str:
    return f"The ARN was {how_it_was_copied(how)}."


def outcome(step: str, state: State = State.SATISFIED, **more: str) -> Outcome:
    return Outcome(id=step, title=step.capitalize(), state=state, summary=more.pop("summary", "in order"), **more)


EARLIER = Context(
    vendor=VENDOR,
    now=NOW,
    directory="/here",
    version="0.1.0",
    found=(SIGNED, PLACE, GrantedRole(role_arn=ARN)),
    outcomes={step: outcome(step) for step in ("cloudtrail", "template", "bedrock")},
)


def look(disk: Disk, context: Context = EARLIER, *journal: JournalEntry) -> Observation[Any]:
    return STEP.observe(disk, NO_ANSWERS, Journal(journal), context)


def operations(seen: Observation[Any]) -> list[str]:
    return [change.operation for change in STEP.plan(seen, NO_ANSWERS).changes]


def copied(outcome: Any = "landed", text: str = ARN, **more: Any) -> JournalEntry:
    return JournalEntry(
        step="handover", digest="d", attempt=1, service="clipboard", operation="CopyText", account="", region="",
        sentence="s", intended="2026-11-22T11:00:00Z", note={"text": text}, outcome=outcome, **more,
    )  # fmt: skip


def test_both_files_are_written_where_there_are_none() -> None:
    seen = look(Disk())
    assert seen.state is State.UNMET
    changes = STEP.plan(seen, NO_ANSWERS).changes
    assert [change.parameters["Path"] for change in changes] == [MARKDOWN, JSON]
    assert json.loads(changes[1].parameters["Text"])["role_arn"] == ARN


def test_once_written_nothing_is_planned_however_late_one_looks_again() -> None:
    disk = Disk()
    disk.carry_out(STEP, look(disk))
    seen = look(disk, replace(EARLIER, now=NOW + timedelta(days=3)))
    assert seen.state is State.SATISFIED
    assert operations(seen) == []
    assert seen.summary == "role ARN handed over"


def test_a_step_that_moved_has_both_files_written_again_under_the_same_approval() -> None:
    disk = Disk()
    first = look(disk)
    disk.carry_out(STEP, first)
    moved = replace(EARLIER, outcomes={**EARLIER.outcomes, "bedrock": outcome("bedrock", State.PENDING)})
    again = look(disk, moved)
    assert operations(again) == ["WriteFile", "WriteFile"]
    before = [change.digest() for change in STEP.plan(first, NO_ANSWERS).changes]
    assert [change.digest() for change in STEP.plan(again, NO_ANSWERS).changes] == before
    assert "Bedrock: **pending**" in STEP.plan(again, NO_ANSWERS).changes[0].parameters["Text"]


def test_a_file_that_somebody_deleted_is_written_again_alone() -> None:
    disk = Disk()
    disk.carry_out(STEP, look(disk))
    del disk.files[JSON]
    assert [change.parameters["Path"] for change in STEP.plan(look(disk), NO_ANSWERS).changes] == [JSON]


@pytest.mark.parametrize("path", [MARKDOWN, JSON])
def test_a_foreign_file_of_that_name_is_never_overwritten(path: str) -> None:
    seen = look(Disk({path: "# my own notes"}))
    assert seen.state is State.BLOCKED
    assert operations(seen) == []
    assert seen.trouble
    problem = explain(seen.trouble)
    assert problem.key == "handover-file-foreign"
    assert path in problem.what
    assert any(finding.body == ARN for finding in seen.findings)


def test_our_own_file_about_another_account_is_replaced_with_a_warning() -> None:
    disk = Disk()
    other = SubAccount(account="999988887777", target=Target(account="999988887777", region="us-east-1"))
    disk.carry_out(STEP, look(disk, replace(EARLIER, found=(SIGNED, other))))
    changes = STEP.plan(look(disk), NO_ANSWERS).changes
    assert [change.warning for change in changes] == ["It replaces the handover of account 999988887777."] * 2


def test_a_file_that_cannot_be_read_is_a_failed_call_and_not_an_absent_file() -> None:
    disk = Disk()
    disk.replies["file:ReadFile"] = CallError(code="FileProblem", message="permission denied")
    with pytest.raises(CallFailed):
        look(disk)


def test_the_arn_is_copied_only_where_somebody_is_there() -> None:
    assert "CopyText" not in operations(look(Disk()))
    assert operations(look(Disk(), replace(EARLIER, person=True))) == ["WriteFile", "WriteFile", "CopyText"]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("native", "The ARN was copied to the clipboard."),
        ("terminal", "The ARN was sent to your terminal's clipboard (OSC 52); not every terminal accepts it."),
        ("tmux", "The ARN was put into tmux's buffer; to paste it, press your tmux prefix (usually Ctrl-b), then ]."),
        ("other", "The ARN was sent to the clipboard."),
    ],
)
def test_the_arn_is_copied_once_and_no_more_is_claimed_than_is_known(how: str, words: str) -> None:
    seen = look(Disk(), replace(EARLIER, person=True), copied(kept={"how": how}))
    assert "CopyText" not in operations(seen)
    assert words in [finding.text for finding in seen.findings]


@pytest.mark.parametrize(("how", "beside"), [("terminal", f"also in {MARKDOWN}"), ("native", ""), ("tmux", "")])
def test_what_only_was_sent_is_said_to_be_in_the_file_too_once_that_is_written(how: str, beside: str) -> None:
    disk, there = Disk(), replace(EARLIER, person=True)
    entry = copied(kept={"how": how, "doubt": ""})
    before = {finding.text: finding.detail for finding in look(disk, there, entry).findings}
    assert before[said(how)] == ""
    disk.carry_out(STEP, look(disk, there))
    after = {finding.text: finding.detail for finding in look(disk, there, entry).findings}
    assert after[said(how)] == beside


def test_what_a_clipboard_program_said_and_did_not_do_is_told_before_what_was_done_instead() -> None:
    doubt = "xclip reported success, but the text isn't on the clipboard."
    seen = look(Disk(), replace(EARLIER, person=True), copied(kept={"how": "terminal", "doubt": doubt}))
    assert f"{doubt} {said('terminal')}" in [finding.text for finding in seen.findings]


def test_another_arn_is_copied_anew() -> None:
    assert "CopyText" in operations(look(Disk(), replace(EARLIER, person=True), copied(text="arn:other")))


def test_a_clipboard_that_refused_is_told_and_does_not_hold_the_handover_up() -> None:
    disk = Disk()
    there = replace(EARLIER, person=True)
    disk.carry_out(STEP, look(disk, there))
    seen = look(disk, there, copied("failed", error="NoClipboard: there is no clipboard here"))
    assert seen.state is State.SATISFIED
    told = {finding.text: finding.detail for finding in seen.findings}
    assert told["The ARN wasn't copied. Select it here, or open the file."] == "there is no clipboard here"


def test_the_arn_and_what_the_vendor_does_next_are_shown() -> None:
    seen = look(Disk())
    kinds = {finding.kind: finding for finding in seen.findings}
    assert kinds["arn"].body == ARN
    assert kinds["next"].rows[0] == (
        "Firetiger creates an IAM policy in its account 975050257559 that allows it to assume your role.",
    )


def test_without_a_role_the_summary_and_the_files_say_so() -> None:
    skipped = outcome("template", State.SKIPPED, skipped="later")
    bare = replace(EARLIER, person=True, found=(SIGNED, PLACE), outcomes={**EARLIER.outcomes, "template": skipped})
    disk = Disk()
    seen = look(disk, bare)
    assert operations(seen) == ["WriteFile", "WriteFile"]
    disk.carry_out(STEP, seen)
    done = look(disk, bare)
    assert (done.state, done.summary) == (State.SATISFIED, "no role ARN yet")
    assert "There is no role ARN yet" in disk.files[MARKDOWN]
    assert json.loads(disk.files[JSON])["role_arn"] is None


def test_what_is_not_done_elsewhere_is_said_on_the_screen() -> None:
    open_ = {
        "bedrock": outcome("bedrock", State.PENDING, summary="agreement pending"),
        "cloudtrail": outcome("cloudtrail", State.SKIPPED, skipped="audit is elsewhere"),
    }
    seen = look(Disk(), replace(EARLIER, outcomes={**EARLIER.outcomes, **open_}))
    said = [(finding.text, finding.detail) for finding in seen.findings if finding.mark == "warning"]
    assert said == [("Cloudtrail: skipped", "audit is elsewhere"), ("Bedrock: pending", "agreement pending")]


def test_both_files_are_foreseen_with_the_digests_they_have_later() -> None:
    beginning = Context(vendor=VENDOR, now=NOW, directory="/here", version="0.1.0")
    (plan,) = STEP.preview(None, NO_ANSWERS, beginning).rounds
    later = STEP.plan(look(Disk()), NO_ANSWERS).changes
    assert [change.digest() for change in plan.changes] == [change.digest() for change in later]


def test_every_call_the_step_makes_is_declared() -> None:
    disk = Disk()
    seen = look(disk, replace(EARLIER, person=True))
    assert {f"{made.service}:{made.operation}" for made in disk.made} <= set(STEP.reads)
    changes = STEP.plan(seen, NO_ANSWERS).changes
    assert {f"{change.service}:{change.operation}" for change in changes} == set(STEP.writes)


def test_a_role_that_the_organization_keeps_out_of_reach_is_handed_over_and_not_called_done() -> None:
    kept_out = 'statement "Ours" of the resource control policy "P"'
    context = replace(EARLIER, found=(SIGNED, PLACE, GrantedRole(role_arn=ARN, kept_out=kept_out)))
    disk = Disk()
    first = look(disk, context)
    assert first.state is State.UNMET
    disk.carry_out(STEP, first)
    seen = look(disk, context)
    assert seen.state is State.BLOCKED
    assert any(finding.body == ARN for finding in seen.findings)
    assert seen.trouble
    problem = explain(seen.trouble)
    assert kept_out in problem.what
    assert "your AWS organization's administrator" in problem.todo[0]
    assert json.loads(disk.files[JSON])["kept_out"] == kept_out
    assert "Role blocked by" in disk.files[MARKDOWN]
