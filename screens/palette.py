"""The command palette: everything that can be done right now, by its name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.markup import escape
from textual.types import IgnoreReturnCallbackType

from screens import words
from screens.presenting.presenter import PresenterApp
from screens.step_screen import StepScreen

ELSEWHERE = ("app.command_palette", "find_calls", "screen.which_calls", "screen.save_calls")
"""Actions of keys that are not told as keys: the palette itself, and what has entries of its own."""

Command = tuple[str, str, IgnoreReturnCallbackType]


class Palette(Provider):
    """Buttons of the step, keys of the screen, every step, and how it looks."""

    def commands(self) -> Iterator[Command]:
        """Name, help and what it does, the most likely first."""
        screen = self.screen
        if isinstance(screen, StepScreen):
            yield from _of_step(screen)
            yield from _of_keys(screen)
            for view in screen.selection.views:
                about = words.line(view.summary) or words.look(view).word
                yield f"Go to {words.line(view.title)}", about, lambda step=view.id: screen.choose(step)
            yield from screen.commands_with_calls()
        app = cast(PresenterApp, self.app)
        for scenario, summary in app.rehearsals().items():
            yield f"Rehearse: {words.line(scenario)}", words.line(summary), lambda name=scenario: app.rehearse(name)
        yield "Switch light or dark", "change the colors", lambda: app.run_action("app.light_or_dark")

    async def discover(self) -> Hits:
        """All of it."""
        for name, about, does in self.commands():
            yield DiscoveryHit(escape(name), does, name, escape(about))

    async def search(self, query: str) -> Hits:
        """What matches."""
        matcher = self.matcher(query)
        for name, about, does in self.commands():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), does, name, escape(about))


def _of_step(screen: StepScreen) -> Iterator[Command]:
    view = screen.view
    for offer in screen.selection.offers() if view else ():
        if offer.action == "approve":
            # An Enter too many in the palette must approve nothing: it leads to the button.
            yield f"Go to button: {words.line(offer.label)}", "nothing is sent yet", screen.panel.to_buttons
            continue
        yield (
            words.line(offer.label),
            f"in {words.line(view.title)}" if view else "",
            lambda action=offer.action: screen.do(action),
        )


def _of_keys(screen: StepScreen) -> Iterator[Command]:
    seen: set[str] = set()
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.show and active.enabled and binding.action not in seen and binding.action not in ELSEWHERE:
            seen.add(binding.action)
            key = screen.app.get_key_display(binding)
            name = binding.description[:1].upper() + binding.description[1:]
            yield name, f"key {key}", lambda does=binding.action: screen.run_action(does)
