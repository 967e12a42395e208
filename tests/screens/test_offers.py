"""Which buttons a step has, what they say, and when the wizard leads on."""

from __future__ import annotations

from dataclasses import replace

from screens import offers
from screens.selection import Selection
from tests.promises import keeps_its_word
from tests.screens.still import ASKED, HANDED_OVER, PENDING, PLANNED, SIGNED_IN, STEPS, SUB, step
from tests.screens.still import way as views_of
from wizard.engine.actions import possible
from wizard.model import Choice, Problem, Question, State, StepView, WorkflowWords
from wizard.vendors.profile import load_vendor
from wizard.workflows.onboarding import WORKFLOW


def buttons(view: StepView, *, elsewhere: bool = True) -> tuple[offers.Offer, ...]:
    return offers.offers(view, possible(view, elsewhere=elsewhere))


def acts(view: StepView, *, elsewhere: bool = True) -> list[str]:
    return [offer.action for offer in buttons(view, elsewhere=elsewhere)]


def selection(leading: bool = False) -> Selection:
    return Selection([name for name, _ in STEPS], leading=leading)


def test_a_plan_offers_the_act_by_hand_and_a_skip() -> None:
    assert acts(PLANNED) == ["approve", "by-hand", "skip"]


def test_a_step_nothing_can_follow_without_offers_no_skip() -> None:
    assert acts(ASKED) == ["answer"]


RECOMMENDS = Problem(
    key="any", title="No", what="No.", why="So.", todo=('Or choose "Create a trail for this account".',), retry=True
)
CREATE = Question(name="mode", text="How?", choices=(Choice("create-trail", "Create a trail for this account"),))


def test_a_choice_that_the_problem_recommends_and_nothing_asks_for_is_a_button_away() -> None:
    refused = replace(PLANNED, problem=RECOMMENDS, answers={"mode": "repair"})
    assert acts(refused) == ["again", "approve", "by-hand", "change", "skip"]
    assert acts(replace(refused, plan=None, state=State.BLOCKED)) == ["again", "change", "skip"]
    keeps_its_word(refused)


def test_a_choice_that_is_asked_for_needs_no_button() -> None:
    answers = {"mode": "repair", "before": "it"}
    asked = replace(PLANNED, problem=RECOMMENDS, answers=answers, questions=(CREATE,), plan=None)
    labels = [offer.label for offer in buttons(keeps_its_word(asked))]
    assert labels == ["Next", "Back to previous question", "Skip step"]


def test_while_changes_are_made_nothing_is_offered() -> None:
    assert acts(replace(PLANNED, busy="applying")) == []


def test_going_on_meanwhile_is_offered_only_if_something_can_be_done_meanwhile() -> None:
    assert acts(PENDING) == ["meanwhile", "again", "skip"]
    assert acts(PENDING, elsewhere=False) == ["again", "skip"]


def test_words_depend_on_what_is_possible_and_not_on_which_step_it_is() -> None:
    assert [offer.label for offer in buttons(SUB)] == ["Next"]
    assert [offer.label for offer in buttons(step("bedrock", State.WAITING))] == ["Go to the step that needs you"]
    assert [offer.label for offer in buttons(HANDED_OVER)] == ["Finish", "Copy ARN again"]


def test_a_skipped_step_can_be_taken_up_again() -> None:
    assert acts(step("cloudtrail", State.SKIPPED, skipped="later")) == ["go-on", "take-up"]


def test_a_plan_done_by_hand_is_never_offered_to_be_sent() -> None:
    assert PLANNED.plan is not None
    by_hand = buttons(replace(PLANNED, plan=_by_hand()))
    assert [(offer.action, offer.label) for offer in by_hand if offer.main] == [("by-hand", "Show commands")]
    assert "approve" not in [offer.action for offer in by_hand]


def _by_hand() -> object:
    import msgspec

    return msgspec.structs.replace(PLANNED.plan, by_hand=True)


def test_a_step_that_ends_by_a_persons_act_leads_on() -> None:
    walking = selection()
    walking.choose("sub-account")
    walking.take(views_of(sign_in=SIGNED_IN, sub_account=ASKED))
    walking.act()
    assert walking.take(views_of(sign_in=SIGNED_IN, sub_account=SUB, cloudtrail=PLANNED)) == "Sub-account"
    assert walking.selected == "cloudtrail"


def test_a_step_that_ends_by_itself_while_it_is_read_stays_in_sight() -> None:
    walking = selection()
    walking.choose("sub-account")
    walking.take(views_of(sign_in=SIGNED_IN, sub_account=ASKED))
    walking.take(views_of(sign_in=SIGNED_IN, sub_account=SUB, cloudtrail=PLANNED))
    assert walking.selected == "sub-account"


def test_who_looks_at_a_step_they_chose_is_left_alone() -> None:
    walking = selection(leading=True)
    walking.choose("sign-in")
    walking.take(views_of(sign_in=SIGNED_IN, sub_account=ASKED))
    assert walking.selected == "sign-in"


def test_a_resumed_onboarding_leads_to_the_step_that_needs_a_person() -> None:
    walking = selection(leading=True)
    walking.take(views_of(sign_in=SIGNED_IN, sub_account=SUB, cloudtrail=PLANNED))
    assert walking.selected == "cloudtrail"


def test_a_resumed_workflow_in_which_aws_is_at_work_leads_to_where_that_is_seen() -> None:
    walking = selection(leading=True)
    walking.take(views_of(sign_in=SIGNED_IN, sub_account=replace(PENDING, id="sub-account")))
    assert walking.selected == "sub-account"


def test_the_last_step_has_no_next_one_to_work_on_meanwhile() -> None:
    done = {name.replace("-", "_"): step(name, State.SATISFIED) for name, _ in STEPS}
    walking = selection()
    walking.take(views_of(**{**done, "handover": replace(PENDING, id="handover")}))
    walking.choose("handover")
    assert "meanwhile" not in walking.possible().actions


def test_continue_leads_on_even_if_nothing_is_ready_yet() -> None:
    walking = selection()
    walking.take(views_of(sign_in=SIGNED_IN))
    walking.go_on()
    assert walking.selected == "sub-account"


def test_the_end_says_what_is_still_open() -> None:
    done = {name.replace("-", "_"): step(name, State.SATISFIED) for name, _ in STEPS}
    said = WORKFLOW.words.of(load_vendor("firetiger"))
    everything, half = views_of(**done), views_of(**{**done, "bedrock": PENDING})
    assert offers.finale(everything, said) == "✓ Everything is done. All that is left is to send the role ARN."
    assert offers.finale(half, said) == "✓ The role ARN is ready to send. Still open: Bedrock (waiting for AWS)."
    assert offers.finale(views_of(sign_in=SIGNED_IN), said) == ""
    assert offers.finale(everything, WorkflowWords()) == "✓ Everything is done."
    assert offers.finale(half, WorkflowWords()) == "✓ Still open: Bedrock (waiting for AWS)."
