"""The template step against the simulated AWS over HTTP, with the real gateway: whole ways, round by round."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from wizard.aws.gateway import Gateway
from wizard.engine.visits import Reads
from wizard.host.timing import Timing
from wizard.model import Answers, Change, Context, Journal, Observation, Read, State, SubAccount, Target
from wizard.problems.explain import explain
from wizard.sandbox import client
from wizard.steps.template.step import STEP
from wizard.vendors.profile import load_vendor

VENDOR = load_vendor("firetiger")
ACCOUNT = "444455556666"
ROLE = VENDOR.role_name


class Way:
    """The step in one scenario's dedicated account: looks, plans and sends, and remembers the operations it sent."""

    def __init__(self, sandbox: client.Sandbox) -> None:
        self.gateway = Gateway(lambda _: None, Timing(), "tests")
        self.target = Target(account=ACCOUNT, region=sandbox.region, role_name="OrganizationAccountAccessRole")
        self.sent: list[str] = []
        self.states: list[State] = []

    def look(self, later: timedelta = timedelta(), **answers: str) -> Observation[Any]:
        found = (SubAccount(account=ACCOUNT, target=self.target),)
        context = Context(vendor=VENDOR, now=datetime.now(UTC) + later, found=found)
        return STEP.observe(Reads(self.gateway), Answers(answers), Journal(), context)

    def go(self, later: timedelta = timedelta(), **answers: str) -> Observation[Any]:
        """On until a person is needed or all is done."""
        for _ in range(60):
            observation = self.look(later, **answers)
            self.states.append(observation.state)
            if observation.state not in (State.UNMET, State.PENDING):
                return observation
            for change in STEP.plan(observation, Answers(answers)).changes:
                self.send(change)
        raise AssertionError(f"no end: {self.sent}")

    def send(self, change: Change) -> None:
        self.sent.append(change.operation)
        token = {change.token: f"t{len(self.sent)}"} if change.token else {}
        self.gateway.send(change_with(change, {**change.parameters, **token}))

    def call(self, operation: str, service: str = "iam", **parameters: Any) -> None:
        self.gateway.send(
            Change(target=self.target, service=service, operation=operation, parameters=parameters, sentence="")
        )


def change_with(change: Change, parameters: dict[str, Any]) -> Change:
    return Change(
        target=change.target, service=change.service, operation=change.operation, parameters=parameters, sentence=""
    )


@pytest.fixture
def enter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Way]]:
    """Starts a scenario and makes it the only AWS there is."""
    running: list[client.Sandbox] = []

    def start(scenario: str) -> Way:
        running.append(client.start(scenario, tmp_path / "sandbox.json", pace=0))
        isolated = client.isolate(os.environ, running[0])
        for name in os.environ.keys() - isolated.keys():
            monkeypatch.delenv(name)
        for name, value in isolated.items():
            monkeypatch.setenv(name, value)
        return Way(running[0])

    yield start
    for sandbox in running:
        client.stop(sandbox)


Enter = Callable[[str], Way]


def test_from_nothing_the_stack_is_created_watched_and_confirmed_by_its_role(enter: Enter) -> None:
    way = enter("trail-stopped")
    done = way.go()
    assert done.state is State.SATISFIED, done.trouble
    assert done.found[0].role_arn == f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"
    assert way.sent == ["CreateStack"]
    assert State.PENDING in way.states
    way.sent.clear()
    assert way.go().state is State.SATISFIED
    assert way.sent == []


def test_a_retained_role_is_adopted_without_any_change(enter: Enter) -> None:
    way = enter("role-retained")
    assert way.go().state is State.NEEDS_ANSWERS
    assert way.go(on_existing="adopt").state is State.SATISFIED
    assert way.sent == []


@pytest.mark.parametrize(("region", "name"), [("us-west-2", VENDOR.stack_name), ("us-east-1", "their-own-name")])
def test_a_role_of_a_live_stack_elsewhere_is_told_with_that_stack_and_only_adopted(
    enter: Enter, region: str, name: str
) -> None:
    way = enter("trail-stopped")
    here, way.target = way.target, way.target.in_region(region)
    parameters = {"StackName": name, "TemplateBody": VENDOR.template, "Capabilities": ["CAPABILITY_NAMED_IAM"]}
    way.call("CreateStack", "cloudformation", **parameters)
    for _ in range(9):
        way.gateway.read(Read(target=way.target, service="cloudformation", operation="DescribeStacks"))
    way.target = here
    for answer in ({}, {"on_existing": "import"}, {"on_existing": "delete"}):
        asked = way.go(**answer)
        assert (asked.state, way.sent) == (State.NEEDS_ANSWERS, [])
        assert asked.trouble is not None
        problem = explain(asked.trouble)
        assert problem.key == "role-of-another-stack"
        assert f"{name} in {region} is a live stack" in problem.what
        assert [choice.value for question in asked.questions for choice in question.choices] == ["adopt"]
    assert way.go(on_existing="adopt").state is State.SATISFIED
    assert way.sent == []


def test_a_retained_role_is_imported_in_two_rounds(enter: Enter) -> None:
    way = enter("role-retained")
    done = way.go(on_existing="import")
    assert done.state is State.SATISFIED, done.trouble
    assert done.found[0].stack_name == VENDOR.stack_name
    assert way.sent == ["CreateChangeSet", "ExecuteChangeSet"]


def test_a_retained_role_is_deleted_and_created_anew(enter: Enter) -> None:
    way = enter("role-retained")
    assert way.go(on_existing="delete").state is State.SATISFIED
    assert way.sent == ["DetachRolePolicy", "DeleteRole", "CreateStack"]


def test_a_rolled_back_stack_tells_its_cause_and_is_replaced_when_told(enter: Enter) -> None:
    way = enter("rolled-back")
    asked = way.go()
    assert asked.state is State.NEEDS_ANSWERS
    assert asked.trouble is not None
    assert "service control policy" in asked.trouble.values["reason"]
    assert way.go(on_failed_stack="stop").state is State.BLOCKED
    assert way.sent == []
    assert way.go(on_failed_stack="delete").state is State.SATISFIED
    assert way.sent == ["DeleteStack", "CreateStack"]


def test_a_role_that_was_changed_by_hand_is_found_out_and_repaired(enter: Enter) -> None:
    way = enter("trail-stopped")
    way.go()
    way.call("DetachRolePolicy", RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    way.call("UpdateRole", RoleName=ROLE, MaxSessionDuration=7200)
    tomorrow = timedelta(days=1)
    drifted = way.look(tomorrow)
    assert drifted.state is State.NEEDS_ANSWERS
    assert drifted.trouble is not None
    assert drifted.trouble.key == "role-drifted"
    assert way.go(tomorrow, on_existing="update").state is State.SATISFIED
    assert way.sent == ["CreateStack", "UpdateRole", "AttachRolePolicy"]


def test_a_stack_from_another_template_is_updated_in_two_rounds(enter: Enter) -> None:
    way = enter("trail-stopped")
    older = VENDOR.template.replace('"Description": "Allows', '"MaxSessionDuration": 7200, "Description": "Allows')
    parameters = {"StackName": VENDOR.stack_name, "TemplateBody": older, "Capabilities": ["CAPABILITY_NAMED_IAM"]}
    way.call("CreateStack", "cloudformation", **parameters)
    asked = way.go()
    assert asked.trouble is not None
    assert asked.trouble.key == "stack-other-template"
    assert way.go(on_existing="update").state is State.SATISFIED
    assert way.sent == ["CreateChangeSet", "ExecuteChangeSet"]


def test_a_role_that_somebody_deleted_under_its_stack_is_made_again(enter: Enter) -> None:
    way = enter("trail-stopped")
    way.go()
    way.call("DetachRolePolicy", RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    way.call("DeleteRole", RoleName=ROLE)
    tomorrow = timedelta(days=1)
    assert way.look(tomorrow).state is State.NEEDS_ANSWERS
    assert way.go(tomorrow, on_existing="delete").state is State.SATISFIED
    assert way.sent == ["CreateStack", "DeleteStack", "CreateStack"]


def test_an_empty_stack_left_in_review_is_replaced_when_told(enter: Enter) -> None:
    way = enter("trail-stopped")
    way.call(
        "CreateChangeSet",
        "cloudformation",
        StackName=VENDOR.stack_name,
        ChangeSetName="theirs",
        ChangeSetType="CREATE",
        TemplateBody=VENDOR.template,
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    asked = way.go()
    assert asked.trouble is not None
    assert asked.trouble.key == "stack-in-review"
    assert way.go(on_failed_stack="delete").state is State.SATISFIED
    assert way.sent == ["DeleteStack", "CreateStack"]
