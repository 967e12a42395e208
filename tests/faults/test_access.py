"""Granting and revoking, killed at every change just before and just after it, and under every kind of fault there.

Each case ends with the same look from outside: one policy, one statement for the role, no version too many. What a case
has to begin with is made by the program itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

import boto3
import pytest

from tests.faults.aws import Aws
from tests.faults.kills import WHEN, Instant, after_a_kill, killed
from tests.faults.runs import Person, Ran, person
from wizard.resources.assume_policy import sayings
from wizard.sandbox import client

B = "222222222222"
ROLE, OTHER = f"arn:aws:iam::{B}:role/role-in-accountb", f"arn:aws:iam::{B}:role/partner-access"
NOBODY_YET = ("--to", "user/dora")
MANAGED = ("--managed", "assume-b")
FAULTS = ("reset-before", "reset-after", "truncate", "throttle", "500", "html", "hang", "access-denied")
# Two of these would be two versions, so the client sends none again; that it was throttled is told.
NEVER_AGAIN = "CreatePolicyVersion"
MENDED = ("reset-before", "reset-after", "throttle", "500")


class Case(NamedTuple):
    """A run that makes a call, what has to be there before, and what there is afterwards.

    allowed: roles that dora can assume at the end. policies, versions: managed policies of the account, and versions of
    the only one.
    """

    operation: str
    words: tuple[str, ...]
    before: tuple[tuple[str, ...], ...] = ()
    allowed: tuple[str, ...] = (ROLE,)
    policies: int = 0
    versions: int = 0


GRANT, REVOKE = ("grant", ROLE, *NOBODY_YET, "--create"), ("revoke", ROLE, *NOBODY_YET)
OTHER_GRANT = ("grant", OTHER, *NOBODY_YET, "--create")
CASES = (
    Case("CreateUser", GRANT),
    Case("PutUserPolicy", GRANT),
    Case("CreatePolicy", (*GRANT, *MANAGED), policies=1, versions=1),
    Case("AttachUserPolicy", (*GRANT, *MANAGED), policies=1, versions=1),
    Case("CreatePolicyVersion", (*GRANT, *MANAGED), ((*OTHER_GRANT, *MANAGED),), (ROLE, OTHER), 1, 2),
    Case("DeleteUserPolicy", REVOKE, (GRANT,), ()),
    Case("PutUserPolicy", REVOKE, (GRANT, OTHER_GRANT), (OTHER,)),
    Case("DetachUserPolicy", REVOKE, ((*GRANT, *MANAGED),), (), 1, 1),
    Case("CreatePolicyVersion", REVOKE, ((*GRANT, *MANAGED), (*OTHER_GRANT, *MANAGED)), (OTHER,), 1, 3),
    Case("DeletePolicy", (*REVOKE, "--answers", "answers.toml"), ((*GRANT, *MANAGED),), ()),
)
DELETES = '[removal]\ndelete_policy = "assume-b"\n'
QUICK = ("PutUserPolicy", "AttachUserPolicy", "DeleteUserPolicy")
named = pytest.mark.parametrize(
    "case",
    [case if case.operation in QUICK else pytest.param(case, marks=pytest.mark.long) for case in CASES],
    ids=lambda case: f"{case.words[0]} {case.operation}",
)


@pytest.fixture(scope="module")
def two_accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    sandbox = client.start("two-accounts", tmp_path_factory.mktemp("aws") / "aws.json", pace=0)
    yield Aws(sandbox)
    client.stop(sandbox)


@pytest.fixture
def aws(two_accounts: Aws) -> Aws:
    two_accounts.reset()
    return two_accounts


def somebody(directory: Person, words: tuple[str, ...]) -> Person:
    command = ("apply", *words, "--profile", "accounta-admin", "--approve", "--format", "json")
    return Person(directory.directory, directory.environ, command)


def prepared(home: Person, case: Case) -> Person:
    for words in case.before:
        assert somebody(home, words).run().code == 0
    return somebody(home, case.words)


def wrong(ran: Ran, aws: Aws, case: Case) -> list[str]:
    """What is not as it should be at the end, as IAM tells it to somebody else."""
    iam = boto3.client(
        "iam", endpoint_url=aws.sandbox.endpoint, region_name="us-east-1",
        aws_access_key_id="AKIASANDBOXEXAMPLE00", aws_secret_access_key="sandbox-example-secret-opens-nothing-000",
    )  # fmt: skip
    local = iam.list_policies(Scope="Local")["Policies"]
    attached = [one["PolicyArn"] for one in iam.list_attached_user_policies(UserName="dora")["AttachedPolicies"]]
    documents = [_document(iam, arn) for arn in attached]
    for name in iam.list_user_policies(UserName="dora")["PolicyNames"]:
        documents.append(iam.get_user_policy(UserName="dora", PolicyName=name)["PolicyDocument"])
    by_role = {role: sum(one.exact for each in documents for one in sayings(each, role)) for role in (ROLE, OTHER)}
    versions = len(iam.list_policy_versions(PolicyArn=local[0]["Arn"])["Versions"]) if local else 0
    there = (ran.code, by_role, len(local), versions)
    expected = (0, {role: int(role in case.allowed) for role in (ROLE, OTHER)}, case.policies, case.versions)
    return [*ran.wrong(), *([] if there == expected else [f"{there}, not {expected}; {ran.problems} {ran.err}"])]


def _document(iam: Any, arn: str) -> Mapping[str, Any]:
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document: Mapping[str, Any] = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    return document


@named
@pytest.mark.parametrize("when", [pytest.param("before", marks=pytest.mark.long), "after"])
def test_a_run_that_is_killed_at_a_change_is_finished_by_the_next_one(
    aws: Aws, case: Case, when: Literal["before", "after"]
) -> None:
    assert when in WHEN
    with person(aws, answers=DELETES) as home:
        them = prepared(home, case)
        call, ran = killed(aws, them, Instant(when, "iam", case.operation))
        assert case.operation in call
        assert after_a_kill(ran, call) == []
        assert wrong(them.run(), aws, case) == []


@named
@pytest.mark.parametrize(
    "kind", [kind if kind == "reset-after" else pytest.param(kind, marks=pytest.mark.long) for kind in FAULTS]
)
def test_whatever_becomes_of_an_answer_nothing_is_there_twice(aws: Aws, case: Case, kind: str) -> None:
    with person(aws, answers=DELETES) as home:
        them = prepared(home, case)
        aws.fault(kind=kind, service="iam", operation=case.operation, times=1, seconds=0.5)
        ran = them.run()
        if kind in MENDED and not (kind == "throttle" and case.operation == NEVER_AGAIN):
            assert wrong(ran, aws, case) == []
        assert ran.wrong() == []
        aws.heal()
        assert wrong(them.run() if ran.code else ran, aws, case) == []


def test_the_cases_are_all_the_changes_that_there_are_to_a_user(tmp_path: Path) -> None:
    from wizard.workflows import workflow_named

    writes = {call for name in ("grant", "revoke") for step in workflow_named(name).steps for call in step.writes}
    of_users = {call.partition(":")[2] for call in writes if "Group" not in call and "Role" not in call}
    assert of_users - {"DeletePolicyVersion", "AppendText"} == {case.operation for case in CASES}


EXTERNAL_ID = ("--external-id", "example-external-id-4242")


@pytest.mark.parametrize(
    "kind", [kind if kind in ("reset-after", "html") else pytest.param(kind, marks=pytest.mark.long) for kind in FAULTS]
)
def test_whatever_becomes_of_an_answer_a_proof_is_true_or_says_that_it_is_none(aws: Aws, kind: str) -> None:
    with person(aws) as home:
        command = ("status", "verify", OTHER, *EXTERNAL_ID, "--profile", "accounta-admin", "--format", "json")
        them = Person(home.directory, home.environ, command)
        aws.fault(kind=kind, service="sts", operation="AssumeRole", times=1, seconds=0.5)
        ran = them.run()
        assert ran.wrong() == []
        assert ran.code in (0, 1, 4)
        aws.heal()
        assert them.run().code == 0


@pytest.mark.parametrize(
    "kind", [kind if kind in ("reset-after", "html") else pytest.param(kind, marks=pytest.mark.long) for kind in FAULTS]
)
def test_whatever_becomes_of_an_answer_credentials_are_handed_out_whole_or_not_at_all(aws: Aws, kind: str) -> None:
    with person(aws) as home:
        aws.fault(kind=kind, service="sts", operation="AssumeRole", times=1, seconds=0.5)
        command = ("assume", ROLE, "--profile", "accounta-admin")
        ran = Person(home.directory, home.environ, command).run()
        assert "Traceback" not in ran.err
        if ran.code == 0:
            assert all(f"AWS_{name}=" in ran.out for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN"))
        else:
            assert (ran.code in (1, 4), ran.out) == (True, "")
            assert ran.err.strip()
