"""Asks a step's questions, one after another, with the validation that answers.toml has too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.frontends.prompts.asker import Asker, GoBack
from wizard.model import Choice, Question
from wizard.model.questions import check_answer, matters, proposed


def ask_all(asker: Asker, questions: Sequence[Question], former: Mapping[str, str]) -> dict[str, str]:
    """Every answer by name. Back is to the question before; before the first it is GoBack.

    former: what was answered before it was taken back; offered again.
    """
    answers: dict[str, str] = {}
    at = 0
    while at < len(questions):
        question = questions[at]
        if not matters(question, answers):
            answers.pop(question.name, None)
            at += 1
            continue
        before = answers.get(question.name) or former.get(question.name, "")
        try:
            answers[question.name] = _ask(asker, question, before, answers)
        except GoBack:
            if at == 0:
                raise
            at -= 1
        else:
            at += 1
    return answers


def _ask(asker: Asker, question: Question, former: str, others: Mapping[str, str]) -> str:
    if question.offered:
        return _ask_choice(asker, question, former)
    return asker.text(
        question.text,
        check=lambda value: check_answer(question, value, others),
        # An offered text cannot be emptied on numbered lines, so what may stay empty is offered empty.
        default="" if question.optional else proposed(question, former, question.default),
        example=question.placeholder,
        help_text=_help(question),
    )


def _help(question: Question) -> str:
    if not question.optional or "empty" in question.help:
        return question.help
    return f"{question.help} Optional.".strip()


def _ask_choice(asker: Asker, question: Question, former: str) -> str:
    ordered = sorted(question.offered, key=lambda choice: not choice.recommended)
    if question.optional and question.choices:
        ordered.append(Choice("", "None of these"))
    recommended = next((choice.value for choice in ordered if choice.recommended), "")
    values = {choice.value for choice in ordered}
    default = next((value for value in (former, question.default, recommended) if value in values), "")
    return asker.choose(question.text, ordered, default=default, help_text=question.help)
