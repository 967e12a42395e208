"""The changes to a role itself, as data: delete it, or make it what the template says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from wizard.model import Change
from wizard.resources.deployment import Place
from wizard.resources.role import Role, policy_name

_NO_SUCH = ("NoSuchEntity", "NoSuchEntityException")


def delete_role(place: Place, role: Role, profiles: Sequence[str]) -> tuple[Change, ...]:
    """Take the role apart and delete it; IAM deletes only a role without policies and instance profiles."""
    ends = f"this ends all access that {role.name} gives now"

    def change(operation: str, what: str, **more: str) -> Change:
        return Change(
            target=place.target,
            service="iam",
            operation=operation,
            parameters={"RoleName": role.name, **more},
            landed=_NO_SUCH,
            sentence=what,
            warning="You can't undo this; the role's access ends." if operation == "DeleteRole" else "",
        )

    return (
        *(
            change("DetachRolePolicy", f"Detach {policy_name(arn)} from the role {role.name}; {ends}", PolicyArn=arn)
            for arn in sorted(role.managed)
        ),
        *(
            change("DeleteRolePolicy", f"Delete the role's inline policy {name}; {ends}", PolicyName=name)
            for name in sorted(role.inline)
        ),
        *(
            change("RemoveRoleFromInstanceProfile", f"Remove it from the instance profile {name}; {ends}",
                   InstanceProfileName=name)
            for name in profiles
        ),
        change("DeleteRole", f"Delete the role {role.name}; {ends}"),
    )  # fmt: skip


def repair_role(place: Place, live: Role, wanted: Role) -> tuple[Change, ...]:
    """The smallest changes that give a role the template's meaning again. The path cannot be changed.

    What the role has too much goes first, so that it is never wider than before.
    """
    return tuple(
        Change(
            target=place.target,
            service="iam",
            operation=operation,
            parameters={"RoleName": live.name, **parameters},
            landed=_NO_SUCH if operation.startswith(("De", "Un")) else (),
            sentence=sentence,
        )
        for operation, parameters, sentence in _repairs(live, wanted)
    )


def _repairs(live: Role, wanted: Role) -> Iterator[tuple[str, dict[str, Any], str]]:
    if live.trust != wanted.trust:
        document = json.dumps(wanted.trust_document, sort_keys=True)
        yield "UpdateAssumeRolePolicy", {"PolicyDocument": document}, "Set who can assume the role to the template's"
    for arn in sorted(live.managed - wanted.managed):
        yield "DetachRolePolicy", {"PolicyArn": arn}, f"Detach {policy_name(arn)}, which the template doesn't attach"
    for name in sorted(live.inline.keys() - wanted.inline.keys()):
        yield "DeleteRolePolicy", {"PolicyName": name}, f"Delete the inline policy {name}, which isn't in the template"
    yield from _repaired_limits(live, wanted)
    for name in sorted(wanted.inline):
        if live.inline.get(name) != wanted.inline[name]:
            body = json.dumps(wanted.inline_documents[name], sort_keys=True)
            yield "PutRolePolicy", {"PolicyName": name, "PolicyDocument": body}, f"Write the inline policy {name}"
    for arn in sorted(wanted.managed - live.managed):
        yield "AttachRolePolicy", {"PolicyArn": arn}, f"Attach {policy_name(arn)}, as the template does"


def _repaired_limits(live: Role, wanted: Role) -> Iterator[tuple[str, dict[str, Any], str]]:
    if live.boundary != wanted.boundary:
        if wanted.boundary:
            boundary = {"PermissionsBoundary": wanted.boundary}
            yield "PutRolePermissionsBoundary", boundary, "Set the template's permissions boundary"
        else:
            yield "DeleteRolePermissionsBoundary", {}, "Remove the permissions boundary, which isn't in the template"
    if live.session != wanted.session:
        yield "UpdateRole", {"MaxSessionDuration": wanted.session}, "Set the maximum session to the template's"
    if live.signin_session and not wanted.signin_session:
        yield (
            "UpdateRole",
            {"ResetMaxSigninSessionDuration": True},
            "Remove the role's own console sign-in limit",
        )
    if extra := sorted(live.tags.keys() - wanted.tags.keys()):
        yield "UntagRole", {"TagKeys": extra}, f"Remove the tags {', '.join(extra)}, which isn't in the template"
    if tags := [{"Key": k, "Value": v} for k, v in sorted(wanted.tags.items()) if live.tags.get(k) != v]:
        yield "TagRole", {"Tags": tags}, "Set the template's tags"
