"""A workflow of two steps that nobody wrote the program for goes through all of it, with nothing changed for it."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.frontends.scripted import Scripted, table
from tests.screens.driving import BIG, lines, opened, press, shows, until
from tests.screens.still import opening
from tests.worlds import FAST, World, thing
from wizard.checkpoint.checkpoint import Checkpoint
from wizard.checkpoint.stores import FileStore
from wizard.diagnostics.log import Log
from wizard.diagnostics.report import report
from wizard.engine.engine import Engine
from wizard.frontends.exits import Exit
from wizard.frontends.headless.run import run_apply
from wizard.frontends.headless.stream import Stream
from wizard.model import Context, State, Workflow, needed
from wizard.model import found as found_types
from wizard.permissions.policies import actions_in, operator_policies
from wizard.problems.explain import explain
from wizard.vendors.profile import load_vendor
from wizard.workflows.onboarding import WORKFLOW as ONBOARDING

ROOT = Path(__file__).resolve().parents[1]
LEARNED = needed("kms", "CreateAlias", writes=True)


def made_up() -> Workflow:
    """A kettle, and tea that needs it."""
    kettle = replace(thing("kettle", asks=True), calls=LEARNED)
    return Workflow(
        id="tea",
        title="Tea",
        steps=(kettle, thing("tea", after=("kettle",))),
        result=lambda context: {"role_arn": f"{len(context.outcomes)} steps", "account_id": None},
        labels={"role_arn": "How it went"},
    )


def engine_of(world: World, directory: Path, **more: Any) -> Engine:
    return Engine(
        made_up(),
        Context(vendor=load_vendor("firetiger"), now=datetime.now(UTC), person=True),
        port=world,
        checkpoint=Checkpoint(FileStore(directory / "checkpoint.json")),
        explain=explain,
        timing=FAST,
        **more,
    )


def test_without_a_person_it_ends_with_its_own_name_and_result(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    engine = engine_of(World(), tmp_path, standing_approval=lambda _step, _digests: True)
    engine.answer("kettle", {"colour": "red"})
    log = Log(tmp_path / "log.jsonl")
    log.follow(engine)
    assert run_apply(engine, Stream(as_json=True, command="apply"), wait=5) is Exit.COMPLETE
    log.end("complete")
    last = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert (last["event"], last["workflow"], last["outcome"]) == ("finished", "tea", "complete")
    assert last["steps"] == {"kettle": "satisfied", "tea": "satisfied"}
    assert last["role_arn"] == "2 steps"
    assert {"kettle", "tea"} <= set(re.findall(r"kettle|tea", (tmp_path / "log.jsonl").read_text()))


def test_as_text_what_has_come_of_it_is_told_in_its_own_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    engine = engine_of(World(), tmp_path, standing_approval=lambda _step, _digests: True)
    engine.answer("kettle", {"colour": "red"})
    run_apply(engine, Stream(as_json=False), wait=5)
    said = capfd.readouterr().out
    assert "How it went: 2 steps" in said
    assert "Tea" in said


def test_in_prompts_it_is_asked_approved_and_done(tmp_path: Path) -> None:
    world = World()
    script: list[tuple[str, object]] = [
        ("Which colour?", "red"),
        ("Kettle: what now?", "approve"),
        ("Tea: what now?", "approve"),
    ]
    with table(made_up().steps, Scripted(script), world, tmp_path) as held:
        held.conversation.hold()
        assert held.states() == {"kettle": "satisfied", "tea": "satisfied"}
    assert world.sent == ["kettle", "tea"]


async def test_on_the_screen_it_is_asked_approved_and_done(tmp_path: Path) -> None:
    world = World()

    def start(_fresh: bool, listen: Any) -> Engine:
        engine = engine_of(world, tmp_path)
        engine.listen(listen)
        return engine

    titles = tuple((step.id, step.title) for step in made_up().steps)
    async with opened(opening(None, product="Tea", steps=titles, start=start), BIG) as pilot:  # type: ignore[arg-type]  # start makes the engine
        await until(pilot, shows(pilot, "Which colour?"))
        await press(pilot, "r", "e", "d", "enter", "enter")
        await until(pilot, shows(pilot, "Make kettle"))
        await press(pilot, "enter", "enter")
        await until(pilot, shows(pilot, "Make tea"))
        await press(pilot, "enter", "enter")
        await until(pilot, lambda: world.sent == ["kettle", "tea"])
        await until(pilot, shows(pilot, "2 of 2 done"))
        assert "Tea" in lines(pilot)[0]


def test_its_report_and_its_policy_need_no_word_elsewhere(tmp_path: Path) -> None:
    engine = engine_of(World(), tmp_path)
    engine.drive(engine.settled)
    views = engine.views()
    assert "Kettle" in report(views[0], (), program="tea 1.0", others=views)
    (policy,) = operator_policies(made_up().steps, load_vendor("firetiger"), {})
    assert actions_in(policy) == ("kms:CreateAlias",)


def test_its_checkpoint_says_what_was_sent_and_is_resumed(tmp_path: Path) -> None:
    world = World()
    engine = engine_of(world, tmp_path, standing_approval=lambda _step, _digests: True)
    engine.answer("kettle", {"colour": "red"})
    engine.drive(engine.quiet)
    again = engine_of(world, tmp_path)
    again.drive(again.quiet)
    assert [again.state(step.id) for step in again.steps] == [State.SATISFIED] * 2
    assert world.sent == ["kettle", "tea"]


# --- nobody names a step --------------------------------------------------------------------------------------------

KNOWS_NONE = ("engine", "frontends", "diagnostics", "export", "permissions", "checkpoint", "host", "text")
FOUND = {
    name
    for name, value in vars(found_types).items()
    if isinstance(value, type) and value.__module__ == found_types.__name__
}
# Words that are also something else: an act and a kind of finding, a service of AWS, the identity that a policy is for.
ALSO = {"sign-in", "template", "bedrock", "cloudtrail", "sub-account"}


def modules() -> list[Path]:
    return [
        *(path for room in KNOWS_NONE for path in (ROOT / "wizard" / room).rglob("*.py")),
        *(ROOT / "screens").rglob("*.py"),
    ]


def test_what_every_workflow_goes_through_names_no_found_type_and_no_step() -> None:
    steps = {step.id for step in ONBOARDING.steps} - ALSO
    named = [
        f"{path.relative_to(ROOT)}: {what}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for what in _named(node, steps)
    ]
    assert named == []


def _named(node: ast.AST, steps: set[str]) -> list[str]:
    if isinstance(node, ast.Constant) and node.value in steps:
        return [str(node.value)]
    if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wizard.model"):
        return [one.name for one in node.names if one.name in FOUND]
    if isinstance(node, ast.ImportFrom | ast.Import):
        modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
        return [one for one in modules if one.startswith("wizard.steps")]
    return []
