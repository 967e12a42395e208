"""A workflow of two steps that nobody wrote the program for goes through all of it, with nothing changed for it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.frontends.scripted import Scripted, table
from tests.permissions.actions import actions_in
from tests.screens.driving import BIG, drawn, lines, opened, press, shows, steps, until
from tests.screens.still import opening
from tests.worlds import FAST, World, thing
from wizard.checkpoint.checkpoint import Checkpoint
from wizard.checkpoint.stores import FileStore
from wizard.diagnostics.log import Log
from wizard.diagnostics.report import report
from wizard.engine.actions import possible
from wizard.engine.engine import Engine
from wizard.engine.overview import overview_now
from wizard.frontends.exits import Exit
from wizard.frontends.headless.run import run_apply
from wizard.frontends.headless.stream import Stream
from wizard.frontends.lines import overview_lines
from wizard.frontends.prompts import menus
from wizard.frontends.prompts.wording import ending_lines, opening_lines
from wizard.model import Context, State, Workflow, needed
from wizard.permissions.policies import operator_policies
from wizard.problems.explain import explain
from wizard.vendors.profile import load_vendor

LEARNED = needed("kms", "CreateAlias", writes=True)
FOREIGN = re.compile(r"(?i)\b(roles?|arns?|bedrock|sub-?accounts?|cloudtrail|templates?|handover|solutions engineer)\b")
"""What only the onboarding has."""


def made_up() -> Workflow:
    """A kettle, and tea that needs it."""
    kettle = replace(thing("kettle", asks=True), calls=LEARNED)
    return Workflow(
        id="tea",
        title="Tea",
        steps=(kettle, thing("tea", after=("kettle",))),
        result=lambda context: {"cups": len(context.outcomes)},
        labels={"cups": "Cups"},
    )


def engine_of(world: World, directory: Path, workflow: Workflow | None = None, **more: Any) -> Engine:
    return Engine(
        workflow or made_up(),
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
    assert last["result"] == {"cups": 2}
    assert (last["role_arn"], last["account_id"]) == (None, None)
    assert {"kettle", "tea"} <= set(re.findall(r"kettle|tea", (tmp_path / "log.jsonl").read_text()))


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ({"role_arn": "r", "account_id": "1"}, {"role_arn": "r", "account_id": "1"}),
        ({"role_arn": "r", "steps": 3}, {"role_arn": "r", "account_id": None, "result": {"steps": 3}}),
        ({}, {"role_arn": None, "account_id": None}),
    ],
    ids=["fields of the line", "names of its own, even a field's", "nothing"],
)
def test_what_has_come_of_it_stands_in_the_last_line_where_a_reader_looks_for_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], result: dict[str, Any], told: dict[str, Any]
) -> None:
    ended = replace(made_up(), result=lambda _context: result, labels={})
    run_apply(engine_of(World(), tmp_path, ended), Stream(as_json=True, command="apply"), wait=0)
    last = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert {name: last[name] for name in ("role_arn", "account_id", "result") if name in last} == told


@pytest.mark.parametrize(("cups", "told"), [(0, (("Cups", "0"),)), (2, (("Cups", "2"),)), (None, ()), ("", ())])
def test_a_count_of_zero_is_told_and_what_is_not_there_is_not(cups: int | str | None, told: tuple[Any, ...]) -> None:
    assert made_up().told({"cups": cups}) == told


def test_as_text_what_has_come_of_it_is_told_in_its_own_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    engine = engine_of(World(), tmp_path, standing_approval=lambda _step, _digests: True)
    engine.answer("kettle", {"colour": "red"})
    run_apply(engine, Stream(as_json=False), wait=5)
    said = capfd.readouterr().out
    assert "Cups: 2" in said.splitlines()
    assert "Tea" in said
    assert FOREIGN.findall(said) == []


def test_in_prompts_it_is_asked_approved_and_done(tmp_path: Path) -> None:
    world = World()
    script: list[tuple[str, object]] = [
        ("Which colour?", "red"),
        ("Kettle: what do you want to do?", "approve"),
        ("Tea: what do you want to do?", "approve"),
    ]
    with table(made_up().steps, Scripted(script), world, tmp_path) as held:
        held.conversation.hold()
        assert held.states() == {"kettle": "satisfied", "tea": "satisfied"}
    assert world.sent == ["kettle", "tea"]


def test_a_conversation_about_it_speaks_of_nothing_that_only_another_workflow_has(tmp_path: Path) -> None:
    tea, asker = made_up(), Scripted([("Which colour?", "red"), ("Kettle: what do you want to do?", "skip"),
                                      ("Why", "cold is fine"),
                                      ("Tea: what do you want to do?", "approve"),
                                      ("What do you want to do?", "finish")])  # fmt: skip
    with table(tea.steps, asker, World(), tmp_path) as held:
        asker.said += opening_lines("Acme", tea.words, "", overview_now(held.engine))
        held.conversation.hold()
        views = held.engine.views()
        asker.said += ending_lines(views, "Acme", tea.words)
    labels = [choice.label for view in views for choice in menus.offers(view, possible(view))]
    assert "Not done: Kettle - skipped: cold is fine" in asker.said
    assert FOREIGN.findall("\n".join((*asker.said, *labels))) == []


def test_its_overview_says_what_is_done_and_what_would_be(tmp_path: Path) -> None:
    engine = engine_of(World(), tmp_path)
    engine.answer("kettle", {"colour": "red"})
    engine.drive(engine.settled)
    said = list(overview_lines(overview_now(engine)))
    assert said[1].startswith("  1. Kettle - to do: Make kettle")
    assert "1 change planned" in said[2]
    assert any(line.startswith("  2. Tea") for line in said)
    assert FOREIGN.findall("\n".join(said)) == []


async def test_on_the_screen_it_is_asked_approved_and_done(tmp_path: Path) -> None:
    world = World()

    def start(_fresh: bool, listen: Any) -> Engine:
        engine = engine_of(world, tmp_path)
        engine.listen(listen)
        return engine

    titles = tuple((step.id, step.title) for step in made_up().steps)
    async with opened(opening(None, product="Tea", steps=titles, start=start), BIG) as pilot:
        await until(pilot, shows(pilot, "Which colour?"))
        await press(pilot, "r", "e", "d", "enter", "enter")
        await until(pilot, shows(pilot, "Make kettle"))
        await press(pilot, "enter", "enter")
        await until(pilot, shows(pilot, "Make tea"))
        await press(pilot, "enter", "enter")
        await until(pilot, lambda: world.sent == ["kettle", "tea"])
        await until(pilot, shows(pilot, "2 of 2 done", "Everything is done."))
        assert "Tea" in lines(pilot)[0]
        assert FOREIGN.findall(drawn(pilot)) == []


async def test_a_screen_of_it_speaks_of_nothing_that_only_another_workflow_has(tmp_path: Path) -> None:
    def start(_fresh: bool, listen: Any) -> Engine:
        engine = engine_of(World(), tmp_path)
        engine.answer("kettle", {"colour": "red"})
        engine.listen(listen)
        return engine

    titles = tuple((step.id, step.title) for step in made_up().steps)
    async with opened(
        opening(None, product="Tea", first_why="", steps=titles, start=start), BIG
    ) as pilot:  # start makes the engine
        await until(pilot, shows(pilot, "Make kettle"))
        seen = [drawn(pilot)]
        await press(pilot, "question_mark")
        seen.append(drawn(pilot))
        assert "switch sign-in" not in seen[-1]
        await press(pilot, "escape")
        await steps(pilot).do("skip")
        await until(pilot, shows(pilot, "You can undo the skip at any time."))
        seen.append(drawn(pilot))
        assert FOREIGN.findall("\n".join(seen)) == []


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
