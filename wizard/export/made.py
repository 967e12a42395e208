"""What was really made, as the journal knows it, and how each of it is taken back; the newest first.

Taken from the journal and not from a plan, so that nothing is called ours that was there before, and that it is the
same on another computer. Accounts are entered as one gets into them now: a profile may have another name there. A
change whose answer was lost is told with that doubt, unless AWS said later that it was in place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

import msgspec

from wizard.model import Change, JournalEntry, Target, Undo
from wizard.model.calls import is_unborn

NOT_KEPT = Undo(words="An older version of this program made this and didn't keep how to undo it.")
UNKNOWN_ACCOUNT = "The account's id isn't known here yet: let the wizard look for the account first."
UNSURE = "AWS's answer was lost, so this change might not have been made."


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A change that was made. calls: what takes it back, in order. words: as in Undo, with what is in doubt.

    stays: whether it is there for good.
    """

    entry: JournalEntry
    calls: tuple[Change, ...] = ()
    words: str = ""
    stays: bool = False


def what_was_made(
    journal: Iterable[JournalEntry],
    *,
    ways: Iterable[Target] = (),
    aliases: Mapping[str, str] | None = None,
    satisfied: Set[str] = frozenset(),
) -> tuple[Made, ...]:
    """The newest first, without what was taken back since.

    ways: how one gets into accounts now, the best last. aliases: what a change called an account before it existed, by
    its id. satisfied: steps that have found what they are about.
    """
    known = aliases or {}
    entries = sorted(journal, key=lambda entry: entry.intended)
    into = {way.account: way for way in ways if way.account}
    ids = {symbol: account for account, symbol in known.items()}
    said: set[str] = set()
    made: list[Made] = []
    for number in reversed(range(len(entries))):
        entry, later = entries[number], entries[number + 1 :]
        if not _ours(entry, entries[:number], later):
            continue
        undo = entry.undo or NOT_KEPT
        calls = tuple(_now(call.change, into, ids) for call in undo.calls)
        if _taken_back(calls, later, known) or (_unborn(calls) and entry.step in satisfied):
            continue
        # What one call takes back for two changes is said once: by the newer one, which comes first.
        new = tuple(call for call in calls if call.digest() not in said)
        said.update(call.digest() for call in new)
        if new or undo.words:
            made.append(_told(entry, undo, new, repeated=bool(calls) and not new))
    return tuple(one for one in made if one.calls or one.stays)


def ways_into(found: Iterable[object]) -> tuple[Target, ...]:
    """How one gets into the accounts that steps have found, the newest last."""
    targets = (getattr(value, "target", None) for value in found)
    return tuple(target for target in targets if isinstance(target, Target))


def _ours(entry: JournalEntry, before: Sequence[JournalEntry], later: Sequence[JournalEntry]) -> bool:
    if entry.outcome == "landed":
        return True
    if entry.outcome == "already":  # it was there; we may have made it and never heard of it
        return any(one.digest == entry.digest and not one.outcome for one in before)
    return not entry.outcome and not any(one.digest == entry.digest and one.answered for one in later)


def _told(entry: JournalEntry, undo: Undo, calls: tuple[Change, ...], *, repeated: bool) -> Made:
    unborn = _unborn(calls)
    doubts = (UNKNOWN_ACCOUNT if unborn else "", "" if entry.outcome else UNSURE)
    words = " ".join(filter(None, (undo.words, *doubts)))
    # Whoever reads the script reads this before the first of the commands.
    first = tuple(msgspec.structs.replace(call, warning="" if number else words) for number, call in enumerate(calls))
    return Made(
        entry=entry,
        calls=() if unborn else first,
        words=words,
        stays=(unborn or not calls) and undo.stays and not repeated,
    )


def _taken_back(calls: Sequence[Change], later: Iterable[JournalEntry], aliases: Mapping[str, str]) -> bool:
    """Whether the last of these calls was made since, for another reason."""
    if not calls:
        return False
    digest = calls[-1].digest(aliases)
    return any(one.digest == digest and one.outcome in ("landed", "already") for one in later)


def _now(change: Change, into: Mapping[str, Target], ids: Mapping[str, str]) -> Change:
    way = into.get(change.target.account)
    parameters = {name: _by_id(value, ids) for name, value in change.parameters.items()}
    target = way.in_region(change.target.region) if way else change.target
    return msgspec.structs.replace(change, target=target, parameters=parameters)


def _by_id(value: Any, ids: Mapping[str, str]) -> Any:
    return ids.get(value, value) if isinstance(value, str) else value


def _unborn(calls: Iterable[Change]) -> bool:
    return any(is_unborn(value) for call in calls for value in call.parameters.values())
