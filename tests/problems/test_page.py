"""docs/problems.md is what the texts say, and every problem has its section there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.screens.still import FAILED
from wizard.frontends.headless.json_lines import step_line
from wizard.frontends.lines import problem_lines
from wizard.model import CallError
from wizard.problems.explain import PAGE, UNEXPECTED, UNEXPLAINED, Text, address, explain, families, problem_texts
from wizard.problems.page import TITLES, page
from wizard.steps.drift.step import STEP as DRIFT
from wizard.steps.fleet_removal.step import STEP as REMOVAL
from wizard.steps.stack_sets.step import STEP as STACK_SETS
from wizard.workflows.onboarding import WORKFLOW

ROOT = Path(__file__).resolve().parents[2]
MADE = (ROOT / PAGE).read_text("utf-8")
TEXTS = {**problem_texts(), UNEXPECTED.key: UNEXPECTED, UNEXPLAINED.key: UNEXPLAINED}


def section(key: str) -> str:
    """What stands between the anchor of a problem and the next one."""
    return re.split(r'<a id="[^"]*"></a>', MADE.split(f'<a id="{key}"></a>')[1])[0]


STEPS = (*WORKFLOW.steps, STACK_SETS, REMOVAL, DRIFT)


def test_the_page_is_what_the_texts_say() -> None:
    assert page() == MADE, "make it anew: python -m wizard.problems.page > docs/problems.md"


def test_every_family_has_a_title_of_its_own() -> None:
    assert families().keys() <= TITLES.keys()


def test_what_a_problem_says_to_choose_is_a_choice_by_its_own_words() -> None:
    offered = {choice.label for step in STEPS for question in step.questions for choice in question.choices}
    lines = [line for text in TEXTS.values() for line in text.todo]
    told = {name for line in lines for name in re.findall(r'[Cc]hoose "([^"]+)"', line)}
    assert {"Use an existing account", "Create a trail for this account"} <= told
    assert told <= offered
    assert not [line for line in lines if re.search(r"answer \w+ with", line)], "no words of the answers file"


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_a_problem_has_one_anchor_and_under_it_what_why_and_what_to_do(key: str) -> None:
    assert MADE.count(f'<a id="{key}"></a>') == 1
    said = section(key)
    for part in ("### ", "**What happened.**", "**Why.**", "**What to do.**\n\n- ", "Checking again "):
        assert part in said


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_no_placeholder_is_left_and_every_one_is_told(key: str) -> None:
    text: Text = TEXTS[key]
    names = re.findall(r"\{\w+\}", " ".join((text.title, text.what, text.why, *text.todo)))
    assert not re.search(r"\{\w+\}", section(key))
    assert section(key).count("‹") == len(names)


def test_every_link_of_the_contents_leads_somewhere() -> None:
    links = re.findall(r"\]\(#([^)]+)\)", MADE)
    assert sorted(links) == sorted(TEXTS)


def test_a_star_in_a_text_is_a_star_on_the_page() -> None:
    assert "deny bedrock:\\* or aws-marketplace:\\* in" in section("bedrock-not-authorized")


@pytest.mark.parametrize("code", ["AccessDenied", "NeverHeardOf", "Unexpected"])
def test_whatever_goes_wrong_its_problem_leads_to_a_section(code: str) -> None:
    problem = explain(CallError(code=code, message="no", service="iam", operation="GetRole"))
    assert problem.address == address(problem.key)
    assert f'<a id="{problem.key}"></a>' in MADE
    assert any(problem.address in line for line in problem_lines(problem))
    told = step_line(replace(FAILED, problem=problem)).problem
    assert told is not None
    assert told.address == problem.address
