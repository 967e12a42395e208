"""Questions as a form needs them: what stands in a field first, and what is wrong with what stands there.

The engine checks every answer again with the same rules; here they only save a person a round trip.
"""

from __future__ import annotations

from collections.abc import Mapping

from wizard.model import Choice, Question
from wizard.model.questions import check_answer, clean_answer, proposed
from wizard.model.values import clean_account_id

MANY = 9
"""More choices than this and the field can be searched."""


def prefill(question: Question, answers: Mapping[str, str], draft: str | None) -> str:
    """What was being written, else the earlier answer, the default or the recommended choice; "" where nobody has said.

    Never simply the first choice: what stands there is taken by an Enter that was meant for something else. Nor what
    was refused: it would be again.
    """
    written = "" if draft == "" else proposed(question, draft or answers.get(question.name, ""), question.default)
    among = question.offered
    if not among or any(choice.value == written for choice in among):
        return written
    return next((choice.value for choice in among if choice.recommended), "")


def wrong(question: Question, value: str, others: Mapping[str, str]) -> str:
    """One clear sentence about what is wrong with an answer, or "". others: what stands in the form's other fields."""
    answer = clean_answer(question, value)
    if not answer and not question.optional:
        return "This needs an answer."
    among = question.offered
    if answer and among and not any(choice.value == answer for choice in among):
        return "Choose one of these."
    return check_answer(question, answer, others) or ""


def found(among: tuple[Choice, ...], search: str) -> tuple[Choice, ...]:
    """The choices in which every word of the search occurs."""
    words = clean_account_id(search).casefold().split()
    return tuple(choice for choice in among if all(word in _text(choice) for word in words))


def _text(choice: Choice) -> str:
    return f"{choice.value} {choice.label} {choice.detail}".casefold()
