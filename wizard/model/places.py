"""Places in values: ``{name}`` in a string stands for what is known later; ``${…}`` is IAM's own variable and stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_PLACE = re.compile(r"(?<!\$)\{(\w+)\}")

Values = Mapping[str, str | tuple[str, ...]]


def filled(value: Any, values: Values) -> Any:
    """Any nesting with every place filled; a place that stands alone in a list takes in all values of a list."""
    if isinstance(value, str):
        alone = _PLACE.fullmatch(value)
        whole = values.get(alone[1]) if alone else None
        return list(whole) if isinstance(whole, tuple) else _PLACE.sub(lambda place: _text(place, values), value)
    if isinstance(value, Mapping):
        return {name: filled(inner, values) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        found = [(inner, filled(inner, values)) for inner in value]
        return [
            item
            for inner, one in found
            for item in (one if isinstance(inner, str) and isinstance(one, list) else [one])
        ]
    return value


def places_in(value: Any) -> frozenset[str]:
    """The names of all places in any nesting."""
    if isinstance(value, str):
        return frozenset(_PLACE.findall(value))
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return frozenset(name for one in inner for name in places_in(one))


def _text(place: re.Match[str], values: Values) -> str:
    value = values.get(place[1], place[0])
    return value if isinstance(value, str) else ", ".join(value)
