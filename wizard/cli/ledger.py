"""The vendor's ledger of external IDs: one for each customer, never two, and none of them for two customers.

It is the only thing that keeps that promise, so it is written, safely, before an invitation with a new external ID
exists; asking again gives the same one. Two commands at once wait for each other. The cost is that a ledger which is
lost cannot tell any more which external IDs were given: whoever invites from several computers shares one file.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import filelock
import msgspec

from wizard.checkpoint.stores import write_synced
from wizard.cli.usage import UsageProblem
from wizard.resources.external_id import check_external_id
from wizard.text.sanitize import inert_line

VERSION = 1
LARGEST = 16 * 1024 * 1024
PATIENCE = 10.0
"""Seconds that a second command waits for the first."""


class Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An external ID that a customer has. when: ISO 8601 in UTC."""

    vendor: str
    customer: str
    external_id: str
    when: str


class _Ledger(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    version: int = VERSION
    given: list[Given] = []


def external_id_for(
    path: Path, vendor: str, customer: str, wanted: str = "", clock: Callable[[], float] = time.time
) -> str:
    """The customer's external ID by the ledger, which gets a new one where the customer has none.

    wanted: an external ID that the vendor chose, "" for a random one. Raises UsageProblem for a second one of a
    customer, for one that another customer has, and where the ledger can't be used.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with filelock.FileLock(path.with_name(f"{path.name}.lock"), timeout=PATIENCE, mode=0o600):
            return _given(path, vendor, customer, wanted, clock)
    except filelock.Timeout:
        raise UsageProblem(
            f"Another command is using the ledger {_named(path)}; try again when it has ended."
        ) from None
    except OSError as error:
        raise UsageProblem(f"The ledger {_named(path)} can't be used: {error.strerror}.") from None


def _given(path: Path, vendor: str, customer: str, wanted: str, clock: Callable[[], float]) -> str:
    ledger = _read(path)
    had = next((one for one in ledger.given if (one.vendor, _same(one.customer)) == (vendor, _same(customer))), None)
    if had is not None:
        if wanted and wanted != had.external_id:
            raise UsageProblem(
                f"{customer} has another external ID already, in {_named(path)}; --external-id auto gives it again."
            )
        return had.external_id
    taken = {one.external_id for one in ledger.given}
    if wanted in taken:
        raise UsageProblem(f"Another customer in {_named(path)} has this external ID; use --external-id auto.")
    made = wanted or _random()
    when = datetime.fromtimestamp(clock(), UTC).isoformat(timespec="seconds")
    ledger.given.append(Given(vendor=vendor, customer=customer, external_id=made, when=when))
    _write(path, ledger)
    return made


def _random() -> str:
    """122 random bits, as the UUIDs that AWS's own examples are."""
    return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))


def _same(customer: str) -> str:
    """What two spellings of one customer have in common."""
    return " ".join(customer.casefold().split())


def _read(path: Path) -> _Ledger:
    if not path.exists():
        return _Ledger()
    if not path.is_file() or path.stat().st_size > LARGEST:
        raise UsageProblem(f"{_named(path)} isn't a ledger of external IDs.")
    try:
        ledger = msgspec.json.decode(path.read_bytes(), type=_Ledger)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        why = inert_line(str(error), 200).rstrip(".")
        raise UsageProblem(f"{_named(path)} isn't a ledger of external IDs: {why}.") from None
    if ledger.version != VERSION or any(check_external_id(one.external_id) for one in ledger.given):
        raise UsageProblem(f"{_named(path)} isn't a ledger of external IDs that this version can read.")
    return ledger


def _write(path: Path, ledger: _Ledger) -> None:
    replace_file(path, msgspec.json.format(msgspec.json.encode(ledger), indent=1) + b"\n")


def replace_file(path: Path, content: bytes) -> None:
    """Replace a file as a whole, for its owner alone, and return when it is on the disk. Raises OSError."""
    target = path.resolve() if path.is_symlink() else path
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        write_synced(beside, content)
        beside.replace(target)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()


def _named(path: Path) -> str:
    return inert_line(str(path))
