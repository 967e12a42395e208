"""A policy is made of what the steps declare: a row beside a step's code is all that it takes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

import wizard.permissions
from tests.permissions.actions import actions_in
from tests.permissions.test_policies import EXISTING, FIRETIGER, PATHS, Tables
from tests.worlds import thing
from wizard.model import (
    AccountChoice,
    AnsweredTables,
    Answers,
    By,
    Context,
    InOurName,
    Kind,
    Needed,
    SignedIn,
    Step,
    SubAccount,
    Target,
)
from wizard.permissions.actions import PREFIXES
from wizard.permissions.identities import INSIDE
from wizard.permissions.policies import OperatorPolicy, operator_policies
from wizard.steps.cloudtrail import step as cloudtrail
from wizard.steps.sub_account import entry
from wizard.steps.sub_account import step as sub_account
from wizard.steps.template import step as template
from wizard.workflows.onboarding import WORKFLOW

ROOM = Path(wizard.permissions.__file__).parent
TOPIC = Kind(
    word="Topic",
    arns=("arn:{partition}:sns:{region}:{account}:{topic}",),
    condition={"StringEquals": {"sns:Protocol": "{protocol}"}},
    names=lambda tables: {"topic": [tables.own.text("topic", "*")], "protocol": ["email", "https"]},
)
MADE_UP = replace(
    thing("made-up"),
    calls=(
        Needed(call="sns:ListTopics", by=By.BOTH),
        Needed(call="sns:Subscribe", writes=True, on=TOPIC, when=lambda tables: bool(tables.own.text("topic"))),
        Needed(
            call="sns:CreatePlatformApplication",
            writes=True,
            in_our_name=(
                InOurName(action="iam:PassRole"),
                InOurName(action="kms:Decrypt", when=lambda tables: tables.own.yes("sealed") is True),
            ),
        ),
    ),
)


def by_identity(*steps: Step, tables: Tables | None = None, vendor: Any = FIRETIGER) -> dict[str, OperatorPolicy]:
    return {policy.identity: policy for policy in operator_policies(steps, vendor, tables or {})}


def statements_of(policy: OperatorPolicy, step: str) -> list[dict[str, Any]]:
    return [statement for statement in policy.document["Statement"] if statement["Sid"].startswith(step)]


# --- a step that learns something ----------------------------------------------------------------------------------


def test_a_call_that_a_step_learns_is_in_the_policy_without_another_word() -> None:
    learned = replace(cloudtrail.STEP, calls=(*cloudtrail.STEP.calls, Needed(call="kms:DescribeKey")))
    steps = [learned if step.id == learned.id else step for step in WORKFLOW.steps]
    assert "kms:DescribeKey" in actions_in(by_identity(*steps)["sub-account"])
    assert "kms:DescribeKey" not in actions_in(by_identity(*steps)["signed-in"])


def test_a_made_up_step_has_its_calls_in_the_policies_of_those_who_make_them() -> None:
    both = by_identity(*WORKFLOW.steps, MADE_UP, tables={**EXISTING, "sign-in": {"region": "eu-central-1"}})
    (outside,) = statements_of(both["signed-in"], "MadeUp")
    assert outside == {"Sid": "MadeUp", "Effect": "Allow", "Action": ["sns:ListTopics"], "Resource": ["*"]}
    (inside,) = statements_of(both["sub-account"], "MadeUp")
    assert inside["Action"] == ["iam:PassRole", "sns:CreatePlatformApplication", "sns:ListTopics"]


def test_a_made_up_steps_own_answers_decide_about_its_calls_and_fill_its_resources() -> None:
    answers = {**EXISTING, "sign-in": {"region": "eu-central-1"}, "made-up": {"topic": "news", "sealed": "true"}}
    unnarrowed, topic = statements_of(by_identity(*WORKFLOW.steps, MADE_UP, tables=answers)["sub-account"], "MadeUp")
    assert topic == {
        "Sid": "MadeUpTopic",
        "Effect": "Allow",
        "Action": ["sns:Subscribe"],
        "Resource": ["arn:aws:sns:eu-central-1:444455556666:news"],
        "Condition": {"StringEquals": {"sns:Protocol": ["email", "https"]}},
    }
    assert "kms:Decrypt" in unnarrowed["Action"]


def test_where_no_step_chooses_an_account_whoever_signs_in_makes_every_call() -> None:
    (policy,) = operator_policies([MADE_UP], FIRETIGER, {})
    assert policy.identity == "signed-in"
    assert "sns:ListTopics" in actions_in(policy)


def test_of_two_steps_that_foretell_the_same_the_later_one_counts() -> None:
    later = replace(MADE_UP, foretell=lambda answers: (AccountChoice(mode="existing", account="999988887777"),))
    inside = by_identity(*WORKFLOW.steps, later, tables=EXISTING)["sub-account"]
    assert inside.words.endswith("in account 999988887777")


def test_the_made_up_step_tells_its_reads_from_its_writes() -> None:
    twice = replace(MADE_UP, calls=(*MADE_UP.calls, *MADE_UP.calls))
    assert twice.reads == ("sns:ListTopics",)
    assert twice.writes == ("sns:Subscribe", "sns:CreatePlatformApplication")


# --- who knows whom ------------------------------------------------------------------------------------------------


def texts_in(room: Path) -> Iterator[tuple[str, str]]:
    for file in room.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield file.name, node.value


def test_the_room_names_no_step() -> None:
    """An identity is called like one of them, and services of AWS are."""
    ids = {step.id for step in WORKFLOW.steps} - {*PREFIXES.values()}
    assert {(file, text) for file, text in texts_in(ROOM) if text in ids} == {("identities.py", INSIDE)}


@pytest.mark.parametrize("tables", PATHS.values(), ids=PATHS.keys())
def test_of_other_steps_answers_a_call_knows_only_what_they_foretell(tables: Tables) -> None:
    answers = {name: Answers(table) for name, table in tables.items()}
    foretold = tuple(one for step in WORKFLOW.steps for one in step.foretell(answers.get(step.id, Answers())))
    for step in WORKFLOW.steps:
        whole = AnsweredTables(vendor=FIRETIGER, tables=answers, foretold=foretold, step=step.id)
        alone = replace(whole, tables={step.id: whole.own})
        assert [row.when(whole) for row in step.calls] == [row.when(alone) for row in step.calls]
        assert [row.on.names(whole) for row in step.calls] == [row.on.names(alone) for row in step.calls]


# --- the resources are those that the steps make -------------------------------------------------------------------

PLACE = Target(account="444455556666", region="eu-central-1")
KNOWN = {**EXISTING, "sign-in": {"region": PLACE.region}}


def made(step: Step) -> dict[str, Any]:
    """What a step would make in an account that is new, by operation."""
    new = SubAccount(account="new:a@example.com", target=msgspec.structs.replace(PLACE, account="new:a@example.com"))
    context = Context(vendor=FIRETIGER, now=datetime(2026, 11, 26, tzinfo=UTC), found=(new,))
    changes = [change for plan in step.preview(None, Answers(), context).rounds for change in plan.changes]
    return {change.operation: change.parameters for change in changes}


def resources_of(sid: str) -> list[str]:
    statements = by_identity(*WORKFLOW.steps, tables=KNOWN)["sub-account"].document["Statement"]
    return next(statement["Resource"] for statement in statements if statement["Sid"] == sid)


def test_the_trail_and_the_bucket_of_the_policy_are_those_that_the_step_makes() -> None:
    trail = made(cloudtrail.STEP)["CreateTrail"]
    assert resources_of("CloudtrailOwnTrail") == [
        f"arn:aws:cloudtrail:{PLACE.region}:{PLACE.account}:trail/{trail['Name']}"
    ]
    bucket = trail["S3BucketName"].replace("new:a@example.com", PLACE.account)
    assert resources_of("CloudtrailBucket") == [f"arn:aws:s3:::{bucket}"]


def test_the_stack_of_the_policy_is_the_one_that_the_step_makes() -> None:
    name = made(template.STEP)["CreateStack"]["StackName"]
    assert resources_of("TemplateStack") == [f"arn:aws:cloudformation:{PLACE.region}:{PLACE.account}:stack/{name}/*"]


@pytest.mark.parametrize("named", [{}, {"role_name": "deploy"}, {"profile": "hub", "role_name": "deploy"}])
def test_the_role_that_the_answers_foretell_is_the_one_that_the_way_in_goes_through(named: dict[str, str]) -> None:
    answers = Answers({**EXISTING["sub-account"], **named})
    signed_in = SignedIn(arn="arn:aws:iam::111122223333:user/a", account="111122223333", region="us-east-1",
                         standing="management")  # fmt: skip
    (choice,) = sub_account.STEP.foretell(answers)
    assert isinstance(choice, AccountChoice)
    assert choice.roles[0] == entry.way_in(answers, signed_in, PLACE.account).role_name
    assert choice.profile == named.get("profile", "")


# --- what another vendor's template needs --------------------------------------------------------------------------


def with_role(**properties: Any) -> Any:
    """The vendor with other properties of the template's role."""
    document = msgspec.json.decode(FIRETIGER.template)
    (role,) = document["Resources"].values()
    role["Properties"].update(properties)
    return msgspec.structs.replace(FIRETIGER, template=msgspec.json.encode(document).decode())


@pytest.mark.parametrize(
    ("properties", "actions"),
    [
        ({"Tags": [{"Key": "a", "Value": "b"}]}, {"iam:TagRole"}),
        ({"PermissionsBoundary": "arn:aws:iam::aws:policy/PowerUserAccess"}, {"iam:PutRolePermissionsBoundary"}),
        ({"Policies": [{"PolicyName": "a", "PolicyDocument": {"Version": "2012-10-17", "Statement": []}}]},
         {"iam:PutRolePolicy", "iam:DeleteRolePolicy"}),
    ],
)  # fmt: skip
def test_what_cloudformation_does_to_the_role_is_what_the_template_gives_it(
    properties: dict[str, Any], actions: set[str]
) -> None:
    without = set(actions_in(by_identity(*WORKFLOW.steps)["sub-account"]))
    vendor = with_role(**properties)
    assert set(actions_in(by_identity(*WORKFLOW.steps, vendor=vendor)["sub-account"])) - without == actions


def test_a_template_that_is_not_understood_is_refused_only_where_its_step_is_taken() -> None:
    vendor = msgspec.structs.replace(FIRETIGER, template="?")
    with pytest.raises(ValueError, match="exactly one role"):
        by_identity(*WORKFLOW.steps, vendor=vendor)
    left_out = by_identity(*WORKFLOW.steps, vendor=vendor, tables={"template": {"skip": "later"}})
    assert not statements_of(left_out["sub-account"], "Template")
