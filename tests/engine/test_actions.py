"""What a person can do about a step, whichever front end they sit at."""

from __future__ import annotations

from dataclasses import replace

from msgspec.structs import replace as changed

from tests.screens.still import ASKED, FAILED, GRANT, HANDED_OVER, PENDING, PLANNED, PORTAL, SUB, signed_out, step
from tests.situations import LOCAL, REFUSED, situations
from wizard.engine.actions import HARMLESS, possible
from wizard.model import State


def test_what_leads_on_and_what_is_foremost_is_possible() -> None:
    for view in situations():
        now = possible(view)
        assert set(now.foremost) <= now.actions
        assert now.main is None or now.main == now.foremost[0]


def test_a_bare_enter_takes_nothing_back_and_approves_nothing_that_changes_an_account_unasked() -> None:
    for view in situations():
        now = possible(view)
        if now.enter == "approve":
            assert view.plan
            assert view.plan.consent or all(change.service in ("file", "clipboard") for change in view.plan.changes)
        else:
            assert now.enter in (*HARMLESS, None)
    assert not {"approve", "skip", "take-up", "change", "identity", "quit"} & set(HARMLESS)
    assert (possible(PLANNED).main, possible(PLANNED).enter) == ("approve", None)


def test_a_bare_enter_opens_a_consent_that_is_not_given_yet() -> None:
    assert GRANT.plan is not None
    assert possible(GRANT).enter == "approve"
    given = replace(GRANT, state=State.BLOCKED, plan=changed(GRANT.plan, approved=True))
    assert possible(given).enter is None, "this one would send it"


def test_a_bare_enter_writes_files_of_the_wizards_own_and_touches_none_of_the_persons() -> None:
    written = tuple(changed(REFUSED, service="file", operation="WriteFile", progress="planned") for _ in range(2))
    assert PLANNED.plan is not None
    assert possible(replace(PLANNED, plan=changed(PLANNED.plan, changes=written))).enter == "approve"
    added = changed(written[0], operation="AppendText")
    assert possible(replace(PLANNED, plan=changed(PLANNED.plan, changes=(*written, added)))).enter is None


def test_a_report_is_made_of_a_problem_and_of_every_problem() -> None:
    assert all(("report" in possible(view).actions) == (view.problem is not None) for view in situations())


def test_what_was_refused_is_looked_at_first_and_tried_again_only_if_it_is_chosen() -> None:
    assert PLANNED.plan is not None
    refused = replace(
        PLANNED, state=State.BLOCKED, problem=FAILED.problem, plan=changed(PLANNED.plan, changes=(REFUSED,))
    )
    now = possible(refused)
    assert now.foremost == ("again", "approve", "by-hand", "skip")
    assert (now.enter, now.retry) == ("again", True)


def test_what_needs_a_consent_is_never_only_called_another_try() -> None:
    assert GRANT.plan is not None
    assert not possible(replace(GRANT, plan=changed(GRANT.plan, changes=(REFUSED,)))).retry


def test_what_is_approved_and_about_to_be_sent_is_not_approved_again() -> None:
    assert PLANNED.plan is not None
    now = possible(replace(PLANNED, plan=changed(PLANNED.plan, approved=True)))
    assert not {"approve", "by-hand"} & now.actions
    assert now.main is None


def test_while_changes_are_sent_there_is_only_something_to_read() -> None:
    now = possible(replace(PLANNED, busy="applying", answers={"mode": "create"}))
    assert now.foremost == ()
    assert now.actions == {"commands", "undo", "read", "overview", "why", "again", "step-before", "quit"}


def test_only_what_a_command_can_do_is_done_by_hand() -> None:
    assert PLANNED.plan is not None
    assert "by-hand" in possible(PLANNED).actions
    assert "by-hand" not in possible(replace(PLANNED, plan=changed(PLANNED.plan, changes=(LOCAL,), script=""))).actions


def test_a_plan_done_by_hand_is_never_approved() -> None:
    assert PLANNED.plan is not None
    now = possible(replace(PLANNED, plan=changed(PLANNED.plan, by_hand=True)))
    assert now.main == "by-hand"
    assert "approve" not in now.actions


def test_whoever_is_not_signed_in_signs_in_first() -> None:
    assert PLANNED.plan is not None
    now = possible(replace(signed_out(PORTAL), plan=PLANNED.plan, skippable=True))
    assert now.foremost == ("login", "again", "skip")
    assert not {"approve", "by-hand"} & now.actions


def test_questions_are_answered_before_anything_is_approved() -> None:
    now = possible(replace(PLANNED, questions=ASKED.questions[1:], answers={"mode": "create"}))
    assert now.foremost == ("answer", "change", "skip")
    assert "approve" not in now.actions


def test_what_is_asked_again_has_no_question_before_it() -> None:
    again = possible(replace(ASKED, answers={ASKED.questions[0].name: "create"}))
    assert "change" not in again.actions


def test_what_is_pending_is_waited_for_where_nothing_else_can_be_done() -> None:
    assert possible(PENDING).main == "meanwhile"
    assert possible(PENDING, elsewhere=False).main == "wait"
    assert "skip" in possible(PENDING).actions


def test_what_is_over_leads_on_and_the_last_step_ends_it() -> None:
    assert (possible(SUB).main, possible(SUB).over) == ("go-on", True)
    assert possible(HANDED_OVER).main == "finish"
    assert possible(step("cloudtrail", State.SKIPPED, skipped="later")).foremost == ("go-on", "take-up")
    assert not possible(step("cloudtrail", State.WAITING)).over


def test_a_step_that_must_not_be_skipped_is_not() -> None:
    assert "skip" not in possible(replace(PLANNED, skippable=False)).actions
    assert "skip" not in possible(SUB).actions


def test_where_no_step_asks_who_one_is_nobody_can_be_somebody_else() -> None:
    assert "identity" in possible(PLANNED).actions
    assert "identity" not in possible(PLANNED, identity=False).actions
