"""StackSets: one template in many accounts of an organization, by operations that can be watched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wizard.sandbox import client

from .conftest import Aws, code_of, message_of
from .stack_sets import EVERYWHERE, REGION, Fleet, role_template


def test_stack_sets_are_let_in_by_cloudformation_and_by_nothing_else(scenario: Callable[[str], Aws]) -> None:
    aws = scenario("org-trail")
    cloudformation, organizations = aws.client("cloudformation"), aws.client("organizations")
    service = "member.org.stacksets.cloudformation.amazonaws.com"

    def trusted() -> set[str]:
        found = organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
        return {str(each["ServicePrincipal"]) for each in found}

    def create() -> Any:
        return Fleet(aws).create("Early")

    assert cloudformation.describe_organizations_access()["Status"] == "DISABLED"
    organizations.enable_aws_service_access(ServicePrincipal=service)
    assert message_of(create) == "You must enable organizations access to operate a service managed stack set"
    cloudformation.activate_organizations_access()
    assert cloudformation.describe_organizations_access()["Status"] == "ENABLED"
    assert service in trusted()
    roles = {each["RoleName"] for each in aws.client("iam").list_roles()["Roles"]}
    assert "AWSServiceRoleForCloudFormationStackSetsOrgAdmin" in roles
    create()
    cloudformation.deactivate_organizations_access()
    assert cloudformation.describe_organizations_access()["Status"] == "DISABLED"
    assert service not in trusted()


def test_without_an_organization_or_without_all_features_they_cannot_be_let_in(tmp_path: Path) -> None:
    sandbox = client.start("standalone", tmp_path / "state.json", pace=0, idle=60)
    try:
        aws = Aws(sandbox, (sandbox.access_key_id, sandbox.secret_access_key, None))
        activate = aws.client("cloudformation").activate_organizations_access
        assert "must be the management account" in message_of(activate)
        aws.client("organizations").create_organization(FeatureSet="CONSOLIDATED_BILLING")
        assert "All features must be enabled" in message_of(activate)
    finally:
        client.stop(sandbox)


def test_a_member_cannot_let_them_in_nor_make_a_service_managed_set(fleet: Fleet) -> None:
    member = fleet.aws.enter(fleet.accounts["shop-01"])
    cloudformation = member.client("cloudformation")
    assert code_of(cloudformation.activate_organizations_access) == "InvalidOperationException"
    asked = {"StackSetName": "Mine", "TemplateBody": role_template("Mine"), "Capabilities": ["CAPABILITY_NAMED_IAM"]}
    managed = {**asked, "PermissionModel": "SERVICE_MANAGED", "AutoDeployment": {"Enabled": False}}
    assert message_of(lambda: cloudformation.create_stack_set(**managed)).startswith("You must be the management")
    delegated = {**managed, "CallAs": "DELEGATED_ADMIN"}
    assert message_of(lambda: cloudformation.create_stack_set(**delegated)).startswith("You must be the management")


def test_a_delegated_administrator_works_on_the_management_accounts_stack_sets(fleet: Fleet) -> None:
    service = "member.org.stacksets.cloudformation.amazonaws.com"
    audit = fleet.accounts["Audit"]
    fleet.organizations.register_delegated_administrator(AccountId=audit, ServicePrincipal=service)
    cloudformation = fleet.aws.enter(audit).client("cloudformation")
    asked = {
        "StackSetName": "Delegated",
        "TemplateBody": role_template("Delegated"),
        "PermissionModel": "SERVICE_MANAGED",
        "AutoDeployment": {"Enabled": False},
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
        "CallAs": "DELEGATED_ADMIN",
    }
    cloudformation.create_stack_set(**asked)
    assert (
        ":111122223333:" in fleet.cloudformation.describe_stack_set(StackSetName="Delegated")["StackSet"]["StackSetARN"]
    )
    assert code_of(lambda: cloudformation.describe_stack_set(StackSetName="Delegated")) == "StackSetNotFoundException"
    listed = cloudformation.list_stack_sets(CallAs="DELEGATED_ADMIN")["Summaries"]
    assert "Delegated" in [each["StackSetName"] for each in listed]


def test_the_same_request_with_its_token_makes_one_stack_set(fleet: Fleet) -> None:
    asked = {
        "StackSetName": "Once",
        "TemplateBody": role_template("Once"),
        "PermissionModel": "SERVICE_MANAGED",
        "AutoDeployment": {"Enabled": False},
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
    }
    create = fleet.cloudformation.create_stack_set
    first = create(**asked, ClientRequestToken="one")["StackSetId"]
    assert create(**asked, ClientRequestToken="one")["StackSetId"] == first
    assert code_of(lambda: create(**asked, ClientRequestToken="two")) == "NameAlreadyExistsException"
    changed = {**asked, "Description": "another", "ClientRequestToken": "one"}
    assert code_of(lambda: create(**changed)) == "CreatedButModifiedException"


def test_what_a_stack_set_needs_is_checked_at_once(fleet: Fleet) -> None:
    assert code_of(lambda: fleet.create(Capabilities=[])) == "InsufficientCapabilitiesException"
    assert code_of(lambda: fleet.create("1-starts-with-a-digit")) == "ValidationError"
    retaining = {"Enabled": False, "RetainStacksOnAccountRemoval": True}
    assert "AutoDeployment is enabled" in message_of(lambda: fleet.create(AutoDeployment=retaining))
    assert "stacksets-exec-custom-" in message_of(lambda: fleet.create(ExecutionRoleName="my-own"))
    assert code_of(lambda: fleet.instances("Nowhere")) == "StackSetNotFoundException"


def test_a_unit_is_deployed_to_with_everything_below_it_and_the_stacks_and_roles_are_there(fleet: Fleet) -> None:
    name = fleet.create()
    shop = fleet.unit("Workloads", "Shop")
    ended = fleet.deploy(name, shop)
    assert (ended["Status"], ended["Action"], ended["DeploymentTargets"]["OrganizationalUnitIds"]) == (
        "SUCCEEDED",
        "CREATE",
        [shop],
    )
    instances = fleet.instances(name)
    assert len(instances) == 14
    assert {each["OrganizationalUnitId"] for each in instances.values()} == {shop}
    assert {(each["Status"], each["StackInstanceStatus"]["DetailedStatus"]) for each in instances.values()} == {
        ("CURRENT", "SUCCEEDED")
    }
    one = instances["shop-eu-06"]
    member = fleet.aws.enter(fleet.accounts["shop-eu-06"])
    (stack,) = member.client("cloudformation").describe_stacks()["Stacks"]
    assert (stack["StackId"], stack["StackStatus"]) == (one["StackId"], "CREATE_COMPLETE")
    assert stack["StackName"].startswith(f"StackSet-{name}-")
    role = member.client("iam").get_role(RoleName=name)["Role"]
    assert role["Arn"] == f"arn:aws:iam::{fleet.accounts['shop-eu-06']}:role/{name}"
    assert any(each.startswith("stacksets-exec-") for each in fleet.roles("shop-eu-06"))
    described = fleet.cloudformation.describe_stack_set(StackSetName=name)["StackSet"]
    assert (described["OrganizationalUnitIds"], described["Regions"]) == ([shop], [REGION])


def test_an_operation_can_be_watched_from_look_to_look(fleet: Fleet) -> None:
    name = fleet.create()
    operation = fleet.begin(name, fleet.unit("Workloads", "Shop"), OperationId="watched")
    first = fleet.look(operation, name)
    assert (first["Status"], first["StatusDetails"]["Stages"]["StackInstancesDeployment"]["Status"]) == (
        "RUNNING",
        "NOT_STARTED",
    )
    assert "TotalStackInstancesCount" not in first["StatusDetails"]
    done: list[int] = []
    while (found := fleet.look(operation, name))["Status"] == "RUNNING":
        details = found["StatusDetails"]
        assert (details["TotalAccountsCount"], details["TotalStackInstancesCount"]) == (14, 14)
        done.append(details["Stages"]["StackInstancesDeployment"]["CompletedStackInstancesCount"])
    assert done == sorted(done)
    assert len(set(done)) >= 3
    assert found["EndTimestamp"] >= found["CreationTimestamp"]
    stages = found["StatusDetails"]["Stages"]
    assert stages["RoleProvisioning"]["SucceededAccountsCount"] == 14
    assert stages["StackInstancesDeployment"]["PercentageCompleted"] == 100.0
    here = found["RegionalStatusDetails"][REGION]["Stages"]["RegionalStackInstancesDeployment"]
    assert here["SucceededStackInstancesCount"] == 14


def test_lists_may_lag_behind_an_operation_that_is_over(fleet: Fleet) -> None:
    name = fleet.create()
    fleet.aws.admin("POST", "lag", {"stack_set_lists": 2})
    ended = fleet.deploy(name, fleet.root, accounts=["shop-01"])
    assert ended["StatusDetails"]["TotalStackInstancesCount"] == 1
    assert [len(fleet.instances(name)) for _ in range(3)] == [0, 0, 1]


def test_an_operation_is_taken_once(fleet: Fleet) -> None:
    name = fleet.create()
    shop = fleet.unit("Workloads", "Shop")
    fleet.deploy(name, shop, OperationId="mine")
    assert code_of(lambda: fleet.begin(name, shop, OperationId="mine")) == "OperationIdAlreadyExistsException"
    assert [each["OperationId"] for each in operations(fleet, name)] == ["mine"]


def operations(fleet: Fleet, name: str) -> list[dict[str, Any]]:
    return list(fleet.cloudformation.list_stack_set_operations(StackSetName=name)["Summaries"])


def test_a_second_operation_is_refused_or_waits_its_turn(fleet: Fleet) -> None:
    shop, data = fleet.unit("Workloads", "Shop"), fleet.unit("Workloads", "Data")
    name = fleet.create()
    first = fleet.begin(name, shop)
    assert message_of(lambda: fleet.begin(name, data)).startswith(
        "Another Operation on StackSet arn:aws:cloudformation"
    )
    assert code_of(lambda: fleet.begin(name, data)) == "OperationInProgressException"
    assert code_of(lambda: fleet.cloudformation.delete_stack_set(StackSetName=name)) == "OperationInProgressException"
    fleet.run(first, name)
    queueing = fleet.create(ManagedExecution={"Active": True})
    first, second = fleet.begin(queueing, shop), fleet.begin(queueing, data, accounts=["data-01"])
    assert fleet.look(second, queueing)["Status"] == "QUEUED"
    assert fleet.run(second, queueing)["Status"] == "SUCCEEDED"
    assert fleet.look(first, queueing)["Status"] == "SUCCEEDED"
    assert len(fleet.instances(queueing)) == 15


def test_accounts_narrow_their_units_or_are_left_out_of_them(fleet: Fleet) -> None:
    name = fleet.create()
    fleet.deploy(name, fleet.root, accounts=["shop-01", "data-01"])
    assert set(fleet.instances(name)) == {"shop-01", "data-01"}
    shop = fleet.unit("Workloads", "Shop")
    without = {
        "OrganizationalUnitIds": [shop],
        "Accounts": [fleet.accounts[f"shop-0{number}"] for number in range(2, 9)],
        "AccountFilterType": "DIFFERENCE",
    }
    begin = fleet.cloudformation.create_stack_instances
    asked = {"StackSetName": name, "Regions": [REGION], "OperationPreferences": EVERYWHERE}
    fleet.run(begin(DeploymentTargets=without, **asked)["OperationId"], name)
    assert {each for each in fleet.instances(name) if each.startswith("shop-0")} == {"shop-01"}
    assert len(fleet.instances(name)) == 2 + 6


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        ({"Accounts": ["222233334444"]}, "can only have OrganizationalUnit as target"),
        ({"OrganizationalUnitIds": ["ROOT"], "Accounts": ["222233334444"]}, "AccountFilterType must be specified"),
        (
            {"OrganizationalUnitIds": ["ROOT"], "Accounts": ["222233334444"], "AccountFilterType": "UNION"},
            "UNION is not supported",
        ),
        ({"OrganizationalUnitIds": ["ou-none-12345678"]}, "not found"),
        ({"OrganizationalUnitIds": ["ou-none-12345678"] * 51}, "at most 50"),
    ],
)
def test_targets_that_cannot_be_are_refused(fleet: Fleet, targets: dict[str, Any], said: str) -> None:
    name = fleet.create()
    units = [fleet.root if unit == "ROOT" else unit for unit in targets.get("OrganizationalUnitIds", [])]
    asked = {**targets, **({"OrganizationalUnitIds": units} if units else {})}
    begin = fleet.cloudformation.create_stack_instances
    assert said in message_of(lambda: begin(StackSetName=name, DeploymentTargets=asked, Regions=[REGION]))


def test_accounts_alone_are_no_targets_of_a_deletion_either(fleet: Fleet) -> None:
    name = fleet.create()
    fleet.deploy(name, fleet.root, accounts=["shop-01", "shop-02"])
    alone = {"Accounts": [fleet.accounts["shop-01"]]}
    said = message_of(lambda: fleet.remove(name, DeploymentTargets=alone))
    assert said == "StackSets with SERVICE_MANAGED permission model can only have OrganizationalUnit as target"
    fleet.remove(name, DeploymentTargets=fleet.targets(fleet.root, accounts=["shop-01"]))
    assert set(fleet.instances(name)) == {"shop-02"}


def test_the_management_account_is_no_target_and_suspended_accounts_are_skipped(fleet: Fleet) -> None:
    name = fleet.create()
    ended = fleet.deploy(name, fleet.root)
    instances = fleet.instances(name)
    assert len(instances) == 29
    assert "Example Corp" not in instances
    skipped = [
        each for each, one in instances.items() if one["StackInstanceStatus"]["DetailedStatus"].startswith("SKIP")
    ]
    assert sorted(skipped) == ["Old Sandbox", "Unpaid"]
    assert instances["Unpaid"]["StatusReason"].startswith("This account is suspended.")
    assert "StackId" not in instances["Unpaid"]
    without_role = ended["StatusDetails"]["Stages"]["StackInstancesDeployment"]["SkippedStackInstancesCount"]
    assert without_role == 3, "these two, and the one where a policy forbids the role"
