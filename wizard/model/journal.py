"""What the journal keeps of each change, and what a step may ask of its own entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from wizard.model.calls import Undo, request_token


class JournalEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One change in the journal. Times are ISO 8601 in UTC.

    outcome: "" while only intended (or when the answer was lost), ``landed``, ``already`` (it was in place),
    ``failed`` (AWS refused it; nothing was changed), ``unsent``
    (nobody was signed in any more, or it never left this computer, or it was sent too early: AWS did not look at it).
    undo: how it is taken back; None where nothing was changed, or an older program has not kept it.
    """

    step: str
    digest: str
    attempt: int
    service: str
    operation: str
    account: str
    region: str
    sentence: str
    intended: str
    note: Mapping[str, str] = {}
    outcome: Literal["", "landed", "already", "failed", "unsent"] = ""
    finished: str = ""
    kept: Mapping[str, str] = {}
    error: str = ""
    undo: Undo | None = None

    @property
    def token(self) -> str:
        """What AWS knows it by, where the call has a parameter for that (``Change.token``)."""
        return request_token(self.digest, self.attempt)

    @property
    def answered(self) -> bool:
        """Whether AWS has looked at it and said what became of it."""
        return self.outcome in ("landed", "already", "failed")

    @property
    def undone(self) -> bool:
        """Whether it certainly changed nothing."""
        return self.outcome in ("failed", "unsent")


@dataclass(frozen=True, slots=True)
class Journal:
    """The step's own journal entries, oldest first."""

    entries: tuple[JournalEntry, ...] = ()

    def last(self, operation: str, **note: str) -> JournalEntry | None:
        """The newest entry of an operation whose note carries these values."""
        for entry in reversed(self.entries):
            if entry.operation == operation and all(entry.note.get(k) == v for k, v in note.items()):
                return entry
        return None
