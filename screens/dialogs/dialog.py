"""What all dialogs have in common: a framed box over the dimmed screen, a scrolling text, buttons, their own keys.

Escape always closes a dialog and never does anything. Where there is something to read, the text has the focus, so
that an Enter too many presses no button.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button

from screens import words
from screens.focus_kept import FocusKept
from screens.widgets.key_line import KeyLine
from screens.widgets.notices import Notices

ResultT = TypeVar("ResultT")

BOX = 82
ROUND_A_BOX = 8
ROUND_A_LABEL = 8
MARGIN = 2
"""Cells: inside the widest box; around what is in a box; around a button's label; above and below a box, where the
window is not low."""


SCRIPT = 0.45
"""Of the window's height: the most that code in a box takes."""


class DialogButton(Button):
    """A button whose Enter is told in the line of keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "press", "press button", key_display="enter"),
        Binding("left", "app.focus_previous", "", show=False),
        Binding("right", "app.focus_next", "", show=False),
    ]

    def __init__(self, label: str, id: str, *, main: bool = False, danger: bool = False) -> None:
        super().__init__(
            Content(words.line(label)), id=id, variant="error" if danger else "primary" if main else "default"
        )


class Dialog(FocusKept[ResultT], ModalScreen[ResultT]):
    """A box with a title. Subclasses say what is in it (`content`) and which buttons it has (`buttons`)."""

    CSS_PATH = Path(__file__).parents[2] / "assets" / "dialogs.tcss"
    AUTO_FOCUS = "#text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "close", key_display="esc"),
        Binding("tab", "app.focus_next", "go to buttons", key_display="tab"),
        Binding("f3", "app.reveal", "reveal", key_display="F3", priority=True),
    ]

    def __init__(self, title: str, sandbox: str) -> None:
        super().__init__(classes="dialog")
        self._box_title = words.line(title)
        self._sandbox = sandbox

    def compose(self) -> ComposeResult:
        """Box, text, buttons, keys."""
        box = Vertical(classes="box")
        box.border_title = Content(self._box_title)  # as it is: markup in it is somebody's text
        box.border_subtitle = " SANDBOX " if self._sandbox else ""
        with box:
            yield VerticalScroll(*self.content(), id="text")
            yield from self.below()
            with Horizontal(classes="buttons"):
                yield from self.buttons()
            yield Notices()
            yield KeyLine()

    def settle_focus(self) -> None:
        """To the text, as at the beginning."""
        first = next((one for one in self.focus_chain if one in self._compositor.visible_widgets), None)
        self.set_focus(first, scroll_visible=False)

    def leave(self, result: ResultT | None) -> None:
        """Close with a result. A second press while it closes finds nothing left to close."""
        if self.is_current:
            self.dismiss(result)

    def content(self) -> list[Widget]:
        """What there is to read."""
        return []

    def below(self) -> list[Widget]:
        """What stands between the text and the buttons."""
        return []

    def buttons(self) -> list[DialogButton]:
        """The buttons, the harmless one first."""
        return [DialogButton("Close", "close")]

    def on_resize(self) -> None:
        """Buttons that do not fit beside each other stand under each other."""
        row = self.query_one(".buttons")
        needed = sum(len(str(button.label)) + ROUND_A_LABEL for button in row.query(DialogButton))
        row.set_class(needed > min(BOX, self.size.width - ROUND_A_BOX), "-stacked")
        for script in self.query("#script"):
            # In cells: a box that is as high as what is in it takes a share of the window for all of the text.
            script.styles.max_height = round(self.size.height * SCRIPT)
        self.call_after_refresh(self._fit_text)

    def on_notices_changed(self) -> None:
        """The text gives way to what is said in passing."""
        self.call_after_refresh(self._fit_text)

    def _fit_text(self) -> None:
        """The text is as high as it is, or as the window lets it be: the buttons are always in sight."""
        box, text = self.query_one(".box"), self.query_one("#text")
        others = [child for child in box.children if child is not text and child.display]
        taken = box.gutter.height + sum(other.outer_size.height + other.styles.margin.height for other in others)
        margin = 0 if self.has_class("-low") else MARGIN
        text.styles.max_height = max(2, self.size.height - margin - taken)

    def action_close(self) -> None:
        """Close it; nothing has happened."""
        self.leave(None)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Subclasses that have more than Close say what each button means."""
        event.stop()
        self.pressed(event.button.id or "")

    def pressed(self, button: str) -> None:  # noqa: ARG002 - what the base has is one button
        """A button was pressed."""
        self.action_close()


class ToCopy(Dialog[None]):
    """Something to read and to copy."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("c", "copy", "copy")]

    def __init__(self, title: str, text: str, copy: Callable[[str], None], sandbox: str) -> None:
        super().__init__(title, sandbox)
        self._text, self._copy = text, copy

    def buttons(self) -> list[DialogButton]:
        """Close, copy."""
        return [DialogButton("Close", "close"), DialogButton("Copy", "copy")]

    def pressed(self, button: str) -> None:
        """Copy stays here."""
        if button == "copy":
            self.action_copy()
        else:
            self.action_close()

    def action_copy(self) -> None:
        """Copy it as text."""
        self._copy(self._text)
