"""What a token opens: accounts, permission sets, and sessions that can do what ada can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Aws, code_of, create_account, message_of
from .portal import PortalClient

MANAGEMENT = "111122223333"


@pytest.fixture
def aws(scenario: Callable[[str], Aws]) -> Aws:
    return scenario("sso")


@pytest.fixture
def portal(aws: Aws) -> PortalClient:
    return PortalClient(aws.sandbox)


@pytest.fixture
def token(portal: PortalClient) -> str:
    return str(portal.sign_in()["accessToken"])


def enter(portal: PortalClient, token: str, account: str = MANAGEMENT, role: str = "AdministratorAccess") -> Aws:
    keys = portal.sso.get_role_credentials(accessToken=token, accountId=account, roleName=role)["roleCredentials"]
    return Aws(portal.sandbox, (keys["accessKeyId"], keys["secretAccessKey"], keys["sessionToken"]))


def test_the_accounts_are_listed_page_by_page(portal: PortalClient, token: str) -> None:
    pages = portal.sso.get_paginator("list_accounts").paginate(
        accessToken=token, PaginationConfig={"PageSize": 2, "MaxItems": 100}
    )
    listed = [[account["accountName"] for account in page["accountList"]] for page in pages]
    assert listed == [["Example Corp", "Production"], ["Analytics"]]


def test_the_roles_of_an_account_are_listed_page_by_page(portal: PortalClient, token: str) -> None:
    ask: dict[str, Any] = {"accessToken": token, "accountId": MANAGEMENT, "maxResults": 1}
    first = portal.sso.list_account_roles(**ask)
    second = portal.sso.list_account_roles(**ask, nextToken=first["nextToken"])
    assert [page["roleList"][0]["roleName"] for page in (first, second)] == ["AdministratorAccess", "ReadOnlyAccess"]
    assert "nextToken" not in second


def test_a_page_that_cannot_be_is_an_invalid_request(portal: PortalClient, token: str) -> None:
    ask = portal.sso.list_accounts
    assert code_of(lambda: ask(accessToken=token, nextToken="made up")) == "InvalidRequestException"
    assert code_of(lambda: ask(accessToken=token, maxResults=100, nextToken="-1")) == "InvalidRequestException"


def test_the_long_list_has_three_hundred_accounts_and_more(scenario: Callable[[str], Aws]) -> None:
    portal = PortalClient(scenario("sso-many").sandbox)
    token = portal.sign_in()["accessToken"]
    assert len(portal.sso.list_accounts(accessToken=token)["accountList"]) == 50
    pages = portal.sso.get_paginator("list_accounts").paginate(accessToken=token)
    accounts = [account for page in pages for account in page["accountList"]]
    assert len({account["accountId"] for account in accounts}) == 303
    extra = next(account["accountId"] for account in accounts if account["accountName"] == "Team 300")
    who = enter(portal, token, extra, "ReadOnlyAccess").client("sts").get_caller_identity()
    assert who["Account"] == extra


def test_a_session_is_of_the_reserved_role_and_is_called_ada(portal: PortalClient, token: str) -> None:
    session = enter(portal, token)
    arn = session.client("sts").get_caller_identity()["Arn"]
    kind, name, person = arn.removeprefix(f"arn:aws:sts::{MANAGEMENT}:").split("/")
    assert (kind, person) == ("assumed-role", "ada")
    prefix, digits = name[: len("AWSReservedSSO_AdministratorAccess_")], name[-16:]
    assert (prefix, len(name)) == ("AWSReservedSSO_AdministratorAccess_", len(prefix) + 16)
    assert int(digits, 16)
    assert session.client("iam").get_role(RoleName=name)["Role"]["Path"] == "/aws-reserved/sso.amazonaws.com/"


def test_a_session_makes_an_account_and_enters_it_as_ada_would(portal: PortalClient, token: str) -> None:
    session = enter(portal, token)
    account = create_account(session)["AccountId"]
    assert code_of(lambda: session.enter(account)) == "AccessDenied"
    inside = session.enter(account).client("sts").get_caller_identity()
    assert inside["Arn"].endswith("OrganizationAccountAccessRole/test")


def test_an_unknown_token_is_unauthorized_everywhere(portal: PortalClient) -> None:
    sso, account = portal.sso, {"accessToken": "made up", "accountId": MANAGEMENT}
    acts: list[Callable[[], Any]] = [
        lambda: sso.list_accounts(accessToken="made up"),
        lambda: sso.list_account_roles(**account),
        lambda: sso.get_role_credentials(**account, roleName="AdministratorAccess"),
        lambda: sso.logout(accessToken="made up"),
    ]
    assert {code_of(act) for act in acts} == {"UnauthorizedException"}
    assert message_of(acts[0]) == "Session token not found or invalid"


def test_a_role_that_one_does_not_have_is_forbidden_and_an_account_that_is_none_is_not_found(
    portal: PortalClient, token: str
) -> None:
    assert code_of(lambda: enter(portal, token, role="Billing")) == "ForbiddenException"
    assert message_of(lambda: enter(portal, token, role="Billing")) == "No access"
    assert code_of(lambda: enter(portal, token, "999900001111")) == "ForbiddenException"
    assert code_of(lambda: enter(portal, token, "123412341234")) == "ResourceNotFoundException"
    assert code_of(lambda: enter(portal, token, "12")) == "InvalidRequestException"


def test_signing_out_ends_the_token_and_its_renewal_but_not_the_session(portal: PortalClient) -> None:
    signed_in = portal.sign_in()
    session = enter(portal, signed_in["accessToken"])
    portal.sso.logout(accessToken=signed_in["accessToken"])
    assert code_of(lambda: enter(portal, signed_in["accessToken"])) == "UnauthorizedException"
    assert code_of(lambda: portal.refresh(signed_in["refreshToken"])) == "InvalidGrantException"
    assert session.client("sts").get_caller_identity()["Account"] == MANAGEMENT


def test_when_everything_expires_sessions_and_tokens_say_so(aws: Aws, portal: PortalClient) -> None:
    signed_in = portal.sign_in()
    session = enter(portal, signed_in["accessToken"])
    aws.admin("POST", "expire", {})
    assert code_of(session.client("sts").get_caller_identity) == "ExpiredToken"
    assert code_of(session.client("organizations").describe_organization) == "ExpiredTokenException"
    assert code_of(lambda: enter(portal, signed_in["accessToken"])) == "UnauthorizedException"
    assert code_of(lambda: portal.refresh(signed_in["refreshToken"])) == "InvalidGrantException"


def test_a_sign_in_may_outlive_its_token(aws: Aws, portal: PortalClient) -> None:
    signed_in = portal.sign_in()
    begun = portal.begin()
    aws.admin("POST", "expire", {"refresh_tokens": False})
    assert code_of(lambda: enter(portal, signed_in["accessToken"])) == "UnauthorizedException"
    enter(portal, portal.refresh(signed_in["refreshToken"])["accessToken"])
    assert code_of(lambda: portal.poll(begun)) == "AuthorizationPendingException"
