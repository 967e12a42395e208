"""A fleet's organization as its administrator sees it: its units, its accounts, and what is in each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import botocore.session
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

CENTRAL = "111122223333"
ENTER = "OrganizationAccountAccessRole"
# Invited, which has no such role; and suspended.
SERVICE_LINKED = "AWSServiceRoleForCloudFormationStackSetsOrgAdmin"
NO_WAY_IN = {"333344445555", "666677778888"}


class Organization:
    """All of it by HTTP, by another client than the program's; one that is made once and is somebody else each time."""

    def __init__(self, endpoint: str, keys: Mapping[str, str]) -> None:
        self._endpoint = endpoint
        self._owner = (keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"], None)
        self._who = Credentials("", "")
        self._clients: dict[str, Any] = {}
        self._be(self._owner)

    def client(self, service: str) -> Any:
        """The administrator's, or whoever's ``acting`` is."""
        if service not in self._clients:
            session: Any = botocore.session.Session()
            session._credentials = self._who
            where = {"region_name": "us-east-1", "endpoint_url": self._endpoint}
            self._clients[service] = session.create_client(service, **where)
        return self._clients[service]

    @cached_property
    def units(self) -> dict[str, str]:
        """The id of each unit by its name; of the root as "root"."""
        found: dict[str, str] = {"root": self.client("organizations").list_roots()["Roots"][0]["Id"]}
        above = [found["root"]]
        while above:
            asked = self.client("organizations").list_organizational_units_for_parent(ParentId=above.pop())
            found |= {unit["Name"]: unit["Id"] for unit in asked["OrganizationalUnits"]}
            above += [unit["Id"] for unit in asked["OrganizationalUnits"]]
        return found

    @cached_property
    def accounts(self) -> dict[str, str]:
        """The id of each account by its name."""
        pages = self.client("organizations").get_paginator("list_accounts").paginate()
        return {account["Name"]: account["Id"] for account in pages.build_full_result()["Accounts"]}

    def ids(self, *names: str) -> set[str]:
        """The ids of the accounts whose names are these, or begin with them and a number."""
        found = {id for name, id in self.accounts.items() if name in names or name.rpartition("-")[0] in names}
        assert found, names
        return found

    @contextmanager
    def acting(self, role: str) -> Iterator[None]:
        """As whoever has assumed this role; refused is a ClientError."""
        before = (self._who.access_key, self._who.secret_key, self._who.token)
        made = self.client("sts").assume_role(RoleArn=role, RoleSessionName="somebody")["Credentials"]
        self._be((made["AccessKeyId"], made["SecretAccessKey"], made["SessionToken"]))
        try:
            yield
        finally:
            self._be(before)

    def lets_in(self, role: str) -> bool:
        """Whether whoever acts now may assume the role."""
        try:
            self.client("sts").assume_role(RoleArn=role, RoleSessionName="somebody")
        except ClientError as refusal:
            if refusal.response["Error"]["Code"] != "AccessDenied":
                raise
            return False
        return True

    def reached(self, group: str, role: str, accounts: Iterable[str]) -> set[str]:
        """The accounts in which a user of a group's central role can assume the role."""
        with self.acting(f"arn:aws:iam::{CENTRAL}:role/{group}"):
            return {account for account in accounts if self.lets_in(f"arn:aws:iam::{account}:role/{role}")}

    def stack_sets(self) -> list[str]:
        """The names of those that are there."""
        listed = self.client("cloudformation").list_stack_sets(Status="ACTIVE")["Summaries"]
        return [one["StackSetName"] for one in listed]

    def operations(self, stack_set: str) -> list[tuple[str, list[str]]]:
        """What was done with a stack set, the oldest first: the action, and the accounts that it was done in."""
        cloudformation = self.client("cloudformation")
        listed = cloudformation.list_stack_set_operations(StackSetName=stack_set)["Summaries"]
        return [
            (one["Action"], sorted(result["Account"] for result in self._results(stack_set, one["OperationId"])))
            for one in reversed(listed)
        ]

    def _results(self, stack_set: str, operation: str) -> list[dict[str, Any]]:
        pages = self.client("cloudformation").get_paginator("list_stack_set_operation_results")
        asked = pages.paginate(StackSetName=stack_set, OperationId=operation)
        return list(asked.build_full_result()["Summaries"])

    def instances(self, stack_set: str) -> set[str]:
        """The accounts in which the stack set has a stack."""
        pages = self.client("cloudformation").get_paginator("list_stack_instances").paginate(StackSetName=stack_set)
        return {one["Account"] for one in pages.build_full_result()["Summaries"]}

    def move(self, account: str, unit: str) -> None:
        """Move an account into another unit, both by name."""
        organizations = self.client("organizations")
        (parent,) = organizations.list_parents(ChildId=self.accounts[account])["Parents"]
        organizations.move_account(
            AccountId=self.accounts[account],
            SourceParentId=parent["Id"],
            DestinationParentId=self.units[unit],
        )

    def permit(self, account: str, policy: str) -> None:
        """Take a service control policy off an account, both by name."""
        organizations = self.client("organizations")
        at = {"TargetId": self.accounts[account]}
        listed = organizations.list_policies_for_target(**at, Filter="SERVICE_CONTROL_POLICY")["Policies"]
        (found,) = (one["Id"] for one in listed if one["Name"] == policy)
        organizations.detach_policy(PolicyId=found, **at)

    def made(self) -> set[str]:
        """Every stack set, and every role and stack in every account, as ``account kind name``.

        Without the role that StackSets works with and its stack, which are AWS's: no call of StackSets deletes them.
        """
        found = {f"{CENTRAL} stack set {name}" for name in self.stack_sets()}
        found |= set(self._inside(CENTRAL))
        for account in set(self.accounts.values()) - {CENTRAL, *NO_WAY_IN}:
            with self.acting(f"arn:aws:iam::{account}:role/{ENTER}"):
                found |= set(self._inside(account))
        return {one for one in found if " stacksets-exec-" not in one and not one.endswith(SERVICE_LINKED)}

    def _inside(self, account: str) -> Iterator[str]:
        roles = self.client("iam").get_paginator("list_roles").paginate().build_full_result()["Roles"]
        yield from (f"{account} role {role['RoleName']}" for role in roles)
        stacks = self.client("cloudformation").get_paginator("describe_stacks").paginate().build_full_result()["Stacks"]
        yield from (f"{account} stack {stack['StackName']}" for stack in stacks)

    def _be(self, keys: tuple[str, str, str | None]) -> None:
        self._who.access_key, self._who.secret_key, self._who.token = keys
