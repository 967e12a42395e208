"""Whether a request is allowed, by all the policies that have a say, and if not, which of them stood in the way.

Sources, read on 2026-11-26, all of https://docs.aws.amazon.com/IAM/latest/UserGuide/:
reference_policies_evaluation-logic_policy-eval-denyallow.html ("By default, all requests are implicitly denied with the
exception of the AWS account root user … An explicit deny overrides an explicit allow"; which kinds have to allow),
reference_policies_evaluation-logic_policy-eval-basics.html (within an account),
reference_policies_evaluation-logic-cross-account.html (across accounts both sides have to allow),
access_policies_boundaries.html (what a resource's policy gives to a user or a session goes past boundary and session
policy, what it gives to a role does not), troubleshoot_access-denied.html (the words of a refusal).

Not here: policies of VPC endpoints, ACLs, and Block Public Access.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from wizard.sandbox.kernel.identities import Principal
from wizard.sandbox.kernel.policy.conditions import all_hold
from wizard.sandbox.kernel.policy.documents import Statement, statements
from wizard.sandbox.kernel.policy.patterns import Context, Reading, matches
from wizard.sandbox.kernel.policy.principals import Named, excepted, named

Documents: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Request:
    """What somebody wants to do, and to what. account: whose resource it is, "" for the caller's own."""

    caller: Principal
    action: str
    resource: str = "*"
    account: str = ""
    context: Context = field(default_factory=dict)

    @property
    def within_account(self) -> bool:
        return self.account in ("", self.caller.account)


@dataclass(frozen=True)
class Policies:
    """Every policy that has a say. None: there is no such limit; (): there is one, and nothing in it allows."""

    identity: Documents = ()
    boundary: Documents | None = None
    session: Documents | None = None
    # One group of policies for each level above the account, from the root down.
    service_control: tuple[Documents, ...] = ()
    resource_control: tuple[Documents, ...] = ()
    resource: Documents = ()
    # A role's trust policy has to allow also within the account; no other policy stands in for it.
    trust: bool = False


@dataclass(frozen=True)
class Decision:
    """Whether a request is allowed. why: the end of AWS's sentence; by_owner: the resource's side refuses."""

    allowed: bool
    why: str = ""
    by_owner: bool = False


@dataclass(frozen=True)
class _Said:
    """What the policies of one kind say together."""

    denies: bool
    allows: Named


_ALLOWED = Decision(True)


def decide(policies: Policies, request: Request) -> Decision:
    """Whether the request is allowed."""
    bounded = policies.boundary is not None
    said = {kind: _said(documents, request, kind, bounded) for kind, documents in _kinds(policies).items()}
    for kind, outcome in said.items():
        if outcome.denies:
            return Decision(False, f"with an explicit deny in {_ARTICLE[kind]} {kind}", kind in _OWNERS)
    for kind, levels in ((_SCP, policies.service_control), (_RCP, policies.resource_control)):
        if not all(_said(level, request, kind, bounded).allows for level in levels):
            return _implicit(kind, request)
    return _by_owner_or_caller(policies, request, said)


def _by_owner_or_caller(policies: Policies, request: Request, said: dict[str, _Said]) -> Decision:
    owners = _TRUST if policies.trust else _RESOURCE
    given = said[owners].allows
    if request.caller.kind in ("service", "anonymous"):
        return _ALLOWED if given else _implicit(owners, request)
    if request.within_account and not policies.trust:
        # Who is named as an account is sent back to the account's own policies, which are asked anyway.
        given = max(given, Named.ACCOUNT)
    if not given:
        return _implicit(owners, request)
    if request.within_account and given is Named.ITSELF:
        return _ALLOWED
    if request.caller.kind == "root":
        return _ALLOWED
    wanted = _LIMITS if request.within_account and given is Named.ROLE else (_IDENTITY, *_LIMITS)
    limits = {_BOUNDARY: policies.boundary, _SESSION: policies.session}
    for kind in wanted:
        if not said[kind].allows and limits.get(kind, ()) is not None:
            return _implicit(kind, request)
    return _ALLOWED


def _kinds(policies: Policies) -> dict[str, Documents]:
    """The policies by kind, in the order in which a deny is told."""
    return {
        _SCP: tuple(document for level in policies.service_control for document in level),
        _RCP: tuple(document for level in policies.resource_control for document in level),
        _TRUST if policies.trust else _RESOURCE: policies.resource,
        _IDENTITY: policies.identity,
        _BOUNDARY: policies.boundary or (),
        _SESSION: policies.session or (),
    }


def _implicit(kind: str, request: Request) -> Decision:
    return Decision(False, f"because no {kind} allows the {request.action} action", kind in _OWNERS)


def _said(documents: Iterable[str], request: Request, kind: str, bounded: bool) -> _Said:
    denies, allows = False, Named.NOT
    for document in documents:
        for statement in statements(document):
            applies = _applies(statement, request, kind, bounded)
            if applies and statement.effect == "Deny":
                denies = True
            elif applies and statement.effect == "Allow":
                allows = max(allows, applies)
    return _Said(denies, allows)


def _applies(statement: Statement, request: Request, kind: str, bounded: bool) -> Named:
    """Whether a statement is about the request, and how closely it names the caller; NOT where it is not."""
    if not (_is_about(statement, request.action) and _is_on(statement, request, kind)):
        return Named.NOT
    who = _whom(statement, request, bounded) if kind in _OWNERS else Named.ITSELF
    if who is Named.NOT or not statement.conditions:
        return who
    holds = all_hold(statement.conditions, request.context, variables=statement.variables)
    return who if holds or (holds is None and statement.effect == "Deny") else Named.NOT


def _whom(statement: Statement, request: Request, bounded: bool) -> Named:
    if statement.principals is not None:
        return named(statement.principals, request.caller)
    # NotPrincipal together with Allow is not supported, and a resource's policy that names nobody means nobody.
    if statement.not_principals is None or statement.effect != "Deny":
        return Named.NOT
    spared = excepted(statement.not_principals, request.caller, bounded=bounded)
    return Named.NOT if spared else Named.ITSELF


def _is_about(statement: Statement, action: str) -> bool:
    names = statement.actions if statement.not_actions is None else statement.not_actions
    found = any(matches(each.lower(), action.lower(), Reading.WILD, {}, variables=False) for each in names or ())
    return found is (statement.not_actions is None)


def _is_on(statement: Statement, request: Request, kind: str) -> bool:
    names = statement.resources if statement.not_resources is None else statement.not_resources
    if names is None:
        # A trust policy names none: it is about the role that it belongs to.
        return kind == _TRUST
    found = any(
        matches(each, request.resource, Reading.RESOURCE, request.context, variables=statement.variables)
        for each in names
    )
    return found is (statement.not_resources is None)


_SCP, _RCP = "service control policy", "resource control policy"
_RESOURCE, _TRUST = "resource-based policy", "role trust policy"
_IDENTITY, _BOUNDARY, _SESSION = "identity-based policy", "permissions boundary", "session policy"
_LIMITS: tuple[str, ...] = (_BOUNDARY, _SESSION)
_OWNERS = frozenset({_RCP, _RESOURCE, _TRUST})
_ARTICLE = dict.fromkeys((_SCP, _RCP, _RESOURCE, _BOUNDARY, _SESSION), "a") | {_IDENTITY: "an", _TRUST: "the"}
