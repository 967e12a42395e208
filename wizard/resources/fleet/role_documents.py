"""A group's two kinds of role as documents: the one in the central account, and the one in each of its accounts.

The central role may assume the roles of its own name and no other; each of those trusts it alone, by its ARN in a
condition: a principal in the trust policy would be kept by its id, and be a dead one after the role is created again.
What that costs is that whoever may create a role of that name in the central account is trusted, too.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from wizard.model import Fleet, Group, GroupAccounts, SignedIn, SignInBy, Target
from wizard.resources import template as texts
from wizard.resources.accounts import ORGANIZATION_ROLE
from wizard.resources.assume_policy import ASSUME, INLINE_LIMITS, VERSION, size
from wizard.resources.policy import grants
from wizard.resources.role import Role
from wizard.resources.role_template import LOGICAL_ID
from wizard.text.shapes import LONGEST_ROLE_NAME

Reach = Literal["each", "accounts", "organization"]
"""How a central role's policy names the roles: each by its ARN, or by their name in these accounts, or in any account
of the organization.
"""

# Where a SAML assertion is posted. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html
_AUDIENCES = {
    "aws": "https://signin.aws.amazon.com/saml",
    "aws-cn": "https://signin.amazonaws.cn/saml",
    "aws-us-gov": "https://signin.amazonaws-us-gov.com/saml",
}
_HERE = "-Central"
POLICY = "GroupPolicy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Central:
    """The central account: in which partition, and of which organization. target: how it is reached."""

    target: Target
    partition: str
    organization: str = ""
    management: str = ""

    @property
    def account(self) -> str:
        """Its id."""
        return self.target.account

    def role_arn(self, name: str, account: str = "") -> str:
        """The ARN of a role in this account, or in another one."""
        return f"arn:{self.partition}:iam::{account or self.account}:role/{name}"


def central_of(signed_in: SignedIn, region: str = "") -> Central:
    """The account that is signed in to. region: where the stack sets live, "" for the one that is signed in to."""
    return Central(
        target=signed_in.target.in_region(region or signed_in.region),
        partition=signed_in.arn.split(":")[1],
        organization=signed_in.organization_id,
        management=signed_in.management_account,
    )


def entered(fleet: Fleet, central: Central, account: str) -> Target:
    """An account of the organization, entered by the look role."""
    by = fleet.look_role or ORGANIZATION_ROLE
    return Target(account=account, region=central.target.region, role_name=by, profile=central.target.profile)


# --- the role in the central account -------------------------------------------------------------------------------


def central_role(fleet: Fleet, chosen: GroupAccounts, central: Central) -> Role:
    """The role that the group's people sign in to. Raises ValueError where nobody signs in to the group."""
    group, name = chosen.group, fleet.role_name(chosen.group)
    if group.sign_in is None:
        raise ValueError(f"the group {group.name} has no role in the central account")
    trust, document = _trust(group.sign_in, central), permission(fleet, chosen, central)
    inline: dict[str, object] = {f"{name}-Permission": document} if document else {}
    return Role(
        name=name,
        arn=central.role_arn(name),
        trust=grants(trust),
        trust_document=trust,
        inline={policy: grants(text) for policy, text in inline.items()},
        inline_documents=inline,
        session=group.session_hours * 3600,
    )


def permission(fleet: Fleet, chosen: GroupAccounts, central: Central) -> Mapping[str, Any] | None:
    """The policy that lets the central role assume its group's roles; None where the group has no accounts."""
    documents = _permissions(fleet, chosen, central)
    return documents[reach(fleet, chosen, central)] if chosen.members or chosen.central else None


def reach(fleet: Fleet, chosen: GroupAccounts, central: Central) -> Reach:
    """The most exact way in which the policy fits into a role's inline policies.

    A role's name is its group's in every form, so none reaches another group's role; those that AWS counts as one
    account's (aws:ResourceAccount) or one organization's (aws:ResourceOrgID) are what a list of ARNs becomes.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    documents = _permissions(fleet, chosen, central)
    fitting = (form for form, document in documents.items() if size([document]) <= INLINE_LIMITS["role"])
    return next(fitting, "organization")


def _permissions(fleet: Fleet, chosen: GroupAccounts, central: Central) -> dict[Reach, Mapping[str, Any]]:
    name, accounts = fleet.role_name(chosen.group), sorted(member.account for member in chosen.members)
    here = [central.role_arn(name_in_central(fleet, chosen.group))] if chosen.central else []
    each = [central.role_arn(name, account) for account in accounts]
    named = central.role_arn(name, "*")

    def document(resources: Sequence[str], **condition: Any) -> Mapping[str, Any]:
        found = _allowed(resources, StringEquals=condition) if condition else _allowed(resources)
        return {"Version": VERSION, "Statement": [found, *([_allowed(here)] if here and condition else [])]}

    organization = {"aws:ResourceOrgID": central.organization}
    return {
        "each": document([*each, *here]),
        "accounts": document([named], **{"aws:ResourceAccount": accounts}),
        "organization": document([named], **(organization if central.organization else {})),
    }


def _allowed(resources: Sequence[str], **condition: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": ASSUME, "Resource": list(resources)}
    return {**statement, "Condition": condition} if condition else statement


def _trust(by: SignInBy, central: Central) -> dict[str, Any]:
    match by.kind:
        case "directory":
            # Who of the directory gets it is said in the directory's console alone.
            statement = _trusted({"Service": "ds.amazonaws.com"})
        case "saml":
            audience = {"StringEquals": {"SAML:aud": _AUDIENCES.get(central.partition, _AUDIENCES["aws"])}}
            statement = {**_trusted({"Federated": by.saml_provider}, "sts:AssumeRoleWithSAML"), "Condition": audience}
        case "principals":
            statement = _trusted({"AWS": list(by.principals)})
    return {"Version": VERSION, "Statement": [statement]}


def _trusted(principal: Mapping[str, Any], action: str = ASSUME) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": dict(principal), "Action": action}


# --- the role in each account --------------------------------------------------------------------------------------


def fitting(name: str, ending: str = "") -> str:
    """A role's name with its ending, within what IAM allows; what is cut for it is told apart by a digest."""
    if len(name + ending) <= LONGEST_ROLE_NAME:
        return name + ending
    digest = f"-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return f"{name[: LONGEST_ROLE_NAME - len(digest + ending)]}{digest}{ending}"


def name_in_central(fleet: Fleet, group: Group) -> str:
    """The name of the group's role in the central account itself, where its own name is the central role's."""
    name = fleet.role_name(group)
    return name if group.sign_in is None else fitting(name, _HERE)


def path_of(group: Group) -> str:
    """The path of the group's role in an account. Raises NotUnderstoodError."""
    if not group.template:
        return "/"
    values = {"AWS::AccountId": "", "AWS::Partition": "aws", "AWS::Region": "", "AWS::StackName": ""}
    return texts.expected_role(texts.parsed(group.template), group.role, values).path


def member_template(fleet: Fleet, group: Group, central: Central, name: str = "") -> dict[str, Any]:
    """The template of the group's role in an account, which goes with its stack.

    name: of the role, "" for the group's. Raises NotUnderstoodError where a vendor's template can't be read.
    """
    name = name or fleet.role_name(group)
    if group.template:
        return _of_vendor(group)
    properties: dict[str, Any] = {
        "RoleName": name,
        "Description": f"{fleet.role_name(group)}, assumed from account {central.account}",
        "MaxSessionDuration": group.session_hours * 3600,
        "PermissionsBoundary": group.boundary,
        "ManagedPolicyArns": list(group.managed),
        "Policies": [{"PolicyName": POLICY, "PolicyDocument": dict(group.policy)}] if group.policy else [],
        "AssumeRolePolicyDocument": {"Version": VERSION, "Statement": [_trusts_central(fleet, group, central)]},
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"The role {name} for the people of the group {group.name}",
        "Resources": {
            LOGICAL_ID: {
                "Type": "AWS::IAM::Role",
                "DeletionPolicy": "Delete",
                "Properties": {key: value for key, value in properties.items() if value},
            }
        },
    }


def _trusts_central(fleet: Fleet, group: Group, central: Central) -> dict[str, Any]:
    exactly = {"ArnEquals": {"aws:PrincipalArn": central.role_arn(fleet.role_name(group))}}
    return {**_trusted({"AWS": f"arn:{central.partition}:iam::{central.account}:root"}), "Condition": exactly}


def _of_vendor(group: Group) -> dict[str, Any]:
    """The vendor's template, with its role going away with the stack: removing the fleet leaves nothing behind."""
    template = texts.parsed(group.template)
    logical = texts.resource_name(template, group.role)
    resources = dict(template["Resources"])
    return {**template, "Resources": {**resources, logical: {**resources[logical], "DeletionPolicy": "Delete"}}}


def written(template: Mapping[str, Any]) -> str:
    """A template as it is sent: JSON, which a person can read."""
    return json.dumps(template, indent=1)
