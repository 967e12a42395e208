"""What an answer may look like, too, by AWS's documentation: each change takes a tree and gives another one.

A change that would alter what the answer means is none of these: what is optional is left out only where it is empty,
and unknown values stand only where AWS may add some that say nothing about what was asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any
from urllib.parse import quote, unquote

from botocore.model import ListShape, OperationModel, Shape, StructureShape

from tests.other_aws.wire import Tree, member, walk

Change = Callable[[OperationModel, Tree, Random], Tree]

# Lists whose order AWS documents.
ORDERED = ("StackEvents", "OperationEvents", "EventsList")
# Enumerations that AWS has extended, or says that it may extend, and that settle nothing which is asked about.
UNHEARD = {
    "AccountJoinedMethod": "TRANSFERRED",
    "StackDriftStatus": "BEING_LOOKED_AT",
    "HookFailureMode": "TELL",
    "CustomizationsSupported": "DISTILLED",
}
# Members that need not be there where they say what holds anyway.
ANYWAY = {
    "MaxSessionDuration": ("3600",),
    "IsTruncated": ("false",),
    "DisableRollback": ("false",),
    "EnableTerminationProtection": ("false",),
    "PermissionsBoundaryUsageCount": ("0",),
    "IsOrganizationTrail": ("false",),
    "HasInsightSelectors": ("false",),
    "HasCustomEventSelectors": ("false",),
    "StatusReason": ("",),
}
DOCUMENTS = ("policyDocumentType",)


def _everywhere(change: Callable[[Shape, Tree, Random], Tree]) -> Change:
    def changed(operation: OperationModel, tree: Tree, dice: Random) -> Tree:
        return walk(operation.output_shape, tree, lambda shape, one: change(shape, one, dice))

    return changed


def _without_empty(shape: Shape, tree: Tree, _: Random) -> Tree:
    if not isinstance(shape, StructureShape) or not isinstance(tree, dict):
        return tree
    required = {member(shape, name) for name in shape.required_members}
    return {name: one for name, one in tree.items() if name in required or one not in ([], {}, "", None)}


def _with_empty(shape: Shape, tree: Tree, _: Random) -> Tree:
    """Empty lists where there is none: null in JSON would do, too, and botocore drops it."""
    if not isinstance(shape, StructureShape) or not isinstance(tree, dict):
        return tree
    body = {name: one for name, one in shape.members.items() if "location" not in one.serialization}
    lists = [member(shape, name) for name, one in body.items() if isinstance(one, ListShape)]
    return {**{name: [] for name in lists}, **tree}


def _sparse(shape: Shape, tree: Tree, _: Random) -> Tree:
    """Without what holds anyway; an account has the older of its two members for the same."""
    if not isinstance(shape, StructureShape) or not isinstance(tree, dict):
        return tree
    said = {name: one for name, one in tree.items() if str(one).lower() not in ANYWAY.get(name, ())}
    if shape.name == "Account" and "State" in said and said["State"] in ("ACTIVE", "SUSPENDED"):
        said["Status"] = said.pop("State")
    return said


def _with_more(shape: Shape, tree: Tree, _: Random) -> Tree:
    if not isinstance(shape, StructureShape) or not isinstance(tree, dict) or getattr(shape, "is_tagged_union", False):
        return tree
    return {"AddedInTheMeantime": "2027", **tree}


def _unheard_of(shape: Shape, tree: Tree, _: Random) -> Tree:
    return UNHEARD.get(shape.name, tree) if getattr(shape, "enum", ()) else tree


def _in_another_order(shape: Shape, tree: Tree, dice: Random) -> Tree:
    if isinstance(shape, StructureShape) and isinstance(tree, dict):
        names = dice.sample(sorted(tree), len(tree))
        return {name: tree[name] for name in names}
    if isinstance(shape, ListShape) and isinstance(tree, list) and shape.name not in ORDERED:
        return dice.sample(tree, len(tree))
    return tree


def _written_otherwise(shape: Shape, tree: Tree, dice: Random) -> Tree:
    """A time in another form that the protocols allow."""
    if shape.type_name != "timestamp" or tree in ("", None):
        return tree
    if isinstance(tree, int | float):
        return dice.choice([tree, round(tree, 3), int(tree)])
    at = datetime.fromisoformat(str(tree).replace("Z", "+00:00"))
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return dice.choice([f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z", at.isoformat()])


def _encoded(shape: Shape, tree: Tree, dice: Random) -> Tree:
    """A policy document as IAM sends it, written in another way that means the same."""
    if shape.name not in DOCUMENTS or not tree:
        return tree
    text = str(tree) if str(tree).lstrip().startswith("{") else unquote(str(tree))
    try:
        policy = json.loads(text)
    except ValueError:
        return tree
    return quote(json.dumps(_reworded(policy, dice), indent=dice.choice([None, 4])), safe="~()*!.'")


def _reworded(policy: Any, dice: Random) -> Any:
    statements = policy.get("Statement", [])
    statements = statements if isinstance(statements, list) else [statements]
    said = [_said(statement, dice) for statement in statements]
    return {"Statement": said[0] if len(said) == 1 and dice.random() < 0.5 else said, **_but(policy, "Statement")}


def _said(statement: dict[str, Any], dice: Random) -> dict[str, Any]:
    told = {
        name: _one_or_many(value, dice) if name in ("Action", "Resource", "NotAction", "NotResource") else value
        for name, value in statement.items()
    }
    if "Principal" in told:
        told["Principal"] = _principal(told["Principal"], dice)
    if "Condition" in told:
        told["Condition"] = {
            operator: {key: _one_or_many(value, dice) for key, value in keys.items()}
            for operator, keys in told["Condition"].items()
        }
    return told


def _principal(principal: Any, dice: Random) -> Any:
    if principal in ("*", {"AWS": "*"}):
        return dice.choice(["*", {"AWS": "*"}, {"AWS": ["*"]}])
    if not isinstance(principal, dict):
        return principal
    return {kind: _one_or_many(names, dice) for kind, names in principal.items()}


def _one_or_many(value: Any, dice: Random) -> Any:
    if isinstance(value, list):
        return value[0] if len(value) == 1 and dice.random() < 0.5 else dice.sample(value, len(value))
    return [value] if dice.random() < 0.5 else value


def _but(policy: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in policy.items() if key != name}


def _within_a_second(operation: OperationModel, tree: Tree, dice: Random) -> Tree:
    """Events that happened in the same second, in no order among themselves."""
    if operation.name != "DescribeStackEvents" or not isinstance(tree, dict):
        return tree
    events = [{**one, "Timestamp": re.sub(r"\.\d+", "", str(one["Timestamp"]))} for one in tree.get("StackEvents", ())]
    mixed = sorted(events, key=lambda one: (one["Timestamp"], dice.random()), reverse=True)
    return {**tree, "StackEvents": mixed}


ANSWERS: dict[str, Change] = {
    "absent": _everywhere(_without_empty),
    "sparse": _everywhere(_sparse),
    "empty": _everywhere(_with_empty),
    "more": _everywhere(_with_more),
    "unheard": _everywhere(_unheard_of),
    "order": _everywhere(_in_another_order),
    "times": _everywhere(_written_otherwise),
    "documents": _everywhere(_encoded),
    "events": _within_a_second,
}
