"""What was given is checked before anything is sent: the answers of a file, the profile, the region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wizard.checkpoint.checkpoint import Checkpoint
from wizard.cli.answers_file import SKIP, read_answers
from wizard.cli.invited import check_undecided, take_decisions
from wizard.cli.settings import Settings
from wizard.cli.usage import UsageProblem
from wizard.model import CallFailed, Port, Question, Read, Step, Target, Vendor, Workflow
from wizard.model.questions import AnswersProblem, check_answer, clean_answer
from wizard.model.values import clean_value
from wizard.resources.passed_over import MOST, about, sentence
from wizard.resources.profiles import ENVIRONMENT, NEW_PORTAL
from wizard.workflows import WORKFLOWS, workflow_for

KNOWN_REGIONS = Read(target=Target(), service="profiles", operation="Regions")


def take_answers(
    settings: Settings,
    checkpoint: Checkpoint,
    steps: Sequence[Step],
    gateway: Port,
    *,
    person: bool,
    rehearsed: Mapping[str, Mapping[str, str]],
) -> None:
    """Answers of the file and of the options, over those of the checkpoint, and what an invitation decides.

    Raises UsageProblem.

    rehearsed: what a rehearsal has answered already, which a person finds as their own answers and can change.
    person: somebody is there who can fix the AWS configuration and check again, so its faults are told by the step.
    """
    tables = given_answers(settings, steps)
    signs_in = _signs_in(settings, steps)
    if person and not checkpoint.existed:
        for one in steps:
            known = {name: value for name, value in rehearsed.get(one.id, {}).items() if name in _questions(one)}
            if known:
                checkpoint.answer(one.id, known)
    take_decisions(settings, checkpoint, steps)
    check_undecided(settings, checkpoint, tables)
    if signs_in:
        kept, decided = checkpoint.answers(signs_in.id), checkpoint.decided(signs_in.id)
        place = {name: value for name, value in kept.items() if name in decided}
        check_place({**place, **tables.get(signs_in.id, {})}, gateway, person=person)
    _check_subject(settings, checkpoint, steps, tables)
    for step in {one.id for one in steps}.intersection(WORKFLOWS[settings.workflow].on_request):
        # Whoever asks for it says how, every time: what was decided about an earlier look is no answer to this one.
        checkpoint.answer(step, dict.fromkeys(checkpoint.answers(step), ""))
    for step, table in tables.items():
        reason = table.pop(SKIP, "")
        if reason or (step in checkpoint.document.skips and settings.answers):
            checkpoint.skip(step, reason)
        table = {**_replaced(next(one for one in steps if one.id == step), table), **table}
        if {**checkpoint.answers(step), **table} != checkpoint.answers(step):
            checkpoint.answer(step, table)


def _replaced(step: Step, table: Mapping[str, str]) -> dict[str, str]:
    """Where tables are given, what a person answered in their place: only because of the tables it may stay empty."""
    tables = any(question.tables is not None and question.name in table for question in step.questions)
    return {question.name: "" for question in step.questions if tables and question.optional}


def _check_subject(
    settings: Settings, checkpoint: Checkpoint, steps: Sequence[Step], tables: Mapping[str, Mapping[str, str]]
) -> None:
    """A checkpoint by which something was changed stays about what it was about."""
    if not checkpoint.document.journal:
        return
    short = [(one.step, one.question) for one in WORKFLOWS[settings.workflow].short if one.subject]
    whose = [(step.id, one.name) for step in steps for one in step.questions if one.invited == "account"]
    for step, question in (*short, *whose):
        before = checkpoint.answers(step).get(question, "")
        now = tables.get(step, {}).get(question, before)
        if before and now != before:
            raise UsageProblem(f"{checkpoint.name} is about {before}; use --checkpoint to name another file.")


def given_answers(settings: Settings, steps: Sequence[Step]) -> dict[str, dict[str, str]]:
    """The answers of the file and, over them, those of the command line, by step id, checked. Raises UsageProblem."""
    tables = _with_short(_tables(settings, steps), settings, steps)
    given = {name: value for name, text in settings.sign_in.items() if (value := clean_value(text))}
    if not given:
        return tables
    signs_in = _signs_in(settings, steps)
    if signs_in is None:
        raise UsageProblem(f"--{next(iter(given))}: the workflow {settings.workflow} doesn't sign in to AWS.")
    _check_questions(signs_in, given)
    return {**tables, signs_in.id: {**tables.get(signs_in.id, {}), **given}}


def walked(settings: Settings, vendor: Vendor) -> Workflow:
    """The workflow with the steps that are walked: those on request only where something asks for them, be it an answer
    of a file. Raises UsageProblem.
    """
    workflow = workflow_for(settings.workflow, vendor)
    unasked = settings.unasked
    return workflow.without(unasked - _tables(settings, workflow.steps).keys()) if unasked else workflow


def _signs_in(settings: Settings, steps: Sequence[Step]) -> Step | None:
    """The step whose questions the options answer."""
    return next((step for step in steps if settings.sign_in.keys() <= _questions(step).keys()), None)


def _tables(settings: Settings, steps: Sequence[Step]) -> dict[str, dict[str, str]]:
    if not settings.answers:
        return {}
    try:
        return read_answers(Path(settings.answers).expanduser(), steps)
    except AnswersProblem as problem:
        raise UsageProblem(str(problem)) from None


def _with_short(
    tables: Mapping[str, dict[str, str]], settings: Settings, steps: Sequence[Step]
) -> dict[str, dict[str, str]]:
    """The same with the answers that are written behind the workflow's name."""
    known, said = {step.id: _questions(step) for step in steps}, dict(tables)
    for step, answers in settings.short_answers.items():
        for name, text in answers.items():
            answer = clean_answer(known[step][name], text)
            if wrong := check_answer(known[step][name], answer):
                raise UsageProblem(wrong)
            said[step] = {**said.get(step, {}), name: answer}
    return said


def _questions(step: Step) -> dict[str, Question]:
    return {question.name: question for question in step.questions}


def _check_questions(step: Step, values: Mapping[str, str]) -> None:
    questions = _questions(step)
    for name, value in values.items():
        wrong = check_answer(questions[name], value)
        if wrong:
            raise UsageProblem(f"--{name} {value}: {wrong}" if name == "region" else wrong)


def check_place(values: Mapping[str, str], gateway: Port, *, person: bool) -> None:
    """A profile that is not there and a region that does not exist are said before anything is sent."""
    try:
        offered = gateway.read(Read(target=Target(), service="profiles", operation="List"))
    except CallFailed:
        return  # the step tells what is wrong with the files, and what to do
    if not person:
        _check_profile("The profile", values.get("profile", ""), offered)
        _check_profile(offered["ChosenBy"], offered["Chosen"], offered)
    for source, region in (("The region", values.get("region", "")), (offered["RegionBy"], offered["Region"])):
        if region and region not in gateway.read(KNOWN_REGIONS)["Regions"]:
            raise UsageProblem(f"{source} {region!r} doesn't exist; us-east-1 does.")


def _check_profile(source: str, profile: str, offered: Mapping[str, Any]) -> None:
    names = [str(one["Name"]) for one in offered["Profiles"]]
    if not profile or profile in (*names, ENVIRONMENT, NEW_PORTAL):
        return
    there = f"there are {', '.join(names)}" if names else f"{offered['Path']} has no profile that the AWS tools can use"
    reasons = about(profile, offered) or ([] if names else about("", offered))
    why = " ".join(sentence(item) for item in reasons[:MOST])
    raise UsageProblem(f"{source} {profile!r} isn't in the AWS configuration; {there}. {why}".rstrip())
