"""What is exported, brought into the simulated AWS as its reader would: every form makes the template's role."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.export.cases import GRANTS, ROLES
from tests.export.console import Console
from tests.sandbox.conftest import Aws, new_member
from wizard.export.console_steps import console_steps
from wizard.export.forms import in_form
from wizard.export.resources import resources
from wizard.model.exported import Exported
from wizard.resources.role import Role, differences, role_from_aws
from wizard.resources.template import expected_role
from wizard.sandbox import client

pytestmark = pytest.mark.long

Bring = Callable[[Aws, Exported, Path], None]


@pytest.fixture(scope="module")
def member(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """A session in a new account, in which nothing is yet."""
    sandbox = client.start("fresh", tmp_path_factory.mktemp("aws") / "sandbox.json", pace=0)
    yield new_member(Aws(sandbox, (sandbox.access_key_id, sandbox.secret_access_key, None)))[1]
    client.stop(sandbox)


def stack(aws: Aws, exported: Exported, body: str) -> None:
    stacks = aws.client("cloudformation")
    # No value is given for a parameter: what was answered is in the template.
    stacks.create_stack(StackName=exported.stack, TemplateBody=body, Capabilities=["CAPABILITY_NAMED_IAM"])
    while (status := stacks.describe_stacks(StackName=exported.stack)["Stacks"][0]["StackStatus"]) != "CREATE_COMPLETE":
        assert status == "CREATE_IN_PROGRESS"


def by_json(aws: Aws, exported: Exported, _: Path) -> None:
    stack(aws, exported, in_form(exported, "cloudformation-json"))


def by_yaml(aws: Aws, exported: Exported, _: Path) -> None:
    stack(aws, exported, in_form(exported, "cloudformation-yaml"))


def by_script(aws: Aws, exported: Exported, folder: Path) -> None:
    """By sh, with the real aws command line."""
    environ = client.isolate(os.environ, aws.sandbox)
    keys = dict(
        zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), map(str, aws.keys), strict=True)
    )
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    ran = subprocess.run(
        ["sh"],
        input=in_form(exported, "aws-cli"),
        cwd=folder,
        env={**environ, **keys, "PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


def by_console(aws: Aws, exported: Exported, _: Path) -> None:
    Console(aws.client("iam")).do(console_steps(exported))


def made(aws: Aws, name: str) -> tuple[Role, str]:
    """The role by its meaning, and its description."""
    iam = aws.client("iam")
    got = iam.get_role(RoleName=name)
    inline = {
        policy: iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]
    }
    attached = iam.list_attached_role_policies(RoleName=name)
    return role_from_aws(got, attached, inline, name), got["Role"].get("Description", "")


def taken_away(aws: Aws, exported: Exported, name: str) -> None:
    """The stack, where there is one, and the role."""
    iam, role = aws.client("iam"), made(aws, name)[0]
    for arn in role.managed:
        iam.detach_role_policy(RoleName=name, PolicyArn=arn)
    for policy in role.inline:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    iam.delete_role(RoleName=name)
    stack_taken_away(aws, exported)


def stack_taken_away(aws: Aws, exported: Exported) -> None:
    """And seen to be gone."""
    stacks = aws.client("cloudformation")
    stacks.delete_stack(StackName=exported.stack)
    while any(one["StackName"] == exported.stack for one in stacks.describe_stacks()["Stacks"]):
        pass


ways = pytest.mark.parametrize("bring", [by_json, by_yaml, by_script, by_console])


@ways
@pytest.mark.parametrize("case", ROLES)
def test_every_form_makes_the_same_role(case: str, bring: Bring, member: Aws, tmp_path: Path) -> None:
    exported = ROLES[case]
    (resource,) = resources(exported)
    bring(member, exported, tmp_path)
    wanted = expected_role(exported.template, resource.name, exported.values)
    live, description = made(member, resource.name)
    assert differences(live, wanted) == ()
    assert description == resource.get("Description")
    taken_away(member, exported, resource.name)


@ways
@pytest.mark.parametrize("who", GRANTS)
def test_every_form_makes_the_same_grant(who: str, bring: Bring, member: Aws, tmp_path: Path) -> None:
    iam, exported = member.client("iam"), GRANTS[who]
    (resource,) = resources(exported)
    name = {f"{who.capitalize()}Name": "it.s"}
    trust = (
        {"AssumeRolePolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": []})} if who == "role" else {}
    )
    getattr(iam, f"create_{who}")(**name, **trust)
    bring(member, exported, tmp_path)
    policy = getattr(iam, f"get_{who}_policy")(**name, PolicyName=resource.name)
    assert policy["PolicyDocument"] == resource.properties["PolicyDocument"]
    assert getattr(iam, f"list_{who}_policies")(**name)["PolicyNames"] == [resource.name]
    getattr(iam, f"delete_{who}_policy")(**name, PolicyName=resource.name)
    stack_taken_away(member, exported)
    getattr(iam, f"delete_{who}")(**name)
