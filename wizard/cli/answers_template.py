"""The answers file described, from the steps' own questions: a template for people, a JSON Schema for editors.

Both are made from the questions that `answers_file` checks a file against, so a key is described as soon as it exists.
The schema is a first look: it knows names, types, choices and what a value looks like. Whatever the program takes, it
takes (but for blanks around a choice); what only the program can tell, such as how long a name may be, it lets through.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from wizard.cli.answers_file import SKIP
from wizard.host.program import PROGRAM
from wizard.model import Question, Step

WIDTH = 100
REASON = "we do this ourselves"
INTRODUCTION = f"""\
# Answers for {PROGRAM}: one table a step, the same names and values as the questions on the screen.
#
# A key is a line that starts with # and no space. To answer it, remove the # and write your value; leave the others
# unchanged. The wizard names every missing answer.
#
#   {PROGRAM} plan --answers answers.toml
#   {PROGRAM} apply --answers answers.toml --approve=DIGEST
"""


def template(steps: Iterable[Step]) -> str:
    """Every key of every table, commented out, with what it asks and an example."""
    return "\n".join([INTRODUCTION, *("\n".join(_table(step)) + "\n" for step in steps if _keys(step))])


def schema(steps: Iterable[Step]) -> dict[str, Any]:
    """The JSON Schema of an answers file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Answers for {PROGRAM}",
        "type": "object",
        "additionalProperties": False,
        "properties": _properties(list(steps)),
    }


def example_of(question: Question) -> str | bool | list[str]:
    """A value that the question takes, as a file has it."""
    first = question.choices[0].value if question.choices else ""
    text = question.example or question.placeholder or question.default or first
    if question.yes_or_no:
        return text == "true"
    return [text] if question.several else text


# --- the template ------------------------------------------------------------------------------------------------


def _keys(step: Step) -> bool:
    return bool(step.questions or step.skippable)


def _table(step: Step) -> Iterator[str]:
    yield f"[{step.id}]"
    for question in step.questions:
        if question.tables is None:
            key = f"#{question.name} = {json.dumps(example_of(question), ensure_ascii=False)}"
            yield from ("", *_about(question), key)
    if step.skippable:
        yield from ("", *_comment("Skip this step, and say why. Your contact at the vendor reads it in the handover."))
        yield f"#{SKIP} = {json.dumps(REASON)}"
    for question in step.questions:
        if question.tables is not None:
            yield from ("", *_about(question), "")
            yield from (f"#{line}" if line else "" for line in question.tables.example.splitlines())


def _about(question: Question) -> Iterator[str]:
    yield from _comment(question.text)
    yield from _comment(question.help)
    for choice in question.choices:
        meaning = " ".join(filter(None, (f"{choice.label.rstrip('.')}.", choice.detail)))
        yield from _comment(f'"{choice.value}": {meaning}', hanging="    ")
    if question.several:
        yield "# A list of texts."
    if question.optional:
        yield "# Optional."


def _comment(text: str, hanging: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent="# " + hanging[:2], subsequent_indent="# " + hanging, break_on_hyphens=False
    )


# --- the schema --------------------------------------------------------------------------------------------------


def _properties(steps: list[Step]) -> dict[str, Any]:
    """The steps' tables, and those that are an answer as they stand; one that is both has the keys of both."""
    known = {step.id: _table_schema(step) for step in steps}
    said = (one.tables for step in steps for one in step.questions if one.tables is not None)
    for name, table in ((name, table) for tables in said for name, table in tables.schema.items()):
        own = known.get(name)
        known[name] = {**own, "additionalProperties": table["additionalProperties"]} if own else dict(table)
    return known


def _table_schema(step: Step) -> dict[str, Any]:
    keys = {question.name: _value_schema(question) for question in step.questions if question.tables is None}
    if step.skippable:
        keys[SKIP] = {"type": "string", "pattern": r"\S", "description": "The reason to skip this step."}
    return {"title": step.title, "type": "object", "additionalProperties": False, "properties": keys}


def _value_schema(question: Question) -> dict[str, Any]:
    about = {"description": " ".join(filter(None, (question.text, question.help))), "examples": [example_of(question)]}
    if question.yes_or_no:
        return {"type": "boolean", **about}
    if question.several:
        return {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": r"\S"}, **about}
    if question.choices:
        values = [choice.value for choice in question.choices]
        return {"type": "string", "enum": ["", *values] if question.optional else values, **about}
    pattern = question.shape or ("" if question.optional else r"\S")
    return {"type": "string", **({"pattern": pattern} if pattern else {}), **about}
