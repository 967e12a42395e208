"""Documents to be read one at a time: the same reader for templates, policies, parameters, commands and raw answers.

It stands on a screen of its own, or beside a step where there is room. It knows no document by name: what each line
means comes with the document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from screens import words
from screens.widgets.document_lines import DocumentLines
from screens.widgets.fields import FindField, TextField
from wizard.model import Document
from wizard.model.document import Language
from wizard.text.comparison import pairs, unified

ENDINGS: dict[Language, str] = {"json": ".json", "yaml": ".yaml", "shell": ".sh"}
NONE_MARKED = "Nothing more is marked in this direction."
NOT_FOUND = "This text isn't in the document."


class SearchField(FindField):
    """What is looked for; Enter goes to the next line that has it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "find next", key_display="enter"),
        Binding("escape", "give_up", "back to the text", key_display="esc"),
    ]


class Reader(Vertical):
    """One of these documents at a time, from the first on. copy: puts a text on the clipboard, under a file's name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "close", key_display="esc"),
        Binding("n", "mark(1)", "next mark"),
        Binding("N", "mark(-1)", "previous mark", show=False),
        Binding("right", "turn(1)", "next document", key_display="→"),
        Binding("left", "turn(-1)", "previous document", key_display="←"),
        Binding("slash", "search", "search", key_display="/"),
        Binding("c", "copy", "copy"),
        Binding("d", "widen", "full screen"),
    ]

    class Closed(Message):
        """It has been read."""

    class Widened(Message):
        """It is to have the whole screen."""

    def __init__(
        self, documents: Sequence[Document], copy: Callable[[str, str], None], sandbox: str, *, beside: bool = False
    ) -> None:
        super().__init__(id="reader")
        self.documents, self.copy, self._sandbox, self._beside = documents, copy, sandbox, beside
        self.at = 0
        self._head = Static(id="reader-head", markup=False)
        self.lines = DocumentLines(numbered=True, id="document")
        self._field = SearchField("", "text to find")
        self._line = Horizontal(Static("/", classes="quiet", markup=False), self._field, id="search")
        self._line.display = False

    def compose(self) -> ComposeResult:
        """What it is, the text, what is looked for."""
        yield self._head
        yield self.lines
        yield self._line

    def on_mount(self) -> None:
        """The first document."""
        self._show()

    def take_focus(self) -> None:
        """Have the keys scroll."""
        self.screen.set_focus(self.lines, scroll_visible=False)

    def _show(self) -> None:
        self.lines.read(self.documents[self.at])
        self._draw_head()
        self.refresh_bindings()

    def on_resize(self) -> None:
        """The head is one line of this width."""
        self._draw_head()

    def _draw_head(self) -> None:
        document, count = self.documents[self.at], len(self.documents)
        title = Content.styled(words.line(document.title), "bold $accent")
        more = [f"{self.at + 1} of {count}"] if count > 1 else []
        more += [" / ".join(words.line(name) for name in document.names)] if document.other is not None else []
        more += [f"{len(document.notes)} notes"] if document.notes else []
        badge = Content.styled(" SANDBOX ", "bold $ink on $badge") if self._sandbox else Content("")
        for said in (" · ".join(more), more[0] if more else "", ""):
            right = Content.assemble((said, "$quiet"), "  " if said and self._sandbox else "", badge)
            space = self.size.width - 2 - title.cell_length - right.cell_length
            if space >= 2:
                self._head.update(Content.assemble(title, " " * space, right))
                return
        room = max(8, self.size.width - 4 - badge.cell_length)
        self._head.update(Content.assemble(title.truncate(room, ellipsis=True), "  ", badge))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is offered only where it does something."""
        if action == "turn":
            return 0 <= self.at + int(str(parameters[0])) < len(self.documents)
        if action == "mark":
            return bool(self.documents[self.at].other is not None or self.lines.marks)
        if action == "widen":
            return self._beside
        return super().check_action(action, parameters)

    # --- what a person does ------------------------------------------------------------------------------------------

    def action_close(self) -> None:
        """Away with it."""
        self.post_message(self.Closed())

    def action_widen(self) -> None:
        """The whole screen for it."""
        self.post_message(self.Widened())

    def action_turn(self, by: int) -> None:
        """The next document, or the one before."""
        self.at += by
        self._show()

    def action_mark(self, by: int) -> None:
        """To the next mark, or the one before."""
        if not self.lines.go_to_mark(by):
            self.notify(NONE_MARKED, markup=False, timeout=3)

    def action_copy(self) -> None:
        """All of the text, as it is; of a comparison both sides as one difference."""
        document = self.documents[self.at]
        text, ending = document.text, ENDINGS.get(document.language, ".txt")
        if document.other is not None:
            signed = unified(pairs(document.text, document.other))
            text, ending = "".join(f"{sign}{line}\n" for sign, line in signed), ".diff"
        self.copy(text, f"document{ending}")

    def action_search(self) -> None:
        """Have the next key typed into the line."""
        self._line.display = True
        self._field.take_focus()

    def on_text_field_entered(self, event: TextField.Entered) -> None:
        """To the next line that has it."""
        event.stop()
        if not self.lines.find(self._field.answer):
            self.notify(NOT_FOUND, markup=False, timeout=3)

    def on_text_field_edited(self, event: TextField.Edited) -> None:
        """It is looked for when Enter is pressed."""
        event.stop()

    def on_find_field_given_up(self, event: FindField.GivenUp) -> None:
        """Back to the text."""
        event.stop()
        self._line.display = False
        self.take_focus()
