"""What a vendor decided by its invitation is shown, never asked, and never answered otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worlds import World, engine_of, thing
from wizard.checkpoint.checkpoint import Checkpoint, Glance
from wizard.engine.actions import possible
from wizard.engine.engine import Engine
from wizard.model import Observation, Question, State, Step
from wizard.model.invitation import Signature
from wizard.model.questions import AnswersProblem


def decided(checkpoint: Checkpoint, signature: Signature = "unsigned", **answers: str) -> Checkpoint:
    """With these answers to the step ``garden`` from an invitation."""
    checkpoint.decide({"garden": answers}, signature)
    return checkpoint


def driven(step: Step, checkpoint: Checkpoint) -> Engine:
    engine = engine_of(step, world=World(), checkpoint=checkpoint)
    engine.drive(engine.settled)
    return engine


def test_an_answer_that_is_decided_is_used_shown_and_not_asked() -> None:
    engine = driven(thing("garden", asks=True), decided(Checkpoint(Glance()), colour="green"))
    view = engine.view("garden")
    assert (view.state, view.questions) == (State.UNMET, ())
    assert "colour: green. Firetiger's invitation decides this." in [finding.text for finding in view.findings]


def test_it_cannot_be_answered_otherwise_taken_back_or_reconsidered() -> None:
    step = thing("garden", asks=True, reconsider={"colour": ""})
    engine = driven(step, decided(Checkpoint(Glance()), colour="green"))
    with pytest.raises(AnswersProblem, match="the vendor's invitation decides this"):
        engine.answer("garden", {"colour": "red"})
    engine.answer("garden", {"colour": "green"})
    engine.withdraw("garden", ["colour"])
    engine.reconsider()
    view = engine.view("garden")
    assert (view.answers, view.changeable) == ({"colour": "green"}, {})
    assert "change" not in possible(view).actions


def test_a_step_that_asks_again_what_is_decided_is_blocked_and_says_who_can_help() -> None:
    colour = Question(name="colour", text="Which colour?")

    def observe(*_: Any) -> Observation[Any]:
        return Observation(state=State.NEEDS_ANSWERS, summary="asks", facts=[], questions=(colour,))

    step = thing("garden")
    asks = Step(id="garden", title="Garden", observe=observe, plan=step.plan, preview=step.preview, questions=(colour,))
    view = driven(asks, decided(Checkpoint(Glance()), colour="green")).view("garden")
    assert (view.state, view.questions) == (State.BLOCKED, ())
    assert view.problem is not None
    assert view.problem.key == "decided-by-vendor"
    assert "Ask your Firetiger Solutions Engineer for another invitation." in view.problem.todo


@pytest.mark.parametrize(
    ("signature", "mark", "said"),
    [
        ("signed", "good", "Firetiger signed the invitation"),
        ("unsigned", "warning", "isn't signed"),
        ("unchecked", "warning", "can't check who signed"),
    ],
)
def test_the_first_step_alone_says_who_wrote_the_invitation(signature: Signature, mark: str, said: str) -> None:
    checkpoint = decided(Checkpoint(Glance()), signature)
    engine = engine_of(thing("garden"), thing("house", after=("garden",)), world=World(), checkpoint=checkpoint)
    engine.drive(engine.settled)
    first, second = engine.views()
    assert [(one.mark, said in one.text) for one in first.findings] == [(mark, True)]
    assert second.findings == ()


def test_without_an_invitation_nothing_is_said_of_one() -> None:
    assert driven(thing("garden"), Checkpoint(Glance())).view("garden").findings == ()


def test_another_invitation_takes_the_place_of_the_one_before() -> None:
    checkpoint = decided(decided(Checkpoint(Glance()), colour="green", size="small"), "signed", colour="red")
    assert checkpoint.answers("garden") == {"colour": "red"}
    assert (checkpoint.decided("garden"), checkpoint.document.invitation) == ({"colour"}, "signed")
