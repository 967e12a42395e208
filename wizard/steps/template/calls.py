"""The calls of the template, under which answers each is made, and what CloudFormation does to the role in between.

What each can be narrowed to: https://docs.aws.amazon.com/service-authorization/latest/reference/,
list_awscloudformation.html, list_awsidentityandaccessmanagementiam.html, list_awsorganizations.html.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from wizard.model import AccountChoice, AnsweredTables, By, InOurName, Kind, Target, Vendor, When, needed
from wizard.resources.arns import ACCOUNT, MEMBER, MOVE
from wizard.resources.deployment import place_of, wanted_role
from wizard.resources.parameters import UNKNOWN, vendor_with
from wizard.resources.role import Role

# --- on what -------------------------------------------------------------------------------------------------------


def _stack_name(tables: AnsweredTables) -> str:
    return tables.own.text("stack_name", _vendor(tables).stack_name)


def _vendor(tables: AnsweredTables) -> Vendor:
    """As it is for this customer, as far as the answers tell it."""
    return vendor_with(tables.vendor, tables.own, tables.own.text("external_id"))


def _role(tables: AnsweredTables) -> Role:
    """The role that the template makes. Raises NotUnderstoodError: then nobody can say what making it needs."""
    # Which one it is makes no difference to what making the role needs.
    target, external_id = Target(account="*", region="*"), tables.own.text("external_id", UNKNOWN)
    vendor = _vendor(tables)
    return wanted_role(place_of(vendor, target, _stack_name(tables), external_id), vendor)


def _names(tables: AnsweredTables) -> Mapping[str, Sequence[str]]:
    role = _role(tables)
    return {"path": [role.path], "role": [role.name], "policies": sorted(role.managed)}


_STACK = Kind(
    word="Stack",
    arns=("arn:{partition}:cloudformation:{region}:{account}:stack/{stack}/*",),
    names=lambda tables: {"stack": [_stack_name(tables)]},
)
_ANY_STACK = Kind(word="AnyStack", arns=("arn:{partition}:cloudformation:*:{account}:stack/*/*",))
_ARN = "arn:{partition}:iam::{account}:role{path}{role}"
_ROLE = Kind(word="Role", arns=(_ARN,), names=_names)
# Attaching to the role the template's policies alone.
_POLICIES = Kind(word="Policies", arns=(_ARN,), condition={"ArnEquals": {"iam:PolicyARN": "{policies}"}}, names=_names)
_PROFILES = Kind(word="Profiles", arns=("arn:{partition}:iam::{account}:instance-profile/*",))
_CONTROL_POLICY = Kind(
    word="ControlPolicy", arns=("arn:{partition}:organizations::*:policy/o-*/resource_control_policy/p-*",)
)


# --- when ----------------------------------------------------------------------------------------------------------


def _existing(*answers: str) -> When:
    """Where the answers say one of these about the role or stack that is there."""
    return lambda tables: tables.own.text("on_existing") in answers


_by_change_set = _existing("import", "update")
_repairs = _existing("update")
_deletes = _existing("delete")
_takes_apart = _existing("delete", "update")


def _deletes_stack(tables: AnsweredTables) -> bool:
    return _deletes(tables) or tables.own.text("on_failed_stack") == "delete"


def _in_organization(tables: AnsweredTables) -> bool:
    return tables.foretells(AccountChoice).mode != "this-account"


# --- what CloudFormation does in the caller's name -----------------------------------------------------------------


def _where(has: Callable[[Role], object]) -> When:
    """Where the template gives the role this."""
    return lambda tables: bool(has(_role(tables)))


_managed = _where(lambda role: role.managed)
_inline = _where(lambda role: role.inline)


def _detaches_own(tables: AnsweredTables) -> bool:
    """A role that is taken apart may hold any policy; then it is a call of ours, on the role whatever it holds."""
    return _managed(tables) and not _takes_apart(tables)


# A failed creation is rolled back with the same permissions. https://docs.aws.amazon.com/AWSCloudFormation/latest/
# UserGuide/control-access-with-iam.html, and the handlers' permissions in the schema of AWS::IAM::Role.
_MAKING = (
    InOurName(action="iam:CreateRole", on=_ROLE),
    InOurName(action="iam:DeleteRole", on=_ROLE),
    InOurName(action="iam:AttachRolePolicy", on=_POLICIES, when=_managed),
    InOurName(action="iam:DetachRolePolicy", on=_POLICIES, when=_detaches_own),
    InOurName(action="iam:PutRolePolicy", on=_ROLE, when=_inline),
    InOurName(action="iam:DeleteRolePolicy", on=_ROLE, when=_inline),
    InOurName(action="iam:PutRolePermissionsBoundary", on=_ROLE, when=_where(lambda role: role.boundary)),
    InOurName(action="iam:TagRole", on=_ROLE, when=_where(lambda role: role.tags)),
)


# --- the calls -----------------------------------------------------------------------------------------------------

_READS = (
    *needed("cloudformation", "DescribeStacks", "GetTemplate", "DescribeStackEvents", "DescribeEvents", on=_STACK),
    *needed("cloudformation", "DescribeChangeSet", on=_STACK, when=_by_change_set),
    # Which other stack holds the role, in whichever region.
    *needed("cloudformation", "DescribeStackResources", on=_ANY_STACK),
    *needed("account", "ListRegions", on=ACCOUNT),
    *needed("iam", "GetRole", "ListAttachedRolePolicies", "ListRolePolicies", "GetRolePolicy", on=_ROLE),
    *needed("iam", "ListInstanceProfilesForRole", on=_ROLE, when=_deletes),
    # What of the organization keeps the vendor out; a member account alone is not told.
    *needed("organizations", "ListPolicies", by=By.SIGNED_IN, when=_in_organization),
    *needed("organizations", "DescribeAccount", "ListParents", by=By.SIGNED_IN, on=MEMBER, when=_in_organization),
    *needed("organizations", "ListPoliciesForTarget", by=By.SIGNED_IN, on=MOVE, when=_in_organization),
    *needed("organizations", "DescribePolicy", by=By.SIGNED_IN, on=_CONTROL_POLICY, when=_in_organization),
)
_ON_STACK = (
    *needed("cloudformation", "CreateStack", writes=True, on=_STACK, in_our_name=_MAKING),
    *needed("cloudformation", "DeleteStack", writes=True, on=_STACK, when=_deletes_stack),
    *needed("cloudformation", "CreateChangeSet", writes=True, on=_STACK, when=_by_change_set),
    *needed("cloudformation", "ExecuteChangeSet", writes=True, on=_STACK, when=_by_change_set, in_our_name=_MAKING),
)
_ON_ROLE = (
    *needed("iam", "UpdateAssumeRolePolicy", "UpdateRole", writes=True, on=_ROLE, when=_repairs),
    *needed("iam", "AttachRolePolicy", writes=True, on=_POLICIES, when=_repairs),
    *needed("iam", "DetachRolePolicy", "DeleteRolePolicy", writes=True, on=_ROLE, when=_takes_apart),
    *needed("iam", "PutRolePolicy", "TagRole", "UntagRole", writes=True, on=_ROLE, when=_repairs),
    *needed("iam", "PutRolePermissionsBoundary", "DeleteRolePermissionsBoundary", writes=True, on=_ROLE, when=_repairs),
    *needed("iam", "RemoveRoleFromInstanceProfile", writes=True, on=_PROFILES, when=_deletes),
    *needed("iam", "DeleteRole", writes=True, on=_ROLE, when=_deletes),
)
CALLS = (*_READS, *_ON_STACK, *_ON_ROLE)
