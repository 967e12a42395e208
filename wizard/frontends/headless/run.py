"""plan, apply and status without a person: lines of text, or one JSON object a line with ``--format json``.

Standard output carries data alone; diagnostics go to standard error. The last line is the ``finished`` event.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import UNSET

from wizard.engine.engine import Engine
from wizard.engine.overview import overview_now
from wizard.engine.preview import StepPreview, digest_of_set, digests_of_set
from wizard.frontends.exits import Exit, ending_of, exit_of, exit_of_status
from wizard.frontends.headless import events
from wizard.frontends.headless.approving import approve_set
from wizard.frontends.headless.json_lines import approval_needed_line, plan_line, question
from wizard.frontends.headless.output import SIMULATED, Output
from wizard.frontends.headless.stream import Stream
from wizard.frontends.lines import STATES, overview_lines, plan_lines, question_lines
from wizard.host.program import PROGRAM
from wizard.host.standard_output import OutputLost, complain
from wizard.model import (
    State,
)
from wizard.text.sanitize import within_line


def run_plan(engine: Engine, stream: Stream) -> Exit:
    """What would change, and the digest that approves exactly that."""
    return _run(engine, stream, lambda output: _plan(engine, output))


def run_apply(engine: Engine, stream: Stream, *, wait: float, digest: str = "") -> Exit:
    """Make every approved change, and wait for what is pending up to ``wait`` seconds. digest: of what is approved."""
    return _run(engine, stream, lambda output: _apply(engine, output, wait, digest))


def run_status(engine: Engine, stream: Stream) -> Exit:
    """Observe everything once, and say where each step stands."""
    return _run(engine, stream, lambda _output: _status(engine), judges_input=False)


def _run(engine: Engine, stream: Stream, act: Callable[[Output], Exit], *, judges_input: bool = True) -> Exit:
    """Act, and say how it ended; also where somebody ends it. Raises KeyboardInterrupt, OutputLost.

    judges_input: what was given is new; in a later look, what it names may have gone since, which is a change.
    """
    output = Output(engine, stream)
    engine.listen(output.listen)
    try:
        code = act(output)
    except KeyboardInterrupt:
        engine.close()
        _finish(output, engine, Exit.INTERRUPTED)
        with contextlib.suppress(OutputLost):
            stream.close(hurried=True)
        raise
    wrong = _wrong_input(engine) if judges_input else ""
    if wrong:
        complain(f"{PROGRAM}: {wrong}")
    code = _finish(output, engine, Exit.USAGE if wrong else code, wrong)
    stream.close()
    return code


def _wrong_input(engine: Engine) -> str:
    """What of that which was given cannot be, as AWS has shown; "" where nothing is wrong with it."""
    problems = (view.problem for view in engine.views())
    return next((problem.what for problem in problems if problem and problem.wrong_input), "")


def _plan(engine: Engine, output: Output) -> Exit:
    engine.drive(engine.settled)
    previews = engine.preview(by_id=True)
    if not output.as_json:
        output.write("", *overview_lines(overview_now(engine)))
    for sight in previews:
        _tell_preview(output, sight)
    digest = digest_of_set(previews)
    anything = any(sight.rounds for sight in previews)
    _tell_needs(output, engine)
    if output.as_json:
        output.tell(events.Approval(digest=digest if anything else None, changes=digests_of_set(previews)))
    elif digests_of_set(previews):
        output.write("", f"To approve exactly these changes: apply --approve={digest}")
    states = _states(engine).values()
    needed = anything or State.NEEDS_ANSWERS in states
    return Exit.NEEDED if needed else exit_of(states, broken=engine.broken is not None)


def _apply(engine: Engine, output: Output, wait: float, digest: str) -> Exit:
    if digest and not approve_set(engine, output, digest):
        return exit_of(_states(engine).values(), broken=True) if engine.broken else Exit.NEEDED
    until = time.monotonic() + wait
    engine.drive(lambda: engine.quiet() or (engine.settled() and time.monotonic() >= until))
    _tell_needs(output, engine)
    return exit_of(_states(engine).values(), broken=engine.broken is not None)


def _status(engine: Engine) -> Exit:
    engine.drive(engine.settled)
    signed_in, broken = bool(engine.where().caller), engine.broken is not None
    return exit_of_status(engine.views(), signed_in=signed_in, broken=broken)


def _states(engine: Engine) -> dict[str, State]:
    return {step.id: engine.state(step.id) for step in engine.steps}


def _tell_preview(output: Output, sight: StepPreview) -> None:
    if output.as_json:
        for number, plan in enumerate(sight.rounds, 1):
            output.tell(plan_line(sight.step, number, plan))
        if sight.rest:
            output.tell(events.Later(step=sight.step, text=sight.rest))
        return
    if sight.rounds or sight.rest:
        output.write("", f"[{sight.step}] would change:" if sight.rounds else f"[{sight.step}]")
    for plan in sight.rounds:
        output.write(*plan_lines(plan, digests=True))
    if sight.rest:
        output.write(f"  later: {sight.rest}")


def _tell_needs(output: Output, engine: Engine) -> None:
    """What a person has to answer, to approve or to do before it goes on."""
    for view in engine.views():
        if view.state is State.NEEDS_ANSWERS:
            needed = events.AnswersNeeded(step=view.id, questions=tuple(map(question, view.questions)))
            lines = [line for question in view.questions for line in question_lines(question)]
            _tell_need(output, needed, f"[{view.id}] needs answers:", lines)
        elif view.plan and view.plan.by_hand:
            by_hand = events.ByHand(step=view.id, script=view.plan.script)
            _tell_need(
                output, by_hand, f"[{view.id}] has changes for you to run yourself:", view.plan.script.splitlines()
            )
        elif view.state is State.UNMET and view.plan:
            what = f"[{view.id}] has changes that aren't approved: apply --approve"
            _tell_need(output, approval_needed_line(view.id, view.plan), what, ())


def _tell_need(output: Output, line: events.Line, what: str, lines: Sequence[str]) -> None:
    if output.as_json:
        output.tell(line)
    else:
        output.write("", what, *map(within_line, lines))


def _finish(output: Output, engine: Engine, code: Exit, wrong: str = "") -> Exit:
    output.close()
    states, result = _states(engine), dict(engine.result())
    role, account = result.pop("role_arn", None), result.pop("account_id", None)
    if engine.broken:
        complain(str(engine.broken))
    finished = events.Finished(
        workflow=engine.workflow.id,
        outcome=ending_of(states.values(), broken=code in (Exit.FAILED, Exit.USAGE)),
        simulated=bool(engine.simulated),
        role_arn=role,
        account_id=account,
        result=result or UNSET,
        steps={name: state.value for name, state in states.items()},
        changes=output.changed,
        exit_code=code,
        reason=str(engine.broken) if engine.broken else wrong or None,
    )
    output.tell(finished) if output.as_json else output.write(*_ending_lines(finished, states, engine))
    return code


def _ending_lines(finished: events.Finished, states: Mapping[str, State], engine: Engine) -> Iterator[str]:
    region = engine.where().region
    yield ""
    yield ("Changes made: none." if not finished.changes else (f"Changes made: {finished.changes}"))
    yield f"{finished.outcome.capitalize()}."
    widest = max(map(len, states))
    for name, state in states.items():
        yield f"  {name:<{widest}} {STATES[state]}"
    yield from (f"{label}: {value}" for label, value in engine.told())
    if region:
        yield f"Region: {region}"
    if engine.simulated:
        yield SIMULATED.format(scenario=engine.simulated)
