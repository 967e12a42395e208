"""What every workflow goes through names no step and no type of what steps find.

Read from the sources, so that whoever writes such a name there is told at once. What may look like one has its reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from wizard.engine.actions import Action
from wizard.model import found as found_types
from wizard.workflows import WORKFLOWS, workflow_named

ROOT = Path(__file__).resolve().parents[1]
# A step that is called as something that a person can do is can't be told from it.
STEPS = {step.id for name in WORKFLOWS for step in workflow_named(name).steps} - set(get_args(Action))
FOUND = {
    name
    for name, value in vars(found_types).items()
    if isinstance(value, type) and value.__module__ == found_types.__name__
}
STRICT = ("wizard/engine", "wizard/frontends/prompts", "wizard/frontends/headless", "wizard/frontends", "screens")
LOOSE = ("wizard/diagnostics", "wizard/export", "wizard/permissions", "wizard/checkpoint", "wizard/host", "wizard/text")
# A step's subject, in a sentence or in a name. Signing in is also what a person does, on every step.
SUBJECT = re.compile(r"(?i)(?<![a-z])(sub[-_ ]?accounts?|cloudtrail|templates?|bedrock|hand-?overs?|granted)(?![a-z])")
ROLE = re.compile(r"(?i)\b(roles?|firetiger's)\b")
# Where such a word means something else.
ALLOWED = {
    ("screens/widgets/facts.py", "template"): "a kind of finding, and the widget that draws it",
    ("wizard/frontends/headless/parts.py", "template"): "a kind of finding, as JSON lines promise it",
    ("wizard/frontends/headless/events.py", "sub-account"): "what JSON lines promise is described there",
    ("wizard/frontends/headless/events.py", "role"): "what JSON lines promise is described there",
    ("wizard/frontends/headless/events.py", "SignedIn"): "a line of its own, of the front end",
    ("wizard/frontends/headless/json_lines.py", "SignedIn"): "a line of its own, of the front end",
    ("wizard/frontends/inspection.py", "role"): "what the tool inspect is about, whoever made it",
}
# Words that are also something else in the rooms below: a service of AWS, whom a policy is for, a file's name.
ALSO = {"sign-in", "template", "bedrock", "cloudtrail", "sub-account"}


def sources(*rooms: str) -> list[Path]:
    return sorted({path for room in rooms for path in (ROOT / room).rglob("*.py")})


def named(code: str) -> Iterator[str]:
    """Every step, subject of a step and found type that this code names; what it explains to its reader is no code."""
    tree = ast.parse(code)
    explained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained:
            yield from {node.value} & STEPS
            yield from (said.lower() for said in (*SUBJECT.findall(node.value), *ROLE.findall(node.value)))
        for name in _names(node):
            yield from {name} & FOUND
            yield from (said.lower() for said in SUBJECT.findall(name))


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=names):
            yield from (part for one in names for part in one.name.split("."))
        case ast.ImportFrom(module=module, names=names):
            yield from (*(module or "").split("."), *(one.name for one in names))


def test_the_engine_and_every_front_end_name_no_step_and_no_found_type() -> None:
    seen = {(str(path.relative_to(ROOT)), what) for path in sources(*STRICT) for what in named(path.read_text("utf-8"))}
    assert seen - ALLOWED.keys() == set()
    assert ALLOWED.keys() - seen == set(), "nothing is named there any more: it needs no exception"


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ('states["template"]', "template"),
        ('view.id == "sign-in"', "sign-in"),
        ("from wizard.model import SubAccount", "SubAccount"),
        ("import wizard.model\nwizard.model.GrantedRole", "GrantedRole"),
        ("from wizard.steps.bedrock import step", "bedrock"),
        ('say("The role is in place.")', "role"),
        ('say(f"{title}: the handover tells it")', "handover"),
        ("handover_path = 1", "handover"),
    ],
)
def test_such_a_name_is_found(code: str, what: str) -> None:
    assert what in set(named(code))


def test_what_is_explained_to_a_reader_may_name_one() -> None:
    assert list(named('"""Not the template."""\ndef what() -> None:\n    """Nor the handover."""')) == []


@pytest.mark.parametrize(("rooms", "also"), [(LOOSE, ALSO), (("wizard/cli",), set())], ids=["below", "command line"])
def test_the_other_rooms_name_none_either_but_where_the_word_means_something_else(
    rooms: tuple[str, ...], also: set[str]
) -> None:
    seen = [
        f"{path.relative_to(ROOT)}: {what}"
        for path in sources(*rooms)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for what in _named_outright(node, also)
    ]
    assert seen == []


def _named_outright(node: ast.AST, also: set[str]) -> list[str]:
    if isinstance(node, ast.Constant) and node.value in STEPS - also:
        return [str(node.value)]
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wizard.model"):
        return [one.name for one in node.names if one.name in FOUND]
    if isinstance(node, ast.ImportFrom | ast.Import):
        modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
        return [one for one in modules if one.startswith("wizard.steps")]
    return []
