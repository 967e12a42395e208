"""Which step comes next."""

from __future__ import annotations

from dataclasses import replace

from tests.screens.still import GRANT, PENDING, PLANNED, SIGNED_IN, STEPS, SUB, step
from tests.screens.still import way as views_of
from wizard.engine.next_step import another, next_step, next_stop, onward, pending, still_open, under_way, unfinished
from wizard.model import State


def test_the_next_stop_is_the_next_step_that_needs_a_person() -> None:
    assert next_stop(views_of(sign_in=SIGNED_IN, sub_account=SUB, template=GRANT), "sub-account") == "template"


def test_a_step_that_is_still_looked_at_is_not_passed_by() -> None:
    looking = replace(PLANNED, state=State.WAITING, busy="observing")
    assert next_stop(views_of(sign_in=SIGNED_IN, cloudtrail=looking, template=GRANT), "sub-account") is None


def test_from_a_step_whose_turn_has_not_come_going_on_leads_to_what_it_waits_for() -> None:
    looking = step("sub-account", State.WAITING, busy="observing")
    views = views_of(sign_in=SIGNED_IN, sub_account=looking)
    assert onward(views, "cloudtrail") == onward(views, "sign-in") == "sub-account"


def test_after_the_last_step_that_needs_somebody_comes_the_handover() -> None:
    done = {name.replace("-", "_"): step(name, State.SATISFIED) for name, _ in STEPS}
    assert next_stop(views_of(**{**done, "bedrock": PENDING}), "template") == "handover"


def test_where_nobody_is_needed_and_others_wait_the_place_to_be_is_what_aws_works_on() -> None:
    works = replace(PENDING, id="sub-account")
    assert under_way(views_of(sign_in=SIGNED_IN, sub_account=works)) == "sub-account"
    assert under_way(views_of(sign_in=SIGNED_IN, sub_account=works, template=GRANT)) is None
    looking = replace(PLANNED, state=State.WAITING, busy="observing")
    assert under_way(views_of(sign_in=SIGNED_IN, sub_account=works, cloudtrail=looking)) is None
    done = {name.replace("-", "_"): step(name, State.SATISFIED) for name, _ in STEPS}
    assert under_way(views_of(**{**done, "bedrock": PENDING})) is None


def test_an_earlier_step_that_was_passed_by_is_come_back_to() -> None:
    bedrock = step("bedrock", State.SATISFIED)
    assert next_stop(views_of(cloudtrail=PLANNED, bedrock=bedrock), "bedrock") == "cloudtrail"


def test_in_a_conversation_what_needs_the_person_comes_before_what_is_waited_for() -> None:
    views = views_of(sign_in=SIGNED_IN, sub_account=replace(PENDING, id="sub-account"), template=GRANT)
    after = {name: ("sub-account",) for name, _ in STEPS}
    assert next_step(views, after, ()) == "template"
    assert next_step(views, after, ("template",)) == "sub-account"
    assert next_step(views, dict.fromkeys(after, ()), ("template",)) == ""


def test_another_step_is_one_that_was_not_left_and_needs_the_person_now() -> None:
    views = views_of(sign_in=SIGNED_IN, cloudtrail=PLANNED, template=replace(GRANT, busy="observing"))
    assert another(views, "template", ())
    assert not another(views, "cloudtrail", ())
    assert not another(views, "template", ("cloudtrail",))


def test_at_the_end_it_is_told_what_is_not_done_and_what_can_still_be_done() -> None:
    skipped = step("template", State.SKIPPED, skipped="later")
    views = views_of(sign_in=SIGNED_IN, sub_account=SUB, cloudtrail=PLANNED, template=skipped, bedrock=PENDING)
    assert pending(views) == ("bedrock",)
    assert [view.id for view in still_open(views)] == ["cloudtrail", "template"]
    assert [view.id for view in unfinished(views)] == ["cloudtrail", "template", "bedrock", "handover"]
