"""Somebody signed in to account 111111111111, and IAM's answers about who is there and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tests.doubles import Reply, TableReader, refused
from wizard.model import Context, Principal, Read, SignedIn, Simulation, TrustingRole
from wizard.vendors.profile import load_vendor

A, B = "111111111111", "222222222222"
ROLE = f"arn:aws:iam::{B}:role/role-in-accountb"
SIGNED_IN = SignedIn(arn=f"arn:aws:iam::{A}:user/ada", account=A, region="us-east-1", standing="none")
TRUSTING = TrustingRole(arn=ROLE, account=B, name="role-in-accountb")
BEN = Principal(kind="user", name="ben", arn=f"arn:aws:iam::{A}:user/ben", target=SIGNED_IN.target)
GONE = refused("NoSuchEntity")


def context(*found: object, person: bool = False, simulated: bool = False) -> Context:
    return Context(
        vendor=load_vendor("firetiger"),
        now=datetime(2026, 11, 26, tzinfo=UTC),
        person=person,
        found=found or (SIGNED_IN, TRUSTING, BEN),
        simulation=Simulation(scenario="two-accounts", exports={}) if simulated else None,
    )


def allow(*roles: str, **more: Any) -> dict[str, Any]:
    resource = roles[0] if len(roles) == 1 else list(roles)
    return {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": resource, **more}


def document(*statements: Mapping[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [dict(one) for one in statements]}


def iam(
    inline: Mapping[str, Any] | None = None,
    attached: Mapping[str, Any] | None = None,
    of_group: Mapping[str, Any] | None = None,
    local: Mapping[str, Mapping[str, Any]] | None = None,
    **more: Reply,
) -> TableReader:
    """What the user ben has: inline and attached policies, those of the group developers, by name.

    local: managed policies of the account by name, with document, versions, attached and description.
    """
    managed = {name: {"document": said} for name, said in (attached or {}).items()}
    return TableReader(
        {
            "iam:ListUserPolicies": {"PolicyNames": list(inline or {})},
            "iam:GetUserPolicy": lambda read: {"PolicyDocument": (inline or {})[read.parameters["PolicyName"]]},
            "iam:ListAttachedUserPolicies": {
                "AttachedPolicies": [{"PolicyName": name, "PolicyArn": arn(name)} for name in attached or {}]
            },
            "iam:ListGroupsForUser": {"Groups": [{"GroupName": "developers"}] if of_group else []},
            "iam:ListGroupPolicies": {"PolicyNames": list(of_group or {})},
            "iam:ListAttachedGroupPolicies": {"AttachedPolicies": []},
            "iam:GetGroupPolicy": lambda read: {"PolicyDocument": (of_group or {})[read.parameters["PolicyName"]]},
            **_managed({**managed, **(local or {})}),
            **{f"iam:{name}": reply for name, reply in more.items()},
        }
    )


def arn(name: str) -> str:
    return f"arn:aws:iam::{A}:policy/{name}"


def _managed(policies: Mapping[str, Mapping[str, Any]]) -> dict[str, Reply]:
    def of(read: Read) -> Mapping[str, Any] | None:
        return policies.get(str(read.parameters["PolicyArn"]).rsplit("/", 1)[-1])

    def get(read: Read) -> Any:
        policy, name = of(read), str(read.parameters["PolicyArn"]).rsplit("/", 1)[-1]
        if policy is None:
            return GONE
        default = f"v{policy.get('versions', 1)}"
        about = {"PolicyName": name, "DefaultVersionId": default, "AttachmentCount": policy.get("attached", 1)}
        return {"Policy": {**about, "Description": policy.get("description", "")}}

    def versions(read: Read) -> Any:
        policy = of(read)
        if policy is None:
            return GONE
        return {"Versions": [{"VersionId": f"v{number}"} for number in range(policy.get("versions", 1), 0, -1)]}

    return {
        "iam:GetPolicy": get,
        "iam:ListPolicyVersions": versions,
        "iam:GetPolicyVersion": lambda read: {"PolicyVersion": {"Document": (of(read) or {})["document"]}},
    }
