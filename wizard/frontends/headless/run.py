"""plan, apply and status without a person: lines of text, or one JSON object a line with ``--format json``.

Standard output carries data alone; diagnostics go to standard error. The last line is the ``finished`` event.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wizard.engine.engine import Engine
from wizard.engine.preview import Foresight, digest_of_set
from wizard.frontends.exits import Exit, ending_of, exit_of
from wizard.frontends.headless.json_lines import plan_as_data, question_as_data
from wizard.frontends.headless.output import SIMULATED, Output
from wizard.frontends.lines import STATES, inert, plan_lines, question_lines
from wizard.model import (
    State,
)


def run_plan(engine: Engine, *, as_json: bool) -> Exit:
    """What would change, and the digest that approves exactly that."""
    output = Output(engine, as_json=as_json)
    engine.listen(output.listen)
    engine.drive(engine.settled)
    foresights = engine.foresee()
    for sight in foresights:
        _tell_foresight(output, sight, as_json=as_json)
    digest = digest_of_set(foresights)
    anything = any(sight.rounds for sight in foresights)
    _tell_needs(output, engine, as_json=as_json)
    if as_json:
        output.write({"event": "approval", "digest": digest if anything else None})
    elif anything:
        output.write("", f"To approve exactly these changes: apply --approve={digest}")
    states = _states(engine)
    needed = anything or State.NEEDS_ANSWERS in states.values()
    code = Exit.NEEDED if needed else exit_of(states.values(), broken=engine.broken is not None)
    return _finish(output, engine, code, as_json=as_json)


def run_apply(engine: Engine, *, as_json: bool, wait: float) -> Exit:
    """Make every approved change, and wait for what is pending up to ``wait`` seconds."""
    output = Output(engine, as_json=as_json)
    engine.listen(output.listen)
    until = time.monotonic() + wait
    engine.drive(lambda: engine.quiet() or (engine.settled() and time.monotonic() >= until))
    _tell_needs(output, engine, as_json=as_json)
    code = exit_of(_states(engine).values(), broken=engine.broken is not None)
    return _finish(output, engine, code, as_json=as_json)


def run_status(engine: Engine, *, as_json: bool) -> Exit:
    """Observe everything once, and say where each step stands."""
    output = Output(engine, as_json=as_json)
    engine.listen(output.listen)
    engine.drive(engine.settled)
    states = _states(engine)
    complete = exit_of(states.values(), broken=engine.broken is not None)
    return _finish(output, engine, Exit.INCOMPLETE if complete is Exit.NEEDED else complete, as_json=as_json)


def _states(engine: Engine) -> dict[str, State]:
    return {step.id: engine.state(step.id) for step in engine.steps}


def _tell_foresight(output: Output, sight: Foresight, *, as_json: bool) -> None:
    if as_json:
        for number, plan in enumerate(sight.rounds, 1):
            output.write({"event": "plan", "step": sight.step, "round": number, **plan_as_data(plan)})
        if sight.rest:
            output.write({"event": "later", "step": sight.step, "text": sight.rest})
        return
    if sight.rounds or sight.rest:
        output.write("", f"[{sight.step}] would change:" if sight.rounds else f"[{sight.step}]")
    for plan in sight.rounds:
        output.write(*plan_lines(plan))
    if sight.rest:
        output.write(f"  later: {sight.rest}")


def _tell_needs(output: Output, engine: Engine, *, as_json: bool) -> None:
    """What a person has to answer, to approve or to do before it goes on."""
    for view in engine.views():
        if view.state is State.NEEDS_ANSWERS:
            questions = [question_as_data(question) for question in view.questions]
            lines = [line for question in view.questions for line in question_lines(question)]
            event = {"event": "answers-needed", "step": view.id, "questions": questions}
            _tell_need(output, event, f"[{view.id}] needs answers:", lines, as_json=as_json)
        elif view.plan and view.plan.by_hand:
            event = {"event": "by-hand", "step": view.id, "script": view.plan.script}
            lines = view.plan.script.splitlines()
            _tell_need(output, event, f"[{view.id}] is yours to do by hand:", lines, as_json=as_json)
        elif view.state is State.UNMET and view.plan:
            event = {"event": "approval-needed", "step": view.id, **plan_as_data(view.plan)}
            what = f"[{view.id}] has changes that are not approved: apply --approve"
            _tell_need(output, event, what, (), as_json=as_json)


def _tell_need(output: Output, event: Mapping[str, Any], what: str, lines: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        output.write(event)
    else:
        output.write("", what, *map(inert, lines))


def _finish(output: Output, engine: Engine, code: Exit, *, as_json: bool) -> Exit:
    output.close()
    states = _states(engine)
    if engine.broken:
        sys.stderr.write(f"{engine.broken}\n")
    ending = ending_of(states.values(), broken=engine.broken is not None)
    finished = {
        "event": "finished",
        "workflow": engine.workflow.id,
        "outcome": ending,
        "simulated": bool(engine.simulated),
        **engine.result(),
        "steps": {name: str(state) for name, state in states.items()},
        "changes": output.changed,
    }
    output.write(finished) if as_json else output.write(*_ending_lines(finished, states, engine))
    return code


def _ending_lines(finished: Mapping[str, Any], states: Mapping[str, State], engine: Engine) -> Iterator[str]:
    region = engine.where().region
    yield ""
    yield (
        "Changes made: none; everything stands as it did."
        if not finished["changes"]
        else (f"Changes made: {finished['changes']}")
    )
    yield f"{str(finished['outcome']).capitalize()}."
    for name, state in states.items():
        yield f"  {name:<12} {STATES[state]}"
    yield from (f"{label}: {finished[name]}" for name, label in engine.workflow.labels.items() if finished[name])
    if region:
        yield f"Region: {region}"
    if engine.simulated:
        yield SIMULATED.format(scenario=engine.simulated)
