"""The two fields a form is made of: a line of text, and a list to choose from that can be searched when it is long."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from screens import form_rules as asking
from screens.masking.masked import Masked
from screens.widgets.entry import ChoiceEntry
from wizard.model import Choice
from wizard.model.values import clean_value, one_line
from wizard.text.sanitize import LONGEST, inert_line


class TextField(Input):
    """A line of text; what is pasted is cleaned before it is in the field."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "next", key_display="enter")]

    @dataclass
    class Entered(Message):
        """Enter was pressed."""

        field: TextField

    @dataclass
    class Edited(Message):
        """The text has changed."""

        field: TextField

    def __init__(self, value: str, placeholder: str = "", *, private: bool = False) -> None:
        # An example is the same for everybody: masked it would look like something that was filled in.
        example, shown = inert_line(placeholder), Masked(private)
        super().__init__(clean_value(value)[:LONGEST], placeholder=example, select_on_focus=False, highlighter=shown)
        self._first = self.value

    @property
    def answer(self) -> str:
        """What was meant."""
        return clean_value(self.value)

    def take_focus(self, *, scrolls: bool = True) -> None:
        """Put the cursor here at once, so that what is typed next arrives here. scrolls: it glides into sight."""
        self.screen.set_focus(self, scroll_visible=scrolls)

    def on_paste(self, event: events.Paste) -> None:
        """Let in what was meant: not the line end, nothing that cannot be seen or that a terminal would obey."""
        event.text = one_line(event.text)[:LONGEST]

    async def action_submit(self) -> None:
        """Enter goes on."""
        self.post_message(self.Entered(self))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the form, except about what stood there first."""
        event.stop()
        if event.value != self._first:
            self._first = ""
            self.post_message(self.Edited(self))


class FindField(TextField):
    """A line to find something with. Whoever has one says in its bindings where enter and escape lead."""

    class GivenUp(Message):
        """Escape was pressed."""

    def action_give_up(self) -> None:
        """Nothing is looked for any more."""
        self.post_message(self.GivenUp())


class ChoiceList(OptionList):
    """Choices with what they mean; the marked one is chosen, with arrows or the mouse, and Enter goes on.

    Where there is no value to begin with, none is marked, and Enter is told so.
    """

    class NothingChosen(Message):
        """Enter was pressed, and nothing is marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", "choose", key_display="↑↓"),
        Binding("down", "cursor_down", "choose", show=False),
        Binding("enter,space", "select", "next", key_display="enter"),
    ]

    def __init__(self, choices: Sequence[Choice], value: str) -> None:
        super().__init__(markup=False)
        self.choices: tuple[Choice, ...] = ()
        self._marked: int | None = None
        self._entries: dict[tuple[str, bool], ChoiceEntry] = {}
        self.fill(choices, value)

    def fill(self, choices: Sequence[Choice], value: str) -> None:
        """List these and mark the value, if it is among them."""
        self.choices = tuple(choices)
        self.clear_options()
        self.add_options([Option(self._entry(choice, False)) for choice in choices])
        self._marked = None
        self.highlighted = next((n for n, choice in enumerate(choices) if choice.value == value), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where all choices are in sight, the page keys scroll the step and choose nothing."""
        if action in ("page_up", "page_down"):
            return self.max_scroll_y > 0
        return super().check_action(action, parameters)

    @property
    def entries(self) -> Collection[ChoiceEntry]:
        """Every choice that was ever listed, as it is drawn."""
        return self._entries.values()

    @property
    def value(self) -> str:
        """The chosen value, "" where nothing is."""
        return "" if self.highlighted is None or not self.choices else self.choices[self.highlighted].value

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Move the mark with the choice."""
        super().watch_highlighted(highlighted)
        for index in {self._marked, highlighted} - {None}:
            if index is not None and index < min(self.option_count, len(self.choices)):
                self.replace_option_prompt_at_index(index, self._entry(self.choices[index], index == highlighted))
        self._marked = highlighted

    def _entry(self, choice: Choice, chosen: bool) -> ChoiceEntry:
        """The same at every search, so that it is drawn once."""
        return self._entries.setdefault((choice.value, chosen), ChoiceEntry(choice, chosen))

    def action_select(self) -> None:
        """Go on with what is marked."""
        if self.highlighted is None:
            self.post_message(self.NothingChosen())
        else:
            super().action_select()

    def on_click(self, event: events.Click) -> None:
        """A click chooses; it does not go on."""
        event.prevent_default()
        option = event.style.meta.get("option")
        if isinstance(option, int):
            self.highlighted = option


class Search(Input):
    """A line to search in; Enter goes on with what is marked in the list."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "next", key_display="enter")]


class ChoiceField(Vertical):
    """A list to choose from; with a line to search in where there are many."""

    @dataclass
    class Entered(Message):
        """Enter was pressed."""

        field: ChoiceField

    @dataclass
    class Edited(Message):
        """Another choice is marked."""

        field: ChoiceField

    def __init__(self, choices: Sequence[Choice], value: str, *, private: bool = False) -> None:
        super().__init__(classes="choices")
        self._all, self._value = tuple(choices), value
        self._list = ChoiceList(choices, value)
        search = f"Search {len(choices):,} choices"
        self._search = Search(placeholder=search, select_on_focus=False, highlighter=Masked(private))

    def compose(self) -> ComposeResult:
        """The search where it helps, then the list."""
        if len(self._all) > asking.MANY:
            yield self._search
        yield self._list

    @property
    def answer(self) -> str:
        """The chosen value."""
        return self._list.value

    @property
    def searched_in_vain(self) -> bool:
        """Whether no choice has what is searched for."""
        return bool(self._search.value) and not self._list.choices

    def take_focus(self, *, scrolls: bool = True) -> None:
        """Start where typing helps. scrolls: it glides into sight."""
        self.screen.set_focus(self._search if self._search.is_attached else self._list, scroll_visible=scrolls)

    def on_key(self, event: events.Key) -> None:
        """From the search, the arrows move in the list."""
        if self._search.has_focus and event.key in ("down", "up"):
            event.stop()
            self._list.action_cursor_down() if event.key == "down" else self._list.action_cursor_up()

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what is found."""
        event.stop()
        found = asking.found(self._all, event.value)
        # What was searched for is meant: the first that is found is marked, but never of all of them.
        among = any(choice.value == self._value for choice in found)
        self._list.fill(found, self._value if among or not event.value or not found else found[0].value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the search takes the marked choice."""
        event.stop()
        self.post_message(self.Entered(self))

    def on_choice_list_nothing_chosen(self, event: ChoiceList.NothingChosen) -> None:
        """Enter with nothing marked: the form says so."""
        event.stop()
        self.post_message(self.Entered(self))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter on a choice goes on."""
        event.stop()
        self.post_message(self.Entered(self))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another choice."""
        event.stop()
        if self._list.value and self._list.value != self._value:
            self._value = self._list.value
            self.scroll_visible(animate=False)  # with the focus in the search, what is marked may be out of sight
            self.post_message(self.Edited(self))
