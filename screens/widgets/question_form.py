"""The questions of a step as a form: one field a question, checked as it is filled in; Enter goes on.

Enter leads to the next field that needs a person: one without an answer, or one that has not been in sight. So what
is filled in already costs no key, and nobody is led past what they could not see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from screens import form_rules as asking
from screens import words
from screens.widgets.fields import ChoiceField, TextField
from wizard.model import Question
from wizard.model.questions import matters


class Asked(Vertical):
    """One question: its text, its help, its field, and what is wrong with what stands there."""

    def __init__(self, question: Question, value: str) -> None:
        super().__init__(classes="question")
        self.question, self.visited = question, False
        choices, private = question.offered, not question.public
        self.field: ChoiceField | TextField = (
            ChoiceField(choices, value, private=private)
            if choices
            else TextField(value, question.placeholder, private=private)
        )
        self._wrong = Static(markup=False, classes="wrong")
        self._wrong.display = False

    def compose(self) -> ComposeResult:
        """Question, help, field, fault."""
        optional = "  (optional)" if self.question.optional else ""
        yield Static(words.prose(self.question.text) + optional, classes="question-text", markup=False)
        if self.question.help:
            yield Static(words.prose(self.question.help), classes="quiet", markup=False)
        yield self.field
        yield self._wrong

    @property
    def value(self) -> str:
        """What stands in the field."""
        return self.field.answer

    @property
    def open(self) -> bool:
        """Whether nobody has answered it, and it needs an answer."""
        return not self.value and not self.question.optional

    def take_focus(self, following: Asked | None = None) -> None:
        """Begin to answer; question and field are in sight together, and the question after it if there is room."""
        self.visited = True
        # Gliding, it would end where the field stood before all was laid out, and leave the question's text above.
        self.field.take_focus(scrolls=False)
        self.call_after_refresh(self.come_into_sight, following)

    def come_into_sight(self, following: Asked | None = None) -> None:
        """The question from its beginning; the field, where both are more than there is room for."""
        if not self._answered_now:
            return
        place = next((one for one in self.ancestors if isinstance(one, VerticalScroll)), None)
        above = place is not None and self.region.y < place.region.y
        if place is None or following is None or above or place.region.contains_region(following.region):
            # From above, alone: with what follows it would be out of sight in between, and lose the focus.
            self.scroll_visible(animate=False)
        else:
            # What has to be read as well costs no key of its own; leave as much above it as there is room for.
            both = following.region.bottom - self.region.y
            self.scroll_visible(top=both > place.size.height, animate=False)
            if both <= place.size.height:
                following.scroll_visible(animate=False)
        self.call_after_refresh(self._show_field)

    def _show_field(self) -> None:
        if self._answered_now:
            self.field.scroll_visible(animate=False)

    @property
    def _answered_now(self) -> bool:
        """Whether the focus is still here: after keys in a row, it may be the next question that has to be in sight."""
        focused = self.screen.focused if self.is_attached else None
        return focused is not None and self in focused.ancestors

    def complain(self, others: Mapping[str, str]) -> bool:
        """Say what is wrong, if anything, and where it is seen; returns whether there is. others: the other fields."""
        in_vain = isinstance(self.field, ChoiceField) and self.field.searched_in_vain
        wrong = "No choice matches; search for something else." if in_vain else self._judged(others)
        if wrong and not self._wrong.display:
            self.call_after_refresh(self.scroll_visible, animate=False)
        self._wrong.update(f"✗ {words.prose(wrong)}" if wrong else "")
        self._wrong.display = bool(wrong)
        self.set_class(bool(wrong), "-wrong")
        return bool(wrong)

    def _judged(self, others: Mapping[str, str]) -> str:
        return asking.wrong(self.question, self.value, others)

    def relent(self, others: Mapping[str, str]) -> None:
        """While an answer is being changed: take the complaint back as soon as it no longer holds."""
        if self._wrong.display:
            self.complain(others)


class QuestionForm(Vertical):
    """All questions that are asked now."""

    @dataclass
    class Drafted(Message):
        """Something was written that is not an answer yet."""

        name: str
        value: str

    @dataclass
    class Answered(Message):
        """Every field is filled in and nothing is wrong with it."""

        values: dict[str, str]

    def __init__(self) -> None:
        super().__init__(id="questions")
        self._key: object = None
        self._stood = 0
        # Kept, and not looked for among all widgets: it is asked for a dozen times at every key.
        self._all: tuple[Asked, ...] = ()

    async def show(self, questions: Sequence[Question], answers: Mapping[str, str], drafts: Mapping[str, str]) -> bool:
        """Ask these; returns whether they differ from the ones before. What is being written stays."""
        self.display = bool(questions)
        self.call_after_refresh(self._stay_whole)
        key = [
            (asked.name, asked.text, asked.choices, asked.default, asked.yes_or_no, asked.refused)
            for asked in questions
        ]
        if key == self._key:
            return False
        self._key = key
        self._all = ()
        await self.remove_children()
        if questions:
            fresh = self._fresh(questions, answers, drafts)
            await self.mount(*fresh)
            self._all = tuple(fresh)
            self._show_what_matters()
        return bool(questions)

    def _fresh(
        self, questions: Sequence[Question], answers: Mapping[str, str], drafts: Mapping[str, str]
    ) -> list[Asked]:
        return [Asked(question, asking.prefill(question, answers, drafts.get(question.name))) for question in questions]

    def first_in(self, place: Widget) -> bool:
        """Whether the question that is answered first is wholly in sight there."""
        return self._first is not None and place.region.contains_region(self._first.region)

    def take_focus(self) -> bool:
        """Focus the first field that has no answer yet, else the first."""
        first = self._first
        if first is not None:
            self._focus(first)
        return first is not None

    def _stay_whole(self) -> None:
        """What goes from above a question moves it, and what was scrolled stays scrolled: it would be cut off."""
        stood, self._stood = self._stood, self.virtual_region.y
        focused = self.screen.focused if self.is_attached else None
        if focused is None or stood == self._stood:
            return
        for asked in self._asked:
            if asked in focused.ancestors:
                asked.come_into_sight()

    def _focus(self, asked: Asked) -> None:
        among = self._asked
        asked.take_focus(next(iter(among[among.index(asked) + 1 :]), None))

    @property
    def _first(self) -> Asked | None:
        return next((one for one in self._asked if one.open), next(iter(self._asked), None))

    @property
    def _asked(self) -> list[Asked]:
        """The questions that matter beside what stands in the other fields."""
        return [one for one in self._all if one.display]

    @property
    def _values(self) -> dict[str, str]:
        return {one.question.name: one.value for one in self._asked}

    def _show_what_matters(self) -> None:
        for one in self._all:
            one.display = matters(one.question, self._values)

    def submit(self) -> None:
        """Pass the answers on if nothing is wrong with them; otherwise go to the first that is."""
        asked, values = self._asked, self._values
        faulty = [one for one in asked if one.complain(values)]
        if faulty:
            self._focus(faulty[0])
        elif asked:
            self.post_message(self.Answered(values))

    def on_text_field_entered(self, event: TextField.Entered) -> None:
        """Enter in a field leads to the next."""
        event.stop()
        self._on_from(event.field)

    def on_choice_field_entered(self, event: ChoiceField.Entered) -> None:
        """Enter on a choice leads to the next field."""
        event.stop()
        self._on_from(event.field)

    def on_text_field_edited(self, event: TextField.Edited) -> None:
        """Keep what is being written."""
        event.stop()
        self._draft(event.field)

    def on_choice_field_edited(self, event: ChoiceField.Edited) -> None:
        """Keep what is chosen."""
        event.stop()
        self._draft(event.field)

    def _draft(self, field: Widget) -> None:
        one = next((asked for asked in self._all if asked.field is field), None)
        if one is not None:
            self._show_what_matters()
            values = self._values
            for asked in self._asked:
                asked.relent(values)
            self.post_message(self.Drafted(one.question.name, one.value))

    def _on_from(self, field: Widget) -> None:
        asked = self._asked
        index = next((n for n, one in enumerate(asked) if one.field is field), -1)
        if asked[index].complain(self._values):
            return
        following = next((one for one in asked[index + 1 :] if one.open or not self._was_seen(one)), None)
        if following is not None:
            self._focus(following)
        else:
            self.submit()

    def _was_seen(self, asked: Asked) -> bool:
        """Whether a person has been there, or sees it now from its text to its last choice."""
        place = next((one for one in self.ancestors if isinstance(one, VerticalScroll)), None)
        return asked.visited or place is None or place.region.contains_region(asked.region)
