"""Where each part of a text stands, in JSON and in YAML."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from wizard.resources.written import written

TEMPLATE = (resources.files("assets") / "vendors/firetiger/firetiger-bootstrap.json").read_text("utf-8")
YAML = """# first
Parameters:
  Id: {Type: String}
Resources:
  Role:
    Description: |
      long

      text

    Statement:
      - Effect: Allow
        Action: [a,
          b]

      - Effect: Deny
# last
"""


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_every_member_of_json_stands_where_its_name_is(indent: int | None) -> None:
    text = json.dumps(json.loads(TEMPLATE), indent=indent)
    found, lines = written(text), text.split("\n")
    assert found.value == json.loads(TEMPLATE)
    for path, (first, last) in found.lines.items():
        assert first <= last
        if path and isinstance(path[-1], str):
            assert json.dumps(path[-1]) in lines[first]


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        (("Parameters", "Id"), (2, 2)),
        (("Resources", "Role", "Description"), (5, 8)),
        (("Resources", "Role", "Statement", 0), (11, 13)),
        (("Resources", "Role", "Statement", 0, "Action"), (12, 13)),
        (("Resources", "Role", "Statement", 1), (15, 15)),
        (("Resources",), (3, 15)),
    ],
)
def test_a_part_of_yaml_ends_before_blank_lines_and_comments(
    path: tuple[str | int, ...], lines: tuple[int, int]
) -> None:
    assert written(YAML).of(path) == lines


def test_characters_that_only_yaml_takes_for_line_ends_count_no_line() -> None:
    assert written('a: "x\u2028y"\nb: 1\n').of(("b",)) == (1, 1)


def test_what_is_not_known_stands_where_the_part_around_it_does() -> None:
    assert written('{"a":\n{"b": 1}}').of(("a", "c", "d")) == (0, 1)


def test_a_name_that_appears_twice_counts_once_and_is_told() -> None:
    found = written('{"Action": "a",\n"Action": "*"}')
    assert found.value == {"Action": "*"}
    assert found.doubled == ((0, 0),)
    assert written("Action: a\nAction: b").doubled == ((0, 0),)


@pytest.mark.parametrize(
    "text", ["{", "a: &x 1\nb: *x", "a: b: c", "[" * 100_000, "- " * 50_000, "a: !!binary x\n", "--- 1\n--- 2\n"]
)
def test_what_cloudformation_does_not_take_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        written(text)
