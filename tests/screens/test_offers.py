"""Where a person is on the way, what is offered there, and when the wizard leads on."""

from __future__ import annotations

from dataclasses import replace

from screens import offers as way
from screens.selection import Selection
from tests.promises import keeps_its_word
from tests.screens.still import ASKED, GRANT, PENDING, PLANNED, SIGNED_IN, STEPS, SUB, step
from tests.screens.still import way as views_of
from wizard.model import Choice, Problem, Question, State, StepView


def acts(view: StepView, *, elsewhere: bool = True) -> list[str]:
    return [offer.act for offer in way.offers(view, elsewhere=elsewhere)]


def walk(leading: bool = False) -> Selection:
    return Selection([name for name, _ in STEPS], leading=leading)


def test_the_next_stop_is_the_next_step_that_needs_a_person() -> None:
    assert way.next_stop(views_of(sign_in=SIGNED_IN, sub_account=SUB, template=GRANT), "sub-account") == "template"


def test_a_step_that_is_still_looked_at_is_not_passed_by() -> None:
    looking = replace(PLANNED, state=State.WAITING, busy="observing")
    assert way.next_stop(views_of(sign_in=SIGNED_IN, cloudtrail=looking, template=GRANT), "sub-account") is None


def test_after_the_last_step_that_needs_somebody_comes_the_handover() -> None:
    done = {name.replace("-", "_"): step(name, State.SATISFIED) for name, _ in STEPS}
    assert way.next_stop(views_of(**{**done, "bedrock": PENDING}), "template") == "handover"


def test_an_earlier_step_that_was_passed_by_is_come_back_to() -> None:
    bedrock = step("bedrock", State.SATISFIED)
    assert way.next_stop(views_of(cloudtrail=PLANNED, bedrock=bedrock), "bedrock") == "cloudtrail"


def test_a_plan_offers_the_act_by_hand_and_a_skip() -> None:
    assert acts(PLANNED) == ["approve", "hand", "skip"]


def test_a_step_nothing_can_follow_without_offers_no_skip() -> None:
    assert acts(ASKED) == ["submit"]


RECOMMENDS = Problem(
    key="any", title="No", what="No.", why="So.", todo=('Or choose "Create a trail for this account".',), retry=True
)
CREATE = Question(name="mode", text="How?", choices=(Choice("create-trail", "Create a trail for this account"),))


def test_a_choice_that_the_problem_recommends_and_nothing_asks_for_is_a_button_away() -> None:
    refused = replace(PLANNED, problem=RECOMMENDS, answers={"mode": "repair"})
    assert acts(refused) == ["again", "approve", "hand", "change-answers", "skip"]
    assert acts(replace(refused, plan=None, state=State.BLOCKED)) == ["again", "change-answers", "skip"]
    keeps_its_word(refused)


def test_a_choice_that_is_asked_for_needs_no_button() -> None:
    asked = replace(PLANNED, problem=RECOMMENDS, answers={"mode": "repair"}, questions=(CREATE,), plan=None)
    assert "change-answers" not in acts(keeps_its_word(asked))


def test_while_changes_are_made_nothing_is_offered() -> None:
    assert acts(replace(PLANNED, busy="applying")) == []


def test_going_on_meanwhile_is_offered_only_if_something_can_be_done_meanwhile() -> None:
    assert acts(PENDING) == ["go-on", "again"]
    assert acts(PENDING, elsewhere=False) == ["again"]


def test_a_skipped_step_can_be_taken_up_again() -> None:
    assert acts(step("cloudtrail", State.SKIPPED, skipped="later")) == ["go-on", "take-up"]


def test_a_plan_done_by_hand_is_never_offered_to_be_sent() -> None:
    assert PLANNED.plan is not None
    by_hand = way.offers(replace(PLANNED, plan=_by_hand()))
    assert "approve" not in [offer.act for offer in by_hand]


def _by_hand() -> object:
    import msgspec

    return msgspec.structs.replace(PLANNED.plan, by_hand=True)


def test_a_step_that_ends_by_a_persons_act_leads_on() -> None:
    walking = walk()
    walking.choose("sub-account")
    walking.take(views_of(sign_in=SIGNED_IN, sub_account=ASKED))
    walking.act()
    assert walking.take(views_of(sign_in=SIGNED_IN, sub_account=SUB, cloudtrail=PLANNED)) == "Sub-account"
    assert walking.selected == "cloudtrail"


def test_a_step_that_ends_by_itself_while_it_is_read_stays_in_sight() -> None:
    walking = walk()
    walking.choose("sub-account")
    walking.take(views_of(sign_in=SIGNED_IN, sub_account=ASKED))
    walking.take(views_of(sign_in=SIGNED_IN, sub_account=SUB, cloudtrail=PLANNED))
    assert walking.selected == "sub-account"


def test_who_looks_at_a_step_they_chose_is_left_alone() -> None:
    walking = walk(leading=True)
    walking.choose("sign-in")
    walking.take(views_of(sign_in=SIGNED_IN, sub_account=ASKED))
    assert walking.selected == "sign-in"


def test_a_resumed_onboarding_leads_to_the_step_that_needs_a_person() -> None:
    walking = walk(leading=True)
    walking.take(views_of(sign_in=SIGNED_IN, sub_account=SUB, cloudtrail=PLANNED))
    assert walking.selected == "cloudtrail"


def test_continue_leads_on_even_if_nothing_is_ready_yet() -> None:
    walking = walk()
    walking.take(views_of(sign_in=SIGNED_IN))
    walking.go_on()
    assert walking.selected == "sub-account"


def test_the_end_says_what_is_still_open() -> None:
    done = {name.replace("-", "_"): step(name, State.SATISFIED) for name, _ in STEPS}
    assert way.finale(views_of(**done)).startswith("✓ Everything is in place")
    assert "Bedrock (pending)" in way.finale(views_of(**{**done, "bedrock": PENDING}))
    assert way.finale(views_of(sign_in=SIGNED_IN)) == ""
