"""Faults for one certain call, calls that are held, lists that lag behind, and a world begun again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError

from .conftest import Aws, code_of, create_account

EMAIL = "late@example.com"


@pytest.fixture
def aws(scenario: Callable[[str], Aws]) -> Iterator[Aws]:
    found = scenario("fresh")
    found.admin("POST", "reset")
    yield found
    found.admin("DELETE", "fault")
    found.admin("POST", "reset")


def users(aws: Aws) -> list[str]:
    return [user["UserName"] for user in aws.client("iam").list_users()["Users"]]


def test_a_fault_can_wait_for_the_nth_call_of_its_operation(aws: Aws) -> None:
    aws.admin("POST", "fault", {"kind": "500", "service": "iam", "operation": "ListUsers", "at": 3})
    users(aws)
    aws.client("sts").get_caller_identity()
    users(aws)
    assert code_of(lambda: users(aws)) == "InternalFailure"
    users(aws)


def test_faults_count_the_calls_that_others_of_them_take(aws: Aws) -> None:
    for kind, at in (("500", 1), ("throttle", 2)):
        aws.admin("POST", "fault", {"kind": kind, "service": "iam", "operation": "ListUsers", "at": at})
    assert [code_of(lambda: users(aws)) for _ in range(2)] == ["InternalFailure", "Throttling"]


def test_a_throttle_can_be_spelled_otherwise(aws: Aws) -> None:
    aws.admin("POST", "fault", {"kind": "throttle", "code": "SlowDown"})
    assert code_of(lambda: users(aws)) == "SlowDown"


@pytest.mark.parametrize(("kind", "there"), [("hold-before", False), ("hold-after", True)])
def test_a_held_call_is_told_of_and_has_happened_only_if_held_after(aws: Aws, kind: str, there: bool) -> None:
    aws.admin("POST", "fault", {"kind": kind, "service": "iam", "operation": "CreateUser"})
    with ThreadPoolExecutor() as pool:
        making = pool.submit(lambda: aws.client("iam").create_user(UserName="held"))
        assert aws.admin("GET", "held?seconds=4") == ["iam:CreateUser"]
        assert ("held" in users(aws)) is there
        assert not making.done()
        aws.admin("POST", "release")
        if there:
            assert making.result(timeout=5)["User"]["UserName"] == "held"
        else:
            assert isinstance(making.exception(timeout=5), ConnectionClosedError)
    assert ("held" in users(aws)) is there


def test_whoever_waits_for_a_held_call_hears_of_it_when_all_are_let_go(aws: Aws) -> None:
    told: list[Any] = []
    waiting = threading.Thread(target=lambda: told.append(aws.admin("GET", "held?seconds=4")))
    waiting.start()
    while waiting.is_alive():
        aws.admin("POST", "release")
        waiting.join(0.05)
    assert told == [[]]


def listed(aws: Aws) -> list[str]:
    pages = aws.client("organizations").get_paginator("list_accounts").paginate()
    return [account["Email"] for page in pages for account in page["Accounts"]]


def test_what_is_new_stays_out_of_as_many_answers_as_was_asked_and_what_is_old_does_not(aws: Aws) -> None:
    before = listed(aws)
    aws.admin("POST", "lag", {"polls": 2})
    assert listed(aws) == before, "nothing is new, so this does not count"
    create_account(aws, EMAIL)
    requests = aws.client("organizations").list_create_account_status
    assert [EMAIL in listed(aws) for _ in range(3)] == [False, False, True]
    assert [len(requests()["CreateAccountStatuses"]) for _ in range(3)] == [0, 0, 1]
    made = requests()["CreateAccountStatuses"][0]["AccountId"]
    assert [is_described(aws, made) for _ in range(3)] == [False, False, True]


def is_described(aws: Aws, account: str) -> bool:
    organizations = aws.client("organizations")
    try:
        return bool(organizations.describe_account(AccountId=account)["Account"])
    except organizations.exceptions.AccountNotFoundException:
        return False


def test_a_world_begun_again_has_its_scenario_and_nothing_else(aws: Aws) -> None:
    before = listed(aws)
    create_account(aws, EMAIL)
    aws.client("iam").create_user(UserName="gone")
    aws.admin("POST", "fault", {"kind": "500", "times": 9})
    aws.admin("POST", "reset")
    assert aws.admin("GET", "log") == []
    assert sorted(listed(aws)) == sorted(before)
    assert "gone" not in users(aws)
