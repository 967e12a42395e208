"""The operator's policies, really evaluated: whoever has them, and nothing else, gets through the whole job.

`test_least_privilege.py` denies one action after another; here the simulated AWS looks at resources and conditions too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.e2e.program import ACCOUNT, BEDROCK, Ended, Program, program
from tests.e2e.test_least_privilege import DECLARED, ENTERED, PATHS, policies
from wizard.model.calls import LOCAL
from wizard.permissions.actions import action_of
from wizard.sandbox.kernel.actions import action


def client(running: Program, service: str, keys: Mapping[str, str] | None = None) -> Any:
    """As ada, or with the keys of a session."""
    named = keys or {
        "AccessKeyId": running.environ["AWS_ACCESS_KEY_ID"],
        "SecretAccessKey": running.environ["AWS_SECRET_ACCESS_KEY"],
    }
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=running.endpoint,
        aws_access_key_id=named["AccessKeyId"],
        aws_secret_access_key=named["SecretAccessKey"],
        aws_session_token=named.get("SessionToken"),
    )


def operator(running: Program, document: Mapping[str, Any]) -> dict[str, str]:
    """The environment of a new user who has that policy alone."""
    iam = client(running, "iam")
    iam.create_user(UserName="operator")
    made = iam.create_policy(PolicyName="operator", PolicyDocument=json.dumps(document))
    iam.attach_user_policy(UserName="operator", PolicyArn=made["Policy"]["Arn"])
    key = iam.create_access_key(UserName="operator")["AccessKey"]
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def limit_the_role(running: Program, document: Mapping[str, Any], account: str = "444455556666") -> None:
    """Leaves the role by which an account is entered that policy alone."""
    role = "OrganizationAccountAccessRole"
    arn = f"arn:aws:iam::{account}:role/{role}"
    keys = client(running, "sts").assume_role(RoleArn=arn, RoleSessionName="limiting")["Credentials"]
    iam = client(running, "iam", keys)
    made = iam.create_policy(PolicyName="operator", PolicyDocument=json.dumps(document))
    iam.attach_role_policy(RoleName=role, PolicyArn=made["Policy"]["Arn"])
    iam.detach_role_policy(RoleName=role, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")


def denied(ended: Ended) -> list[str]:
    return [json.dumps(event) for event in ended.events if "not authorized" in json.dumps(event)]


def test_a_user_with_the_policy_for_the_management_account_gets_through(tmp_path: Path) -> None:
    with program(tmp_path) as running:
        environ = operator(running, policies(ACCOUNT + BEDROCK)["signed-in"].document)
        ended = running.json("apply", "--approve", "--wait", "20s", answers=ACCOUNT + BEDROCK, **environ)
    assert (ended.code, denied(ended)) == (0, [])


QUICK = ("adopt", "stopped trail")
LONG = ("delete", "half a trail", "undelivered trail")


@pytest.mark.long
@pytest.mark.parametrize("path", [*QUICK, *(pytest.param(path, marks=pytest.mark.long) for path in LONG)])
def test_with_both_policies_an_existing_account_is_set_up(tmp_path: Path, path: str) -> None:
    scenario, answers = PATHS[path]
    assert ENTERED in answers
    with program(tmp_path, scenario) as running:
        limit_the_role(running, policies(answers)["sub-account"].document)
        environ = operator(running, policies(answers)["signed-in"].document)
        ended = running.json("apply", "--approve", "--wait", "20s", answers=answers, **environ)
    assert (ended.code, denied(ended)) == (0, [])


def test_without_one_of_its_statements_somebody_is_refused_in_aws_own_words(tmp_path: Path) -> None:
    document = dict(policies(ACCOUNT + BEDROCK)["signed-in"].document)
    kept = [one for one in document["Statement"] if "organizations:CreateAccount" not in one["Action"]]
    with program(tmp_path) as running:
        environ = operator(running, {**document, "Statement": kept})
        ended = running.json("apply", "--approve", "--wait", "2s", answers=ACCOUNT + BEDROCK, **environ)
    assert ended.code == 4
    assert ended.states["sub-account"] == "blocked"


def test_the_simulated_aws_calls_every_action_as_the_policies_do() -> None:
    calls = [call.split(":") for call in sorted(DECLARED) if call.partition(":")[0] not in LOCAL]
    assert {f"{service}:{name}": action(service, name) for service, name in calls} == {
        f"{service}:{name}": action_of(f"{service}:{name}") for service, name in calls
    }
