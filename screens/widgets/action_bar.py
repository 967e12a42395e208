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
from wizard.engine.actions import Action as Deed

LONGEST_LABEL = 48


class Action(Button):
    """A button that knows what it does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", "press the button", key_display="enter")]

    def __init__(self, offer: Offer) -> None:
        super().__init__(Content(words.line(offer.label)), variant="primary" if offer.main else "default")
        self.offer = offer

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

        action: Deed

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
        await self.mount(*(Action(offer) for offer in offers))
        self._fit()
        return True

    def busy(self, busy: bool) -> None:
        """Take presses, or not while one is being carried out."""
        self.disabled = busy

    @property
    def main(self) -> Action | None:
        """The button that leads on."""
        return next((button for button in self.query(Action) if button.offer.main), None)

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
        buttons = list(self.query(Action))
        if sum(button.word(False) for button in buttons) > self.size.width > 0:
            for button in buttons:
                button.word(True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Pass on what the button does."""
        event.stop()
        if isinstance(event.button, Action):
            self.post_message(self.Pressed(event.button.offer.action))
