"""What is taken of a person's answers to a step: cleaned, and checked by the questions' own rules."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.checkpoint.checkpoint import Checkpoint
from wizard.engine.decided import called
from wizard.model.questions import AnswersProblem, Question, check_answer, clean_answer, matters


def taken(
    asked: Mapping[str, Question], values: Mapping[str, str], step: str, checkpoint: Checkpoint
) -> dict[str, str]:
    """The answers as they are kept. asked: by name. Raises AnswersProblem naming what is wrong."""
    cleaned = {name: clean_answer(asked[name], value) for name, value in values.items()}
    kept = checkpoint.answers(step)
    for name in sorted(checkpoint.decided(step) & cleaned.keys()):
        if cleaned[name] != kept.get(name):
            raise AnswersProblem(f"{called(asked[name])}: the vendor's invitation decides this.")
    beside = {**kept, **cleaned}
    for name, value in cleaned.items():
        if matters(asked[name], beside) and (wrong := check_answer(asked[name], value, beside)):
            raise AnswersProblem(wrong)
    # Who is asked and leaves everything empty stays with what nobody can be asked for.
    return cleaned if any(cleaned.values()) else {**cleaned, **checkpoint.withdrawn(step)}
