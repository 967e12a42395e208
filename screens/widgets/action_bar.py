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
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Button

from screens import words
from screens.offers import Offer
from wizard.engine.actions import Action

LONGEST_LABEL = 48


class ActionButton(Button):
    """A button that knows what it does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "press", "press button", key_display="enter"),
        Binding("left", "beside(-1)", "", show=False),
        Binding("right", "beside(1)", "", show=False),
    ]

    def __init__(self, offer: Offer) -> None:
        super().__init__(Content(words.line(offer.label)), variant="primary" if offer.main else "default")
        self.offer = offer

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
        return len(label) + 6


class ActionBar(Horizontal):
    """At most a handful of buttons in a row."""

    @dataclass
    class Pressed(Message):
        """A person wants this done."""

        action: Action

    def __init__(self) -> None:
        super().__init__(id="actions")
        self._offers: tuple[Offer, ...] = ()

    async def show(self, offers: Sequence[Offer]) -> bool:
        """Offer these; returns whether they differ from the ones before."""
        self.display = bool(offers)
        if tuple(offers) == self._offers:
            return False
        self._offers = tuple(offers)
        if self.has_focus_within:
            self.screen.set_focus(None)
        await self.remove_children()
        await self.mount(*(ActionButton(offer) for offer in offers))
        self._fit()
        return True

    def busy(self, busy: bool) -> None:
        """Take presses, or not while one is being carried out."""
        self.disabled = busy

    @property
    def main(self) -> ActionButton | None:
        """The button that leads on."""
        return next((button for button in self.query(ActionButton) if button.offer.main), None)

    def take_focus(self) -> bool:
        """Focus the button that leads on, if a bare Enter may press it."""
        main = self.main
        if main is None or not main.offer.enter:
            return False
        self.screen.set_focus(main, scroll_visible=False)
        return True

    def on_resize(self, _event: events.Resize) -> None:
        """Use shorter words where it is narrow."""
        self._fit()

    def _fit(self) -> None:
        buttons = list(self.query(ActionButton))
        if sum(button.word(False) for button in buttons) > self.size.width > 0:
            for button in buttons:
                button.word(True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Pass on what the button does."""
        event.stop()
        if isinstance(event.button, ActionButton):
            self.post_message(self.Pressed(event.button.offer.action))
