"""Driving StackSets in a sandbox: a stack set with one role, and operations to their end."""

from __future__ import annotations

import itertools
import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .conftest import Aws

REGION = "us-east-1"
EVERYWHERE = {
    "MaxConcurrentPercentage": 100,
    "ConcurrencyMode": "SOFT_FAILURE_TOLERANCE",
    "FailureTolerancePercentage": 100,
}
_NUMBERS = itertools.count(1)


def role_template(name: str, *, retained: bool = False, session: int = 3600, more: dict[str, Any] | None = None) -> str:
    """A template that makes a role of that name."""
    trust = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole"}
    properties = {
        "RoleName": name,
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        "MaxSessionDuration": session,
        **(more or {}),
    }
    role = {"Type": "AWS::IAM::Role", "Properties": properties}
    return json.dumps({"Resources": {"Role": {**role, "DeletionPolicy": "Retain"} if retained else role}})


class Fleet:
    """An organization and its stack sets, as somebody in the management account sees them."""

    def __init__(self, aws: Aws) -> None:
        self.aws = aws
        self.cloudformation = aws.client("cloudformation")
        self.organizations = aws.client("organizations")
        self.accounts = {each["name"]: each["id"] for each in aws.admin("GET", "accounts")}

    @cached_property
    def root(self) -> str:
        """Asked for once: AWS lets it be asked for once a second."""
        return str(self.organizations.list_roots()["Roots"][0]["Id"])

    def unit(self, *path: str) -> str:
        """The id of a unit by the names on the way to it."""
        place = self.root
        for name in path:
            pages = self.organizations.get_paginator("list_organizational_units_for_parent").paginate(ParentId=place)
            place = next(each["Id"] for page in pages for each in page["OrganizationalUnits"] if each["Name"] == name)
        return place

    def create(self, name: str = "", **more: Any) -> str:
        """A stack set whose only resource is a role of its own name; answers the name."""
        name = name or f"Roles{next(_NUMBERS)}"
        asked = {
            "TemplateBody": role_template(name),
            "PermissionModel": "SERVICE_MANAGED",
            "AutoDeployment": {"Enabled": False},
            "Capabilities": ["CAPABILITY_NAMED_IAM"],
            **more,
        }
        self.cloudformation.create_stack_set(StackSetName=name, **asked)
        return name

    def deploy(self, name: str, *units: str, accounts: list[str] | None = None, **more: Any) -> dict[str, Any]:
        """Deploys to units, or to accounts of them by name, to the end; the operation."""
        return self.run(self.begin(name, *units, accounts=accounts, **more), name)

    def begin(self, name: str, *units: str, accounts: list[str] | None = None, **more: Any) -> str:
        """Begins to deploy; the operation's id."""
        asked = {"Regions": [REGION], "OperationPreferences": EVERYWHERE, **more}
        targets = self.targets(*units, accounts=accounts)
        begun = self.cloudformation.create_stack_instances(StackSetName=name, DeploymentTargets=targets, **asked)
        return str(begun["OperationId"])

    def targets(self, *units: str, accounts: list[str] | None = None) -> dict[str, Any]:
        """The targets of an operation: units, or those accounts in them."""
        if accounts is None:
            return {"OrganizationalUnitIds": list(units)}
        listed = [self.accounts[each] for each in accounts]
        return {"OrganizationalUnitIds": list(units), "Accounts": listed, "AccountFilterType": "INTERSECTION"}

    def remove(self, name: str, *units: str, retain: bool = False, **more: Any) -> dict[str, Any]:
        """Deletes the instances in units to the end; the operation."""
        asked = {"Regions": [REGION], "OperationPreferences": EVERYWHERE, "RetainStacks": retain, **more}
        targets = asked.pop("DeploymentTargets", None) or self.targets(*units)
        begun = self.cloudformation.delete_stack_instances(StackSetName=name, DeploymentTargets=targets, **asked)
        return self.run(begun["OperationId"], name)

    def look(self, operation: str, name: str) -> dict[str, Any]:
        answer = self.cloudformation.describe_stack_set_operation(StackSetName=name, OperationId=operation)
        return dict(answer["StackSetOperation"])

    def run(self, operation: str, name: str) -> dict[str, Any]:
        """Looks at an operation until it has ended; the last look."""
        while (found := self.look(operation, name))["Status"] in ("RUNNING", "STOPPING", "QUEUED"):
            pass
        return found

    def instances(self, name: str, **more: Any) -> dict[str, dict[str, Any]]:
        """The instances of a stack set by the names of their accounts."""
        names = {identifier: each for each, identifier in self.accounts.items()}
        pages = self.cloudformation.get_paginator("list_stack_instances").paginate(StackSetName=name, **more)
        return {names[each["Account"]]: each for page in pages for each in page["Summaries"]}

    def results(self, name: str, operation: str, status: str = "") -> dict[str, dict[str, Any]]:
        """What an operation did, by the names of the accounts."""
        names = {identifier: each for each, identifier in self.accounts.items()}
        filters = {"Filters": [{"Name": "OPERATION_RESULT_STATUS", "Values": status}]} if status else {}
        pages = self.cloudformation.get_paginator("list_stack_set_operation_results").paginate(
            StackSetName=name, OperationId=operation, **filters
        )
        return {names[each["Account"]]: each for page in pages for each in page["Summaries"]}

    def roles(self, account: str) -> set[str]:
        """The names of the roles in an account."""
        listed = self.aws.enter(self.accounts[account]).client("iam").list_roles()["Roles"]
        return {str(role["RoleName"]) for role in listed}
