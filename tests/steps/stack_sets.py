"""CloudFormation's answers about stack sets, and what is in accounts that have none of their stacks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from tests.doubles import Reply, TableReader, refused
from tests.steps.fleets import POLICY, SIGNED_IN
from wizard.model import CallError, FleetAccounts, Read
from wizard.resources.fleet.role_documents import central_of, member_template, written
from wizard.resources.role import Role

NOT_FOUND = refused("StackSetNotFoundException")
DENIED = refused("AccessDenied")
LONG_AGO = datetime(2026, 11, 25, tzinfo=UTC)


class Sets(msgspec.Struct, kw_only=True):
    """By group: the instances of its set by account; a group that is not there has no set.

    operations: by group, newest first. otherwise: what DescribeStackSet says otherwise. roles: what is in accounts
    without a stack, None for nothing; an account that is not named can't be entered.
    """

    accounts: FleetAccounts
    instances: Mapping[str, Mapping[str, Mapping[str, Any]]] = {}
    operations: Mapping[str, list[dict[str, Any]]] = {}
    otherwise: Mapping[str, Any] = {}
    roles: Mapping[str, Role | None] = {}
    results: list[dict[str, Any]] = []
    replies: Mapping[str, Reply] = {}

    def reader(self) -> TableReader:
        cloudformation = {
            "DescribeStackSet": self._described,
            "ListStackInstances": lambda read: {"Summaries": self._listed(self._group(read))},
            "ListStackSetOperations": lambda read: {"Summaries": self.operations.get(self._group(read), [])},
            "DescribeStackSetOperation": self._operation,
            "ListStackSetOperationResults": lambda _: {"Summaries": self.results},
        }
        table: dict[str, Reply] = {f"cloudformation:{name}": reply for name, reply in cloudformation.items()}
        return TableReader({**table, "iam:GetRole": self._role, **_POLICIES, **self.replies})

    def _group(self, read: Read) -> str:
        return str(read.parameters["StackSetName"]).removeprefix("CrossAccountManager-")

    def _described(self, read: Read) -> Any:
        group = self._group(read)
        if group not in self.instances:
            return NOT_FOUND
        chosen = next(one for one in self.accounts.groups if one.group.name == group)
        auto = {"Enabled": chosen.group.accounts.by_unit, "RetainStacksOnAccountRemoval": False}
        about = {
            "StackSetName": read.parameters["StackSetName"],
            "Status": "ACTIVE",
            "PermissionModel": "SERVICE_MANAGED",
            "TemplateBody": written(member_template(self.accounts.fleet, chosen.group, central_of(SIGNED_IN))),
            "AutoDeployment": auto,
            "ManagedExecution": {"Active": True},
            "ExecutionRoleName": f"stacksets-exec-custom-CrossAccountManager-{group}",
        }
        return {"StackSet": {**about, **self.otherwise}}

    def _listed(self, group: str) -> list[dict[str, Any]]:
        return [{**instance(account), **told} for account, told in self.instances[group].items()]

    def _operation(self, read: Read) -> Any:
        wanted = read.parameters["OperationId"]
        known = [one for one in self.operations.get(self._group(read), ()) if one["OperationId"] == wanted]
        return {"StackSetOperation": known[0]} if known else refused("OperationNotFoundException")

    def _role(self, read: Read) -> Mapping[str, Any] | CallError:
        account = read.target.account
        if account not in self.roles:
            return DENIED
        role = self.roles[account]
        if role is None:
            return refused("NoSuchEntity")
        tags = [{"Key": "aws:cloudformation:stack-id", "Value": role.made_by}] if role.made_by else []
        about = {"RoleName": role.name, "Arn": role.arn, "Path": "/", "MaxSessionDuration": role.session, "Tags": tags}
        return {"Role": {**about, "AssumeRolePolicyDocument": role.trust_document}}


def _inline(read: Read) -> Any:
    return {"PolicyDocument": POLICY}


_POLICIES: dict[str, Reply] = {
    "iam:ListAttachedRolePolicies": {"AttachedPolicies": []},
    "iam:ListRolePolicies": {"PolicyNames": ["GroupPolicy"]},
    "iam:GetRolePolicy": _inline,
}


def instance(account: str) -> dict[str, Any]:
    return {
        "Account": account,
        "Region": "us-east-1",
        "Status": "CURRENT",
        "StackInstanceStatus": {"DetailedStatus": "SUCCEEDED"},
        "StackId": f"arn:aws:cloudformation:us-east-1:{account}:stack/StackSet-x/1",
        "OrganizationalUnitId": "r-abcd",
        "LastOperationId": "firetiger-1",
    }


def failed(reason: str = "boom", **otherwise: Any) -> dict[str, Any]:
    """What an instance says whose creation failed."""
    return {
        "Status": "OUTDATED",
        "StackInstanceStatus": {"DetailedStatus": "FAILED"},
        "StatusReason": reason,
        "StackId": None,
        **otherwise,
    }


def operation(identifier: str = "firetiger-1", status: str = "SUCCEEDED", **otherwise: Any) -> dict[str, Any]:
    ended = {} if status in ("RUNNING", "QUEUED") else {"EndTimestamp": LONG_AGO}
    about = {"OperationId": identifier, "Action": "CREATE", "Status": status, "CreationTimestamp": LONG_AGO}
    return {**about, **ended, **otherwise}
