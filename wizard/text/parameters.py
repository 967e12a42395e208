"""The names among a call's parameters that are somebody's, which no shape gives away: told by what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_PRIVATE = (
    r"(?i)(?:\w*bucket(?:_?name)?|\w*external_?id|\w*email|account|account_?(?:id|name)|parent_?id|(?:aws_?)?profile)"
)


def private_parameters(parameters: object) -> Iterator[tuple[str, str]]:
    """(kind, value) of each, however deep. The kind is the parameter's name in small letters, ``bucketname``."""
    if isinstance(parameters, Mapping):
        yield from _in_mapping(parameters)
    elif isinstance(parameters, Sequence) and not isinstance(parameters, str | bytes):
        for inner in parameters:
            yield from private_parameters(inner)


def _in_mapping(value: Mapping[Any, object]) -> Iterator[tuple[str, str]]:
    named = value.get("ParameterKey"), value.get("ParameterValue")  # CloudFormation's way to say name and value
    for name, inner in (*value.items(), named):
        if isinstance(inner, str) and re.fullmatch(_PRIVATE, str(name)):
            yield str(name).lower().replace("_", ""), inner
        else:
            yield from private_parameters(inner)
