"""The environment in which a program uses a sandbox and nothing else. Standard library alone, as for `client`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# Where sign-ins are kept in place of ~/.aws/sso/cache, which is the real one.
TOKEN_CACHE = "FIRETIGER_ONBOARD_TOKEN_CACHE"

_REGION = re.compile(r"^\s*region\s*=", re.MULTILINE)


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox, as its state file describes it. Its keys are fake and open nothing."""

    endpoint: str
    pid: int
    scenario: str
    pace: float
    started: str
    region: str
    access_key_id: str
    secret_access_key: str
    account_id: str
    vendor_account_id: str
    vendor_access_key_id: str
    vendor_secret_access_key: str
    root_access_key_id: str
    root_secret_access_key: str
    # With the AWS config of this person, where the scenario describes one; "" where there are only keys.
    aws_directory: str
    # Whether what comes before the point of the scenario is done in it.
    begun: bool = False


def environment(sandbox: Sandbox) -> dict[str, str]:
    """Every variable that a program needs to use the sandbox and nothing else.

    Where the scenario comes with an AWS config, the config says who one is, and the environment only where it is.
    """
    shared = {"AWS_ENDPOINT_URL": sandbox.endpoint, "AWS_EC2_METADATA_DISABLED": "true"}
    if sandbox.aws_directory:
        return {**shared, **_files(sandbox, Path(sandbox.aws_directory))}
    return {**shared, **_keys(sandbox)}


def isolate(environ: Mapping[str, str], sandbox: Sandbox) -> dict[str, str]:
    """That environment with every way out to a real AWS replaced by the sandbox."""
    return {**without_aws(environ), **environment(sandbox), "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


def without_aws(environ: Mapping[str, str]) -> dict[str, str]:
    """That environment with every way out to a real AWS taken away."""
    proxies = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"}
    return {
        name: value
        for name, value in environ.items()
        if not name.upper().startswith(("AWS_", "MOTO_", TOKEN_CACHE)) and name.upper() not in proxies
    }


def _keys(sandbox: Sandbox) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": sandbox.access_key_id,
        "AWS_SECRET_ACCESS_KEY": sandbox.secret_access_key,
        **_region(sandbox),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def _files(sandbox: Sandbox, directory: Path) -> dict[str, str]:
    config = directory / "config"
    # A region in the environment would win over the one that the config names.
    named = config.exists() and _REGION.search(config.read_text("utf-8", "replace"))
    return {
        **({} if named else _region(sandbox)),
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": str(directory / "credentials"),
        TOKEN_CACHE: str(directory / "sso" / "cache"),
    }


def _region(sandbox: Sandbox) -> dict[str, str]:
    return {"AWS_REGION": sandbox.region, "AWS_DEFAULT_REGION": sandbox.region}
