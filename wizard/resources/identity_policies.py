"""The IAM policies that a user, group or role has: its own, those of a user's groups, and its permissions boundary.

Everything that is asked can be answered in the account that is signed in to. What an organization allows is not among
it. A policy that could not be read is told, and counts as none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.model import CallError, CallFailed, Finding, Principal, Read, Reader, Target
from wizard.resources.assume_policy import Saying, sayings

MADE_BY_US = "Made by firetiger-onboard: lets principals of this account assume roles in other accounts."
"""The description of a managed policy that the wizard creates; IAM never changes a description."""

NO_SUCH = ("NoSuchEntity", "NoSuchEntityException")
EXISTS = ("EntityAlreadyExists", "EntityAlreadyExistsException")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPolicy:
    """A policy and what it says. arn: of a managed one, "" for inline. group: by which the user has it, "" for none."""

    name: str
    document: object
    arn: str = ""
    group: str = ""

    @property
    def words(self) -> str:
        """Which policy."""
        kind = "the managed policy" if self.arn else "the inline policy"
        return f"{kind} {self.name}{f' of the group {self.group}' if self.group else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """All that a principal has. boundary: the document that limits it, None for none. unread: what was refused."""

    policies: tuple[HeldPolicy, ...] = ()
    boundary: HeldPolicy | None = None
    unread: tuple[Finding, ...] = ()

    @property
    def inline(self) -> tuple[HeldPolicy, ...]:
        """The principal's own inline policies."""
        return tuple(one for one in self.policies if not one.arn and not one.group)

    def about(self, role_arn: str) -> tuple[tuple[HeldPolicy, Saying], ...]:
        """Every statement about assuming this role, with its policy."""
        return tuple((one, said) for one in self.policies for said in sayings(one.document, role_arn))


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedPolicy:
    """A customer managed policy as IAM has it. versions: by number, the oldest first, without the default one.

    attached: to how many principals; ours: the wizard has made it.
    """

    name: str
    arn: str
    document: object
    versions: tuple[str, ...]
    attached: int
    ours: bool


def iam(target: Target, operation: str, **parameters: str) -> Read:
    """A read of IAM."""
    return Read(target=target, service="iam", operation=operation, parameters=parameters)


def named(principal: Principal) -> dict[str, str]:
    """The parameter that names it."""
    return {f"{principal.kind.capitalize()}Name": principal.name}


def operation(principal: Principal, name: str) -> str:
    """An operation by the principal's kind: ``Put{}Policy`` of a group is PutGroupPolicy."""
    return name.format(principal.kind.capitalize())


def own_policies(read: Reader, principal: Principal) -> Held:
    """The principal's own policies, inline and attached. Raises CallFailed where they could not be listed."""
    return _held(read, principal.kind, principal.name, principal.target)


def all_policies(read: Reader, principal: Principal) -> Held:
    """Everything that decides what it may do: its own, those of a user's groups, its boundary. Raises CallFailed."""
    held = own_policies(read, principal)
    policies, unread = [*held.policies], [*held.unread]
    for group in _groups(read, principal, unread):
        try:
            of_group = _held(read, "group", group, principal.target, via=group)
        except CallFailed as failed:
            unread.append(_unread(f"The policies of the group {group}", failed.error))
        else:
            policies += of_group.policies
            unread += of_group.unread
    boundary = _attached(read, principal.target, [principal.boundary], unread) if principal.boundary else []
    return Held(policies=tuple(policies), boundary=boundary[0] if boundary else None, unread=tuple(unread))


def managed_policy(read: Reader, target: Target, arn: str) -> ManagedPolicy | None:
    """A customer managed policy with its versions, None where there is none. Raises CallFailed."""
    got, versions = read.many(
        [iam(target, "GetPolicy", PolicyArn=arn), iam(target, "ListPolicyVersions", PolicyArn=arn)]
    )
    if isinstance(got, CallError) and got.code in NO_SUCH:
        return None
    policy = _must(got)["Policy"]
    default = str(policy["DefaultVersionId"])
    others = [str(one["VersionId"]) for one in _must(versions).get("Versions", ()) if one["VersionId"] != default]
    document = read(iam(target, "GetPolicyVersion", PolicyArn=arn, VersionId=default))
    return ManagedPolicy(
        name=str(policy["PolicyName"]),
        arn=arn,
        document=document["PolicyVersion"]["Document"],
        versions=tuple(sorted(others, key=_number)),
        attached=int(policy.get("AttachmentCount") or 0),
        ours=policy.get("Description") == MADE_BY_US,
    )


def policy_arn(partition: str, account: str, name: str) -> str:
    """The ARN of a customer managed policy without a path."""
    return f"arn:{partition}:iam::{account}:policy/{name}"


# --- reading -------------------------------------------------------------------------------------------------------


def _groups(read: Reader, principal: Principal, unread: list[Finding]) -> list[str]:
    if principal.kind != "user":
        return []
    (answer,) = read.many([iam(principal.target, "ListGroupsForUser", UserName=principal.name)])
    if isinstance(answer, CallError):
        unread.append(_unread("The user's groups", answer))
        return []
    return [str(group["GroupName"]) for group in answer.get("Groups", ())]


def _held(read: Reader, kind: str, name: str, target: Target, via: str = "") -> Held:
    title, who = kind.capitalize(), {f"{kind.capitalize()}Name": name}
    inline, attached = read.many(
        [iam(target, f"List{title}Policies", **who), iam(target, f"ListAttached{title}Policies", **who)]
    )
    names = [str(one) for one in _must(inline).get("PolicyNames", ())]
    arns = [str(one["PolicyArn"]) for one in _must(attached).get("AttachedPolicies", ())]
    unread: list[Finding] = []
    documents = _read(read, [iam(target, f"Get{title}Policy", **who, PolicyName=one) for one in names], names, unread)
    policies = [HeldPolicy(name=one, document=answer["PolicyDocument"], group=via) for one, answer in documents.items()]
    policies += _attached(read, target, arns, unread, via)
    return Held(policies=tuple(policies), unread=tuple(unread))


def _attached(
    read: Reader, target: Target, arns: Sequence[str], unread: list[Finding], via: str = ""
) -> list[HeldPolicy]:
    """Managed policies by their default versions."""
    got = _read(read, [iam(target, "GetPolicy", PolicyArn=arn) for arn in arns], arns, unread)
    versions = {arn: str(answer["Policy"]["DefaultVersionId"]) for arn, answer in got.items()}
    asked = [iam(target, "GetPolicyVersion", PolicyArn=arn, VersionId=version) for arn, version in versions.items()]
    return [
        HeldPolicy(name=_name(arn), arn=arn, document=answer["PolicyVersion"]["Document"], group=via)
        for arn, answer in _read(read, asked, list(versions), unread).items()
    ]


def _read(
    read: Reader, reads: Sequence[Read], names: Sequence[str], unread: list[Finding]
) -> dict[str, Mapping[str, Any]]:
    """The answers by name; what was refused is told instead."""
    answered: dict[str, Mapping[str, Any]] = {}
    for name, answer in zip(names, read.many(reads) if reads else (), strict=True):
        if isinstance(answer, CallError):
            unread.append(_unread(f"The policy {_name(name)}", answer))
        else:
            answered[name] = answer
    return answered


def _unread(what: str, error: CallError) -> Finding:
    text = f"{what} couldn't be read, so the wizard doesn't know what it allows"
    return Finding(mark="unknown", text=text, detail=f"{error.service}:{error.operation}: {error.code}")


def _must(answer: Mapping[str, Any] | CallError) -> Mapping[str, Any]:
    if isinstance(answer, CallError):
        raise CallFailed(answer)
    return answer


def _name(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]


def _number(version: str) -> int:
    digits = version.removeprefix("v")
    return int(digits) if digits.isdecimal() else 0


def spoken(names: Iterable[str]) -> str:
    """Names in a sentence; the first ten of them."""
    known = sorted(names)
    more = f" and {len(known) - 10} more" if len(known) > 10 else ""
    return f"{', '.join(known[:10])}{more}"
