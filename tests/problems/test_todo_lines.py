"""Every line of "What to do" can be done: here, by a command, in the AWS console, by somebody else, or is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import ServiceModel

from screens.offers import BUTTONS
from screens.step_screen import StepScreen
from tests.problems.outside import OUTSIDE
from tests.problems.test_helps import SAID, TEXTS, problem, shown
from wizard.cli.asked import offered
from wizard.cli.commands import WIZARD
from wizard.cli.options import parse
from wizard.engine.actions import possible
from wizard.frontends.lines import step_lines
from wizard.frontends.prompts import menus
from wizard.model import Choice, Question
from wizard.problems.explain import Text, families
from wizard.resources.fleet.reasons import _KNOWN
from wizard.workflows import WORKFLOWS, workflow_named

LINES = sorted({line for text in TEXTS.values() for line in text.todo})
OF_OTHERS = frozenset(line for lines in OUTSIDE.values() for line in lines)
# What the aws command line does without a call of its own, longest first.
CUSTOM = ("configure list-profiles", "configure sso", "configure", "sso login", "login")
COMMAND = re.compile(r"\baws ([a-z][a-z0-9-]*)(?: ([a-z]+(?:-[a-z]+)*))?((?: --[a-z-]+(?: [A-Z{][^\s,`]*)?)*)")
OPTION = re.compile(r"(?<!\S)(--[a-z][a-z-]*)(?: ([A-Z{]\w*\}?))?")
ANSWER = re.compile(r"`(\w+)`(?= (?:of|in)\b)|\b(\w+) = (?:true|\")|^Answer (\w+) with")
WALKED_BY = {"access": ("grant", "revoke"), "assuming": ("verify", "grant"), "fleet": ("fleet",), "links": ("fleet",),
             "fleet-roles": ("fleet", "fleet-remove")}  # fmt: skip


def commands(line: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The aws commands in a line: service, operation and options; a custom one has no service."""
    for found in COMMAND.finditer(line):
        said = found[0].removeprefix("aws ")
        custom = next((name for name in CUSTOM if re.match(rf"{name}\b", said)), "")
        yield ("", custom, ()) if custom else (found[1], found[2] or "", tuple(re.findall(r"--([a-z-]+)", found[3])))


@cache
def operations(service: str) -> Mapping[str, frozenset[str]]:
    """A service's operations and their options, as the aws command line spells them; botocore's own model."""
    model = ServiceModel(Loader().load_service_model(service, "service-2"))
    return {xform_name(name, "-"): options(model, name) for name in model.operation_names}


def options(model: ServiceModel, name: str) -> frozenset[str]:
    shape = model.operation_model(name).input_shape
    members = shape.members if shape else {}
    named = {xform_name(member, "-") for member in members}
    return frozenset({*named, *(f"no-{one}" for one in named), "profile", "region"})


def ours(line: str) -> list[tuple[str, str]]:
    """Our own options in a line, each with what stands for its value."""
    return OPTION.findall(COMMAND.sub("", line))


def taken(option: str, value: str, workflow: str) -> bool:
    """Whether our own parser accepts it for this workflow."""
    if option not in {one.name for one in offered(WIZARD, workflow)}:
        return False
    words = [] if workflow == "onboarding" else [workflow, *(["x"] if WORKFLOWS[workflow].words else [])]
    parse([*words, option, *(["example-1"] if value else [])])
    return True


@cache
def questions() -> tuple[Question, ...]:
    """Everything that any workflow asks."""
    return tuple(question for name in WORKFLOWS for step in workflow_named(name).steps for question in step.questions)


def done_by(text: Text, line: str) -> bool:
    """Whether something is there that does what the line says."""
    return bool(
        any(re.search(said, line) for said, _ in SAID)
        or list(commands(line))
        or ours(line)
        or ANSWER.search(line)
        or (text.command and text.command in line)
        or line in OF_OTHERS
    )


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_each_line_can_be_done_or_is_told_apart_with_a_reason(key: str) -> None:
    assert [line for line in TEXTS[key].todo if not done_by(TEXTS[key], line)] == []


def test_what_is_done_elsewhere_is_said_by_a_problem_and_is_the_lesser_part() -> None:
    assert set(LINES) >= OF_OTHERS
    assert not {line for line in OF_OTHERS if any(re.search(said, line) for said, _ in SAID)}
    assert len(OF_OTHERS) < len(LINES) / 5


def test_each_aws_command_exists_with_its_options() -> None:
    found = [one for line in LINES for one in commands(line)]
    found += [one for text in TEXTS.values() for one in commands(text.command)]
    assert len(found) > 10
    for service, operation, given in found:
        if service:
            assert operation in operations(service), (service, operation)
            assert set(given) <= operations(service)[operation], (operation, given)


def test_each_option_of_ours_is_one_that_the_parser_accepts_where_the_problem_is_met() -> None:
    said = 0
    for family, texts in families().items():
        for line in {line for text in texts for line in text.todo}:
            for option, value in ours(line):
                workflows = WALKED_BY.get(family, ("onboarding",))
                assert any(taken(option, value, workflow) for workflow in workflows), (family, option)
                said += 1
    assert said > 10


def test_each_choice_in_quotes_and_each_answer_by_its_name_is_one_that_is_asked_for() -> None:
    labels = {choice.label for question in questions() for choice in question.choices}
    names = {question.name for question in questions()}
    quoted = {label for line in LINES for label in re.findall(r'[Cc]hoose "([^"]+)"', line)}
    assert quoted
    assert quoted <= labels
    answers = {next(filter(None, found)) for line in LINES for found in ANSWER.findall(line)}
    assert {"models", "mode", "read_tags", "delete_version"} <= answers
    assert answers <= names


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_what_helps_is_a_button_or_a_key_a_line_of_the_menu_and_said_without_a_person(key: str) -> None:
    keys = {str(getattr(binding, "action", "")) for binding in StepScreen.BINDINGS}
    for view in shown(TEXTS[key]):
        now = possible(view)
        menu = {offer.value for offer in menus.offers(view, now) if isinstance(offer, Choice)}
        for action in set(TEXTS[key].helps) & now.actions:
            assert f"do('{action}')" in keys or (action in now.foremost and action in BUTTONS) or action == "quit"
            assert action in menu
    said = "\n".join(step_lines(next(shown(TEXTS[key]))))
    ready = problem(TEXTS[key])
    assert all(one in said for one in (ready.console, ready.command, *ready.request.splitlines()[:1]) if one)


def test_no_line_names_a_key_that_only_one_front_end_has() -> None:
    assert [line for line in LINES if re.search(r"\b(press|[a-z] (copies|opens|shows) (it|them))\b", line)] == []


def test_what_to_do_about_a_failed_account_does_not_say_that_there_is_nothing() -> None:
    for _, reason in _KNOWN:
        assert reason.todo
        assert not reason.todo.startswith("Nothing")
    choosing = next(line for line in TEXTS["accounts-failed"].todo if "Try the failed ones again" in line)
    assert "cause" not in choosing
