"""What goes wrong in some accounts, and what StackSets makes of it: reasons, tolerance, stopping, trying again."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import code_of
from .stack_sets import REGION, Fleet, role_template

DEV_OPS = "CrossAccountManager-DevOps"


def statuses(results: dict[str, dict[str, Any]]) -> dict[str, int]:
    found = [each["Status"] for each in results.values()]
    return {status: found.count(status) for status in set(found)}


def test_within_the_tolerance_an_operation_succeeds_and_hides_what_failed(fleet: Fleet) -> None:
    fleet.create(DEV_OPS)
    sandboxes = fleet.unit("Sandboxes")
    ended = fleet.deploy(DEV_OPS, sandboxes, OperationId="first")
    assert (ended["Status"], ended["StatusDetails"]["FailedStackInstancesCount"]) == ("SUCCEEDED", 3)
    reasons = {each: one["StatusReason"] for each, one in fleet.results(DEV_OPS, "first", "FAILED").items()}
    assert reasons.keys() == {"sandbox-02", "sandbox-03", "sandbox-04"}
    begins = "ResourceLogicalId:Role, ResourceType:AWS::IAM::Role, ResourceStatusReason:"
    assert reasons["sandbox-02"].startswith(begins)
    assert f"Role with name {DEV_OPS} already exists" in reasons["sandbox-02"]
    assert f"{DEV_OPS} already exists in stack arn:aws:cloudformation:{REGION}:" in reasons["sandbox-03"]
    assert reasons["sandbox-04"].startswith(f"Account {fleet.accounts['sandbox-04']} should have 'stacksets-exec-")
    instances = fleet.instances(DEV_OPS, Filters=[{"Name": "DETAILED_STATUS", "Values": "FAILED"}])
    assert {(each, one["Status"]) for each, one in instances.items()} == {(each, "OUTDATED") for each in reasons}
    assert "StackId" not in instances["sandbox-04"]
    stages = ended["StatusDetails"]["Stages"]
    assert (stages["RoleProvisioning"]["Status"], stages["RoleProvisioning"]["FailedAccountsCount"]) == (
        "PARTIAL_SUCCESS",
        2,
    )
    deployment = stages["StackInstancesDeployment"]
    assert (deployment["FailedStackInstancesCount"], deployment["SkippedStackInstancesCount"]) == (2, 2)


def test_the_events_of_a_stack_that_failed_can_be_read_in_its_account(fleet: Fleet) -> None:
    name = fleet.create()
    account = fleet.accounts["shop-03"]
    fail(fleet, account, "It cannot be made.", times=1)
    fleet.deploy(name, fleet.root, accounts=["shop-03"])
    failed = fleet.instances(name)["shop-03"]
    member = fleet.aws.enter(account).client("cloudformation")
    assert failed["StackId"] not in [each["StackId"] for each in member.describe_stacks()["Stacks"]]
    events = member.describe_stack_events(StackName=failed["StackId"])["StackEvents"]
    assert (events[0]["ResourceStatus"], name in fleet.roles("shop-03")) == ("DELETE_COMPLETE", False)
    assert "It cannot be made." in [each.get("ResourceStatusReason") for each in events]


def fail(fleet: Fleet, account: str, reason: str, **more: Any) -> None:
    """Has roles fail in an account from now on."""
    about = {"account": account, "type": "AWS::IAM::Role", "reason": reason, **more}
    fleet.aws.admin("POST", "failing-resource", about)


def test_what_failed_once_is_made_when_it_is_tried_again_and_nothing_else_is_touched(fleet: Fleet) -> None:
    name = fleet.create()
    shop = fleet.unit("Workloads", "Shop")
    fail(fleet, fleet.accounts["shop-05"], "Not yet.", times=1)
    assert fleet.deploy(name, shop)["StatusDetails"]["FailedStackInstancesCount"] == 1
    before = fleet.instances(name)
    again = fleet.deploy(name, shop, accounts=["shop-05"], OperationId="again")
    assert (again["Status"], again["StatusDetails"]["TotalStackInstancesCount"]) == ("SUCCEEDED", 1)
    after = fleet.instances(name)
    assert after["shop-05"]["Status"] == "CURRENT"
    assert {each: after[each]["StackId"] for each in before if each != "shop-05"} == {
        each: before[each]["StackId"] for each in before if each != "shop-05"
    }


def test_beyond_the_tolerance_the_rest_is_cancelled_and_nobody_is_to_blame_there(fleet: Fleet) -> None:
    name = fleet.create()
    fail(fleet, fleet.accounts["data-01"], "No.", times=1)
    strict = {"FailureToleranceCount": 0, "MaxConcurrentCount": 6}
    ended = fleet.deploy(name, fleet.unit("Workloads", "Data"), OperationPreferences=strict, OperationId="strict")
    assert ended["Status"] == "FAILED"
    assert statuses(fleet.results(name, "strict")) == {"FAILED": 1, "CANCELLED": 5}
    cancelled = fleet.instances(name)["data-05"]
    assert cancelled["StatusReason"] == "Cancelled since failure tolerance has exceeded"
    assert (cancelled["Status"], cancelled["StackInstanceStatus"]["DetailedStatus"]) == ("OUTDATED", "CANCELLED")


def test_without_preferences_one_account_comes_after_the_other(fleet: Fleet) -> None:
    name = fleet.create()
    operation = fleet.begin(name, fleet.unit("Workloads", "Shop"), OperationPreferences={}, OperationId="slowly")
    most = 0
    while fleet.look(operation, name)["Status"] == "RUNNING":
        running = fleet.instances(name, Filters=[{"Name": "DETAILED_STATUS", "Values": "RUNNING"}])
        most = max(most, len(running))
    assert most == 1


def test_what_was_stopped_finishes_what_had_begun_and_begins_nothing_else(fleet: Fleet) -> None:
    name = fleet.create()
    operation = fleet.begin(name, fleet.unit("Workloads", "Shop"), OperationId="stopped")
    for _ in range(3):
        fleet.look(operation, name)
    fleet.cloudformation.stop_stack_set_operation(StackSetName=name, OperationId=operation)
    assert fleet.look(operation, name)["Status"] == "STOPPING"
    assert fleet.run(operation, name)["Status"] == "STOPPED"
    told = statuses(fleet.results(name, operation))
    assert told.keys() == {"SUCCEEDED", "CANCELLED"}
    stop = fleet.cloudformation.stop_stack_set_operation
    assert code_of(lambda: stop(StackSetName=name, OperationId=operation)) == "InvalidOperationException"


def test_two_regions_come_one_after_the_other_or_together(fleet: Fleet) -> None:
    template = role_template("unused").replace('"RoleName": "unused", ', "")
    name = fleet.create(TemplateBody=template)
    regions = ["us-east-1", "eu-central-1"]
    fail(fleet, fleet.accounts["data-04"], "No.", times=1)
    asked = {"Regions": regions, "OperationPreferences": {"RegionOrder": ["eu-central-1"]}, "OperationId": "in-order"}
    ended = fleet.deploy(name, fleet.root, accounts=["data-04"], **asked)
    assert ended["Status"] == "FAILED"
    pages = fleet.cloudformation.list_stack_set_operation_results(StackSetName=name, OperationId="in-order")
    told = {each["Region"]: each["Status"] for each in pages["Summaries"]}
    assert told == {"eu-central-1": "FAILED", "us-east-1": "CANCELLED"}
    together = {**asked, "OperationPreferences": {"RegionConcurrencyType": "PARALLEL"}, "OperationId": "together"}
    assert fleet.deploy(name, fleet.root, accounts=["data-04"], **together)["Status"] == "SUCCEEDED"


def narrowed(name: str) -> str:
    """A template of an execution role that may make roles of that one name."""
    roles = {"Effect": "Allow", "Action": "iam:*", "Resource": f"arn:aws:iam::*:role/{name}"}
    stacks = {"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"}
    policy = {"PolicyName": "narrow", "PolicyDocument": {"Version": "2012-10-17", "Statement": [roles, stacks]}}
    return role_template("stacksets-exec-custom-narrow", more={"ManagedPolicyArns": [], "Policies": [policy]})


def test_a_custom_execution_role_makes_what_it_may_and_nothing_else(fleet: Fleet) -> None:
    custom = {"ExecutionRoleName": "stacksets-exec-custom-narrow", "ExecutionRoleTemplateBody": narrowed("Narrow")}
    fleet.create("Narrow", **custom)
    assert fleet.deploy("Narrow", fleet.root, accounts=["shop-07"])["StatusDetails"]["FailedStackInstancesCount"] == 0
    assert {"Narrow", "stacksets-exec-custom-narrow"} <= fleet.roles("shop-07")
    fleet.create("Wider", **custom)
    fleet.deploy("Wider", fleet.root, accounts=["shop-07"], OperationId="wider")
    reason = fleet.results("Wider", "wider")["shop-07"]["StatusReason"]
    assert (
        f"is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::{fleet.accounts['shop-07']}" in reason
    )
    assert "no identity-based policy allows the iam:CreateRole action" in reason
    widened = {"ExecutionRoleTemplateBody": narrowed("*"), "UsePreviousTemplate": True, "OperationId": "widened"}
    fleet.cloudformation.update_stack_set(StackSetName="Narrow", Capabilities=["CAPABILITY_NAMED_IAM"], **widened)
    fleet.run("widened", "Narrow")
    again = fleet.deploy("Wider", fleet.root, accounts=["shop-07"])
    assert again["StatusDetails"]["FailedStackInstancesCount"] == 0, "the role is one and the same for both sets"
    described = fleet.cloudformation.describe_stack_set(StackSetName="Narrow")["StackSet"]
    assert described["ExecutionRoleName"] == "stacksets-exec-custom-narrow"


def test_a_custom_execution_role_has_to_be_let_at_the_stack_too(fleet: Fleet) -> None:
    custom = narrowed("Stackless").replace("cloudformation:*", "cloudformation:DescribeStacks")
    named = custom.replace("stacksets-exec-custom-narrow", "stacksets-exec-custom-stackless")
    asked = {"ExecutionRoleName": "stacksets-exec-custom-stackless", "ExecutionRoleTemplateBody": named}
    fleet.create("Stackless", **asked)
    fleet.deploy("Stackless", fleet.root, accounts=["shop-06"], OperationId="stackless")
    reason = fleet.results("Stackless", "stackless")["shop-06"]["StatusReason"]
    assert (
        "not authorized to perform: cloudformation:CreateStack on resource: arn:aws:cloudformation:us-east-1" in reason
    )


@pytest.mark.parametrize("named", ["", "stacksets-exec-custom-other"])
def test_the_template_of_an_execution_role_has_to_make_the_role_that_is_named(fleet: Fleet, named: str) -> None:
    asked = {"ExecutionRoleTemplateBody": narrowed("X"), **({"ExecutionRoleName": named} if named else {})}
    assert code_of(lambda: fleet.create(**asked)) == "ValidationError"


def test_a_service_control_policy_about_our_roles_alone_denies_their_creation_in_its_own_words(fleet: Fleet) -> None:
    denied = '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iam:CreateRole", "Resource": '
    policy = fleet.organizations.create_policy(
        Name="Guard",
        Description="",
        Type="SERVICE_CONTROL_POLICY",
        Content=f'{denied}"arn:aws:iam::*:role/Guarded"}}}}',
    )["Policy"]["PolicySummary"]["Id"]
    fleet.organizations.attach_policy(PolicyId=policy, TargetId=fleet.accounts["shop-08"])
    fleet.create("Guarded")
    fleet.deploy("Guarded", fleet.root, accounts=["shop-08"], OperationId="guarded")
    reason = fleet.results("Guarded", "guarded")["shop-08"]["StatusReason"]
    assert "with an explicit deny in a service control policy" in reason


def test_a_self_managed_set_needs_its_role_in_each_account(fleet: Fleet) -> None:
    asked = {"StackSetName": "Own", "TemplateBody": role_template("Own"), "Capabilities": ["CAPABILITY_NAMED_IAM"]}
    fleet.cloudformation.create_stack_set(**asked)
    targets = {"StackSetName": "Own", "Accounts": [fleet.accounts["shop-02"]], "Regions": [REGION]}
    begun = fleet.cloudformation.create_stack_instances(**targets)["OperationId"]
    assert fleet.run(begun, "Own")["Status"] == "FAILED"
    assert fleet.results("Own", begun)["shop-02"]["StatusReason"] == (
        f"Account {fleet.accounts['shop-02']} should have 'AWSCloudFormationStackSetExecutionRole' role with trust "
        "relationship to Role 'AWSCloudFormationStackSetAdministrationRole'."
    )
