"""`fleet` up to its accounts, by the real program among thirty accounts: who is in a group, and what nobody said."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.e2e.program import Ended, Program, program
from wizard.cli.answers_file import checked_answers
from wizard.permissions.actions import FREE, action_of
from wizard.permissions.policies import actions_in, operator_policies
from wizard.resources.fleet.trusted_access import SERVICE
from wizard.vendors.profile import load_vendor
from wizard.workflows import workflow_named

POLICY = json.dumps({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}})
LARGE = json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "a" * 10_200}})
MANAGED = '["arn:aws:iam::aws:policy/ReadOnlyAccess"]'
SHOP_01 = "880055435219"


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path, "fleet") as running:
        (running.directory / "policies").mkdir()
        (running.directory / "policies" / "devops.json").write_text(POLICY)
        (running.directory / "policies" / "large.json").write_text(LARGE)
        yield running


def client(aws: Program, service: str) -> Any:
    """AWS as somebody else sees it."""
    keys = {"aws_access_key_id": aws.environ["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": aws.environ["AWS_SECRET_ACCESS_KEY"]}  # fmt: skip
    return boto3.client(service, endpoint_url=aws.endpoint, region_name="us-east-1", **keys)


def unit(aws: Program, name: str) -> str:
    organizations = client(aws, "organizations")
    root = organizations.list_roots()["Roots"][0]["Id"]
    units = organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    return next(str(one["Id"]) for one in units if one["Name"] == name)


def file(accounts: str, name: str = "DevOps", more: str = "") -> str:
    lines = ('policy = "policies/devops.json"', f"accounts = {accounts}", "sign_in = { directory = true }", more)
    return "\n".join((f"[groups.{name}]", *lines, ""))


def written(aws: Program, text: str) -> None:
    (aws.directory / "fleet.toml").write_text(text)


def apply(aws: Program, *words: str, answers: str = "") -> Ended:
    return aws.json("apply", "fleet", *words, "--approve", answers=answers)


def plan(aws: Program, *words: str, answers: str = "", **environ: str) -> Ended:
    """What would change, now that StackSets has trusted access."""
    client(aws, "cloudformation").activate_organizations_access()
    return aws.json("plan", "fleet", *words, answers=answers, **environ)


def findings(ended: Ended) -> dict[str, str]:
    """What is told of the steps, by its text, with its detail."""
    steps = (line for line in ended.events if line["event"] == "step")
    return {str(one["text"]): str(one["detail"]) for line in steps for one in line["findings"]}


def groups(ended: Ended) -> dict[str, int]:
    """How many accounts each group has, as it is told."""
    counts = (re.fullmatch(r"(\w+): ([\d,]+) accounts?", text) for text in findings(ended))
    return {found[1]: int(found[2]) for found in counts if found}


def test_approve_alone_never_gives_trusted_access_and_an_answer_that_names_it_does(aws: Program) -> None:
    written(aws, file(f'["{SHOP_01}"]'))
    unsaid = apply(aws, "fleet.toml")
    assert (unsaid.code, unsaid.states["trusted-access"], unsaid.states["master-roles"]) == (
        3,
        "needs-answers",
        "waiting",
    )
    assert groups(unsaid) == {"DevOps": 1}, "which accounts it would be for is told before anybody gives it"
    assert aws.writes() == []
    named = apply(aws, "fleet.toml", "--activate-trusted-access", "--wait", "0s")
    assert (named.states["groups"], groups(named)) == ("satisfied", {"DevOps": 1}), named.err
    assert aws.writes().count("cloudformation:ActivateOrganizationsAccess") == 1


def test_the_same_tables_in_the_answers_file_are_the_same_fleet(aws: Program) -> None:
    text = file(f'{{ units = ["{unit(aws, "Sandboxes")}"], exclude = ["{SHOP_01}"] }}')
    ended = plan(aws, answers=text + file(f'["{SHOP_01}"]', "Shop") + '[fleet]\nprefix = "Acme"\n')
    assert groups(ended) == {"DevOps": 4, "Shop": 1}, ended.err
    assert findings(ended)["DevOps: 1 account left out because it is suspended"] == "Unpaid (666677778888)"


def test_tags_of_the_organization_narrow_a_group(aws: Program) -> None:
    written(aws, file(f'{{ units = ["{unit(aws, "Workloads")}"] }}', more='tags = { team = "shop" }'))
    assert groups(plan(aws, "fleet.toml")) == {"DevOps": 14}


def test_a_file_in_a_bucket_is_read_with_the_policy_beside_it(aws: Program) -> None:
    s3 = client(aws, "s3")
    s3.create_bucket(Bucket="acme-fleet")
    for key, text in (("config/fleet.toml", file(f'["{SHOP_01}"]')), ("config/policies/devops.json", POLICY)):
        s3.put_object(Bucket="acme-fleet", Key=key, Body=text.encode())
    ended = plan(aws, "s3://acme-fleet/config/fleet.toml")
    assert groups(ended) == {"DevOps": 1}, ended.err
    assert "The bucket acme-fleet doesn't encrypt with AWS KMS" in findings(ended)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (file('["999999999999"]'),
         "fleet.toml: groups.DevOps.accounts: account 999999999999 isn't in this organization."),
        (file("[1111]"),
         'fleet.toml: groups.DevOps.accounts[0]: has to be text in quotes, not a number. Write it in quotes: "1111".'),
        (file('["111122223333"]').replace("devops.json", "lost.json"), "policies/lost.json doesn't exist."),
        (file('{ units = ["ou-exam-99999999"] }'),
         "fleet.toml: groups.DevOps.accounts.units: there is no unit ou-exam-99999999 in this organization."),
        (file('["111122223333"]').replace("devops.json", "large.json"),
         "fleet.toml: groups.DevOps.policy: policies/large.json has 10,259 characters without blanks; "
         "a role's inline policies can have 10,240."),
        (file('["111122223333"]', "D" * 50),
         f"fleet.toml: groups.{'D' * 50}: the role's name CrossAccountManager-{'D' * 50} has 70 characters; "
         "IAM allows 64."),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_and_the_exit_code_of_a_wrong_command_line(
    aws: Program, text: str, sentence: str
) -> None:
    written(aws, text)
    ended = apply(aws, "fleet.toml", "--activate-trusted-access")
    assert (ended.code, ended.err) == (2, f"firetiger-onboard: {sentence}\n")


def test_what_is_wrong_with_tables_in_the_answers_is_told_before_aws_is_asked(aws: Program) -> None:
    ended = apply(aws, answers=file("[1111]"))
    assert (ended.code, aws.calls()) == (2, [])
    assert "answers.toml: groups.DevOps.accounts[0]: has to be text in quotes" in ended.err


def test_it_calls_nothing_that_its_operator_policy_does_not_allow(aws: Program) -> None:
    text = "[trusted-access]\nactivate = true\n" + file(
        f'{{ units = ["{unit(aws, "Workloads")}"] }}', more='tags = { team = "data" }'
    )
    aws.forget_calls()
    aws.json("plan", "fleet", answers=text)
    client(aws, "cloudformation").activate_organizations_access()
    ended = aws.json("plan", "fleet", answers=text)
    steps = workflow_named("fleet").steps
    tables = checked_answers(tomllib.loads(text), steps)
    policies = operator_policies(steps, load_vendor("firetiger"), tables)
    allowed = {action for policy in policies for action in actions_in(policy)}
    made = {f"{call['service']}:{call['operation']}" for call in aws.calls()}
    assert ({action_of(call) for call in made - FREE} - allowed, ended.states["groups"]) == (set(), "satisfied")


def test_a_delegated_administrator_covers_every_account_but_the_management_account(aws: Program) -> None:
    client(aws, "cloudformation").activate_organizations_access()
    client(aws, "organizations").register_delegated_administrator(AccountId=SHOP_01, ServicePrincipal=SERVICE)
    role = f"arn:aws:iam::{SHOP_01}:role/OrganizationAccountAccessRole"
    keys = client(aws, "sts").assume_role(RoleArn=role, RoleSessionName="ada")["Credentials"]
    written(aws, file(f'["111122223333", "{SHOP_01}", "222233334444"]'))
    ended = plan(
        aws, "fleet.toml", AWS_ACCESS_KEY_ID=keys["AccessKeyId"], AWS_SECRET_ACCESS_KEY=keys["SecretAccessKey"],
        AWS_SESSION_TOKEN=keys["SessionToken"],
    )  # fmt: skip
    assert groups(ended) == {"DevOps": 2}, ended.err
    assert findings(ended).keys() >= {
        "The management account 111122223333 isn't covered",
        "DevOps includes the account that you are signed in to",
        "DevOps: the management account Example Corp (111122223333) isn't covered",
    }


def test_a_member_is_told_in_one_problem(tmp_path: Path) -> None:
    with program(tmp_path, "member") as aws:
        written(aws, file('["111122223333"]'))
        ended = apply(aws, "fleet.toml", "--activate-trusted-access")
    (told,) = [line for line in ended.events if line["event"] == "step" and line["problem"]][-1:]
    assert (ended.code, told["step"], told["problem"]["key"]) == (4, "trusted-access", "fleet-from-member")


def test_without_an_organization_it_is_told_in_one_problem(tmp_path: Path) -> None:
    with program(tmp_path, "standalone") as aws:
        written(aws, file('["111122223333"]'))
        ended = apply(aws, "fleet.toml", "--activate-trusted-access")
    (told,) = [line for line in ended.events if line["event"] == "step" and line["problem"]][-1:]
    assert (ended.code, told["problem"]["key"]) == (4, "fleet-no-organization")


def test_an_organization_for_billing_alone_is_told_in_one_problem(tmp_path: Path) -> None:
    with program(tmp_path, "standalone") as aws:
        client(aws, "organizations").create_organization(FeatureSet="CONSOLIDATED_BILLING")
        written(aws, file('["111122223333"]').replace('policy = "policies/devops.json"', f"managed = {MANAGED}"))
        ended = apply(aws, "fleet.toml", "--activate-trusted-access")
    (told,) = [line for line in ended.events if line["event"] == "step" and line["problem"]][-1:]
    assert (ended.code, told["problem"]["key"]) == (4, "fleet-all-features-off")
