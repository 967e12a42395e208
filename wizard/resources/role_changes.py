"""The changes to a role itself, as data: delete it, or make it what the template says; and how each is taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wizard.model import Change, Undo, UndoCall
from wizard.resources.deployment import Place
from wizard.resources.role import Role, policy_name

_NO_SUCH = ("NoSuchEntity", "NoSuchEntityException")

Act = tuple[str, dict[str, Any], str]
"""Operation, parameters beside the role's name, and the sentence."""


def delete_role(place: Place, role: Role, profiles: Sequence[str]) -> tuple[Change, ...]:
    """Take the role apart and delete it; IAM deletes only a role without policies and instance profiles."""
    ends = f"this ends all access that {role.name} gives now"

    def change(operation: str, what: str, **more: str) -> Change:
        deletes = operation == "DeleteRole"
        gone = "Can't be undone: IAM keeps nothing of a deleted role."
        return Change(
            target=place.target,
            service="iam",
            operation=operation,
            parameters={"RoleName": role.name, **more},
            landed=_NO_SUCH,
            sentence=what,
            warning="You can't undo this; the role's access ends." if deletes else "",
            undo=Undo(words=gone if deletes else "Can't be undone: the role is deleted right after it.", stays=False),
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


def deletion_calls(place: Place, role: Role) -> tuple[UndoCall, ...]:
    """The calls that take such a role away again: its policies first, or IAM keeps it."""
    return (
        *(_call(place, role, *_detached(arn)) for arn in sorted(role.managed)),
        *(_call(place, role, *_without(name)) for name in sorted(role.inline)),
        _call(place, role, "DeleteRole", {}, f"Delete the role {role.name}."),
    )


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
            undo=Undo(calls=tuple(_call(place, live, *act) for act in back)),
        )
        for (operation, parameters, sentence), back in _repairs(live, wanted)
    )


def _call(place: Place, role: Role, operation: str, parameters: Mapping[str, Any], sentence: str) -> UndoCall:
    return UndoCall(
        target=place.target,
        service="iam",
        operation=operation,
        parameters={"RoleName": role.name, **parameters},
        sentence=sentence,
        gone=_NO_SUCH if operation.startswith(("De", "Un")) else (),
    )


# --- repairs, each with what takes it back ---------------------------------------------------------------------------


def _repairs(live: Role, wanted: Role) -> Iterator[tuple[Act, tuple[Act, ...]]]:
    if live.trust != wanted.trust:
        yield (
            _trusting(wanted.trust_document, "Set who can assume the role to the template's"),
            (_trusting(live.trust_document, "Set who can assume the role as it was before."),),
        )
    for arn in sorted(live.managed - wanted.managed):
        yield (
            ("DetachRolePolicy", {"PolicyArn": arn}, f"Detach {policy_name(arn)}, which the template doesn't attach"),
            (("AttachRolePolicy", {"PolicyArn": arn}, f"Attach {policy_name(arn)} again."),),
        )
    for name in sorted(live.inline.keys() - wanted.inline.keys()):
        yield (
            ("DeleteRolePolicy", {"PolicyName": name}, f"Delete the inline policy {name}, which isn't in the template"),
            (_written(name, live, "as it was before."),),
        )
    yield from _repaired_limits(live, wanted)
    for name in sorted(wanted.inline):
        if live.inline.get(name) != wanted.inline[name]:
            back = _written(name, live, "as it was before.") if name in live.inline else _without(name)
            yield _written(name, wanted), (back,)
    for arn in sorted(wanted.managed - live.managed):
        yield (
            ("AttachRolePolicy", {"PolicyArn": arn}, f"Attach {policy_name(arn)}, as the template does"),
            (_detached(arn),),
        )


def _repaired_limits(live: Role, wanted: Role) -> Iterator[tuple[Act, tuple[Act, ...]]]:
    if live.boundary != wanted.boundary:
        to = "Set the template's permissions boundary", "Remove the permissions boundary, which isn't in the template"
        back = "Set the permissions boundary as it was before.", "Remove the permissions boundary."
        yield _bounded(wanted.boundary, *to), (_bounded(live.boundary, *back),)
    if live.session != wanted.session:
        back_to = {"MaxSessionDuration": live.session}
        yield (
            ("UpdateRole", {"MaxSessionDuration": wanted.session}, "Set the maximum session to the template's"),
            (("UpdateRole", back_to, "Set the maximum session as it was before."),),
        )
    if live.signin_session and not wanted.signin_session:
        sentence = "Remove the role's own console sign-in limit"
        back_to = {"MaxSigninSessionDuration": live.signin_session}
        yield (
            ("UpdateRole", {"ResetMaxSigninSessionDuration": True}, sentence),
            (("UpdateRole", back_to, "Set the console sign-in limit as it was before."),),
        )
    yield from _repaired_tags(live, wanted)


def _repaired_tags(live: Role, wanted: Role) -> Iterator[tuple[Act, tuple[Act, ...]]]:
    if extra := sorted(live.tags.keys() - wanted.tags.keys()):
        sentence = f"Remove the tags {', '.join(extra)}, which isn't in the template"
        yield ("UntagRole", {"TagKeys": extra}, sentence), (_tagged(extra, live, "Set the removed tags again."),)
    if changed := sorted(key for key, value in wanted.tags.items() if live.tags.get(key) != value):
        before = [key for key in changed if key in live.tags]
        new = [key for key in changed if key not in live.tags]
        back: list[Act] = [_tagged(before, live, "Set the tags as they were before.")] if before else []
        back += [("UntagRole", {"TagKeys": new}, f"Remove the tags {', '.join(new)}.")] if new else []
        yield _tagged(changed, wanted, "Set the template's tags"), tuple(back)


def _trusting(document: object, sentence: str) -> Act:
    return "UpdateAssumeRolePolicy", {"PolicyDocument": json.dumps(document, sort_keys=True)}, sentence


def _detached(arn: str) -> Act:
    return "DetachRolePolicy", {"PolicyArn": arn}, f"Detach {policy_name(arn)}."


def _without(name: str) -> Act:
    return "DeleteRolePolicy", {"PolicyName": name}, f"Delete the inline policy {name}."


def _written(name: str, role: Role, how: str = "") -> Act:
    body = json.dumps(role.inline_documents[name], sort_keys=True)
    sentence = f"Write the inline policy {name} {how}".strip()
    return "PutRolePolicy", {"PolicyName": name, "PolicyDocument": body}, sentence


def _bounded(boundary: str, to: str, without: str) -> Act:
    if boundary:
        return "PutRolePermissionsBoundary", {"PermissionsBoundary": boundary}, to
    return "DeleteRolePermissionsBoundary", {}, without


def _tagged(keys: Sequence[str], role: Role, sentence: str) -> Act:
    return "TagRole", {"Tags": [{"Key": key, "Value": role.tags[key]} for key in keys]}, sentence
