"""A bounded sample of the kill matrix; the whole of it is ``python -m tests.faults.matrix --kills``."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from tests.faults.aws import Aws
from tests.faults.kills import Case, Instant, every_instant, survive, survive_the_end_of_boto3, two_at_random

SEED = 20261122
SAMPLED, TWICE = 6, 4

# What would make two of something, or cost somebody something, if the answer were forgotten.
WRITES = [
    ("organizations", "CreateAccount"),
    ("s3", "CreateBucket"),
    ("cloudtrail", "CreateTrail"),
    ("cloudformation", "CreateStack"),
    ("bedrock", "CreateFoundationModelAgreement"),
]


@pytest.mark.long
def test_every_call_of_an_onboarding_is_in_the_matrix_before_and_after(calls: Counter[tuple[str, str]]) -> None:
    cases = list(every_instant(calls))
    assert len(cases) == 2 * sum(calls.values()) > 150
    assert {(instant.service, instant.operation) for (instant,) in cases} >= set(WRITES)


@pytest.mark.parametrize("call", WRITES, ids=lambda call: str(call[1]))
def test_a_write_whose_answer_is_lost_with_the_process_is_not_made_twice(aws: Aws, call: tuple[str, str]) -> None:
    verdict = survive(aws, (Instant("after", *call),))
    assert verdict.reached
    assert verdict.wrong == ()


def test_an_account_that_was_never_asked_for_is_asked_for_by_the_resumed_run(aws: Aws) -> None:
    verdict = survive(aws, (Instant("before", "organizations", "CreateAccount"),))
    assert verdict.reached
    assert verdict.wrong == ()


@pytest.mark.long
def test_a_sample_of_all_calls_survives_a_kill(aws: Aws, calls: Counter[tuple[str, str]]) -> None:
    sample: list[Case] = random.Random(SEED).sample(list(every_instant(calls)), SAMPLED)
    failed = [verdict for case in sample if (verdict := survive(aws, case)).wrong]
    assert failed == []


@pytest.mark.long
def test_two_kills_at_random_points_are_survived(aws: Aws) -> None:
    failed = [verdict for case in two_at_random(SEED, TWICE) if (verdict := survive(aws, case)).wrong]
    assert failed == []


@pytest.mark.parametrize("call", WRITES, ids=lambda call: str(call[1]))
def test_a_write_whose_answer_is_lost_with_boto3s_process_is_not_made_twice_by_the_one_that_goes_on(
    aws: Aws, call: tuple[str, str]
) -> None:
    verdict = survive_the_end_of_boto3(aws, Instant("after", *call))
    assert verdict.reached
    assert verdict.wrong == ()


@pytest.mark.long
def test_what_only_looks_survives_the_end_of_boto3s_process(aws: Aws, calls: Counter[tuple[str, str]]) -> None:
    reads = [instant for (instant,) in every_instant(calls) if instant.operation.startswith(("Get", "List"))]
    for instant in random.Random(SEED).sample(reads, 3):
        verdict = survive_the_end_of_boto3(aws, instant)
        assert verdict.reached
        assert verdict.wrong == ()
