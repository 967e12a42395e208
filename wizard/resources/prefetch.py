"""Questions that are known to come are asked side by side before they do, so that they cost one round trip together.

Whoever asks them later in the same look asks as ever and does not know. An answer is given once: asked a second time,
a question goes to AWS again. The cost is a question too many where the look takes another turn than expected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wizard.model import CallError, CallFailed, Read, Reader

Answer = Mapping[str, Any] | CallError


class Ahead:
    """A Reader that has asked some questions already."""

    def __init__(self, read: Reader, reads: Sequence[Read]) -> None:
        self._read = read
        self._known = list(zip(reads, read.many(reads), strict=True))

    def __call__(self, read: Read) -> Mapping[str, Any]:
        """One answer. Raises CallFailed."""
        answer = self._taken(read)
        if answer is None:
            return self._read(read)
        if isinstance(answer, CallError):
            raise CallFailed(answer)
        return answer

    def many(self, reads: Sequence[Read]) -> list[Answer]:
        """Every answer in order; what is not known yet is asked side by side."""
        known = [self._taken(read) for read in reads]
        unknown = [read for read, answer in zip(reads, known, strict=True) if answer is None]
        asked = iter(self._read.many(unknown) if unknown else [])
        return [next(asked) if answer is None else answer for answer in known]

    def _taken(self, read: Read) -> Answer | None:
        for index, (known, answer) in enumerate(self._known):
            if known == read:
                del self._known[index]
                return answer
        return None
