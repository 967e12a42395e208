"""The changes to a role itself, as data: delete it, or make it what the template says; and how each is taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wizard.model import Change, Target, Undo, UndoCall
from wizard.resources.identity_policies import EXISTS, NO_SUCH
from wizard.resources.role import Role, policy_name

Act = tuple[str, dict[str, Any], str]
"""Operation, parameters beside the role's name, and the sentence."""


def delete_role(target: Target, role: Role, profiles: Sequence[str]) -> tuple[Change, ...]:
    """Take the role apart and delete it; IAM deletes only a role without policies and instance profiles."""
    ends = f"this ends all access that {role.name} gives now"

    def change(operation: str, what: str, **more: str) -> Change:
        deletes = operation == "DeleteRole"
        gone = "Can't be undone: IAM keeps nothing of a deleted role."
        return Change(
            target=target,
            service="iam",
            operation=operation,
            parameters={"RoleName": role.name, **more},
            landed=NO_SUCH,
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


def create_role(target: Target, wanted: Role, sentence: str, description: str) -> tuple[Change, ...]:
    """Create a role with its policies. One that is there by then is compared by the next look."""
    trust = json.dumps(wanted.trust_document, sort_keys=True)
    about = {"AssumeRolePolicyDocument": trust, "Description": description, "MaxSessionDuration": wanted.session}
    deleted: Act = ("DeleteRole", {}, f"Delete the role {wanted.name}.")
    return (
        _change(target, wanted.name, ("CreateRole", about, sentence), deleted),
        *(_change(target, wanted.name, _written(name, wanted), _without(name)) for name in sorted(wanted.inline)),
        *(_change(target, wanted.name, _attached(arn), _detached(arn)) for arn in sorted(wanted.managed)),
    )


def _change(target: Target, role: str, act: Act, *back: Act) -> Change:
    operation, parameters, sentence = act
    return Change(
        target=target,
        service="iam",
        operation=operation,
        parameters={"RoleName": role, **parameters},
        landed=EXISTS if operation == "CreateRole" else NO_SUCH if operation.startswith(("De", "Un")) else (),
        sentence=sentence,
        undo=Undo(calls=tuple(_call(target, role, *one) for one in back)),
    )


def deletion_calls(target: Target, role: Role) -> tuple[UndoCall, ...]:
    """The calls that take such a role away again: its policies first, or IAM keeps it."""
    return (
        *(_call(target, role.name, *_detached(arn)) for arn in sorted(role.managed)),
        *(_call(target, role.name, *_without(name)) for name in sorted(role.inline)),
        _call(target, role.name, "DeleteRole", {}, f"Delete the role {role.name}."),
    )


def repair_role(target: Target, live: Role, wanted: Role, source: str = "the template") -> tuple[Change, ...]:
    """The smallest changes that give a role its wanted meaning again. The path cannot be changed.

    source: what says how it is wanted, in words.

    What the role has too much goes first, so that it is never wider than before.
    """
    return tuple(_change(target, live.name, act, *back) for act, back in _repairs(live, wanted, source))


def _call(target: Target, role: str, operation: str, parameters: Mapping[str, Any], sentence: str) -> UndoCall:
    return UndoCall(
        target=target,
        service="iam",
        operation=operation,
        parameters={"RoleName": role, **parameters},
        sentence=sentence,
        gone=NO_SUCH if operation.startswith(("De", "Un")) else (),
    )


# --- repairs, each with what takes it back ---------------------------------------------------------------------------


def _repairs(live: Role, wanted: Role, source: str) -> Iterator[tuple[Act, tuple[Act, ...]]]:
    if live.trust != wanted.trust:
        yield (
            _trusting(wanted.trust_document, f"Set who can assume the role to {source}'s"),
            (_trusting(live.trust_document, "Set who can assume the role as it was before."),),
        )
    for arn in sorted(live.managed - wanted.managed):
        yield (
            ("DetachRolePolicy", {"PolicyArn": arn}, f"Detach {policy_name(arn)}, which {source} doesn't attach"),
            (("AttachRolePolicy", {"PolicyArn": arn}, f"Attach {policy_name(arn)} again."),),
        )
    for name in sorted(live.inline.keys() - wanted.inline.keys()):
        yield (
            ("DeleteRolePolicy", {"PolicyName": name}, f"Delete the inline policy {name}, which isn't in {source}"),
            (_written(name, live, "as it was before."),),
        )
    yield from _repaired_limits(live, wanted, source)
    for name in sorted(wanted.inline):
        if live.inline.get(name) != wanted.inline[name]:
            back = _written(name, live, "as it was before.") if name in live.inline else _without(name)
            yield _written(name, wanted), (back,)
    for arn in sorted(wanted.managed - live.managed):
        yield (
            ("AttachRolePolicy", {"PolicyArn": arn}, f"Attach {policy_name(arn)}, as {source} does"),
            (_detached(arn),),
        )


def _repaired_limits(live: Role, wanted: Role, source: str) -> Iterator[tuple[Act, tuple[Act, ...]]]:
    if live.boundary != wanted.boundary:
        to = f"Set {source}'s permissions boundary", f"Remove the permissions boundary, which isn't in {source}"
        back = "Set the permissions boundary as it was before.", "Remove the permissions boundary."
        yield _bounded(wanted.boundary, *to), (_bounded(live.boundary, *back),)
    if live.session != wanted.session:
        back_to = {"MaxSessionDuration": live.session}
        yield (
            ("UpdateRole", {"MaxSessionDuration": wanted.session}, f"Set the maximum session to {source}'s"),
            (("UpdateRole", back_to, "Set the maximum session as it was before."),),
        )
    if live.signin_session and not wanted.signin_session:
        sentence = "Remove the role's own console sign-in limit"
        back_to = {"MaxSigninSessionDuration": live.signin_session}
        yield (
            ("UpdateRole", {"ResetMaxSigninSessionDuration": True}, sentence),
            (("UpdateRole", back_to, "Set the console sign-in limit as it was before."),),
        )
    yield from _repaired_tags(live, wanted, source)


def _repaired_tags(live: Role, wanted: Role, source: str) -> Iterator[tuple[Act, tuple[Act, ...]]]:
    if extra := sorted(live.tags.keys() - wanted.tags.keys()):
        sentence = f"Remove the tags {', '.join(extra)}, which isn't in {source}"
        yield ("UntagRole", {"TagKeys": extra}, sentence), (_tagged(extra, live, "Set the removed tags again."),)
    if changed := sorted(key for key, value in wanted.tags.items() if live.tags.get(key) != value):
        before = [key for key in changed if key in live.tags]
        new = [key for key in changed if key not in live.tags]
        back: list[Act] = [_tagged(before, live, "Set the tags as they were before.")] if before else []
        back += [("UntagRole", {"TagKeys": new}, f"Remove the tags {', '.join(new)}.")] if new else []
        yield _tagged(changed, wanted, f"Set {source}'s tags"), tuple(back)


def _trusting(document: object, sentence: str) -> Act:
    return "UpdateAssumeRolePolicy", {"PolicyDocument": json.dumps(document, sort_keys=True)}, sentence


def _attached(arn: str) -> Act:
    return "AttachRolePolicy", {"PolicyArn": arn}, f"Attach {policy_name(arn)}."


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
