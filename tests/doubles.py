"""Hand-written doubles: a reader that answers from a table, so that observe can be tested without any server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wizard.model import Answers, CallError, CallFailed, Observation, Read, Step

Reply = Mapping[str, Any] | CallError | Callable[[Read], Mapping[str, Any] | CallError]


def refused(code: str, message: str = "refused") -> CallError:
    """An AWS error with this code."""
    return CallError(code=code, message=message, status=400)


class TableReader:
    """Answers ``service:Operation`` from a table.

    Keeps every read in ``made``, and the operations asked side by side in ``batches``; an unnamed call fails the test.
    """

    def __init__(self, replies: Mapping[str, Reply]) -> None:
        self.replies = dict(replies)
        self.made: list[Read] = []
        self.batches: list[list[str]] = []

    def __call__(self, read: Read) -> Mapping[str, Any]:
        self.made.append(read)
        reply = self.replies[f"{read.service}:{read.operation}"]
        answer = reply(read) if callable(reply) else reply
        if isinstance(answer, CallError):
            raise CallFailed(answer)
        return answer

    def many(self, reads: Sequence[Read]) -> list[Mapping[str, Any] | CallError]:
        self.batches.append([read.operation for read in reads])
        answers: list[Mapping[str, Any] | CallError] = []
        for read in reads:
            try:
                answers.append(self(read))
            except CallFailed as failed:
                answers.append(failed.error)
        return answers


class Disk(TableReader):
    """Files in a dictionary; ``carry_out`` writes the files that a step plans into it."""

    def __init__(self, files: Mapping[str, str] | None = None) -> None:
        self.files = dict(files or {})
        super().__init__({"file:ReadFile": self._read})

    def _read(self, read: Read) -> Mapping[str, Any] | CallError:
        path = read.parameters["Path"]
        return {"Text": self.files[path]} if path in self.files else CallError(code="FileNotFound", message=path)

    def carry_out(self, step: Step, seen: Observation[Any]) -> None:
        """What the step would write after this look."""
        for change in step.plan(seen, Answers()).changes:
            if change.operation == "WriteFile":
                self.files[change.parameters["Path"]] = change.parameters["Text"]
