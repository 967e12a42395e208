"""The focus is never lost: a screen without one would take no Enter, and say so nowhere.

Textual takes the focus from what is hidden, out of use or removed, and gives it to nobody: under a window that is too
small, while a press is carried out, when a form is replaced. As soon as there is something in sight again, what had
the focus gets it back; what is gone leaves it to what the screen thinks best (`settle_focus`).
"""

from __future__ import annotations

from typing import TypeVar

from textual.screen import Screen
from textual.widget import Widget

ResultT = TypeVar("ResultT")


class FocusKept(Screen[ResultT]):
    """A screen that looks after its focus whenever that, or its layout, has changed."""

    _had: Widget | None = None
    _lent: Widget | None = None
    """Who had the focus, and who has it as long as that one cannot."""

    def on_mount(self) -> None:
        """Look from now on."""
        self.watch(self, "focused", self._focus_moved, init=False)
        self.screen_layout_refresh_signal.subscribe(self, lambda _: self.look_after_focus())

    def _focus_moved(self, focused: Widget | None) -> None:
        if focused is None:
            self.call_after_refresh(self.look_after_focus)
        elif focused is not self._lent:
            self._had, self._lent = focused, None

    def look_after_focus(self) -> None:
        """Give the focus to somebody, if it is nobody's; or back, if it was only lent."""
        focused, had = self.focused, self._had
        if focused is not None and not self._is_here(focused):
            self.set_focus(None)
            focused = None
        if not self.is_current or not self.app.app_focus or (focused is not None and focused is not self._lent):
            return
        if had is not None and had is not focused and self._can_have_it(had):
            self._lent = None
            self.set_focus(had, scroll_visible=False)
        elif focused is None:
            self.settle_focus()
            if had is not None and self._is_here(had):
                self._had, self._lent = had, self.focused

    def _is_here(self, widget: Widget) -> bool:
        """Whether it is part of this screen, and will be."""
        return widget.is_attached and not any(one._pruning for one in widget.ancestors_with_self)

    def _can_have_it(self, widget: Widget) -> bool:
        """Whether it is there, drawn and in use."""
        return self._is_here(widget) and widget.focusable and widget in self._compositor.visible_widgets

    def settle_focus(self) -> None:
        """Give it to what can be done here."""
        raise NotImplementedError  # each screen's; ABC's metaclass and Textual's do not go together
