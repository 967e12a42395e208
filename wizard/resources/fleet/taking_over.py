"""A role that no stack created, taken into a stack of its own account, so that the stack can join the set.

An import change set leaves the role as it is; it only gives it a stack. It takes no outputs, and every resource of its
template has to say what becomes of it with the stack, as ours do.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-manually.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from wizard.model import CallError, Change, Read, Reader, Target, Undo, UndoCall
from wizard.resources.role_template import LOGICAL_ID
from wizard.resources.stack import GONE, REVIEW, WORKING
from wizard.resources.stack_changes import CAPABILITIES

Phase = Literal["prepare", "execute", "join", "moving", "in-the-way"]
_CHANGE_SET_READY = "CREATE_COMPLETE"
_NONE = "does not exist"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """How far an account is. stack_id: of the stack around its role, once there is one."""

    phase: Phase
    stack_id: str = ""


def importable(template: Mapping[str, Any]) -> bool:
    """Whether a role can be taken into a stack of this template as it is."""
    resources = template.get("Resources", {})
    return "Outputs" not in template and "Parameters" not in template and list(resources) == [LOGICAL_ID]


def look(read: Reader, targets: Sequence[Target], name: str, template: str) -> dict[str, Taking]:
    """By account, how far each is with the stack of this name."""
    described = read.many([_call(target, "DescribeStacks", StackName=name) for target in targets])
    asked = {"StackName": name, "ChangeSetName": change_set_name(template)}
    prepared = read.many([_call(target, "DescribeChangeSet", **asked) for target in targets])
    return {
        target.account: _taking(stack, change_set)
        for target, stack, change_set in zip(targets, described, prepared, strict=True)
    }


def _taking(described: Mapping[str, Any] | CallError, change_set: Mapping[str, Any] | CallError) -> Taking:
    if isinstance(described, CallError):
        return Taking(phase="prepare" if _NONE in described.message else "in-the-way")
    stack: Mapping[str, Any] = next(iter(described.get("Stacks", ())), {})
    status, identifier = str(stack.get("StackStatus", GONE)), str(stack.get("StackId", ""))
    if status == REVIEW:
        return Taking(phase=_prepared(change_set), stack_id=identifier)
    if status.endswith("_IN_PROGRESS"):
        return Taking(phase="moving", stack_id=identifier)
    return Taking(phase="join" if status in WORKING else "in-the-way", stack_id=identifier)


def _prepared(change_set: Mapping[str, Any] | CallError) -> Phase:
    """Ours, and one that imports the role and does nothing else; anybody else's is left alone."""
    if isinstance(change_set, CallError):
        return "in-the-way"
    changes = [one.get("ResourceChange", {}) for one in change_set.get("Changes", ())]
    if change_set.get("Status") in ("CREATE_PENDING", "CREATE_IN_PROGRESS"):
        return "moving"
    ready = change_set.get("Status") == _CHANGE_SET_READY
    return "execute" if ready and [one.get("Action") for one in changes] == ["Import"] else "in-the-way"


def change_set_name(template: str) -> str:
    """The same for the same template, so that nothing has to be remembered."""
    return f"firetiger-onboard-import-{hashlib.sha256(template.encode()).hexdigest()[:12]}"


def prepare(target: Target, name: str, template: str, role: str) -> Change:
    """Prepare the stack around the role."""
    imported = {
        "ResourceType": "AWS::IAM::Role",
        "LogicalResourceId": LOGICAL_ID,
        "ResourceIdentifier": {"RoleName": role},
    }
    return Change(
        target=target,
        service="cloudformation",
        operation="CreateChangeSet",
        parameters={
            "StackName": name,
            "ChangeSetName": change_set_name(template),
            "ChangeSetType": "IMPORT",
            "TemplateBody": template,
            "Capabilities": CAPABILITIES,
            "ResourcesToImport": [imported],
        },
        token="ClientToken",
        landed=("AlreadyExistsException",),
        sentence=f"Prepare a stack around the role {role} in account {target.account}; nothing changes yet",
        undo=_without_stack(target, name),
    )


def execute(target: Target, name: str, template: str, role: str) -> Change:
    """Take the role into the stack; it stays as it is."""
    return Change(
        target=target,
        service="cloudformation",
        operation="ExecuteChangeSet",
        parameters={"StackName": name, "ChangeSetName": change_set_name(template)},
        token="ClientRequestToken",
        landed=("TokenAlreadyExistsException",),
        sentence=f"Take the role {role} in account {target.account} into its stack; the role stays as it is",
        undo=Undo(words="The role now goes with its stack: it can't be taken out again without deleting it."),
    )


def _without_stack(target: Target, name: str) -> Undo:
    call = UndoCall(
        target=target,
        service="cloudformation",
        operation="DeleteStack",
        parameters={"StackName": name},
        sentence=f"Delete the empty stack {name}.",
    )
    return Undo(calls=(call,), words="The role stays as it is.")


def _call(target: Target, operation: str, **parameters: Any) -> Read:
    return Read(target=target, service="cloudformation", operation=operation, parameters=parameters)
