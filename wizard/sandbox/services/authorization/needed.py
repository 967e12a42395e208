"""What a call needs: which actions on which resources, as policies name them.

The resources are those of the Service Authorization Reference (2026-11-26),
https://docs.aws.amazon.com/service-authorization/latest/reference/: list_awsidentityandaccessmanagementiam.html,
list_amazons3.html, list_awsorganizations.html, list_awscloudformation.html, list_awscloudtrail.html,
list_awsaccountmanagement.html, list_amazonbedrock.html, list_amazonroute53.html. An operation without an entry here is
about everything, "*": a policy that narrows it to some resource does not allow it, which may be stricter than AWS. It
is laxer in five places: all records of a zone are one resource, whatever conditions on names or types would ask,
CloudFormation does not ask what its caller may do with what a stack makes, a stack set stands for its targets and for
the types in its template, a copy in S3 does not ask for its source, and a version of an object is read and deleted by
the actions for the object.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from moto.s3.models import s3_backends

from wizard.sandbox.kernel.actions import action
from wizard.sandbox.kernel.iam import iam_of
from wizard.sandbox.kernel.operations import Call
from wizard.sandbox.services.cloudformation.stack import Stacks
from wizard.sandbox.services.cloudformation.stack_sets.state import StackSets
from wizard.sandbox.services.organizations.state import management_of, organization_id_of

_EVERYTHING = ("*",)
Resources: TypeAlias = Callable[[Call], tuple[str, ...]]


@dataclass(frozen=True)
class Needed:
    """One action on one resource. account: whose it is."""

    action: str
    resource: str
    account: str


def needed(call: Call) -> tuple[Needed, ...]:
    """Everything that has to be allowed for that call."""
    find = _RESOURCES.get(call.service)
    resources = find(call) if find else _EVERYTHING
    account = _owner(call)
    names = (action(call.service, call.operation), *_beside(call))
    return tuple(Needed(name, resource, account) for name in names for resource in resources)


def bucket_of(call: Call) -> tuple[str, Any] | None:
    """The bucket that a call is about, as `bucket_owner` has it; none where it is still to be made."""
    about_one = call.service == "s3" and call.operation != "CreateBucket"
    return bucket_owner(call.get("Bucket", "")) if about_one else None


def bucket_owner(name: str) -> tuple[str, Any] | None:
    """The account of a bucket, and moto's bucket; None where there is none of that name."""
    found: Any = s3_backends.bucket_accounts.get(name)
    return (str(found[1]), s3_backends[found[1]][found[0]].buckets[name]) if found else None


def _owner(call: Call) -> str:
    found = bucket_of(call)
    return found[0] if found else call.account


def _beside(call: Call) -> tuple[str, ...]:
    """What a call needs beyond its own action, by what it asks for."""
    if call.service == "s3" and call.operation in ("PutObject", "CopyObject", "CreateMultipartUpload"):
        asked = {
            "s3:PutObjectAcl": any(name == "x-amz-acl" or name.startswith("x-amz-grant-") for name in call.headers),
            "s3:PutObjectTagging": "x-amz-tagging" in call.headers,
        }
        return tuple(name for name, wanted in asked.items() if wanted)
    return ()


# --- S3 --------------------------------------------------------------------------------------------------------------


def _s3(call: Call) -> tuple[str, ...]:
    bucket, key = call.get("Bucket"), call.get("Key")
    if not bucket:
        return _EVERYTHING
    if call.operation == "DeleteObjects":
        return tuple(f"arn:aws:s3:::{bucket}/{each}" for each in call.get("Keys", ())) or (f"arn:aws:s3:::{bucket}/*",)
    return (f"arn:aws:s3:::{bucket}/{key}" if key else f"arn:aws:s3:::{bucket}",)


# --- IAM -------------------------------------------------------------------------------------------------------------

# Those that are about a group although they name a user, or about a role although they name a profile.
_BY_GROUP = frozenset({"AddUserToGroup", "RemoveUserFromGroup"})


def _iam(call: Call) -> tuple[str, ...]:
    if call.get("PolicyArn") and not any(call.get(name) for name in ("UserName", "GroupName", "RoleName")):
        return (str(call.get("PolicyArn")),)
    if call.operation == "CreatePolicy":
        return (f"arn:aws:iam::{call.account}:policy{call.get('Path', '/')}{call.get('PolicyName')}",)
    for kind, parameter in (("group", "GroupName"), ("role", "RoleName"), ("user", "UserName")):
        if call.get(parameter) and not (kind == "user" and call.operation in _BY_GROUP):
            return (_entity(call, kind, str(call.get(parameter))),)
    if call.operation in ("GetUser", "ListMFADevices", "ListAccessKeys", "CreateAccessKey", "ChangePassword"):
        return (call.principal.arn,)
    return _EVERYTHING


def _entity(call: Call, kind: str, name: str) -> str:
    iam = iam_of(call.account)
    kept = {"group": iam.groups, "role": iam.roles, "user": iam.users}[kind].values()
    found = next((each for each in kept if each.name == name), None)
    return str(found.arn) if found else f"arn:aws:iam::{call.account}:{kind}{call.get('Path', '/')}{name}"


# --- Organizations and accounts --------------------------------------------------------------------------------------


_IDENTIFIERS = (
    "AccountId", "ChildId", "TargetId", "ParentId", "OrganizationalUnitId", "RootId", "ResourceId", "PolicyId",
)  # fmt: skip


def _organizations(call: Call) -> tuple[str, ...]:
    names: tuple[str, ...] = _IDENTIFIERS
    if call.operation == "MoveAccount":
        names = ("AccountId", "SourceParentId", "DestinationParentId")
    found = tuple(_in_organization(call, str(call.get(name))) for name in names if call.get(name))
    return found or _EVERYTHING


def _in_organization(call: Call, identifier: str) -> str:
    management, organization = management_of(call.account), organization_id_of(call.account)
    kind = {"ou-": "ou", "r-": "root", "p-": "policy"}.get(identifier[: identifier.find("-") + 1], "account")
    if kind == "policy":
        aws = identifier in ("p-FullAWSAccess", "p-RCPFullAWSAccess")
        family = "resource_control_policy" if "rcp" in identifier.lower() else "service_control_policy"
        owner = "aws" if aws else management
        return f"arn:aws:organizations::{owner}:policy/{organization}/{family}/{identifier}"
    return f"arn:aws:organizations::{management}:{kind}/{organization}/{identifier}"


def _account(call: Call) -> tuple[str, ...]:
    named = call.get("AccountId")
    if named and named != call.account:
        return (f"arn:aws:account::{call.account}:account/{organization_id_of(call.account)}/{named}",)
    return (f"arn:aws:account::{call.account}:account",)


# --- CloudFormation, CloudTrail, Bedrock -----------------------------------------------------------------------------


_ABOUT_STACKS = frozenset({"DescribeStacks", "DescribeStackResources"})


# Those about stack sets that the reference lists without a resource.
_ABOUT_ALL_SETS = frozenset({"CreateStackSet", "ListStackSets"})


def _stack_set(call: Call) -> tuple[str, ...]:
    """A stack set by its ARN: one that a delegated administrator names is the management account's."""
    named = str(call.get("StackSetName"))
    if call.operation in _ABOUT_ALL_SETS:
        return _EVERYTHING
    owner = call.account if call.get("CallAs", "SELF") == "SELF" else management_of(call.account) or call.account
    found = call.world.of(StackSets).find(owner, call.region, named)
    return (found.arn if found else f"arn:aws:cloudformation:{call.region}:{owner}:stackset/{named}:*",)


def _cloudformation(call: Call) -> tuple[str, ...]:
    if call.get("StackSetName"):
        return _stack_set(call)
    name = str(call.get("StackName", ""))
    if not name and str(call.get("ChangeSetName", "")).startswith("arn:"):
        made = str(call.get("ChangeSetName"))
        stacks = call.world.of(Stacks).of(made.split(":")[4])
        name = next((stack.id for stack in stacks for each in stack.change_sets.values() if each.id == made), "")
    if not name and call.operation not in _ABOUT_STACKS:
        return _EVERYTHING
    if name.startswith("arn:"):
        return (name,)
    # Without a name they look for a stack, or at all of them.
    name = name or "*"
    return (f"arn:aws:cloudformation:{call.region}:{call.account}:stack/{name}/*",)


def _cloudtrail(call: Call) -> tuple[str, ...]:
    name = str(call.get("Name") or call.get("TrailName") or "")
    if not name or call.operation == "DescribeTrails":
        return _EVERYTHING
    return (name if name.startswith("arn:") else f"arn:aws:cloudtrail:{call.region}:{call.account}:trail/{name}",)


def _bedrock_runtime(call: Call) -> tuple[str, ...]:
    model = str(call.get("modelId", ""))
    if model.startswith("arn:"):
        return (model,)
    prefix, _, own = model.partition(".")
    if prefix not in ("global", "us", "eu", "apac", "jp", "au"):
        return (f"arn:aws:bedrock:{call.region}::foundation-model/{model}",)
    profile = f"arn:aws:bedrock:{call.region}:{call.account}:inference-profile/{model}"
    here = f"arn:aws:bedrock:{call.region}::foundation-model/{own}"
    # A global profile is also checked against the model without a region.
    # https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
    return (profile, here, *((f"arn:aws:bedrock:::foundation-model/{own}",) if prefix == "global" else ()))


# --- Route 53 --------------------------------------------------------------------------------------------------------


def _route53(call: Call) -> tuple[str, ...]:
    if call.operation == "GetChange":
        return (f"arn:aws:route53:::change/{_last(call.get('Id'))}",)
    # Most call a zone's id HostedZoneId; those about the zone itself, Id.
    named = call.get("HostedZoneId") or (call.get("Id") if call.operation.endswith("HostedZone") else "")
    return (f"arn:aws:route53:::hostedzone/{_last(named)}",) if named else _EVERYTHING


def _last(identifier: Any) -> str:
    """An id as ARNs have it: callers may write /hostedzone/ or /change/ before it."""
    return str(identifier).rpartition("/")[2]


_RESOURCES: dict[str, Resources] = {
    "s3": _s3,
    "iam": _iam,
    "organizations": _organizations,
    "account": _account,
    "cloudformation": _cloudformation,
    "cloudtrail": _cloudtrail,
    "bedrock-runtime": _bedrock_runtime,
    "route53": _route53,
}
