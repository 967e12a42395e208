"""Resource control policies: listed to whoever may look around, and held against everybody who assumes a role.

Scenarios name them (`[[rcp]]`: name, target, document); moto stores such policies and enforces none. Service control
policies stay moto's and the scenarios' `[[deny]]`.
"""

from __future__ import annotations

import json
from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, Forward, operation
from wizard.sandbox.kernel.policy import Request, denies
from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.organizations.state import backend, management_of, members, organization_id_of

KIND = "RESOURCE_CONTROL_POLICY"
ALLOWING = "p-RCPFullAWSAccess"
_EVERYTHING = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
}


@operation("organizations", "ListPolicies")
def list_policies(call: Call) -> Answer | Forward:
    if call.get("Filter") != KIND:
        return Forward(management_of(call.account))
    return {"Policies": [_summary(call, name) for name in _policies(call.world, call.account)]}


@operation("organizations", "ListPoliciesForTarget")
def list_policies_for_target(call: Call) -> Answer | Forward:
    if call.get("Filter") != KIND:
        return Forward(management_of(call.account))
    names = [
        name
        for name, about in _policies(call.world, call.account).items()
        if _is_at(call, about, str(call.get("TargetId")))
    ]
    return {"Policies": [_summary(call, name) for name in names]}


@operation("organizations", "DescribePolicy")
def describe_policy(call: Call) -> Answer | Forward:
    found = _policies(call.world, call.account).get(str(call.get("PolicyId")))
    if found is None:
        return Forward(management_of(call.account))
    return {"Policy": {"PolicySummary": _summary(call, call.get("PolicyId")), "Content": found["document"]}}


def kept_out(call: Call, role: Any, context: dict[str, str]) -> bool:
    """Whether a resource control policy above the role's account denies that it is assumed."""
    management = management_of(role.account_id)
    if management is None or management == role.account_id:
        return False
    tags = {f"aws:ResourceTag/{tag['Key']}": tag["Value"] for tag in role.tags or ()}
    known = {**context, **tags, "aws:PrincipalIsAWSService": "false", "aws:ResourceAccount": role.account_id}
    request = Request(frozenset({"*"}), "sts:AssumeRole", role.arn, known)
    above = _above(management, role.account_id)
    return any(
        denies(about["document"], request)
        for about in _policies(call.world, role.account_id).values()
        if about.get("target", "root") in above
    )


def denied(call: Call) -> AwsError:
    """AWS's answer to whoever is kept out."""
    text = (
        f"User: {call.principal.arn} is not authorized to perform: sts:AssumeRole on resource: {call.get('RoleArn')} "
        "with an explicit deny in a resource control policy"
    )
    return AwsError("AccessDenied", text, 403)


def _policies(world: World, account: str) -> dict[str, dict[str, Any]]:
    """The policies of an account's organization by id, AWS's own first. A scenario calls the organization o-example."""
    organization = organization_id_of(account) or "o-example"
    own = {"name": "RCPFullAWSAccess", "document": json.dumps(_EVERYTHING), "target": "everything"}
    made = {
        f"p-rcp{number:08d}": {**about, "document": about["document"].replace("o-example", organization)}
        for number, about in enumerate(world.scenario.tables("rcp"), 1)
    }
    return {ALLOWING: own, **made}


def _summary(call: Call, policy: str) -> dict[str, Any]:
    about = _policies(call.world, call.account)[policy]
    aws = policy == ALLOWING
    owner = "aws" if aws else management_of(call.account)
    return {
        "Id": policy,
        "Arn": f"arn:aws:organizations::{owner}:policy/o-example/resource_control_policy/{policy}",
        "Name": about["name"],
        "Description": about.get("description", ""),
        "Type": KIND,
        "AwsManaged": aws,
    }


def _is_at(call: Call, about: dict[str, Any], target: str) -> bool:
    named = about.get("target", "root")
    management = management_of(call.account)
    assert management is not None
    return named == "everything" or named in _names(management, target)


def _names(management: str, target: str) -> set[str]:
    """What a scenario calls a root, a unit or an account."""
    if target.startswith("r-"):
        return {"root"}
    units = {unit.id: unit.name for unit in backend(management).ou}
    accounts = {account.id: account.name for account in members(management)}
    return {units.get(target, ""), accounts.get(target, ""), target} - {""}


def _above(management: str, account: str) -> set[str]:
    """The names of everything on the way from an account up to the root."""
    found, place = set[str](), account
    parents = {unit.id: unit.parent_id for unit in backend(management).ou}
    parents |= {member.id: member.parent_id for member in members(management)}
    while place:
        found |= _names(management, place)
        place = parents.get(place, "") or ""
    return found | {"root"}
