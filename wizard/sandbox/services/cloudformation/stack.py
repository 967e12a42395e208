"""Stacks, their resources and events, and finding one by name or ARN."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wizard.sandbox.kernel.clock import Process
from wizard.sandbox.services.cloudformation.intrinsics import Scope
from wizard.sandbox.services.cloudformation.resources import KINDS
from wizard.sandbox.services.cloudformation.template import Template, invalid

STACK_TYPE = "AWS::CloudFormation::Stack"


@dataclass
class Resource:
    """A resource of a stack, with the properties that it was last deployed with."""

    logical: str
    type: str
    physical: str
    properties: dict[str, Any]
    status: str
    updated: datetime
    reason: str | None = None
    retained: bool = False
    retained_on_create: bool = False

    @property
    def present(self) -> bool:
        return self.status not in ("DELETE_COMPLETE", "DELETE_SKIPPED", "CREATE_FAILED")


@dataclass
class Event:
    """A stack event, oldest first in a stack's list."""

    id: str
    when: datetime
    logical: str
    physical: str
    type: str
    status: str
    reason: str | None
    token: str | None
    operation_id: str
    operation_type: str


@dataclass
class ChangeSet:
    """What would change, and what became of it."""

    id: str
    name: str
    type: str
    template: Template
    parameters: dict[str, Any]
    request: dict[str, Any]
    created: datetime
    changes: list[dict[str, Any]] = field(default_factory=list)
    status: str = "CREATE_PENDING"
    reason: str | None = None
    execution: str = "UNAVAILABLE"
    process: Process | None = None


@dataclass
class Stack:
    """A stack. `request` holds the parameters of the call that made or last changed it."""

    id: str
    name: str
    account: str
    region: str
    template: Template
    parameters: dict[str, Any]
    request: dict[str, Any]
    created: datetime
    status: str = "CREATE_IN_PROGRESS"
    reason: str | None = None
    updated: datetime | None = None
    deleted: datetime | None = None
    resources: dict[str, Resource] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    outputs: list[dict[str, Any]] = field(default_factory=list)
    change_sets: dict[str, ChangeSet] = field(default_factory=dict)
    executed: str | None = None
    process: Process | None = None
    operation_id: str = ""
    operation_type: str = "CREATE_STACK"
    operations: list[tuple[str, str]] = field(default_factory=list)
    token: str | None = None

    def begin(self, operation_type: str, token: str | None) -> None:
        """From here on events belong to a new operation."""
        self.operation_id, self.operation_type, self.token = str(uuid.uuid4()), operation_type, token
        self.operations.insert(0, (operation_type, self.operation_id))

    def mark(self, status: str, when: datetime, reason: str | None = None) -> None:
        """Gives the stack a state, and tells so in an event."""
        self.status, self.reason = status, reason
        self._tell(when, self.name, self.id, STACK_TYPE, status, reason)

    def mark_resource(self, resource: Resource, status: str, when: datetime, reason: str | None = None) -> None:
        """Gives a resource a state, and tells so in an event."""
        resource.status, resource.reason, resource.updated = status, reason, when
        self.resources[resource.logical] = resource
        self._tell(when, resource.logical, resource.physical, resource.type, status, reason)

    def scope(self, template: Template, parameters: dict[str, Any]) -> Scope:
        """What names mean inside this stack."""
        return Scope(template, self.account, self.region, self.name, self.id, parameters, self.attribute)

    def attribute(self, logical: str, name: str | None) -> Any:
        """A resource's Ref or attribute; raises ValidationError for a resource that the template lacks."""
        resource = self.resources.get(logical)
        if resource is None:
            raise invalid(f"Template error: instance of Fn::GetAtt references undefined resource {logical}")
        kind = KINDS[resource.type]
        if name is None:
            return kind.attribute(self.account, resource.physical, "Ref") or resource.physical
        return kind.attribute(self.account, resource.physical, name)

    def polled(self) -> None:
        if self.process is not None:
            self.process.polled()

    def _tell(self, when: datetime, logical: str, physical: str, type_: str, status: str, reason: str | None) -> None:
        operation = (self.token, self.operation_id, self.operation_type)
        event_id = str(uuid.uuid4()) if type_ == STACK_TYPE else f"{logical}-{status}-{when:%Y-%m-%dT%H:%M:%S.%f}Z"
        self.events.append(Event(event_id, when, logical, physical, type_, status, reason, *operation))


@dataclass
class Token:
    """A ClientRequestToken that was used, and for what."""

    operation: str
    fingerprint: str
    stack_id: str


@dataclass
class Stacks:
    """Every stack of every account and region, deleted ones too; by account, of which there may be a thousand."""

    by_account: dict[str, list[Stack]] = field(default_factory=dict)
    tokens: dict[tuple[str, str, str], Token] = field(default_factory=dict)

    def make(
        self,
        account: str,
        region: str,
        name: str,
        template: Template,
        when: datetime,
        parameters: dict[str, Any] | None = None,
    ) -> Stack:
        """A new stack, entered among those there are."""
        stack = Stack(new_id(account, region, name), name, account, region, template, parameters or {}, {}, when)
        self.by_account.setdefault(account, []).append(stack)
        return stack

    def of(self, account: str) -> list[Stack]:
        """The stacks of an account in all regions, oldest first."""
        return self.by_account.get(account, [])

    def here(self, account: str, region: str) -> list[Stack]:
        """The stacks of a region, newest first, as lists show them."""
        return [stack for stack in reversed(self.of(account)) if stack.region == region]

    def find(self, account: str, region: str, name: str) -> Stack | None:
        """By name a stack that is not deleted, by ARN any."""
        for stack in self.here(account, region):
            if stack.id == name or (stack.name == name and stack.status != "DELETE_COMPLETE"):
                return stack
        return None

    def owner(self, account: str, type_: str, physical: str, besides: Stack) -> Stack | None:
        """The other stack that already has that resource."""
        others = (stack for stack in self.of(account) if stack is not besides)
        return next((stack for stack in others if _has(stack, type_, physical)), None)


def _has(stack: Stack, type_: str, physical: str) -> bool:
    if stack.status in ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS"):
        return False
    return any(each.present and (each.type, each.physical) == (type_, physical) for each in stack.resources.values())


def new_id(account: str, region: str, name: str) -> str:
    """A stack's ARN."""
    return f"arn:aws:cloudformation:{region}:{account}:stack/{name}/{uuid.uuid4()}"
