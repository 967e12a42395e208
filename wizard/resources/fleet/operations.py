"""What is sent to StackSets, as data.

Each operation has an id of its own before it is sent, made of what is approved and of the operation before it, so that
sending it twice is sending it once, and the same wish after another operation is another one. All are sent at once to
as many accounts as AWS takes; a failure in one stops none of the others, and what failed is read from the accounts.
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperationPreferences.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.model import Change, FleetAccounts, GroupAccounts, Target, Undo, UndoCall
from wizard.resources.fleet.execution_role import ExecutionRole
from wizard.resources.fleet.stack_set import NO_SUCH
from wizard.resources.stack_changes import CAPABILITIES
from wizard.text.counted import counted

TOLERANCE = 100
"""Percent of the accounts that may fail before AWS stops: all of them, since each is alone with its role."""

PREFERENCES = {
    "MaxConcurrentPercentage": 100,
    "FailureTolerancePercentage": TOLERANCE,
    "ConcurrencyMode": "SOFT_FAILURE_TOLERANCE",
}
MOST_IMPORTED = 10
MOST_NAMED = 20
"""Accounts in one sentence; whoever approves reads the others in what goes with it."""

_SENT = ("OperationIdAlreadyExistsException",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """A stack set as it is wanted: where it lives, as whom it is called, and what it is made of.

    after: the id of its newest operation, "" where there was none. execution: the role that AWS works with in the
    accounts, None for AWS's own.
    """

    target: Target
    name: str
    group: str
    template: str
    auto: bool
    call_as: str = "SELF"
    root: str = ""
    units: tuple[str, ...] = ()
    execution: ExecutionRole | None = None
    after: str = ""

    @property
    def called(self) -> dict[str, Any]:
        """How every call names it."""
        return {"StackSetName": self.name, **({"CallAs": self.call_as} if self.call_as != "SELF" else {})}

    def among(self, accounts: Sequence[str], units: Sequence[str] = ()) -> dict[str, Any]:
        """These accounts, as StackSets is told them: by their units, and of those only them."""
        among = list(units or self.units or (self.root,))
        return {"OrganizationalUnitIds": among, "Accounts": sorted(accounts), "AccountFilterType": "INTERSECTION"}


def targets(wanted: Set, accounts: Sequence[str], chosen: GroupAccounts) -> dict[str, Any]:
    """What CreateStackInstances is told: the units alone where that is what the group is and all of it is meant."""
    if wanted.units and set(accounts) == {member.account for member in chosen.members}:
        return {"OrganizationalUnitIds": list(wanted.units)}
    return wanted.among(accounts)


def wanted_set(fleet: FleetAccounts, chosen: GroupAccounts, target: Target, **more: Any) -> Set:
    """A group's stack set. By unit alone, AWS keeps it up itself as accounts come and go."""
    by_unit = chosen.group.accounts.by_unit
    return Set(
        target=target,
        name=fleet.fleet.stack_set_name(chosen.group),
        group=chosen.group.name,
        auto=by_unit,
        root=fleet.root,
        units=chosen.group.accounts.units if by_unit else (),
        **more,
    )


# --- the changes ---------------------------------------------------------------------------------------------------


def create_set(wanted: Set) -> Change:
    """Create the stack set, without an account yet."""
    return Change(
        target=wanted.target,
        service="cloudformation",
        operation="CreateStackSet",
        parameters={
            **wanted.called,
            "Description": f"The role of the group {wanted.group}",
            **_definition(wanted),
            "PermissionModel": "SERVICE_MANAGED",
        },
        token="ClientRequestToken",
        landed=("NameAlreadyExistsException",),
        note={"stack_set": wanted.name},
        sentence=f"Create the stack set {wanted.name}, for the group {wanted.group}",
        warning="" if wanted.execution else _POWERFUL,
        undo=Undo(calls=(_undone(wanted, "DeleteStackSet", {}, f"Delete the stack set {wanted.name}.", NO_SUCH),)),
    )


_POWERFUL = "CloudFormation's own role in each account, stacksets-exec-*, has AdministratorAccess."


def create_instances(wanted: Set, accounts: Sequence[str], chosen: GroupAccounts, *, again: bool = False) -> Change:
    """Create the role in these accounts. again: they have failed before."""
    told = targets(wanted, accounts, chosen)
    what = f"Try again in {_count(accounts)}" if again else f"Create the role in {_count(accounts)}"
    back = {"DeploymentTargets": told, "Regions": [wanted.target.region], "RetainStacks": False}
    return _operation(
        wanted,
        "CreateStackInstances",
        {"DeploymentTargets": told, "Regions": [wanted.target.region]},
        f"{what}, by the stack set {wanted.name}",
        accounts,
        Undo(calls=(_undone(wanted, "DeleteStackInstances", back, f"Delete the role in {_count(accounts)}."),)),
        again=again,
    )


def update_set(wanted: Set, changes: Sequence[str], accounts: Sequence[str]) -> Change:
    """Change the stack set, and so the role in every account that it is in. accounts: those."""
    return _operation(
        wanted,
        "UpdateStackSet",
        _definition(wanted),
        f"Change the stack set {wanted.name} ({', '.join(changes)}) and the role in {_count(accounts)}",
        accounts,
        Undo(words="CloudFormation keeps no earlier version: run the fleet with the file it had before."),
    )


def update_instances(wanted: Set, accounts: Sequence[str], *, again: bool = False) -> Change:
    """Bring these accounts to what the stack set says. again: they have failed before."""
    what = f"Try again in {_count(accounts)}" if again else f"Update the role in {_count(accounts)}"
    about = {
        "UsePreviousTemplate": True,
        "Capabilities": CAPABILITIES,
        **(wanted.execution.parameters if wanted.execution else {}),
        "DeploymentTargets": wanted.among(accounts),
        "Regions": [wanted.target.region],
    }
    words = "CloudFormation keeps no earlier version of a stack."
    sentence = f"{what}, by the stack set {wanted.name}"
    return _operation(wanted, "UpdateStackSet", about, sentence, accounts, Undo(words=words), again=again)


def import_stacks(wanted: Set, stacks: Mapping[str, str]) -> tuple[Change, ...]:
    """Take stacks that are there into the set, ten at a time. stacks: their ARNs, by account."""
    accounts = sorted(stacks)
    tens = [accounts[at : at + MOST_IMPORTED] for at in range(0, len(accounts), MOST_IMPORTED)]
    return tuple(
        _operation(
            wanted,
            "ImportStacksToStackSet",
            {
                "StackIds": [stacks[account] for account in ten],
                "OrganizationalUnitIds": list(wanted.units or (wanted.root,)),
            },
            f"Take the stacks of {_count(ten)} into the stack set {wanted.name}",
            ten,
            Undo(calls=(_undone(wanted, "DeleteStackInstances", {
                "DeploymentTargets": wanted.among(ten), "Regions": [wanted.target.region], "RetainStacks": True,
            }, "Take the stacks out of the stack set; they stay in their accounts."),)),
        )
        for ten in tens
    )  # fmt: skip


def delete_instances(wanted: Set, accounts: Sequence[str], units: Sequence[str], *, retain: bool = False) -> Change:
    """Delete the role in these accounts, with its stack. units: through which they were targeted.

    retain: only the set lets go of them, and their stacks stay.
    """
    told, named = wanted.among(accounts, units), ", ".join(sorted(accounts)[:MOST_NAMED])
    named += f" and {len(accounts) - MOST_NAMED:,} more" if len(accounts) > MOST_NAMED else ""
    verb = "Leave the stack" if retain else "Delete the role"
    return _operation(
        wanted,
        "DeleteStackInstances",
        {"DeploymentTargets": told, "Regions": [wanted.target.region], "RetainStacks": retain},
        f"{verb} in {_count(accounts)}: {named}",
        accounts,
        Undo(words="Can't be undone: run the fleet again to create the role.", stays=False),
        warning="You delete these stacks yourself, in their accounts." if retain else _ENDS,
    )


_ENDS = "Nobody can use the role in these accounts any more. Open sessions stay valid until they expire."


def detect_drift(wanted: Set, accounts: Sequence[str]) -> Change:
    """Have CloudFormation compare the stacks of the set with their template. It changes none of them."""
    return _operation(
        wanted,
        "DetectStackSetDrift",
        {},
        f"Let CloudFormation look for drift in {_count(accounts)} of the stack set {wanted.name}",
        accounts,
        Undo(words="There is nothing to undo: CloudFormation only looks.", stays=False),
    )


def delete_set(wanted: Set) -> Change:
    """Delete the stack set, which has no account left."""
    return Change(
        target=wanted.target,
        service="cloudformation",
        operation="DeleteStackSet",
        parameters=wanted.called,
        landed=NO_SUCH,
        note={"stack_set": wanted.name},
        sentence=f"Delete the stack set {wanted.name}",
        undo=Undo(words="Can't be undone: run the fleet again to create the stack set.", stays=False),
    )


def _operation(
    wanted: Set,
    operation: str,
    about: Mapping[str, Any],
    sentence: str,
    accounts: Sequence[str],
    undo: Undo,
    *,
    again: bool = False,
    warning: str = "",
) -> Change:
    return Change(
        target=wanted.target,
        service="cloudformation",
        operation=operation,
        parameters={**wanted.called, **about, "OperationPreferences": PREFERENCES},
        # What came before: the same wish after another operation is another operation.
        agreed={"after": wanted.after, "accounts": sorted(accounts)},
        token="OperationId",
        landed=_SENT,
        keep={"operation": "OperationId"},
        note={"stack_set": wanted.name, "accounts": str(len(accounts)), **({"again": "true"} if again else {})},
        sentence=sentence,
        warning=warning,
        undo=undo,
    )


def _definition(wanted: Set) -> dict[str, Any]:
    automatic = {"Enabled": True, "RetainStacksOnAccountRemoval": False} if wanted.auto else {"Enabled": False}
    return {
        "TemplateBody": wanted.template,
        "Capabilities": CAPABILITIES,
        "AutoDeployment": automatic,
        "ManagedExecution": {"Active": True},
        **(wanted.execution.parameters if wanted.execution else {}),
    }


def _undone(
    wanted: Set, operation: str, about: Mapping[str, Any], sentence: str, gone: tuple[str, ...] = ()
) -> UndoCall:
    return UndoCall(
        target=wanted.target,
        service="cloudformation",
        operation=operation,
        parameters={**wanted.called, **about},
        sentence=sentence,
        gone=gone,
    )


def _count(accounts: Sequence[str]) -> str:
    return counted(len(accounts), "account")
