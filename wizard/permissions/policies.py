"""The smallest IAM policies for whoever runs an onboarding: one for each identity that it works with.

They are derived from the calls that the steps declare, so that a step which learns a call is asked for here. Which of
them are really made depends on the answers: deletions, imports, repairs, units and new organizations are only in a
policy where the answers name them. So an onboarding that meets something unforeseen may ask for more than it was
given; then its Problem names the action, and the policy for the new answers has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from wizard.model import Answers, Step, Target, Vendor, WantedModel
from wizard.permissions.actions import (
    CONDITIONS,
    FREE,
    KINDS,
    RESOURCES,
    ROLE_ALWAYS,
    ROLE_BOUNDARY,
    ROLE_INLINE,
    ROLE_MANAGED,
    ROLE_TAGS,
    SIDE_ACTIONS,
    action_of,
)
from wizard.permissions.paths import Path, is_needed, made_by
from wizard.resources.deployment import place_of, wanted_role
from wizard.resources.model_choice import GLOBAL
from wizard.resources.role import Role
from wizard.resources.template import NotUnderstoodError

VERSION = "2012-10-17"
CREATING = ("cloudformation:CreateStack", "cloudformation:ExecuteChangeSet")


class OperatorPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A policy document and whom it is for: ``signed-in``, ``profile`` or ``sub-account``; words say it to a person."""

    identity: str
    words: str
    document: Mapping[str, Any]


class _Permission(NamedTuple):
    """An action that a step needs, and the kind of resource it is narrowed to."""

    step: str
    action: str
    kind: str


def operator_policies(
    steps: Iterable[Step], vendor: Vendor, tables: Mapping[str, Mapping[str, str]], skipped: Iterable[str] = ()
) -> tuple[OperatorPolicy, ...]:
    """What each identity needs for the path that the answers choose. tables: answers by step id.

    Raises ValueError where the vendor's template is not understood: then nobody can say what it needs.
    """
    path = Path({name: Answers(table) for name, table in tables.items()})
    left_out = {*skipped, *(name for name, table in tables.items() if table.get("skip"))}
    needed: dict[str, list[_Permission]] = {}
    for step in steps:
        for call in (*step.reads, *step.writes) if step.id not in left_out else ():
            for identity in made_by(path, step.id, call) if is_needed(path, step.id, call) else ():
                needed.setdefault(identity, []).extend(_permissions(path, vendor, step.id, call))
    return tuple(
        OperatorPolicy(
            identity=identity,
            words=path.words(identity),
            document={"Version": VERSION, "Statement": _statements(needed[identity], _names(path, vendor, identity))},
        )
        for identity in ("signed-in", "profile", "sub-account")
        if needed.get(identity)
    )


def actions_in(policy: OperatorPolicy) -> tuple[str, ...]:
    """Every action of a policy, once."""
    return tuple(dict.fromkeys(action for statement in policy.document["Statement"] for action in statement["Action"]))


# --- what a call needs ---------------------------------------------------------------------------------------------


def _permissions(path: Path, vendor: Vendor, step: str, call: str) -> Iterator[_Permission]:
    if call in FREE or call.startswith(("file:", "clipboard:")):
        return
    side = SIDE_ACTIONS.get(call, ())
    if call in CREATING:
        side = _role_actions(_role(path, vendor))
    for action in (action_of(call), *side):
        yield _Permission(step, action, _kind(path, action))


def _kind(path: Path, action: str) -> str:
    """The kind an action is narrowed to; wider where the answers have it act on what is not of our making."""
    if action == "cloudtrail:StartLogging" and path.trail_mode == "repair":
        return "Trails"
    if action == "iam:DetachRolePolicy" and path.on_existing in ("delete", "update"):
        return "Role"
    return RESOURCES.get(action, "")


def _role(path: Path, vendor: Vendor) -> Role:
    external_id = path.answers("template").text("external_id")
    place = place_of(vendor, Target(account="*", region="*"), path.stack_name(vendor), external_id)
    try:
        return wanted_role(place, vendor)
    except NotUnderstoodError as error:
        raise ValueError(str(error)) from None


def _role_actions(role: Role) -> tuple[str, ...]:
    return (
        *ROLE_ALWAYS,
        *(ROLE_MANAGED if role.managed else ()),
        *(ROLE_INLINE if role.inline else ()),
        *(ROLE_BOUNDARY if role.boundary else ()),
        *(ROLE_TAGS if role.tags else ()),
    )


# --- the document --------------------------------------------------------------------------------------------------


def _statements(permissions: Sequence[_Permission], names: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """A statement for each step and kind of resource, in the order of the steps; no action twice."""
    groups: dict[tuple[str, str], list[str]] = {}
    seen: set[tuple[str, str]] = set()
    for step, action, kind in permissions:
        if (action, kind) not in seen:
            seen.add((action, kind))
            groups.setdefault((step, kind), []).append(action)
    return [_statement(step, kind, actions, names) for (step, kind), actions in groups.items()]


def _statement(step: str, kind: str, actions: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    resources = [arn for pattern in KINDS[kind] for arn in _filled(pattern, names)]
    return {
        "Sid": "".join(word.capitalize() for word in step.split("-")) + kind,
        "Effect": "Allow",
        "Action": sorted(actions),
        "Resource": list(dict.fromkeys(resources)),
        **({"Condition": _conditions(kind, names)} if kind in CONDITIONS else {}),
    }


def _filled(pattern: str, names: Mapping[str, Sequence[str]]) -> list[str]:
    """The pattern with every value of each name that it mentions."""
    filled = [pattern]
    for name, values in names.items():
        field = f"{{{name}}}"
        filled = [text.replace(field, value) for text in filled for value in (values if field in text else ("",))]
    return filled


def _conditions(kind: str, names: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {
        test: {key: _filled(value, names) if value.startswith("{") else value for key, value in keys.items()}
        for test, keys in CONDITIONS[kind].items()
    }


def _names(path: Path, vendor: Vendor, identity: str) -> dict[str, Sequence[str]]:
    """What the ARNs are filled with, ``*`` where nobody knows yet."""
    role, account = _role(path, vendor), path.account if identity != "signed-in" else "*"
    models = [id_ for asked in vendor.models for id_ in _ids(asked)]
    return {
        "partition": [vendor.partition],
        "account": [account],
        "member": [path.account],
        "region": [path.answers("sign-in").text("region", "*")],
        "entry": path.entries,
        "unit": [path.unit or "*"],
        "trail": [f"{vendor.id}-management-events"],
        "bucket": [f"{vendor.id}-trail-{account}"],
        "stack": [path.stack_name(vendor)],
        "path": [role.path],
        "role": [role.name],
        "policies": sorted(role.managed),
        "profile": [f"{GLOBAL}{id_}" for id_ in models],
        "model": models,
    }


def _ids(asked: WantedModel) -> Iterator[str]:
    """What may be used for a model: which of these Bedrock still has is only known when it is asked."""
    yield from (model.id for model in (asked, *asked.successors) if model.profile)
    if asked.line and asked.follow:
        provider, _, _ = asked.id.partition(".")
        yield f"{provider}.*{asked.line}*"
