"""What is read and copied of changes in an account that does not exist yet: a name stands for the ID that it will have.

Plans keep the account's e-mail address there (see Target), so that an approval holds once the account is created.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from wizard.model import Change
from wizard.model.calls import is_unborn

NEW_ACCOUNT = "NEW_ACCOUNT"


def unborn(change: Change) -> str:
    """What stands for the account that does not exist yet, where a change is about one; "" otherwise."""
    return next(filter(is_unborn, (change.target.account, *change.parameters.values())), "")


def in_words(text: str, change: Change) -> str:
    """What is said of a change, with that name."""
    return str(_named(text, unborn(change)))


def with_a_name(change: Change) -> Change:
    """The change with that name wherever its account's ID will be."""
    symbol = unborn(change)
    return msgspec.structs.replace(change, parameters=_named(change.parameters, symbol)) if symbol else change


def _named(value: Any, symbol: str) -> Any:
    if isinstance(value, Mapping):
        return {name: _named(inner, symbol) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_named(inner, symbol) for inner in value]
    return value.replace(symbol, NEW_ACCOUNT) if symbol and isinstance(value, str) else value
