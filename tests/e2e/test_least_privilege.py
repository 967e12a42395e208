"""The operator's policies against what the real program does: nothing outside them, and nothing in them in vain.

Faults answer as AWS does where a policy lacks an action. One endpoint serves every denial of a path, each with a new
account, so that a denial costs a run of some two seconds. The runs that search existing accounts take longer; they are
marked long, and ``pytest -m long`` runs them.
"""

from __future__ import annotations

import json
import re
import tomllib
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import ACCOUNT, BEDROCK, Ended, Program, program
from tests.permissions.actions import actions_in
from wizard.cli.answers_file import checked_answers
from wizard.permissions.actions import FREE, action_of
from wizard.permissions.policies import OperatorPolicy, operator_policies
from wizard.vendors.profile import load_vendor
from wizard.workflows.onboarding import WORKFLOW

DECLARED = {call for step in WORKFLOW.steps for call in (*step.reads, *step.writes)}
FIRETIGER = load_vendor("firetiger")

ENTERED = '[sub-account]\nmode = "existing"\naccount_id = "444455556666"\naccept_workloads = true\n'
THIS = '[sub-account]\nmode = "this-account"\naccept_workloads = true\n'
CREATE = ACCOUNT + BEDROCK


def existing(role: str) -> str:
    return f'{ENTERED}[template]\non_existing = "{role}"\non_failed_stack = "delete"\n{BEDROCK}'


def repaired() -> str:
    return f'{ENTERED}[cloudtrail]\nmode = "repair"\n{BEDROCK}'


# Scenario and answers of a whole onboarding.
PATHS: Mapping[str, tuple[str, str]] = {
    "create": ("fresh", CREATE),
    "new organization": ("standalone", f"{ACCOUNT}create_organization = true\n{BEDROCK}"),
    "organization trail": ("org-trail", CREATE),
    "control tower": ("control-tower", f"{ACCOUNT}despite_control_tower = true\n{BEDROCK}"),
    "form takes time": ("form-missing", CREATE),
    "this account": ("member", THIS + BEDROCK),
    "import": ("role-retained", existing("import")),
    "delete": ("role-retained", existing("delete")),
    "adopt": ("role-retained", existing("adopt")),
    "failed stack": ("rolled-back", existing("adopt")),
    "stopped trail": ("trail-stopped", repaired()),
    "kept out": ("rcp-denied", CREATE),
    "undelivered trail": ("trail-undelivered", f"{ENTERED}[cloudtrail]\ndespite_delivery_error = true\n{BEDROCK}"),
    "half a trail": ("trail-writeonly", repaired()),
}
QUICK = ("create", "new organization", "organization trail", "control tower")


def policies(answers: str) -> dict[str, OperatorPolicy]:
    tables = checked_answers(tomllib.loads(answers), WORKFLOW.steps)
    return {policy.identity: policy for policy in operator_policies(WORKFLOW.steps, FIRETIGER, tables)}


def identity_of(call: Mapping[str, Any], answers: str, signed_in: str) -> str:
    outside = call["account"] == signed_in or 'mode = "this-account"' in answers
    return "signed-in" if outside else "sub-account"


# --- nothing outside -----------------------------------------------------------------------------------------------


# A refusal is the answer: AWS answers the management account and delegated administrators alone.
ASKED_TO_BE_REFUSED = {"signed-in organizations:ListDelegatedAdministrators"}


def outside_of_policies(directory: Path, scenario: str, answers: str) -> tuple[set[str], set[str], Ended]:
    """The calls of a whole run that no step declares, and those that the policies do not allow."""
    allowed = {identity: set(actions_in(policy)) for identity, policy in policies(answers).items()}
    with program(directory, scenario) as running:
        if 'on_existing = "import"' in answers:
            answers = with_its_change_set(running, answers, "--wait", "20s")
        ended = running.json("apply", "--approve", "--wait", "20s", answers=answers)
        calls = running.calls()
    signed_in = calls[0]["account"]
    made = {(identity_of(call, answers, signed_in), f"{call['service']}:{call['operation']}") for call in calls}
    undeclared = {call for _, call in made} - DECLARED
    refused = {
        f"{identity} {call}"
        for identity, call in made
        if call not in FREE and action_of(call) not in allowed.get(identity, set())
    }
    return undeclared, refused - ASKED_TO_BE_REFUSED, ended


@pytest.mark.parametrize("path", QUICK)
def test_a_whole_run_calls_nothing_outside_the_policies(tmp_path: Path, path: str) -> None:
    undeclared, refused, ended = outside_of_policies(tmp_path, *PATHS[path])
    assert (undeclared, refused) == (set(), set())
    assert ended.code == 0, ended.states


@pytest.mark.long
@pytest.mark.parametrize("path", [name for name in PATHS if name not in QUICK])
def test_a_whole_run_in_an_existing_account_calls_nothing_outside_the_policies(tmp_path: Path, path: str) -> None:
    undeclared, refused, ended = outside_of_policies(tmp_path, *PATHS[path])
    assert (undeclared, refused) == (set(), set())
    assert ended.code == (4 if path == "kept out" else 0), ended.states


# --- nothing in vain -----------------------------------------------------------------------------------------------

# What a service does in the caller's name is no call that could be denied here.
IN_OUR_NAME = {side.action for step in WORKFLOW.steps for call in step.calls for side in call.in_our_name}
# Reads of situations that this path meets only where something went wrong before; they are denied on other paths.
UNMET_HERE = {
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStackResources",
    "cloudformation:DescribeEvents",
    "iam:GetRolePolicy",
    "organizations:DescribeAccount",
    "organizations:DescribePolicy",
    "organizations:ListCreateAccountStatus",
    "organizations:ListParents",
    "organizations:ListPoliciesForTarget",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetEncryptionConfiguration",
    "s3:ListBucket",
}


def denied_actions(answers: str) -> list[str]:
    found = dict.fromkeys(action for policy in policies(answers).values() for action in actions_in(policy))
    return [action for action in found if action not in IN_OUR_NAME]


def case(path: str, action: str) -> Any:
    """One denial on one path."""
    return pytest.param(path, action, id=f"{path} {action}")


def operations_of(action: str) -> list[tuple[str, str]]:
    """The calls that an action allows, as the endpoint knows them."""
    calls = [call for call in sorted(DECLARED) if action_of(call) == action]
    return [(service, operation) for service, _, operation in (call.partition(":") for call in calls)]


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with program(tmp_path_factory.mktemp("endpoint")) as running:
        yield running


def with_its_change_set(running: Program, answers: str, *arguments: str) -> str:
    """The answers, which name the change set that is carried out: what it does is known only once it was made."""
    first = running.json("apply", "--approve", *arguments, answers=answers)
    names = re.findall(r"firetiger-onboard-import-[0-9a-f]{12}", first.out)
    return answers.replace("[template]\n", f'[template]\nchange_set = "{names[-1]}"\n') if names else answers


def denied_run(running: Program, directory: Path, answers: str, action: str) -> Ended:
    """A run without one permission, in an account and a directory of its own."""
    own = Program(directory, {**running.environ, "XDG_STATE_HOME": str(directory / "state")}, running.endpoint)
    name = f"denied-{zlib.crc32(action.encode()):08x}"
    for service, operation in operations_of(action):
        own.fault(service=service, operation=operation, kind="access-denied", times=1000)
    try:
        return own.json("apply", "--approve", "--wait", "2s", answers=answers.replace("firetiger@", f"{name}@"))
    finally:
        own._ask("DELETE", "fault")


def named(ended: Ended, action: str) -> bool:
    """Whether a problem or a finding names the action itself, not another that begins like it."""
    said = [[event.get("problem"), event.get("findings")] for event in ended.events if event["event"] == "step"]
    return re.search(rf"{action}(?![A-Za-z])", json.dumps(said)) is not None


def said_unseen(ended: Ended) -> bool:
    """Whether a finding says that something could not be looked at."""
    findings = [finding for event in ended.events for finding in event.get("findings") or ()]
    return any(
        finding["mark"] == "unknown" and ("couldn't" in finding["text"] or "can't be" in finding["text"])
        for finding in findings
    )


def check_denied(ended: Ended, action: str) -> None:
    assert "Traceback" not in ended.err
    assert ended.code in (0, 3, 4), ended.err
    if ended.code == 0:
        assert named(ended, action) or said_unseen(ended), "it completes without a word about what it did not see"
    else:
        assert named(ended, action), [event["problem"] for event in ended.events if event.get("problem")]


@pytest.mark.long
@pytest.mark.parametrize(
    ("path", "action"),
    [case("create", one) for one in denied_actions(CREATE) if one not in UNMET_HERE],
)
def test_a_run_without_one_permission_names_exactly_that_action(
    endpoint: Program, tmp_path: Path, path: str, action: str
) -> None:
    check_denied(denied_run(endpoint, tmp_path, PATHS[path][1], action), action)


def test_a_new_account_that_lets_nobody_in_is_waited_for_and_what_it_answers_is_said(
    endpoint: Program, tmp_path: Path
) -> None:
    ended = denied_run(endpoint, tmp_path, CREATE, "sts:AssumeRole")
    assert (ended.code, ended.states["sub-account"]) == (4, "pending")
    assert named(ended, "sts:AssumeRole")


@pytest.mark.parametrize(("path", "action"), [case("adopt", "sts:AssumeRole")])
def test_without_the_permission_to_enter_an_existing_account_the_action_is_named(
    tmp_path: Path, path: str, action: str
) -> None:
    scenario, answers = PATHS[path]
    with program(tmp_path, scenario) as running:
        if action == "cloudformation:ExecuteChangeSet":
            answers = with_its_change_set(running, answers)
        check_denied(denied_run(running, tmp_path, answers, action), action)


DENIED_ELSEWHERE = [
    *(("delete", action) for action in (
        "account:ListRegions", "cloudformation:ListStacks", "ec2:DescribeInstances", "lambda:ListFunctions",
        "tag:GetResources", "s3:ListAllMyBuckets", "iam:ListInstanceProfilesForRole", "iam:DetachRolePolicy",
        "iam:DeleteRole",
    )),
    *(("import", f"cloudformation:{name}") for name in ("CreateChangeSet", "ExecuteChangeSet", "DescribeChangeSet")),
    ("delete", "cloudformation:DescribeStackResources"),
    *(("failed stack", f"cloudformation:{name}") for name in ("DeleteStack", "DescribeStackEvents", "DescribeEvents")),
    *(("kept out", f"organizations:{name}") for name in ("ListPoliciesForTarget", "DescribePolicy")),
    ("this account", "account:GetAccountInformation"),
    ("half a trail", "cloudtrail:PutEventSelectors"),
    ("stopped trail", "cloudtrail:StartLogging"),
    ("new organization", "organizations:CreateOrganization"),
]  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize(("path", "action"), [case(*one) for one in DENIED_ELSEWHERE])
def test_a_run_on_another_path_without_one_permission_names_exactly_that_action(
    tmp_path: Path, path: str, action: str
) -> None:
    scenario, answers = PATHS[path]
    with program(tmp_path, scenario) as running:
        if action == "cloudformation:ExecuteChangeSet":
            answers = with_its_change_set(running, answers)
        check_denied(denied_run(running, tmp_path, answers, action), action)
