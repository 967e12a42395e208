"""A group's ordinary stack in the central account, which StackSets leaves out: it never deploys there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wizard.model import CallError, CallFailed, Change, FleetAccounts, GroupAccounts, Read, Reader, Undo
from wizard.resources import stack_changes
from wizard.resources import template as texts
from wizard.resources.deployment import Place
from wizard.resources.fleet.role_documents import Central, member_template, name_in_central, written
from wizard.resources.role import Role
from wizard.resources.stack import WORKING, Stack, stack_from_aws


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralStack:
    """The ordinary stack of a group in the central account. same: it was made of the template that is wanted."""

    group: str
    place: Place
    wanted: Role
    stack: Stack | None = None
    same: bool = True

    @property
    def right(self) -> bool:
        """Whether nothing has to change."""
        return self.stack is not None and self.same


def central_stacks(fleet: FleetAccounts, central: Central) -> list[CentralStack]:
    """The stack of each group that has the central account among its own, before anybody has looked for it."""
    return [_wanted(fleet, one, central) for one in fleet.groups if one.central]


def asked_first(wanted: Sequence[CentralStack]) -> list[Read]:
    """What is asked of them whatever comes next."""
    return [_call(one, "DescribeStacks") for one in wanted]


def look(read: Reader, wanted: Sequence[CentralStack]) -> tuple[CentralStack, ...]:
    """These stacks as they are. Raises CallFailed."""
    described = read.many(asked_first(wanted))
    known = [replace(one, stack=stack_of(answer)) for one, answer in zip(wanted, described, strict=True)]
    there = [one for one in known if one.stack]
    made = dict(zip([one.group for one in there], read.many([_call(one, "GetTemplate") for one in there]), strict=True))
    return tuple(replace(one, same=_same(one, made[one.group])) if one.stack else one for one in known)


def _wanted(fleet: FleetAccounts, chosen: GroupAccounts, central: Central) -> CentralStack:
    name = name_in_central(fleet.fleet, chosen.group)
    template = member_template(fleet.fleet, chosen.group, central, name)
    place = Place(
        target=central.target,
        stack_name=fleet.fleet.stack_set_name(chosen.group),
        template=written(template),
        parameters={},
        vendor=f"the group {chosen.group.name}",
    )
    values = {"AWS::AccountId": central.account, "AWS::Partition": central.partition}
    return CentralStack(group=chosen.group.name, place=place, wanted=texts.expected_role(template, name, values))


def stack_of(answer: Mapping[str, Any] | CallError) -> Stack | None:
    """The stack in an answer of DescribeStacks, None where there is none. Raises CallFailed."""
    if isinstance(answer, CallError):
        if "does not exist" in answer.message:
            return None
        raise CallFailed(answer)
    return stack_from_aws(answer)


def _same(one: CentralStack, answer: Mapping[str, Any] | CallError) -> bool:
    if isinstance(answer, CallError):
        raise CallFailed(answer)
    try:
        live = texts.parsed(answer.get("TemplateBody"))
    except texts.NotUnderstoodError:
        return False
    working = one.stack is not None and one.stack.status in WORKING
    return working and texts.same_meaning(live, texts.parsed(one.place.template))


def change(one: CentralStack) -> Change:
    """What makes it, or makes it what the group says."""
    if one.stack is None:
        return stack_changes.create_stack(one.place, one.wanted)
    return Change(
        target=one.place.target,
        service="cloudformation",
        operation="UpdateStack",
        parameters={
            "StackName": one.stack.id,
            "TemplateBody": one.place.template,
            "Capabilities": stack_changes.CAPABILITIES,
        },
        agreed={"after": one.stack.changed},
        token="ClientRequestToken",
        landed=("TokenAlreadyExistsException",),
        note={"stack": one.stack.id},
        sentence=f"Update the stack {one.place.stack_name} with the role {one.wanted.name} in this account",
        undo=Undo(words="CloudFormation keeps no earlier version: run the fleet with the file it had before."),
    )


def _call(one: CentralStack, operation: str) -> Read:
    return Read(
        target=one.place.target,
        service="cloudformation",
        operation=operation,
        parameters={"StackName": one.place.stack_name},
    )
