"""A group taken back: its roles in the accounts first, then the set, the stack and the central role."""

from __future__ import annotations

from typing import Any

from tests.doubles import refused
from tests.steps.fleets import A, B, C, context, devops, fleet
from tests.steps.stack_sets import Sets, failed, operation
from wizard.model import Answers, Journal, JournalEntry, State
from wizard.resources.role import Role
from wizard.steps.fleet_removal.step import STEP

NAME = "CrossAccountManager-DevOps"
FLEET = fleet(devops(B, C))
CENTRAL = Role(name=NAME, arn=f"arn:aws:iam::{A}:role/{NAME}", trust=frozenset())
NO_STACK = refused("ValidationError", f"Stack with id {NAME} does not exist")


def left(*, role: bool = True, **more: Any) -> Sets:
    about: dict[str, Any] = {"accounts": FLEET, "roles": {A: CENTRAL if role else None}, **more}
    return Sets(replies={"cloudformation:DescribeStacks": NO_STACK}, **about)


def looked(sets: Sets, *journal: JournalEntry, person: bool = True, **answers: str) -> Any:
    given = Answers({"group": "DevOps", **answers})
    return STEP.observe(sets.reader(), given, Journal(journal), context(sets.accounts, person=person))


ALL = {"DevOps": {B: {}, C: {}}}


def test_the_accounts_come_first_and_the_rest_is_approved_with_them() -> None:
    plan = STEP.plan(looked(left(instances=ALL)), Answers())
    assert [one.operation for one in plan.changes] == ["DeleteStackInstances"]
    assert [one.operation for one in plan.later] == ["DeleteStackSet", "DeleteRolePolicy", "DeleteRole"]
    assert plan.changes[0].parameters["RetainStacks"] is False


def test_whoever_approves_sees_the_accounts_and_types_the_groups_name() -> None:
    plan = STEP.plan(looked(left(instances=ALL)), Answers())
    assert (plan.confirm, plan.asks) == ("DevOps", "Type the group's name to continue")
    assert all(account in plan.consent[0] for account in (B, C))


def test_the_rest_follows_unchanged_once_no_account_has_a_stack() -> None:
    later = STEP.plan(looked(left(instances=ALL)), Answers()).later
    then = STEP.plan(looked(left(instances={"DevOps": {}})), Answers()).changes
    assert [one.digest() for one in then] == [one.digest() for one in later]


def test_an_ordinary_stack_of_the_group_goes_too() -> None:
    stack = {"StackId": "arn:stack", "StackName": NAME, "StackStatus": "CREATE_COMPLETE"}
    sets = left(role=False)
    sets.replies = {"cloudformation:DescribeStacks": {"Stacks": [stack]}}
    assert [one.operation for one in STEP.plan(looked(sets), Answers()).changes] == ["DeleteStack"]


def test_where_nothing_is_left_it_is_done_and_nothing_is_planned() -> None:
    seen = looked(left(role=False))
    assert (seen.state, STEP.plan(seen, Answers()).changes) == (State.SATISFIED, ())


def test_a_group_that_the_file_still_has_would_come_back_and_that_is_told() -> None:
    told = {one.text: one.mark for one in looked(left(role=False)).findings}
    assert told["The fleet's file still has the group DevOps"] == "warning"


def test_a_group_that_nobody_knows_is_no_group_that_was_removed() -> None:
    seen = looked(left(role=False), group="Devops")
    assert (seen.state, seen.summary, [one.mark for one in seen.findings]) == (
        State.SATISFIED, "nothing found", ["warning"],
    )  # fmt: skip
    assert "The file has: DevOps." in seen.findings[0].detail


def test_a_group_that_is_in_no_file_any_more_is_found_by_its_name() -> None:
    sets = left(instances={"Old": {B: {}}})
    sets.accounts = fleet(devops(B, name="Old"))
    reader = sets.reader()
    seen = STEP.observe(reader, Answers({"group": "Old"}), Journal(), context(FLEET))
    (delete,) = STEP.plan(seen, Answers()).changes
    assert delete.parameters["StackSetName"] == "CrossAccountManager-Old"


def test_without_a_group_it_asks_which() -> None:
    seen = STEP.observe(left().reader(), Answers(), Journal(), context(FLEET))
    assert [(one.name, "The file has: DevOps." in one.help) for one in seen.questions] == [("group", True)]


def test_while_aws_deletes_its_counts_are_the_progress() -> None:
    seen = looked(left(instances=ALL, operations={"DevOps": [operation(status="RUNNING", Action="DELETE")]}))
    assert (seen.state, seen.waiting.progress[0].name) == (State.PENDING, NAME)


def undeleted() -> Sets:
    instances = {"DevOps": {C: failed("protected by TerminationProtection", Status="INOPERABLE", StackId="arn:s")}}
    return left(instances=instances, operations={"DevOps": [operation(Action="DELETE", Status="FAILED")]})


def test_a_stack_that_cannot_be_deleted_is_told_with_its_reason_and_asked_about() -> None:
    seen = looked(undeleted())
    assert (seen.state, seen.trouble.key) == (State.NEEDS_ANSWERS, "stacks-undeleted")
    assert "protected from deletion" in seen.trouble.values["why"]


def test_a_suspended_account_which_aws_leaves_alone_is_let_go_without_a_question() -> None:
    sets = undeleted()
    skipped = failed("", StackInstanceStatus={"DetailedStatus": "SKIPPED_SUSPENDED_ACCOUNT"})
    sets.instances = {"DevOps": {C: skipped}}
    seen = looked(sets)
    (delete,) = STEP.plan(seen, Answers()).changes
    assert (seen.state, delete.parameters["RetainStacks"]) == (State.UNMET, True)


def test_it_may_be_tried_again_or_left_to_its_owner() -> None:
    for answer, retains in (("again", False), ("keep", True)):
        (delete,) = STEP.plan(looked(undeleted(), undeleted=answer), Answers()).changes
        assert (delete.parameters["RetainStacks"], C in delete.sentence) == (retains, True)


def test_without_a_person_it_is_tried_again_only_once() -> None:
    sent = JournalEntry(
        step="fleet-removal", digest="d", attempt=1, service="cloudformation", operation="DeleteStackInstances",
        account=A, region="us-east-1", sentence="x", intended="2026-11-26T11:50:00Z", outcome="landed",
        finished="2026-11-26T11:50:00+00:00",
    )  # fmt: skip
    assert looked(undeleted(), sent, person=False, undeleted="again").state is State.UNMET
    assert looked(undeleted(), sent, sent, person=False, undeleted="again").state is State.NEEDS_ANSWERS
