"""What has to hold of whatever is shown, whichever way it came about."""

from __future__ import annotations

from screens.offers import offers
from wizard.engine.actions import possible
from wizard.frontends.prompts import menus
from wizard.model import StepView


def keeps_its_word(view: StepView) -> StepView:
    """The view, if what its problem says to choose can be chosen there: it is asked for, or a button leads to it."""
    named = view.problem.choices if view.problem else frozenset()
    asked = {choice.label for question in view.questions for choice in question.choices}
    if view.busy or named <= asked:
        return view
    assert not view.questions, f"{view.id} recommends {named - asked} and asks for something else"
    now = possible(view, elsewhere=False)
    assert "change" in [offer.action for offer in offers(view, now)], (
        f"{view.id} offers no button that leads to {named}"
    )
    assert "change" in [choice.value for choice in menus.offers(view, now)]
    return view
