"""A change as the ``aws`` command that does the same, and a plan as a shell script that runs.

Both are written from the Change alone, so that what is shown is what is sent. Values that the command line reads
from files (templates, blobs) are written to files by the script; a single command names the file it expects.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from wizard.model import Change, Target

# The command line's names where they are not the API's: https://docs.aws.amazon.com/cli/latest/reference/
SERVICES = {"s3": "s3api"}
FILES = {"TemplateBody": ("file://", "template.json"), "formData": ("fileb://", "use-case.json")}
# Operations whose own parameter is called like a global option of the command line or is spelled otherwise there.
SPELLINGS: Mapping[str, str] = {}


def command(change: Change, token: str = "") -> str:
    """One line of shell. Files it expects are named ``template.json`` and ``use-case.json``."""
    if change.service == "file":
        return f"# write {shlex.quote(str(change.parameters['Path']))}"
    if change.service == "clipboard":
        return "# copy to the clipboard"
    return " ".join([*_opening(change), *_arguments(change, token), *_way_in(change.target)])


def script(changes: Iterable[Change]) -> str:
    """A whole plan as a POSIX shell script: opens the way in, writes the files, runs the commands in order."""
    changes = [change for change in changes if change.service not in ("file", "clipboard")]
    parts = ["#!/bin/sh", "# Stops at the first command that fails.", "set -eu", ""]
    target: Target | None = None
    for change in changes:
        if target is None or not _same_way_in(target, change.target):
            parts += [*_open_way(change.target), ""]
            target = change.target
        parts += [f"# {line}" for line in change.sentence.splitlines()]
        parts += [*_files(change), " ".join([*_opening(change), *_arguments(change, change_token(change))]), ""]
    return "\n".join(parts)


def change_token(change: Change, attempt: int = 1) -> str:
    """A request token derived from digest and attempt, so that sending twice is sending once."""
    return f"firetiger-{change.digest()[:40]}-{attempt}" if change.token else ""


def _opening(change: Change) -> list[str]:
    return ["aws", SERVICES.get(change.service, change.service), kebab(change.operation)]


def _arguments(change: Change, token: str) -> list[str]:
    parameters = dict(change.parameters)
    if change.token and token:
        parameters[change.token] = token
    words = [word for name, value in parameters.items() for word in _argument(name, value)]
    return [*words, *(["--region", change.target.region] if change.target.region else [])]


def _way_in(target: Target) -> list[str]:
    # A role is opened once by the script; a single command can only name the profile that reaches the account.
    return ["--profile", shlex.quote(target.profile)] if target.profile and not target.role_name else []


def _argument(name: str, value: Any) -> list[str]:
    option = "--" + SPELLINGS.get(name, kebab(name))
    if name in FILES and isinstance(value, str | bytes):
        prefix, file = FILES[name]
        return [option, prefix + file]
    if value is True:
        return [option]
    if value is False:
        return ["--no-" + option.removeprefix("--")]
    if isinstance(value, list | tuple) and value and all(isinstance(item, str) for item in value):
        return [option, *map(shlex.quote, value)]
    if isinstance(value, Mapping | list | tuple):
        return [option, shlex.quote(json.dumps(value, ensure_ascii=False))]
    return [option, shlex.quote(str(value))]


def _files(change: Change) -> list[str]:
    lines = []
    for name, value in change.parameters.items():
        if name in FILES and isinstance(value, str | bytes):
            text = value.decode() if isinstance(value, bytes) else value
            lines += [f"printf '%s' {shlex.quote(text)} > {FILES[name][1]}"]
    return lines


def _same_way_in(one: Target, other: Target) -> bool:
    return (one.account, one.profile, one.role_name) == (other.account, other.profile, other.role_name)


def _open_way(target: Target) -> list[str]:
    if not target.role_name:
        return _use_profile(target.profile)
    profile = f" --profile {shlex.quote(target.profile)}" if target.profile else ""
    role = f"arn:aws:iam::{target.account}:role/{target.role_name}"
    return [
        f"# Into account {target.account} through {target.role_name}.",
        f"session=$(aws sts assume-role --role-arn {shlex.quote(role)} --role-session-name by-hand{profile} \\",
        "  --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)",
        "AWS_ACCESS_KEY_ID=$(printf '%s' \"$session\" | cut -f1)",
        "AWS_SECRET_ACCESS_KEY=$(printf '%s' \"$session\" | cut -f2)",
        "AWS_SESSION_TOKEN=$(printf '%s' \"$session\" | cut -f3)",
        "export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
        *(["unset AWS_PROFILE"] if target.profile else []),
    ]


def _use_profile(profile: str) -> list[str]:
    if not profile:
        return ["# With the credentials that the aws command finds by itself."]
    return [
        f"# With the credentials of profile {profile}.",
        "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
        f"export AWS_PROFILE={shlex.quote(profile)}",
    ]


def kebab(name: str) -> str:
    """``GetFoundationModelAvailability`` → ``get-foundation-model-availability``, as the command line spells it."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1-\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", name).lower()
