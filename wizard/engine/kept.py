"""What this process was told a moment ago and need not ask again: long lists, and what is final once it is said.

The step says of a read whether an answer that is had already will do. It does until something was applied, here or by
whoever AWS works for, or a person asks to look again. The cost is that what others change meanwhile shows only then;
a change that rests on it is AWS's to refuse.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from wizard.model import CallError, CallFailed, Read

Answer = Mapping[str, Any]


class Kept:
    """Answers by their questions. May be used from any thread."""

    def __init__(self) -> None:
        self._answers: dict[bytes, Answer | CallError] = {}
        self._lock = threading.Lock()

    def answer(self, read: Read, ask: Callable[[Read], Answer]) -> Answer:
        """The answer that is kept, or a new one. Raises CallFailed, which is kept where it says that there is none."""
        if not read.kept:
            return ask(read)
        question = msgspec.json.encode(read)
        with self._lock:
            answers = self._answers
        if question not in answers:
            # Where everything was forgotten meanwhile, this answer may be older than that: it goes with the others.
            answer = _asked(read, ask)
            if not isinstance(answer, CallError) and not _lasts(read.kept, answer):
                return answer
            answers[question] = answer
        known = answers[question]
        if isinstance(known, CallError):
            raise CallFailed(known)
        return known

    def forget(self) -> None:
        """From here on AWS is asked again."""
        with self._lock:
            self._answers = {}


def _asked(read: Read, ask: Callable[[Read], Answer]) -> Answer | CallError:
    """AWS's answer, or that there is none. Raises CallFailed, of which nothing follows."""
    try:
        return ask(read)
    except CallFailed as failed:
        if failed.error.code not in read.absent:
            raise
        return failed.error


def _lasts(kept: str, answer: Any) -> bool:
    path, _, value = kept.partition("=")
    if path == "always":
        return True
    for name in path.split("."):
        answer = answer.get(name) if isinstance(answer, Mapping) else None
    return str(answer) == value
