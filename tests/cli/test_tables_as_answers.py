"""An answer that has tables of its own in the answers file: taken as they stand, described with all the others."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from wizard.cli.answers_file import checked_answers, read_answers
from wizard.cli.answers_template import schema, template
from wizard.model.questions import AnswersProblem
from wizard.resources.fleet.file import fleet_in, tables_in
from wizard.workflows import workflow_named

STEPS = workflow_named("fleet").steps
VALIDATOR = jsonschema.Draft202012Validator(schema(STEPS))
GROUP: dict[str, Any] = {
    "managed": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    "accounts": ["111122223333"],
    "sign_in": {"directory": True},
}


def taken(tables: dict[str, Any]) -> dict[str, dict[str, str]]:
    return checked_answers(tables, STEPS)


def test_its_tables_are_one_answer_of_its_step_beside_the_steps_own_keys() -> None:
    said = taken({"fleet": {"prefix": "Acme"}, "groups": {"DevOps": GROUP, "read_tags": True}})
    assert json.loads(said["groups"].pop("content")) == {"fleet": {"prefix": "Acme"}, "groups": {"DevOps": GROUP}}
    assert said == {"groups": {"read_tags": "true"}}


def test_without_them_there_is_no_such_answer() -> None:
    assert taken({"groups": {"file": "fleet.toml"}}) == {"groups": {"file": "fleet.toml"}}
    assert taken({}) == {}


def test_the_same_text_is_a_fleets_file_and_part_of_an_answers_file(tmp_path: Path) -> None:
    text = '[groups.DevOps]\npolicy = "p.json"\naccounts = ["111122223333"]\nsign_in = { directory = true }\n'
    (tmp_path / "answers.toml").write_text(text)
    content = json.loads(read_answers(tmp_path / "answers.toml", STEPS)["groups"]["content"])
    assert fleet_in(content) == fleet_in(tables_in(text))


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        ({"groups": {"DevOps": {**GROUP, "accounts": [1]}}}, "groups.DevOps.accounts[0]: has to be text in quotes"),
        ({"groups": {"DevOps": GROUP}, "fleet": {"name": "x"}}, "fleet.name: there is no such key here"),
        ({"groups": {"DevOps": GROUP}, "fleet": 3}, "fleet: has to be a table, not a number."),
        ({"groups": {"content": "x"}}, "groups.content: has to be a table, not text."),
        ({"groups": {"DevOps": GROUP, "read_tags": 1}}, "[groups] read_tags has to be true or false"),
        (
            {"groups": {"Them": {"vendor": "partner-access", "accounts": ["111122223333"], "sign_in": {}}}},
            "groups.Them.sign_in: there is no such key here",
        ),
        ({"group": {"DevOps": GROUP}}, "[group] isn't a step"),
    ],
)
def test_what_is_wrong_in_them_is_told_by_its_path(tables: dict[str, Any], sentence: str) -> None:
    with pytest.raises(AnswersProblem) as problem:
        taken(tables)
    assert str(problem.value).startswith(sentence)
    assert not VALIDATOR.is_valid(tables)


def test_the_template_uncommented_is_taken_and_valid_by_the_schema(tmp_path: Path) -> None:
    text = re.sub(r"^#(?=\S)", "", template(STEPS), flags=re.MULTILINE)
    (tmp_path / "answers.toml").write_text(text)
    said = read_answers(tmp_path / "answers.toml", STEPS)["groups"]
    assert [one.name for one in fleet_in(json.loads(said["content"])).groups] == ["DevOps", "ReadOnly"]
    VALIDATOR.validate(tomllib.loads(text))


@pytest.mark.parametrize(
    "group",
    [
        GROUP,
        {**GROUP, "accounts": {"units": ["ou-ab12-11111111"], "include": ["1111 2222 3333"], "exclude": []}},
        {**GROUP, "policy": "p.json", "tags": {"env": ""}, "session_hours": 12, "boundary": GROUP["managed"][0]},
        {
            "vendor": "partner-access",
            "values": {"zone": "Z1"},
            "external_id": "example-4242",
            "accounts": ["111122223333"],
        },
        {**GROUP, "policy": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}},
    ],
)
def test_both_take_what_is_right(group: dict[str, Any]) -> None:
    VALIDATOR.validate({"groups": {"DevOps": group}})
    assert taken({"groups": {"DevOps": group}})
