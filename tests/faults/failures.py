"""The fault matrix: every call of an onboarding meets every kind of fault, once or for good.

A case holds where the run either gets over it and ends complete, or stops with exit code 4 (or 3) and a Problem that
names the call, the cause and a remedy, within the deadline of `runs`; and where a later run without the fault
completes, with exactly one of everything.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

from tests.faults.aws import Aws
from tests.faults.kills import Verdict, complete
from tests.faults.refusing import door
from tests.faults.runs import TIMING as UNDISTURBED
from tests.faults.runs import Executioner, Person, Ran, end, person

# Short timeouts, so that what hangs is given up; two tries, so that what fails for good fails soon.
TIMING = "pause=0.01 deadline=0.02 connect=1 read=1 attempts=2"
HANGING = "pause=0.01 deadline=0.02 connect=1 read=0.3 attempts=2"
STOPPED = (3, 4)
FOR_GOOD = 100_000
REFUSED = "refused"

FAULTS: Mapping[str, Mapping[str, Any]] = {
    "throttled": {"kind": "throttle"},
    "throttled as Throttling": {"kind": "throttle", "code": "Throttling"},
    "throttled as ThrottlingException": {"kind": "throttle", "code": "ThrottlingException"},
    "throttled as TooManyRequestsException": {"kind": "throttle", "code": "TooManyRequestsException"},
    "throttled as RequestLimitExceeded": {"kind": "throttle", "code": "RequestLimitExceeded"},
    "throttled as SlowDown": {"kind": "throttle", "code": "SlowDown"},
    "500": {"kind": "500"},
    "503": {"kind": "503"},
    "reset before": {"kind": "reset-before"},
    "reset after": {"kind": "reset-after"},
    "hang": {"kind": "hang", "seconds": 0.8},
    "truncated": {"kind": "truncate"},
    "HTML": {"kind": "html"},
    "ExpiredToken": {"kind": "expired-token"},
    "AccessDenied": {"kind": "access-denied"},
    "denied by SCP": {"kind": "scp-denied"},
    "clock off": {"kind": "request-expired"},
    REFUSED: {"kind": "hold-before"},
}


@dataclass(frozen=True)
class Fault:
    """A fault for the nth call of an operation; for good means for every later one too."""

    name: str
    service: str
    operation: str
    nth: int = 1
    for_good: bool = False

    def __str__(self) -> str:
        return f"{self.name}{' for good' if self.for_good else ''} at {self.service}:{self.operation} #{self.nth}"

    @property
    def described(self) -> dict[str, Any]:
        """As the sandbox is asked for it."""
        times = FOR_GOOD if self.for_good and self.name != REFUSED else 1
        where = {"service": self.service, "operation": self.operation, "at": self.nth, "times": times}
        return {**FAULTS[self.name], **where}


def every_fault(calls: Counter[tuple[str, str]]) -> Iterator[Fault]:
    """Each kind once at each call, and for good from the first call of each operation on."""
    for (service, operation), times in sorted(calls.items()):
        for name in FAULTS:
            yield from (Fault(name, service, operation, nth) for nth in range(1, times + 1))
            if name != REFUSED:
                yield Fault(name, service, operation, for_good=True)


def sampled(cases: Sequence[Fault], seed: int, size: int) -> list[Fault]:
    """A seeded sample in which every kind comes as often as any other, as long as it has cases."""
    chance = random.Random(seed)
    by_name = {name: [case for case in cases if case.name == name] for name in FAULTS}
    for group in by_name.values():
        chance.shuffle(group)
    groups = list(by_name.values())
    chance.shuffle(groups)
    in_turn = (case for turn in zip_longest(*groups) for case in turn if case is not None)
    return list(islice(in_turn, size))


def withstand(aws: Aws, fault: Fault) -> Verdict:
    """Begin again, run into the fault, run again without it, and look."""
    aws.reset()
    with person(aws, HANGING if fault.name == "hang" else TIMING) as somebody:
        ran = refused(aws, somebody, fault) if fault.name == REFUSED else met(aws, somebody, fault)
        wrong = with_the_fault(ran, fault, somebody, aws)
        if ran.code != 0 or wrong:
            wrong += complete(somebody.run(FIRETIGER_ONBOARD_TIMING=UNDISTURBED), somebody, aws)
    return Verdict(str(fault), (f"exit {ran.code} {fault.service}:{fault.operation}",), tuple(wrong))


def met(aws: Aws, somebody: Person, fault: Fault) -> Ran:
    """A run that meets the fault."""
    aws.fault(**fault.described)
    ran = somebody.run()
    aws.heal()
    return ran


def refused(aws: Aws, somebody: Person, fault: Fault) -> Ran:
    """A run for which, from that call on, every connection is refused."""
    with door(aws.sandbox.endpoint) as entrance:
        aws.fault(**fault.described)
        process = somebody.start(AWS_ENDPOINT_URL=entrance.endpoint)
        executioner = Executioner(aws, entrance.shut)
        ran = end(process)
        executioner.done()
    return ran


def with_the_fault(ran: Ran, fault: Fault, somebody: Person, aws: Aws) -> list[str]:
    """What is wrong with how the run ended that met the fault."""
    if ran.code == 0:
        return complete(ran, somebody, aws)
    wrong = ran.wrong()
    if ran.code not in STOPPED:
        return [*wrong, f"it ended with {ran.code}: {ran.err[-300:]}"]
    if ran.finished.get("outcome") != "incomplete":
        wrong.append(f"it says {ran.finished.get('outcome')!r}")
    return wrong + ([] if any(_names(problem, fault) for problem in ran.problems) else [_unnamed(ran)])


def _names(problem: Mapping[str, Any], fault: Fault) -> bool:
    """Whether a problem names the call, the cause and a remedy. Refusals of the line hit other calls too."""
    error = problem["error"] or {}
    words = " ".join([problem["title"], problem["what"], problem["why"], str(error.get("operation", ""))])
    named = fault.operation in words or (fault.name == REFUSED and bool(error.get("operation")))
    return named and bool(error.get("code")) and bool(problem["todo"])


def _unnamed(ran: Ran) -> str:
    errors = [(one["title"], one["error"] or {}) for one in ran.problems]
    told = [(title, error.get("operation"), error.get("code")) for title, error in errors]
    return f"no problem names the call: {told} {ran.finished.get('steps')}"
