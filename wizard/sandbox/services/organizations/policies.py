"""Control policies: which of them are above an account, and resource control policies listed to whoever looks around.

Scenarios name resource control policies (`[[rcp]]`: name, target, document); service control policies are moto's, as
somebody attached them, beside the scenarios' `[[deny]]`. Neither binds the management account.
"""

from __future__ import annotations

import json
from typing import Any

from wizard.sandbox.kernel.operations import Answer, Call, Forward, operation
from wizard.sandbox.kernel.policy.evaluation import Documents
from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.organizations.state import backend, management_of, members, organization_id_of

KIND = "RESOURCE_CONTROL_POLICY"
_SCP = "SERVICE_CONTROL_POLICY"
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


def resource_control(world: World, account: str) -> tuple[Documents, ...]:
    """The resource control policies above an account, as one group for each level; AWS's own allows at every level."""
    management = management_of(account)
    if management is None or management == account or not world.scenario.tables("rcp"):
        return ()
    names = {name for place in _up_to_the_root(management, account) for name in _names(management, place)}
    made = _policies(world, account).values()
    found = [about["document"] for about in made if about.get("target", "root") in names | {"everything"}]
    return (tuple(found),)


def service_control(account: str) -> tuple[Documents, ...]:
    """The service control policies above an account, from it up to the root; a level without any is left out.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html (2026-11-26):
    each level has to allow. moto attaches AWS's own FullAWSAccess everywhere: without another, nothing is asked.
    """
    management = management_of(account)
    if management is None or management == account:
        return ()
    organization = backend(management)
    if not any(policy.type == _SCP and not policy.aws_managed for policy in organization.policies):
        return ()
    found = []
    for place in _up_to_the_root(management, account):
        listed = [policy for policy in _attached(organization, place) if policy.type == _SCP]
        if listed:
            found.append(tuple(_content(policy) for policy in listed))
    return tuple(found)


def _attached(organization: Any, place: str) -> list[Any]:
    holders = [*organization.ou, *organization.accounts]
    return next((list(holder.attached_policies) for holder in holders if holder.id == place), [])


def _content(policy: Any) -> str:
    return policy.content if isinstance(policy.content, str) else json.dumps(policy.content)


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


def _up_to_the_root(management: str, account: str) -> list[str]:
    """The ids of everything from an account up to the root."""
    parents = {unit.id: unit.parent_id for unit in backend(management).ou}
    parents |= {member.id: member.parent_id for member in members(management)}
    found, place = list[str](), account
    while place:
        found.append(place)
        place = parents.get(place, "") or ""
    return found
