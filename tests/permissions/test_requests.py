"""What is sent to whoever can fix a failure: what is needed, why, and the policy for the call that was refused."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from policy_sentry.querying.actions import get_action_data

from wizard.host.browser import SAFE
from wizard.model import CallError, Problem, Step, Trouble, Where, Workflow
from wizard.permissions.actions import action_of, is_free
from wizard.permissions.requests import SIMULATED, ready
from wizard.problems.console import console_address
from wizard.problems.explain import explain, problem_texts
from wizard.vendors.profile import load_vendor
from wizard.workflows import WORKFLOWS, workflow_named
from wizard.workflows.onboarding import WORKFLOW
from wizard.workflows.verify import WORKFLOW as VERIFY

FIRETIGER = load_vendor("firetiger")
ACCOUNT, REGION = "444455556666", "eu-central-1"
HERE = Where(account=ACCOUNT, region=REGION, caller=f"arn:aws:iam::{ACCOUNT}:user/ada")


def refused(service: str, operation: str, message: str = "no", step: str = "template", simulated: str = "") -> Problem:
    error = CallError(
        code="AccessDenied", message=message, service=service, operation=operation, account=ACCOUNT, region=REGION
    )
    return made_ready(explain(error), step, simulated)


def made_ready(problem: Problem, step: str = "template", simulated: str = "") -> Problem:
    return ready(problem, step, HERE, {}, workflow=WORKFLOW, vendor=FIRETIGER, simulated=simulated)


def policy_in(request: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(request[request.index("{\n") :])
    return document


def actions(request: str) -> set[str]:
    return {action for statement in policy_in(request)["Statement"] for action in statement["Action"]}


def test_a_request_says_what_is_needed_why_where_and_what_aws_answered() -> None:
    said = refused("cloudformation", "CreateStack", "not authorized").request
    assert said.startswith("To: whoever manages this AWS account\nSubject: A permission is missing\n")
    for part in (
        "What I need: Allow this call",
        "Why: I'm giving Firetiger access to an AWS account. ",
        f"Account: {ACCOUNT}\nRegion: {REGION}\nSigned in as: {HERE.caller}",
        "AWS's answer to cloudformation:CreateStack: AccessDenied: not authorized",
    ):
        assert part in said


def test_what_is_asked_of_the_roles_owner_says_what_the_workflow_is_for_and_names_no_vendor() -> None:
    role = "arn:aws:iam::222222222222:role/partner-access"
    asked = explain(Trouble(key="assume-not-trusted", values={"role_arn": role, "account": ACCOUNT}))
    said = ready(asked, "proof", HERE, {}, workflow=VERIFY, vendor=FIRETIGER, simulated="").request
    assert said.startswith("To: the owner of the role\nSubject: The role's trust policy doesn't allow it\n")
    assert f"What I need: Allow sts:AssumeRole for account {ACCOUNT} in the trust policy of {role}." in said
    assert "Why: I'm checking whether I can assume a role" in said
    assert "Firetiger" not in said


@pytest.mark.parametrize("workflow", map(workflow_named, WORKFLOWS), ids=lambda workflow: workflow.id)
def test_every_workflow_says_what_for_where_somebody_is_asked_for_help(workflow: Workflow) -> None:
    assert workflow.words.of(FIRETIGER).purpose.startswith("I'm ")


def test_the_policy_is_that_of_the_refused_call_in_the_account_and_region_where_it_was_made() -> None:
    said = refused("cloudformation", "CreateStack").request
    assert "cloudformation:CreateStack" in actions(said)
    assert "iam:CreateRole" in actions(said), "CloudFormation makes the role in the caller's name"
    assert "cloudformation:DeleteStack" not in actions(said)
    resources = [arn for one in policy_in(said)["Statement"] for arn in one["Resource"]]
    assert f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/firetiger-bootstrap/*" in resources


def test_what_aws_names_is_what_is_asked_for() -> None:
    named = "User: ada is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:1:key/a because no"
    document = policy_in(refused("s3", "GetObject", named).request)
    (statement,) = document["Statement"]
    assert (statement["Action"], statement["Resource"]) == (["kms:Decrypt"], ["arn:aws:kms:us-east-1:1:key/a"])


def test_a_call_that_no_step_declares_is_asked_for_by_the_action_of_its_name() -> None:
    (statement,) = policy_in(refused("s3", "ListBuckets", step="no-such-step").request)["Statement"]
    assert (statement["Action"], statement["Resource"]) == (["s3:ListAllMyBuckets"], ["*"])


@pytest.mark.parametrize("step", WORKFLOW.steps, ids=lambda step: step.id)
def test_whichever_declared_call_is_refused_its_action_is_in_a_valid_policy(step: Step) -> None:
    for call in {needed.call for needed in step.calls if not is_free(needed.call)}:
        service, _, operation = call.partition(":")
        said = made_ready(_denied(service, operation), step.id).request
        document = policy_in(said)
        assert document["Version"] == "2012-10-17"
        assert action_of(call) in actions(said)
        for action in actions(said):
            assert get_action_data(*action.split(":")), f"{action} is no action of AWS"
        assert not re.search(r"\{\w+\}", json.dumps(document)), "a name in an ARN was left as it is"


def _denied(service: str, operation: str) -> Problem:
    text = problem_texts()["access-denied"]
    error = CallError(code="403", message="no", service=service, operation=operation, account=ACCOUNT, region=REGION)
    problem = explain(error)
    return problem if problem.statement else Problem(
        key=text.key, title="t", what="w", why="y", todo=("d",), retry=True, error=error, request="r", statement=True
    )  # fmt: skip


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu-west-1", "eu-west-1.console.aws.amazon.com"),
        ("us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"),
        ("cn-north-1", "cn-north-1.console.amazonaws.cn"),
    ],
)
def test_a_console_link_is_of_the_partition_and_the_region(region: str, host: str) -> None:
    address = console_address("cloudformation/home?region={region}#/stacks", {"region": region})
    assert address == f"https://{host}/cloudformation/home?region={region}#/stacks"
    assert console_address("iam/home#/roles", {"region": region}) == f"https://{host.split('.', 1)[1]}/iam/home#/roles"


def test_a_link_of_which_something_is_unknown_is_none() -> None:
    assert console_address("s3/home?region={region}", {}) == ""
    assert console_address("", {"region": REGION}) == ""


@pytest.mark.parametrize("key", sorted(key for key, text in problem_texts().items() if text.console))
def test_a_console_link_can_be_opened_and_names_its_account(key: str) -> None:
    problem = made_ready(Problem(**_fields(key)))
    assert SAFE.fullmatch(problem.console)
    assert problem.account == ACCOUNT


def _fields(key: str) -> dict[str, Any]:
    text = problem_texts()[key]
    return {
        "key": key,
        "title": "t",
        "what": "w",
        "why": "y",
        "todo": text.todo,
        "retry": True,
        "console": text.console,
    }


@pytest.mark.parametrize("key", sorted(key for key, text in problem_texts().items() if text.console))
def test_a_simulated_run_opens_no_console(key: str) -> None:
    problem = made_ready(Problem(**_fields(key)), simulated="fresh")
    assert problem.console.startswith(SIMULATED)
    assert not SAFE.fullmatch(problem.console)


def test_a_simulated_run_writes_no_request_that_could_be_sent_as_a_real_one() -> None:
    said = refused("cloudformation", "CreateStack", simulated="denied").request
    assert said.startswith(f"{SIMULATED} (scenario denied): don't send\n")
