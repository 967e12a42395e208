"""What survives the process: answers, approvals, the journal of changes, skips.

AWS holds the truth about AWS; the checkpoint remembers only what AWS cannot tell. It is one small document, written as
a whole at each change to a store that it knows nothing else of: a file (`wizard.checkpoint.stores`) or an object in S3
(`wizard.checkpoint.s3_store`). What stands in it is in `wizard.checkpoint.document`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Container, Iterable, Mapping

from wizard.checkpoint.document import VERSION, Document, NewerCheckpoint, decode, encode
from wizard.checkpoint.lock import Lock
from wizard.checkpoint.stores import LARGEST, CheckpointProblem, FileStore, Glance, Store, iso
from wizard.model import JournalEntry
from wizard.model.invitation import Signature
from wizard.text.sanitize import inert_line

__all__ = [
    "LARGEST",
    "VERSION",
    "Checkpoint",
    "CheckpointProblem",
    "Document",
    "FileStore",
    "Glance",
    "Lock",
    "Store",
    "iso",
]


class Checkpoint:
    """The document in memory and its store; every method that changes it returns when it is safely kept."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.RLock()
        content = store.load()
        self._document = Document() if content is None else _understood(content, store)
        self.existed = content is not None

    @property
    def name(self) -> str:
        """Where it is kept."""
        return self._store.name

    @property
    def document(self) -> Document:
        """The document; read it, change it through the methods alone."""
        return self._document

    def belongs_to(self, *, vendor: str, sandbox: bool, workflow: str = "onboarding") -> None:
        """Bind a new checkpoint to a workflow and a vendor; refuse one of others, or of the sandbox on real AWS."""
        if not self.existed:
            self._document.vendor, self._document.sandbox, self._document.begun = vendor, sandbox, iso(self._clock())
            self._document.workflow = workflow
            return
        if self._document.workflow != workflow:
            kept = inert_line(self._document.workflow)
            raise CheckpointProblem(
                f"{self.name} belongs to the workflow {kept}; use --checkpoint to name another file."
            )
        if self._document.sandbox != sandbox:
            kind = "the sandbox" if self._document.sandbox else "real AWS"
            raise CheckpointProblem(f"{self.name} belongs to {kind}; use --checkpoint to name another file.")
        if self._document.vendor != vendor:
            raise CheckpointProblem(
                f"{self.name} belongs to vendor {inert_line(self._document.vendor)}, not to {vendor}."
            )

    def keep(self) -> None:
        """Write it as it stands: in a shared store, that is how one says that one is at it."""
        with self._lock:
            self._save()

    def bind(self, account: str, region: str) -> None:
        """Note whose account this is; final once something was changed."""
        with self._lock:
            if not self._document.journal and (self._document.account, self._document.region) != (account, region):
                self._document.account, self._document.region = account, region
                self._save()

    @property
    def bound(self) -> tuple[str, str]:
        """The account and region it belongs to, or two empty texts while nothing was changed."""
        return (self._document.account, self._document.region) if self._document.journal else ("", "")

    def answers(self, step: str) -> dict[str, str]:
        """The answers of a step."""
        return dict(self._document.answers.get(step, {}))

    def answer(self, step: str, values: Mapping[str, str]) -> None:
        """Keep answers; an empty value takes an answer back. What the vendor decided stays."""
        with self._lock:
            before, decided = self._document.answers.get(step, {}), self.decided(step)
            kept = {**before, **{name: value for name, value in values.items() if name not in decided}}
            self._document.answers[step] = {name: value for name, value in kept.items() if value}
            self._set_aside(step, {name: value for name, value in self.withdrawn(step).items() if not kept.get(name)})
            self._save()

    def withdraw(self, step: str, names: Iterable[str], *, unasked: Container[str]) -> None:
        """Take answers back. unasked: those that nobody can be asked for again; what they were stays at hand."""
        with self._lock:
            kept, taken = self.answers(step), tuple(names)
            aside = {name: kept[name] for name in taken if name in unasked and name in kept}
            self._set_aside(step, {**self.withdrawn(step), **aside})
            self.answer(step, dict.fromkeys(taken, ""))

    def withdrawn(self, step: str) -> dict[str, str]:
        """What was taken back of a step's answers and nobody can be asked for."""
        return dict(self._document.withdrawn.get(step, {}))

    def _set_aside(self, step: str, values: dict[str, str]) -> None:
        self._document.withdrawn.pop(step, None)
        if values:
            self._document.withdrawn[step] = values

    def decided(self, step: str) -> frozenset[str]:
        """The answers of a step that the vendor decided, by name."""
        return frozenset(self._document.decided.get(step, ()))

    def decide(self, decisions: Mapping[str, Mapping[str, str]], invitation: Signature) -> None:
        """Keep what an invitation decided, in place of an earlier one; only `decide` changes that again."""
        with self._lock:
            document = self._document
            former, document.decided, document.invitation = document.decided, {}, invitation
            for step, names in former.items():
                self.answer(step, dict.fromkeys(names, ""))
            for step, values in decisions.items():
                self.answer(step, values)
            document.decided = {step: sorted(values) for step, values in decisions.items()}
            self._save()

    def skip(self, step: str, reason: str) -> None:
        """Keep that a step is skipped and why; "" takes it back."""
        with self._lock:
            self._document.skips.pop(step, None)
            if reason:
                self._document.skips[step] = reason
            self._save()

    def approve(self, digests: Iterable[str], as_set: str = "") -> None:
        """Keep that these changes were approved. An approval holds until AWS has answered the change.

        as_set: the digest of the set that they are, so that it still means them when some of them are done.
        """
        given = sorted(set(digests))
        with self._lock:
            new = {digest: self._concluded(digest) for digest in given if not self.approved(digest)}
            known = not as_set or as_set in self._document.sets
            self._document.approvals.update(new)
            if not known:
                self._document.sets[as_set] = given
            if new or not known:
                self._save()

    def approved(self, digest: str) -> bool:
        """Whether a change was approved, now or in an earlier run, and has not been answered since."""
        with self._lock:
            return self._document.approvals.get(digest) == self._concluded(digest)

    def _concluded(self, digest: str) -> int:
        return sum(1 for entry in self._document.journal if entry.digest == digest and entry.answered)

    def entries(self, step: str) -> tuple[JournalEntry, ...]:
        """The journal of a step, oldest first."""
        with self._lock:
            return tuple(entry for entry in self._document.journal if entry.step == step)

    def intend(self, entry: JournalEntry) -> int:
        """Journal a change before it is sent; the number is for conclude."""
        with self._lock:
            self._document.journal.append(entry)
            self._save()
            return len(self._document.journal) - 1

    def conclude(self, number: int, entry: JournalEntry) -> None:
        """Journal what became of it."""
        with self._lock:
            self._document.journal[number] = entry
            self._save()

    def _save(self) -> None:
        self._document.updated = iso(self._clock())
        self._store.save(encode(self._document))


def _understood(content: bytes, store: Store) -> Document:
    try:
        return decode(content, store.name)
    except NewerCheckpoint:
        raise  # it is whole: the one before it would only lose what was done since
    except CheckpointProblem as problem:
        before = store.previous()
        if before is None or not _readable(before):
            raise
        raise CheckpointProblem(
            f"{problem} The previous one, {before.name}, is good: move it to {store.name} to continue from there; "
            "the wizard finds in AWS what was done since."
        ) from None


def _readable(store: Store) -> bool:
    try:
        content = store.load()
        return content is not None and bool(decode(content, store.name).version)
    except CheckpointProblem:
        return False
