"""What ~/.aws/config and the environment offer: the profiles, their kind, and what overrides what.

Only names and kinds leave this module; keys are never read here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import botocore.session
from botocore.regions import EndpointResolver

from wizard.aws.providers import file_named, in_a_container, on_an_instance
from wizard.aws.service_models import model_loader

KINDS = (
    ("sso_session", "SSO"),
    ("sso_start_url", "SSO"),
    ("login_session", "aws login"),
    ("credential_process", "credential process"),
    ("web_identity_token_file", "web identity"),
    ("role_arn", "assumed role"),
    ("aws_access_key_id", "access key"),
)

PORTAL_PROFILE = {"Session": "sso_session", "Account": "sso_account_id", "Role": "sso_role_name"}


def list_profiles(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Answer of the read ``profiles:List``.

    Profiles: each with Name, Kind and Region, those of SSO with Session, Account and Role. Portals: each sso-session
    with Name, StartUrl and Region. Environment: whether keys in the environment are in force. Hosted: ``container`` or
    ``instance`` where this computer itself may have credentials. Chosen: AWS_PROFILE, or "". Path: the configuration's.
    Raises botocore's ConfigParseError for a file that cannot be parsed.
    """
    session = botocore.session.Session()
    config = session.full_config
    return {
        "Portals": [
            {"Name": name, "StartUrl": str(about.get("sso_start_url", "")), "Region": str(about.get("sso_region", ""))}
            for name, about in sorted(config.get("sso_sessions", {}).items())
        ],
        "Hosted": "container" if in_a_container(environ) else "instance" if on_an_instance(environ) else "",
        "Path": str(file_named("AWS_CONFIG_FILE", Path.home() / ".aws" / "config", environ)),
        "Profiles": [
            {
                "Name": name,
                "Kind": _kind(values),
                "Region": str(values.get("region", "")),
                **{key: str(values[setting]) for key, setting in PORTAL_PROFILE.items() if setting in values},
            }
            for name, values in sorted(config.get("profiles", {}).items())
        ],
        "Environment": "AWS_ACCESS_KEY_ID" in environ,
        "Chosen": environ.get("AWS_PROFILE", "") or environ.get("AWS_DEFAULT_PROFILE", ""),
        "Region": environ.get("AWS_REGION", "") or environ.get("AWS_DEFAULT_REGION", ""),
    }


def _kind(values: Mapping[str, Any]) -> str:
    kind = next((kind for key, kind in KINDS if key in values), "other")
    return f"{kind} with MFA" if "mfa_serial" in values else kind


def known_regions() -> tuple[str, ...]:
    """Every region that botocore knows of, in all partitions, for checking a name before anything is sent."""
    # Not through a session, which would fail where AWS_PROFILE names a profile that is not there.
    resolver = EndpointResolver(model_loader().load_data("endpoints"))
    partitions = resolver.get_available_partitions()
    return tuple(
        sorted(region for name in partitions for region in resolver.get_available_endpoints("cloudformation", name))
    )
