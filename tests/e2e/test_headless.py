"""plan, apply and status through the real program and real HTTP, against an endpoint that speaks AWS's protocol."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from tests.e2e.program import ACCOUNT, BEDROCK, Program, outside, program
from wizard.sandbox import client

ANSWERS = ACCOUNT + BEDROCK
EXISTING = '[sub-account]\nmode = "existing"\naccount_id = "444455556666"\n'


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path) as running:
        yield running


def described_arn(running: Program, account: str) -> str:
    """What CloudFormation itself says in the sub-account."""
    sts = boto3.client(
        "sts",
        endpoint_url=running.endpoint,
        region_name="us-east-1",
        aws_access_key_id=running.environ["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=running.environ["AWS_SECRET_ACCESS_KEY"],
    )
    keys = sts.assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole", RoleSessionName="test"
    )["Credentials"]
    cloudformation = boto3.client(
        "cloudformation",
        endpoint_url=running.endpoint,
        region_name="us-east-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    (stack,) = cloudformation.describe_stacks(StackName="firetiger-bootstrap")["Stacks"]
    return str(stack["Outputs"][0]["OutputValue"])


def test_apply_goes_from_credentials_to_the_arn_that_cloudformation_reports_and_a_rerun_writes_nothing(
    fresh: Program,
) -> None:
    first = fresh.json("apply", "--approve", answers=ANSWERS)
    assert first.code == 0, first.err
    assert first.finished["outcome"] == "complete"
    assert first.finished["role_arn"] == described_arn(fresh, first.finished["account_id"])
    proofs = sum(call["operation"] == "Converse" for call in fresh.calls())
    assert first.finished["changes"] == len(fresh.writes()) + proofs, "what AWS was asked for, no file of this computer"
    written = [one for one in first.events if one["event"] == "change" and one["operation"] == "WriteFile"]
    assert [one["progress"] for one in written] == ["running", "done"] * 2, "once, when everything is known"
    fresh.forget_calls()
    before = (fresh.directory / "firetiger-handover.json").read_bytes()
    again = fresh.json("apply", "--approve", answers=ANSWERS)
    assert again.code == 0
    assert again.finished["changes"] == 0
    assert fresh.writes() == []
    assert (fresh.directory / "firetiger-handover.json").read_bytes() == before
    assert "Changes made: none." in fresh.run("apply", "--approve", answers=ANSWERS).out
    status = fresh.json("status")
    assert status.code == 0
    assert set(status.states.values()) == {"satisfied"}


@pytest.mark.long
def test_without_the_checkpoint_a_rerun_finds_everything_in_aws(fresh: Program) -> None:
    first = fresh.json("apply", "--approve", answers=ANSWERS)
    fresh.forget_calls()
    anew = fresh.json("apply", "--approve", "--checkpoint", "another.json", answers=ANSWERS)
    assert anew.finished["role_arn"] == first.finished["role_arn"]
    assert set(fresh.writes()) <= {"bedrock-runtime:Converse"}, "only the proof is not kept in AWS"


def test_plan_never_writes_and_its_digest_approves_what_it_foresaw(fresh: Program) -> None:
    plan = fresh.json("plan", answers=ANSWERS)
    assert plan.code == 3
    assert fresh.writes() == []
    assert not list(fresh.directory.glob("*handover*"))
    digest = next(event["digest"] for event in plan.events if event["event"] == "approval")
    rounds = [event for event in plan.events if event["event"] == "plan"]
    operations = {change["operation"] for one in rounds for change in one["changes"]}
    assert {"CreateAccount", "CreateTrail", "CreateStack", "PutUseCaseForModelAccess", "WriteFile"} <= operations

    applied = fresh.json("apply", f"--approve={digest}", answers=ANSWERS)
    assert applied.code == 3, "the models' offers were not known when the digest was approved"
    assert applied.states["template"] == "satisfied"
    assert applied.states["bedrock"] == "unmet"
    assert "bedrock:CreateFoundationModelAgreement" not in fresh.writes()


def test_another_digest_approves_nothing(fresh: Program) -> None:
    refused = fresh.json("apply", f"--approve={'0' * 64}", answers=ANSWERS)
    assert refused.code == 3
    assert "digest" in refused.err
    assert fresh.writes() == []


def test_apply_without_approval_changes_nothing_and_asks_for_it(fresh: Program) -> None:
    ended = fresh.json("apply", answers=ANSWERS)
    assert ended.code == 3
    assert ended.finished["outcome"] == "incomplete"
    assert fresh.writes() == []


def test_missing_answers_are_named_and_nothing_is_guessed(fresh: Program) -> None:
    ended = fresh.json("apply", "--approve", answers=BEDROCK)
    assert ended.code == 3
    assert ended.states["sub-account"] == "needs-answers"
    asked = next(event for event in ended.events if event["event"] == "answers-needed")
    assert [question["name"] for question in asked["questions"]] == ["mode"]
    assert fresh.writes() == []


def test_a_bedrock_that_answers_500_leaves_everything_else_done(fresh: Program) -> None:
    for service in ("bedrock", "bedrock-runtime"):
        fresh.fault(service=service, operation="*", kind="500", times=10_000)
    ended = fresh.json("apply", "--approve", answers=ANSWERS)
    assert ended.code == 4
    assert ended.finished["outcome"] == "incomplete"
    assert ended.states == {**dict.fromkeys(ended.states, "satisfied"), "bedrock": "blocked"}
    handover = (fresh.directory / "firetiger-handover.md").read_text()
    assert "Bedrock" in handover
    assert ended.finished["role_arn"] in handover


def test_what_a_person_wants_to_do_by_hand_is_told_as_a_script_and_never_sent(fresh: Program) -> None:
    ended = fresh.json("apply", "--approve", answers=ACCOUNT + BEDROCK + '[cloudtrail]\nmode = "by-hand"\n')
    assert (ended.code, ended.states["cloudtrail"]) == (4, "blocked")
    (by_hand,) = [event for event in ended.events if event["event"] == "by-hand"]
    assert "aws cloudtrail create-trail" in by_hand["script"]
    assert not [call for call in fresh.writes() if call.startswith(("cloudtrail:", "s3:"))]


def test_a_skipped_step_is_incomplete_and_said_with_its_reason(fresh: Program) -> None:
    ended = fresh.json("apply", "--approve", answers=ACCOUNT + '[bedrock]\nskip = "we ask for it ourselves"')
    assert ended.code == 4
    assert ended.states["bedrock"] == "skipped"
    assert "we ask for it ourselves" in (fresh.directory / "firetiger-handover.md").read_text()


def test_what_is_pending_ends_incomplete_when_nobody_waits(tmp_path: Path) -> None:
    with program(tmp_path) as running:
        ended = running.json("apply", "--approve", "--wait", "0", answers=ANSWERS)
        assert ended.code == 4
        assert ended.states["sub-account"] == "pending"
        done = running.json("apply", "--approve", answers=ANSWERS)
        assert done.code == 0
        assert running.writes().count("organizations:CreateAccount") == 1


@pytest.mark.long
@pytest.mark.parametrize(
    ("scenario", "answers", "code", "step", "state"),
    [
        ("account-limit", ANSWERS, 4, "sub-account", "blocked"),
        ("email-taken", ANSWERS, 3, "sub-account", "needs-answers"),
        ("control-tower", ANSWERS, 3, "sub-account", "needs-answers"),
        ("no-quota", ANSWERS, 4, "bedrock", "blocked"),
        ("held-back", ANSWERS, 4, "bedrock", "blocked"),
        ("scp-denied", ANSWERS, 4, "cloudtrail", "blocked"),
        ("standalone", ACCOUNT + "create_organization = true\n" + BEDROCK, 0, "handover", "satisfied"),
        ("member", '[sub-account]\nmode = "this-account"\n' + BEDROCK, 0, "handover", "satisfied"),
        ("org-trail", ANSWERS, 0, "cloudtrail", "satisfied"),
        ("flaky", ANSWERS, 0, "handover", "satisfied"),
        (
            "stack-elsewhere",
            EXISTING + '[template]\non_existing = "import"\n' + BEDROCK,
            3,
            "template",
            "needs-answers",
        ),
        ("stack-elsewhere", EXISTING + '[template]\non_existing = "adopt"\n' + BEDROCK, 0, "template", "satisfied"),
        (
            "role-retained",
            EXISTING + '[template]\non_existing = "adopt"\n' + BEDROCK,
            0,
            "template",
            "satisfied",
        ),
        (
            "rolled-back",
            EXISTING + '[template]\non_failed_stack = "delete"\non_existing = "adopt"\n' + BEDROCK,
            0,
            "template",
            "satisfied",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "[" not in value else "",
)
def test_every_situation_ends_as_it_should(
    tmp_path: Path, scenario: str, answers: str, code: int, step: str, state: str
) -> None:
    with program(tmp_path, scenario) as running:
        ended = running.json("apply", "--approve", answers=answers)
        assert (ended.code, ended.states[step]) == (code, state), ended.out[-2000:] + ended.err
        assert "Traceback" not in ended.err


def test_every_line_is_json_and_diagnostics_go_elsewhere(fresh: Program) -> None:
    ended = fresh.json("apply", "--approve", answers=ANSWERS)
    assert all(isinstance(event, dict) and "event" in event for event in ended.events)
    assert json.loads(ended.out.splitlines()[-1])["event"] == "finished"
    assert ended.err == ""


def test_the_sandbox_works_alone_and_survives_the_program(tmp_path: Path) -> None:
    running = Program(tmp_path, outside(tmp_path))
    try:
        first = running.json("apply", "--approve", "--sandbox", "--pace", "0", answers=ANSWERS)
        assert first.code == 0, first.err
        status = running.json("status", "--sandbox", "--pace", "0")
        assert status.finished["role_arn"] == first.finished["role_arn"]
    finally:
        sandbox = client.find(tmp_path / "state" / "firetiger-onboard" / "sandbox.state.json")
        assert sandbox is not None
        client.stop(sandbox)


def test_the_sandbox_lets_no_real_profile_variable_or_endpoint_in(tmp_path: Path) -> None:
    """A real profile, real-looking keys, an endpoint and a proxy are all there; none is used, none is connected to."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text(
        "[profile prod]\nregion = eu-west-1\nendpoint_url = http://10.255.255.1:1\n"
    )
    environ = {
        **outside(tmp_path),
        "AWS_PROFILE": "prod",
        "AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL",
        "AWS_SECRET_ACCESS_KEY": "real",
        "AWS_ENDPOINT_URL_STS": "http://10.255.255.1:1",
        "AWS_CA_BUNDLE": "/nowhere",
        "HTTPS_PROXY": "http://10.255.255.1:1",
        "HTTP_PROXY": "http://10.255.255.1:1",
    }
    running = Program(tmp_path, environ)
    try:
        ended = running.json("plan", "--sandbox", "--pace", "0", answers=ANSWERS)
        assert ended.code == 3, ended.err
        (signed_in,) = [event for event in ended.events if event["event"] == "step" and event["step"] == "sign-in"]
        assert "111122223333" in json.dumps(signed_in)
        assert signed_in["state"] == "satisfied"
    finally:
        sandbox = client.find(tmp_path / "state" / "firetiger-onboard" / "sandbox.state.json")
        assert sandbox is not None
        client.stop(sandbox)


@pytest.mark.long
def test_a_change_set_that_nobody_saw_wants_its_digest_or_its_name(tmp_path: Path) -> None:
    importing = EXISTING + '[template]\non_existing = "import"\n' + BEDROCK
    with program(tmp_path, "role-retained") as running:
        made = running.json("apply", "--approve", answers=importing)
        assert made.code == 3
        assert "cloudformation:CreateChangeSet" in running.writes(), "made it is"
        assert "cloudformation:ExecuteChangeSet" not in running.writes(), "and carried out by nobody"
        (name,) = set(re.findall(r"firetiger-onboard-import-[0-9a-f]{12}", made.out))
        other = importing.replace("[template]\n", '[template]\nchange_set = "another"\n')
        assert running.json("apply", "--approve", answers=other).code == 3
        this = importing.replace("[template]\n", f'[template]\nchange_set = "{name}"\n')
        assert running.json("apply", "--approve", answers=this).code == 0
        assert "cloudformation:ExecuteChangeSet" in running.writes()


@pytest.mark.long
def test_the_digest_of_a_change_set_approves_it(tmp_path: Path) -> None:
    importing = EXISTING + '[template]\non_existing = "import"\n' + BEDROCK
    with program(tmp_path, "role-retained") as running:
        running.json("apply", "--approve", answers=importing)
        plan = running.json("plan", answers=importing)
        digest = next(event["digest"] for event in plan.events if event["event"] == "approval")
        running.json("apply", f"--approve={digest}", answers=importing)
        assert "cloudformation:ExecuteChangeSet" in running.writes()
        assert running.json("apply", "--approve", answers=importing).code == 0


@pytest.mark.long
def test_a_trail_whose_log_files_reach_nobody_is_answered_with_another_trail(tmp_path: Path) -> None:
    with program(tmp_path, "trail-undelivered") as running:
        asked = running.json("apply", "--approve", answers=EXISTING + BEDROCK)
        assert asked.code == 3
        assert asked.states["cloudtrail"] == "needs-answers"
        ended = running.json("apply", "--approve", answers=EXISTING + BEDROCK + '[cloudtrail]\nmode = "create-trail"\n')
        assert ended.code == 0, ended.err
        assert "cloudtrail:CreateTrail" in running.writes()


def test_an_address_that_aws_refused_is_not_sent_again_though_the_answers_file_still_has_it(tmp_path: Path) -> None:
    with program(tmp_path, "email-taken") as running:
        for _ in range(2):
            ended = running.json("apply", "--approve", answers=ACCOUNT + BEDROCK)
            assert (ended.code, ended.states["sub-account"]) == (3, "needs-answers")
        sent = [call["operation"] for call in running.calls() if call["operation"].startswith("Create")]
    assert sent == ["CreateAccount"]
