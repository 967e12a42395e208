"""What was given is checked before anything is sent: the answers of a file, the profile, the region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from wizard.checkpoint.checkpoint import Checkpoint
from wizard.cli.answers_file import SKIP, read_answers
from wizard.cli.settings import Way
from wizard.cli.usage import UsageProblem
from wizard.model import CallFailed, Port, Read, Step, Target
from wizard.model.questions import AnswersProblem, check_answer


def take_answers(way: Way, checkpoint: Checkpoint, steps: Sequence[Step], gateway: Port) -> None:
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
