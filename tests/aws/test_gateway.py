"""The gateway over real HTTP, against answers that no AWS would give and some that it does give."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.aws.endpoint import (
    PAGE,
    Asked,
    Endpoint,
    Reply,
    answers,
    identity,
    refuses,
    refuses_in_xml,
    session,
    web_page,
)
from wizard.aws.gateway import Gateway
from wizard.host.threads import side_by_side
from wizard.host.timing import Timing
from wizard.model import CallBegan, CallEnded, CallError, CallFailed, Change, Event, Read, Target
from wizard.problems.explain import explain

HERE = Target(account="111122223333", region="us-east-1")
WHO = Read(target=HERE, service="sts", operation="GetCallerIdentity")
ACCOUNTS = Read(target=HERE, service="organizations", operation="ListAccounts")
ROLE = Read(target=HERE, service="iam", operation="GetRole", parameters={"RoleName": "R"})
STACKS = Read(target=HERE, service="cloudformation", operation="DescribeStacks", parameters={"StackName": "s"})
ORGANIZATION = Read(target=HERE, service="organizations", operation="DescribeOrganization")
MODELS = Read(target=HERE, service="bedrock", operation="ListFoundationModels")
POLICY = Read(target=HERE, service="s3", operation="GetBucketPolicy", parameters={"Bucket": "logs"})
# One for each protocol that AWS speaks.
READS = (WHO, ACCOUNTS, ROLE, MODELS, POLICY)
START = Change(
    target=HERE, service="cloudtrail", operation="StartLogging", parameters={"Name": "t"}, sentence="Start the trail."
)
ONCE = Change(
    target=HERE, service="organizations", operation="CreateOrganization", parameters={}, sentence="", retry=False
)

pytestmark = pytest.mark.usefixtures("keys")


@pytest.fixture(autouse=True)
def known(request: pytest.FixtureRequest) -> None:
    """AWS has said already whose the credentials are; what else happens is in test_person."""
    if "gateway" in request.fixturenames:
        request.getfixturevalue("gateway").sessions.belongs(HERE, HERE.account)


def failure(gateway: Gateway, call: Read | Change) -> CallError:
    """How a call fails."""
    with pytest.raises(CallFailed) as caught:
        gateway.send(call) if isinstance(call, Change) else gateway.read(call)
    return caught.value.error


def patient(attempts: int) -> Gateway:
    """One that tries again, and knows already whose the credentials are."""
    gateway = Gateway(lambda _: None, Timing(attempts=attempts), "tests")
    gateway.sessions.belongs(HERE, HERE.account)
    return gateway


def named(call: Read) -> str:
    return call.service


# --- answers -------------------------------------------------------------------------------------------------------


def test_all_pages_come_back_as_one(gateway: Gateway, endpoint: Endpoint) -> None:
    def page(asked: Asked) -> Reply:
        number = int(asked.json.get("NextToken", "0"))
        more = {"NextToken": str(number + 1)} if number < 3 else {}
        return answers({"Accounts": [{"Id": f"{number:012}"}], **more})

    endpoint.answer = page
    assert [account["Id"] for account in gateway.read(ACCOUNTS)["Accounts"]] == [f"{n:012}" for n in range(4)]
    probe = Read(target=HERE, service="organizations", operation="ListAccounts", first_page=True)
    assert len(gateway.read(probe)["Accounts"]) == 1
    assert len(endpoint.asked) == 5


def test_pages_that_never_end_are_no_answer(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: answers({"Accounts": [], "NextToken": "again"})
    assert failure(gateway, ACCOUNTS).code == "NotAws"


def test_only_the_answer_comes_back_without_the_client_s_own_notes(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: identity()
    assert dict(gateway.read(WHO)).keys() == {"Account", "Arn", "UserId"}


def test_of_a_session_only_who_and_until_when_comes_back(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: session(arn="arn:aws:sts::222222222222:assumed-role/reader/ada")
    parameters = {"RoleArn": "arn:aws:iam::222222222222:role/reader", "RoleSessionName": "ada"}
    answer = gateway.read(Read(target=HERE, service="sts", operation="AssumeRole", parameters=parameters))
    assert answer.keys() == {"Credentials", "AssumedRoleUser"}
    assert answer["Credentials"].keys() == {"Expiration"}
    assert answer["AssumedRoleUser"]["Arn"] == "arn:aws:sts::222222222222:assumed-role/reader/ada"


def test_an_error_of_aws_keeps_its_code_and_words(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: refuses("AccessDeniedException", "You may\nnot.")
    error = failure(gateway, ACCOUNTS)
    assert (error.code, error.message, error.status) == ("AccessDeniedException", "You may not.", 400)
    assert (error.service, error.operation) == ("organizations", "ListAccounts")
    assert (error.account, error.region) == (HERE.account, HERE.region)


def test_a_call_that_does_not_exist_is_told_by_its_name(gateway: Gateway, endpoint: Endpoint) -> None:
    error = failure(gateway, Read(target=HERE, service="iam", operation="GetRoal"))
    assert "GetRoal" in error.message
    assert endpoint.asked == []


def test_a_parameter_of_the_wrong_kind_is_never_sent(gateway: Gateway, endpoint: Endpoint) -> None:
    wrong = Read(target=HERE, service="iam", operation="GetRole", parameters={"RoleName": 7})
    assert failure(gateway, wrong).code == "InvalidRequest"
    assert endpoint.asked == []


# --- what is not AWS -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", READS, ids=named)
def test_a_web_page_is_never_taken_for_an_answer(gateway: Gateway, endpoint: Endpoint, call: Read) -> None:
    for status in (200, 302, 403, 404, 500, 502, 503):
        endpoint.answer = lambda _, status=status: web_page(status)  # bound early
        error = failure(gateway, call)
        assert error.code == "NotAws"
        assert str(status) in error.message
        assert "<" not in error.message
        assert not error.unsure


def test_a_redirection_to_nowhere_is_not_followed(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: Reply(302, headers={"Location": "http://login.example.com"})
    assert [failure(gateway, call).code for call in READS] == ["NotAws"] * len(READS)
    assert len(endpoint.asked) == len(READS)


def test_a_web_page_is_known_whatever_stands_before_it(gateway: Gateway, endpoint: Endpoint) -> None:
    for start in (b"\xef\xbb\xbf", b"\n\n", b'<?xml version="1.0"?>\n', b"<!-- portal -->"):
        body = start + PAGE.replace(b"<!DOCTYPE html>\n", b"")
        endpoint.answer = lambda _, body=body: Reply(body=body, type="text/plain")  # bound early
        assert [failure(gateway, call).code for call in READS] == ["NotAws"] * len(READS)


@pytest.mark.parametrize("way", ["cut", "unended"])
@pytest.mark.parametrize("call", [ACCOUNTS, WHO, MODELS], ids=named)
def test_half_an_answer_is_not_an_answer_without_content(
    gateway: Gateway, endpoint: Endpoint, call: Read, way: Any
) -> None:
    whole = {"Accounts": [{"Id": "111122223333"}], "modelSummaries": []}
    endpoint.answer = lambda asked: Reply(
        body=identity().body if asked.operation == "GetCallerIdentity" else json.dumps(whole).encode(), way=way
    )
    assert failure(gateway, call).code in ("NotAws", "Unreachable")


def test_a_greeting_is_not_an_answer_without_content(gateway: Gateway, endpoint: Endpoint) -> None:
    for body in (b"It works!", b"\x00\x01", b"OK"):
        endpoint.answer = lambda _, body=body: Reply(body=body, type="text/plain")  # bound early
        assert [failure(gateway, call).code for call in (WHO, ACCOUNTS, MODELS)] == ["NotAws"] * 3


def test_an_answer_of_aws_is_one_whatever_its_type_says(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: Reply(body=identity().body, type="text/html")
    assert gateway.read(WHO)["Account"] == "111122223333"
    endpoint.answer = lambda _: Reply(type="text/html")
    assert gateway.send(START) == {}


def test_a_document_of_the_person_s_may_be_a_web_page(gateway: Gateway, endpoint: Endpoint) -> None:
    """A streamed body is what somebody has stored, and nothing to be judged."""
    endpoint.answer = lambda _: Reply(body=PAGE, type="text/html")
    stored = Read(target=HERE, service="s3", operation="GetObject", parameters={"Bucket": "b", "Key": "index.html"})
    assert gateway.read(stored)["Body"] == PAGE


def test_a_proxy_that_wants_a_name_is_told_as_such(
    gateway: Gateway, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint.answer = lambda _: web_page(407)
    monkeypatch.setenv("HTTP_PROXY", endpoint.url.replace("//", "//ada:geheim@"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://aws.example.com")
    error = failure(gateway, ACCOUNTS)
    assert error.code == "ProxyFailed"
    assert error.message == "The proxy requires a name and a password (407 Proxy Authentication Required)."
    assert "geheim" not in error.message


def test_a_proxy_that_does_not_let_https_through_is_told_as_such(
    gateway: Gateway, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint.answer = lambda _: web_page(407)
    monkeypatch.setenv("HTTPS_PROXY", endpoint.url.replace("//", "//ada:geheim@"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://aws.example.com")
    error = failure(gateway, ACCOUNTS)
    assert error.code == "ProxyFailed"
    assert "geheim" not in error.message


# --- no answer -----------------------------------------------------------------------------------------------------


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port where nobody listens: bound, so that nobody else gets it."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def test_a_connection_that_is_closed_before_the_answer_is_told_as_that(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: Reply(way="lost")
    assert explain(failure(gateway, WHO)).key == "connection-closed"


@pytest.mark.parametrize("call", [WHO, START], ids=["read", "change"])
def test_a_refused_connection_changed_nothing(
    gateway: Gateway, closed_port: int, monkeypatch: pytest.MonkeyPatch, call: Read | Change
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{closed_port}")
    error = failure(gateway, call)
    assert (error.code, error.unsure) == ("Unreachable", False)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(way="lost"), "Unreachable"),
        (Reply(way="silent"), "Timeout"),
        (web_page(), "NotAws"),
        (web_page(502), "NotAws"),
        (refuses("InternalServiceError", status=500), "InternalServiceError"),
    ],
)
def test_a_lost_answer_leaves_a_change_in_doubt_and_a_read_not(
    gateway: Gateway, endpoint: Endpoint, reply: Reply, code: str
) -> None:
    endpoint.answer = lambda _: reply
    change, read = failure(gateway, START), failure(gateway, ACCOUNTS)
    assert (change.code, change.unsure) == (code, True)
    assert (read.code, read.unsure) == (code, False)


def test_a_refusal_by_aws_leaves_no_doubt(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: refuses("AccessDeniedException")
    assert not failure(gateway, START).unsure


def test_a_change_whose_first_answer_was_lost_stays_in_doubt_whatever_the_last_one_says(endpoint: Endpoint) -> None:
    replies = iter([Reply(way="lost"), refuses("AccessDeniedException")])
    endpoint.answer = lambda _: next(replies)
    gateway = Gateway(lambda _: None, Timing(attempts=2, read=1), "tests")
    gateway.sessions.belongs(HERE, HERE.account)
    error = failure(gateway, START)
    assert (error.code, error.unsure) == ("AccessDeniedException", True)
    endpoint.answer = lambda _: refuses("AccessDeniedException")
    assert not failure(gateway, START).unsure


# --- again, or not -------------------------------------------------------------------------------------------------


THROTTLES = ("Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown")


def test_what_passes_by_itself_is_tried_again(endpoint: Endpoint) -> None:
    passing = [refuses(code) for code in THROTTLES]
    passing += [refuses("ServiceUnavailable", status=503), web_page(502), Reply(way="lost")]
    tried: dict[str, int] = {}

    def stumble(asked: Asked) -> Reply:
        name = asked.json["TrailNameList"][0]
        tried[name] = tried.get(name, 0) + 1
        return passing[int(name)] if tried[name] == 1 else answers({"trailList": []})

    endpoint.answer = stumble
    gateway = patient(3)
    reads = [
        Read(target=HERE, service="cloudtrail", operation="DescribeTrails", parameters={"trailNameList": [str(n)]})
        for n in range(len(passing))
    ]
    endpoint.answer = lambda asked: stumble(
        Asked(asked.method, asked.path, asked.headers, asked.body.replace(b"trailNameList", b"TrailNameList"))
    )
    assert side_by_side([lambda one=one: gateway.read(one) for one in reads]) == [{"trailList": []}] * len(
        reads
    )  # bound early
    assert set(tried.values()) == {2}


@pytest.mark.parametrize("reply", [refuses("ThrottlingException"), Reply(way="lost"), web_page(503)])
def test_a_change_without_idempotency_is_sent_once(endpoint: Endpoint, reply: Reply) -> None:
    endpoint.answer = lambda _: reply
    failure(patient(4), ONCE)
    assert len(endpoint.asked) == 1


def test_a_refusal_is_not_tried_again(endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: refuses("AccessDeniedException")
    failure(patient(4), START)
    assert len(endpoint.asked) == 1


# --- endpoints -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"])
def test_buckets_of_a_custom_endpoint_are_named_in_the_path(
    gateway: Gateway, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv(variable, f"http://localhost:{endpoint.port}")
    endpoint.answer = lambda _: Reply(body=b'{"Statement": []}')
    assert gateway.read(POLICY) == {"Policy": '{"Statement": []}'}
    assert endpoint.asked[0].path.startswith("/logs?")


def test_two_regions_of_one_service_are_two_places(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: Reply(body=b"{}")
    for region in ("us-east-1", "eu-west-1"):
        gateway.read(Read(target=HERE.in_region(region), service="s3", operation="GetBucketPolicy",
                          parameters={"Bucket": "logs"}))  # fmt: skip
    assert [asked.headers["Authorization"].split("/")[2] for asked in endpoint.asked] == ["us-east-1", "eu-west-1"]


@pytest.mark.parametrize("address", ["nonsense", "http://", "http://[::1", "http://127.0.0.1:99999", "http://aws:port"])
def test_an_address_that_is_none_is_told_as_a_matter_of_configuration(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    error = failure(gateway, WHO)
    assert error.code == "BadConfig", error
    assert not error.unsure
    assert explain(error).key == "bad-endpoint"


def test_clients_can_be_made_from_many_threads_at_once(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.answer = lambda asked: identity() if asked.operation else answers({"modelSummaries": []})
    reads = [
        Read(target=HERE.in_region(region), service=one.service, operation=one.operation)
        for region in ("us-east-1", "us-west-2", "eu-west-1", "eu-north-1", "ap-south-1", "sa-east-1")
        for one in (WHO, MODELS)
    ]
    done = side_by_side([lambda one=one: gateway.read(one) for one in reads * 3])  # bound early
    assert len(done) == 36
    assert all(done)


# --- certificates --------------------------------------------------------------------------------------------------


def certified(tmp_path: Path, address: str = "127.0.0.1", days: int = 1) -> tuple[Endpoint, Path]:
    """An endpoint with a certificate that nobody trusts, for this address and so many days, and the certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    bundle, both = tmp_path / "company.pem", tmp_path / "both.pem"
    bundle.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both.write_bytes(bundle.read_bytes() + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    server = Endpoint(context)
    server.answer = lambda _: identity()
    return server, bundle


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[Endpoint, Path]]:
    server, bundle = certified(tmp_path)
    yield server, bundle
    server.stop()


@pytest.mark.parametrize(("about", "key"), [({"days": -1}, "tls-time"), ({"address": "127.0.0.2"}, "tls-name")])
def test_a_certificate_that_is_over_or_anothers_is_told_as_that_and_not_as_one_to_trust(
    gateway: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, about: dict[str, Any], key: str
) -> None:
    server, bundle = certified(tmp_path, **about)
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(bundle))
    assert explain(failure(gateway, WHO)).key == key
    server.stop()


def test_what_speaks_no_https_is_told_as_that_and_not_as_a_certificate(
    gateway: Gateway, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint.url.replace("http://", "https://"))
    assert explain(failure(gateway, WHO)).key == "tls-not-spoken"


def test_the_company_s_certificate_is_trusted_when_it_is_named(
    gateway: Gateway, secure: tuple[Endpoint, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, bundle = secure
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    error = failure(gateway, WHO)
    assert (error.code, error.unsure) == ("TlsFailed", False)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(bundle))
    gateway.sessions.forget()
    assert gateway.read(WHO)["Account"] == "111122223333"


def test_a_bundle_that_is_not_there_is_told_as_such(
    gateway: Gateway, secure: tuple[Endpoint, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", secure[0].url)
    monkeypatch.setenv("AWS_CA_BUNDLE", "/nowhere/company.pem")
    error = failure(gateway, START)
    assert (error.code, error.unsure) == ("TlsFailed", False)
    assert "AWS_CA_BUNDLE" in error.message


# --- activity ------------------------------------------------------------------------------------------------------


def test_every_call_that_begins_ends_with_its_outcome(
    gateway: Gateway, endpoint: Endpoint, events: list[Event]
) -> None:
    replies = {"ListAccounts": refuses("AccessDeniedException"), "StartLogging": answers({}), "GetRole": web_page(),
               "GetCallerIdentity": Reply(way="lost"), "DescribeTrails": Reply(way="silent")}  # fmt: skip
    endpoint.answer = lambda asked: replies[asked.operation]
    gateway.send(START)
    for read in (ACCOUNTS, ROLE, WHO, Read(target=HERE, service="cloudtrail", operation="DescribeTrails")):
        failure(gateway, read)
    began = [event for event in events if isinstance(event, CallBegan)]
    ended = [event for event in events if isinstance(event, CallEnded)]
    assert [event.number for event in began] == [event.number for event in ended] == [1, 2, 3, 4, 5]
    assert [(event.operation, event.outcome, event.writes) for event in ended] == [
        ("StartLogging", "ok", True),
        ("ListAccounts", "AccessDeniedException", False),
        ("GetRole", "NotAws", False),
        ("GetCallerIdentity", "Unreachable", False),
        ("DescribeTrails", "Timeout", False),
    ]
    assert all(event.seconds >= 0 and event.account == HERE.account for event in ended)


@pytest.mark.parametrize(
    ("read", "code", "message", "failed"),
    [
        (ROLE, "NoSuchEntity", "The role with name x cannot be found.", False),
        (ROLE, "AccessDenied", "no", True),
        (STACKS, "ValidationError", "Stack with id x does not exist", False),
        (STACKS, "ValidationError", "1 validation error detected", True),
        (ACCOUNTS, "AWSOrganizationsNotInUseException", "not a member", True),
        (ORGANIZATION, "AWSOrganizationsNotInUseException", "not a member", False),
    ],
)
def test_that_there_is_none_is_an_answer_and_no_failure(
    gateway: Gateway, endpoint: Endpoint, events: list[Event], read: Read, code: str, message: str, failed: bool
) -> None:
    speaks = refuses if read.service == "organizations" else refuses_in_xml
    endpoint.answer = lambda _: speaks(code, message, 400)
    failure(gateway, read)
    (ended,) = [event for event in events if isinstance(event, CallEnded)]
    assert (ended.outcome, ended.failed) == (code, failed)


def test_each_page_is_a_call_of_its_own(gateway: Gateway, endpoint: Endpoint, events: list[Event]) -> None:
    endpoint.answer = lambda asked: answers({"Accounts": [], **({} if asked.json else {"NextToken": "2"})})
    gateway.read(ACCOUNTS)
    assert [type(event).__name__ for event in events] == ["CallBegan", "CallEnded"] * 2


# --- in time -------------------------------------------------------------------------------------------------------


def test_a_read_that_has_only_so_long_fails_in_time(endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: Reply(way="silent")
    gateway = Gateway(lambda _: None, Timing(), "tests")
    began = time.monotonic()
    error = failure(gateway, Read(target=HERE, service="sts", operation="GetCallerIdentity", seconds=0.3))
    assert time.monotonic() - began < 3
    assert (error.code, error.operation) == ("Timeout", "GetCallerIdentity")
    assert "0.3 seconds" in error.message


def test_a_read_in_time_is_answered_as_ever(gateway: Gateway, endpoint: Endpoint) -> None:
    endpoint.answer = lambda _: refuses_in_xml("AccessDenied")
    read = Read(target=HERE, service="sts", operation="GetCallerIdentity", seconds=5)
    assert failure(gateway, read).code == "AccessDenied"
    endpoint.answer = lambda _: identity()
    assert gateway.read(read)["Account"] == "111122223333"
