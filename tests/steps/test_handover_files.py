"""What the handover files say, what they never say, and when two of them are the same."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.model import Context, Finding, GrantedRole, JournalEntry, Outcome, SignedIn, State, SubAccount, Target
from wizard.steps.handover.document import document
from wizard.steps.handover.files import (
    MARKER,
    as_json,
    as_markdown,
    escaped,
    is_ours,
    read_document,
    same,
)
from wizard.vendors.profile import load_vendor

ARN = "arn:aws:iam::428861248123:role/CrossAccountAccessForFiretiger"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLACE = SubAccount(account="428861248123", target=Target(account="428861248123", region="us-east-1"), name="firetiger")
SIGNED = SignedIn(
    arn="arn:aws:iam::111122223333:user/ada", account="111122223333", region="us-east-1", standing="management"
)
GRANTED = GrantedRole(role_arn=ARN, stack_name="firetiger-bootstrap", template_sha256="87cb" * 16)


def entry(operation: str = "CreateTrail", **more: Any) -> JournalEntry:
    said = {
        "step": "cloudtrail", "digest": "d", "attempt": 1, "service": "cloudtrail", "operation": operation,
        "account": PLACE.account, "region": "us-east-1", "sentence": f"{operation} for the audit",
        "intended": "2026-11-22T11:00:00Z", "finished": "2026-11-22T11:00:01Z", "outcome": "landed",
    }  # fmt: skip
    return JournalEntry(**(said | more))


def outcome(step: str = "cloudtrail", state: State = State.SATISFIED, **more: Any) -> Outcome:
    return Outcome(id=step, title=step.capitalize(), state=state, summary=more.pop("summary", "in order"), **more)


def context(*outcomes: Outcome, found: tuple[object, ...] = (SIGNED, PLACE, GRANTED)) -> Context:
    return Context(
        vendor=load_vendor("firetiger"), now=NOW, version="0.1.0", found=found, outcomes={o.id: o for o in outcomes}
    )


def test_the_document_tells_who_what_where_and_by_whom() -> None:
    said = document(context(outcome()))
    assert (said["role_arn"], said["account_id"], said["account_name"]) == (ARN, "428861248123", "firetiger")
    assert (said["region"], said["caller"]) == ("us-east-1", SIGNED.arn)
    assert said["vendor"] == {"id": "firetiger", "name": "Firetiger", "account": "975050257559"}
    assert said["template_sha256"] == "87cb" * 16
    assert said["versions"] == {"firetiger-onboard": "0.1.0", "handover": 1}
    assert said["written"] == "2026-11-22T12:00:00Z"


def test_a_step_is_told_with_its_findings_and_its_changes() -> None:
    found = Finding(mark="good", text="All regions are covered.", detail="1 trail")
    (step,) = document(context(outcome(findings=(found,), entries=(entry(),), observed=NOW.timestamp())))["steps"]
    assert step["findings"] == [{"mark": "good", "text": "All regions are covered.", "detail": "1 trail"}]
    assert step["observed"] == "2026-11-22T12:00:00Z"
    (changed,) = step["changed"]
    assert (changed["call"], changed["account"], changed["at"]) == (
        "cloudtrail:CreateTrail",
        "428861248123",
        "2026-11-22T11:00:00Z",
    )


def test_a_refused_change_changed_nothing_and_is_not_told() -> None:
    (step,) = document(context(outcome(entries=(entry(outcome="failed"),))))["steps"]
    assert step["changed"] == []


def test_the_handover_does_not_report_on_itself() -> None:
    assert [step["id"] for step in document(context(outcome(), outcome("handover")))["steps"]] == ["cloudtrail"]


def test_a_signature_in_an_address_is_left_out() -> None:
    found = Finding(mark="info", text="Terms at https://t.example/e.pdf?X-Amz-Signature=s&X-Amz-Credential=c")
    text = as_json(document(context(outcome(findings=(found,)))))
    assert "https://t.example/e.pdf" in text
    assert "X-Amz" not in text


def test_what_only_a_screen_can_show_is_left_out() -> None:
    kinds = [Finding(mark="info", text=kind, kind=kind) for kind in ("events", "template", "script", "difference")]
    (step,) = document(context(outcome(findings=tuple(kinds))))["steps"]
    assert step["findings"] == []


def test_changes_of_an_earlier_run_survive_a_new_checkpoint() -> None:
    first = document(context(outcome(entries=(entry(),))))
    (step,) = document(context(outcome()), before=read_document(as_json(first)))["steps"]
    assert [row["call"] for row in step["changed"]] == ["cloudtrail:CreateTrail"]


def test_changes_in_another_account_are_not_carried_over() -> None:
    first = document(context(outcome(entries=(entry(),)))) | {"account_id": "999988887777"}
    (step,) = document(context(outcome()), before=first)["steps"]
    assert step["changed"] == []


def test_the_journal_knows_better_than_the_file_what_became_of_a_change() -> None:
    under_way = document(context(outcome(entries=(entry(outcome="", finished=""),))))
    (step,) = document(context(outcome(entries=(entry(),))), before=under_way)["steps"]
    assert [row["outcome"] for row in step["changed"]] == ["landed"]
    (step,) = document(context(outcome(entries=(entry(outcome="failed"),))), before=under_way)["steps"]
    assert step["changed"] == []


@pytest.mark.parametrize("steps", [None, 3, [1, "x"], [{"id": 3}], [{"id": "cloudtrail", "changed": "x"}]])
def test_a_damaged_file_of_ours_does_not_stop_the_next(steps: object) -> None:
    before = document(context(outcome())) | {"steps": steps}
    assert document(context(outcome()), before=before)["steps"][0]["changed"] == []


def test_every_state_is_said_plainly() -> None:
    said = as_markdown(
        document(
            context(
                outcome("template"),
                outcome("bedrock", State.PENDING, summary="agreement pending"),
                outcome("cloudtrail", State.SKIPPED, skipped="audit is elsewhere"),
                outcome("sign-in", State.BLOCKED, problem="Bedrock has an internal error"),
            )
        )
    )
    assert "- Bedrock: **pending**, agreement pending" in said
    assert "- Cloudtrail: **skipped: audit is elsewhere**" in said
    assert "- Sign-in: **blocked**, in order, Bedrock has an internal error" in said


def test_without_a_role_both_files_say_that_there_is_none_yet() -> None:
    said = document(context(outcome("template", State.SKIPPED, skipped="later"), found=(SIGNED, PLACE)))
    assert said["role_arn"] is None
    assert "There is no role ARN yet. Template: skipped: later." in as_markdown(said)


def test_the_arn_stands_alone_on_its_line() -> None:
    assert ARN in as_markdown(document(context())).splitlines()


def test_what_the_vendor_does_next_names_the_vendors_account() -> None:
    words = document(context())["next"]
    assert words[0] == "Firetiger creates an IAM policy in its account 975050257559 that allows it to assume your role."
    assert f"1. {words[0]}" in as_markdown(document(context()))


def test_the_markdown_of_an_odd_vendor_line_keeps_its_braces() -> None:
    odd = context()
    odd = dataclasses.replace(odd, vendor=type(odd.vendor)(**(vendor_fields(odd) | {"next": ("a {b} {", "{0.x}")})))
    assert document(odd)["next"] == ["a {b} {", "{0.x}"]


def vendor_fields(seen: Context) -> dict[str, Any]:
    return {name: getattr(seen.vendor, name) for name in seen.vendor.__struct_fields__}


HOSTILE = "x\n# Owned\n```\n<script>alert(1)</script> ![i](http://e.vil) `c` | *b* \x1b[31m \u202e www.e.vil"


def test_a_hostile_account_name_marks_nothing_up() -> None:
    place = SubAccount(account=PLACE.account, target=PLACE.target, name=HOSTILE)
    finding = Finding(mark="warning", text=HOSTILE, detail=HOSTILE, kind="table", rows=((HOSTILE,),))
    steps = (outcome(findings=(finding,), entries=(entry(sentence=HOSTILE),), summary=HOSTILE, problem=HOSTILE),)
    said = as_markdown(document(context(*steps, found=(SIGNED, place, GRANTED))))
    assert "<script" not in said
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert [line for line in said.splitlines() if line.startswith("# ")] == [said.splitlines()[0]]
    assert sum(line == "```" for line in said.splitlines()) == 2
    assert "![i](" not in said
    assert "http://e.vil" not in said


@given(st.text())
def test_inert_text_is_one_line_that_opens_nothing(text: str) -> None:
    said = escaped(text)
    assert len(said.splitlines()) <= 1
    assert "<" not in said
    assert all(letter.isprintable() for letter in said)
    for mark in "`*_[]|":
        assert said.count(mark) == said.count(f"\\{mark}")


def test_ids_and_arns_read_as_they_are() -> None:
    assert escaped(ARN) == ARN
    assert escaped("firetiger-trail-428861248123") == "firetiger-trail-428861248123"


def test_the_json_survives_hostile_text_and_holds_no_escape() -> None:
    place = SubAccount(account=PLACE.account, target=PLACE.target, name=HOSTILE + "\ud800")
    text = as_json(document(context(found=(SIGNED, place, GRANTED))))
    assert json.loads(text)["account_name"] == HOSTILE + "\ud800"
    assert text.isascii()
    assert "\x1b" not in text


def test_two_texts_are_the_same_when_only_times_differ() -> None:
    later = dataclasses.replace(context(outcome(observed=1.0)), now=NOW + timedelta(hours=5))
    for form in (as_json, as_markdown):
        one = form(document(context(outcome(observed=NOW.timestamp()))))
        assert same(one, form(document(later)))
        assert not same(one, form(document(context(outcome(state=State.PENDING, observed=1.0)))))


def test_a_step_that_is_just_being_looked_at_makes_no_other_text() -> None:
    found = (Finding(mark="good", text="in order"),)
    for form in (as_json, as_markdown):
        one = form(document(context(outcome(findings=found, observed=NOW.timestamp()))))
        assert same(one, form(document(context(outcome(findings=found, observed=0.0)))))


def test_only_our_own_kind_of_file_is_ours() -> None:
    said = document(context())
    assert is_ours("a.json", as_json(said))
    assert is_ours("a.md", as_markdown(said))
    assert is_ours("a.json", " \n")
    assert not is_ours("a.json", "{}")
    assert not is_ours("a.json", "[" * 100_000)
    assert not is_ours("a.json", as_json(said | {"version": 2}))
    assert not is_ours("a.md", "# My notes")
    assert MARKER in as_markdown(said)
