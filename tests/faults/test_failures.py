"""A bounded sample of the fault matrix; the whole of it is ``python -m tests.faults.matrix --faults``."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.faults.aws import Aws
from tests.faults.failures import FAULTS, Fault, every_fault, sampled, withstand

SEED = 20261122
SAMPLE = len(FAULTS)


def test_every_call_meets_every_kind_of_fault_in_the_matrix(calls: Counter[tuple[str, str]]) -> None:
    cases = list(every_fault(calls))
    met = Counter((case.service, case.operation, case.name) for case in cases if not case.for_good)
    assert met == Counter({(*call, name): times for call, times in calls.items() for name in FAULTS})


def test_a_sample_as_large_as_the_matrix_is_the_matrix(calls: Counter[tuple[str, str]]) -> None:
    cases = list(every_fault(calls))
    assert set(sampled(cases, SEED, len(cases))) == set(cases)
    assert len(sampled(cases, SEED, len(cases) + 1)) == len(cases)


@pytest.mark.long
def test_a_sample_with_every_kind_of_fault_is_got_over_or_explained(aws: Aws, calls: Counter[tuple[str, str]]) -> None:
    sample = sampled(list(every_fault(calls)), SEED, SAMPLE)
    assert {case.name for case in sample} == set(FAULTS)
    failed = [verdict for case in sample if (verdict := withstand(aws, case)).wrong]
    assert failed == []


@pytest.mark.long
@pytest.mark.parametrize(
    "fault",
    [
        Fault("500", "organizations", "CreateAccount", for_good=True),
        Fault("denied by SCP", "cloudformation", "CreateStack", for_good=True),
        Fault("throttled", "sts", "GetCallerIdentity", for_good=True),
        Fault("refused", "cloudtrail", "CreateTrail"),
    ],
    ids=str,
)
def test_what_cannot_be_got_over_stops_and_names_the_call(aws: Aws, fault: Fault) -> None:
    verdict = withstand(aws, fault)
    assert not verdict.reached[0].startswith("exit 0")
    assert verdict.wrong == ()
