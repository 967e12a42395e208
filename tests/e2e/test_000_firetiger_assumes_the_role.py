"""What Firetiger does with the role, to its end: the handover, the policy, the deployment in the account."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.guides import FIRETIGER, VENDOR, B, at_a_shell
from tests.e2e.program import BEDROCK, Program, program
from wizard.vendors.profile import load_vendor

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


@pytest.mark.long
def test_with_the_external_id_of_an_invitation_the_role_lets_nobody_in_without_it(aws: Program) -> None:
    invited = aws.run("invite", "--customer", "Acme", "--external-id", "auto", "--out", "acme.toml", **VENDOR)
    assert invited.code == 0, invited.err
    (line,) = [one for one in (aws.directory / "acme.toml").read_text().splitlines() if one.startswith("external_id")]
    external_id = json.loads(line.partition("=")[2])
    opened = ("--profile", "accountb-admin", "--invitation", "acme.toml")
    planned = aws.run("plan", *opened, answers=CUSTOMER)
    assert "Firetiger's template requires no external ID. The wizard adds the one" in " ".join(planned.out.split())
    lines = [one for one in aws.json("plan", *opened, answers=CUSTOMER).events if one.get("step") == "template"]
    findings = [finding for line in lines for finding in line.get("findings", ())]
    assert any("sts:ExternalId" in one.get("body", "") for one in findings if one.get("kind") == "difference")
    assert "The role requires no external ID" not in planned.out

    customer = aws.json("apply", "--approve", *opened, answers=CUSTOMER)
    assert customer.finished["role_arn"] == ROLE, customer.err
    handed = json.loads((aws.directory / "firetiger-handover.json").read_text())
    assert handed["external_id"] is True
    assert handed["template_sha256"] != load_vendor("firetiger").template_sha256
    said = " ".join((aws.directory / "firetiger-handover.md").read_text().split())
    assert "Firetiger's template requires no external ID. The wizard adds the one that Firetiger gave you" in said
    assert load_vendor("firetiger").template_sha256 in said
    assert handed["template_sha256"] in said
    status = aws.json("status", "--profile", "accountb-admin")
    assert status.states["template"] == "satisfied", "the checkpoint has the external ID"

    handover = ("--handover", str(aws.directory / "firetiger-handover.json"), "--to", "role/deployer", "--create")
    granted = aws.json("apply", "grant", *handover, "--external-id", external_id, "--approve", **VENDOR)
    assert granted.code == 0, granted.out
    with_it = DEPLOYS.replace(f"assume {ROLE}", f"assume {ROLE} --external-id {external_id}")
    assert at_a_shell(aws, with_it, **VENDOR).out.strip() == INSIDE
    assert at_a_shell(aws, DEPLOYS, **VENDOR).code == 4
