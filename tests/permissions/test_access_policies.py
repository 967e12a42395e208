"""The operator's policy for granting and revoking: actions that exist, on what they are about, by the answers alone."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.permissions.actions import actions_in
from tests.permissions.test_policies import FIRETIGER, Tables, known
from wizard.permissions.actions import action_of, is_free
from wizard.permissions.policies import operator_policies
from wizard.workflows import workflow_named

ROLE = "arn:aws:iam::222222222222:role/path/role-in-accountb"
OF_ROLE = {"trusting-role": {"arn": ROLE}}
PATHS: Mapping[str, tuple[str, Tables]] = {
    "nothing answered": ("grant", {}),
    "a group": ("grant", {**OF_ROLE, "principal": {"to": "group/developers"}}),
    "a new role": ("grant", {**OF_ROLE, "principal": {"to": "role/deployer", "create": "true"}}),
    "a managed policy": (
        "grant", {"principal": {"to": "user/ben"}, "permission": {"managed": "roles", "delete_version": "v1"}},
    ),
    "its trust read": ("grant", {"trusting-role": {"arn": ROLE, "profile": "accountb-admin"}}),
    "a handover": ("grant", {"trusting-role": {"handover": "h.json"}, "principal": {"to": "role/deployer"}}),
    "revoked": ("revoke", {**OF_ROLE, "principal": {"to": "user/ben"}}),
    "deleted": ("revoke", {"principal": {"to": "user/ben"}, "removal": {"delete_policy": "roles"}}),
    "a version": ("revoke", {"principal": {"to": "user/ben"}, "removal": {"delete_version": "v1"}}),
}  # fmt: skip


def statements(path: str) -> list[Mapping[str, Any]]:
    workflow, tables = PATHS[path]
    (policy,) = operator_policies(workflow_named(workflow).steps, FIRETIGER, tables)
    found: list[Mapping[str, Any]] = policy.document["Statement"]
    return found


def actions(path: str) -> set[str]:
    workflow, tables = PATHS[path]
    (policy,) = operator_policies(workflow_named(workflow).steps, FIRETIGER, tables)
    return set(actions_in(policy))


@pytest.mark.parametrize("path", PATHS)
def test_every_action_exists_and_is_narrowed_to_what_it_takes(path: str) -> None:
    for statement in statements(path):
        for action in statement["Action"]:
            formats = [re.sub(r"\$\{\w+\}", "*", row["resource_arn_format"]) for row in known(action)]
            assert formats, action
            for resource in statement["Resource"]:
                takes = any(fnmatch.fnmatchcase(resource, one) for one in formats)
                assert takes or (resource == "*" and formats == ["*"]), (action, resource)


def test_every_declared_call_has_an_action_that_exists() -> None:
    calls = {
        call for name in ("grant", "revoke") for step in workflow_named(name).steps for call in step.reads + step.writes
    }
    assert [call for call in calls if not is_free(call) and not known(action_of(call))] == []


def test_a_group_is_all_that_a_groups_grant_may_change() -> None:
    changing = {action for action in actions("a group") if re.search(":(Put|Attach|Create|Delete|Detach)", action)}
    assert changing == {"iam:PutGroupPolicy"}
    (about,) = [one["Resource"] for one in statements("a group") if "iam:PutGroupPolicy" in one["Action"]]
    assert about == ["arn:aws:iam::*:group/developers", "arn:aws:iam::*:group/*/developers"]


def test_what_is_deleted_or_created_is_allowed_only_where_the_answers_name_it() -> None:
    assert "iam:CreateRole" in actions("a new role")
    assert {"iam:CreatePolicy", "iam:AttachRolePolicy"} <= actions("a handover")
    assert "iam:DeletePolicyVersion" in actions("a managed policy")
    assert {"iam:DeletePolicy", "iam:DeletePolicyVersion"} <= actions("deleted")
    assert "iam:DeletePolicyVersion" in actions("a version")
    assert not {"iam:CreateRole", "iam:CreateUser", "iam:DeletePolicyVersion"} & actions("a group")
    assert not {"iam:DeletePolicy", "iam:DeletePolicyVersion"} & actions("revoked")
    assert not any("iam:Create" in action and "Version" not in action for action in actions("revoked"))


def test_the_other_accounts_role_is_read_only_by_a_profile_that_reaches_it() -> None:
    (about,) = [one["Resource"] for one in statements("its trust read") if one["Sid"] == "TrustingRoleRole"]
    assert about == [ROLE]
    assert "TrustingRoleRole" not in {one["Sid"] for one in statements("a group")}
