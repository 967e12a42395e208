"""Where things are kept: the user's state directory, the checkpoint in it or in S3."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import platformdirs

from wizard.checkpoint.stores import CheckpointProblem

STATE_DIRECTORY = "firetiger-onboard"
S3 = "s3://"
UNSAID = ("firetiger", "onboarding")
"""The vendor and the workflow that a file's name leaves out, as it did when there were no others."""


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


def usual_place(vendor: str, workflow: str, world: str = "") -> Path:
    """Where progress is kept when nobody names a place: a file for each vendor, workflow and AWS.

    vendor: a name, or the path of a profile. world: of the sandbox, "" for real AWS.
    """
    ordinary_vendor, ordinary_workflow = UNSAID
    parts = [f"sandbox-{world}"] if world else []
    if not world or vendor != ordinary_vendor:
        parts.append(_vendor_name(vendor))
    if workflow != ordinary_workflow:
        parts.append(workflow)
    return state_directory() / f"{'.'.join(parts)}.json"


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
