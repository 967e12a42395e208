"""AWS Organizations: asynchronous, unique by e-mail, and not for everyone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from .conftest import Aws, code_of, create_account, message_of, new_member
from .stack_sets import Fleet


def everyone(organizations: Any) -> list[dict[str, Any]]:
    """Every account on every page: other tests make some in the same simulated AWS."""
    pages = organizations.get_paginator("list_accounts").paginate()
    return [account for page in pages for account in page["Accounts"]]


def states(aws: Aws, request: str) -> list[str]:
    describe = aws.client("organizations").describe_create_account_status
    return [describe(CreateAccountRequestId=request)["CreateAccountStatus"]["State"] for _ in range(3)]


def test_the_signed_in_user_is_ada_in_the_management_account(fresh: Aws) -> None:
    who = fresh.client("sts").get_caller_identity()
    assert (who["Account"], who["Arn"]) == ("111122223333", "arn:aws:iam::111122223333:user/ada")
    assert who["UserId"].startswith("AIDA")
    organization = fresh.client("organizations").describe_organization()["Organization"]
    assert (organization["MasterAccountId"], organization["MasterAccountEmail"]) == ("111122223333", "aws@example.com")


def test_an_account_is_in_progress_before_it_succeeds(fresh: Aws) -> None:
    organizations = fresh.client("organizations")
    status = organizations.create_account(Email="new@example.com", AccountName="New")["CreateAccountStatus"]
    assert status["State"] == "IN_PROGRESS"
    assert status["Id"].startswith("car-")
    assert "AccountId" not in status
    assert states(fresh, status["Id"]) == ["IN_PROGRESS", "SUCCEEDED", "SUCCEEDED"]
    account = organizations.describe_create_account_status(CreateAccountRequestId=status["Id"])["CreateAccountStatus"]
    described = organizations.describe_account(AccountId=account["AccountId"])["Account"]
    assert (described["Email"], described["State"], described["JoinedMethod"]) == (
        "new@example.com",
        "ACTIVE",
        "CREATED",
    )
    assert datetime.now(UTC) - described["JoinedTimestamp"] < timedelta(minutes=1)


def test_an_email_address_is_used_once_whatever_its_case(fresh: Aws) -> None:
    assert create_account(fresh, "twice@example.com")["State"] == "SUCCEEDED"
    again = create_account(fresh, "Twice@Example.com")
    assert (again["State"], again["FailureReason"]) == ("FAILED", "EMAIL_ALREADY_EXISTS")
    assert create_account(fresh, "aws@example.com")["FailureReason"] == "EMAIL_ALREADY_EXISTS"
    assert create_account(fresh, "aws+old@example.com")["FailureReason"] == "EMAIL_ALREADY_EXISTS"


def test_two_requests_for_one_email_under_way_make_one_account(fresh: Aws) -> None:
    organizations = fresh.client("organizations")
    asked = [organizations.create_account(Email="race@example.com", AccountName="Race") for _ in range(2)]
    ends = [states(fresh, each["CreateAccountStatus"]["Id"])[-1] for each in asked]
    assert ends == ["SUCCEEDED", "FAILED"]


def test_malformed_requests_are_refused_at_once(fresh: Aws) -> None:
    create = fresh.client("organizations").create_account
    assert code_of(lambda: create(Email="nonsense", AccountName="X")) == "InvalidInputException"
    assert code_of(lambda: create(Email=f"{'a' * 60}@example.com", AccountName="X")) == "InvalidInputException"
    assert code_of(lambda: create(Email="ok@example.com", AccountName="Grüße")) == "InvalidInputException"
    assert create_account(fresh, "nobody@mail.invalid")["FailureReason"] == "INVALID_EMAIL"


def test_the_list_of_requests_has_no_row_that_nobody_asked_for(scenario: Callable[[str], Aws]) -> None:
    aws = scenario("org-trail")
    organizations = aws.client("organizations")
    assert organizations.list_create_account_status()["CreateAccountStatuses"] == []
    organizations.create_account(Email="one@example.com", AccountName="One")
    listed = organizations.list_create_account_status(States=["IN_PROGRESS"])["CreateAccountStatuses"]
    assert [each["AccountName"] for each in listed] == ["One"]
    assert organizations.list_create_account_status(States=["IN_PROGRESS"])["CreateAccountStatuses"] == []
    assert "car-" in organizations.list_create_account_status(States=["SUCCEEDED"])["CreateAccountStatuses"][0]["Id"]
    unknown = code_of(lambda: organizations.describe_create_account_status(CreateAccountRequestId="car-" + "0" * 32))
    assert unknown == "CreateAccountStatusNotFoundException"


def test_a_member_sees_its_organization_but_not_its_accounts(fresh: Aws) -> None:
    _, member = new_member(fresh)
    organizations = member.client("organizations")
    assert organizations.describe_organization()["Organization"]["MasterAccountId"] == "111122223333"
    assert code_of(organizations.list_accounts) == "AccessDeniedException"
    assert (
        code_of(lambda: organizations.create_account(Email="m@example.com", AccountName="M")) == "AccessDeniedException"
    )
    assert code_of(organizations.create_organization) == "AlreadyInOrganizationException"


def test_a_delegated_administrator_may_look_but_not_create(fresh: Aws) -> None:
    account, member = new_member(fresh)
    register = fresh.client("organizations").register_delegated_administrator
    register(AccountId=account, ServicePrincipal="ssm.amazonaws.com")
    organizations = member.client("organizations")
    assert "111122223333" in [each["Id"] for each in everyone(organizations)]
    assert (
        code_of(lambda: organizations.create_account(Email="d@example.com", AccountName="D")) == "AccessDeniedException"
    )


def test_without_an_organization_everything_says_so_until_one_is_created(scenario: Callable[[str], Aws]) -> None:
    organizations = scenario("standalone").client("organizations")
    assert code_of(organizations.describe_organization) == "AWSOrganizationsNotInUseException"
    assert code_of(organizations.list_accounts) == "AWSOrganizationsNotInUseException"
    made = organizations.create_organization(FeatureSet="ALL")["Organization"]
    assert (made["FeatureSet"], made["MasterAccountId"]) == ("ALL", "111122223333")
    assert code_of(organizations.create_organization) == "AlreadyInOrganizationException"
    assert [each["Id"] for each in everyone(organizations)] == ["111122223333"]


def test_moving_an_account_needs_its_true_parent(fresh: Aws) -> None:
    account, _ = new_member(fresh)
    organizations = fresh.client("organizations")
    root = organizations.list_roots()["Roots"][0]["Id"]
    units = organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    unit = next(each["Id"] for each in units if each["Name"] == "Workloads")

    def move(source: str, destination: str) -> None:
        organizations.move_account(AccountId=account, SourceParentId=source, DestinationParentId=destination)

    assert code_of(lambda: move(unit, root)) == "SourceParentNotFoundException"
    assert code_of(lambda: move(root, "ou-none-12345678")) == "DestinationParentNotFoundException"
    move(root, unit)
    assert [each["Id"] for each in organizations.list_parents(ChildId=account)["Parents"]] == [unit]
    assert code_of(lambda: move(unit, unit)) == "DuplicateAccountException"


def test_a_new_account_wakes_up_after_it_exists_and_its_role_is_an_administrator(fresh: Aws) -> None:
    account = create_account(fresh)["AccountId"]
    arn = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    assert message_of(lambda: fresh.enter(account)) == (
        f"User: arn:aws:iam::111122223333:user/ada is not authorized to perform: sts:AssumeRole on resource: {arn}"
    )
    session = fresh.enter(account)
    who = session.client("sts").get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{account}:assumed-role/OrganizationAccountAccessRole/test"
    attached = session.client("iam").list_attached_role_policies(RoleName="OrganizationAccountAccessRole")
    assert [each["PolicyName"] for each in attached["AttachedPolicies"]] == ["AdministratorAccess"]


def test_an_invited_account_has_no_role_to_enter_by(fresh: Aws) -> None:
    assert code_of(lambda: fresh.enter("333344445555")) == "AccessDenied"


def test_a_role_name_of_ones_own_is_used(fresh: Aws) -> None:
    organizations = fresh.client("organizations")
    asked = organizations.create_account(Email="role@example.com", AccountName="Role", RoleName="Gate")
    states(fresh, asked["CreateAccountStatus"]["Id"])
    listed = everyone(organizations)
    account = next(each["Id"] for each in listed if each["Email"] == "role@example.com")
    assert code_of(lambda: fresh.enter(account, "Gate")) == "AccessDenied"
    fresh.enter(account, "Gate")
    assert code_of(lambda: fresh.enter(account)) == "AccessDenied"


def test_closed_accounts_stay_in_the_list(fresh: Aws) -> None:
    listed = everyone(fresh.client("organizations"))
    assert {each["Name"]: each["State"] for each in listed}["Old Sandbox"] == "CLOSED"
    assert not any("Status" in each for each in listed)
    assert all(each["Paths"][0].endswith(f"/{each['Id']}/") for each in listed)


def test_an_organization_with_another_account_is_not_deleted(fresh: Aws) -> None:
    organizations = fresh.client("organizations")
    assert code_of(organizations.delete_organization) == "OrganizationNotEmptyException"
    assert organizations.describe_organization()["Organization"]["MasterAccountId"] == "111122223333"


def test_units_are_in_units_and_an_accounts_path_says_in_which(fleet: Fleet) -> None:
    europe = fleet.unit("Workloads", "Shop", "Shop EU")
    accounts = fleet.organizations.list_accounts_for_parent(ParentId=europe)["Accounts"]
    (one,) = [each for each in accounts if each["Name"] == "shop-eu-01"]
    organization = fleet.organizations.describe_organization()["Organization"]["Id"]
    above = [fleet.root, fleet.unit("Workloads"), fleet.unit("Workloads", "Shop"), europe]
    assert one["Paths"] == ["/".join([organization, *above, one["Id"]]) + "/"]
    assert (one["State"], "Status" in one) == ("ACTIVE", False)
    described = fleet.organizations.describe_organizational_unit(OrganizationalUnitId=europe)["OrganizationalUnit"]
    assert (described["Name"], described["Path"]) == ("Shop EU", "/".join([organization, *above]) + "/")
    children = fleet.organizations.list_children(ParentId=europe, ChildType="ACCOUNT")["Children"]
    assert {each["Id"] for each in children} == {each["Id"] for each in accounts}
    said = code_of(lambda: fleet.organizations.list_accounts_for_parent(ParentId="ou-none-12345678"))
    assert said == "ParentNotFoundException"


def test_a_suspended_account_says_so_and_accounts_have_tags(fleet: Fleet) -> None:
    states = {each["Name"]: each["State"] for each in everyone(fleet.organizations)}
    assert (states["Unpaid"], states["Old Sandbox"], states["shop-01"]) == ("SUSPENDED", "CLOSED", "ACTIVE")
    tags = fleet.organizations.list_tags_for_resource(ResourceId=fleet.accounts["shop-01"])["Tags"]
    assert {each["Key"]: each["Value"] for each in tags} == {"env": "prod", "team": "shop"}
    assert fleet.organizations.list_tags_for_resource(ResourceId=fleet.accounts["Audit"])["Tags"] == []


def test_an_account_is_on_its_way_to_be_closed_before_it_is(fresh: Aws) -> None:
    organizations = fresh.client("organizations")
    account = create_account(fresh)["AccountId"]
    organizations.close_account(AccountId=account)
    described = [organizations.describe_account(AccountId=account)["Account"]["State"] for _ in range(3)]
    assert described == ["PENDING_CLOSURE", "CLOSED", "CLOSED"]
    assert code_of(lambda: organizations.close_account(AccountId=account)) == "AccountAlreadyClosedException"
