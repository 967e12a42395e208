"""Answers from a TOML file, checked against the questions that the steps declare: same names, same validation.

What is wrong is said in one sentence that names the file, the table and the key; nothing is read from AWS for it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wizard.model import Question, Step
from wizard.model.questions import AnswersProblem, check_answer, clean_answer
from wizard.model.values import clean_value

SKIP = "skip"


def read_answers(path: Path, steps: Iterable[Step]) -> dict[str, dict[str, str]]:
    """Answers by step id, ``skip`` among them. Raises AnswersProblem."""
    try:
        text = path.read_text("utf-8-sig")
        tables = tomllib.loads(text)
    except OSError as error:
        raise AnswersProblem(f"{path} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise AnswersProblem(f"{path} isn't UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        raise AnswersProblem(f"{path} isn't TOML: {error}.{_unquoted(text)}") from None
    try:
        return checked_answers(tables, steps)
    except AnswersProblem as problem:
        raise AnswersProblem(f"{path}: {problem}") from None


def checked_answers(tables: Mapping[str, Any], steps: Iterable[Step]) -> dict[str, dict[str, str]]:
    """Tables as text answers, every one validated. Raises AnswersProblem."""
    known = {step.id: step for step in steps}
    tables, whole = _apart(tables, known.values())
    for name, table in tables.items():
        if name not in known:
            raise AnswersProblem(f"[{name}] isn't a step; the steps are {', '.join(known)}.")
        if not isinstance(table, Mapping):
            raise AnswersProblem(f"{name} isn't a table; write [{name}] on its own line.")
    checked = {name: _checked_table(known[name], table) for name, table in tables.items()}
    for name, said in whole.items():
        checked[name] = {**checked.get(name, {}), **said}
    return checked


def _apart(tables: Mapping[str, Any], steps: Iterable[Step]) -> tuple[Mapping[str, Any], Mapping[str, dict[str, str]]]:
    """The tables whose keys are answers, and the answers that are tables as they stand. Raises AnswersProblem.

    One can be both: its keys that the step asks for are answers, and everything else in it is part of the other.
    """
    rest, whole = dict(tables), dict[str, dict[str, str]]()
    for step in steps:
        for question in step.questions:
            if question.tables is None:
                continue
            said = {name: _taken(rest, name, step) for name in question.tables.schema if name in rest}
            content = json.dumps({name: value for name, value in said.items() if value != {}}, default=str)
            if content == "{}":
                continue
            if wrong := check_answer(question, content):
                raise AnswersProblem(wrong)
            whole.setdefault(step.id, {})[question.name] = content
    return rest, whole


def _taken(tables: dict[str, Any], name: str, step: Step) -> Any:
    """What a table has besides a step's answers; it is taken out of the tables, but for those."""
    value = tables.pop(name)
    if name != step.id or not isinstance(value, Mapping):
        return value
    tables[name] = {key: answer for key, answer in value.items() if key in _keys(step)}
    return {key: inner for key, inner in value.items() if key not in _keys(step)}


def _keys(step: Step) -> Mapping[str, Question | None]:
    """What can be a key of a step's table."""
    return {**{one.name: one for one in step.questions if one.tables is None}, SKIP: None}


def _checked_table(step: Step, table: Mapping[str, Any]) -> dict[str, str]:
    questions = {question.name: question for question in step.questions if question.tables is None}
    checked: dict[str, str] = {}
    for name, value in table.items():
        where = f"[{step.id}] {name}"
        if name != SKIP and name not in questions:
            names = ", ".join([*questions, SKIP])
            raise AnswersProblem(f"{where} isn't an answer of this step; its answers are {names}.")
        text = _as_text(where, questions.get(name), value)
        if name == SKIP:
            checked[name] = _reason(step, text)
            continue
        wrong = check_answer(questions[name], text)
        if wrong:
            raise AnswersProblem(f"{where}: {wrong}")
        checked[name] = text
    return checked


def _reason(step: Step, text: str) -> str:
    if not step.skippable:
        raise AnswersProblem(f"[{step.id}] {SKIP}: this step can't be skipped, because the others need it.")
    if not text:
        raise AnswersProblem(f"[{step.id}] {SKIP} needs a reason as text.")
    return text


def _as_text(where: str, question: Question | None, value: Any) -> str:
    """A value as the text of an answer; each kind of question has one type. Raises AnswersProblem."""
    if question and question.yes_or_no:
        if not isinstance(value, bool):
            raise AnswersProblem(f"{where} has to be true or false, without quotes; not {_in_toml(value)}.")
        return "true" if value else "false"
    if question and question.several:
        if not (isinstance(value, list) and value and all(isinstance(one, str) and clean_value(one) for one in value)):
            raise AnswersProblem(f'{where} has to be a list of texts, such as ["a", "b"]; not {_in_toml(value)}.')
        return clean_answer(question, json.dumps(value))
    if not isinstance(value, str):
        wanted = "text in quotes" if question and not question.choices else "one of its values in quotes"
        wanted = wanted if question else "the reason as text in quotes"
        raise AnswersProblem(f"{where} has to be {wanted}; not {_in_toml(value)}.{_quoted(value)}")
    return clean_answer(question, value) if question else clean_value(value)


def _unquoted(text: str) -> str:
    """What to do about the first number with a leading zero: an account id mostly, and no number in TOML."""
    found = re.search(r"^[ \t]*([\w.-]+)[ \t]*=[ \t]*(0[0-9_]+)[ \t]*(?:#.*)?$", text, re.MULTILINE)
    if not found:
        return ""
    line = text.count("\n", 0, found.start(1)) + 1
    return f' On line {line}, write it in quotes: {found[1]} = "{found[2]}".'


def _quoted(value: Any) -> str:
    return f' Write it in quotes: "{value}".' if type(value) in (int, float) else ""


def _in_toml(value: Any) -> str:
    """A value as a file has it, as far as a sentence has room for it."""
    if isinstance(value, str | bool | int | float):
        return json.dumps(value)[:60]
    return "a list" if isinstance(value, list) else "a table" if isinstance(value, dict) else "a date"
