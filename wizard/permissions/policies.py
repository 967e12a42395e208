"""The smallest IAM policies for whoever runs an onboarding: one for each identity that it works with.

They are made of the calls that the steps declare, so that a step which learns a call is asked for here. Which of
them are really made depends on the answers: deletions, imports, repairs, units and new organizations are only in a
policy where the answers name them. So an onboarding that meets something unforeseen may ask for more than it was
given; then its Problem names the action, and the policy for the new answers has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from wizard.model import AccountChoice, AnsweredTables, Answers, Kind, Needed, RegionChoice, Step, Vendor
from wizard.permissions.actions import action_of, is_free
from wizard.permissions.identities import IDENTITIES, SIGNED_IN, made_by, words

VERSION = "2012-10-17"


class OperatorPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A policy document and whom it is for: one of IDENTITIES; words say it to a person."""

    identity: str
    words: str
    document: Mapping[str, Any]


class _Permission(NamedTuple):
    """An action that a step needs, and the kind of resource it is narrowed to."""

    step: str
    action: str
    kind: Kind


def operator_policies(
    steps: Iterable[Step], vendor: Vendor, tables: Mapping[str, Mapping[str, str]], skipped: Iterable[str] = ()
) -> tuple[OperatorPolicy, ...]:
    """What each identity needs under these answers. tables: answers by step id.

    Raises ValueError where a step that is taken needs what is not understood, such as a vendor's template: then nobody
    can say what it needs.
    """
    steps = tuple(steps)
    answered = _answered(steps, vendor, tables)
    choice = answered.foretells(AccountChoice)
    left_out = {*skipped, *(name for name, table in tables.items() if table.get("skip"))}
    permissions: dict[str, list[_Permission]] = {}
    for step in steps:
        mine = answered.of(step.id)
        for call in step.calls if step.id not in left_out else ():
            for identity in made_by(call.by, choice) if call.when(mine) else ():
                permissions.setdefault(identity, []).extend(_permissions(mine, call))
    return tuple(
        OperatorPolicy(
            identity=identity,
            words=words(identity, choice),
            document={"Version": VERSION, "Statement": _statements(permissions[identity], answered, identity)},
        )
        for identity in IDENTITIES
        if permissions.get(identity)
    )


def statements_for(
    steps: Iterable[Step],
    vendor: Vendor,
    tables: Mapping[str, Mapping[str, str]],
    step: str,
    call: str,
    *,
    account: str = "",
    region: str = "",
) -> list[dict[str, Any]]:
    """What one call of a step needs, and what AWS does in the caller's name because of it; nothing where no row has it.

    call: as ``service:Operation``. account, region: where it was made, "" where that is not known. Raises ValueError as
    `operator_policies`.
    """
    steps = tuple(steps)
    answered = _answered(steps, vendor, tables).of(step)
    rows = [one for own in steps if own.id == step for one in own.calls if one.call == call]
    permissions = [needed for row in rows for needed in _permissions(answered, row)]
    known = {name: [value] for name, value in (("account", account), ("region", region)) if value}
    return _statements(permissions, answered, SIGNED_IN, known)


def _answered(steps: Iterable[Step], vendor: Vendor, tables: Mapping[str, Mapping[str, str]]) -> AnsweredTables:
    """The answers, and what they come to; a step whose table is empty foretells what is so without an answer."""
    answers = {name: Answers(table) for name, table in tables.items()}
    foretold = tuple(value for step in steps for value in step.foretell(answers.get(step.id, Answers())))
    return AnsweredTables(vendor=vendor, tables=answers, foretold=foretold)


def _permissions(answered: AnsweredTables, call: Needed) -> Iterator[_Permission]:
    if is_free(call.call):
        return
    yield _Permission(answered.step, action_of(call.call), call.on)
    for side in call.in_our_name:
        if side.when(answered):
            yield _Permission(answered.step, side.action, side.on)


# --- the document --------------------------------------------------------------------------------------------------


def _statements(
    permissions: Sequence[_Permission],
    answered: AnsweredTables,
    identity: str,
    known: Mapping[str, Sequence[str]] | None = None,
) -> list[dict[str, Any]]:
    """A statement for each step and kind of resource, in the order of the steps; no action twice.

    known: what names in the ARNs stand for, instead of what the answers say.
    """
    groups: dict[tuple[str, Kind], list[str]] = {}
    seen: set[tuple[str, Kind]] = set()
    for step, action, kind in permissions:
        if (action, kind) not in seen:
            seen.add((action, kind))
            groups.setdefault((step, kind), []).append(action)
    return [
        _statement(kind, actions, answered.of(step), {**_names(answered, identity), **(known or {})})
        for (step, kind), actions in groups.items()
    ]


def _statement(
    kind: Kind, actions: Sequence[str], answered: AnsweredTables, around: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    names = {**around, **kind.names(answered)}
    resources = [arn for pattern in kind.arns for arn in _filled(pattern, names)]
    return {
        "Sid": "".join(word.capitalize() for word in answered.step.split("-")) + kind.word,
        "Effect": "Allow",
        "Action": sorted(actions),
        "Resource": list(dict.fromkeys(resources)),
        **({"Condition": _condition(kind, names)} if kind.condition else {}),
    }


def _filled(pattern: str, names: Mapping[str, Sequence[str]]) -> list[str]:
    """The pattern with every value of each name that it mentions."""
    filled = [pattern]
    for name, values in names.items():
        field = f"{{{name}}}"
        filled = [text.replace(field, value) for text in filled for value in (values if field in text else ("",))]
    return filled


def _condition(kind: Kind, names: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {
        test: {key: _filled(value, names) if "{" in value else value for key, value in keys.items()}
        for test, keys in kind.condition.items()
    }


def _names(answered: AnsweredTables, identity: str) -> dict[str, Sequence[str]]:
    """What the ARNs of every step are filled with, ``*`` where nobody knows yet."""
    choice = answered.foretells(AccountChoice)
    return {
        "partition": [answered.vendor.partition],
        "vendor": [answered.vendor.id],
        "account": ["*" if identity == SIGNED_IN else choice.account],
        "member": [choice.account],
        "region": [answered.foretells(RegionChoice).region],
        "entry": choice.roles,
        "unit": [choice.unit or "*"],
    }
