"""The buttons of a step: what can be done now, the one that leads on first.

Harmless buttons take the focus by themselves; a button that changes something never does, so that an Enter too many
changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.layout import Layout
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button

from screens import words
from screens.offers import Offer
from screens.sizes import WIDE
from screens.widgets.flow import Flow
from wizard.engine.actions import Action

LONGEST_LABEL = 48
ROUND_A_LABEL, MARGIN, NARROWER = 8, 2, 2
"""Cells: around a label, its margin among them, which is of no use after the last button; so many fewer on a narrow
screen (step.tcss)."""


class ActionButton(Button):
    """A button that knows what it does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "press", "press button", key_display="enter"),
        Binding("left", "beside(-1)", "", show=False),
        Binding("right", "beside(1)", "", show=False),
    ]

    def __init__(self, offer: Offer) -> None:
        super().__init__(Content(words.line(offer.label)))
        self.takes(offer)

    def may_be(self, offer: Offer) -> bool:
        """Whether it is the button for this, too."""
        return self.offer == offer or (self.offer.action == offer.action and offer.enter)

    def takes(self, offer: Offer) -> None:
        """Stand for this from now on; what was pressed before it was another button, and holds no press back."""
        self.offer = offer
        self.remove_class("-active")
        self.variant = "primary" if offer.main else "default"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """At the ends of the row the arrows lead to the step before or after, as everywhere."""
        if action == "beside":
            return self._beside(int(str(parameters[0]))) is not None
        return super().check_action(action, parameters)

    def action_beside(self, by: int) -> None:
        """To the button beside this one."""
        if (button := self._beside(by)) is not None:
            button.focus()

    def _beside(self, by: int) -> ActionButton | None:
        buttons = list(self.parent.query_children(ActionButton)) if self.parent is not None else [self]
        there = buttons.index(self) + by
        return buttons[there] if 0 <= there < len(buttons) else None

    def word(self, short: bool) -> int:
        """Use the long or the short label; returns its cells, with what surrounds them."""
        text = words.line(self.offer.short if short and self.offer.short else self.offer.label)
        label = Content(text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…")
        if self.label != label:
            self.label = label
            self.refresh(layout=True)  # Textual draws another label in the room that the last one had
        return len(label) + ROUND_A_LABEL


class ActionBar(Container):
    """At most a handful of buttons, in a row or, where that is too narrow, in two."""

    @dataclass
    class Pressed(Message):
        """A person wants this done."""

        action: Action

    def __init__(self) -> None:
        self._flow = Flow()
        super().__init__(id="actions")
        self._offers: tuple[Offer, ...] = ()

    @property
    def layout(self) -> Layout:
        """Side by side, as far as there is room."""
        return self._flow

    async def show(self, offers: Sequence[Offer]) -> bool:
        """Offer these; returns whether they differ from the ones before.

        What is offered before and after is the same button, which keeps the focus: a key that is pressed meanwhile
        would find nobody to take it. What a bare Enter may not press is another button as soon as it says otherwise.
        """
        self.display = bool(offers)
        if tuple(offers) == self._offers:
            return False
        self._offers = tuple(offers)
        had = list(self.query_children(ActionButton))
        focused = next((button.offer for button in had if button is self.screen.focused), None)
        kept = {offer: button for offer in offers for button in had if button.may_be(offer)}
        for offer, button in kept.items():
            button.takes(offer)
        await self.mount(*(ActionButton(offer) for offer in offers if offer not in kept))
        self.sort_children(key=lambda button: _place(offers, button))
        if focused is not None and focused not in offers and not self.take_focus():
            self.screen.set_focus(None)
        gone = [button for button in had if button not in kept.values()]
        await self.remove_children(gone)
        self._fit()
        return True

    def busy(self, busy: bool) -> None:
        """Take presses, or not while one is being carried out."""
        self.disabled = busy

    @property
    def main(self) -> ActionButton | None:
        """The button that leads on."""
        buttons = (button for button in self.query(ActionButton) if button.offer in self._offers)
        return next((button for button in buttons if button.offer.main), None)

    def take_focus(self) -> bool:
        """Focus the button that leads on, if a bare Enter may press it."""
        main = self.main
        if main is None or not main.offer.enter or self.disabled:
            return False
        self.screen.set_focus(main, scroll_visible=False)
        return True

    def on_resize(self, _event: events.Resize) -> None:
        """Use shorter words where it is narrow."""
        self._fit()

    def _fit(self) -> None:
        buttons = list(self.query(ActionButton))
        narrower = NARROWER * len(buttons) if self.app.size.width < WIDE else 0
        if sum(button.word(False) for button in buttons) - narrower - MARGIN > self.size.width > 0:
            for button in buttons:
                button.word(True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Pass on what the button does."""
        event.stop()
        if isinstance(event.button, ActionButton):
            self.post_message(self.Pressed(event.button.offer.action))


def _place(offers: Sequence[Offer], button: Widget) -> int:
    offer = button.offer if isinstance(button, ActionButton) else None
    return offers.index(offer) if offer in offers else len(offers)
