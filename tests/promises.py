"""What has to hold of whatever is shown, whichever way it came about."""

from __future__ import annotations

from screens.offers import offers
from wizard.frontends.prompts import menus
from wizard.model import StepView


def keeps_its_word(view: StepView) -> StepView:
    """The view, if what its problem says to choose can be chosen there: it is asked for, or a button leads to it."""
    named = view.problem.choices if view.problem else frozenset()
    asked = {choice.label for question in view.questions for choice in question.choices}
    if view.busy or named <= asked:
        return view
    assert not view.questions, f"{view.id} recommends {named - asked} and asks for something else"
    assert "change-answers" in [offer.act for offer in offers(view)], f"{view.id} offers no way to {named}"
    assert "change" in [choice.value for choice in menus.offers(view, others=False)]
    return view
