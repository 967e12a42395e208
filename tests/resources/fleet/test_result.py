"""What programs get of a fleet in the last line."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from tests.resources.fleet.values import CENTRAL, fleet_roles, group, role
from wizard.model import (
    Context,
    FleetAccounts,
    GroupAccounts,
    Member,
    Outcome,
    SignedIn,
    State,
)
from wizard.resources.fleet.result import fleet_result
from wizard.vendors.profile import load_vendor

ONE, TWO, THREE = "111111111111", "222222222222", "333333333333"
SIGNED = SignedIn(arn=f"arn:aws:iam::{CENTRAL}:user/ada", account=CENTRAL, region="eu-west-1", standing="management")
GROUPS = (group("DevOps"), group("ReadOnly"), group("Audit", None))
FLEET = fleet_roles(
    role("DevOps", ONE),
    role("DevOps", TWO, stands="failed"),
    role("DevOps", THREE, stands="waiting"),
    role("ReadOnly", ONE),
    role("Audit", THREE, stands="not-covered"),
    groups=GROUPS,
)
ACCOUNTS = FleetAccounts(
    fleet=FLEET.fleet, groups=tuple(GroupAccounts(group=one, members=(Member(account=ONE),)) for one in GROUPS)
)


def known(state: State) -> Context:
    """After a step in this state has found the fleet."""
    found = (SIGNED, ACCOUNTS, FLEET)
    outcome = Outcome(id="stack-sets", title="Stack sets", state=state, summary="", found=found)
    vendor = load_vendor("firetiger")
    return Context(vendor=vendor, now=datetime.now(UTC), found=found, outcomes={"stack-sets": outcome})


def test_every_confirmed_role_is_there_by_group_and_account_and_all_are_counted() -> None:
    result = fleet_result(known(State.SATISFIED))
    assert result == {
        "role_arn": None,
        "account_id": CENTRAL,
        "groups": {"DevOps": 1, "ReadOnly": 1, "Audit": 1},
        "role_arns": {
            "DevOps": {ONE: f"arn:aws:iam::{ONE}:role/CrossAccountManager-DevOps"},
            "ReadOnly": {ONE: f"arn:aws:iam::{ONE}:role/CrossAccountManager-ReadOnly"},
            "Audit": {},
        },
        "master_role_arns": {
            "DevOps": f"arn:aws:iam::{CENTRAL}:role/CrossAccountManager-DevOps",
            "ReadOnly": f"arn:aws:iam::{CENTRAL}:role/CrossAccountManager-ReadOnly",
        },
        "counts": {"accounts": 1, "roles": 2, "failed": 1, "waiting": 1, "in_the_way": 0, "not_covered": 1},
    }
    json.dumps(result)


def test_what_nobody_has_confirmed_is_not_told() -> None:
    result = fleet_result(known(State.UNMET))
    assert (result["account_id"], result["role_arns"], result["counts"]) == (CENTRAL, None, None)
