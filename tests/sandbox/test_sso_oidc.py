"""Signing in to the access portal: registration, device codes, tokens, and the page where a person decides."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from wizard.sandbox import client

from .conftest import Aws, code_of
from .portal import DEVICE_CODE, PortalClient, decide, visit


@pytest.fixture
def aws(scenario: Callable[[str], Aws]) -> Iterator[Aws]:
    found = scenario("sso")
    yield found
    found.admin("DELETE", "fault")


@pytest.fixture
def portal(aws: Aws) -> PortalClient:
    return PortalClient(aws.sandbox)


def test_a_token_is_pending_until_a_person_allows_it_and_there_is_only_one(portal: PortalClient) -> None:
    begun = portal.begin()
    assert [code_of(lambda: portal.poll(begun)) for _ in range(3)] == ["AuthorizationPendingException"] * 3
    assert decide(portal.sandbox, begun["userCode"], "allow")[0] == 200
    token = portal.poll(begun)
    assert (token["tokenType"], token["expiresIn"]) == ("Bearer", 3600)
    assert portal.sso.list_accounts(accessToken=token["accessToken"])["accountList"]
    assert code_of(lambda: portal.poll(begun)) == "InvalidGrantException"


def test_whoever_is_denied_gets_no_token(portal: PortalClient) -> None:
    begun = portal.begin()
    decide(portal.sandbox, begun["userCode"], "deny")
    assert code_of(lambda: portal.poll(begun)) == "AccessDeniedException"
    assert decide(portal.sandbox, begun["userCode"], "allow")[0] == 404


def test_an_error_has_the_members_of_oauth(portal: PortalClient) -> None:
    begun = portal.begin()
    with pytest.raises(portal.oidc.exceptions.AuthorizationPendingException) as pending:
        portal.poll(begun)
    answer = pending.value.response
    assert (answer["error"], answer["error_description"]) == (
        "authorization_pending",
        "Authorization is still pending",
    )


def test_a_device_code_runs_out(aws: Aws, portal: PortalClient) -> None:
    begun = portal.begin()
    assert begun["expiresIn"] == 600
    aws.admin("POST", "expire", {"device_codes": True})
    assert code_of(lambda: portal.poll(begun)) == "ExpiredTokenException"
    assert visit(begun["verificationUriComplete"])[0] == 404


def test_a_start_url_of_somebody_else_is_an_invalid_request(portal: PortalClient) -> None:
    assert code_of(lambda: portal.begin("https://elsewhere.awsapps.com/start")) == "InvalidRequestException"
    for spelling in ("https://example.awsapps.com/start/", "https://example.awsapps.com/start/#"):
        assert portal.begin(spelling)["deviceCode"]


def test_where_there_is_no_portal_nobody_signs_in(fresh: Aws) -> None:
    assert code_of(PortalClient(fresh.sandbox).begin) == "InvalidRequestException"


def test_a_client_proves_itself_by_its_secret(portal: PortalClient) -> None:
    begun = portal.begin()
    assert code_of(lambda: portal.poll(begun, clientSecret="wrong")) == "InvalidClientException"
    assert code_of(lambda: portal.poll(begun, clientId="nobody")) == "InvalidClientException"
    portal.registration["clientSecret"] = "wrong"
    assert code_of(portal.begin) == "InvalidClientException"


def test_the_device_code_of_another_client_is_an_invalid_grant(aws: Aws, portal: PortalClient) -> None:
    begun = PortalClient(aws.sandbox).begin()
    decide(aws.sandbox, begun["userCode"], "allow")
    assert code_of(lambda: portal.poll(begun)) == "InvalidGrantException"
    assert code_of(lambda: portal.poll({"deviceCode": "made up"})) == "InvalidGrantException"


def test_a_client_may_restrict_itself_to_other_grants(portal: PortalClient) -> None:
    register = portal.oidc.register_client
    grants = ["authorization_code", "refresh_token"]
    portal.registration = register(clientName="test", clientType="public", grantTypes=grants)
    assert code_of(portal.begin) == "UnauthorizedClientException"
    refused = code_of(lambda: portal.oidc.create_token(grantType="password", **portal.identity))
    assert refused == "UnsupportedGrantTypeException"
    assert code_of(lambda: register(clientName="x", clientType="private")) == "InvalidClientMetadataException"
    assert code_of(lambda: register(clientName="x", clientType="public", grantTypes=["x"])) == (
        "UnsupportedGrantTypeException"
    )


def test_what_is_missing_is_an_invalid_request(portal: PortalClient) -> None:
    for grant in (DEVICE_CODE, "refresh_token"):
        ask = functools.partial(portal.oidc.create_token, grantType=grant, **portal.identity)
        assert code_of(ask) == "InvalidRequestException"


def test_a_token_is_renewed_and_the_old_one_goes_on(portal: PortalClient) -> None:
    first = portal.sign_in()
    second = portal.refresh(first["refreshToken"])
    assert first["accessToken"] != second["accessToken"]
    for token in (first, second):
        portal.sso.list_accounts(accessToken=token["accessToken"])
    assert code_of(lambda: portal.refresh("made up")) == "InvalidGrantException"


def test_there_is_nothing_to_renew_by_without_the_scope_or_where_it_is_not_allowed(
    aws: Aws, scenario: Callable[[str], Aws]
) -> None:
    assert "refreshToken" not in PortalClient(aws.sandbox, scopes=()).sign_in()
    assert "refreshToken" not in PortalClient(scenario("sso-expired").sandbox).sign_in()


def test_whoever_polls_too_fast_is_told_to_slow_down(tmp_path: Path) -> None:
    sandbox = client.start("sso", tmp_path / "state.json", pace=1, idle=30)
    try:
        portal = PortalClient(sandbox)
        begun = portal.begin()
        codes = [code_of(lambda: portal.poll(begun)) for _ in range(2)]
        assert (begun["interval"], codes) == (1, ["AuthorizationPendingException", "SlowDownException"])
    finally:
        client.stop(sandbox)


@pytest.mark.parametrize(
    ("service", "kind", "code"),
    [
        ("sso-oidc", "throttle", "SlowDownException"),
        ("sso-oidc", "access-denied", "AccessDeniedException"),
        ("sso-oidc", "expired-token", "ExpiredTokenException"),
        ("sso", "throttle", "TooManyRequestsException"),
        ("sso", "access-denied", "ForbiddenException"),
        ("sso", "expired-token", "UnauthorizedException"),
    ],
)
def test_faults_meet_these_calls_in_their_own_words(aws: Aws, service: str, kind: str, code: str) -> None:
    portal = PortalClient(aws.sandbox)
    token = portal.sign_in()
    aws.admin("POST", "fault", {"service": service, "operation": "*", "kind": kind})
    listing = functools.partial(portal.sso.list_accounts, accessToken=token["accessToken"])
    act: Callable[[], Any] = listing if service == "sso" else portal.begin
    assert code_of(act) == code
    act()


def test_signing_in_is_logged_and_leaves_nothing_changed(aws: Aws, portal: PortalClient) -> None:
    aws.admin("POST", "log/clear")
    token = portal.sign_in()
    portal.sso.list_accounts(accessToken=token["accessToken"])
    logged = [(each["service"], each["operation"], each["kind"]) for each in aws.admin("GET", "log")]
    assert logged == [
        ("sso-oidc", "StartDeviceAuthorization", "read"),
        ("sso-oidc", "CreateToken", "read"),
        ("sso", "ListAccounts", "read"),
    ]


def test_the_page_says_sandbox_shows_the_code_and_has_both_buttons(portal: PortalClient) -> None:
    begun = portal.begin()
    status, text = visit(begun["verificationUriComplete"])
    assert status == 200
    assert begun["verificationUriComplete"].startswith(portal.sandbox.endpoint)
    for expected in ("SANDBOX", begun["userCode"], "ada", 'value="allow"', 'value="deny"'):
        assert expected in text
    assert 'name="user_code"' in visit(begun["verificationUri"])[1]


def test_a_code_may_be_typed_as_people_type(portal: PortalClient) -> None:
    begun = portal.begin()
    assert decide(portal.sandbox, f" {begun['userCode'].replace('-', '').lower()} ", "allow")[0] == 200
    assert portal.poll(begun)["accessToken"]


def test_nothing_from_outside_becomes_markup_on_the_page(portal: PortalClient) -> None:
    portal.registration = portal.oidc.register_client(clientName="<script>", clientType="public")
    assert "<strong>&lt;script&gt;</strong>" in visit(portal.begin()["verificationUriComplete"])[1]
    for status, text in (
        visit(f"{portal.sandbox.endpoint}/_sandbox/portal?user_code=%3Cscript%3E"),
        decide(portal.sandbox, "<script>", "allow"),
        decide(portal.sandbox, portal.begin()["userCode"], "<script>"),
    ):
        assert status in (400, 404)
        assert "<script" not in text
        assert "&lt;script" in text
