"""Both front ends offer the same in every situation, but for what makes sense in one medium alone."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest
from textual.binding import Binding

from screens import offers
from screens.step_screen import StepScreen
from tests.situations import situations
from wizard.engine.actions import Action, Possible, possible
from wizard.frontends.prompts import menus
from wizard.model import StepView

ACTIONS: frozenset[Action] = frozenset(get_args(Action))
KEYS = {
    binding.action.removeprefix("do('").removesuffix("')")
    for binding in StepScreen.BINDINGS
    if isinstance(binding, Binding) and binding.action.startswith("do('")
}
# What only makes sense in one medium, and what the other has instead.
THE_SCREEN_LACKS: dict[Action, str] = {
    "wait": "it waits without being told to",
    "meanwhile": "the arrow keys and the list of steps lead to any other step",
    "step-before": "the left arrow",
    "long-findings": "they are on the screen",
    "quit": "a key of the whole app",
}
THE_MENU_LACKS: dict[Action, str] = {
    "copy-arn": "the ending says it alone on its line",
    "long-findings": "where there is a why, it shows them, too",
}


def on_screen(view: StepView, now: Possible) -> set[str]:
    keys = {action for action in KEYS if offers.key_is_free(action, now)}  # a binding's text
    return keys | {offer.action for offer in offers.offers(view, now)}


def in_menu(view: StepView, now: Possible) -> set[str]:
    return {choice.value for choice in menus.offers(view, now)}


@pytest.mark.parametrize("elsewhere", [True, False])
def test_both_front_ends_offer_the_same(elsewhere: bool) -> None:
    for view in situations():
        now = possible(view, elsewhere=elsewhere)
        assert now.actions - on_screen(view, now) <= THE_SCREEN_LACKS.keys(), view
        assert now.actions - in_menu(view, now) <= THE_MENU_LACKS.keys(), view
        assert on_screen(view, now) | in_menu(view, now) <= now.actions, view


def test_the_situations_lead_to_every_action() -> None:
    assert {action for view in situations() for action in possible(view).actions} == ACTIONS
    assert {action for view in situations() for action in on_screen(view, possible(view))} >= (
        ACTIONS - THE_SCREEN_LACKS.keys()
    )


def test_what_leads_on_comes_first_in_both() -> None:
    for view in situations():
        now = possible(view)
        buttons, menu = offers.offers(view, now), menus.offers(view, now)
        if now.main is not None:
            assert menu[0].value == now.main
            assert now.main in THE_SCREEN_LACKS or (buttons[0].action, buttons[0].main) == (now.main, True)
        assert [one.action for one in buttons if one.enter] in ([], [now.enter])


def test_every_button_and_every_line_of_a_menu_says_something() -> None:
    for view in situations():
        now = possible(view)
        assert all(offer.label for offer in offers.offers(view, now))
        assert all(choice.label for choice in menus.offers(view, now))


@pytest.mark.parametrize("module", [offers, menus])
def test_neither_front_end_decides_by_a_steps_state(module: object) -> None:
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))  # a module
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    looked_at = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert "State" not in names
    assert not {"busy", "skippable", "approved", "progress", "answers"} & looked_at
    assert not any(isinstance(node, ast.Compare) and "state" in ast.unparse(node) for node in ast.walk(tree))
