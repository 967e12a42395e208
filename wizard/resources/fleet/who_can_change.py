"""Who in the central account can change the roles of a fleet, by the policies that its users and roles have.

One call tells all of them: GetAccountAuthorizationDetails. A principal counts where a statement allows it, no statement
without a condition denies it, and its permissions boundary, where there is one, allows it as well; a statement that
has a condition is told as "under conditions". Nobody is told here who may do it anyway: the account's root user, and
whoever may act as one of these principals.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from wizard.model import FleetRoles, Read, Target
from wizard.resources.policy import covers, listed, parsed
from wizard.resources.role import policy_name
from wizard.text.shapes import EVERYBODYS_ROLES

_OF_SERVICES = "/aws-service-role/"
_STACK_SET = re.compile(r"(:stackset/[^:*]+):.*")
_GIVING = (
    "AttachUserPolicy", "AttachGroupPolicy", "AttachRolePolicy", "PutUserPolicy", "PutGroupPolicy", "PutRolePolicy",
    "CreatePolicyVersion", "AddUserToGroup", "CreateAccessKey", "UpdateAssumeRolePolicy",
)  # fmt: skip

Statement = Mapping[str, Any]


class Right(NamedTuple):
    """Something that changes the fleet. One of the actions on one of the resources is enough.

    words: in short, for a table: the groups' roles in the central account; those in all accounts, by the stack sets;
    going into the accounts as an administrator; having another account deploy; giving anybody any of these.
    """

    words: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]


class CanChange(msgspec.Struct, frozen=True, kw_only=True):
    """A user or role, what it can do, and the policies that say so.

    conditional: rights that hang on conditions. everything: it has all rights that there are.
    """

    kind: str
    name: str
    arn: str
    rights: tuple[str, ...]
    policies: tuple[str, ...]
    conditional: tuple[str, ...] = ()
    everything: bool = False

    @property
    def words(self) -> str:
        """All that it can do, in short."""
        return "everything" if self.everything else ", ".join(self.rights)

    @property
    def conditions(self) -> str:
        """Whether that hangs on conditions: ``all``, ``some``, or "" for nothing."""
        return "" if not self.conditional else "all" if self.conditional == self.rights else "some"


class WhoCanChange(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody who can, whoever can do the most first. unread: policies that AWS did not show."""

    principals: tuple[CanChange, ...] = ()
    unread: tuple[str, ...] = ()


class _Policy(NamedTuple):
    """A policy with the statements that are about any of the rights. None: nobody has seen them."""

    name: str
    statements: tuple[Statement, ...] | None


def asking(target: Target) -> Read:
    """The one call."""
    return Read(target=target, service="iam", operation="GetAccountAuthorizationDetails", kept="always")


def rights_on(found: FleetRoles, central: str, region: str, partition: str) -> tuple[Right, ...]:
    """What changes this fleet. central: the account that its roles and stack sets are managed from."""
    fleet, member = found.fleet, _member(found, central)
    begins = f"arn:{partition}:cloudformation:{fleet.region or region}:{central}:stackset"
    rights = (
        Right(
            "central roles",
            ("iam:UpdateAssumeRolePolicy", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:DeleteRolePolicy",
             "iam:DeleteRole"),
            tuple(found.masters.arns.values()),
        ),
        Right(
            "stack sets",
            ("cloudformation:UpdateStackSet", "cloudformation:CreateStackInstances",
             "cloudformation:UpdateStackInstances", "cloudformation:DeleteStackInstances"),
            tuple(f"{begins}/{fleet.stack_set_name(group)}:*" for group in fleet.groups),
        ),
        Right(
            "accounts",
            ("sts:AssumeRole",),
            (f"arn:{partition}:iam::{member}:role/{fleet.look_role or EVERYBODYS_ROLES[0]}",) if member else (),
        ),
        Right(
            "delegation",
            ("organizations:RegisterDelegatedAdministrator",),
            (f"arn:{partition}:organizations::{central}:account/o-any/{member or central}",),
        ),
        Right("permissions", tuple(f"iam:{action}" for action in _GIVING), ("*",)),
    )  # fmt: skip
    return tuple(right for right in rights if right.resources)


def who_can_change(
    answer: Mapping[str, Any], found: FleetRoles, central: str, region: str, partition: str
) -> WhoCanChange:
    """Everybody in the central account who can. answer: of the one call, made there."""
    rights = rights_on(found, central, region, partition)
    known = _Policies(answer, rights, frozenset(role.account for role in found.roles), _member(found, central))
    groups = {str(one["GroupName"]): known.of(one, "Group") for one in answer.get("GroupDetailList", ())}
    able: list[CanChange] = []
    unread: set[str] = set()
    for kind, entity in _entities(answer):
        own = [*known.of(entity, kind), *(one for name in entity.get("GroupList", ()) for one in groups.get(name, ()))]
        unread |= {one.name for one in own if one.statements is None}
        if can := _judged(kind, entity, own, known.boundary(entity), rights):
            able.append(can)
    ordered = sorted(able, key=lambda one: (-len(one.rights), one.kind, one.name.casefold()))
    return WhoCanChange(principals=tuple(ordered), unread=tuple(sorted(unread)))


def _member(found: FleetRoles, central: str) -> str:
    """An account of the fleet, which stands for all of them; "" for none."""
    return next((role.account for role in found.roles if role.account != central), "")


# --- the policies --------------------------------------------------------------------------------------------------


class _Policies:
    """Takes policies out of the answer. accounts: of the fleet; member: the one that stands for all of them."""

    def __init__(
        self, answer: Mapping[str, Any], rights: Sequence[Right], accounts: frozenset[str], member: str
    ) -> None:
        self._actions = [action for right in rights for action in right.actions]
        self._services = {action.partition(":")[0] for action in self._actions}
        self._accounts, self._member = accounts, member
        documents = {str(one["Arn"]): _default(one) for one in answer.get("Policies", ())}
        self._managed = {arn: self._policy(policy_name(arn), one) for arn, one in documents.items() if one is not None}

    def of(self, entity: Mapping[str, Any], kind: str) -> list[_Policy]:
        """A user's, group's or role's own, inline and attached."""
        inline = [self._policy(one["PolicyName"], one["PolicyDocument"]) for one in entity.get(f"{kind}PolicyList", ())]
        return [*inline, *(self._known(one["PolicyArn"]) for one in entity.get("AttachedManagedPolicies", ()))]

    def boundary(self, entity: Mapping[str, Any]) -> _Policy | None:
        """Its permissions boundary, None for none."""
        arn = str((entity.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn") or "")
        return self._known(arn) if arn else None

    def _known(self, arn: str) -> _Policy:
        return self._managed.get(arn) or _Policy(arn, None)

    def _policy(self, name: str, document: object) -> _Policy:
        told = [one for one in listed(parsed(document).get("Statement")) if isinstance(one, Mapping)]
        return _Policy(name, tuple(self._generalized(one) for one in told if self._is_about(one)))

    def _is_about(self, statement: Statement) -> bool:
        # Most statements are about other services altogether, which is seen without a look at each action.
        services = {str(one).partition(":")[0].lower() for one in listed(statement.get("Action"))}
        if services.isdisjoint(self._services) and not any("*" in one or "?" in one for one in services):
            return "NotAction" in statement
        return any(covers(statement, "Action", action) for action in self._actions)

    def _generalized(self, statement: Statement) -> Statement:
        """A role in any account as one in the account that stands for all, a stack set whatever its id is."""
        if "Resource" not in statement:
            return statement
        return {**statement, "Resource": [self._general(str(one)) for one in listed(statement["Resource"])]}

    def _general(self, pattern: str) -> str:
        parts = pattern.split(":")
        if len(parts) > 5 and parts[2] == "iam" and parts[4] in self._accounts and self._member:
            parts[4] = self._member
        return _STACK_SET.sub(r"\1:*", ":".join(parts))


def _default(policy: Mapping[str, Any]) -> object:
    versions = policy.get("PolicyVersionList", ())
    return next((one.get("Document") for one in versions if one.get("IsDefaultVersion")), None)


# --- one of them ---------------------------------------------------------------------------------------------------


def _entities(answer: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from (("User", one) for one in answer.get("UserDetailList", ()))
    yield from (
        ("Role", one) for one in answer.get("RoleDetailList", ()) if not str(one.get("Path")).startswith(_OF_SERVICES)
    )


def _judged(
    kind: str, entity: Mapping[str, Any], own: Sequence[_Policy], boundary: _Policy | None, rights: Sequence[Right]
) -> CanChange | None:
    about = [policy for policy in own if policy.statements]
    ways = {right.words: list(_ways(right, about, boundary)) for right in rights} if about else {}
    can = {words: found for words, found in ways.items() if found}
    if not can:
        return None
    return CanChange(
        kind=kind.lower(),
        name=str(entity[f"{kind}Name"]),
        arn=str(entity["Arn"]),
        rights=tuple(can),
        policies=tuple(dict.fromkeys(name for found in can.values() for name, _ in found)),
        conditional=tuple(words for words, found in can.items() if all(hangs for _, hangs in found)),
        everything=len(can) == len(rights),
    )


def _ways(right: Right, own: Sequence[_Policy], boundary: _Policy | None) -> Iterator[tuple[str, bool]]:
    """Each policy that allows some of it, and whether that hangs on a condition."""
    for action in right.actions:
        for resource in right.resources:
            within = _within(boundary, action, resource)
            if not within or any(False in _says("Deny", one, action, resource) for one in own):
                continue
            for policy in own:
                if said := _says("Allow", policy, action, resource):
                    yield policy.name, False not in within or False not in said


def _within(boundary: _Policy | None, action: str, resource: str) -> set[bool]:
    """As `_says` of a boundary: one that nobody has seen is a condition like another."""
    if boundary is None or boundary.statements is None:
        return {boundary is not None}
    denied = False in _says("Deny", boundary, action, resource)
    return set() if denied else _says("Allow", boundary, action, resource)


def _says(effect: str, policy: _Policy, action: str, resource: str) -> set[bool]:
    """Of each statement that says it, whether it hangs on a condition; empty where none does."""
    return {
        bool(one.get("Condition"))
        for one in policy.statements or ()
        if one.get("Effect") == effect and covers(one, "Action", action) and covers(one, "Resource", resource)
    }
