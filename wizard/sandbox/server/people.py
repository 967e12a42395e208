"""Sowing who is in the accounts of a scenario: its groups and users with their policies, and the roles they find."""

from __future__ import annotations

import json
from typing import Any

from wizard.sandbox.kernel.iam import attach, iam_of
from wizard.sandbox.kernel.identities import Principal, unique
from wizard.sandbox.kernel.operations import Call
from wizard.sandbox.kernel.world import ADMINISTRATOR, REGION, World
from wizard.sandbox.services.organizations.membership import ACCESS_ROLE

_MANAGED = "arn:aws:iam::aws:policy/"


def group(account: str, about: dict[str, Any]) -> None:
    """A group and its policies; whoever is in it says so."""
    iam = iam_of(account)
    iam.create_group(about["name"], "/")
    for arn in _arns(about):
        iam.attach_group_policy(arn, about["name"])
    if about.get("policy"):
        iam.put_group_policy(about["name"], about["name"], about["policy"])


def user(account: str, about: dict[str, Any]) -> None:
    """A user with a fixed access key, the groups they are in, and policies of their own, if there are any."""
    iam, name = iam_of(account), about["name"]
    made = iam.create_user("us-east-1", name, "/", None)
    made.id = unique("AIDA", 21)
    for each in about.get("groups", []):
        iam.add_user_to_group(each, name)
    for arn in _arns(about):
        iam.attach_user_policy(arn, name)
    if about.get("policy"):
        iam.put_user_policy(name, name, about["policy"])
    key = made.create_access_key("AKIA")
    key.access_key_id, key.secret_access_key = about["access_key_id"], about["secret_access_key"]
    iam.access_keys[key.access_key_id] = key


def role(account: str, about: dict[str, Any]) -> None:
    """A role that its `trust` lets in; without one the account's own users, with `mfa` by a second factor only.

    What it may do is what `policies` and `policy` say; where both are missing it is an administrator's.
    """
    iam, name = iam_of(account), about["name"]
    trust = about.get("trust") or _own_users(account, mfa=bool(about.get("mfa")))
    iam.create_role(name, trust, "/", None, "", [], str(about.get("seconds", 3600)))
    for arn in _arns(about) if "policies" in about or "policy" in about else [ADMINISTRATOR]:
        attach(account, arn, name)
    if about.get("policy"):
        iam.put_role_policy(name, name, about["policy"])


def call_of(world: World, account: str, operation: str, parameters: dict[str, Any], region: str = REGION) -> Call:
    """A call of CloudFormation that somebody in an account made before the scenario begins."""
    arn = f"arn:aws:sts::{account}:assumed-role/{ACCESS_ROLE}/seed"
    principal = Principal(account, arn, "AROASEED:seed", "role", "ASIASEED")
    return Call(world, principal, region, "cloudformation", operation, parameters)


def _own_users(account: str, *, mfa: bool) -> str:
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}} if mfa else {}
    root = {"AWS": f"arn:aws:iam::{account}:root"}
    trust = {"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole", "Condition": condition}
    return json.dumps({"Version": "2012-10-17", "Statement": [trust]})


def _arns(about: dict[str, Any]) -> list[str]:
    return [f"{_MANAGED}{name}" for name in about.get("policies", [])]
