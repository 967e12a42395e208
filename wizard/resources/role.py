"""What an IAM role means: who may assume it and what it may do, and how it differs from another, in plain words.

Everything that changes what the role can do counts: trust, policies, boundary, path, longest session, tags. What AWS
adds by itself (tags beginning with aws:) and descriptions do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wizard.resources.policy import Condition, Grant, Part, grants, matches

ADMINISTRATOR = "AdministratorAccess"
ANYBODY = "anyone"
# What GetRole answers and is judged here, or says nothing of what the role can do (IAM API reference, Role).
KNOWN = (
    "Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument", "Description", "MaxSessionDuration",
    "MaxSigninSessionDuration", "PermissionsBoundary", "Tags", "RoleLastUsed",
)  # fmt: skip
WHO_OPERATORS = ("StringEquals", "StringLike", "ArnEquals", "ArnLike", "StringEqualsIgnoreCase")
WHO_KEYS = ("aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:userid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role by its meaning. session: the longest session in seconds. tags: without those that AWS sets itself.

    signin_session: of console sign-ins with this role, 0 where it is not set. strange: members of IAM's answer that are
    not known here, which may change what the role can do. made_by: the ARN of the stack that made it, "" where no tag
    says so. trust_document and inline_documents are the documents as they were written, for whoever has to write them
    again.
    """

    name: str
    trust: frozenset[Grant]
    managed: frozenset[str] = frozenset()
    inline: Mapping[str, frozenset[Grant]] = field(default_factory=dict)
    boundary: str = ""
    path: str = "/"
    session: int = 3600
    signin_session: int = 0
    strange: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    arn: str = ""
    made_by: str = ""
    trust_document: object = None
    inline_documents: Mapping[str, object] = field(default_factory=dict)

    @property
    def administrator(self) -> bool:
        """Whether it holds AWS's policy AdministratorAccess."""
        return any(arn.endswith(f":aws:policy/{ADMINISTRATOR}") for arn in self.managed)

    @property
    def asks_for_external_id(self) -> bool:
        """Whether every way to assume it demands an exact external ID."""
        allowed = [grant for grant in self.trust if grant.effect == "Allow"]
        return bool(allowed) and all(demands_external_id(grant) for grant in allowed)


def role_from_aws(got: Mapping[str, Any], attached: Mapping[str, Any], inline: Mapping[str, object], name: str) -> Role:
    """A role from the answers of GetRole and ListAttachedRolePolicies and its inline policies by name."""
    role = got.get("Role", {})
    tags = pairs(role.get("Tags", ()))
    return Role(
        name=role.get("RoleName", name),
        arn=role.get("Arn", ""),
        trust=grants(role.get("AssumeRolePolicyDocument")),
        managed=frozenset(policy["PolicyArn"] for policy in attached.get("AttachedPolicies", ())),
        inline={policy: grants(document) for policy, document in inline.items()},
        boundary=role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", ""),
        path=role.get("Path") or "/",
        session=int(role.get("MaxSessionDuration") or 3600),
        signin_session=int(role.get("MaxSigninSessionDuration") or 0),
        strange={name: str(value) for name, value in role.items() if name not in KNOWN and value},
        tags={key: value for key, value in tags.items() if not key.startswith("aws:")},
        made_by=tags.get("aws:cloudformation:stack-id", ""),
        trust_document=role.get("AssumeRolePolicyDocument"),
        inline_documents=dict(inline),
    )


def open_to_all(role: Role) -> bool:
    """Whether anybody with an AWS account may assume it: nothing in some statement says who may."""
    return any(_lets_anybody(grant) for grant in role.trust)


def trusting(role: Role, account: str) -> tuple[Grant, ...]:
    """What of its trust policy lets principals of that account assume it: all of them, or some that it names."""
    return tuple(
        grant
        for grant in sorted(role.trust)
        if grant.effect == "Allow"
        and _assumes(grant)
        and not grant.who.opposite
        and _is_of(grant.who.values[0], account)
    )


def _is_of(who: str, account: str) -> bool:
    return who in (f"account {account}", ANYBODY) or f"::{account}:" in who


def _lets_anybody(grant: Grant) -> bool:
    anybody = grant.who.opposite or grant.who.values[0] == ANYBODY
    return grant.effect == "Allow" and anybody and _assumes(grant) and not any(map(_says_who, grant.conditions))


def _assumes(grant: Grant) -> bool:
    return grant.action.opposite or matches("sts:assumerole", grant.action.values)


def _says_who(condition: Condition) -> bool:
    """Whether it lets in known callers alone; ``…IfExists``, ``…Not…`` and wildcards do not."""
    named = condition.operator in WHO_OPERATORS and condition.key in WHO_KEYS
    return named and not any(value.strip("*?:") == "" or value.startswith("*") for value in condition.values)


def pairs(tags: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Tags as AWS lists them (Key, Value), as a mapping."""
    return {tag.get("Key", ""): tag.get("Value", "") for tag in tags}


def differences(live: Role, wanted: Role) -> tuple[str, ...]:
    """How a role differs from the template's, a sentence each; () where they mean the same.

    The identity (name, ARN) is not compared: it is what found the role.
    """
    return (
        *_of_trust(live, wanted),
        *_of_managed(live, wanted),
        *_of_inline(live, wanted),
        *_of_value("the permissions boundary", live.boundary, wanted.boundary),
        *_of_value("the path", live.path, wanted.path),
        *_of_value("a maximum session of", _hours(live.session), _hours(wanted.session)),
        *_of_value("a maximum console sign-in (MaxSigninSessionDuration) of", *map(_hours_or_none, (live, wanted))),
        *_of_strange(live),
        *_of_tags(live, wanted),
    )


def who_is_trusted(role: Role) -> str:
    """Who may assume it, in a few words."""
    trusted = sorted({_with_condition(grant.whom, grant) for grant in role.trust if grant.effect == "Allow"})
    return ", ".join(trusted) or "nobody"


def policy_name(arn: str) -> str:
    """A policy's name, out of its ARN."""
    return arn.rsplit("/", 1)[-1]


def demands_external_id(grant: Grant) -> bool:
    """Whether it holds with an exact external ID alone."""
    return any(
        condition.operator == "StringEquals" and condition.key == "sts:externalid" and condition.exact
        for condition in grant.conditions
    )


def _of_trust(live: Role, wanted: Role) -> Iterator[str]:
    for grant in sorted(live.trust - wanted.trust):
        yield f"The role {_trusts(grant)}; the template doesn't."
    for grant in sorted(wanted.trust - live.trust):
        yield f"The template {_trusts(grant)}; the role doesn't."


def _trusts(grant: Grant) -> str:
    assume = grant.action == Part(("sts:assumerole",))
    if grant.effect == "Deny":
        text = f"blocks {grant.whom} from {'assuming it' if assume else f'doing {grant.action.words}'}"
    else:
        act = "assume it" if assume else f"do {grant.action.words}"
        text = f"lets {grant.whom} {act}" if grant.effect == "Allow" else f"{grant.effect} {grant.whom} to {act}"
    return _with_condition(text, grant)


def _with_condition(text: str, grant: Grant) -> str:
    return f"{text}, if {grant.condition}" if grant.condition else text


def _of_managed(live: Role, wanted: Role) -> Iterator[str]:
    for arn in sorted(live.managed - wanted.managed):
        yield f"The role has the policy {policy_name(arn)} ({arn}); the template doesn't attach it."
    for arn in sorted(wanted.managed - live.managed):
        yield f"The template attaches the policy {policy_name(arn)} ({arn}); the role doesn't have it."


def _of_inline(live: Role, wanted: Role) -> Iterator[str]:
    for name in sorted(live.inline.keys() | wanted.inline.keys()):
        if name not in wanted.inline:
            yield f"The role has an inline policy {name}; the template has none with that name."
        elif name not in live.inline:
            yield f"The template has an inline policy {name}; the role has none with that name."
        elif live.inline[name] != wanted.inline[name]:
            yield f"The inline policy {name} differs between the role and the template."


def _of_value(what: str, live: str, wanted: str) -> Iterator[str]:
    if live != wanted:
        yield f"The role has {what} {live or 'none'}; the template says {wanted or 'none'}."


def _hours_or_none(role: Role) -> str:
    return _hours(role.signin_session) if role.signin_session else ""


def _of_strange(role: Role) -> Iterator[str]:
    for name, value in sorted(role.strange.items()):
        yield f"The role has {name} {value[:60]}; the wizard doesn't know what that changes."


def _hours(seconds: int) -> str:
    return f"{seconds / 3600:g} h"


def _of_tags(live: Role, wanted: Role) -> Iterator[str]:
    for key in sorted(live.tags.keys() | wanted.tags.keys()):
        has, should = live.tags.get(key), wanted.tags.get(key)
        if has != should:
            yield f"The tag {key} is {_tag(has)} on the role and {_tag(should)} in the template."


def _tag(value: str | None) -> str:
    return "absent" if value is None else f'"{value}"'
