"""`grant` and `revoke` by the real program, on a simulated AWS that denies what no policy allows.

What counts is what AWS then lets people do: whether ben, who is in the group developers, can assume the role.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.e2e.piped import Piped
from tests.e2e.program import Ended, Program, program
from tests.e2e.terminal import Terminal

A, B = "111111111111", "222222222222"
ROLE, PARTNER = f"arn:aws:iam::{B}:role/role-in-accountb", f"arn:aws:iam::{B}:role/partner-access"
ADMIN = ("--profile", "accounta-admin")
GROUP = ("--to", "group/developers")
VENDOR = {
    "AWS_ACCESS_KEY_ID": "AKIASANDBOXVENDOR000",
    "AWS_SECRET_ACCESS_KEY": "sandbox-vendor-secret-opens-nothing-0000",
}
AS_VENDOR = {name.lower(): value for name, value in VENDOR.items()}
HANDED_OVER: Mapping[str, Any] = {
    "simulated": False, "schema": "aws-onboarding-handover", "version": 1, "written": "2026-11-26T10:00:00Z",
    "role_arn": f"arn:aws:iam::{B}:role/CrossAccountAccessForFiretiger", "account_id": B, "external_id": False,
    "vendor": {"id": "firetiger", "name": "Firetiger", "account": "975050257559"}, "steps": [],
    "versions": {"handover": 1},
}  # fmt: skip


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path, "two-accounts") as running:
        yield running


def granted(aws: Program, *words: str, **more: Any) -> Ended:
    return aws.json("apply", "grant", *words, *ADMIN, "--approve", **more)


def revoked(aws: Program, *words: str, **more: Any) -> Ended:
    return aws.json("apply", "revoke", *words, *ADMIN, "--approve", **more)


def session(aws: Program, profile: str) -> boto3.Session:
    keys = {
        "accounta-admin": ("AKIASANDBOXEXAMPLE00", "sandbox-example-secret-opens-nothing-000"),
        "developer": ("AKIASANDBOXBEN000000", "sandbox-ben-secret-opens-nothing-0000000"),
        "accounta": ("AKIASANDBOXCLEO00000", "sandbox-cleo-secret-opens-nothing-000000"),
    }[profile]
    return boto3.Session(aws_access_key_id=keys[0], aws_secret_access_key=keys[1], region_name="us-east-1")


def iam(aws: Program) -> Any:
    return session(aws, "accounta-admin").client("iam", endpoint_url=aws.endpoint)


def can_assume(aws: Program, profile: str, role: str = ROLE, **more: str) -> bool:
    sts = session(aws, profile).client("sts", endpoint_url=aws.endpoint)
    try:
        sts.assume_role(RoleArn=role, RoleSessionName="test", **more)
    except ClientError as error:
        return bool(error.response["Error"]["Code"] != "AccessDenied")
    return True


def told(ended: Ended, step: str) -> dict[str, Any]:
    return [line for line in ended.events if line["event"] == "step" and line["step"] == step][-1]


# --- the guide's way, and back -------------------------------------------------------------------------------------


def test_a_groups_member_can_assume_the_role_after_the_grant_and_neither_before_nor_after_the_revoke(
    aws: Program,
) -> None:
    assert not can_assume(aws, "developer")
    first = granted(aws, ROLE, *GROUP)
    assert (first.code, set(first.states.values())) == (0, {"satisfied"}), first.err
    assert first.finished["role_arn"] == ROLE
    assert first.finished["result"] == {"principal": f"arn:aws:iam::{A}:group/developers"}
    assert aws.writes() == ["iam:PutGroupPolicy"]
    assert (can_assume(aws, "developer"), can_assume(aws, "accounta")) == (True, False)
    last = revoked(aws, ROLE, *GROUP)
    assert (last.code, set(last.states.values())) == (0, {"satisfied"}), last.err
    assert not can_assume(aws, "developer")
    assert iam(aws).list_group_policies(GroupName="developers")["PolicyNames"] == []


def test_granting_twice_changes_nothing_the_second_time_and_revoking_twice_neither(aws: Program) -> None:
    granted(aws, ROLE, *GROUP)
    aws.forget_calls()
    assert (granted(aws, ROLE, *GROUP).code, aws.writes()) == (0, [])
    revoked(aws, ROLE, *GROUP)
    aws.forget_calls()
    assert (revoked(aws, ROLE, *GROUP).code, aws.writes()) == (0, [])


def test_two_roles_are_in_one_statement_and_revoking_one_leaves_the_other(aws: Program) -> None:
    for role in (ROLE, PARTNER):
        assert granted(aws, role, "--to", "user/cleo").code == 0
    policy = iam(aws).get_user_policy(UserName="cleo", PolicyName="AssumeRoles")["PolicyDocument"]
    (statement,) = policy["Statement"]
    assert statement == {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": [ROLE, PARTNER]}
    assert revoked(aws, ROLE, "--to", "user/cleo").code == 0
    assert not can_assume(aws, "accounta")
    assert can_assume(aws, "accounta", PARTNER, ExternalId="example-external-id-4242")


def test_a_plan_changes_nothing_and_its_digest_approves_exactly_it(aws: Program) -> None:
    planned = aws.json("plan", "grant", ROLE, *GROUP, *ADMIN)
    assert (planned.code, aws.writes()) == (3, [])
    (digest,) = [line["digest"] for line in planned.events if line["event"] == "approval"]
    applied = aws.json("apply", "grant", ROLE, *GROUP, *ADMIN, f"--approve={digest}")
    assert (applied.code, can_assume(aws, "developer")) == (0, True)


@pytest.mark.parametrize("managed", [(), ("--managed", "assume-b")], ids=["inline", "managed"])
def test_a_plan_foresees_the_permission_of_a_principal_that_is_not_there_yet(
    aws: Program, managed: tuple[str, ...]
) -> None:
    words = ("grant", ROLE, "--to", "user/dora", "--create", *managed, *ADMIN)
    planned = aws.json("plan", *words)
    (digest,) = [line["digest"] for line in planned.events if line["event"] == "approval"]
    applied = aws.json("apply", *words, f"--approve={digest}")
    assert (applied.code, aws.writes()[0], len(aws.writes())) == (0, "iam:CreateUser", 2 + len(managed) // 2)


def test_a_checkpoint_that_is_named_stays_about_its_role(aws: Program) -> None:
    kept = ("--checkpoint", "kept.json")
    assert granted(aws, ROLE, *GROUP, *kept).code == 0
    other = granted(aws, PARTNER, *GROUP, *kept)
    assert (other.code, f"kept.json is about {ROLE}; use --checkpoint" in other.err) == (2, True)
    assert granted(aws, ROLE, *GROUP, *kept).code == 0


def test_a_principal_that_is_missing_is_created_only_where_that_is_said(aws: Program) -> None:
    refused = granted(aws, ROLE, "--to", "role/deployer")
    assert (refused.code, aws.writes()) == (2, [])
    assert "has no role deployer" in refused.err
    made = granted(aws, ROLE, "--to", "role/deployer", "--create")
    assert (made.code, aws.writes()) == (0, ["iam:CreateRole", "iam:PutRolePolicy"]), made.err


@pytest.mark.long
def test_status_with_the_role_alone_tells_what_has_changed_since(aws: Program) -> None:
    granted(aws, ROLE, *GROUP)
    same = aws.json("status", "grant", ROLE)
    assert (same.code, [f for f in told(same, "permission")["findings"] if f["mark"] == "warning"]) == (0, [])
    iam(aws).add_user_to_group(GroupName="developers", UserName="cleo")
    joined = aws.json("status", "grant", ROLE)
    assert any("cleo" in f["text"] for f in told(joined, "permission")["findings"] if f["mark"] == "warning")
    iam(aws).delete_group_policy(GroupName="developers", PolicyName="AssumeRoles")
    gone = aws.json("status", "grant", ROLE)
    assert gone.code == 4
    assert any("has removed it since" in finding["text"] for finding in told(gone, "permission")["findings"])
    for user in ("ben", "cleo"):
        iam(aws).remove_user_from_group(GroupName="developers", UserName=user)
    iam(aws).delete_group(GroupName="developers")
    assert aws.json("status", "grant", ROLE).code == 4, "what has gone since is a change, and no bad input"


# --- managed policies ----------------------------------------------------------------------------------------------


def test_a_managed_policy_is_written_attached_detached_and_deleted_by_name_alone(aws: Program) -> None:
    managed = ("--managed", "assume-b")
    assert granted(aws, ROLE, *GROUP, *managed).code == 0
    assert granted(aws, PARTNER, *GROUP, *managed).code == 0
    assert aws.writes() == ["iam:CreatePolicy", "iam:AttachGroupPolicy", "iam:CreatePolicyVersion"]
    assert can_assume(aws, "developer")
    assert revoked(aws, ROLE, *GROUP).code == 0
    assert not can_assume(aws, "developer")
    answers = '[removal]\ndelete_policy = "assume-b"\n'
    aws.forget_calls()
    last = revoked(aws, PARTNER, *GROUP, answers=answers)
    assert last.code == 0, last.err
    gone = ["iam:DetachGroupPolicy", "iam:DeletePolicyVersion", "iam:DeletePolicyVersion", "iam:DeletePolicy"]
    assert aws.writes() == gone
    assert iam(aws).list_policies(Scope="Local")["Policies"] == []


def test_without_its_name_a_policy_that_nobody_has_stays(aws: Program) -> None:
    granted(aws, ROLE, *GROUP, "--managed", "assume-b")
    ended = revoked(aws, ROLE, *GROUP)
    assert ended.code == 0
    assert [policy["PolicyName"] for policy in iam(aws).list_policies(Scope="Local")["Policies"]] == ["assume-b"]


@pytest.mark.long
def test_the_sixth_version_needs_the_oldest_to_be_named(aws: Program) -> None:
    roles = [f"arn:aws:iam::{B}:role/r{number}" for number in range(6)]
    for role in roles[:5]:
        assert granted(aws, role, *GROUP, "--managed", "many").code == 0
    sixth = granted(aws, roles[5], *GROUP, "--managed", "many")
    assert (sixth.code, told(sixth, "permission")["state"]) == (3, "needs-answers")
    answers = '[permission]\ndelete_version = "v1"\n'
    aws.forget_calls()
    assert granted(aws, roles[5], *GROUP, "--managed", "many", answers=answers).code == 0
    assert aws.writes() == ["iam:DeletePolicyVersion", "iam:CreatePolicyVersion"]


# --- for the vendor's own engineers --------------------------------------------------------------------------------


def hand_over(aws: Program, **otherwise: Any) -> str:
    (aws.directory / "handover.json").write_text(json.dumps({**HANDED_OVER, **otherwise}))
    return "handover.json"


def as_vendor(aws: Program, file: str, **more: str) -> Ended:
    words = ("apply", "grant", "--handover", file, "--to", "role/deployment", "--region", "us-east-1", "--approve")
    return aws.json(*words, AWS_CONFIG_FILE="/dev/null", AWS_SHARED_CREDENTIALS_FILE="/dev/null", **VENDOR, **more)


@pytest.mark.long
def test_a_handover_becomes_the_guides_managed_policy_on_the_deployment_role(aws: Program) -> None:
    ended = as_vendor(aws, hand_over(aws))
    assert (ended.code, aws.writes()) == (4, ["iam:CreatePolicy", "iam:AttachRolePolicy"]), ended.err
    assert (ended.states["permission"], ended.states["granted-proof"]) == ("satisfied", "blocked"), (
        "the role isn't really there"
    )
    assert ended.finished["role_arn"] == HANDED_OVER["role_arn"]
    vendor = boto3.client("iam", endpoint_url=aws.endpoint, region_name="us-east-1", **AS_VENDOR)
    name = f"CrossAccountAccessForFiretiger-{B}"
    document = vendor.get_policy_version(PolicyArn=f"arn:aws:iam::975050257559:policy/{name}", VersionId="v1")
    guide = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": HANDED_OVER["role_arn"]}
    assert document["PolicyVersion"]["Document"] == {"Version": "2012-10-17", "Statement": [guide]}
    wider = [one["text"] for one in told(ended, "permission")["findings"] if one["mark"] == "warning"]
    assert ["AdministratorAccess" in text for text in wider] == [True], "what it could do before is told"


@pytest.mark.parametrize(
    ("otherwise", "sentence"),
    [
        ({"simulated": True}, "comes from a simulated AWS"),
        ({"role_arn": None}, "has no role ARN: "),
        ({"account_id": A}, f"is about account {A}, but its role is in account {B}"),
        ({"vendor": {"id": "acme", "name": "Acme", "account": "999999999999"}}, "is for Acme"),
        ({"schema": "another"}, "isn't a handover"),
    ],
)
def test_a_handover_that_cannot_be_used_is_one_sentence_and_exit_code_2(
    aws: Program, otherwise: Mapping[str, Any], sentence: str
) -> None:
    ended = as_vendor(aws, hand_over(aws, **otherwise))
    assert (ended.code, len(ended.err.splitlines()), aws.writes()) == (2, 1, [])
    assert sentence in ended.err
    assert (ended.finished["exit_code"], ended.finished["reason"] in ended.err) == (2, True)


# --- bad input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["role-in-accountb", *GROUP], "isn't a role's ARN"),
        ([f"arn:aws-us-gov:iam::{B}:role/r", *GROUP], "isn't in the partition aws"),
        ([f"arn:aws:iam::{A}:role/r", *GROUP], f"is in account {A}, which you're signed in to"),
        ([ROLE, "--to", "developers"], "'developers' isn't user/NAME, group/NAME or role/NAME."),
        ([ROLE, "--to", "user/nobody"], f"Account {A} has no user nobody."),
        ([f"arn:aws:iam::{B}:role/none", *GROUP, "--role-profile", "accountb-admin"], f"Account {B} has no role"),
        ([ROLE, *GROUP, "--managed", "a b"], "'a b' isn't a policy's name"),
    ],
)
@pytest.mark.parametrize("command", ["plan", "apply"])
def test_bad_input_is_one_sentence_and_exit_code_2(aws: Program, command: str, words: list[str], sentence: str) -> None:
    ended = aws.run(command, "grant", *words, *ADMIN, *(["--approve"] if command == "apply" else []))
    assert (ended.code, len(ended.err.splitlines()), aws.writes()) == (2, 1, [])
    assert sentence in ended.err


def test_a_policy_over_the_limit_is_told_before_anything_is_sent(aws: Program) -> None:
    many = [f"arn:aws:iam::{B}:role/{'r' * 50}{number}" for number in range(22)]
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": many}]}
    iam(aws).put_user_policy(UserName="cleo", PolicyName="large", PolicyDocument=json.dumps(document))
    aws.forget_calls()
    ended = granted(aws, ROLE, "--to", "user/cleo")
    assert (ended.code, aws.writes()) == (2, [])
    assert "IAM allows 2,048" in ended.err


# --- with no more than the operator's policy ------------------------------------------------------------------------


@pytest.mark.parametrize("managed", [(), ("--managed", "assume-b")], ids=["inline", "managed"])
def test_whoever_has_the_operators_policies_alone_gets_through_both_ways(
    aws: Program, managed: tuple[str, ...]
) -> None:
    statements = []
    for words in (("grant", ROLE, *GROUP, *managed), ("revoke", ROLE, *GROUP)):
        (printed,) = [line for line in aws.json("operator-policy", *words).events if line["event"] == "policy"]
        statements += printed["document"]["Statement"]
    for number, statement in enumerate(statements):
        statement["Sid"] = f"S{number}"
    made = iam(aws)
    made.create_user(UserName="operator")
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    arn = made.create_policy(PolicyName="operator", PolicyDocument=document)["Policy"]["Arn"]
    made.attach_user_policy(UserName="operator", PolicyArn=arn)
    key = made.create_access_key(UserName="operator")["AccessKey"]
    keys = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    nothing_else = {"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", **keys}
    for workflow, more in (("grant", managed), ("revoke", ())):
        words = ("apply", workflow, ROLE, *GROUP, *more, "--region", "us-east-1", "--approve")
        ended = aws.json(*words, **nothing_else)
        assert (ended.code, "not authorized" in ended.out) == (0, False), ended.out
        assert can_assume(aws, "developer") == (workflow == "grant")


# --- every front end -----------------------------------------------------------------------------------------------


def test_in_plain_lines_it_is_asked_approved_and_done(aws: Program) -> None:
    words = ["grant", ROLE, "--plain", *ADMIN]
    plain = Piped(words, environment=aws.environ, directory=aws.directory)
    plain.follow(
        {
            "Who should be able": "group/developers",
            "what do you want to do": "1",
            "Grant access|Type yes|approve": "yes",
        }
    )
    assert can_assume(aws, "developer"), plain.said.decode()


def test_in_prompts_it_is_approved_and_done(aws: Program) -> None:
    words = ["grant", ROLE, *GROUP, "--prompts", *ADMIN]
    with Terminal(words, environment=aws.environ, directory=aws.directory, columns=100, lines=50) as terminal:
        terminal.wait_for("Permission: what do you want to do")
        terminal.press("enter")
        terminal.wait_for("» Not now")
        terminal.press("down", "enter")
        terminal.wait_for("can assume role-in-accountb")
    assert can_assume(aws, "developer")


def test_at_the_screen_it_is_shown_approved_and_done(aws: Program) -> None:
    words = ["grant", ROLE, *GROUP, *ADMIN]
    with Terminal(words, environment=aws.environ, directory=aws.directory, columns=120, lines=40) as terminal:
        terminal.wait_for("Next")
        terminal.press("enter")
        terminal.wait_for("step 4 of 5", "Grant access")
        terminal.press("enter")
        terminal.wait_for("Your consent", "until you revoke it")
        terminal.press("tab", "enter")
        terminal.wait_for("Everything is done", "Check it with this command")
    assert can_assume(aws, "developer")
