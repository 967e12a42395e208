"""A fleet of two groups in an organization whose management account, 111111111111, is signed in to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from wizard.model import (
    Chosen,
    Context,
    Fleet,
    FleetAccounts,
    Group,
    GroupAccounts,
    MasterRoles,
    Member,
    SignedIn,
    SignInBy,
    TrustedAccess,
)
from wizard.vendors.profile import load_vendor

A, B, C, D = ("111111111111", "222222222222", "333333333333", "444444444444")
ROOT, UNIT = "r-abcd", "ou-abcd-11111111"
ORGANIZATION = "o-abcdefghij"
SIGNED_IN = SignedIn(
    arn=f"arn:aws:iam::{A}:user/ada", account=A, region="us-east-1", standing="management", management_account=A,
    organization_id=ORGANIZATION,
)  # fmt: skip
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}


def member(account: str) -> Member:
    name = f"account-{account[0]}"
    return Member(account=account, name=name, email=f"{name}@example.com", units=(ROOT, UNIT))


def devops(*accounts: str, central: bool = False, **group: Any) -> GroupAccounts:
    """The group DevOps, whose accounts are listed; group: what else is said of it."""
    about = {
        "name": "DevOps",
        "accounts": Chosen(listed=accounts),
        "sign_in": SignInBy(kind="directory"),
        "policy": POLICY,
        **group,
    }
    return GroupAccounts(group=Group(**about), members=tuple(map(member, accounts)), central=central)


def read_only(*accounts: str) -> GroupAccounts:
    """The group ReadOnly, chosen by a unit."""
    chosen = Chosen(units=(UNIT,))
    managed = ("arn:aws:iam::aws:policy/ReadOnlyAccess",)
    return devops(*accounts, name="ReadOnly", accounts=chosen, policy=None, managed=managed)


def fleet(*groups: GroupAccounts) -> FleetAccounts:
    whole = Fleet(groups=tuple(one.group for one in groups))
    return FleetAccounts(fleet=whole, groups=groups, root=ROOT)


def context(accounts: FleetAccounts, *more: object, person: bool = False) -> Context:
    arns = {one.group.name: f"arn:aws:iam::{A}:role/CrossAccountManager-{one.group.name}" for one in accounts.groups}
    return Context(
        vendor=load_vendor("firetiger"),
        now=datetime(2026, 11, 26, 12, tzinfo=UTC),
        person=person,
        found=(SIGNED_IN, TrustedAccess(management_account=A), accounts, MasterRoles(arns=arns), *more),
    )
