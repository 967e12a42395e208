"""Sending one round of approved changes: intent to disk, the call, outcome to disk, the next.

A round stops at the first change that is not in place afterwards. It never says "done": it says what AWS answered,
and the caller observes. What a kill between two lines costs is one entry without an outcome, which observe explains.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from wizard.checkpoint.checkpoint import Checkpoint, iso
from wizard.model import CallError, CallFailed, Change, JournalEntry, Progress
from wizard.model.calls import Port, request_token


class RoundEnded(msgspec.Struct, frozen=True, kw_only=True):
    """How a round ended: the digests that are in place, and the change that is not, with its error.

    early: it was sent too early, so that it may be sent again once the step has waited.
    """

    landed: tuple[str, ...]
    failed: str = ""
    error: CallError | None = None
    early: bool = False


Report = Callable[[str, Progress], None]


def send_round(
    step: str,
    changes: Sequence[Change],
    *,
    port: Port,
    checkpoint: Checkpoint,
    symbols: Mapping[str, str],
    report: Report,
    clock: Callable[[], float],
    closing: Callable[[], bool],
) -> RoundEnded:
    """Send the changes in order. Raises CheckpointProblem before anything is sent that could not be journalled."""
    landed: list[str] = []
    for change in changes:
        if closing():
            break
        digest = change.digest(symbols)
        report(digest, "running")
        error = _send_one(step, change, digest, port, checkpoint, clock)
        if error is not None:
            report(digest, "failed")
            early = change.too_early(error)
            return RoundEnded(landed=tuple(landed), failed=digest, error=error, early=early)
        report(digest, "done")
        landed.append(digest)
    return RoundEnded(landed=tuple(landed))


def _send_one(
    step: str, change: Change, digest: str, port: Port, checkpoint: Checkpoint, clock: Callable[[], float]
) -> CallError | None:
    entry = _intent(step, change, digest, checkpoint.entries(step), iso(clock()))
    number = checkpoint.intend(entry)

    def conclude(outcome: Literal["", "landed", "already", "failed", "unsent"], **more: Any) -> None:
        checkpoint.conclude(number, msgspec.structs.replace(entry, outcome=outcome, finished=iso(clock()), **more))

    try:
        answer = port.send(_with_token(change, entry.attempt))
    except CallFailed as failed:
        error = failed.error
        if error.code in change.landed:
            conclude("already", error=error.code)
            return None
        unseen = error.unseen or change.too_early(error)
        outcome: Literal["", "failed", "unsent"] = "" if error.unsure else "unsent" if unseen else "failed"
        nothing_done = {} if outcome == "" else {"undo": None}
        conclude(outcome, error=f"{error.code}: {error.message}"[:500], **nothing_done)
        return error
    kept = {name: _at(answer, path) for name, path in change.keep.items()}
    conclude("landed", kept=kept, undo=change.undo.kept(kept))
    return None


def _intent(step: str, change: Change, digest: str, entries: Sequence[JournalEntry], now: str) -> JournalEntry:
    # An entry without an outcome may have landed: the same attempt, and so the same token, is sent again.
    concluded = sum(1 for entry in entries if entry.digest == digest and entry.answered)
    return JournalEntry(
        step=step,
        digest=digest,
        attempt=concluded + 1,
        service=change.service,
        operation=change.operation,
        account=change.target.account,
        region=change.target.region,
        sentence=change.sentence,
        note=change.note,
        intended=now,
        undo=change.undo.kept(),
    )


def _with_token(change: Change, attempt: int) -> Change:
    if not change.token:
        return change
    parameters = {**change.parameters, change.token: request_token(change.digest(), attempt)}
    return msgspec.structs.replace(change, parameters=parameters)


def _at(answer: Any, path: str) -> str:
    for name in path.split("."):
        answer = answer.get(name, "") if isinstance(answer, Mapping) else ""
    return str(answer)
