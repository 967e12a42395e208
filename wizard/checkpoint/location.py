"""Where things are kept: the user's state directory, the checkpoint in it or in S3."""

from __future__ import annotations

import argparse
import hashlib
import os
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import platformdirs

from wizard.checkpoint.stores import CheckpointProblem

STATE_DIRECTORY = "firetiger-onboard"
S3 = "s3://"


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


def checkpoint_place(options: argparse.Namespace, world: str = "") -> Path | S3Place:
    """Where progress is kept. world: of the sandbox, "" for real AWS; each has a checkpoint of its own."""
    if (options.checkpoint or "").startswith(S3):
        bucket, _, key = options.checkpoint.removeprefix(S3).partition("/")
        return S3Place(bucket, key, options.profile or "", options.region or "")
    if options.checkpoint:
        return Path(options.checkpoint).expanduser().absolute()
    name = f"sandbox-{world}" if world else _vendor_name(options.vendor)
    return state_directory() / f"{name}.json"


def _vendor_name(vendor: str) -> str:
    """What a vendor's checkpoint is called: files in different directories may have the same name."""
    if "/" not in vendor and (resources.files("assets") / "vendors" / vendor / "profile.toml").is_file():
        return vendor
    path = Path(vendor).expanduser()
    where = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()
    return f"{path.stem}-{where[:8]}"


def checkpoint_path(options: argparse.Namespace, world: str = "") -> Path:
    """The same where it has to be a file of this computer. Raises CheckpointProblem for one in S3."""
    place = checkpoint_place(options, world)
    if isinstance(place, S3Place):
        raise CheckpointProblem(f"{place} is not on this computer.")
    return place
