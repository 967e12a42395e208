"""The answers file described: the template is one when its keys are uncommented, the schema agrees with the program."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from wizard.__main__ import main
from wizard.cli.answers_file import SKIP, checked_answers, read_answers
from wizard.cli.answers_template import WIDTH, example_of, schema, template
from wizard.model import Question
from wizard.model.questions import AnswersProblem
from wizard.model.values import clean_value
from wizard.workflows.onboarding import WORKFLOW

SCHEMA = schema(WORKFLOW.steps)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
QUESTIONS = [(step.id, question) for step in WORKFLOW.steps for question in step.questions]

questions = pytest.mark.parametrize(
    ("step", "question"), QUESTIONS, ids=[f"{step}-{question.name}" for step, question in QUESTIONS]
)


def uncommented(text: str) -> str:
    return re.sub(r"^#(?=\S)", "", text, flags=re.MULTILINE)


def program_takes(tables: dict[str, Any]) -> bool:
    try:
        checked_answers(tables, WORKFLOW.steps)
    except AnswersProblem:
        return False
    return True


# --- the template ------------------------------------------------------------------------------------------------


def test_the_template_uncommented_is_loaded_by_the_program_and_has_every_key(tmp_path: Path) -> None:
    path = tmp_path / "answers.toml"
    path.write_text(uncommented(template(WORKFLOW.steps)), "utf-8")
    tables = read_answers(path, WORKFLOW.steps)
    keys = {
        step.id: {*(question.name for question in step.questions), *((SKIP,) if step.skippable else ())}
        for step in WORKFLOW.steps
    }
    assert {step: set(table) for step, table in tables.items()} == {
        step: names for step, names in keys.items() if names
    }


def test_the_template_as_it_is_answers_nothing(tmp_path: Path) -> None:
    path = tmp_path / "answers.toml"
    path.write_text(template(WORKFLOW.steps), "utf-8")
    assert not any(read_answers(path, WORKFLOW.steps).values())


def test_the_command_prints_the_template_and_the_schema_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["answers"]) == 0
    assert capsys.readouterr().out == template(WORKFLOW.steps)
    assert main(["answers", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out) == SCHEMA


@questions
def test_a_key_stands_below_what_it_asks_and_every_value_it_has(step: str, question: Question) -> None:
    table = re.split(r"^\[", template(WORKFLOW.steps), flags=re.MULTILINE)[1:]
    (text,) = [one for one in table if one.startswith(f"{step}]")]
    block = next(one for one in text.split("\n\n") if f"\n#{question.name} = " in one)
    said = " ".join(re.sub(r"^#", "", block, flags=re.MULTILINE).split())
    assert " ".join(question.text.split()) in said
    assert " ".join(question.help.split()) in said
    assert all(f'"{choice.value}": {choice.label}' in said for choice in question.choices)
    assert ("Optional." in said) == question.optional


def test_no_line_of_the_template_is_wider_than_an_editor() -> None:
    assert max(map(len, template(WORKFLOW.steps).splitlines())) <= 120
    assert WIDTH <= 120


@questions
def test_no_example_would_delete_or_override_anything(step: str, question: Question) -> None:
    assert example_of(question) != "delete"
    if question.name.startswith(("despite_", "accept_", "create_")):
        assert example_of(question) is False


# --- the schema --------------------------------------------------------------------------------------------------


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_template_uncommented_is_valid_by_the_schema() -> None:
    VALIDATOR.validate(tomllib.loads(uncommented(template(WORKFLOW.steps))))


@pytest.mark.parametrize(
    "tables",
    [
        {},
        {"sub-account": {"mode": "create", "name": "firetiger", "email": "aws+firetiger@example.com"}},
        {"sub-account": {"mode": "existing", "account_id": "111122223333", "accept_workloads": True}},
        {"template": {"stack_name": "", "external_id": ""}},
        {"bedrock": {"models": ["a", "b"], "prove": False}},
        {"bedrock": {"skip": "later"}},
        {"bedrock": {"company_website": "example.com", "industry": "Beekeeping"}},
    ],
)
def test_both_take_what_is_right(tables: dict[str, Any]) -> None:
    assert program_takes(tables)
    VALIDATOR.validate(tables)


@pytest.mark.parametrize(
    "tables",
    [
        {"sub-acount": {}},
        {"sign-in": "x"},
        {"sub-account": {"mod": "create"}},
        {"sub-account": {"mode": "make"}},
        {"sub-account": {"mode": True}},
        {"sub-account": {"name": 5}},
        {"sub-account": {"name": "  "}},
        {"sub-account": {"email": "nobody"}},
        {"sub-account": {"account_id": "12345"}},
        {"sub-account": {"account_id": ""}},
        {"sub-account": {"organizational_unit_id": "Sandbox"}},
        {"sub-account": {"role_name": "two words"}},
        {"sub-account": {"create_organization": "true"}},
        {"sub-account": {"skip": "no"}},
        {"sign-in": {"region": "Frankfurt"}},
        {"sign-in": {"sso_start_url": "example.com"}},
        {"handover": {"skip": "no"}},
        {"template": {"stack_name": "1st"}},
        {"template": {"external_id": "a b"}},
        {"bedrock": {"models": "a"}},
        {"bedrock": {"models": []}},
        {"bedrock": {"models": [1]}},
        {"bedrock": {"models": [" "]}},
        {"bedrock": {"prove": 1}},
        {"bedrock": {"skip": ""}},
        {"bedrock": {"skip": True}},
        {"bedrock": {"company_website": "example"}},
    ],
)
def test_both_refuse_what_is_wrong(tables: dict[str, Any]) -> None:
    assert not program_takes(tables)
    assert not VALIDATOR.is_valid(tables)


def values_of(question: Question) -> some.SearchStrategy[Any]:
    """Right values, values that are nearly right, and values of every type that TOML has."""
    texts = some.text(max_size=20) | some.sampled_from(["true", "us-east-1", "https://a.example/start", "a@b.example"])
    right = some.just(example_of(question)) | some.sampled_from([one.value for one in question.choices] or [""])
    if question.shape:
        right |= some.from_regex(question.shape)
    return right | texts | some.booleans() | some.integers() | some.floats() | some.lists(texts, max_size=2)


@settings(max_examples=60, deadline=None)
@given(some.data())
@questions
def test_the_schema_takes_whatever_the_program_takes(step: str, question: Question, data: some.DataObject) -> None:
    value = data.draw(values_of(question))
    if isinstance(value, str) and (question.choices or question.shape):
        value = clean_value(value)  # the one thing in which the schema is stricter: blanks around it, and invisibles
    tables = {step: {question.name: value}}
    if program_takes(tables):
        VALIDATOR.validate(tables)
    elif VALIDATOR.is_valid(tables):
        cleaned = [question.clean(text) for text in ([value] if isinstance(value, str) else value)]
        assert not all(cleaned) or any(map(question.check, cleaned)), (
            "what only the program can tell is what its own check says"
        )


@questions
def test_the_schema_and_the_program_agree_on_types(step: str, question: Question) -> None:
    for value in (True, 1, 1.5, "text" if not question.choices else "none of them", ["a"], [], {}, [1], [True]):
        tables = {step: {question.name: value}}
        wrong_type = not program_takes(tables) and not (isinstance(value, str) and not question.yes_or_no)
        if wrong_type or program_takes(tables):
            assert VALIDATOR.is_valid(tables) == program_takes(tables), value
