"""The kill matrix: every call of a workflow, killed just before AWS handles it and just after, and then resumed.

A case is one or two kills and the run after them. It holds where that run ends complete and AWS has exactly one of
everything. Calls are named by service, operation and their number among those of that operation, which is the same in
every run, unlike their order: steps that do not depend on each other call side by side.
"""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

from tests.faults.aws import Aws
from tests.faults.runs import APART, Executioner, Person, Ran, end, person, sigkill, sigkill_boto3

# How many random points there are to choose from: an onboarding makes about a hundred calls, a resumed one fewer.
CALLS, LATER_CALLS = 100, 60
# So often a random point is a moment instead of a call: it may fall between two calls, or while a file is written.
TIMED = 0.3
SECONDS_TO_START, SECONDS, LATER_SECONDS = 0.3, 3.0, 2.0
WHEN: tuple[Literal["before", "after"], ...] = ("before", "after")
SIGKILLED = -9


@dataclass(frozen=True)
class Instant:
    """An instant of a run: just before AWS handles the nth call of an operation, or just after, before the answer.

    when: ``before``, ``after``, or ``timed``: so many seconds after the start, wherever the program is then.
    """

    when: Literal["before", "after", "timed"]
    service: str = "*"
    operation: str = "*"
    nth: int = 1
    seconds: float = 0

    def __str__(self) -> str:
        if self.when == "timed":
            return f"after {self.seconds:.3f} s"
        return f"{self.when} {self.service}:{self.operation} #{self.nth}"


@dataclass(frozen=True)
class Verdict:
    """What became of a case. reached: the calls at which it happened; wrong: nothing where the case survived."""

    case: str
    reached: tuple[str, ...]
    wrong: tuple[str, ...]


Case = tuple[Instant, ...]


@dataclass(frozen=True)
class Job:
    """What is killed. begun: somebody who is about to do it; complete: what is missing of it, or is there twice."""

    name: str
    begun: Callable[[Aws], AbstractContextManager[Person]]
    complete: Callable[[Ran, Person, Aws], list[str]]
    scenario: str = "fresh"


def whole_run(aws: Aws, job: Job | None = None) -> Counter[tuple[str, str]]:
    """Every call of the whole job by service and operation, as this program makes them. Raises where it fails.

    job: an onboarding where none is said, here and below.
    """
    job = job or ONBOARDING
    aws.reset()
    with job.begun(aws) as somebody:
        ran = somebody.run()
        wrong = job.complete(ran, somebody, aws)
    if wrong:
        raise AssertionError(f"the undisturbed run fails: {wrong}\n{ran.err}")
    # What came after the run are the calls of the inventory.
    own = [event for event in ran.events if event["event"] == "call"]
    return Counter((str(event["service"]), str(event["operation"])) for event in own)


def every_instant(calls: Counter[tuple[str, str]]) -> Iterator[Case]:
    """One kill at each call, before and after."""
    for (service, operation), times in sorted(calls.items()):
        for nth in range(1, times + 1):
            for when in WHEN:
                yield (Instant(when, service, operation, nth),)


def two_at_random(seed: int, cases: int) -> Iterator[Case]:
    """Two kills at random points: one in the first run, one in the run that goes on after it."""
    chance = random.Random(seed)
    for _ in range(cases):
        yield (_random(chance, CALLS, SECONDS), _random(chance, LATER_CALLS, LATER_SECONDS))


def _random(chance: random.Random, calls: int, seconds: float) -> Instant:
    if chance.random() < TIMED:
        return Instant("timed", seconds=chance.uniform(SECONDS_TO_START, seconds))
    return Instant(chance.choice(WHEN), nth=chance.randint(1, calls))


def survive(aws: Aws, case: Sequence[Instant], job: Job | None = None) -> Verdict:
    """Begin again, kill at each instant in turn, run to the end, and look."""
    job = job or ONBOARDING
    aws.reset()
    reached, wrong = [], []
    with job.begun(aws) as somebody:
        for instant in case:
            call, ran = killed(aws, somebody, instant)
            reached += [f"{instant.when} {call}"] if call else []
            wrong += after_a_kill(ran, call)
        wrong += job.complete(somebody.run(), somebody, aws)
    return Verdict(" then ".join(map(str, case)), tuple(reached), tuple(wrong))


def survive_the_end_of_boto3(aws: Aws, instant: Instant, job: Job | None = None) -> Verdict:
    """Begin again, kill the process with boto3 at that instant, and look: the other one has to go on by itself.

    What only looked may be told as a failure that trying again mends; then it is run once more.
    """
    job = job or ONBOARDING
    aws.reset()
    with job.begun(aws) as somebody:
        arm(aws, instant)
        process = somebody.start(**APART)
        executioner = Executioner(aws, sigkill_boto3(process.pid))
        ran = end(process)
        call = executioner.done()
        wrong = ran.wrong() + ([] if ran.code in (0, 4) else [f"it ended with {ran.code} {ran.err[-300:]}"])
        if ran.code != 0:
            ran = somebody.run(**APART)
        wrong += job.complete(ran, somebody, aws)
    return Verdict(f"boto3, {instant}", (f"{instant.when} {call}",) if call else (), tuple(wrong))


def killed(aws: Aws, somebody: Person, instant: Instant) -> tuple[str, Ran]:
    """A run that is killed at that instant; the call, or "" where the run ended before it came to it."""
    if instant.when == "timed":
        return _killed_in_time(somebody, instant.seconds)
    arm(aws, instant)
    process = somebody.start()
    executioner = Executioner(aws, sigkill(process.pid))
    ran = end(process)
    return executioner.done(), ran


def _killed_in_time(somebody: Person, seconds: float) -> tuple[str, Ran]:
    process = somebody.start()
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    ran = end(process)
    timer.cancel()
    return ("", ran) if ran.code == 0 else ("moment", ran)


def arm(aws: Aws, instant: Instant) -> None:
    """Have AWS hold the call of that instant."""
    kind = f"hold-{instant.when}"
    aws.fault(kind=kind, service=instant.service, operation=instant.operation, at=instant.nth)


def after_a_kill(ran: Ran, call: str) -> list[str]:
    """What a killed run may not have done; one that ended before the instant came has to have ended well."""
    if call:
        return ran.wrong() + ([] if ran.code == SIGKILLED else [f"it was killed and ended with {ran.code}"])
    return ran.wrong() + ([] if ran.code == 0 else [f"undisturbed it ended with {ran.code}: {ran.problems}"])


def complete(ran: Ran, somebody: Person, aws: Aws) -> list[str]:
    """What is missing of a complete onboarding with one of everything."""
    wrong = ran.wrong()
    if ran.code != 0 or ran.finished.get("outcome") != "complete":
        told = [problem["title"] for problem in ran.problems]
        wrong.append(f"it ended with {ran.code}, {ran.finished.get('steps')}, {told} {ran.err[-300:]}")
    wrong += aws.inventory().wrong(ran.finished.get("role_arn"))
    written = somebody.directory / "firetiger-handover.json"
    handed_over = json.loads(written.read_text())["role_arn"] if written.exists() else None
    return wrong if handed_over == ran.finished.get("role_arn") else [*wrong, f"the handover says {handed_over}"]


ONBOARDING = Job("onboarding", person, complete)
