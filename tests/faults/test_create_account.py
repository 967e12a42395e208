"""CreateAccount, the one call that could cost a customer a second account: lost answers, lagging lists, two at once."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Literal

import pytest

from tests.faults.aws import Aws
from tests.faults.failures import HANGING, STOPPED
from tests.faults.kills import WHEN, Instant, after_a_kill, complete, killed
from tests.faults.runs import TIMING, Person, end, person

CREATE = {"service": "organizations", "operation": "CreateAccount"}
# A hundred times the pause between two looks, less than what is waited for a lost answer.
LATE = 8
WAITING = 20.0


@pytest.fixture
def somebody(aws: Aws) -> Iterator[Person]:
    with person(aws) as one:
        yield one


@pytest.fixture
def another(aws: Aws) -> Iterator[Person]:
    """Somebody else with the same answers: another directory, another checkpoint."""
    with person(aws) as one:
        yield one


@pytest.mark.parametrize(
    ("kind", "timing", "polls"),
    [("reset-after", TIMING, 0), ("reset-after", TIMING, LATE), ("truncate", TIMING, LATE), ("hang", HANGING, LATE)],
    ids=["reset", "reset and late lists", "truncated", "hanging"],
)
def test_a_lost_answer_leads_to_one_account(aws: Aws, kind: str, timing: str, polls: int) -> None:
    aws.lag(polls)
    aws.fault(kind=kind, seconds=0.8, **CREATE)
    with person(aws, timing) as somebody:
        ran = somebody.run()
        if ran.code != 0:
            # Impatient as it is here, another call may have been given up; that is no reason for another account.
            assert ran.code in STOPPED
            ran = somebody.run(FIRETIGER_ONBOARD_TIMING=TIMING)
        assert complete(ran, somebody, aws) == []


def test_lists_that_lag_behind_are_waited_for(aws: Aws, somebody: Person) -> None:
    aws.lag(LATE)
    assert complete(somebody.run(), somebody, aws) == []


@pytest.mark.parametrize("when", WHEN)
def test_a_resume_whose_lists_lag_behind_makes_one_account(
    aws: Aws, somebody: Person, when: Literal["before", "after"]
) -> None:
    aws.lag(LATE)
    call, ran = killed(aws, somebody, Instant(when, "organizations", "CreateAccount"))
    assert call
    assert after_a_kill(ran, call) == []
    assert complete(somebody.run(), somebody, aws) == []


def test_a_request_that_failed_before_it_left_is_sent_again_and_makes_one_account(aws: Aws, somebody: Person) -> None:
    aws.fault(kind="reset-before", **CREATE)
    ran = somebody.run()
    assert complete(ran, somebody, aws) == []


def test_two_at_once_with_two_checkpoints_make_one_account_and_share_it(
    aws: Aws, somebody: Person, another: Person
) -> None:
    """Both have looked, both have seen nothing, both ask: AWS refuses one, which finds the other's account."""
    aws.fault(kind="hold-after", service="organizations", operation="ListCreateAccountStatus", times=2)
    both = [somebody.start(), another.start()]
    with ExitStack() as cleaning:
        for process in both:
            cleaning.callback(process.kill)
        wait_for_held(aws, 2)
        aws.release()
        ended = [end(process) for process in both]
    for ran in ended:
        assert ran.wrong() == []
        assert ran.code in (0, *STOPPED)
        assert ran.code == 0 or ran.problems, "who lost is told so"
    for one in (somebody, another):
        again = one.run()
        assert again.code == 0, again.problems
        found = aws.inventory()
        assert again.finished["role_arn"] == found.arn
        assert (found.accounts, found.trails, found.buckets, found.stacks) == (1, 1, 1, 1)


def test_a_second_run_on_the_same_checkpoint_is_told_who_holds_it_and_since_when(aws: Aws, somebody: Person) -> None:
    aws.fault(kind="hold-after", **CREATE)
    first = somebody.start()
    wait_for_held(aws, 1)
    second = somebody.run()
    assert second.code == 2
    assert f"process {first.pid}" in second.err
    assert re.search(r"since \d{4}-\d\d-\d\dT\d\d:\d\d", second.err)
    aws.release()
    assert complete(end(first), somebody, aws) == []


def wait_for_held(aws: Aws, calls: int) -> None:
    """Return when so many calls are held; fail when it takes too long."""
    until = time.monotonic() + WAITING
    while len(aws.held(1)) < calls:
        assert time.monotonic() < until, f"not {calls} calls are held"
