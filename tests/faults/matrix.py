"""The whole matrices, by one command:

    python -m tests.faults.matrix [--kills] [--boto3] [--faults] [--workflow onboarding|fleet]
        [--only SERVICE:OPERATION] [--seed N] [--sample N] [--jobs N]

Kills: every call of the workflow, just before and just after; 200 cases with two kills at random points; of an
onboarding, 20 through the full-screen program in a pseudo-terminal. Boto3: the process with boto3 alone is killed at
every call, just before and just after, and the other one goes on. Faults, of an onboarding: every call by every kind
of fault. It prints how many cases there were, how many survived and how many calls were covered, and exits with 1
where one did not. On two cores the kills take about ten minutes and the faults about an hour; ``--sample N`` takes N
cases of each by the seed, ``--only`` the cases at one call.
"""

from __future__ import annotations

import argparse
import queue
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults.at_the_screen import survive_at_the_screen
from tests.faults.aws import Aws, simulated
from tests.faults.failures import every_fault, sampled, withstand
from tests.faults.fleet import FLEET
from tests.faults.kills import (
    ONBOARDING,
    WHEN,
    Instant,
    Job,
    Verdict,
    every_instant,
    survive,
    survive_the_end_of_boto3,
    two_at_random,
    whole_run,
)

RANDOM_CASES = 200
SCREEN_CASES = 20
# So many cases go by between two lines that tell how far it is.
OFTEN = 50

Work = Callable[[Aws], Verdict]
Calls = Counter[tuple[str, str]]
JOBS = {job.name: job for job in (ONBOARDING, FLEET)}


@dataclass(frozen=True)
class Summary:
    """What a matrix came to.

    reached: how often a case came to its instants, by what happened there. covered, of: kinds of calls at which
    something happened, and of the workflow.
    """

    name: str
    cases: int
    failed: tuple[Verdict, ...]
    reached: Counter[str]
    covered: int
    of: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.cases} cases, {self.cases - len(self.failed)} survived; "
            f"reached {', '.join(f'{what} {times}' for what, times in sorted(self.reached.items()))}; "
            f"{self.covered} of {self.of} kinds of calls covered; {self.seconds:.0f} s"
        )


def kills(calls: Calls, seed: int, sample: int | None, job: Job) -> list[Work]:
    """One kill at each call, two at random, and those at the screen; a sample keeps the proportions."""
    single = list(every_instant(calls))
    chance = random.Random(seed)
    double = list(two_at_random(seed, RANDOM_CASES))
    screens = screen_instants(calls, seed, SCREEN_CASES) if job is ONBOARDING else []
    if sample is not None:
        share = sample / (len(single) + len(double) + len(screens))
        single = chance.sample(single, max(1, round(share * len(single))))
        double = double[: max(1, round(share * len(double)))]
        screens = screens[: max(1, round(share * len(screens)))]
    works: list[Work] = [partial(survive, case=case, job=job) for case in [*single, *double]]
    return works + [partial(survive_at_the_screen, instant=instant) for instant in screens]


def screen_instants(calls: Calls, seed: int, cases: int) -> list[Instant]:
    """Instants for the full-screen program: each operation at most once, the writes among them first."""
    chance = random.Random(seed)
    writes = [call for call in sorted(calls) if call[1].startswith(("Create", "Put", "Start", "Converse"))]
    others = [call for call in sorted(calls) if call not in writes]
    chance.shuffle(writes)
    chance.shuffle(others)
    return [Instant(chance.choice(WHEN), *call) for call in [*writes, *others][:cases]]


def boto3(calls: Calls, seed: int, sample: int | None, job: Job) -> list[Work]:
    """The end of the process with boto3 at each call, or at some of them."""
    instants = [instant for (instant,) in every_instant(calls)]
    chosen = instants if sample is None else random.Random(seed).sample(instants, min(sample, len(instants)))
    return [partial(survive_the_end_of_boto3, instant=instant, job=job) for instant in chosen]


def faults(calls: Calls, seed: int, sample: int | None, _: Job) -> list[Work]:
    """Every fault at every call, or a sample in which every kind comes equally often."""
    cases = list(every_fault(calls))
    return [partial(withstand, fault=fault) for fault in sampled(cases, seed, sample or len(cases))]


def run(name: str, works: Sequence[Work], calls: Calls, places: Sequence[Aws], tell: Callable[[str], None]) -> Summary:
    """Every case, side by side in as many simulated AWSs as there are."""
    waiting: queue.SimpleQueue[Work] = queue.SimpleQueue()
    for work in works:
        waiting.put(work)
    verdicts: list[Verdict] = []
    began = time.monotonic()

    def take_turns(aws: Aws) -> None:
        for work in _until_empty(waiting):
            verdicts.append(_judged(work, aws))
            if verdicts[-1].wrong:
                tell(f"{verdicts[-1].case}: {'; '.join(verdicts[-1].wrong)}")
            if len(verdicts) % OFTEN == 0:
                tell(f"{name}: {len(verdicts)} of {len(works)} cases after {time.monotonic() - began:.0f} s")

    threads = [threading.Thread(target=take_turns, args=(aws,)) for aws in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    failed = tuple(verdict for verdict in verdicts if verdict.wrong)
    reached = [at for verdict in verdicts for at in verdict.reached]
    covered = {at.split()[-1] for at in reached} & {":".join(call) for call in calls}
    what = Counter(at.rsplit(" ", 1)[0] for at in reached)
    return Summary(name, len(verdicts), failed, what, len(covered), len(calls), time.monotonic() - began)


def _judged(work: Work, aws: Aws) -> Verdict:
    try:
        return work(aws)
    except Exception as error:  # noqa: BLE001 - one case that breaks the harness is a failed case, not the end
        return Verdict(str(work), (), (f"the harness broke: {type(error).__name__}: {error}",))


def _until_empty(waiting: queue.SimpleQueue[Work]) -> Iterator[Work]:
    while True:
        try:
            yield waiting.get_nowait()
        except queue.Empty:
            return


def main() -> int:
    """0 where every case survived."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as directory:
        return _in_places(asked, Path(directory), [])


def _in_places(asked: argparse.Namespace, directory: Path, places: list[Aws]) -> int:
    if len(places) < asked.jobs:
        own = directory / str(len(places))
        own.mkdir()
        with simulated(own, JOBS[asked.workflow].scenario) as aws:
            return _in_places(asked, directory, [*places, aws])
    job = JOBS[asked.workflow]
    calls = whole_run(places[0], job)
    _tell(f"The whole {job.name} makes {sum(calls.values())} calls of {len(calls)} kinds.")
    if asked.only:
        calls = Counter({call: times for call, times in calls.items() if ":".join(call) == asked.only})
    wanted = {"kills": kills, "boto3": boto3} | ({"faults": faults} if job is ONBOARDING else {})
    chosen = [name for name in wanted if getattr(asked, name)] or list(wanted)
    summaries = [run(name, wanted[name](calls, asked.seed, asked.sample, job), calls, places, _tell) for name in chosen]
    for summary in summaries:
        _tell(str(summary))
    return 1 if any(summary.failed for summary in summaries) else 0


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.matrix", description=__doc__)
    parser.add_argument("--kills", action="store_true", help="the kill matrix alone")
    parser.add_argument("--boto3", action="store_true", help="the kills of the process with boto3 alone")
    parser.add_argument("--faults", action="store_true", help="the fault matrix alone")
    parser.add_argument("--workflow", choices=tuple(JOBS), default="onboarding", help="which of them is disturbed")
    parser.add_argument("--only", default="", help="the cases at one call, such as sts:AssumeRole")
    parser.add_argument("--seed", type=int, default=1, help="of the sample and of the random points")
    parser.add_argument("--sample", type=int, help="so many cases of each instead of all")
    parser.add_argument("--jobs", type=int, default=2, help="cases side by side")
    asked = parser.parse_args()
    if asked.faults and asked.workflow != ONBOARDING.name:
        parser.error("the faults are those of an onboarding")
    return asked


if __name__ == "__main__":
    sys.exit(main())
