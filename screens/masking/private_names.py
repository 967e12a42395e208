"""The private names that no pattern can find, from where the views carry them.

A profile, an external id and a user's name are answers, choices or part of who is signed in; a bucket is a parameter
of a change. A name that stands in a finding alone is not found; `masking` has a pattern for what follows "bucket".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from wizard.model import StepView

ANSWERS = frozenset(("profile", "email", "external_id", "account_id"))
"""Questions whose answers are private, in every step."""

_PARAMETER = re.compile(r"bucket(name)?$|external_?id$|^account(_?id)?$|email$", re.IGNORECASE)


def names_in(views: Iterable[StepView], known: Iterable[str]) -> Iterator[str]:
    """Every private name there is to know now. known: those that the steps themselves have told."""
    yield from known
    for view in views:
        yield from (value for name, value in view.answers.items() if name in ANSWERS)
        for question in view.questions:
            if question.name in ANSWERS:
                yield from (question.default, *(choice.value for choice in question.choices))
        for change in view.plan.changes if view.plan else ():
            yield from _in_parameters(change.parameters)


def _in_parameters(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _in_mapping(value)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for inner in value:
            yield from _in_parameters(inner)


def _in_mapping(value: Mapping[Any, object]) -> Iterator[str]:
    named = value.get("ParameterKey"), value.get("ParameterValue")  # how CloudFormation says name and value
    for name, inner in (*value.items(), named):
        if isinstance(inner, str) and _PARAMETER.search(str(name)):
            yield inner
        else:
            yield from _in_parameters(inner)
