"""Stack sets change and go: updates, overrides, drift, import, automatic deployment, deletion."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import code_of, message_of
from .stack_sets import EVERYWHERE, REGION, Fleet, role_template

CAPABLE = ["CAPABILITY_NAMED_IAM"]


def update(fleet: Fleet, name: str, **more: Any) -> dict[str, Any]:
    asked = {"Capabilities": CAPABLE, "OperationPreferences": EVERYWHERE, **more}
    return fleet.run(fleet.cloudformation.update_stack_set(StackSetName=name, **asked)["OperationId"], name)


def session_of(fleet: Fleet, name: str, account: str) -> int:
    """How long the sessions of the role in an account may be."""
    role = fleet.aws.enter(fleet.accounts[account]).client("iam").get_role(RoleName=name)["Role"]
    return int(role["MaxSessionDuration"])


def test_an_update_changes_the_roles_where_they_stand(fleet: Fleet) -> None:
    name = fleet.create()
    fleet.deploy(name, fleet.root, accounts=["shop-01", "shop-02"])
    before = fleet.instances(name)
    ended = update(fleet, name, TemplateBody=role_template(name, session=7200))
    assert (ended["Action"], ended["Status"]) == ("UPDATE", "SUCCEEDED")
    assert {session_of(fleet, name, each) for each in before} == {7200}
    after = fleet.instances(name)
    assert {each: one["StackId"] for each, one in after.items()} == {
        each: one["StackId"] for each, one in before.items()
    }
    again = update(fleet, name, UsePreviousTemplate=True, OperationId="again")
    assert again["Status"] == "SUCCEEDED"
    assert fleet.results(name, "again")["shop-01"]["StatusReason"] == "No updates are to be performed."


def test_an_update_of_some_accounts_leaves_the_others_outdated_and_the_definition_changed(fleet: Fleet) -> None:
    name = fleet.create()
    fleet.deploy(name, fleet.root, accounts=["shop-01", "shop-02"])
    only = {"DeploymentTargets": fleet.targets(fleet.root, accounts=["shop-01"]), "Regions": [REGION]}
    template = role_template(name, session=7200)
    update(fleet, name, TemplateBody=template, **only)
    told = {each: one["Status"] for each, one in fleet.instances(name).items()}
    assert told == {"shop-01": "CURRENT", "shop-02": "OUTDATED"}
    assert fleet.cloudformation.describe_stack_set(StackSetName=name)["StackSet"]["TemplateBody"] == template
    automatic = {"AutoDeployment": {"Enabled": False}, **only}
    said = message_of(lambda: update(fleet, name, UsePreviousTemplate=True, **automatic))
    assert said == "If you specify AutoDeployment, don't specify DeploymentTargets or Regions"


def parametrized(name: str) -> str:
    template = json.loads(role_template(name))
    template["Parameters"] = {"Seconds": {"Type": "Number", "Default": "3600"}}
    template["Resources"]["Role"]["Properties"]["MaxSessionDuration"] = {"Ref": "Seconds"}
    return json.dumps(template)


def test_a_parameter_can_have_another_value_in_one_account(fleet: Fleet) -> None:
    name = fleet.create("Tuned", TemplateBody=parametrized("Tuned"))
    fleet.deploy(name, fleet.root, accounts=["shop-01", "shop-02"])
    longer = {"ParameterOverrides": [{"ParameterKey": "Seconds", "ParameterValue": "7200"}]}
    change = fleet.cloudformation.update_stack_instances
    only = {"StackSetName": name, "DeploymentTargets": fleet.targets(fleet.root, accounts=["shop-02"])}
    fleet.run(change(**only, Regions=[REGION], **longer)["OperationId"], name)
    assert [session_of(fleet, name, each) for each in ("shop-01", "shop-02")] == [3600, 7200]
    place = {"StackInstanceAccount": fleet.accounts["shop-02"], "StackInstanceRegion": REGION}
    told = fleet.cloudformation.describe_stack_instance(StackSetName=name, **place)["StackInstance"]
    assert told["ParameterOverrides"] == [{"ParameterKey": "Seconds", "ParameterValue": "7200"}]
    strange = {"ParameterOverrides": [{"ParameterKey": "Hours", "ParameterValue": "2"}]}
    assert "do not exist in the template" in message_of(lambda: change(**only, Regions=[REGION], **strange))
    elsewhere = {**only, "DeploymentTargets": fleet.targets(fleet.root, accounts=["shop-07"])}
    assert code_of(lambda: change(**elsewhere, Regions=[REGION], **longer)) == "StackInstanceNotFoundException"


def test_everything_is_taken_back_in_order(fleet: Fleet) -> None:
    name = fleet.create()
    shop = fleet.unit("Workloads", "Shop")
    fleet.deploy(name, shop)
    assert code_of(lambda: fleet.cloudformation.delete_stack_set(StackSetName=name)) == "StackSetNotEmptyException"
    assert fleet.remove(name, shop)["Status"] == "SUCCEEDED"
    assert fleet.instances(name) == {}
    assert name not in fleet.roles("shop-eu-01")
    fleet.cloudformation.delete_stack_set(StackSetName=name)
    fleet.cloudformation.delete_stack_set(StackSetName=name)
    assert code_of(lambda: fleet.instances(name)) == "StackSetNotFoundException"
    active = fleet.cloudformation.get_paginator("list_stack_sets").paginate(Status="ACTIVE")
    assert name not in [each["StackSetName"] for page in active for each in page["Summaries"]]
    fleet.create(name)


def test_retained_stacks_stay_and_so_does_what_a_template_retains(fleet: Fleet) -> None:
    name, keeping = fleet.create(), fleet.create("Keeping", TemplateBody=role_template("Keeping", retained=True))
    for each in (name, keeping):
        fleet.deploy(each, fleet.root, accounts=["shop-04"])
    only = fleet.targets(fleet.root, accounts=["shop-04"])
    fleet.remove(name, retain=True, DeploymentTargets=only)
    fleet.remove(keeping, DeploymentTargets=only)
    stacks = fleet.aws.enter(fleet.accounts["shop-04"]).client("cloudformation").describe_stacks()["Stacks"]
    assert [each["StackName"].split("-")[1] for each in stacks if name in each["StackName"]] == [name]
    assert not any("Keeping" in each["StackName"] for each in stacks)
    assert {name, "Keeping"} <= fleet.roles("shop-04")
    again = fleet.deploy(keeping, fleet.root, accounts=["shop-04"])
    assert again["StatusDetails"]["FailedStackInstancesCount"] == 1, "the role that stayed is in the way"


def test_a_protected_stack_makes_its_instance_inoperable_until_it_is_let_go(fleet: Fleet) -> None:
    name = fleet.create()
    fleet.deploy(name, fleet.root, accounts=["shop-06"])
    member = fleet.aws.enter(fleet.accounts["shop-06"]).client("cloudformation")
    stack = fleet.instances(name)["shop-06"]["StackId"]
    member.update_termination_protection(StackName=stack, EnableTerminationProtection=True)
    only = fleet.targets(fleet.root, accounts=["shop-06"])
    assert fleet.remove(name, DeploymentTargets=only)["StatusDetails"]["FailedStackInstancesCount"] == 1
    assert fleet.instances(name)["shop-06"]["Status"] == "INOPERABLE"
    fleet.remove(name, DeploymentTargets=only, retain=True)
    assert fleet.instances(name) == {}


def detect(fleet: Fleet, name: str) -> dict[str, Any]:
    return fleet.run(fleet.cloudformation.detect_stack_set_drift(StackSetName=name)["OperationId"], name)


def test_drift_is_what_differs_from_the_template_and_nothing_beside_it(fleet: Fleet) -> None:
    name = fleet.create()
    fleet.deploy(name, fleet.root, accounts=["shop-01", "shop-02", "shop-03"])
    for account, act in (
        ("shop-01", lambda iam: iam.update_role(RoleName=name, MaxSessionDuration=43200)),
        ("shop-02", lambda iam: iam.put_role_policy(RoleName=name, PolicyName="more", PolicyDocument=ALLOW)),
    ):
        act(fleet.aws.enter(fleet.accounts[account]).client("iam"))
    ended = detect(fleet, name)
    assert (ended["Action"], ended["Status"]) == ("DETECT_DRIFT", "SUCCEEDED")
    details = fleet.cloudformation.describe_stack_set(StackSetName=name)["StackSet"]["StackSetDriftDetectionDetails"]
    assert (details["DriftStatus"], details["DriftDetectionStatus"]) == ("DRIFTED", "COMPLETED")
    assert (details["DriftedStackInstancesCount"], details["InSyncStackInstancesCount"]) == (1, 2)
    told = {each: one["DriftStatus"] for each, one in fleet.instances(name).items()}
    assert told == {"shop-01": "DRIFTED", "shop-02": "IN_SYNC", "shop-03": "IN_SYNC"}
    drifted = fleet.instances(name, Filters=[{"Name": "DRIFT_STATUS", "Values": "DRIFTED"}])
    assert (list(drifted), drifted["shop-01"]["Status"]) == (["shop-01"], "CURRENT")
    (found,) = fleet.cloudformation.list_stack_instance_resource_drifts(
        StackSetName=name,
        StackInstanceAccount=fleet.accounts["shop-01"],
        StackInstanceRegion=REGION,
        OperationId=ended["OperationId"],
    )["Summaries"]
    (difference,) = found["PropertyDifferences"]
    assert (difference["PropertyPath"], difference["ExpectedValue"], difference["ActualValue"]) == (
        "/MaxSessionDuration",
        "3600",
        "43200",
    )


ALLOW = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}'


def test_a_role_that_is_gone_has_drifted_and_drift_is_looked_for_once_at_a_time(fleet: Fleet) -> None:
    name = fleet.create(ManagedExecution={"Active": True})
    fleet.deploy(name, fleet.root, accounts=["data-05"])
    iam = fleet.aws.enter(fleet.accounts["data-05"]).client("iam")
    iam.detach_role_policy(RoleName=name, PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    iam.delete_role(RoleName=name)
    begun = fleet.cloudformation.detect_stack_set_drift(StackSetName=name)["OperationId"]
    look = fleet.cloudformation.detect_stack_set_drift
    assert code_of(lambda: look(StackSetName=name)) == "OperationInProgressException"
    fleet.run(begun, name)
    assert fleet.instances(name)["data-05"]["DriftStatus"] == "DRIFTED"


def handmade(fleet: Fleet, account: str, name: str, **more: Any) -> str:
    """A stack that somebody made in an account; its ARN."""
    member = fleet.aws.enter(fleet.accounts[account]).client("cloudformation")
    made = member.create_stack(
        StackName=f"by-hand-{name}", TemplateBody=role_template(name, **more), Capabilities=CAPABLE
    )
    while member.describe_stacks(StackName=made["StackId"])["Stacks"][0]["StackStatus"] != "CREATE_COMPLETE":
        pass
    return str(made["StackId"])


def take_in(fleet: Fleet, name: str, *stacks: str, **more: Any) -> dict[str, Any]:
    asked = {"OrganizationalUnitIds": [fleet.root], "OperationPreferences": EVERYWHERE, **more}
    begun = fleet.cloudformation.import_stacks_to_stack_set(StackSetName=name, StackIds=list(stacks), **asked)
    return fleet.run(begun["OperationId"], name)


def test_a_stack_that_is_there_is_taken_in_as_it_is_and_updated_like_the_others(fleet: Fleet) -> None:
    name = fleet.create("Taken")
    stack = handmade(fleet, "shop-01", name)
    assert take_in(fleet, name, stack)["Status"] == "SUCCEEDED"
    taken = fleet.instances(name)["shop-01"]
    assert (taken["StackId"], taken["Status"], taken["OrganizationalUnitId"]) == (stack, "CURRENT", fleet.root)
    update(fleet, name, TemplateBody=role_template(name, session=7200))
    assert session_of(fleet, name, "shop-01") == 7200
    other = fleet.create()
    assert "already belongs to a stack set" in message_of(lambda: take_in(fleet, other, stack))


def test_what_is_otherwise_than_the_set_is_not_taken_in_and_can_be_let_go_again(fleet: Fleet) -> None:
    name = fleet.create("Otherwise")
    stack = handmade(fleet, "shop-02", name, session=7200)
    assert take_in(fleet, name, stack)["StatusDetails"]["FailedStackInstancesCount"] == 1
    told = fleet.instances(name)["shop-02"]
    assert (told["Status"], told["StackInstanceStatus"]["DetailedStatus"]) == ("INOPERABLE", "FAILED_IMPORT")
    fleet.remove(name, fleet.root, retain=True)
    assert fleet.instances(name) == {}
    assert session_of(fleet, name, "shop-02") == 7200


@pytest.mark.parametrize(
    ("stacks", "more", "code"),
    [
        (["arn:aws:cloudformation:us-east-1:222233334444:stack/none/1"] * 11, {}, "LimitExceededException"),
        (["arn:aws:cloudformation:us-east-1:222233334444:stack/none/1"], {}, "StackNotFoundException"),
        (["STACK"], {"OrganizationalUnitIds": []}, "ValidationError"),
    ],
)
def test_an_import_that_cannot_be_is_refused(fleet: Fleet, stacks: list[str], more: dict[str, Any], code: str) -> None:
    name = fleet.create()
    real = [handmade(fleet, "data-06", name) if each == "STACK" else each for each in stacks]
    assert code_of(lambda: take_in(fleet, name, *real, **more)) == code


def move(fleet: Fleet, account: str, source: str, destination: str) -> None:
    identifier = fleet.accounts[account]
    fleet.organizations.move_account(AccountId=identifier, SourceParentId=source, DestinationParentId=destination)


def settle(fleet: Fleet, name: str) -> list[str]:
    """Looks until nothing is under way; the actions of all operations, newest first."""
    while any(each["Status"] in ("RUNNING", "QUEUED") for each in listed(fleet, name)):
        pass
    return [str(each["Action"]) for each in listed(fleet, name)]


def listed(fleet: Fleet, name: str) -> list[dict[str, Any]]:
    return list(fleet.cloudformation.list_stack_set_operations(StackSetName=name)["Summaries"])


def test_who_comes_into_a_unit_is_deployed_to_by_itself_and_who_leaves_it_loses_the_role(fleet: Fleet) -> None:
    europe, root = fleet.unit("Workloads", "Shop", "Shop EU"), fleet.root
    name = fleet.create(AutoDeployment={"Enabled": True, "RetainStacksOnAccountRemoval": False})
    fleet.deploy(name, europe)
    assert settle(fleet, name) == ["CREATE"]
    security = fleet.unit("Security")
    move(fleet, "Audit", security, europe)
    assert settle(fleet, name) == ["CREATE", "CREATE"]
    assert name in fleet.roles("Audit")
    move(fleet, "Audit", europe, security)
    assert settle(fleet, name) == ["DELETE", "CREATE", "CREATE"]
    assert name not in fleet.roles("Audit")
    assert len(fleet.instances(name)) == 6
    targets = fleet.cloudformation.list_stack_set_auto_deployment_targets(StackSetName=name)["Summaries"]
    assert targets == [{"OrganizationalUnitId": europe, "Regions": [REGION]}]
    assert root not in [each["OrganizationalUnitId"] for each in targets]


def test_without_automatic_deployment_nothing_happens_by_itself(fleet: Fleet) -> None:
    europe, security = fleet.unit("Workloads", "Shop", "Shop EU"), fleet.unit("Security")
    name = fleet.create()
    fleet.deploy(name, europe)
    move(fleet, "Audit", security, europe)
    assert settle(fleet, name) == ["CREATE"]
    move(fleet, "Audit", europe, security)


def test_whoever_has_no_permission_for_a_stack_set_is_told_for_which(fleet: Fleet) -> None:
    name = fleet.create()
    allowed = {
        "Effect": "Allow",
        "Action": "cloudformation:*",
        "Resource": "arn:aws:cloudformation:*:*:stackset/Other:*",
    }
    iam = fleet.aws.client("iam")
    trust = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.create_role(RoleName="narrow", AssumeRolePolicyDocument=document)
    narrow = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_role_policy(RoleName="narrow", PolicyName="narrow", PolicyDocument=narrow)
    session = fleet.aws.assume("arn:aws:iam::111122223333:role/narrow").client("cloudformation")
    said = message_of(lambda: session.describe_stack_set(StackSetName=name))
    assert (
        f"cloudformation:DescribeStackSet on resource: arn:aws:cloudformation:us-east-1:111122223333:stackset/{name}:"
        in said
    )
    fleet.create("Other")
    assert session.describe_stack_set(StackSetName="Other")["StackSet"]["StackSetName"] == "Other"
