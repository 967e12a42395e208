"""The template step: every pair of role and stack that can be met, and what comes next."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import botocore.session
import msgspec
import pytest
from botocore.validate import ParamValidator

from tests.doubles import Reply, TableReader, refused
from wizard.model import (
    Answers,
    CallFailed,
    Change,
    Context,
    Finding,
    GrantedRole,
    Journal,
    JournalEntry,
    Observation,
    Plan,
    Read,
    SignedIn,
    State,
    SubAccount,
    Target,
    Trouble,
)
from wizard.problems.explain import explain, problem_texts
from wizard.steps.template import step as template
from wizard.steps.template.step import STEP, observe, plan, preview
from wizard.vendors.profile import load_vendor

VENDOR = load_vendor("firetiger")
TEMPLATE = json.loads(VENDOR.template)
ROLE, STACK, ACCOUNT = VENDOR.role_name, VENDOR.stack_name, "428861248123"
STACK_ID = f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/{STACK}/1"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/{ROLE}"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=9)
TARGET = Target(account=ACCOUNT, region="us-east-1", role_name="OrganizationAccountAccessRole")
EARLIER = Context(vendor=VENDOR, now=NOW, found=(SubAccount(account=ACCOUNT, target=TARGET),))
NO_STACK = refused("ValidationError", f"Stack with id {STACK} does not exist")
NO_ROLE = refused("NoSuchEntity", f"The role with name {ROLE} cannot be found.")


def a_role(policies: tuple[str, ...] = (ADMIN,), trusted: Any = "975050257559", **more: Any) -> dict[str, Reply]:
    trust = {"Statement": {"Effect": "Allow", "Principal": {"AWS": trusted}, "Action": "sts:AssumeRole"}}
    role = {"RoleName": ROLE, "Arn": ROLE_ARN, "Path": "/", "AssumeRolePolicyDocument": trust, **more}
    attached = [{"PolicyName": arn.rsplit("/", 1)[-1], "PolicyArn": arn} for arn in policies]
    return {
        "iam:GetRole": {"Role": role},
        "iam:ListAttachedRolePolicies": {"AttachedPolicies": attached},
        "iam:ListRolePolicies": {"PolicyNames": []},
        "iam:ListInstanceProfilesForRole": {"InstanceProfiles": []},
        "account:ListRegions": {"Regions": [{"RegionName": "us-east-1"}, {"RegionName": "us-west-2"}]},
        "cloudformation:DescribeStackResources": refused("ValidationError", f"Stack for {ROLE} does not exist"),
    }


def a_stack(status: str, template: Any = TEMPLATE, events: Any = (), ended: datetime = LONG_AGO) -> dict[str, Reply]:
    stack = {
        "StackId": STACK_ID,
        "StackName": STACK,
        "StackStatus": status,
        "CreationTime": LONG_AGO,
        "Outputs": [{"OutputKey": "RoleARN", "OutputValue": ROLE_ARN}],
    }
    last = an_event(STACK, status, physical=STACK_ID, time=ended)
    return {
        "cloudformation:DescribeStacks": {"Stacks": [stack]},
        "cloudformation:GetTemplate": {"TemplateBody": template},
        "cloudformation:DescribeStackEvents": {"StackEvents": [last, *events]},
        "cloudformation:DescribeEvents": refused("InvalidAction", "no such operation"),
        "cloudformation:DescribeChangeSet": refused("ChangeSetNotFound"),
    }


def an_event(
    resource: str, status: str, reason: str = "", physical: str = "", time: datetime = LONG_AGO
) -> dict[str, Any]:
    return {
        "StackId": STACK_ID,
        "LogicalResourceId": resource,
        "PhysicalResourceId": physical,
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
        "Timestamp": time,
    }


def change_set(status: str, execution: str = "UNAVAILABLE", reason: str = "", *actions: str) -> dict[str, Reply]:
    changes = [
        {"Type": "Resource", "ResourceChange": {"Action": action, "LogicalResourceId": ROLE}} for action in actions
    ]
    answer = {"Status": status, "ExecutionStatus": execution, "StatusReason": reason, "Changes": changes}
    return {"cloudformation:DescribeChangeSet": answer}


NOTHING: dict[str, Reply] = {"cloudformation:DescribeStacks": NO_STACK, "iam:GetRole": NO_ROLE}
ONLY_STACK_GONE: dict[str, Reply] = {"cloudformation:DescribeStacks": NO_STACK}
ONLY_ROLE_GONE: dict[str, Reply] = {"iam:GetRole": NO_ROLE}
OTHER = copy.deepcopy(TEMPLATE)
OTHER["Resources"][ROLE]["DeletionPolicy"] = "Delete"
FAILURE = an_event(ROLE, "CREATE_FAILED", f"{ROLE} already exists")


class Aws(TableReader):
    """A table that also counts rounds: calls made side by side are one."""

    rounds = 0

    def __call__(self, read: Read) -> Mapping[str, Any]:
        self.rounds += 1
        return super().__call__(read)

    def many(self, reads: Any) -> Any:
        before = self.rounds
        answers = super().many(reads)
        self.rounds = before + 1
        return answers


def seen(
    aws: Mapping[str, Reply], journal: tuple[JournalEntry, ...] = (), *, person: bool = False, **answers: str
) -> Observation[Any]:
    context = replace(EARLIER, person=person)
    return observe(Aws(aws), Answers(answers), Journal(journal), context)


def planned(aws: Mapping[str, Reply], **answers: str) -> Plan:
    observation = seen(aws, **answers)
    assert observation.state is State.UNMET, (observation.state, observation.trouble)
    return plan(observation, Answers(answers))


def operations(made: Plan) -> list[str]:
    return [change.operation for change in made.changes]


def the_change(made: Plan) -> Change:
    (change,) = made.changes
    return change


def choices(observation: Observation[Any], question: str = "on_existing") -> list[str]:
    return [choice.value for q in observation.questions if q.name == question for choice in q.choices]


def key(observation: Observation[Any]) -> str:
    return observation.trouble.key if observation.trouble else ""


def of_kind(observation: Observation[Any], kind: str) -> Finding:
    return next(finding for finding in observation.findings if finding.kind == kind)


def landed(operation: str, **note: str) -> JournalEntry:
    return JournalEntry(
        step="template", digest="d", attempt=1, service="cloudformation", operation=operation, account=ACCOUNT,
        region="us-east-1", sentence="", intended="", note=note, outcome="landed",
        finished=(NOW - timedelta(minutes=5)).isoformat(),
    )  # fmt: skip


def test_a_policy_or_a_role_that_goes_while_it_is_read_is_not_there() -> None:
    names = {"iam:ListRolePolicies": {"PolicyNames": ["Gone"]}, "iam:GetRolePolicy": refused("NoSuchEntity")}
    assert seen({**a_stack("CREATE_COMPLETE"), **a_role(), **names}).state is State.SATISFIED
    going = {**NOTHING, **a_role(), "iam:ListAttachedRolePolicies": refused("NoSuchEntity")}
    assert seen({**going, "cloudformation:DescribeStacks": NO_STACK}).facts.role is None


def test_a_stack_that_was_just_created_is_waited_for_where_its_role_shows_first() -> None:
    created = msgspec.structs.replace(landed("CreateStack", stack=STACK), finished=NOW.isoformat())
    of_ours = {"StackId": STACK_ID, "StackName": STACK, "ResourceType": "AWS::IAM::Role", "PhysicalResourceId": ROLE}
    early = {**a_role(), **ONLY_STACK_GONE, "cloudformation:DescribeStackResources": {"StackResources": [of_ours]}}
    assert seen(early, (created,)).state is State.PENDING
    assert seen(early, (landed("CreateStack", stack=STACK),)).state is State.NEEDS_ANSWERS, "minutes later it is told"


# --- nothing there -------------------------------------------------------------------------------------------------


def test_with_nothing_there_the_stack_is_created_as_the_guide_says() -> None:
    change = the_change(planned(NOTHING))
    assert (change.service, change.operation, change.target) == ("cloudformation", "CreateStack", TARGET)
    assert change.parameters == {
        "StackName": STACK,
        "TemplateBody": VENDOR.template,
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
        "RetainExceptOnCreate": True,
    }
    assert change.token == "ClientRequestToken"
    assert set(change.landed) == {"AlreadyExistsException", "TokenAlreadyExistsException"}
    assert change.keep == {"stack_id": "StackId"}


def test_consent_names_the_policy_the_account_the_principles_the_digest_and_what_takes_it_back() -> None:
    made = planned(NOTHING)
    text = "\n".join(made.consent)
    assert made.act == "Grant Firetiger administrator access"
    assert "AdministratorAccess" in made.consent[0]
    assert VENDOR.account in made.consent[0]
    assert ACCOUNT in made.consent[0]
    assert all(principle in made.consent for principle in VENDOR.principles)
    assert VENDOR.template_sha256 in text
    assert "The role requires no external ID" in text
    assert made.consent[-1] == "To end this access, delete the role. Deleting the stack doesn't end it."


def test_the_template_is_shown_as_it_is_and_in_plain_words() -> None:
    observation = seen(NOTHING)
    assert of_kind(observation, "template").body == VENDOR.template
    assert any("can assume the role" in finding.text and ACCOUNT in finding.text for finding in observation.findings)


def test_another_stack_name_is_looked_for_and_created() -> None:
    aws = Aws(NOTHING)
    observe(aws, Answers({"stack_name": "vendor"}), Journal(), EARLIER)
    assert aws.made[0].parameters == {"StackName": "vendor"}
    assert the_change(planned(NOTHING, stack_name="vendor")).parameters["StackName"] == "vendor"


def test_a_changed_template_asks_for_another_approval() -> None:
    other = msgspec.structs.replace(VENDOR, template=json.dumps(OTHER))
    observation = observe(Aws(NOTHING), Answers(), Journal(), replace(EARLIER, vendor=other))
    assert the_change(plan(observation, Answers())).digest() != the_change(planned(NOTHING)).digest()


def test_an_answer_that_aws_refuses_is_no_absence() -> None:
    with pytest.raises(CallFailed):
        seen({**NOTHING, "iam:GetRole": refused("AccessDenied")})
    with pytest.raises(CallFailed):
        seen({**NOTHING, "cloudformation:DescribeStacks": refused("AccessDenied")})
    denied = {"iam:ListAttachedRolePolicies": refused("AccessDenied")}
    with pytest.raises(CallFailed):
        seen({**a_role(), **a_stack("CREATE_COMPLETE"), **denied})


# --- the stack works ------------------------------------------------------------------------------------------------


def test_a_complete_stack_with_the_templates_role_is_satisfied_in_two_rounds_of_reading() -> None:
    aws = Aws({**a_role(), **a_stack("CREATE_COMPLETE")})
    observation = observe(aws, Answers(), Journal(), EARLIER)
    assert observation.state is State.SATISFIED
    assert observation.found == (
        GrantedRole(role_arn=ROLE_ARN, stack_name=STACK, template_sha256=VENDOR.template_sha256, external_id=False),
    )
    assert of_kind(observation, "arn").body == ROLE_ARN
    assert aws.rounds == 2


@pytest.mark.parametrize("status", ["UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"])
def test_other_working_states_are_judged_by_the_role_too(status: str) -> None:
    assert seen({**a_role(), **a_stack(status)}).state is State.SATISFIED


def test_a_template_that_cannot_be_read_is_said_and_the_role_decides() -> None:
    observation = seen(
        {**a_role(), **a_stack("CREATE_COMPLETE"), "cloudformation:GetTemplate": refused("AccessDenied")}
    )
    assert observation.state is State.SATISFIED
    assert any(finding.mark == "unknown" for finding in observation.findings)


def test_a_stack_without_its_role_is_not_satisfied_although_it_is_complete() -> None:
    observation = seen({**ONLY_ROLE_GONE, **a_stack("CREATE_COMPLETE")})
    assert (observation.state, key(observation)) == (State.NEEDS_ANSWERS, "role-gone")
    made = planned({**ONLY_ROLE_GONE, **a_stack("CREATE_COMPLETE")}, on_existing="delete")
    assert the_change(made).parameters == {"StackName": STACK_ID}


@pytest.mark.parametrize(("seconds", "state"), [(3, State.PENDING), (119, State.PENDING), (121, State.NEEDS_ANSWERS)])
def test_a_role_that_iam_does_not_show_yet_is_waited_for_two_minutes(seconds: int, state: State) -> None:
    aws = {**ONLY_ROLE_GONE, **a_stack("CREATE_COMPLETE", ended=NOW - timedelta(seconds=seconds))}
    assert seen(aws).state is state


def test_policies_that_iam_does_not_show_yet_are_waited_for_briefly() -> None:
    aws = {**a_role(policies=()), **a_stack("CREATE_COMPLETE", ended=NOW - timedelta(seconds=3))}
    assert seen(aws).state is State.PENDING


def test_a_role_that_was_changed_by_hand_is_not_satisfied_and_the_difference_is_shown() -> None:
    observation = seen({**a_role(policies=()), **a_stack("CREATE_COMPLETE")})
    assert (observation.state, key(observation)) == (State.NEEDS_ANSWERS, "role-drifted")
    assert choices(observation) == ["update", "delete"]
    assert any("The template attaches the policy AdministratorAccess" in f.text for f in observation.findings)


def test_a_changed_role_is_brought_back_by_the_smallest_changes_and_a_new_consent() -> None:
    aws = {**a_role(("arn:aws:iam::aws:policy/Deny",), ["975050257559", "1" * 12]), **a_stack("CREATE_COMPLETE")}
    made = planned(aws, on_existing="update")
    assert operations(made) == ["UpdateAssumeRolePolicy", "DetachRolePolicy", "AttachRolePolicy"]
    assert "AdministratorAccess" in made.consent[0]
    written = json.loads(made.changes[0].parameters["PolicyDocument"])
    assert written == TEMPLATE["Resources"][ROLE]["Properties"]["AssumeRolePolicyDocument"]


def test_a_role_in_another_path_cannot_be_repaired_only_renewed() -> None:
    aws = {**a_role(Path="/x/"), **a_stack("CREATE_COMPLETE")}
    assert choices(seen(aws)) == ["delete"]
    made = planned(aws, on_existing="delete")
    assert operations(made) == ["DetachRolePolicy", "DeleteRole", "DeleteStack"]


def test_tags_of_the_stack_are_expected_on_its_role_and_other_tags_are_a_difference_that_may_be_adopted() -> None:
    stack = a_stack("CREATE_COMPLETE")
    stack["cloudformation:DescribeStacks"]["Stacks"][0]["Tags"] = [{"Key": "team", "Value": "x"}]
    assert seen({**a_role(Tags=[{"Key": "team", "Value": "x"}]), **stack}).state is State.SATISFIED
    other = {**a_role(Tags=[{"Key": "owner", "Value": "x"}]), **a_stack("CREATE_COMPLETE")}
    assert choices(seen(other)) == ["adopt", "update", "delete"]
    assert seen(other, on_existing="adopt").state is State.SATISFIED


# --- another template -----------------------------------------------------------------------------------------------


def test_another_template_with_the_right_role_asks_and_shows_the_difference() -> None:
    observation = seen({**a_role(), **a_stack("CREATE_COMPLETE", OTHER)})
    assert (observation.state, key(observation)) == (State.NEEDS_ANSWERS, "stack-other-template")
    assert choices(observation) == ["adopt", "update"]
    assert '-      "DeletionPolicy": "Delete"' in of_kind(observation, "difference").body


def test_the_guides_template_in_other_words_is_not_another_template() -> None:
    text = VENDOR.template.replace("arn:aws:iam::975050257559:root", "975050257559")
    assert seen({**a_role(), **a_stack("CREATE_COMPLETE", text)}).state is State.SATISFIED


def test_a_stack_of_another_template_is_adopted_only_with_the_right_role() -> None:
    assert seen({**a_role(), **a_stack("CREATE_COMPLETE", OTHER)}, on_existing="adopt").state is State.SATISFIED
    wrong = seen({**a_role(policies=()), **a_stack("CREATE_COMPLETE", OTHER)}, on_existing="adopt")
    assert (wrong.state, choices(wrong)) == (State.NEEDS_ANSWERS, ["update"])


def test_a_stack_that_has_nothing_to_do_with_the_role_is_never_offered_for_deletion() -> None:
    aws = {**ONLY_ROLE_GONE, **a_stack("CREATE_COMPLETE", {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}})}
    assert (key(seen(aws)), choices(seen(aws))) == ("stack-other-template", ["update"])
    assert seen(aws, on_existing="delete").state is State.NEEDS_ANSWERS


def test_a_stack_whose_template_cannot_be_read_is_never_offered_for_deletion() -> None:
    unread: dict[str, Reply] = {**a_stack("CREATE_COMPLETE"), "cloudformation:GetTemplate": refused("AccessDenied")}
    assert seen({**ONLY_ROLE_GONE, **unread}, on_existing="delete").state is State.BLOCKED
    assert choices(seen({**a_role(policies=()), **unread})) == ["update"]


def test_an_update_is_prepared_as_a_change_set_with_a_name_that_stays_the_same() -> None:
    aws = {**a_role(policies=()), **a_stack("CREATE_COMPLETE", OTHER)}
    change = the_change(planned(aws, on_existing="update"))
    assert (change.operation, change.token) == ("CreateChangeSet", "ClientToken")
    assert change.parameters["ChangeSetType"] == "UPDATE"
    assert change.parameters["StackName"] == STACK_ID
    assert change.landed == ("AlreadyExistsException",)
    assert change == the_change(planned(aws, on_existing="update"))


@pytest.mark.parametrize("status", ["CREATE_PENDING", "CREATE_IN_PROGRESS"])
def test_a_change_set_in_the_making_is_waited_for(status: str) -> None:
    aws = {**a_role(), **a_stack("CREATE_COMPLETE", OTHER), **change_set(status)}
    assert seen(aws, on_existing="update").state is State.PENDING


def test_a_ready_change_set_is_shown_and_its_changes_are_part_of_what_is_approved() -> None:
    base = {**a_role(), **a_stack("CREATE_COMPLETE", OTHER)}
    aws = {**base, **change_set("CREATE_COMPLETE", "AVAILABLE", "", "Modify")}
    assert of_kind(seen(aws, on_existing="update"), "table").rows[1][:2] == ("Modify", ROLE)
    change = the_change(planned(aws, on_existing="update"))
    assert (change.operation, change.token) == ("ExecuteChangeSet", "ClientRequestToken")
    removing = {**base, **change_set("CREATE_COMPLETE", "AVAILABLE", "", "Remove")}
    other = the_change(planned(removing, on_existing="update"))
    assert other.digest() != change.digest()
    assert "removes" in other.warning


def test_a_change_set_that_finds_no_changes_means_it_is_done() -> None:
    reason = "The submitted information didn't contain changes. Submit different information to create a change set."
    done = {**a_role(), **a_stack("CREATE_COMPLETE", OTHER), **change_set("FAILED", reason=reason)}
    assert seen(done, on_existing="update").state is State.SATISFIED


def test_no_changes_for_cloudformation_do_not_hide_a_changed_role() -> None:
    aws = {**a_role(policies=()), **a_stack("CREATE_COMPLETE", OTHER)}
    failed = {**aws, **change_set("FAILED", reason="No updates are to be performed.")}
    assert operations(planned(failed, on_existing="update")) == ["AttachRolePolicy"]


def test_a_change_set_that_is_refused_for_another_reason_blocks_with_it() -> None:
    aws = {**a_role(), **a_stack("CREATE_COMPLETE", OTHER), **change_set("FAILED", reason="Access denied for hook")}
    observation = seen(aws, on_existing="update")
    assert (observation.state, key(observation)) == (State.BLOCKED, "change-set-failed")
    assert observation.trouble is not None
    assert observation.trouble.values["reason"] == "Access denied for hook"


def test_an_update_that_this_run_saw_rolled_back_is_not_tried_again_headless() -> None:
    aws = {**a_role(policies=()), **a_stack("UPDATE_ROLLBACK_COMPLETE", OTHER)}
    tried = (landed("ExecuteChangeSet", stack=STACK_ID),)
    assert key(seen(aws, tried, on_existing="update")) == "stack-update-failed"
    assert seen(aws, tried, person=True, on_existing="update").state is State.UNMET


# --- at work --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status",
    [
        "CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "DELETE_IN_PROGRESS", "UPDATE_IN_PROGRESS",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "IMPORT_IN_PROGRESS",
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", "IMPORT_ROLLBACK_IN_PROGRESS",
    ],
)  # fmt: skip
def test_whatever_cloudformation_is_at_work_on_is_watched_whoever_started_it(status: str) -> None:
    events = [an_event(ROLE, "CREATE_IN_PROGRESS", time=LONG_AGO - timedelta(seconds=1))]
    observation = seen({**ONLY_ROLE_GONE, **a_stack(status, events=events)})
    assert observation.state is State.PENDING
    assert observation.waiting is not None
    assert (observation.waiting.limit, observation.waiting.every) == (900, 3)
    assert of_kind(observation, "events").rows[-1][2] == status
    assert plan(observation, Answers()) == Plan()


def test_a_rollback_shows_its_cause_while_it_runs() -> None:
    observation = seen({**ONLY_ROLE_GONE, **a_stack("ROLLBACK_IN_PROGRESS", events=[FAILURE])})
    assert any(
        finding.mark == "bad" and "the account already has something" in finding.text
        for finding in observation.findings
    )


# --- the stack failed -----------------------------------------------------------------------------------------------

DEAD = ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"]


@pytest.mark.parametrize("status", DEAD)
def test_a_failed_stack_tells_the_first_failure_and_asks(status: str) -> None:
    later = an_event("Other", "CREATE_FAILED", "newest", time=LONG_AGO + timedelta(seconds=9))
    observation = seen({**ONLY_ROLE_GONE, **a_stack(status, events=[later, FAILURE])})
    assert (observation.state, key(observation)) == (State.NEEDS_ANSWERS, "stack-failed")
    assert observation.trouble is not None
    assert "the account already has something" in observation.trouble.values["reason"]
    assert [question.name for question in observation.questions] == ["on_failed_stack"]


@pytest.mark.parametrize("status", [*DEAD, "REVIEW_IN_PROGRESS"])
def test_a_failed_stack_is_deleted_by_its_arn_and_only_when_told(status: str) -> None:
    change = the_change(planned({**ONLY_ROLE_GONE, **a_stack(status)}, on_failed_stack="delete"))
    assert change.operation == "DeleteStack"
    assert change.parameters["StackName"] == STACK_ID
    assert ("DeletionMode" in change.parameters) is (status == "DELETE_FAILED")


@pytest.mark.parametrize("status", [*DEAD, "REVIEW_IN_PROGRESS"])
def test_stopping_at_a_failed_stack_blocks_and_changes_nothing(status: str) -> None:
    observation = seen({**ONLY_ROLE_GONE, **a_stack(status)}, on_failed_stack="stop")
    assert observation.state is State.BLOCKED
    assert plan(observation, Answers()) == Plan()


def test_events_that_cannot_be_read_are_said() -> None:
    aws = {**ONLY_ROLE_GONE, **a_stack("ROLLBACK_COMPLETE")}
    observation = seen({**aws, "cloudformation:DescribeStackEvents": refused("AccessDenied")})
    assert any(finding.mark == "unknown" for finding in observation.findings)


def test_a_denial_of_describe_events_is_said_and_its_absence_is_not() -> None:
    aws = {**ONLY_ROLE_GONE, **a_stack("ROLLBACK_COMPLETE")}
    assert not any(finding.mark == "unknown" for finding in seen(aws).findings)
    denied = refused("AccessDenied", "not authorized to perform: cloudformation:DescribeEvents")
    observation = seen({**aws, "cloudformation:DescribeEvents": denied})
    unread = [finding for finding in observation.findings if finding.mark == "unknown"]
    assert ["cloudformation:DescribeEvents" in finding.detail for finding in unread] == [True]


def test_a_refusal_told_by_describe_events_alone_is_the_cause() -> None:
    error = {"EventType": "VALIDATION_ERROR", "LogicalResourceId": ROLE, "ValidationStatusReason": "already exists",
             "Timestamp": LONG_AGO}  # fmt: skip
    aws = {**ONLY_ROLE_GONE, **a_stack("ROLLBACK_COMPLETE")}
    observation = seen({**aws, "cloudformation:DescribeEvents": {"OperationEvents": [error]}})
    assert observation.trouble is not None
    assert "the account already has something" in observation.trouble.values["reason"]


def test_a_failed_stack_with_the_right_role_beside_it_offers_to_adopt_the_role() -> None:
    aws = {**a_role(), **a_stack("ROLLBACK_COMPLETE", events=[FAILURE])}
    assert choices(seen(aws)) == ["adopt", "import", "delete"]
    adopted = seen(aws, on_existing="adopt")
    assert adopted.state is State.SATISFIED
    assert adopted.found[0].stack_name == ""
    assert any(finding.mark == "bad" and "ROLLBACK_COMPLETE" in finding.text for finding in adopted.findings)


def test_a_second_failure_after_a_deletion_ends_a_headless_run_instead_of_going_round() -> None:
    aws = {**ONLY_ROLE_GONE, **a_stack("ROLLBACK_COMPLETE", events=[FAILURE])}
    before = (landed("DeleteStack", stack="arn:the-one-before", mode=""),)
    assert key(seen(aws, before, on_failed_stack="delete")) == "stack-failed-again"
    assert seen(aws, before, person=True, on_failed_stack="delete").state is State.UNMET


def test_a_deletion_by_force_that_failed_is_not_repeated() -> None:
    aws = {**ONLY_ROLE_GONE, **a_stack("DELETE_FAILED")}
    forced = (landed("DeleteStack", stack=STACK_ID, mode="force"),)
    assert key(seen(aws, forced, person=True, on_failed_stack="delete")) == "stack-failed-again"
    first = (landed("DeleteStack", stack=STACK_ID, mode=""),)
    assert seen(aws, first, on_failed_stack="delete").state is State.UNMET


def test_an_update_that_is_stuck_blocks_unless_the_role_is_right_and_adopted() -> None:
    assert key(seen({**a_role(policies=()), **a_stack("UPDATE_ROLLBACK_FAILED")})) == "stack-stuck"
    right = {**a_role(), **a_stack("UPDATE_ROLLBACK_FAILED")}
    assert choices(seen(right)) == ["adopt"]
    assert seen(right, on_existing="adopt").state is State.SATISFIED


def test_a_status_that_is_not_known_is_left_alone() -> None:
    observation = seen({**ONLY_ROLE_GONE, **a_stack("NEW_KIND_OF_STATE")})
    assert (observation.state, key(observation)) == (State.BLOCKED, "stack-status-unknown")


# --- the role without a stack ---------------------------------------------------------------------------------------


def test_a_retained_role_that_equals_the_template_offers_adopt_import_and_delete() -> None:
    observation = seen({**a_role(), **ONLY_STACK_GONE})
    assert (observation.state, key(observation)) == (State.NEEDS_ANSWERS, "role-exists")
    assert choices(observation) == ["adopt", "import", "delete"]
    assert [c.value for c in observation.questions[0].choices if c.recommended] == ["adopt"]


def test_an_adopted_role_is_satisfied_without_any_change() -> None:
    observation = seen({**a_role(), **ONLY_STACK_GONE}, on_existing="adopt")
    assert observation.state is State.SATISFIED
    assert observation.found == (GrantedRole(role_arn=ROLE_ARN, template_sha256=VENDOR.template_sha256),)


@pytest.mark.parametrize("answer", ["adopt", "import", "update"])
def test_a_role_that_differs_is_never_taken_whatever_the_answer_says(answer: str) -> None:
    observation = seen({**a_role(trusted="1" * 12), **ONLY_STACK_GONE}, on_existing=answer)
    assert (observation.state, key(observation)) == (State.NEEDS_ANSWERS, "role-exists-different")
    assert choices(observation) == ["delete"]
    assert any("lets account 111111111111 assume it" in finding.text for finding in observation.findings)


def test_an_inline_policy_makes_a_role_differ() -> None:
    inline: dict[str, Reply] = {
        "iam:ListRolePolicies": {"PolicyNames": ["more"]},
        "iam:GetRolePolicy": {"PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}},
    }
    assert choices(seen({**a_role(), **ONLY_STACK_GONE, **inline})) == ["delete"]


def test_deleting_a_role_takes_it_apart_first_and_each_sentence_says_what_ends() -> None:
    more: dict[str, Reply] = {
        "iam:ListRolePolicies": {"PolicyNames": ["more"]},
        "iam:GetRolePolicy": {"PolicyDocument": {}},
        "iam:ListInstanceProfilesForRole": {"InstanceProfiles": [{"InstanceProfileName": "p"}]},
    }
    made = planned({**a_role(), **ONLY_STACK_GONE, **more}, on_existing="delete")
    expected = ["DetachRolePolicy", "DeleteRolePolicy", "RemoveRoleFromInstanceProfile", "DeleteRole"]
    assert operations(made) == expected
    assert all("this ends all access" in change.sentence for change in made.changes)
    assert all("NoSuchEntity" in change.landed for change in made.changes)


def test_importing_prepares_a_change_set_for_a_new_stack_of_that_name() -> None:
    change = the_change(planned({**a_role(), **ONLY_STACK_GONE}, on_existing="import"))
    assert change.operation == "CreateChangeSet"
    assert change.parameters["StackName"] == STACK
    assert change.parameters["ChangeSetType"] == "CREATE"
    assert change.parameters["ImportExistingResources"] is True


def test_an_import_that_is_ready_is_carried_out_after_it_was_shown() -> None:
    ready = change_set("CREATE_COMPLETE", "AVAILABLE", "", "Import")
    aws = {**a_role(), **a_stack("REVIEW_IN_PROGRESS"), **ready}
    change = the_change(planned(aws, on_existing="import"))
    assert change.operation == "ExecuteChangeSet"
    prepared = the_change(planned({**a_role(), **ONLY_STACK_GONE}, on_existing="import"))
    assert change.parameters["ChangeSetName"] == prepared.parameters["ChangeSetName"]
    assert "import " in change.sentence


def test_an_import_that_is_refused_offers_to_delete_the_empty_stack() -> None:
    refusal = change_set("FAILED", reason="already belongs to stack x")
    aws = {**a_role(), **a_stack("REVIEW_IN_PROGRESS"), **refusal}
    observation = seen(aws, on_existing="import")
    assert (observation.state, key(observation)) == (State.NEEDS_ANSWERS, "change-set-failed")
    assert [question.name for question in observation.questions] == ["on_existing", "on_failed_stack"]
    assert choices(observation) == ["adopt", "delete"], "what was refused is not offered again"
    for answer in ("import", "adopt", "delete"):
        assert operations(planned(aws, on_existing=answer, on_failed_stack="delete")) == ["DeleteStack"]


def test_an_import_that_came_to_nothing_is_not_offered_again() -> None:
    aws = {**a_role(), **ONLY_STACK_GONE}
    imported, deleted = landed("CreateChangeSet", stack=STACK), landed("DeleteStack", stack=STACK_ID, mode="")
    context = (NOW - timedelta(minutes=9)).isoformat()
    for answer in ("", "import"):
        asked = seen(aws, (msgspec.structs.replace(imported, finished=context), deleted), on_existing=answer)
        assert (asked.state, choices(asked)) == (State.NEEDS_ANSWERS, ["adopt", "delete"])
        refused_at_once = msgspec.structs.replace(imported, outcome="failed", error="ValidationError: no")
        assert choices(seen(aws, (refused_at_once,), on_existing=answer)) == ["adopt", "delete"]
    cut_off = msgspec.structs.replace(imported, outcome="failed", error="Throttling: slow down")
    assert seen(aws, (cut_off,), on_existing="import").state is State.UNMET
    after_a_deletion = (msgspec.structs.replace(deleted, finished=context), imported)
    assert seen(aws, after_a_deletion, on_existing="import").state is State.UNMET


def test_somebody_elses_change_set_in_review_is_never_carried_out() -> None:
    observation = seen({**a_role(), **a_stack("REVIEW_IN_PROGRESS")}, on_existing="import")
    assert (observation.state, key(observation)) == (State.NEEDS_ANSWERS, "stack-in-review")


# --- external IDs and answers ---------------------------------------------------------------------------------------


def vendor_with_external_id() -> Context:
    template = copy.deepcopy(TEMPLATE)
    template["Parameters"] = {"ExternalId": {"Type": "String"}}
    statement = template["Resources"][ROLE]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]
    statement["Condition"] = {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}
    return replace(EARLIER, vendor=msgspec.structs.replace(VENDOR, template=json.dumps(template)))


def test_an_external_id_that_can_not_be_added_is_refused_before_anything_is_read() -> None:
    template = copy.deepcopy(TEMPLATE)
    statement = template["Resources"][ROLE]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]
    statement["Condition"] = {"StringLike": {"sts:externalid": "the-vendors-own-*"}}
    context = replace(EARLIER, vendor=msgspec.structs.replace(VENDOR, template=json.dumps(template)))
    aws = Aws({})
    observation = observe(aws, Answers({"external_id": "abc"}), Journal(), context)
    assert (observation.state, key(observation)) == (State.NEEDS_ANSWERS, "external-id-not-asked-for")
    assert aws.made == []


def test_a_template_with_an_external_id_asks_for_it_and_passes_it_on() -> None:
    context = vendor_with_external_id()
    assert key(observe(Aws({}), Answers(), Journal(), context)) == "external-id-needed"
    answers = Answers({"external_id": "abc"})
    observation = observe(Aws(NOTHING), answers, Journal(), context)
    change = the_change(plan(observation, answers))
    assert change.parameters["Parameters"] == [{"ParameterKey": "ExternalId", "ParameterValue": "abc"}]


def test_a_role_without_the_expected_external_id_is_not_satisfied() -> None:
    context, answers = vendor_with_external_id(), Answers({"external_id": "abc", "on_existing": "adopt"})
    observation = observe(Aws({**a_role(), **ONLY_STACK_GONE}), answers, Journal(), context)
    assert observation.state is State.NEEDS_ANSWERS


def test_a_template_that_is_not_understood_blocks_with_the_reason() -> None:
    context = replace(EARLIER, vendor=msgspec.structs.replace(VENDOR, template="Resources:\n"))
    observation = observe(Aws({}), Answers(), Journal(), context)
    assert (observation.state, key(observation)) == (State.BLOCKED, "template-not-understood")


@pytest.mark.parametrize("name", ["1st", "with space", "-x", "ünder", "a" * 129, "under_score"])
def test_a_stack_name_that_cloudformation_refuses_is_refused_here(name: str) -> None:
    question = next(question for question in STEP.questions if question.name == "stack_name")
    assert question.check(name)
    assert question.check("firetiger-bootstrap") is None


# --- foreseeing -----------------------------------------------------------------------------------------------------


def test_in_an_account_that_is_yet_to_be_made_the_creation_is_foreseen() -> None:
    account = "new:aws@example.com"
    context = replace(EARLIER, found=(SubAccount(account=account, target=Target(account=account, region="us-east-1")),))
    previewed = preview(None, Answers(), context)
    (made,) = previewed.rounds
    assert operations(made) == ["CreateStack"]
    assert "the new account" in made.consent[0]
    assert "(the new account)" not in str(made.consent), "it is named as every other account is"
    assert [granted.role_arn for granted in previewed.found] == [f"arn:aws:iam::{account}:role/{ROLE}"]
    symbols = {ACCOUNT: account}
    later = the_change(planned(NOTHING))
    assert the_change(made).digest() == later.digest(symbols)


def test_after_deleting_a_failed_stack_the_creation_is_foreseen() -> None:
    answers = Answers({"on_failed_stack": "delete"})
    observation = seen({**ONLY_ROLE_GONE, **a_stack("ROLLBACK_COMPLETE")}, on_failed_stack="delete")
    rounds = preview(observation, answers, EARLIER).rounds
    assert [operations(made) for made in rounds] == [["DeleteStack"], ["CreateStack"]]


def test_a_satisfied_step_foresees_nothing() -> None:
    observation = seen({**a_role(), **a_stack("CREATE_COMPLETE")})
    assert preview(observation, Answers(), EARLIER).rounds == ()


EVERY_ROUND: list[tuple[dict[str, Reply], dict[str, str]]] = [
    (NOTHING, {}),
    ({**ONLY_ROLE_GONE, **a_stack("DELETE_FAILED")}, {"on_failed_stack": "delete"}),
    ({**a_role(), **ONLY_STACK_GONE}, {"on_existing": "import"}),
    ({**a_role(), **ONLY_STACK_GONE}, {"on_existing": "delete"}),
    ({**a_role(), **a_stack("CREATE_COMPLETE", OTHER)}, {"on_existing": "update"}),
    (
        {**a_role(), **a_stack("CREATE_COMPLETE", OTHER), **change_set("CREATE_COMPLETE", "AVAILABLE", "", "Modify")},
        {"on_existing": "update"},
    ),
    (
        {
            **a_role(
                ("arn:aws:iam::aws:policy/ReadOnlyAccess",),
                ["1" * 12],
                MaxSessionDuration=7200,
                PermissionsBoundary={"PermissionsBoundaryArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
                Tags=[{"Key": "a", "Value": "b"}],
            ),
            **a_stack("CREATE_COMPLETE"),
            "iam:ListRolePolicies": {"PolicyNames": ["more"]},
            "iam:GetRolePolicy": {"PolicyDocument": {}},
        },
        {"on_existing": "update"},
    ),
]


@pytest.mark.parametrize(("aws", "answers"), EVERY_ROUND)
def test_every_change_is_one_that_aws_takes_and_that_the_step_declares(
    aws: dict[str, Reply], answers: dict[str, str]
) -> None:
    session = botocore.session.get_session()
    for change in planned(aws, **answers).changes:
        shape = session.get_service_model(change.service).operation_model(change.operation).input_shape
        token = {change.token: "token"} if change.token else {}
        assert not ParamValidator().validate({**change.parameters, **token}, shape).has_errors()
        assert f"{change.service}:{change.operation}" in STEP.writes


def test_every_trouble_has_a_text_that_fills_in() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(template.__file__).parent.glob("*.py"))
    keys = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source))
    keys &= {
        text for text in problem_texts() if text.startswith(("stack-", "role-", "external-", "template-", "change-"))
    }
    assert len(keys) == 19
    facts = seen({**a_role(policies=()), **a_stack("CREATE_COMPLETE")})
    assert facts.trouble is not None
    more = {"why": "x", "change_set": "x"}
    for name in keys:
        problem = explain(Trouble(key=name, values={**facts.trouble.values, **more}))
        told = "\n".join([problem.title, problem.what, problem.why, *problem.todo])
        assert "unknown)" not in told, (name, told)


def test_every_call_is_declared() -> None:
    aws = Aws({**a_role(Path="/x/"), **a_stack("CREATE_COMPLETE")})
    observation = observe(aws, Answers({"on_existing": "delete"}), Journal(), EARLIER)
    assert {f"{read.service}:{read.operation}" for read in aws.made} <= set(STEP.reads)
    changes = plan(observation, Answers()).changes
    assert {f"{change.service}:{change.operation}" for change in changes} <= set(STEP.writes)


# --- what stands open, and what stands in the way ------------------------------------------------------------------


def test_a_role_that_is_open_to_the_world_is_told_first_whatever_else_differs() -> None:
    observed = seen(NOTHING | a_role((), trusted="*", MaxSessionDuration=7200))
    first = observed.findings[0]
    assert first.mark == "bad"
    assert first.text.startswith(f"Anyone with an AWS account can assume the role {ROLE}")
    assert observed.state is not State.SATISFIED


def test_what_the_template_makes_is_never_told_beside_a_role_that_differs() -> None:
    sentences = [line.split("{")[0] for line in VENDOR.access_in_words]
    told = [finding.text for finding in seen(ONLY_STACK_GONE | a_role(())).findings]
    assert not [text for text in told if any(text.startswith(sentence) for sentence in sentences)]
    told = [finding.text for finding in seen(ONLY_STACK_GONE | a_role()).findings]
    assert [text for text in told if any(text.startswith(sentence) for sentence in sentences)]


def test_a_member_of_iams_answer_that_is_not_known_is_a_difference_that_is_not_adopted() -> None:
    observed = seen(ONLY_STACK_GONE | a_role(Shape="round"))
    assert choices(observed) == ["delete"]
    changed = seen(a_stack("CREATE_COMPLETE") | a_role(Shape="round"))
    assert "update" not in choices(changed)


def test_a_long_console_sign_in_is_a_difference_that_is_unset() -> None:
    aws = a_stack("CREATE_COMPLETE") | a_role(MaxSigninSessionDuration=7776000)
    assert "a maximum console sign-in (MaxSigninSessionDuration) of 2160 h" in str(seen(aws).findings)
    change = the_change(planned(aws, on_existing="update"))
    assert change.parameters == {"RoleName": ROLE, "ResetMaxSigninSessionDuration": True}


MANAGER = SignedIn(arn="arn", account="111122223333", region="us-east-1", standing="management")
PERIMETER = {
    "Sid": "Ours", "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*",
    "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-ours", "aws:PrincipalAccount": "1"}},
}  # fmt: skip
POLICIES: dict[str, Reply] = {
    "organizations:ListPolicies": {"Policies": [{"Id": "p-1", "Name": "P"}]},
    "organizations:DescribeAccount": {"Account": {"Paths": [f"o-ours/r-ab12/{ACCOUNT}/"]}},
    "organizations:ListPoliciesForTarget": {"Policies": [{"Id": "p-1", "Name": "P"}]},
    "organizations:DescribePolicy": {"Policy": {"Content": json.dumps({"Statement": [PERIMETER]})}},
}


def looked_at_by(signed_in: SignedIn, aws: Mapping[str, Reply]) -> Observation[Any]:
    return observe(Aws(aws), Answers(), Journal(), replace(EARLIER, found=(signed_in, *EARLIER.found)))


def test_a_resource_control_policy_in_the_way_is_told_and_found() -> None:
    observed = looked_at_by(MANAGER, a_stack("CREATE_COMPLETE") | a_role() | POLICIES)
    assert observed.state is State.SATISFIED
    granted = next(found for found in observed.found if isinstance(found, GrantedRole))
    assert granted.kept_out == 'statement "Ours" of the resource control policy "P"'
    told = next(finding for finding in observed.findings if "resource control policy" in finding.text)
    assert told.detail == "To exempt it: add 975050257559 to its aws:PrincipalAccount"


def test_policies_that_only_the_management_account_may_read_are_unknown() -> None:
    member = SignedIn(arn="arn", account=ACCOUNT, region="us-east-1", standing="member")
    observed = looked_at_by(member, a_stack("CREATE_COMPLETE") | a_role())
    told = next(finding for finding in observed.findings if "resource control policy" in finding.text)
    assert told.mark == "unknown"
    alone = SignedIn(arn="arn", account=ACCOUNT, region="us-east-1", standing="none")
    assert "resource control policy" not in str(looked_at_by(alone, a_stack("CREATE_COMPLETE") | a_role()).findings)
