"""What must not be seen: a type whose text is a mask, and the session of a role, which is made of such.

Whoever prints, logs or formats one by mistake prints the mask; ``reveal`` is the one word to look for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

MASK = "(secret)"


class Secret:
    """A text that only ``reveal`` tells. It cannot be pickled, and msgspec does not know it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself, for the one place that it is meant for."""
        return self._value

    def __repr__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret stays where it is")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSession:
    """The credentials of an assumed role. arn: of the session; id: AWS's of it; expires: in UTC."""

    arn: str
    id: str
    key_id: Secret
    secret_key: Secret
    token: Secret
    expires: datetime
