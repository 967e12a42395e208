"""Whoever waits for another try is told: why, for how long, and which try follows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.aws.endpoint import Asked, Endpoint, Reply, answers, identity, refuses
from tests.aws.test_rates import HERE, Time
from wizard.aws.gateway import Gateway
from wizard.host.timing import Timing
from wizard.model import CallBegan, CallDelayed, CallEnded, CallFailed, Event, Read

pytestmark = pytest.mark.usefixtures("keys")
TRAILS = Read(target=HERE, service="cloudtrail", operation="DescribeTrails")


@pytest.fixture
def patient(events: list[Event]) -> Gateway:
    """Tries twice."""
    return Gateway(events.append, Timing(connect=5, read=3, attempts=2), "tests")


def first_then(first: Reply, later: Reply) -> Callable[[Asked], Reply]:
    replies = iter([first])
    return lambda asked: identity() if asked.operation == "GetCallerIdentity" else next(replies, later)


def delays(events: list[Event]) -> list[CallDelayed]:
    return [event for event in events if isinstance(event, CallDelayed)]


@pytest.mark.parametrize(
    ("reply", "cause", "outcome", "says"),
    [
        (refuses("ThrottlingException"), "throttled", "ThrottlingException", "AWS is throttling DescribeTrails; "),
        (refuses("SomethingElse", status=429), "throttled", "SomethingElse", "AWS is throttling DescribeTrails; "),
        (refuses("InternalError", status=500), "unavailable", "InternalError", "AWS failed to answer DescribeTrails; "),
        (Reply(way="lost"), "unanswered", "ConnectionClosedError", "No answer to DescribeTrails; "),
    ],
    ids=["throttled", "status-429", "failed", "lost"],
)
def test_another_try_is_told_before_it_is_waited_for_with_its_cause(
    patient: Gateway, endpoint: Endpoint, events: list[Event], reply: Reply, cause: str, outcome: str, says: str
) -> None:
    endpoint.answer = first_then(reply, answers({"trailList": []}))
    assert patient.read(TRAILS) == {"trailList": []}
    (delay,) = delays(events)
    assert (delay.cause, delay.outcome, delay.attempt, delay.attempts) == (cause, outcome, 2, 2)
    assert (delay.service, delay.operation, delay.region) == ("cloudtrail", "DescribeTrails", "us-east-1")
    assert 0 < delay.seconds <= 1
    assert delay.said() == f"{says}trying again in 1 s (try 2 of 2)"
    assert [type(event) for event in events] == [CallBegan, CallDelayed, CallEnded]
    of_calls = [event for event in events if isinstance(event, CallBegan | CallDelayed | CallEnded)]
    assert {event.number for event in of_calls} == {delay.number}


def test_the_last_try_is_followed_by_no_pause_and_the_number_of_tries_is_ours(
    patient: Gateway, endpoint: Endpoint, events: list[Event]
) -> None:
    endpoint.answer = lambda _: refuses("ThrottlingException")
    with pytest.raises(CallFailed):
        patient.read(TRAILS)
    assert len(delays(events)) == 1
    assert endpoint.operations().count("DescribeTrails") == 2


def test_what_aws_refuses_for_good_is_not_tried_again(
    patient: Gateway, endpoint: Endpoint, events: list[Event]
) -> None:
    endpoint.answer = lambda _: refuses("AccessDeniedException")
    with pytest.raises(CallFailed):
        patient.read(TRAILS)
    assert delays(events) == []
    assert endpoint.operations().count("DescribeTrails") == 1


def test_a_call_that_is_held_back_by_ourselves_is_told_as_that() -> None:
    time, told = Time(), list[CallDelayed]()
    rates = time.rates(told=told.append)
    for _ in range(4):
        rates.wait(HERE, "organizations", "CreateAccount")
    assert {delay.cause for delay in told} == {"limit"}
    assert sum(delay.seconds for delay in told) == pytest.approx(time.now), "and of nothing that did not wait"
    assert told[-1].said().startswith("AWS limits how often CreateAccount can be called; sending it in ")


def test_the_sentence_counts_down_and_never_says_nothing_is_left() -> None:
    delay = CallDelayed(
        number=1, at=100, account="", region="us-east-1", service="ec2", operation="DescribeRegions", seconds=3.2,
        cause="throttled", outcome="Throttling", attempt=2, attempts=4,
    )  # fmt: skip
    assert [delay.said(now).partition(" in ")[2].partition(" (")[0] for now in (100, 101, 103, 109)] == [
        "4 s", "3 s", "1 s", "1 s",
    ]  # fmt: skip
    assert (delay.left(101), delay.left(104)) == (pytest.approx(2.2), 0)
    assert delay.left(-1e6) == 3.2, "the clock was put back"
