"""The AWS config of the sandbox's person: `config`, `credentials` and the sign-ins that are remembered.

A scenario's `[aws-config]` says what stands in them. They lie in a directory of their own beside the state file, so
that nothing of the real ~/.aws is read or written, and are written when the scenario begins, never again: what somebody
adds to them is there until it begins anew.
"""

from __future__ import annotations

import configparser
import hashlib
import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from wizard.sandbox.kernel.scenario import Scenario
from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.portal import REFRESHABLE, Portal, Token

# Who signed in before the scenario begins.
_CLIENT_NAME = "botocore"
_SCOPES = frozenset({REFRESHABLE})
_EXPIRED_SECONDS = -3600


def described(scenario: Scenario) -> bool:
    """Whether a scenario comes with files at all; an empty table does, with empty ones."""
    return "aws-config" in scenario.settings


def write(world: World) -> None:
    """Puts the scenario's files in the place of what was there."""
    if world.files is None:
        return
    remove(world.files)
    if described(world.scenario):
        settings = world.scenario.table("aws-config")
        world.files.mkdir(mode=0o700, parents=True)
        _write(world.files / "config", str(settings.get("config", "")))
        _write(world.files / "credentials", str(settings.get("credentials", "")))
        _remember_sign_in(world, world.files / "sso" / "cache", settings)


def remove(directory: Path) -> None:
    """Takes the directory away, if it is there."""
    shutil.rmtree(directory, ignore_errors=True)


def _remember_sign_in(world: World, cache: Path, settings: dict[str, Any]) -> None:
    cache.mkdir(mode=0o700, parents=True)
    cache.parent.chmod(0o700)
    if "token" not in settings:
        return
    seconds = int(settings.get("token_seconds", world.of(Portal).token_seconds))
    now = world.pace.now()
    client = world.of(Portal).register(_CLIENT_NAME, now, _SCOPES)
    token = world.of(Portal).sign_in(client, now, seconds if settings["token"] == "valid" else _EXPIRED_SECONDS)
    name = hashlib.sha1(_session_name(str(settings["config"])).encode()).hexdigest()
    _write(cache / f"{name}.json", json.dumps(_cached(world.of(Portal), token)))


def _cached(portal: Portal, token: Token) -> dict[str, str]:
    """A sign-in as botocore and the AWS CLI keep it."""
    client = portal.clients[token.client]
    cached = {
        "startUrl": portal.start_url,
        "region": portal.region,
        "accessToken": token.access,
        "expiresAt": _stamp(token.expires),
        "clientId": client.id,
        "clientSecret": client.secret,
        "registrationExpiresAt": _stamp(client.expires),
    }
    return cached | ({"refreshToken": token.refresh} if token.refresh else {})


def _session_name(config: str) -> str:
    """The first sso-session of a config: its name is what a sign-in is remembered under."""
    parser = configparser.RawConfigParser()
    parser.read_string(config)
    return next(each.split(None, 1)[1] for each in parser.sections() if each.startswith("sso-session "))


def _stamp(when: datetime) -> str:
    # Whole seconds, rounded down: nobody is to believe in a token that has just run out.
    return f"{when.replace(microsecond=0):%Y-%m-%dT%H:%M:%SZ}"


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, "utf-8")
