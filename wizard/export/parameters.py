"""A change's parameters as a document: what is sent, whole, with the policies in it unfolded and explained."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wizard.model import ChangeView, Document, Note
from wizard.resources.explaining import Known, Notes
from wizard.resources.policy_notes import on_policy
from wizard.resources.written import Path, written

LONGEST = 100_000
"""Characters of a text that is looked into; AWS takes no policy and no template near as long."""


def parameters_document(change: ChangeView) -> Document:
    """What the call is made with. The account that it is made in is known; nobody else is."""
    unfolded: list[Path] = []
    policies: list[Path] = []
    shown = _shown(change.parameters, (), unfolded, policies)
    text = json.dumps(shown, indent=2, ensure_ascii=False)
    return Document(
        title=f"{change.service} {change.operation}",
        text=text,
        language="json",
        about=(f"{change.sentence}.".replace("..", "."), *((change.warning,) if change.warning else ())),
        notes=_notes(text, shown, change.account, unfolded, policies),
    )


def _notes(text: str, shown: Any, account: str, unfolded: list[Path], policies: list[Path]) -> tuple[Note, ...]:
    notes = Notes(written(text), Known(account=account))
    for path in unfolded:
        notes.put(path, "This is sent as a string with the content shown here.")
    for path in policies:
        on_policy(notes, path, _at(shown, path))
    return notes.in_order()


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _shown(value: Any, path: Path, unfolded: list[Path], policies: list[Path]) -> Any:
    """The parameters as JSON can hold them; noted is where texts were unfolded, and where policies are."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str) and (inner := _unfolded(value)) is not None:
        unfolded.append(path)
        value = inner
    if isinstance(value, Mapping):
        if _is_policy(value):
            policies.append(path)
        return {str(key): _shown(one, (*path, str(key)), unfolded, policies) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(one, (*path, at), unfolded, policies) for at, one in enumerate(value)]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def _unfolded(text: str) -> Mapping[str, Any] | None:
    """The object that a text holds, if it is one."""
    if not text.lstrip().startswith("{") or len(text) > LONGEST:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _is_policy(value: Mapping[Any, Any]) -> bool:
    return "Statement" in value and not isinstance(value["Statement"], str)
