"""The roles of the central account: created, changed in place, and left alone where they are right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.doubles import TableReader, refused
from tests.steps.fleets import SIGNED_IN, A, B, C, context, devops, fleet, read_only
from wizard.model import Answers, CallFailed, Change, FleetAccounts, Journal, MasterRoles, Observation, Read, State
from wizard.resources.fleet.role_documents import central_of, central_role
from wizard.resources.role import Role
from wizard.steps.master_roles.step import STEP

FLEET = fleet(devops(B, C), read_only(B))
NAMES = ["CrossAccountManager-DevOps", "CrossAccountManager-ReadOnly"]


def wanted(accounts: FleetAccounts) -> dict[str, Role]:
    roles = [central_role(accounts.fleet, chosen, central_of(SIGNED_IN)) for chosen in accounts.groups]
    return {role.name: role for role in roles}


def iam(roles: Mapping[str, Role], **more: Any) -> TableReader:
    """IAM with these roles. more: what GetRole answers besides."""

    def of(read: Read) -> Role | None:
        return roles.get(str(read.parameters["RoleName"]))

    def get(read: Read) -> Any:
        role = of(read)
        if role is None:
            return refused("NoSuchEntity")
        about = {"RoleName": role.name, "Arn": role.arn, "Path": "/", "MaxSessionDuration": role.session}
        return {"Role": {**about, "AssumeRolePolicyDocument": role.trust_document, **more}}

    def inline(read: Read) -> Any:
        role = of(read)
        assert role is not None
        return {"PolicyDocument": role.inline_documents[read.parameters["PolicyName"]]}

    return TableReader(
        {
            "iam:GetRole": get,
            "iam:ListAttachedRolePolicies": {"AttachedPolicies": []},
            "iam:ListRolePolicies": lambda read: {"PolicyNames": list((of(read) or next(iter(roles.values()))).inline)},
            "iam:GetRolePolicy": inline,
        }
    )


def looked(read: TableReader, accounts: FleetAccounts = FLEET) -> Observation[Any]:
    return STEP.observe(read, Answers(), Journal(), context(accounts))


def changes(seen: Observation[Any]) -> list[Change]:
    return list(STEP.plan(seen, Answers()).changes)


def test_what_is_missing_is_created_with_its_policy() -> None:
    seen = looked(iam({}))
    assert seen.state is State.UNMET
    made = [(one.operation, one.parameters["RoleName"]) for one in changes(seen)]
    assert made == [(operation, name) for name in NAMES for operation in ("CreateRole", "PutRolePolicy")]
    assert json.loads(changes(seen)[0].parameters["AssumeRolePolicyDocument"])["Statement"][0]["Principal"] == {
        "Service": "ds.amazonaws.com"
    }


def test_where_all_are_right_nothing_is_changed_and_their_arns_are_known() -> None:
    seen = looked(iam(wanted(FLEET)))
    assert (seen.state, changes(seen)) == (State.SATISFIED, [])
    assert seen.found == (MasterRoles(arns={
        "DevOps": f"arn:aws:iam::{A}:role/{NAMES[0]}", "ReadOnly": f"arn:aws:iam::{A}:role/{NAMES[1]}",
    }),)  # fmt: skip


def test_an_account_that_was_added_changes_the_policy_in_place_and_nothing_else() -> None:
    seen = looked(iam(wanted(fleet(devops(B), read_only(B)))))
    (put,) = changes(seen)
    assert (put.operation, put.parameters["RoleName"]) == ("PutRolePolicy", NAMES[0])
    assert [one.names for one in seen.documents] == [("In AWS now", "In your fleet file")]


def test_no_role_is_ever_deleted_or_created_a_second_time() -> None:
    other = fleet(devops(B, sign_in=None), read_only(B))
    assert [one.parameters["RoleName"] for one in changes(looked(iam({}), other))] == [NAMES[1]] * 2
    live = wanted(fleet(devops(B, session_hours=8), read_only(C)))
    assert {one.operation for one in changes(looked(iam(live)))} == {"UpdateRole", "PutRolePolicy"}


def test_somebodys_tags_on_it_are_left_alone() -> None:
    assert looked(iam(wanted(FLEET), Tags=[{"Key": "team", "Value": "x"}])).state is State.SATISFIED


def test_a_role_of_the_name_under_a_path_is_in_the_way() -> None:
    seen = looked(iam(wanted(FLEET), Path="/people/"))
    assert (seen.state, seen.trouble and seen.trouble.key) == (State.BLOCKED, "central-role-path")


def test_a_role_that_cannot_be_read_is_not_taken_for_missing() -> None:
    with pytest.raises(CallFailed):
        looked(TableReader({"iam:GetRole": refused("AccessDenied")}))


def test_a_group_of_a_vendor_has_no_role_here() -> None:
    seen = looked(iam({}), fleet(devops(B, sign_in=None)))
    assert (seen.state, seen.found) == (State.SATISFIED, (MasterRoles(arns={}),))


def test_the_roles_are_foreseen_before_anything_was_looked_at() -> None:
    preview = STEP.preview(None, Answers(), context(FLEET))
    assert [one.operation for plan in preview.rounds for one in plan.changes].count("CreateRole") == 2
