"""Adds a profile that assumes a role to the AWS configuration: shown first, and nothing else in the file changes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wizard.cli.role_sessions import Asked, asked_for
from wizard.cli.usage import UsageProblem
from wizard.frontends.exits import Exit
from wizard.host.files import append_text
from wizard.host.program import PROGRAM
from wizard.host.standard_output import complain
from wizard.model import Read, Target
from wizard.resources.role_profile import check_profile_name, role_profile

if TYPE_CHECKING:
    from wizard.cli.assumed import Assumed

SOURCES = {"container": "EcsContainer", "CloudShell": "EcsContainer", "instance": "Ec2InstanceMetadata"}


def write_profile(settings: Assumed) -> int:
    """Add it, once somebody has said yes to the lines. Raises UsageProblem."""
    if wrong := check_profile_name(settings.write_profile):
        raise UsageProblem(f"--write-profile: {wrong}")
    asked = asked_for(settings)
    offered = asked.here.gateway.read(Read(target=Target(), service="profiles", operation="List"))
    path = Path(offered["Path"])
    if path == Path(os.devnull):
        raise UsageProblem(f"--write-profile: AWS_CONFIG_FILE is {path}, so there is no AWS configuration to add to.")
    if settings.write_profile in {str(one["Name"]) for one in offered["Profiles"]}:
        raise UsageProblem(
            f"--write-profile {settings.write_profile}: this profile already exists; choose another name, or delete it."
        )
    lines = _lines(asked, offered)
    complain(f"These lines would be added to {path}:\n\n{lines}")
    if not settings.yes:
        said = _yes(path)
        if said is not True:
            return Exit.NEEDED if said is None else Exit.INCOMPLETE
    _add(path, lines)
    complain(f"Added. Use it as --profile {settings.write_profile}.")
    return Exit.COMPLETE


def _lines(asked: Asked, offered: dict[str, Any] | Any) -> str:
    settings = asked.settings
    return role_profile(
        settings.write_profile,
        role_arn=asked.role.text,
        **_source(settings, offered),
        external_id=settings.external_id,
        mfa_serial=settings.mfa_serial,
        duration_seconds=str(int(settings.duration)) if settings.duration else "",
        role_session_name=settings.session_name,
        region=asked.region,
    )


def _source(settings: Assumed, offered: Any) -> dict[str, str]:
    """Whose credentials assume the role: the profile in force, or what this computer gives."""
    if settings.profile:
        return {"source_profile": settings.profile}
    if offered["Environment"]:
        return {"credential_source": "Environment"}
    if offered["Chosen"]:
        return {"source_profile": str(offered["Chosen"])}
    names = {str(one["Name"]) for one in offered["Profiles"]}
    if "default" not in names and offered["Hosted"]:
        return {"credential_source": SOURCES[offered["Hosted"]]}
    if "default" not in names:
        raise UsageProblem("--write-profile needs --profile NAME: the profile whose credentials assume the role.")
    return {"source_profile": "default"}


def _yes(path: Path) -> bool | None:
    """Whether somebody says yes; None where nobody can."""
    if not sys.stdin.isatty():
        complain(f"{PROGRAM}: there is no terminal to ask on; use --yes to add the lines.")
        return None
    sys.stderr.write(f"Add them to {path}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _add(path: Path, lines: str) -> None:
    try:
        begun = path.exists() and path.stat().st_size > 0
        append_text(str(path), f"\n{lines}" if begun else lines)
    except OSError as error:
        raise UsageProblem(f"{path} can't be written: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageProblem(f"{path} isn't text in UTF-8, so nothing was added.") from None
