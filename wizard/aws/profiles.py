"""What ~/.aws/config and the environment offer: the profiles, their kind, and what overrides what.

Only names and kinds leave this module; keys are never read here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import botocore.session
from botocore.configloader import raw_config_parse
from botocore.exceptions import ConfigNotFound
from botocore.regions import EndpointResolver

from wizard.aws.named import named_profile, named_region
from wizard.aws.passed_over import passed_over
from wizard.aws.providers import file_named, in_a_container, on_an_instance
from wizard.aws.service_models import model_loader

# A name that no setting has: an access key that is in the credentials file.
IN_CREDENTIALS = "[credentials]"
# In the order in which botocore looks: a profile with several of them is what the first one says. Keys come twice,
# since those of the credentials file stand before a program's and those of the configuration after it.
KINDS = (
    ("web_identity_token_file", "web identity"),
    ("role_arn", "assumed role"),
    ("sso_account_id", "SSO"),
    ("sso_role_name", "SSO"),
    (IN_CREDENTIALS, "access key"),
    ("login_session", "aws login"),
    ("credential_process", "credential process"),
    ("aws_access_key_id", "access key"),
    # Signed in to, but with no account: botocore finds no credentials in it.
    ("sso_session", "SSO"),
    ("sso_start_url", "SSO"),
)

SETTINGS = {"Session": "sso_session", "Account": "sso_account_id", "Role": "sso_role_name", "Source": "source_profile"}


def list_profiles(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Answer of the read ``profiles:List``.

    Profiles: each with Name, Kind and Region, those of SSO with Session, Account and Role, those that are assumed
    from another one with Source. Portals: each sso-session with Name, StartUrl and Region. Environment: whether keys
    in the environment are in force; WebIdentity: whether a token's file is. Hosted: ``container``, ``CloudShell`` or
    ``instance`` where this computer itself may have credentials. Chosen and ChosenBy: the profile that the environment
    names, and the variable, or ""; Region and RegionBy likewise. Path: the configuration's. PassedOver: what the AWS
    tools leave out without a word, see `passed_over`.
    Raises botocore's ConfigParseError for a file that cannot be parsed.
    """
    session = botocore.session.Session()
    config = session.full_config
    chosen, chosen_by = named_profile(environ)
    region, region_by = named_region(environ)
    path = file_named("AWS_CONFIG_FILE", Path.home() / ".aws" / "config", environ)
    credentials = file_named("AWS_SHARED_CREDENTIALS_FILE", Path.home() / ".aws" / "credentials", environ)
    keys = _with_keys(credentials)
    return {
        "Portals": [
            {"Name": name, "StartUrl": str(about.get("sso_start_url", "")), "Region": str(about.get("sso_region", ""))}
            for name, about in sorted(config.get("sso_sessions", {}).items())
        ],
        "Hosted": _host(environ),
        "Path": str(path),
        "Profiles": [
            {
                "Name": name,
                "Kind": _kind({**values, IN_CREDENTIALS: ""} if name in keys else values),
                "Region": str(values.get("region", "")),
                **{key: str(values[setting]) for key, setting in SETTINGS.items() if setting in values},
            }
            for name, values in sorted(config.get("profiles", {}).items())
        ],
        "PassedOver": passed_over(path, credentials, environ),
        "Environment": bool(environ.get("AWS_ACCESS_KEY_ID")),
        "WebIdentity": bool(environ.get("AWS_WEB_IDENTITY_TOKEN_FILE")),
        "Chosen": chosen,
        "ChosenBy": chosen_by,
        "Region": region,
        "RegionBy": region_by,
    }


def _host(environ: Mapping[str, str]) -> str:
    """What this computer is, where that may give it credentials; CloudShell is a container that says its name."""
    if in_a_container(environ):
        return "CloudShell" if environ.get("AWS_EXECUTION_ENV") == "CloudShell" else "container"
    return "instance" if on_an_instance(environ) else ""


def _with_keys(credentials: Path) -> frozenset[str]:
    """The profiles that have an access key in the credentials file."""
    try:
        sections = raw_config_parse(str(credentials))
    except ConfigNotFound:
        return frozenset()
    return frozenset(name for name, values in sections.items() if "aws_access_key_id" in values)


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
