"""What Firetiger does with the role, to its end: the handover, the policy, the deployment in the account."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.guides import FIRETIGER, VENDOR, B, at_a_shell
from tests.e2e.program import BEDROCK, Program, program

ROLE = f"arn:aws:iam::{B}:role/CrossAccountAccessForFiretiger"
CUSTOMER = f"""
[sub-account]
mode = "this-account"
accept_workloads = true
[cloudtrail]
mode = "create-trail"
{BEDROCK}
"""
INSIDE = f"arn:aws:sts::{B}:assumed-role/CrossAccountAccessForFiretiger/firetiger-onboard"
# As the deployment: its own session first, which has to be that of the role the policy is attached to.
DEPLOYS = f"""
eval "$(onboard assume arn:aws:iam::{FIRETIGER}:role/deployer)"
onboard assume {ROLE} -- aws sts get-caller-identity --query Arn --output text
"""


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path, "two-accounts") as running:
        yield running


def test_from_the_customers_handover_to_the_deployment_inside_the_account(aws: Program) -> None:
    customer = aws.json("apply", "--profile", "accountb-admin", "--approve", answers=CUSTOMER)
    assert customer.finished["role_arn"] == ROLE, customer.err
    handover = aws.directory / "firetiger-handover.json"
    assert json.loads(handover.read_text())["role_arn"] == ROLE

    whom = ("--handover", str(handover), "--to", "role/deployer", "--create", "--approve")
    granted = aws.json("apply", "grant", *whom, **VENDOR)
    assert granted.code == 0, granted.err
    assert granted.finished["role_arn"] == ROLE
    (proof,) = [line for line in granted.events if line["event"] == "step" and line["step"] == "granted-proof"][-1:]
    assert (proof["state"], f"{INSIDE}" in json.dumps(proof["findings"])) == ("satisfied", True)
    assert at_a_shell(aws, DEPLOYS, **VENDOR).out.strip() == INSIDE

    policy = f"arn:aws:iam::{FIRETIGER}:policy/CrossAccountAccessForFiretiger-{B}"
    detached = f"aws iam detach-role-policy --role-name deployer --policy-arn {policy}"
    assert at_a_shell(aws, detached, **VENDOR).code == 0
    without = at_a_shell(aws, DEPLOYS, **VENDOR)
    assert (without.code, without.out) == (4, ""), "it was this policy that let the deployment in"
