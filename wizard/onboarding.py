"""Puts an onboarding together: vendor, checkpoint, answers, gateway, steps, engine.

boto3 is imported here and not at the top: a screen paints first and calls this on a thread of its own.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wizard.answers import SKIP, AnswersProblem, check_answer, read_answers
from wizard.checkpoint import Checkpoint, FileStore, Glance, Lock
from wizard.engine import Engine
from wizard.foresight import digest_of_set
from wizard.local import LocalPort
from wizard.model import CallFailed, Earlier, Event, Read, Step, Target, Vendor
from wizard.options import EVERYTHING, UsageProblem
from wizard.places import checkpoint_path
from wizard.problems import explain
from wizard.rounds import Port
from wizard.timing import Timing, TimingProblem, timing_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What the command line and the environment settle before anything is read.

    sandbox: the scenario's name, or "". world: names the sandbox's world; another world gets another checkpoint.
    """

    options: argparse.Namespace
    vendor: Vendor
    version: str
    sandbox: str = ""
    world: str = ""

    @property
    def checkpoint_path(self) -> Path:
        """Where progress is kept."""
        return checkpoint_path(self.options, self.world)


def open_checkpoint(way: Way, *, writes: bool) -> tuple[Checkpoint, Lock | None]:
    """The checkpoint, locked where it will be written. Raises CheckpointProblem."""
    store = FileStore(way.checkpoint_path)
    lock = None
    if writes:
        lock = Lock(way.checkpoint_path)
        lock.acquire()
    checkpoint = Checkpoint(store if writes else Glance(store))
    checkpoint.belongs_to(vendor=way.vendor.id, sandbox=bool(way.sandbox))
    return checkpoint, lock


def make_engine(
    way: Way,
    checkpoint: Checkpoint,
    *,
    listen: Callable[[Event], None],
    person: bool,
    read_only: bool = False,
    standing_approval: Callable[[str, Sequence[str]], bool] = lambda _step, _digests: False,
    send_to_terminal: Callable[[str], None] | None = None,
) -> Engine:
    """The engine with everything wired. Raises UsageProblem for answers and options that cannot be."""
    from wizard.aws.gateway import Gateway  # imports boto3
    from wizard.steps import STEPS

    timing = _timing()
    # The gateway is made first and tells an engine that comes after it.
    gateway = Gateway(lambda event: engine.emit(event), timing, f"firetiger-onboard/{way.version}")
    _take_answers(way, checkpoint, STEPS, gateway)
    engine = Engine(
        STEPS,
        Earlier(
            vendor=way.vendor,
            now=datetime.now(UTC),
            person=person,
            directory=str(Path(way.options.directory or ".").absolute()),
            version=way.version,
        ),
        port=LocalPort(gateway, send_to_terminal),
        checkpoint=checkpoint,
        explain=explain,
        timing=timing,
        standing_approval=standing_approval,
        read_only=read_only,
    )
    engine.listen(listen)
    return engine


def _timing() -> Timing:
    try:
        return timing_from()
    except TimingProblem as problem:
        raise UsageProblem(str(problem)) from None


def _take_answers(way: Way, checkpoint: Checkpoint, steps: Sequence[Step], gateway: Port) -> None:
    """Answers of the file and of the options, over those of the checkpoint."""
    tables: dict[str, dict[str, str]] = {}
    try:
        if way.options.answers:
            tables = read_answers(Path(way.options.answers).expanduser(), steps)
    except AnswersProblem as problem:
        raise UsageProblem(str(problem)) from None
    given = {name: getattr(way.options, name) for name in ("profile", "region") if getattr(way.options, name)}
    sign_in = {**tables.get("sign-in", {}), **given}
    _check_sign_in(steps[0], sign_in, gateway)
    if sign_in:
        tables["sign-in"] = sign_in
    for step, table in tables.items():
        reason = table.pop(SKIP, "")
        if reason or (step in checkpoint.document.skips and way.options.answers):
            checkpoint.skip(step, reason)
        if {**checkpoint.answers(step), **table} != checkpoint.answers(step):
            checkpoint.answer(step, table)


def _check_sign_in(step: Step, values: Mapping[str, str], gateway: Port) -> None:
    """A profile that is not there and a region that does not exist are said before anything is sent."""
    from wizard.aws.profiles import known_regions

    questions = {question.name: question for question in step.questions}
    for name, value in values.items():
        wrong = check_answer(questions[name], value)
        if wrong:
            raise UsageProblem(f"--{name} {value}: {wrong}" if name == "region" else wrong)
    try:
        offered = gateway.read(Read(target=Target(), service="profiles", operation="List"))
    except CallFailed as failed:
        raise UsageProblem(f"The AWS configuration cannot be read: {failed.error.message}") from None
    names = [str(profile["Name"]) for profile in offered["Profiles"]]
    for source, profile in (("The profile", values.get("profile", "")), ("AWS_PROFILE", offered["Chosen"])):
        if profile and profile not in [*names, "environment"]:
            there = f"there are {', '.join(names)}" if names else "there are none"
            raise UsageProblem(f"{source} {profile!r} is not in the AWS configuration; {there}.")
    for source, region in (("The region", values.get("region", "")), ("AWS_REGION", offered["Region"])):
        if region and region not in known_regions():
            raise UsageProblem(f"{source} {region!r} does not exist; us-east-1 is one that does.")


def approval_of(approve: str | None) -> Callable[[str, Sequence[str]], bool]:
    """Which changes need no person: with a bare ``--approve`` all that the answers spell out, else none by rule.

    Deletions and acts on the whole organization are planned only where the answers name them, so the rule covers them
    exactly then.
    """
    return lambda _step, _digests: approve == EVERYTHING


def approve_digest(engine: Engine, digest: str) -> str | None:
    """Approve exactly the foreseen set with this digest; one sentence where the set is another one now."""
    engine.drive(engine.settled)
    foresights = engine.foresee()
    now = digest_of_set(foresights)
    if now != digest:
        return f"What would change now has the digest {now}, not {digest}; look at plan again."
    engine.approve_foreseen(foresights)
    return None


def progress_sentence(checkpoint: Checkpoint) -> str:
    """What the resume offer says; "" where there is nothing to resume."""
    document = checkpoint.document
    if not checkpoint.existed or not (document.journal or document.answers):
        return ""
    whose = f" for account {document.account}" if document.account else ""
    made = sum(1 for entry in document.journal if entry.outcome in ("landed", "already"))
    when = document.begun[:16].replace("T", " ")
    return f"An onboarding was begun on {when} UTC{whose}; {made} changes were made so far."


def set_aside(path: Path) -> None:
    """Start over: the old checkpoint stays beside the new one, with its time in its name."""
    if path.exists():
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        path.rename(path.with_name(f"{path.stem}.{stamp}.json"))
