"""Resource control policies (RCPs) of an organization: whether one keeps the vendor from assuming the role.

An RCP says for every resource of the accounts below it who may reach it at most. A data perimeter denies
sts:AssumeRole to everybody outside the organization, and then nothing in the account shows why the vendor is refused
(AWS's own example, identity_perimeter_rcp.json in aws-samples/data-perimeter-policy-examples, read 2026-11-25). Only
Deny statements count: AWS attaches RCPFullAWSAccess to everything, which allows. RCPs hold for member accounts, never
for the management account.

What a condition comes to is True, False, or None where nobody here can know it, so a statement denies, does not, or
may.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.model import CallError, Finding, Read, Reader, Target
from wizard.resources.policy import covers, listed, matches

KIND = "RESOURCE_CONTROL_POLICY"
ALLOWING = "p-RCPFullAWSAccess"
# No organization has this id; it stands for whichever the vendor is in.
OUTSIDE = "o-outside"
NOT_IN_USE = ("AWSOrganizationsNotInUseException", "PolicyTypeNotEnabledException", "UnsupportedAPIEndpointException")
ASSUME = "sts:AssumeRole"

Value = Sequence[str] | None
Listing = Mapping[str, Any] | CallError


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """A statement that denies the vendor the role, or may. certain: that it does. exempt: what would except it."""

    policy: str
    statement: str
    certain: bool
    exempt: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Which statement of which policy."""
        return f'statement "{self.statement}" of the resource control policy "{self.policy}"'

    @property
    def exception(self) -> str:
        """What would except the role, as a request."""
        return " or ".join(self.exempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Perimeter:
    """What the policies along the account's path come to. unread: why they could not be looked at."""

    denials: tuple[Denial, ...] = ()
    looked: bool = False
    unread: CallError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who assumes what. tags: of the role."""

    account: str
    role_arn: str
    tags: Mapping[str, str]


def listing(target: Target) -> Read:
    """All policies of the organization; mostly the one that allows everything is all there is."""
    return Read(target=target, service="organizations", operation="ListPolicies", parameters={"Filter": KIND})


def perimeter(read: Reader, target: Target, account: str, caller: Caller, listed: Listing) -> Perimeter:
    """What stands in the way of the caller in that account. listed: the answer to ``listing``.

    Raises nothing: what cannot be read is said.
    """
    if isinstance(listed, CallError):
        return Perimeter(looked=True) if listed.code in NOT_IN_USE else Perimeter(unread=listed)
    if all(policy.get("Id") == ALLOWING for policy in listed.get("Policies", ())):
        return Perimeter(looked=True)
    path = _path(read, target, account)
    if isinstance(path, CallError):
        return Perimeter(unread=path)
    attached = read.many([_ask(target, "ListPoliciesForTarget", TargetId=place, Filter=KIND) for place in path])
    refused = next((answer for answer in attached if isinstance(answer, CallError)), None)
    if refused:
        return Perimeter(unread=refused)
    names = {
        str(policy["Id"]): str(policy.get("Name", policy["Id"]))
        for answer in attached
        if not isinstance(answer, CallError)
        for policy in answer.get("Policies", ())
        if policy.get("Id") != ALLOWING
    }
    described = read.many([_ask(target, "DescribePolicy", PolicyId=policy) for policy in names])
    refused = next((answer for answer in described if isinstance(answer, CallError)), None)
    denials = [
        denial
        for name, answer in zip(names.values(), described, strict=True)
        if not isinstance(answer, CallError)
        for denial in denials_of(name, str(answer.get("Policy", {}).get("Content", "")), caller)
    ]
    return Perimeter(denials=tuple(denials), looked=refused is None, unread=refused)


def _ask(target: Target, operation: str, **parameters: str) -> Read:
    return Read(target=target, service="organizations", operation=operation, parameters=parameters)


def _path(read: Reader, target: Target, account: str) -> list[str] | CallError:
    """The account, its units, the root: everything that a policy may be attached to above it."""
    (described,) = read.many([_ask(target, "DescribeAccount", AccountId=account)])
    paths = [] if isinstance(described, CallError) else described.get("Account", {}).get("Paths") or []
    if paths:
        # o-…/r-…/ou-…/111122223333/
        return [part for part in str(paths[0]).split("/") if part and not part.startswith("o-")]
    path, place = [account], account
    while not place.startswith("r-"):
        (above,) = read.many([_ask(target, "ListParents", ChildId=place)])
        if isinstance(above, CallError):
            return above
        parents = above.get("Parents") or []
        if not parents or len(path) > 8:  # five levels of units are the most there are
            return path
        place = str(parents[0]["Id"])
        path.append(place)
    return path


# --- what a policy says --------------------------------------------------------------------------------------------


def denials_of(policy: str, content: str, caller: Caller) -> list[Denial]:
    """The statements of a policy that deny the caller the role, or may."""
    try:
        statements = listed(json.loads(content).get("Statement"))
    except (ValueError, AttributeError):
        return [Denial(policy=policy, statement="which the wizard doesn't understand", certain=False)]
    found = []
    for number, statement in enumerate(statements, 1):
        denies = _denies(statement, caller)
        if denies is not False:
            name = str(statement.get("Sid") or number)
            found.append(
                Denial(policy=policy, statement=name, certain=denies is True, exempt=tuple(_exempt(statement, caller)))
            )
    return found


def _denies(statement: Mapping[str, Any], caller: Caller) -> bool | None:
    parts = (
        statement.get("Effect") == "Deny",
        _names(statement, "Action", ASSUME),
        _names(statement, "Resource", caller.role_arn),
        _meets_principal(statement, caller),
        *(_holds(operator, key, values, caller) for operator, key, values in _conditions(statement)),
    )
    return False if False in parts else None if None in parts else True


def _names(statement: Mapping[str, Any], element: str, value: str) -> bool:
    """Whether it is about this, or names nothing of the kind."""
    return not {element, f"Not{element}"} & statement.keys() or covers(statement, element, value)


def _meets_principal(statement: Mapping[str, Any], caller: Caller) -> bool | None:
    if "NotPrincipal" in statement:
        return None if caller.account in json.dumps(statement["NotPrincipal"]) else True
    principal = statement.get("Principal", "*")
    names = listed(principal.get("AWS")) if isinstance(principal, Mapping) else listed(principal)
    if "*" in names:
        return True
    return None if any(caller.account in str(name) for name in names) else False


def _conditions(statement: Mapping[str, Any]) -> Iterable[tuple[str, str, list[str]]]:
    for operator, keys in (statement.get("Condition") or {}).items():
        for key, values in keys.items():
            yield operator, key.lower(), [_text(value) for value in listed(values)]


def _holds(operator: str, key: str, wanted: list[str], caller: Caller) -> bool | None:
    quantifier, _, plain = operator.rpartition(":")
    lenient = plain.endswith("IfExists")
    known, given = _known(key, caller)
    test = _OPERATORS.get(plain.removesuffix("IfExists").lower())
    if not known or test is None:
        return None
    if plain.lower() == "null":
        return (given is None) == (wanted == ["true"])
    negated = "not" in plain.lower()
    if given is None:
        return lenient or negated or quantifier == "ForAllValues"
    held = [test(value, wanted) for value in given]
    return all(held) if quantifier == "ForAllValues" or negated else any(held)


def _known(key: str, caller: Caller) -> tuple[bool, Value]:
    """Whether anything can be said of a key when the vendor asks, and its values; None where it is absent then."""
    if key.startswith(("aws:resourcetag/", "iam:resourcetag/")):
        name = key.partition("/")[2]
        value = next((value for tag, value in caller.tags.items() if tag.lower() == name), None)
        return True, None if value is None else [value]
    fixed: dict[str, Value] = {
        "aws:principalaccount": [caller.account],
        "aws:principalorgid": [OUTSIDE],
        "aws:principalorgpaths": [f"{OUTSIDE}/r-outside/"],
        "aws:principalisawsservice": ["false"],
        "aws:resourceaccount": [caller.role_arn.split(":")[4]],
        "aws:viaawsservice": ["false"],
        "aws:sourceaccount": None,
        "aws:sourceorgid": None,
        "aws:sourcearn": None,
        "aws:securetransport": ["true"],
    }
    return key in fixed, fixed.get(key)


def _lowered(value: str, wanted: list[str]) -> bool:
    return value.lower() in [one.lower() for one in wanted]


_OPERATORS: Mapping[str, Callable[[str, list[str]], bool]] = {
    "stringequals": lambda value, wanted: value in wanted,
    "stringnotequals": lambda value, wanted: value not in wanted,
    "stringequalsignorecase": _lowered,
    "stringnotequalsignorecase": lambda value, wanted: not _lowered(value, wanted),
    "stringlike": matches,
    "stringnotlike": lambda value, wanted: not matches(value, wanted),
    "arnequals": matches,
    "arnlike": matches,
    "arnnotequals": lambda value, wanted: not matches(value, wanted),
    "arnnotlike": lambda value, wanted: not matches(value, wanted),
    "bool": _lowered,
    "null": _lowered,
}


def _exempt(statement: Mapping[str, Any], caller: Caller) -> Iterable[str]:
    """What would except the vendor, by the statement's own exceptions."""
    for operator, key, values in _conditions(statement):
        if "not" not in operator.lower():
            continue
        if key == "aws:principalaccount":
            yield f"add {caller.account} to its aws:PrincipalAccount"
        elif key.startswith(("aws:resourcetag/", "iam:resourcetag/")) and values:
            yield f"give the role the tag {key.partition('/')[2]} = {values[0]}"


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# --- what is said of it --------------------------------------------------------------------------------------------


def findings(seen: Perimeter, vendor: str) -> tuple[Finding, ...]:
    """Whether a resource control policy stands in the vendor's way, and what would except the role."""
    told = tuple(_told(denial, vendor) for denial in seen.denials)
    if seen.unread:
        why = f"{seen.unread.service}:{seen.unread.operation}: {seen.unread.code}"
        text = f"Couldn't read whether a resource control policy blocks {vendor} from assuming the role"
        return (*told, Finding(mark="unknown", text=text, detail=why))
    if seen.looked and not told:
        text = f"No resource control policy of your organization blocks {vendor} from assuming the role"
        return (Finding(mark="good", text=text),)
    return told


def _told(denial: Denial, vendor: str) -> Finding:
    verb = "blocks" if denial.certain else "may block"
    detail = f"To exempt it: {denial.exception}" if denial.exempt else ""
    text = f"The {denial.words} {verb} {vendor} from assuming the role"
    return Finding(mark="bad" if denial.certain else "unknown", text=text, detail=detail)
