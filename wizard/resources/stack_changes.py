"""The changes that make, repair, move or delete the vendor's role and the stack around it, as data.

Apart from the step so that what is sent can be read in one place. Deletions name the stack by its ARN, because a name
may by then belong to another stack.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from wizard.model import Change, Target, Undo, UndoCall
from wizard.resources.deployment import Place
from wizard.resources.role import Role
from wizard.resources.role_changes import deletion_calls
from wizard.resources.stack import REVIEW, Stack
from wizard.resources.template import keeps_role, parsed

CAPABILITIES = ["CAPABILITY_NAMED_IAM"]  # the role's name is in the template

KEPT = "To end this access, delete the role. Deleting the stack doesn't end it."


def create_stack(place: Place, wanted: Role) -> Change:
    """Make the stack. RetainExceptOnCreate: a failed attempt takes its role away again, whatever the template says."""
    return Change(
        target=place.target,
        service="cloudformation",
        operation="CreateStack",
        parameters={"StackName": place.stack_name, **_template(place), "RetainExceptOnCreate": True},
        token="ClientRequestToken",
        landed=("AlreadyExistsException", "TokenAlreadyExistsException"),
        keep={"stack_id": "StackId"},
        note={"stack": place.stack_name},
        sentence=f"Create the stack {place.stack_name} with the role {wanted.name} for {place.vendor}",
        warning=KEPT if keeps_role(parsed(place.template), wanted.name) else "",
        undo=_undone_creation(place, wanted),
    )


def _undone_creation(place: Place, wanted: Role) -> Undo:
    """The role first, where it outlives its stack: that is what ends the access."""
    stack = _deletion(place, place.stack_name)
    if not keeps_role(parsed(place.template), wanted.name):
        return Undo(calls=(stack,), answered={"StackName": "stack_id"})
    return Undo(
        calls=(*deletion_calls(place.target, wanted), stack),
        words=f"Deleting the role ends {place.vendor}'s access. Deleting the stack alone doesn't: the role stays.",
        answered={"StackName": "stack_id"},
    )


def _deletion(place: Place, stack: str) -> UndoCall:
    return UndoCall(
        target=place.target,
        service="cloudformation",
        operation="DeleteStack",
        parameters={"StackName": stack},
        sentence=f"Delete the stack {place.stack_name}.",
    )


def delete_stack(place: Place, stack: Stack) -> Change:
    """Delete a stack whose name is needed."""
    return deleted_stack(place.target, stack, ", because its name is needed")


def deleted_stack(target: Target, stack: Stack, because: str = "") -> Change:
    """Delete a stack by its ARN; by force where a deletion has failed before, which leaves what resists."""
    force = stack.status == "DELETE_FAILED"
    return Change(
        target=target,
        service="cloudformation",
        operation="DeleteStack",
        parameters={"StackName": stack.id, **({"DeletionMode": "FORCE_DELETE_STACK"} if force else {})},
        token="ClientRequestToken",
        landed=("TokenAlreadyExistsException",),
        note={"stack": stack.id, "mode": "force" if force else ""},
        sentence=f"Delete the stack {stack.name} ({stack.status}){because}",
        warning="Resources that can't be deleted stay in the account without a stack." if force else "",
        undo=Undo(words="Can't be undone: CloudFormation doesn't bring a deleted stack back.", stays=False),
    )


def change_set_name(place: Place, kind: str, stack: Stack | None) -> str:
    """A name that is the same as long as template, values and the stack's state are: nothing has to be remembered."""
    what = [place.template, dict(place.parameters), stack.id if stack else "", stack.changed if stack else ""]
    digest = hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
    return f"firetiger-onboard-{kind}-{digest[:12]}"


def import_role(place: Place, wanted: Role) -> Change:
    """Prepare a new stack that takes over the role that is there.

    ChangeSetType CREATE with ImportExistingResources takes named resources with a DeletionPolicy of Retain, and allows
    outputs, which IMPORT does not.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
    """
    return Change(
        target=place.target,
        service="cloudformation",
        operation="CreateChangeSet",
        parameters={
            "StackName": place.stack_name,
            "ChangeSetName": change_set_name(place, "import", None),
            "ChangeSetType": "CREATE",
            **_template(place),
            "ImportExistingResources": True,
        },
        token="ClientToken",
        landed=("AlreadyExistsException",),
        keep={"change_set": "Id", "stack_id": "StackId"},
        note={"stack": place.stack_name},
        sentence=f"Prepare the stack {place.stack_name} to take over the role {wanted.name}; nothing changes yet",
        undo=Undo(
            calls=(_deletion(place, place.stack_name),),
            words="The role stays as it is.",
            answered={"StackName": "stack_id"},
        ),
    )


def update_stack(place: Place, stack: Stack) -> Change:
    """Prepare the change from the stack's template to the vendor's."""
    return Change(
        target=place.target,
        service="cloudformation",
        operation="CreateChangeSet",
        parameters={
            "StackName": stack.id,
            "ChangeSetName": change_set_name(place, "update", stack),
            "ChangeSetType": "UPDATE",
            **_template(place),
        },
        token="ClientToken",
        landed=("AlreadyExistsException",),
        keep={"change_set": "Id"},
        note={"stack": stack.id},
        sentence=f"Prepare the change of the stack {stack.name} to {place.vendor}'s template; nothing changes yet",
        undo=_undone_preparation(place, stack),
    )


def _undone_preparation(place: Place, stack: Stack) -> Undo:
    name = change_set_name(place, "update", stack)
    call = UndoCall(
        target=place.target,
        service="cloudformation",
        operation="DeleteChangeSet",
        parameters={"ChangeSetName": name, "StackName": stack.id},
        sentence=f"Delete the change set {name}.",
        gone=("ChangeSetNotFound", "ChangeSetNotFoundException"),
    )
    return Undo(calls=(call,))


def execute_change_set(place: Place, stack: Stack, name: str, changes: Sequence[Sequence[str]]) -> Change:
    """Carry out a change set whose changes have been shown; they are part of what is approved."""
    removes = any("Remove" in change or "True" in change for change in changes)
    return Change(
        target=place.target,
        service="cloudformation",
        operation="ExecuteChangeSet",
        parameters={"ChangeSetName": name, "StackName": stack.id},
        agreed={"changes": [list(change) for change in changes]},
        token="ClientRequestToken",
        landed=("TokenAlreadyExistsException",),
        note={"stack": stack.id},
        sentence=f"Execute the change set {name} on the stack {stack.name}: {_in_short(changes)}",
        warning="It removes or replaces resources of the stack." if removes else "",
        undo=_undone_execution(place, stack),
    )


def _undone_execution(place: Place, stack: Stack) -> Undo:
    if stack.status == REVIEW:
        return Undo(calls=(_deletion(place, stack.id),), words="The role stays as it is.")
    return Undo(
        words=f"CloudFormation keeps no earlier version: update the stack {stack.name} with the template it had before."
    )


def _template(place: Place) -> dict[str, Any]:
    values = [{"ParameterKey": key, "ParameterValue": value} for key, value in sorted(place.parameters.items())]
    return {
        "TemplateBody": place.template,
        "Capabilities": CAPABILITIES,
        **({"Parameters": values} if values else {}),
    }


def _in_short(changes: Sequence[Sequence[str]]) -> str:
    return ", ".join(f"{change[0].lower()} {change[1]}" for change in changes) or "no resource changes"
