"""Where things are kept: the user's state directory, the checkpoint in it or in S3."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import platformdirs

from wizard.checkpoint.stores import CheckpointProblem

STATE_DIRECTORY = "firetiger-onboard"
S3 = "s3://"
UNSAID = ("firetiger", "onboarding")
"""The vendor and the workflow that a file's name leaves out, as it did when there were no others."""
DIGITS = 8
"""Of a digest in a file's name."""


@dataclass(frozen=True, slots=True)
class S3Place:
    """A checkpoint that people share: an object in a bucket.

    profile, region: with whose credentials it is opened; "" is what the AWS tools would find by themselves.
    """

    bucket: str
    key: str
    profile: str = ""
    region: str = ""

    def __str__(self) -> str:
        return f"{S3}{self.bucket}/{self.key}"


def state_directory() -> Path:
    """The user's state directory for this program."""
    return Path(platformdirs.user_state_path(STATE_DIRECTORY, appauthor=False))


def named_place(name: str, *, profile: str = "", region: str = "") -> Path | S3Place:
    """The place that a person names: a path, or an address in S3 that is opened with this profile in this region."""
    if name.startswith(S3):
        bucket, _, key = name.removeprefix(S3).partition("/")
        return S3Place(bucket, key, profile, region)
    return Path(name).expanduser().absolute()


def usual_place(vendor: str, workflow: str, world: str = "", subject: Sequence[str] = ()) -> Path:
    """Where progress is kept when nobody names a place: a file for each vendor, workflow, subject and AWS.

    vendor: a name, or the path of a profile. world: of the sandbox, "" for real AWS. subject: what it is about, such as
    a role and who may assume it; the name has digests of it, because names of files are read by others.
    """
    parts = _vendor_parts(vendor, world)
    if subject or workflow != UNSAID[1]:
        parts.append("-".join((workflow, *map(_digest, subject))))
    return state_directory() / f"{'.'.join(parts)}.json"


def more_about(vendor: str, workflow: str, world: str = "", subject: Sequence[str] = ()) -> list[Path]:
    """The checkpoints that are there and say one thing more of their subject than this."""
    return _longer(vendor, workflow, world, subject, "")


def begun_places(vendor: str, workflow: str, world: str = "") -> list[Path]:
    """The checkpoints that are there of a vendor's workflow, whatever each is about."""
    usual = usual_place(vendor, workflow, world)
    return [*([usual] if usual.exists() else []), *_longer(vendor, workflow, world, (), "+")]


def _longer(vendor: str, workflow: str, world: str, subject: Sequence[str], many: str) -> list[Path]:
    known = ".".join([*_vendor_parts(vendor, world), "-".join((workflow, *map(_digest, subject)))])
    longer = re.compile(rf"{re.escape(known)}(-[0-9a-f]{{{DIGITS}}}){many}")
    return sorted(path for path in state_directory().glob("*.json") if longer.fullmatch(path.stem))


def _vendor_parts(vendor: str, world: str) -> list[str]:
    """What a checkpoint's name begins with; it may be nothing but the simulated AWS's."""
    named = [] if world and vendor == UNSAID[0] else [_vendor_name(vendor)]
    return [*([f"sandbox-{world}"] if world else []), *named]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _vendor_name(vendor: str) -> str:
    """What a vendor's checkpoint is called: files in different directories may have the same name."""
    if "/" not in vendor and (resources.files("assets") / "vendors" / vendor / "profile.toml").is_file():
        return vendor
    path = Path(vendor).expanduser()
    where = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()
    return f"{path.stem}-{where[:8]}"


def on_this_computer(place: Path | S3Place) -> Path:
    """The same where it is a file. Raises CheckpointProblem for one in S3."""
    if isinstance(place, S3Place):
        raise CheckpointProblem(f"{place} isn't on this computer.")
    return place
