"""Calls keep within the rates that AWS publishes; nobody else waits for them, and quitting ends the wait."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.aws.endpoint import Asked, Endpoint, Reply, answers, identity, refuses
from wizard.aws.gateway import Gateway
from wizard.aws.rates import PUBLISHED, Rates
from wizard.host.threads import in_background
from wizard.host.timing import Timing
from wizard.model import CallBegan, CallFailed, Change, Event, Read, Target
from wizard.sandbox.kernel.scenario import data

HERE = Target(region="us-east-1")
INSIDE = Target(account="444455556666", region="us-east-1", role_name="Role")


@dataclass
class Time:
    """A clock that only sleeping moves."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def rates(self, **more: Any) -> Rates:
        return Rates(more.pop("whose", lambda _: ""), clock=lambda: self.now, sleep=self.sleep, **more)


def arrivals(time: Time, operation: str, calls: int, target: Target = HERE) -> list[float]:
    rates, times = time.rates(), []
    for _ in range(calls):
        rates.wait(target, "organizations", operation)
        times.append(time.now)
    return times


@pytest.mark.parametrize(("service", "operation"), PUBLISHED)
def test_never_do_more_calls_leave_than_aws_publishes_in_any_stretch_of_time(service: str, operation: str) -> None:
    rate, burst = PUBLISHED[service, operation]
    times = arrivals(Time(), operation, 60)
    for first in range(len(times)):
        for last in range(first, len(times)):
            allowed = burst + rate * (times[last] - times[first])
            assert last - first + 1 <= allowed + 1e-6


def test_the_simulated_aws_enforces_the_same_rates_and_no_others() -> None:
    enforced = {
        (service, operation): tuple(rate)
        for service, operations in data("rates").items()
        for operation, rate in operations.items()
    }
    assert enforced == dict(PUBLISHED)


def test_a_thousand_accounts_are_listed_about_as_fast_as_aws_lets_one() -> None:
    assert 4.5 < arrivals(Time(), "ListAccounts", 50)[-1] < 5.5


def test_the_first_calls_do_not_wait() -> None:
    assert arrivals(Time(), "ListAccounts", 10)[-1] == 0


def test_an_operation_without_a_published_rate_never_waits() -> None:
    time = Time()
    rates = time.rates()
    for _ in range(1000):
        rates.wait(HERE, "iam", "GetRole")
    assert time.slept == []


def test_one_operation_and_one_account_do_not_wait_for_another() -> None:
    time = Time()
    rates = time.rates()
    for _ in range(20):
        rates.wait(HERE, "organizations", "ListAccounts")
    before = time.now
    rates.wait(HERE, "organizations", "DescribeAccount")
    rates.wait(INSIDE, "organizations", "ListAccounts")
    assert time.now == before


def test_two_profiles_of_one_account_share_its_allowance_also_from_before_aws_said_whose_they_are() -> None:
    time, whose = Time(), {"a": "", "b": "111122223333"}
    rates = time.rates(whose=lambda target: whose[target.profile])
    one, other = Target(profile="a"), Target(profile="b")
    for _ in range(10):
        rates.wait(one, "organizations", "ListAccounts")
    whose["a"] = "111122223333"
    rates.wait(one, "organizations", "ListAccounts")
    assert time.now > 0
    before = time.now
    rates.wait(other, "organizations", "ListAccounts")
    assert time.now > before


def test_quitting_ends_the_wait_and_the_call_counts_as_never_sent() -> None:
    time = Time()
    rates = time.rates(closing=lambda: time.now > 1)
    rates.wait(HERE, "organizations", "CreateAccount")
    rates.wait(HERE, "organizations", "CreateAccount")
    with pytest.raises(CallFailed) as caught:
        rates.wait(HERE, "organizations", "CreateAccount")
    assert (caught.value.error.code, caught.value.error.unsent) == ("Closing", True)
    assert time.now < 1.2


# --- over HTTP -----------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.usefixtures("keys")
ROOTS = Read(target=HERE, service="organizations", operation="ListRoots")
STATUSES = Read(target=HERE, service="organizations", operation="ListCreateAccountStatus")
CREATE = Change(
    target=HERE,
    service="organizations",
    operation="CreateAccount",
    parameters={"AccountName": "a", "Email": "a@example.com"},
    sentence="",
    retry=False,
)


@pytest.fixture
def closing() -> threading.Event:
    return threading.Event()


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def throttled(endpoint: Endpoint, closing: threading.Event, events: list[Event]) -> Gateway:
    endpoint.answer = lambda asked: identity() if asked.operation == "GetCallerIdentity" else answers({"Roots": []})
    return Gateway(events.append, Timing(attempts=1), "tests", closing.is_set)


def test_a_call_that_waits_for_its_turn_has_not_begun_holds_up_no_other_and_ends_with_the_wizard(
    throttled: Gateway, endpoint: Endpoint, closing: threading.Event, events: list[Event]
) -> None:
    failed: list[CallFailed] = []

    def insist() -> None:
        try:
            for _ in range(100):
                throttled.send(CREATE)
        except CallFailed as error:
            failed.append(error)

    thread = in_background(insist, "insists")
    while endpoint.operations().count("CreateAccount") < 2:
        thread.join(0.01)
    throttled.read(STATUSES)
    assert thread.is_alive()
    began = [event.operation for event in events if isinstance(event, CallBegan)]
    assert began.count("CreateAccount") == 2
    closing.set()
    thread.join(5)
    assert [error.error.code for error in failed] == ["Closing"]
    assert endpoint.operations().count("CreateAccount") == 2


def test_a_call_that_is_tried_again_takes_its_turn_again(endpoint: Endpoint) -> None:
    left = iter([refuses("TooManyRequestsException"), answers({"Roots": []})])

    def reply(asked: Asked) -> Reply:
        return next(left) if asked.operation == "ListRoots" else identity()

    endpoint.answer = reply
    gateway, taken = Gateway(lambda _: None, Timing(attempts=3), "tests"), []
    gateway._rates.wait = lambda target, service, operation: taken.append(operation)  # seen instead of waited
    gateway.read(ROOTS)
    assert taken == ["ListRoots", "ListRoots"]
