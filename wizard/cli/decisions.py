"""What an invitation decides, as answers: each question says what of an invitation answers it."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.model import Step
from wizard.model.invitation import CALLED, Invitation
from wizard.model.questions import AnswersProblem, check_answer, clean_answer


def decisions(said: Invitation, steps: Sequence[Step]) -> dict[str, dict[str, str]]:
    """The answers that it gives, by step id, checked. Raises AnswersProblem for what can't be, or nobody asks."""
    given, answers = said.decided(), dict[str, dict[str, str]]()
    asked = {question.invited for step in steps for question in step.questions}
    if strange := next((name for name in given if name not in asked and name != "account"), None):
        raise AnswersProblem(f"{CALLED[strange]}: this workflow doesn't ask for it.")
    for step in steps:
        for question in step.questions:
            if not question.invited or question.invited not in given:
                continue
            answer = clean_answer(question, given[question.invited])
            if wrong := check_answer(question, answer):
                raise AnswersProblem(f"{CALLED[question.invited]}: {wrong}")
            answers.setdefault(step.id, {})[question.name] = answer
    return answers
