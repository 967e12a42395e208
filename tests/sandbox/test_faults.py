"""Faults: true codes in each protocol, and connections that break."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.error import HTTPError

import pytest
from botocore.exceptions import ConnectionClosedError, HTTPClientError, ReadTimeoutError
from botocore.parsers import ResponseParserError

from .conftest import Aws, code_of, message_of

CALLS: dict[str, tuple[str, str]] = {
    "query": ("sts", "get_caller_identity"),
    "ec2": ("ec2", "describe_instances"),
    "json": ("cloudtrail", "describe_trails"),
    "rest-json": ("lambda", "list_functions"),
    "rest-xml": ("s3", "list_buckets"),
}


@pytest.fixture
def aws(scenario: Callable[[str], Aws]) -> Iterator[Aws]:
    found = scenario("control-tower")
    yield found
    found.admin("DELETE", "fault")


def inject(aws: Aws, kind: str, service: str = "*", operation: str = "*", times: int = 1, **more: Any) -> None:
    fault = {"service": service, "operation": operation, "kind": kind, "times": times, **more}
    aws.admin("POST", "fault", fault)


def call(aws: Aws, protocol: str) -> Callable[[], Any]:
    service, method = CALLS[protocol]
    return getattr(aws.client(service), method)


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (
            "throttle",
            ["Throttling", "RequestLimitExceeded", "ThrottlingException", "TooManyRequestsException", "SlowDown"],
        ),
        (
            "expired-token",
            ["ExpiredToken", "RequestExpired", "ExpiredTokenException", "ExpiredTokenException", "ExpiredToken"],
        ),
        (
            "access-denied",
            ["AccessDenied", "UnauthorizedOperation", "AccessDeniedException", "AccessDeniedException", "AccessDenied"],
        ),
        (
            "request-expired",
            [
                "SignatureDoesNotMatch",
                "RequestExpired",
                "InvalidSignatureException",
                "InvalidSignatureException",
                "RequestTimeTooSkewed",
            ],
        ),
        ("500", ["InternalFailure", "InternalError", "InternalFailure", "InternalServerException", "InternalError"]),
        (
            "503",
            [
                "ServiceUnavailable",
                "Unavailable",
                "ServiceUnavailableException",
                "ServiceUnavailableException",
                "ServiceUnavailable",
            ],
        ),
    ],
)
def test_an_error_is_spelled_in_the_protocol_of_its_service(aws: Aws, kind: str, codes: list[str]) -> None:
    for protocol, expected in zip(CALLS, codes, strict=True):
        inject(aws, kind)
        assert code_of(call(aws, protocol)) == expected
        call(aws, protocol)()


def test_a_service_control_policy_denies_in_its_words(aws: Aws) -> None:
    inject(aws, "scp-denied", "s3", "ListBuckets")
    message = message_of(call(aws, "rest-xml"))
    assert message.startswith(
        "User: arn:aws:iam::111122223333:user/ada is not authorized to perform: s3:ListAllMyBuckets"
    )
    assert message.endswith("with an explicit deny in a service control policy")


def test_a_fault_meets_only_the_call_it_is_for_and_only_so_often(aws: Aws) -> None:
    inject(aws, "500", "lambda", "ListFunctions", times=2)
    call(aws, "query")()
    assert [code_of(call(aws, "rest-json")) for _ in range(2)] == ["InternalServerException"] * 2
    call(aws, "rest-json")()
    inject(aws, "500", times=99)
    aws.admin("DELETE", "fault")
    call(aws, "rest-json")()


def test_a_proxy_page_is_html(aws: Aws) -> None:
    inject(aws, "html", "cloudtrail")
    assert code_of(call(aws, "json")) == "502"


def created(aws: Aws, name: str) -> bool:
    return name in [each["UserName"] for each in aws.client("iam").list_users()["Users"]]


def test_a_connection_that_breaks_before_has_done_nothing_and_one_after_has(aws: Aws) -> None:
    iam = aws.client("iam")
    for kind, name in (("reset-before", "before"), ("reset-after", "after")):
        inject(aws, kind, "iam", "CreateUser")
        with pytest.raises((ConnectionClosedError, HTTPClientError)):
            iam.create_user(UserName=name)
    assert (created(aws, "before"), created(aws, "after")) == (False, True)


def test_a_truncated_answer_has_done_its_work(aws: Aws) -> None:
    inject(aws, "truncate", "iam", "CreateUser")
    # botocore does not compare what came with the length that was announced: it is the parser that notices.
    with pytest.raises(ResponseParserError):
        aws.client("iam").create_user(UserName="truncated")
    assert created(aws, "truncated")


def test_a_hanging_call_holds_nobody_else_up(aws: Aws) -> None:
    inject(aws, "hang", "lambda", "ListFunctions", seconds=3)
    impatient = Aws(aws.sandbox, aws.keys, patience=0.2).client("lambda")
    began = time.monotonic()
    with pytest.raises(ReadTimeoutError):
        impatient.list_functions()
    call(aws, "query")()
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("body", [{"kind": "nonsense"}, ["no", "object"], {"kind": "500", "times": "many"}])
def test_a_fault_that_is_none_is_refused_with_a_sentence(aws: Aws, body: Any) -> None:
    with pytest.raises(HTTPError) as refused:
        aws.admin("POST", "fault", body)
    assert refused.value.code == 400


def test_a_flaky_aws_is_mostly_got_over_by_trying_again(scenario: Callable[[str], Aws]) -> None:
    aws = scenario("flaky")
    patient = aws.client("sts")
    ended = []
    for _ in range(60):
        try:
            patient.get_caller_identity()
            ended.append("")
        except patient.exceptions.ClientError as error:
            ended.append(error.response["Error"]["Code"])
    assert {"Throttling", "InternalFailure", "ServiceUnavailable"} <= set(ended)
    assert ended.count("") > 40
    # Never three in a row: that is as often as the SDK tries.
    assert all(any(code == "" for code in ended[start : start + 3]) for start in range(len(ended) - 2))
