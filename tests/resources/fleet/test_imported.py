"""What the files of AWS Cross-Account Manager become, and that what they had and a fleet has not is said."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.resources.fleet.file import fleet_in, policy_files, tables_in
from wizard.resources.fleet.imported import ImportProblem, fleet_toml

ACCOUNTS = """
accounts:
  - 012345678901:
      email: dev@example.com
      accountgroup: dev
  - 222222222222:
      email: prod@example.com
      accountgroup: '*'
"""
ROLES = """
roles:
  - DevOps:
      action: add
      policy: devops.json
  - DevOnly:
      action: add
      policy: dev.json
      accountgroup: dev
"""
POLICIES = {"devops.json": "custom_policy/devops.json", "dev.json": "custom_policy/dev.json"}
ANYTHING = json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})


def test_a_role_becomes_a_group_with_the_accounts_of_its_account_group() -> None:
    tables = tables_in(fleet_toml(ACCOUNTS, ROLES, POLICIES))
    fleet = fleet_in(tables, dict.fromkeys(policy_files(tables), ANYTHING))
    assert {one.name: one.accounts.listed for one in fleet.groups} == {
        "DevOps": ("012345678901", "222222222222"),
        "DevOnly": ("012345678901",),
    }
    assert fleet.prefix == "CrossAccountManager"
    assert [one.policy_file for one in fleet.groups] == list(POLICIES.values())
    assert {one.sign_in.kind for one in fleet.groups if one.sign_in} == {"directory"}


@pytest.mark.parametrize(
    ("role", "comment"),
    [
        ("Old: {action: remove, policy: dev.json}", "# Not a group: The solution was told to remove this role."),
        ("Far: {policy: dev.json, accountgroup: far}",
         "# Not a group: No account of accounts.yaml has its account group."),
        ("Lost: {policy: lost.json}", "# Not a group: Its policy lost.json isn't in custom_policy."),
        ("devops: {policy: dev.json}", "# Not a group: There is a group with this name already."),
        (f"{'L' * 50}: {{policy: dev.json}}", "# Not a group: The role's name has 70 characters; IAM allows 64."),
        ("Odd: {policy: dev.json, color: red}", "# Left out: color of Odd in roles.yaml."),
        ("Odd_One: {policy: dev.json}",
         "# Odd_One has other characters than letters, digits and hyphens, so its roles get another name."),
        ("Odd: {policy: dev.json, action: keep}", "# Its action keep isn't known; it counts as add."),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_over_is_said_in_a_comment(role: str, comment: str) -> None:
    text = fleet_toml(ACCOUNTS, f"{ROLES}  - {role}\n", POLICIES)
    assert comment in text.splitlines()
    assert {one.name for one in fleet_in(tables_in(text)).groups} >= {"DevOps", "DevOnly"}


def test_an_account_that_is_none_is_said_and_left_out() -> None:
    text = fleet_toml(f"{ACCOUNTS}  - not-an-account: {{}}\n", ROLES, POLICIES)
    assert "# Left out: not-an-account in accounts.yaml isn't an account id (12 digits)." in text.splitlines()


@pytest.mark.parametrize(
    ("accounts", "roles", "sentence"),
    [
        ("accounts: [", ROLES, "accounts.yaml isn't YAML: "),
        ("- 1", ROLES, "accounts.yaml has no list named accounts."),
        (ACCOUNTS, "roles: DevOps", "roles.yaml has no list named roles."),
        (ACCOUNTS, "roles:", "roles.yaml has no roles."),
        ("accounts:", ROLES, "No role of roles.yaml can be a group. DevOps: No account of accounts.yaml has"),
    ],
)
def test_files_of_which_no_fleet_can_be_made_are_one_sentence(accounts: str, roles: str, sentence: str) -> None:
    with pytest.raises(ImportProblem) as problem:
        fleet_toml(accounts, roles, POLICIES)
    assert str(problem.value).startswith(sentence)


NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=70)


@given(st.lists(st.tuples(NAMES, NAMES, NAMES), max_size=4), NAMES)
def test_whatever_they_say_the_written_file_is_a_fleet(roles: list[tuple[str, str, str]], path: str) -> None:
    said = [{name: {"policy": "p.json", "action": action, key: "x"}} for name, action, key in roles]
    whole = json.dumps({"roles": [{"DevOps": {"policy": "p.json"}}, *said]})
    text = fleet_toml(ACCOUNTS, whole, {"p.json": f"custom_policy/{path}"})
    assert "DevOps" in {one.name for one in fleet_in(tables_in(text)).groups}
