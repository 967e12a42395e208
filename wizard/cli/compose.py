"""Puts an onboarding together: vendor, answers, gateway, steps, engine; `open_checkpoint` opens what it is kept in.

boto3 is imported here and not at the top: a screen paints first and calls this on a thread of its own.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wizard.checkpoint.checkpoint import Checkpoint
from wizard.checkpoint.location import S3Place, checkpoint_place
from wizard.cli.answers_file import SKIP, AnswersProblem, check_answer, read_answers
from wizard.cli.open_checkpoint import open_checkpoint, policy, progress_sentence, set_aside
from wizard.cli.options import EVERYTHING, UsageProblem
from wizard.engine.engine import Engine
from wizard.engine.preview import digest_of_set
from wizard.engine.rounds import Port
from wizard.host.port import LocalPort
from wizard.model import CallFailed, Earlier, Event, Read, Step, Target, Vendor
from wizard.problems.explain import explain

__all__ = [
    "Way",
    "approval_of",
    "approve_digest",
    "make_engine",
    "open_checkpoint",
    "progress_sentence",
    "set_aside",
]


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
    def checkpoint_path(self) -> Path | S3Place:
        """Where progress is kept."""
        return checkpoint_place(self.options, self.world)


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
    from wizard.aws.sign_in import SignIn
    from wizard.steps import STEPS

    timing = policy()
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
        signs_in=SignIn(gateway.sessions, timing),
    )
    engine.listen(listen)
    if way.options.opened_log is not None:
        way.options.opened_log.follow(engine)
    return engine


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
    from wizard.steps.sign_in.credentials import ENVIRONMENT
    from wizard.steps.sign_in.portal import NEW

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
        if profile and profile not in [*names, ENVIRONMENT, NEW]:
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
