"""A request and its answer as a text to read: what a person sees who asks what exactly was said.

It is made when the call has ended and is kept short: of a long list its beginning, of a long text its beginning. What
has the name or the shape of a secret is not in it. The cost is some tenths of a millisecond a call, on the thread that
made it.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wizard.text.redaction import MASK, without_secrets

LONGEST = 4_000
"""Characters of a request, or of an answer."""

LONGEST_VALUE = 600
MOST_ITEMS = 12
MOST_FIELDS = 60
DEEPEST = 8

_SECRET = re.compile(r"secret|token|password|credential|accesskeyid|code$|signature", re.IGNORECASE)
_NO_SECRET = (
    "NextToken", "nextToken", "ClientRequestToken", "ClientToken", "StatusCode", "Code", "ErrorCode", "HTTPStatusCode",
)  # fmt: skip


def as_text(value: Mapping[str, Any] | None) -> str:
    """Parameters or an answer as indented JSON, without secrets or ResponseMetadata; "" where there are none."""
    if not isinstance(value, Mapping):
        return ""
    said = {name: one for name, one in value.items() if name != "ResponseMetadata"}
    text = json.dumps(_short(said, DEEPEST), indent=2, ensure_ascii=False) if said else ""
    text = text.encode("utf-8", "replace").decode()  # JSON can hold half a character, and no encoding has it
    return text if len(text) <= LONGEST else f"{_cut(text, LONGEST)}\n…"


def request_id(answer: Any) -> str:
    """What AWS's support asks for, "" where there was no answer."""
    about = answer.get("ResponseMetadata") if isinstance(answer, Mapping) else None
    return str(about.get("RequestId", "")) if isinstance(about, Mapping) else ""


def _short(value: Any, deep: int) -> Any:
    if isinstance(value, Mapping):
        return _fields(value, deep) if deep else "…"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        if not deep:
            return "…"
        left = len(value) - MOST_ITEMS
        more = [f"… {left:,} more"] if left > 0 else []
        return [_short(one, deep - 1) for one in value[:MOST_ITEMS]] + more
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, bool | int | float | None) else f"({type(value).__name__})"


def _fields(value: Mapping[str, Any], deep: int) -> dict[str, Any]:
    left = len(value) - MOST_FIELDS
    first = itertools.islice(value.items(), MOST_FIELDS)
    return {str(name): _named(str(name), one, deep) for name, one in first} | (
        {"…": f"{left:,} more"} if left > 0 else {}
    )


def _named(name: str, value: Any, deep: int) -> Any:
    secret = name not in _NO_SECRET and _SECRET.search(name) and isinstance(value, str | bytes | Mapping)
    return MASK if secret else _short(value, deep - 1)


def _text(value: str) -> str:
    # Found before it is cut: half a secret, or half an id, has no shape any more.
    said = without_secrets(value[: 2 * LONGEST_VALUE])
    return said if len(said) <= LONGEST_VALUE else f"{_cut(said, LONGEST_VALUE)}…"


def _cut(text: str, longest: int) -> str:
    """The beginning, without the word that the cut would go through."""
    return re.sub(r"[^\s\"]+\Z", "", text[:longest]) or text[:longest]
