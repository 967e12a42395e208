"""A role that a live stack elsewhere holds: found wherever it is, told as that, and neither imported nor deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.doubles import Reply, refused
from tests.steps.test_template import (
    ACCOUNT,
    EARLIER,
    NO_STACK,
    NOTHING,
    ONLY_STACK_GONE,
    ROLE,
    STACK,
    Aws,
    a_role,
    a_stack,
    choices,
    key,
    seen,
)
from wizard.model import Answers, CallError, Journal, Observation, Read, State
from wizard.problems.explain import explain
from wizard.steps.template.step import STEP, observe

A_SET = "StackSet-vendor-access-0a1b2c3d-1111-2222-3333-444455556666"
TAMPERED: Mapping[str, Any] = {"policies": ()}


def held(
    region: str, name: str = "theirs", status: str = "CREATE_COMPLETE", stack: str = "CREATE_COMPLETE"
) -> dict[str, Reply]:
    """DescribeStackResources where the stack of one region holds the role."""
    resource = {
        "StackId": f"arn:aws:cloudformation:{region}:{ACCOUNT}:stack/{name}/1",
        "StackName": name,
        "PhysicalResourceId": ROLE,
        "ResourceType": "AWS::IAM::Role",
        "ResourceStatus": status,
    }

    def answer(read: Read) -> Mapping[str, Any] | CallError:
        assert read.parameters == {"PhysicalResourceId": ROLE}
        if read.target.region == region:
            return {"StackResources": [resource]}
        return refused("ValidationError", f"Stack for {ROLE} does not exist")

    def described(read: Read) -> Mapping[str, Any] | CallError:
        if read.parameters["StackName"] == resource["StackId"] and read.target.region == region:
            return {"Stacks": [{"StackId": resource["StackId"], "StackName": name, "StackStatus": stack}]}
        return NO_STACK

    return {"cloudformation:DescribeStackResources": answer, "cloudformation:DescribeStacks": described}


def told(observation: Observation[Any]) -> str:
    assert observation.trouble is not None
    problem = explain(observation.trouble)
    return "\n".join((problem.title, problem.what, problem.why, *problem.todo))


@pytest.mark.parametrize("region", ["us-east-1", "us-west-2"])
def test_it_is_named_with_its_stack_and_region_and_offered_for_adoption_alone(region: str) -> None:
    asked = seen({**a_role(), **ONLY_STACK_GONE, **held(region)})
    assert (asked.state, key(asked), choices(asked)) == (State.NEEDS_ANSWERS, "role-of-another-stack", ["adopt"])
    assert f"theirs in {region} is a live stack" in told(asked)
    assert "was deleted" not in told(asked)
    assert any(f"The role belongs to theirs in {region}" in finding.text for finding in asked.findings)


@pytest.mark.parametrize("answer", ["import", "delete"])
def test_it_is_neither_imported_nor_deleted_whatever_the_answer_says(answer: str) -> None:
    for role, told in ((a_role(), "role-of-another-stack"), (a_role(**TAMPERED), "role-of-another-stack-different")):
        asked = seen({**role, **ONLY_STACK_GONE, **held("us-west-2")}, on_existing=answer)
        assert (asked.state is not State.UNMET, key(asked)) == (True, told)


def test_one_that_differs_can_be_used_through_its_stack_where_that_is_in_this_region() -> None:
    role = {**a_role(**TAMPERED), **ONLY_STACK_GONE}
    here = seen({**role, **held("us-east-1")})
    assert [(question.name, question.default) for question in here.questions] == [("stack_name", "theirs")]
    elsewhere = seen({**role, **held("us-west-2")})
    assert (elsewhere.state, elsewhere.questions) == (State.BLOCKED, ())
    assert "--region us-west-2" in told(elsewhere)


def test_one_of_a_stack_set_is_told_as_that() -> None:
    asked = seen({**a_role(), **ONLY_STACK_GONE, **held("us-west-2", A_SET)})
    assert (key(asked), choices(asked)) == ("role-of-a-stack-set", ["adopt"])
    assert "belongs to the stack set vendor-access" in told(asked)
    assert seen({**a_role(**TAMPERED), **ONLY_STACK_GONE, **held("us-east-1", A_SET)}).state is State.BLOCKED


@pytest.mark.parametrize("status", ["DELETE_SKIPPED", "DELETE_COMPLETE", "CREATE_FAILED"])
def test_a_stack_that_no_longer_has_it_or_never_had_holds_nothing(status: str) -> None:
    asked = seen({**a_role(), **ONLY_STACK_GONE, **held("us-west-2", status=status)})
    assert (key(asked), choices(asked)) == ("role-exists", ["adopt", "import", "delete"])
    assert "No live stack in this account contains it" in told(asked)


def test_a_stack_that_was_deleted_holds_nothing_although_aws_still_tells_of_it() -> None:
    asked = seen({**a_role(), **ONLY_STACK_GONE, **held("us-west-2", stack="DELETE_COMPLETE")})
    assert choices(asked) == ["adopt", "import", "delete"]


def test_a_stack_with_more_resources_than_aws_tells_of_holds_it() -> None:
    arn = f"arn:aws:cloudformation:us-west-2:{ACCOUNT}:stack/big/1"
    listed = [{"StackId": arn, "StackName": "big", "PhysicalResourceId": f"q{n}"} for n in range(100)]
    many: dict[str, Reply] = {
        "cloudformation:DescribeStackResources": {"StackResources": listed},
        "cloudformation:DescribeStacks": lambda read: (
            refused("AccessDenied") if read.parameters["StackName"] == arn else NO_STACK
        ),
    }
    assert "big in us-west-2 is a live stack" in told(seen({**a_role(), **many}))


@pytest.mark.parametrize(("name", "left"), [("theirs", ["adopt"]), (STACK, ["adopt", "import", "delete"])])
def test_beside_a_failed_stack_it_is_adopted_alone_too_unless_that_is_its_own(name: str, left: list[str]) -> None:
    failed = a_stack("ROLLBACK_COMPLETE")
    other = held("us-east-1", name)
    ours = failed["cloudformation:DescribeStacks"]
    by_name: dict[str, Reply] = {
        "cloudformation:DescribeStacks": lambda read: (
            ours if read.parameters["StackName"] == STACK else other["cloudformation:DescribeStacks"](read)
        )
    }
    assert choices(seen({**a_role(), **failed, **other, **by_name})) == left


def test_an_import_that_was_refused_for_it_leaves_only_its_adoption() -> None:
    refusal: dict[str, Reply] = {
        "cloudformation:DescribeChangeSet": {"Status": "FAILED", "StatusReason": f"{ROLE} already exists in stack x"}
    }
    elsewhere = held("us-west-2")
    del elsewhere["cloudformation:DescribeStacks"]
    aws = {**a_role(), **elsewhere, **a_stack("REVIEW_IN_PROGRESS"), **refusal}
    asked = seen(aws, on_existing="import")
    assert (key(asked), choices(asked)) == ("change-set-failed", ["adopt"])


@pytest.mark.parametrize("call", ["account:ListRegions", "cloudformation:DescribeStackResources"])
def test_where_nobody_may_look_that_is_said_and_no_deleted_stack_is_claimed(call: str) -> None:
    aws = {**a_role(), **ONLY_STACK_GONE, call: refused("AccessDenied", "not authorized")}
    asked = seen(aws)
    assert key(asked) == "role-exists"
    assert "couldn't check every region" in told(asked)
    assert any(one.mark == "unknown" and "Couldn't read" in one.text for one in asked.findings)


def test_nobody_looks_for_it_where_the_role_has_its_stack_or_is_adopted_or_is_not_there() -> None:
    for aws, answers in (
        ({**a_role(), **a_stack("CREATE_COMPLETE")}, {}),
        ({**a_role(), "cloudformation:DescribeStacks": NO_STACK}, {"on_existing": "adopt"}),
        (NOTHING, {}),
    ):
        reader = Aws(aws)
        observe(reader, Answers(answers), Journal(), EARLIER)
        assert "DescribeStackResources" not in [read.operation for read in reader.made]


def test_its_search_is_declared_and_asks_all_regions_side_by_side() -> None:
    reader = Aws({**a_role(), **ONLY_STACK_GONE})
    observe(reader, Answers(), Journal(), EARLIER)
    assert reader.batches[-2:] == [["ListRegions"], ["DescribeStackResources"] * 2]
    assert {"account:ListRegions", "cloudformation:DescribeStackResources"} <= set(STEP.reads)
