"""``checkpoints``: what was begun on this computer, one of them in words, or one of them gone. Asks AWS nothing.

What is shown is meant to be sent to somebody who helps, so what is private is hidden in it (`diagnostics.checkpoint`).
The list alone names accounts whole, because it is for telling them apart.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from wizard.checkpoint.checkpoint import Checkpoint, CheckpointProblem, Document, FileStore, Glance, Lock, Store
from wizard.checkpoint.location import S3, S3Place, state_directory
from wizard.checkpoint.stores import previous_of
from wizard.cli.common_options import ABOUT, FORMAT, KEPT, YES, in_s3
from wizard.cli.open_checkpoint import store_of
from wizard.cli.page import USAGE, Page
from wizard.cli.places import checkpoint_place_of
from wizard.cli.running_sandbox import SANDBOX_STATES
from wizard.cli.settings import Settings, there_is
from wizard.cli.usage import UsageProblem
from wizard.cli.whom import vendor_of
from wizard.diagnostics.checkpoint import shown
from wizard.frontends.exits import Exit
from wizard.frontends.headless.events import CheckpointListed, Deleted
from wizard.text.sanitize import within_line
from wizard.text.shapes import grouped

VERBS = ("list", "show", "delete")
PAGE = Page(
    text="A checkpoint keeps your answers and approvals, and what was sent. Deleting one changes nothing in AWS.",
    usage="[list | show [NAME] | delete NAME] [OPTION ...]",
    words=(
        ("list", "list the checkpoints on this computer (default)"),
        ("show [NAME]", "show what is in one, with account ids and addresses masked"),
        ("delete NAME", "delete one; asks first"),
    ),
    examples=(
        ("checkpoints", "list them"),
        ("checkpoints show firetiger", "show one by its name in the list"),
        ("checkpoints show --checkpoint s3://BUCKET/KEY", "show a shared one"),
        ("checkpoints delete firetiger --yes", "delete one without being asked"),
    ),
    exits={Exit.COMPLETE: "done", Exit.USAGE: USAGE, Exit.NEEDED: "not deleted: the question was answered with no"},
)
OPTIONS = (YES, FORMAT, *KEPT, *ABOUT)


@dataclass(frozen=True, kw_only=True)
class Kept(Settings):
    """What is to be done with which checkpoint. yes: delete it without asking."""

    yes: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.verb not in VERBS:
            raise UsageProblem(f"checkpoints {self.verb}: {there_is(VERBS)}.")
        if self.verb == "delete" and not (self.name or self.checkpoint):
            raise UsageProblem("checkpoints delete needs a NAME from the list.")
        if self.verb == "list" and self.name:
            raise UsageProblem(f"{self.name!r} is one word too many. To show one, run checkpoints show {self.name}.")
        if self.yes and self.verb != "delete":
            raise UsageProblem("--yes works only with checkpoints delete.")

    @property
    def room(self) -> int:
        """The verb and the name."""
        return 2

    @property
    def verb(self) -> str:
        """One of VERBS."""
        return self.words[0] if self.words else "list"

    @property
    def name(self) -> str:
        """As the list names it, a path or an address in S3; "" where none is given."""
        return in_s3(self.words[1]) if len(self.words) > 1 else ""

    @classmethod
    def following(cls, words: Sequence[str]) -> Iterable[str]:
        """The verbs, then the checkpoints where one is wanted."""
        if len(words) == 1 and words[0] in ("show", "delete"):
            return [path.stem for path in _paths()]
        return () if words else VERBS


SETTINGS = Kept


def run(settings: Kept) -> Exit:
    """List, show or delete; returns the exit code. Raises UsageProblem."""
    try:
        return _listed_shown_or_deleted(settings)
    except CheckpointProblem as problem:
        raise UsageProblem(str(problem)) from None


def _listed_shown_or_deleted(settings: Kept) -> Exit:
    if settings.verb == "list":
        return _list(as_json=settings.as_json)
    place = place_of(settings)
    if settings.verb == "show":
        return _show(place, as_json=settings.as_json)
    return _delete(place, as_json=settings.as_json, sure=settings.yes)


def place_of(settings: Kept) -> Path | S3Place:
    """Which checkpoint is meant: a name of the list, a path, an address in S3, or the usual one."""
    name = settings.name
    if not name:
        return checkpoint_place_of(settings, vendor_of(settings))
    if name.startswith(S3) or "/" in name:
        return checkpoint_place_of(settings, named=name)
    return state_directory() / f"{name.removesuffix('.json')}.json"


# --- the list ----------------------------------------------------------------------------------------------------


def _list(*, as_json: bool) -> Exit:
    told = [_told(path) for path in _paths()]
    for one in told:
        _write(CheckpointListed(**one)) if as_json else print(*_list_lines(one), sep="\n")
    if not as_json and not told:
        print(f"No checkpoints on this computer: {state_directory()} has none.")
    return Exit.COMPLETE


def _paths() -> list[Path]:
    return sorted(path for path in state_directory().glob("*.json") if not path.match(SANDBOX_STATES))


def _told(path: Path) -> dict[str, Any]:
    """What the list says of a file; one that is not understood is listed with the reason."""
    told: dict[str, Any] = {"name": path.stem, "path": str(path), "held_by": None}
    try:
        told["held_by"] = Lock(path).holder() or None
        document = _read(FileStore(path))
    except CheckpointProblem as problem:
        return {**told, "problem": str(problem)}
    told |= {name: getattr(document, name) for name in ("vendor", "account", "region", "sandbox", "begun", "updated")}
    return {**told, "changes": document.changes_made}


def _list_lines(one: Mapping[str, Any]) -> Iterator[str]:
    yield within_line(one["name"])
    yield f"  {within_line(one['path'])}"
    if "problem" in one:
        yield f"  {within_line(one['problem'])}"
    else:
        where = "the sandbox" if one["sandbox"] else "AWS"
        account, region = (within_line(one[name]) or "not known yet" for name in ("account", "region"))
        yield f"  {within_line(one['vendor'])} in {where}, account {grouped(account)}, region {region}"
        yield f"  started {_when(one['begun'])}, updated {_when(one['updated'])}; changes made: {one['changes']}"
    if one["held_by"]:
        yield f"  in use by {within_line(one['held_by'])}"


def _when(text: str) -> str:
    return f"{within_line(text[:16]).replace('T', ' ')} UTC" if text else "never"


# --- one of them -------------------------------------------------------------------------------------------------


def _show(place: Path | S3Place, *, as_json: bool) -> Exit:
    document = shown(_read(store_of(place)))
    if as_json:
        _write(CheckpointListed(path=str(place), document=document))
    else:
        print(*_document_lines(str(place), document), sep="\n")
    return Exit.COMPLETE


def _document_lines(place: str, document: Mapping[str, Any]) -> Iterator[str]:
    yield within_line(place)
    names = ("version", "vendor", "account", "region", "sandbox", "begun", "updated")
    yield from (f"  {name}: {within_line(str(document[name]))}" for name in names)
    for step, answers in document["answers"].items():
        yield from (within_line(f"  [{step}] {name} = {value}") for name, value in answers.items())
    for step, reason in document["skips"].items():
        yield f"  [{within_line(step)}] skipped: {within_line(reason)}"
    yield f"  approvals: {len(document['approvals'])}"
    for entry in document["journal"]:
        outcome = entry["outcome"] or "no answer"
        yield within_line(f"  {entry['intended']}  {outcome:<9} {entry['service']}:{entry['operation']}")
        yield f"      {within_line(entry['sentence'])}"
        if entry["error"]:
            yield f"      {within_line(entry['error'])}"


# --- one of them gone --------------------------------------------------------------------------------------------


def _delete(place: Path | S3Place, *, as_json: bool, sure: bool) -> Exit:
    if isinstance(place, S3Place):
        raise CheckpointProblem(f"{place} is shared; delete it with: aws s3 rm {place}")
    lock, store = Lock(place), FileStore(place)
    if not place.exists():
        raise CheckpointProblem(f"{place} doesn't exist; run checkpoints to list the names.")
    lock.acquire()
    try:
        _check_deletable(place)
        if not sure and not _consents(place):
            print("Nothing was deleted.", file=sys.stderr)
            return Exit.NEEDED
        store.path.unlink()
        previous_of(store.path).unlink(missing_ok=True)
        place.unlink(missing_ok=True)  # the link, where it was one
    except OSError as error:
        raise CheckpointProblem(f"{place} can't be deleted: {error.strerror}.") from None
    finally:
        lock.release()
        _remove_lock(store.path)
    _write(Deleted(path=str(place))) if as_json else print(f"Deleted: {within_line(str(place))}")
    return Exit.COMPLETE


def _check_deletable(place: Path) -> None:
    """A damaged file may go where checkpoints live; but a sandbox's own; elsewhere it might be anything."""
    if place.parent != state_directory() or place.match(SANDBOX_STATES):
        _read(FileStore(place))


def _consents(place: Path) -> bool:
    if not sys.stdin.isatty():
        raise CheckpointProblem("checkpoints delete asks first, and this isn't a terminal; add --yes.")
    sys.stderr.write(f"Delete {within_line(str(place))}? Nothing in AWS is undone. Type yes: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() == "yes"


# --- both --------------------------------------------------------------------------------------------------------


def _read(store: Store) -> Document:
    checkpoint = Checkpoint(Glance(store))
    if not checkpoint.existed:
        raise CheckpointProblem(f"{store.name} doesn't exist; run checkpoints to list the names.")
    return checkpoint.document


def _remove_lock(place: Path) -> None:
    with contextlib.suppress(OSError):
        place.with_name(f"{place.name}.lock").unlink()


def _write(line: CheckpointListed | Deleted) -> None:
    print(msgspec.json.encode(line).decode())
