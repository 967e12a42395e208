"""Changes of later rounds that are approved together with the present one, and changes that were sent too early."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.worlds import TARGET, World, engine_of, make, refusal
from wizard.checkpoint.checkpoint import Checkpoint, Glance
from wizard.engine.engine import Engine
from wizard.engine.preview import digests_of_set
from wizard.host.timing import Timing
from wizard.model import (
    Answers,
    Change,
    Context,
    Journal,
    Observation,
    Plan,
    Preview,
    Read,
    Reader,
    State,
    Step,
    Waiting,
)
from wizard.model.questions import AnswersProblem

QUICK = Timing(pause=0.001)
TOO_EARLY = "no"  # what the world says when it refuses


def in_rounds(*names: str, early: tuple[str, ...] = (), waits: bool = True) -> Step:
    """A step that makes one thing a round, and has all the rest approved with it.

    waits: whether it says, after a change that was refused too early, that it waits for a moment.
    """
    last = [0]

    def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Any]:
        states = [read(Read(target=TARGET, service="things", operation="Get", parameters={"name": n})) for n in names]
        missing = [name for name, one in zip(names, states, strict=True) if one["state"] == "absent"]
        refused = sum(entry.outcome == "unsent" for entry in journal.entries)
        if waits and refused > last[0]:
            last[0] = refused
            wait = Waiting(what="what came before takes effect", limit=100, every=0.001)
            return Observation(state=State.PENDING, summary="waits", facts=missing, waiting=wait)
        return Observation(state=State.UNMET if missing else State.SATISFIED, summary="", facts=missing)

    def plan(observation: Observation[Any], answers: Answers) -> Plan:
        first, *rest = [make(name, early=early) for name in observation.facts]
        return Plan(changes=(first,), later=tuple(rest), act="Make all of them")

    def preview(observation: Observation[Any] | None, answers: Answers, context: Context) -> Preview:
        return Preview(rounds=(plan(observation, answers),) if observation else ())

    return Step(id="rounds", title="Rounds", observe=observe, plan=plan, preview=preview)


def settled(engine: Engine) -> Engine:
    engine.drive(engine.quiet)
    return engine


def shown(engine: Engine) -> list[str]:
    plan = engine.view("rounds").plan
    assert plan
    return [change.parameters["name"] for change in plan.changes]


def digests(names: Sequence[str]) -> set[str]:
    return {change.digest() for change in map(make, names)}


def test_what_is_approved_with_a_round_is_shown_with_it_and_sent_round_by_round_without_asking_again() -> None:
    world = World()
    engine = settled(engine_of(in_rounds("form", "agreement", "call"), world=world, timing=QUICK))
    assert shown(engine) == ["form", "agreement", "call"]
    assert world.sent == []
    engine.approve("rounds", engine.view("rounds").plan)
    settled(engine)
    assert world.sent == ["form", "agreement", "call"]
    assert engine.state("rounds") is State.SATISFIED


def test_a_round_is_sent_alone_however_much_was_approved_with_it() -> None:
    world = World()
    world.arrives_as = "coming"
    engine = settled(engine_of(in_rounds("form", "agreement"), world=world, timing=QUICK))
    engine.approve("rounds")
    engine.drive(lambda: bool(world.sent))
    assert world.sent == ["form"], "the next is planned by an observation"


def test_what_was_not_shown_with_the_round_is_asked_about() -> None:
    world = World()
    engine = settled(engine_of(in_rounds("form", "agreement"), world=world, timing=QUICK))
    plan = engine.view("rounds").plan
    other = settled(engine_of(in_rounds("form", "other"), world=world, timing=QUICK))
    with pytest.raises(AnswersProblem):
        other.approve("rounds", plan)


def test_the_script_of_a_plan_runs_its_first_round() -> None:
    engine = settled(engine_of(in_rounds("form", "agreement"), world=World(), timing=QUICK))
    plan = engine.view("rounds").plan
    assert plan
    assert plan.script == plan.changes[0].script


def test_what_is_foreseen_holds_the_changes_of_later_rounds() -> None:
    engine = settled(engine_of(in_rounds("form", "agreement"), world=World(), timing=QUICK))
    assert set(digests_of_set(engine.preview())) == digests(["form", "agreement"])


def test_a_resumed_process_asks_nothing_of_what_was_approved_with_the_round_before() -> None:
    world, checkpoint = World(), Checkpoint(Glance())
    first = settled(engine_of(in_rounds("form", "agreement"), world=world, checkpoint=checkpoint, timing=QUICK))
    checkpoint.approve(digests(["form", "agreement"]))
    first.close()
    world.things["form"] = "there"
    settled(engine_of(in_rounds("form", "agreement"), world=world, checkpoint=checkpoint, timing=QUICK))
    assert world.sent == ["agreement"]


def early_world(times: int) -> World:
    world = World()
    world.refuse["agreement"] = [refusal("ResourceNotFoundException")] * times
    return world


def test_what_was_sent_too_early_is_sent_again_after_the_wait_and_asked_about_no_second_time() -> None:
    world, checkpoint = early_world(5), Checkpoint(Glance())
    step = in_rounds("form", "agreement", early=(TOO_EARLY,))
    engine = settled(engine_of(step, world=world, checkpoint=checkpoint, timing=QUICK))
    engine.approve("rounds")
    settled(engine)
    assert engine.state("rounds") is State.SATISFIED
    assert world.sent == ["form", *["agreement"] * 6]
    outcomes = [entry.outcome for entry in checkpoint.entries("rounds")]
    assert outcomes == ["landed", *["unsent"] * 5, "landed"]


def test_a_step_that_does_not_wait_after_a_change_was_too_early_is_blocked_and_not_sent_for_ever() -> None:
    world = early_world(99)
    engine = settled(engine_of(in_rounds("agreement", early=(TOO_EARLY,), waits=False), world=world, timing=QUICK))
    engine.approve("rounds")
    settled(engine)
    assert engine.state("rounds") is State.BLOCKED
    assert world.sent == ["agreement"]


def test_another_refusal_spends_the_approval_and_is_a_problem() -> None:
    world = early_world(1)
    engine = settled(engine_of(in_rounds("form", "agreement", early=("something else",)), world=world, timing=QUICK))
    engine.approve("rounds")
    settled(engine)
    assert engine.state("rounds") is State.BLOCKED
    plan = engine.view("rounds").plan
    assert plan
    assert not plan.approved


def test_what_lost_its_answer_was_not_too_early() -> None:
    change: Change = make("agreement", early=(TOO_EARLY,))
    assert change.too_early(refusal())
    assert not change.too_early(refusal(unsure=True))
