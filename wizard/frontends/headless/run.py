"""plan, apply and status without a person: lines of text, or one JSON object a line with ``--format json``.

Standard output carries data alone; diagnostics go to standard error. The last line is the ``finished`` event.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from wizard.checkpoint.checkpoint import iso
from wizard.engine.engine import Engine
from wizard.engine.preview import Foresight, digest_of_set
from wizard.frontends.exits import Exit, ending_of, exit_of
from wizard.frontends.lines import STATES, inert, plan_lines, question_lines, step_lines
from wizard.model import (
    CallEnded,
    ChangeView,
    Event,
    Finding,
    Granted,
    PlanView,
    Question,
    SignedIn,
    State,
    StepChanged,
    StepView,
    SubAccount,
)


class Output:
    """Writes what happens, as text or as JSON; each step once for each state it is seen in."""

    def __init__(self, engine: Engine, *, as_json: bool) -> None:
        self._engine = engine
        self._json = as_json
        self._lock = threading.Lock()
        self._last: dict[str, object] = {}
        self._progress: dict[str, str] = {}
        self._closed = self._cut = False
        self.changed = 0

    def listen(self, event: Event) -> None:
        """An engine's listener."""
        with self._lock:
            if self._closed:
                return
            if isinstance(event, StepChanged):
                self._told(self._engine.view(event.step))
            elif isinstance(event, CallEnded) and self._json:
                self.write({"event": "call", **_call(event)})

    def close(self) -> None:
        """Say what has not been said yet, and nothing afterwards: the ending is the last line."""
        with self._lock:
            for view in self._engine.views():
                self._told(view)
            self._closed = True

    def _told(self, view: StepView) -> None:
        self._step(view)
        self._changes(view)

    def _step(self, view: StepView) -> None:
        said = (view.state, view.summary, view.findings, view.problem, view.waiting and view.waiting.what)
        # Told while its changes are sent, too: what was found before them is part of the record.
        if view.busy == "observing" or self._last.get(view.id) == said or view.state is State.WAITING:
            return
        self._last[view.id] = said
        if self._json:
            self.write({"event": "step", **step_as_data(view)})
        else:
            self.write(*step_lines(view))

    def _changes(self, view: StepView) -> None:
        for change in view.plan.changes if view.plan else ():
            if self._progress.get(change.digest) == change.progress or change.progress in ("planned", "approved"):
                continue
            self._progress[change.digest] = change.progress
            self.changed += change.progress == "done"
            if self._json:
                self.write({"event": "change", "step": view.id, **change_as_data(change)})
            else:
                self.write(f"  {change.progress}: {inert(change.sentence)}")

    def write(self, *what: Mapping[str, Any] | str) -> None:
        """Lines of text, or JSON objects."""
        for one in what:
            line = one if isinstance(one, str) else msgspec.json.encode(one, enc_hook=str).decode()
            self._put(line + "\n")
        self._put("")

    def _put(self, text: str) -> None:
        """Whoever reads may stop reading (``| head``): then nothing further is said, and nothing further is sent."""
        if self._cut:
            return
        try:
            sys.stdout.write(text)
            if not text:
                sys.stdout.flush()
        except BrokenPipeError:
            self._cut = True
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self._engine.close()


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
    granted, account = engine.find(Granted), engine.find(SubAccount)
    if engine.broken:
        sys.stderr.write(f"{engine.broken}\n")
    ending = ending_of(states.values(), broken=engine.broken is not None)
    finished = {
        "event": "finished",
        "outcome": ending,
        "role_arn": granted.role_arn if granted and states["template"] is State.SATISFIED else None,
        "account_id": account.account if account else None,
        "steps": {name: str(state) for name, state in states.items()},
        "changes": output.changed,
    }
    output.write(finished) if as_json else output.write(*_ending_lines(finished, states, engine))
    return code


def _ending_lines(finished: Mapping[str, Any], states: Mapping[str, State], engine: Engine) -> Iterator[str]:
    signed_in = engine.find(SignedIn)
    yield ""
    yield (
        "Changes made: none; everything stands as it did."
        if not finished["changes"]
        else (f"Changes made: {finished['changes']}")
    )
    yield f"{str(finished['outcome']).capitalize()}."
    for name, state in states.items():
        yield f"  {name:<12} {STATES[state]}"
    if finished["role_arn"]:
        yield f"Role ARN: {finished['role_arn']}"
    if signed_in:
        yield f"Region: {signed_in.region}"


# --- as data -----------------------------------------------------------------------------------------------------


def step_as_data(view: StepView) -> dict[str, Any]:
    """A step's view as the JSON event carries it."""
    problem = msgspec.to_builtins(view.problem) if view.problem else None
    return {
        "step": view.id,
        "title": view.title,
        "state": str(view.state),
        "summary": view.summary,
        "findings": [_finding(finding) for finding in view.findings],
        "problem": problem,
        "waiting": msgspec.to_builtins(view.waiting) if view.waiting else None,
        "skipped": view.skipped or None,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(finding)
    return {name: value for name, value in data.items() if value}


def change_as_data(change: ChangeView) -> dict[str, Any]:
    """A change, with its parameters as they are sent; blobs as text."""
    parameters = {name: _text(value) for name, value in change.parameters.items()}
    data: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(change, parameters=parameters))
    data["at"] = iso(change.at) if change.at else None
    del data["script"]  # the command says it in one line
    return data


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def plan_as_data(plan: PlanView) -> dict[str, Any]:
    """A round of changes."""
    return {
        "act": plan.act,
        "consent": list(plan.consent),
        "costs": plan.costs,
        "by_hand": plan.by_hand,
        "changes": [change_as_data(change) for change in plan.changes],
    }


def question_as_data(question: Question) -> dict[str, Any]:
    """A question, with what it allows."""
    return {
        "name": question.name,
        "text": question.text,
        "choices": [choice.value for choice in question.choices],
        "yes_or_no": question.yes_or_no,
        "optional": question.optional,
    }


def _call(event: CallEnded) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(event)
    return {**data, "event": "call", "at": iso(event.at), "seconds": round(event.seconds, 4)}
