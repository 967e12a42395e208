"""What a step says as plain lines of text: shared by the headless commands and the prompts.

Text that comes from AWS, a file or a person is data: control characters and direction marks in it are replaced, so no
escape sequence of a stranger reaches the terminal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from wizard.model import Finding, PlanView, Problem, Question, State, StepView, WaitView

MARKS = {"good": "ok", "warning": "!", "bad": "x", "info": "i", "unknown": "?"}
STATES = {
    State.SATISFIED: "done",
    State.NEEDS_ANSWERS: "needs your answer",
    State.PENDING: "waiting for AWS",
    State.UNMET: "something to do",
    State.BLOCKED: "blocked",
    State.SKIPPED: "skipped",
    State.WAITING: "waits for an earlier step",
}
# Kinds of fact that are shown when a person asks for them, not in passing.
TOO_LONG = ("template", "script", "difference")
LONGEST = 2000
# Of a digest, where people compare: forty-eight bits.
SHORT = 12


def inert(text: str, longest: int = LONGEST) -> str:
    """The text with nothing in it that a terminal would interpret; cut where it is absurdly long, 0 for never."""
    longest = longest or len(text)
    shown = "".join("�" if _acts(character) else character for character in text[:longest])
    return shown if len(text) <= longest else f"{shown}… ({len(text)} characters)"


def _acts(character: str) -> bool:
    # Cc: controls and escapes; Cf: bidirectional overrides, joiners; Cs, Co: nothing a terminal can draw.
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def grouped(text: str) -> str:
    """Account ids in groups of four, as they are read aloud."""
    return re.sub(r"(?<![\w:/-])(\d{4})(\d{4})(\d{4})(?![\w-])", r"\1 \2 \3", text)


def step_lines(view: StepView) -> Iterator[str]:
    """The whole step: where it stands, what was found, what is in the way."""
    yield f"Step {view.number} of {view.of}: {view.title} - {STATES[view.state]}"
    if view.skipped:
        yield f"  skipped: {inert(view.skipped)}"
    for finding in view.findings:
        if finding.kind not in TOO_LONG:
            yield from finding_lines(finding)
    if view.problem:
        yield from problem_lines(view.problem)
    if view.waiting:
        yield from wait_lines(view.waiting)


def wait_lines(wait: WaitView) -> Iterator[str]:
    """What is waited for, how long that usually takes, and what AWS says of it."""
    usual = f" ({inert(wait.usual)})" if wait.usual else ""
    yield f"  waiting: {inert(wait.what)}{usual}"
    if wait.says:
        yield f"  AWS says: {inert(wait.says)}"


def finding_lines(finding: Finding) -> Iterator[str]:
    """One finding; kinds of fact with a body follow indented, line by line."""
    detail = f" ({grouped(inert(finding.detail))})" if finding.detail else ""
    yield f"  {MARKS[finding.mark]:<2} {grouped(inert(finding.text))}{detail}"
    for row in finding.rows:
        yield "       " + "  ".join(inert(cell) for cell in row)
    if finding.body:
        yield from (f"       {inert(line)}" for line in finding.body.splitlines())


def problem_lines(problem: Problem) -> Iterator[str]:
    """What happened, why, what to do, and where it is told at length."""
    yield f"  {inert(problem.title)}"
    yield f"    What happened: {inert(problem.what)}"
    yield f"    Why:           {inert(problem.why)}"
    yield from (f"    To do:         {inert(one)}" for one in problem.todo)
    if problem.address:
        yield f"    More:          {inert(problem.address)}"


def plan_lines(plan: PlanView, longest: int = LONGEST, *, digests: bool = False) -> Iterator[str]:
    """The receipt: a sentence, the place and the command for each change.

    longest: characters of a command. digests: the beginning of each change's digest, too.
    """
    for paragraph in plan.consent:
        yield f"  {grouped(inert(paragraph))}"
    for change in plan.changes:
        yield f"  + {grouped(inert(change.sentence))}"
        if change.account:
            yield f"      account {grouped(change.account)}, region {change.region}"
        yield f"      {inert(change.command, longest)}"
        if digests:
            yield f"      digest {change.digest[:SHORT]}"
        if change.warning:
            yield f"      ! {inert(change.warning)}"
    if plan.costs:
        yield f"  Costs: {inert(plan.costs)}"


def question_lines(question: Question) -> Iterator[str]:
    """A question as the answers file would answer it."""
    yield f"  {question.name}: {inert(question.text)}"
    for choice in question.choices:
        yield f"      {inert(choice.value)}: {inert(choice.label)}"
