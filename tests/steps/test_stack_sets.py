"""Roles in all accounts: what is wanted minus what is there, sent once, watched, and tried again where it failed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from time import process_time
from typing import Any

import msgspec
import pytest

from tests.doubles import refused
from tests.steps.fleets import ROOT, SIGNED_IN, UNIT, A, B, C, D, context, devops, fleet, member, read_only
from tests.steps.stack_sets import Sets, failed, operation
from wizard.model import (
    Answers,
    Change,
    Chosen,
    FleetAccounts,
    FleetRoles,
    GroupAccounts,
    Journal,
    JournalEntry,
    LeftOut,
    Observation,
    Read,
    State,
    TrustedAccess,
)
from wizard.problems.explain import problem_texts
from wizard.resources.fleet.role_documents import central_of, member_template
from wizard.resources.role import Role
from wizard.resources.template import expected_role
from wizard.steps.stack_sets.step import STEP

NAME = "CrossAccountManager-DevOps"
ONE = fleet(devops(B, C))
EMPTY = dict.fromkeys((B, C, D))
NO_STACK = refused("ValidationError", f"Stack with id {NAME} does not exist")


def looked(sets: Sets, *journal: JournalEntry, person: bool = True, found: object = None, **answers: str) -> Any:
    around = context(sets.accounts, *([found] if found else []), person=person)
    return STEP.observe(sets.reader(), Answers(answers), Journal(journal), around)


def changes(seen: Observation[Any], **answers: str) -> list[Change]:
    return list(STEP.plan(seen, Answers(answers)).changes)


def targets(change: Change) -> dict[str, Any]:
    return dict(change.parameters["DeploymentTargets"])


def entry(name: str, **more: Any) -> JournalEntry:
    about: dict[str, Any] = {
        "step": "stack-sets", "digest": "d" * 64, "attempt": 1, "service": "cloudformation", "operation": name,
        "account": A, "region": "us-east-1", "sentence": "x", "intended": "2026-11-26T11:00:00Z",
        "note": {"stack_set": NAME, "accounts": "2"}, **more,
    }  # fmt: skip
    return JournalEntry(**about)


def wanted_role(accounts: FleetAccounts = ONE, **otherwise: Any) -> Role:
    template = member_template(accounts.fleet, accounts.groups[0].group, central_of(SIGNED_IN))
    return replace(expected_role(template, NAME, {}), **otherwise)


# --- the first run -------------------------------------------------------------------------------------------------


def test_a_first_run_creates_the_set_and_then_the_role_in_every_account_in_one_round() -> None:
    seen = looked(Sets(accounts=ONE, roles=EMPTY))
    create, deploy = changes(seen)
    assert seen.state is State.UNMET
    assert (create.operation, create.token) == ("CreateStackSet", "ClientRequestToken")
    assert (create.parameters["PermissionModel"], create.parameters["ManagedExecution"]) == (
        "SERVICE_MANAGED",
        {"Active": True},
    )
    assert (deploy.operation, deploy.token) == ("CreateStackInstances", "OperationId")
    assert deploy.landed == ("OperationIdAlreadyExistsException",)


def test_all_accounts_at_once_in_one_region_and_no_failure_stops_another() -> None:
    (_, deploy) = changes(looked(Sets(accounts=ONE, roles=EMPTY)))
    assert deploy.parameters["Regions"] == ["us-east-1"]
    assert deploy.parameters["OperationPreferences"] == {
        "MaxConcurrentPercentage": 100,
        "FailureTolerancePercentage": 100,
        "ConcurrencyMode": "SOFT_FAILURE_TOLERANCE",
    }


def test_accounts_by_list_are_the_root_and_the_list_and_aws_adds_none_by_itself() -> None:
    create, deploy = changes(looked(Sets(accounts=ONE, roles=EMPTY)))
    assert targets(deploy) == {
        "OrganizationalUnitIds": [ROOT], "Accounts": [B, C], "AccountFilterType": "INTERSECTION",
    }  # fmt: skip
    assert create.parameters["AutoDeployment"] == {"Enabled": False}


def test_accounts_by_unit_are_the_unit_and_aws_keeps_them_up() -> None:
    create, deploy = changes(looked(Sets(accounts=fleet(read_only(B, C)), roles=EMPTY)))
    assert targets(deploy) == {"OrganizationalUnitIds": [UNIT]}
    assert create.parameters["AutoDeployment"] == {"Enabled": True, "RetainStacksOnAccountRemoval": False}


def test_units_with_an_account_to_add_are_the_root_and_the_whole_list() -> None:
    both = devops(B, C, D, accounts=Chosen(units=(UNIT,), include=(D,)))
    create, deploy = changes(looked(Sets(accounts=fleet(both), roles=EMPTY)))
    assert targets(deploy)["OrganizationalUnitIds"] == [ROOT]
    assert targets(deploy)["Accounts"] == [B, C, D]
    assert create.parameters["AutoDeployment"] == {"Enabled": False}


def test_a_delegated_administrator_says_so_in_every_call() -> None:
    sets = Sets(accounts=ONE, roles=EMPTY)
    reader, delegated = sets.reader(), TrustedAccess(call_as="DELEGATED_ADMIN", management_account=D)
    seen = STEP.observe(reader, Answers(), Journal(), context(ONE, delegated))
    assert {one.parameters.get("CallAs") for one in changes(seen)} == {"DELEGATED_ADMIN"}
    asked = [read for read in reader.made if read.service == "cloudformation"]
    assert {read.parameters.get("CallAs") for read in asked} == {"DELEGATED_ADMIN"}


def test_stacksets_gets_a_role_that_can_change_the_groups_role_alone() -> None:
    create, _ = changes(looked(Sets(accounts=ONE, roles=EMPTY)))
    assert create.parameters["ExecutionRoleName"] == f"stacksets-exec-custom-{NAME}"
    template = json.loads(create.parameters["ExecutionRoleTemplateBody"])
    roles, stacks, _ = template["Resources"]["ExecutionRole"]["Properties"]["Policies"][0]["PolicyDocument"][
        "Statement"
    ]
    assert roles["Resource"]["Fn::Sub"].endswith(f":role/{NAME}")
    assert [one["Fn::Sub"].rpartition(":")[2] for one in stacks["Resource"]] == ["stack/StackSet-*", f"stack/{NAME}/*"]


@pytest.mark.parametrize(
    "said",
    ['InvalidRequest: Unknown parameter in input: "ExecutionRoleTemplateBody"', "ValidationError: No output bucket"],
)
def test_where_aws_or_this_computer_knows_no_narrow_role_its_own_is_used_and_what_that_can_do_is_said(
    said: str,
) -> None:
    before = entry("CreateStackSet", outcome="unsent", error=said)
    seen = looked(Sets(accounts=ONE, roles=EMPTY), before)
    create, _ = changes(seen)
    assert "ExecutionRoleName" not in create.parameters
    assert any("AdministratorAccess" in line for line in STEP.plan(seen, Answers()).consent)


# --- what is in the accounts ---------------------------------------------------------------------------------------


def cells(seen: Observation[Any]) -> dict[str, str]:
    """How each account is listed."""
    return {row.cells[1]: row.cells[3] for row in seen.listings[0].rows}


def test_an_account_that_cannot_be_entered_is_not_said_to_lack_the_role() -> None:
    seen = looked(Sets(accounts=ONE, roles={B: None}))
    assert cells(seen) == {B: "create", C: "not looked into"}
    assert targets(changes(seen)[1])["Accounts"] == [B, C]


def test_another_role_of_the_name_is_in_the_way_and_is_left_out() -> None:
    seen = looked(Sets(accounts=ONE, roles={B: None, C: wanted_role(session=7200)}))
    assert cells(seen) == {C: "in the way", B: "create"}
    assert targets(changes(seen)[1])["Accounts"] == [B]


def test_the_same_role_in_a_stack_of_its_own_joins_the_set_and_is_not_created() -> None:
    stack = f"arn:aws:cloudformation:us-east-1:{C}:stack/mine/1"
    seen = looked(Sets(accounts=ONE, roles={B: None, C: wanted_role(made_by=stack)}))
    _, deploy, adopt = changes(seen)
    assert targets(deploy)["Accounts"] == [B]
    assert (adopt.operation, adopt.parameters["StackIds"]) == ("ImportStacksToStackSet", [stack])
    assert adopt.parameters["OrganizationalUnitIds"] == [ROOT]
    assert ":stack/mine/*" in changes(seen)[0].parameters["ExecutionRoleTemplateBody"], "which AWS then works on, too"


def bare(stack: object, change_set: object = None) -> Sets:
    """C has the role, which no stack created. stack, change_set: what is around it by now."""
    sets = Sets(accounts=ONE, instances={"DevOps": {B: {}}}, roles={C: wanted_role()})
    none = refused("ValidationError", "Stack does not exist")
    sets.replies = {
        "cloudformation:DescribeStacks": {"Stacks": [stack]} if stack else none,
        "cloudformation:DescribeChangeSet": change_set or refused("ChangeSetNotFound"),
    }  # type: ignore[assignment]
    return sets


REVIEW = {"StackId": "arn:stack", "StackName": NAME, "StackStatus": "REVIEW_IN_PROGRESS"}
IMPORTS = {"Status": "CREATE_COMPLETE", "Changes": [{"ResourceChange": {"Action": "Import"}}]}


def test_the_same_role_without_a_stack_first_gets_one_and_stays_as_it_is() -> None:
    seen = looked(bare(None))
    plan = STEP.plan(seen, Answers())
    (prepare,) = plan.changes
    assert (prepare.operation, prepare.parameters["ChangeSetType"]) == ("CreateChangeSet", "IMPORT")
    assert (prepare.target.account, prepare.target.role_name) == (C, "OrganizationAccountAccessRole")
    assert prepare.parameters["ResourcesToImport"][0]["ResourceIdentifier"] == {"RoleName": NAME}
    assert [one.operation for one in plan.later] == ["ExecuteChangeSet"]
    (execute,) = changes(looked(bare(REVIEW, IMPORTS)))
    assert execute.digest() == plan.later[0].digest()


def test_once_its_stack_is_there_it_joins_the_set() -> None:
    (joins,) = changes(looked(bare({**REVIEW, "StackStatus": "IMPORT_COMPLETE"})))
    assert (joins.operation, joins.parameters["StackIds"]) == ("ImportStacksToStackSet", ["arn:stack"])


def test_while_its_stack_is_prepared_nothing_is_sent() -> None:
    for sets in (
        bare({**REVIEW, "StackStatus": "IMPORT_IN_PROGRESS"}),
        bare(REVIEW, {"Status": "CREATE_IN_PROGRESS"}),
    ):
        assert looked(sets).state is State.PENDING


def test_a_change_set_that_does_more_than_import_is_never_executed() -> None:
    more = {"Status": "CREATE_COMPLETE", "Changes": [*IMPORTS["Changes"], {"ResourceChange": {"Action": "Remove"}}]}
    seen = looked(bare(REVIEW, more))
    assert (cells(seen)[C], changes(seen)) == ("in the way", [])


def test_stacks_join_ten_at_a_time() -> None:
    accounts = [f"5000000000{number:02}" for number in range(23)]
    whole = fleet(devops(*accounts))
    roles = {one: wanted_role(whole, made_by=f"arn:aws:cloudformation:us-east-1:{one}:stack/m/1") for one in accounts}
    joined = [one for one in changes(looked(Sets(accounts=whole, roles=roles))) if "Import" in one.operation]
    assert [len(one.parameters["StackIds"]) for one in joined] == [10, 10, 3]


def test_accounts_are_entered_only_where_the_set_has_no_stack() -> None:
    sets = Sets(accounts=ONE, instances={"DevOps": {B: {}}}, roles=EMPTY)
    reader = sets.reader()
    STEP.observe(reader, Answers(), Journal(), context(ONE))
    assert {read.target.account for read in reader.made if read.service == "iam"} == {C}
    assert {read.target.role_name for read in reader.made if read.service == "iam"} == {"OrganizationAccountAccessRole"}


def test_all_groups_are_looked_for_at_once_and_an_account_that_cannot_be_entered_is_tried_once() -> None:
    shut = msgspec.structs.replace(refused("AccessDenied"), operation="AssumeRole")

    def role(read: Read) -> Any:
        return shut if read.target.account == C else refused("NoSuchEntity")

    both = fleet(devops(B, C, D), read_only(B, C, D))
    reader = Sets(accounts=both, replies={"iam:GetRole": role}).reader()
    seen = STEP.observe(reader, Answers(), Journal(), context(both))
    asked = [read.target.account for read in reader.made if read.service == "iam"]
    assert sorted(asked) == [B, B, C, D, D]
    told = {(row.cells[1], row.cells[2]): row.cells[3] for row in seen.listings[0].rows}
    assert {place for place, says in told.items() if says == "not looked into"} == {(C, "DevOps"), (C, "ReadOnly")}
    assert {says for (account, _), says in told.items() if account != C} == {"create"}


def test_sets_and_the_central_accounts_stacks_are_asked_for_side_by_side() -> None:
    whole = fleet(msgspec.structs.replace(devops(B), central=True))
    reader = Sets(accounts=whole, roles=EMPTY, replies={"cloudformation:DescribeStacks": NO_STACK}).reader()
    STEP.observe(reader, Answers(), Journal(), context(whole))
    assert reader.batches[0] == ["DescribeStackSet", "DescribeStacks"]


# --- the second run ------------------------------------------------------------------------------------------------


def test_where_nothing_differs_nothing_is_sent_and_every_role_is_known() -> None:
    seen = looked(Sets(accounts=ONE, instances={"DevOps": {B: {}, C: {}}}))
    assert (seen.state, changes(seen)) == (State.SATISFIED, [])
    (found,) = seen.found
    assert isinstance(found, FleetRoles)
    assert [(one.role_arn, one.stands) for one in found.roles] == [
        (f"arn:aws:iam::{account}:role/{NAME}", "there") for account in (B, C)
    ]


def test_an_account_that_joined_is_the_only_one_that_is_sent() -> None:
    seen = looked(Sets(accounts=fleet(devops(B, C, D)), instances={"DevOps": {B: {}, C: {}}}, roles=EMPTY))
    (deploy,) = changes(seen)
    assert (deploy.operation, targets(deploy)["Accounts"]) == ("CreateStackInstances", [D])


def test_a_changed_policy_changes_the_set_and_no_account_is_created_again() -> None:
    before = fleet(devops(B, C, session_hours=2))
    sets = Sets(accounts=before, instances={"DevOps": {B: {}, C: {}}})
    seen = STEP.observe(sets.reader(), Answers(), Journal(), context(ONE))
    (update,) = changes(seen)
    assert (update.operation, "DeploymentTargets" in update.parameters) == ("UpdateStackSet", False)
    assert (
        json.loads(update.parameters["TemplateBody"])["Resources"]["Role"]["Properties"]["MaxSessionDuration"] == 3600
    )


def test_the_same_wish_after_another_operation_is_another_one_for_aws() -> None:
    sets = Sets(accounts=ONE, instances={"DevOps": {B: {}}}, roles=EMPTY)
    later = Sets(accounts=ONE, instances={"DevOps": {B: {}}}, roles=EMPTY, operations={"DevOps": [operation("x")]})
    assert changes(looked(sets))[0].digest() != changes(looked(later))[0].digest()
    assert changes(looked(sets))[0].digest() == changes(looked(sets))[0].digest()


def test_a_thousand_accounts_that_are_right_cost_no_more_calls_than_one() -> None:
    accounts = [f"50000000{number:04}" for number in range(1000)]
    whole = fleet(devops(*accounts))
    reader = Sets(accounts=whole, instances={"DevOps": {account: {} for account in accounts}}).reader()
    seen = STEP.observe(reader, Answers(), Journal(), context(whole))
    assert seen.state is State.SATISFIED
    assert [read.operation for read in reader.made] == [
        "DescribeStackSet", "ListStackSetOperations", "ListStackInstances",
    ]  # fmt: skip


def test_five_groups_in_a_thousand_accounts_are_planned_in_less_than_two_seconds_of_ours() -> None:
    accounts = [f"50000000{number:04}" for number in range(1000)]
    whole = fleet(*(devops(*accounts, name=f"Group{number}") for number in range(5)))
    reader = Sets(accounts=whole, roles=dict.fromkeys(accounts)).reader()
    begun = process_time()
    seen = STEP.observe(reader, Answers(), Journal(), context(whole))
    digests = {change.digest() for change in changes(seen)}
    assert (len(digests), process_time() - begun < 2) == (10, True)


# --- while AWS is at work ------------------------------------------------------------------------------------------


def running(identifier: str = "firetiger-2", **otherwise: Any) -> dict[str, Any]:
    stages = {"StackInstancesDeployment": {"CompletedStackInstancesCount": 12, "FailedStackInstancesCount": 2}}
    details = {"TotalStackInstancesCount": 30, "FailedStackInstancesCount": 2, "Stages": stages}
    begun = datetime(2026, 11, 26, 11, 58, tzinfo=UTC)
    return operation(identifier, "RUNNING", **{"StatusDetails": details, "CreationTimestamp": begun, **otherwise})


def test_progress_is_awss_own_count_with_the_time_that_is_left() -> None:
    seen = looked(Sets(accounts=ONE, instances={"DevOps": {}}, operations={"DevOps": [running()]}))
    assert seen.state is State.PENDING
    (bar,) = seen.waiting.progress
    assert (bar.name, bar.total, bar.done, bar.failed, bar.queued) == (NAME, 30, 10, 2, 18)
    assert bar.seconds == pytest.approx(180)


def test_an_operation_that_ends_while_it_is_read_leaves_every_account_as_it_is() -> None:
    sets = Sets(accounts=ONE, instances={"DevOps": {B: {}, C: {}}}, operations={"DevOps": [running()]})
    sets.replies = {"cloudformation:DescribeStackSetOperation": {"StackSetOperation": operation("firetiger-2")}}
    seen = looked(sets)
    assert (seen.state, cells(seen)) == (State.SATISFIED, {B: "in place", C: "in place"})


def test_what_has_failed_by_now_is_told_with_its_reason_while_aws_goes_on() -> None:
    sets = Sets(accounts=ONE, instances={"DevOps": {}}, operations={"DevOps": [running()]})
    sets.results = [{"Account": C, "Region": "us-east-1", "Status": "FAILED", "StatusReason": "role already exists"}]
    (table,) = looked(sets).listings
    assert [(row.cells[1], row.cells[3]) for row in table.rows] == [(C, "failed")]
    assert table.rows[0].detail[0] == "The account already has a role with this name."


def test_while_aws_is_at_work_no_account_is_listed_or_entered() -> None:
    sets = Sets(accounts=ONE, instances={"DevOps": {}}, operations={"DevOps": [running()]})
    reader = sets.reader()
    STEP.observe(reader, Answers(), Journal(), context(ONE))
    assert not {"ListStackInstances", "GetRole"} & {read.operation for read in reader.made}


def test_somebody_elses_operation_is_watched_and_nothing_is_planned_against_it() -> None:
    theirs = running("0b6e", Action="UPDATE")
    seen = looked(Sets(accounts=ONE, instances={"DevOps": {}}, operations={"DevOps": [theirs]}))
    assert (seen.state, changes(seen)) == (State.PENDING, [])
    assert "didn't start" in seen.waiting.what
    assert "UPDATE since 11:58" in seen.waiting.says


def test_an_operation_whose_answer_was_lost_is_found_by_its_own_id() -> None:
    lost = entry("CreateStackInstances", outcome="")
    sets = Sets(accounts=ONE, instances={"DevOps": {}})
    hidden = running(lost.token)
    sets.replies = {"cloudformation:DescribeStackSetOperation": {"StackSetOperation": hidden}}
    assert looked(sets, lost).state is State.PENDING


def test_what_is_listed_late_is_waited_for_and_not_sent_again() -> None:
    just = operation(EndTimestamp=datetime(2026, 11, 26, 11, 59, 50, tzinfo=UTC))
    sets = Sets(accounts=ONE, instances={"DevOps": {}}, operations={"DevOps": [just]}, roles=EMPTY)
    assert looked(sets).state is State.PENDING


# --- what failed ---------------------------------------------------------------------------------------------------


def one_failed(reason: str = "boom", **more: Any) -> Sets:
    return Sets(
        accounts=ONE, instances={"DevOps": {B: {}, C: failed(reason, **more)}}, operations={"DevOps": [operation()]}
    )


def test_an_operation_that_succeeded_hides_no_failure() -> None:
    seen = looked(one_failed("Account 3 should have 'stacksets-exec-1' role with trust relationship to Role 'x'."))
    assert (seen.state, seen.summary) == (State.NEEDS_ANSWERS, "1 failed")
    first = seen.listings[0].rows[0]
    assert (first.cells[1], first.mark) == (C, "bad")
    assert first.detail[0].startswith("CloudFormation can't use its own role in this account.")


def test_what_aws_lists_as_failed_without_an_instance_counts_too() -> None:
    sets = Sets(accounts=ONE, instances={"DevOps": {B: {}}}, roles=EMPTY)
    sets.operations = {"DevOps": [operation(StatusDetails={"FailedStackInstancesCount": 1})]}
    sets.results = [{"Account": C, "Region": "us-east-1", "Status": "FAILED", "StatusReason": "role already exists"}]
    assert looked(sets).summary == "1 failed"


def test_only_the_failed_ones_are_tried_again() -> None:
    seen = looked(one_failed(), unfinished="again")
    (deploy,) = changes(seen, unfinished="again")
    assert seen.state is State.UNMET
    assert (deploy.operation, targets(deploy)["Accounts"]) == ("CreateStackInstances", [C])
    assert deploy.note["again"] == "true"
    assert STEP.plan(seen, Answers()).consent[0].startswith(f"AWS tries again to create the role {NAME} in 1 account:")


def test_a_person_who_wants_to_try_again_is_led_to_the_approval() -> None:
    asked, decided = looked(one_failed()), looked(one_failed(), unfinished="again")
    assert (asked.trouble.key, decided.trouble.key) == ("accounts-failed", "accounts-to-try-again")
    assert problem_texts()["accounts-to-try-again"].helps[0] == "approve"
    assert looked(one_failed(), person=False, unfinished="again").trouble.key == "accounts-failed"


def test_where_an_update_failed_it_is_the_update_that_is_tried_again() -> None:
    sets = one_failed(StackId="arn:stack")
    sets.operations = {"DevOps": [operation(Action="UPDATE")]}
    seen = looked(sets, unfinished="again")
    (update,) = changes(seen, unfinished="again")
    assert (update.operation, targets(update)["Accounts"]) == ("UpdateStackSet", [C])
    assert update.parameters["UsePreviousTemplate"] is True


def test_without_a_person_the_same_failure_is_tried_again_only_once() -> None:
    tried = entry(
        "CreateStackInstances", outcome="landed", finished="2026-11-26T11:30:00+00:00",
        note={"stack_set": NAME, "accounts": "1", "again": "true"},
    )  # fmt: skip
    assert looked(one_failed(), tried, person=False, unfinished="again").state is State.NEEDS_ANSWERS
    assert looked(one_failed(), tried, person=True, unfinished="again").state is State.UNMET


def test_continuing_without_them_says_which_have_no_role() -> None:
    seen = looked(one_failed("boom"), unfinished="leave")
    assert seen.state is State.SATISFIED
    assert [(one.account, one.stands, one.why) for one in seen.found[0].roles] == [
        (B, "there", ""), (C, "failed", "boom"),
    ]  # fmt: skip


# --- what is left, and what is left out ----------------------------------------------------------------------------


def test_an_account_that_left_the_group_is_removed_in_a_round_that_names_it() -> None:
    seen = looked(Sets(accounts=fleet(devops(B)), instances={"DevOps": {B: {}, C: {}}}))
    plan = STEP.plan(seen, Answers())
    (delete,) = plan.changes
    assert (delete.operation, delete.parameters["RetainStacks"]) == ("DeleteStackInstances", False)
    assert targets(delete)["Accounts"] == [C]
    assert (plan.confirm, plan.unseen, C in delete.sentence) == (C, True, True)
    assert plan.asks == "Type the account's ID to continue"


def test_only_answers_that_name_every_account_remove_without_asking() -> None:
    seen = looked(Sets(accounts=fleet(devops(B)), instances={"DevOps": {B: {}, C: {}, D: {}}}))
    named = json.dumps([C, D])
    assert STEP.plan(seen, Answers({"remove": json.dumps([C])})).unseen
    assert not STEP.plan(seen, Answers({"remove": named})).unseen


def test_nothing_is_removed_before_everything_else_is_in_place() -> None:
    seen = looked(Sets(accounts=fleet(devops(B, D)), instances={"DevOps": {B: {}, C: {}}}, roles=EMPTY))
    assert [one.operation for one in changes(seen)] == ["CreateStackInstances"]


def test_an_account_that_is_left_out_keeps_what_it_has() -> None:
    suspended = LeftOut(member=member(C), why="It is suspended.")
    chosen = devops(B)
    group = GroupAccounts(group=chosen.group, members=chosen.members, left_out=(suspended,))
    seen = looked(Sets(accounts=fleet(group), instances={"DevOps": {B: {}, C: {}}}))
    assert (seen.state, changes(seen)) == (State.SATISFIED, [])
    assert [(one.account, one.stands) for one in seen.found[0].roles][-1] == (C, "not-covered")


def test_the_central_account_gets_an_ordinary_stack_with_a_role_beside_the_central_one() -> None:
    sets = Sets(accounts=fleet(devops(B, central=True)), instances={"DevOps": {B: {}}})
    sets.replies = {"cloudformation:DescribeStacks": NO_STACK}
    (create,) = changes(looked(sets))
    assert (create.operation, create.parameters["StackName"], create.target.account) == ("CreateStack", NAME, A)
    role = json.loads(create.parameters["TemplateBody"])["Resources"]["Role"]["Properties"]
    assert role["RoleName"] == f"{NAME}-Central"
    plan = STEP.plan(looked(sets), Answers())
    assert plan.act == "Create roles in 1 account"
    assert f"This account will have the role {NAME}-Central, by the stack {NAME}." in plan.consent


def test_a_set_with_roles_of_somebodys_own_is_not_touched() -> None:
    sets = Sets(accounts=ONE, instances={"DevOps": {}}, otherwise={"PermissionModel": "SELF_MANAGED"}, roles=EMPTY)
    seen = looked(sets)
    assert (seen.state, seen.trouble.key) == (State.BLOCKED, "stack-set-self-managed")
