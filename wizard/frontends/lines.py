"""What a step says as plain lines of text: shared by the headless commands and the prompts.

Text that comes from AWS, a file or a person is data: all of it goes through `within_line`, so no escape sequence of a
stranger reaches the terminal.
"""

from __future__ import annotations

from collections.abc import Iterator

from wizard.frontends.listings import progress_lines, short_lines
from wizard.model import Finding, Overview, OverviewLine, PlanView, Problem, Question, State, StepView, WaitView
from wizard.model.calls import is_unborn
from wizard.model.marks import SIGNS
from wizard.model.observing import LONG
from wizard.text.sanitize import LONGEST, within_line
from wizard.text.shapes import grouped

STATES = {
    State.SATISFIED: "done",
    State.NEEDS_ANSWERS: "needs an answer",
    State.PENDING: "waiting for AWS",
    State.UNMET: "to do",
    State.BLOCKED: "needs you",
    State.SKIPPED: "skipped",
    State.WAITING: "later",
}
# Of a digest, where people compare: forty-eight bits.
SHORT = 12


def step_lines(view: StepView) -> Iterator[str]:
    """The whole step: where it stands, what was found, what is in the way."""
    yield f"Step {view.number} of {view.of}: {view.title} - {STATES[view.state]}"
    if view.skipped:
        yield f"  skipped: {within_line(view.skipped)}"
    for finding in view.findings:
        if finding.kind not in LONG:
            yield from finding_lines(finding)
    for listing in view.listings:
        yield from short_lines(listing, pressing=True)
    if view.problem:
        yield from problem_lines(view.problem)
        yield from helping_lines(view.problem)
    if view.waiting:
        yield from wait_lines(view.waiting)


def overview_lines(overview: Overview) -> Iterator[str]:
    """What happens in all: two lines a step, how long it takes, what needs an approval."""
    yield "What will happen:"
    for number, line in enumerate(overview.lines, 1):
        yield f"  {number}. {_standing(line)}{f': {grouped(within_line(line.text))}' if line.text else ''}"
        about = [*line.about, *([f"Undo: {line.undo}"] if line.undo else [])]
        if about:
            yield f"     {'. '.join(grouped(within_line(one)) for one in about)}."
    if overview.time:
        yield overview.time
    yield overview.promise
    if overview.simulated:
        yield overview.simulated


def _standing(line: OverviewLine) -> str:
    """The step, how it stands, and how long it still takes."""
    state = f" - {STATES[line.state]}" if line.state else ""
    return f"{line.title}{state}{f' ({line.time})' if line.time else ''}"


def wait_lines(wait: WaitView) -> Iterator[str]:
    """What is waited for, how long that usually takes, and what AWS says of it."""
    usual = f" ({within_line(wait.usual)})" if wait.usual else ""
    yield f"  waiting: {within_line(wait.what)}{usual}"
    if wait.says:
        yield f"  AWS says: {within_line(wait.says)}"
    yield from progress_lines(wait.progress)


def finding_lines(finding: Finding) -> Iterator[str]:
    """One finding; kinds of fact with a body follow indented, line by line."""
    detail = f" ({grouped(within_line(finding.detail))})" if finding.detail else ""
    yield f"  {SIGNS[finding.mark]:<2} {grouped(within_line(finding.text))}{detail}"
    for row in finding.rows:
        yield "       " + "  ".join(within_line(cell) for cell in row)
    if finding.body:
        yield from (f"       {within_line(line)}" for line in finding.body.splitlines())


def problem_lines(problem: Problem) -> Iterator[str]:
    """What happened, why, what to do, and where it is told at length."""
    yield f"  {grouped(within_line(problem.title))}"
    yield f"    What happened: {grouped(within_line(problem.what))}"
    yield f"    Why:           {grouped(within_line(problem.why))}"
    yield from (f"    What to do:    {within_line(one)}" for one in problem.todo)
    if problem.address:
        yield f"    More:          {within_line(problem.address)}"


def helping_lines(problem: Problem) -> Iterator[str]:
    """What a person takes along where nothing can be pressed: the console's page, the command, the request."""
    if problem.console:
        yield f"    AWS console:   {within_line(problem.console)}"
    if problem.command:
        yield f"    Run:           {within_line(problem.command)}"
    if problem.request:
        yield "    Request to send:"
        yield from (f"      {within_line(line)}".rstrip() for line in problem.request.splitlines())


def plan_lines(plan: PlanView, longest: int | None = LONGEST, *, digests: bool = False) -> Iterator[str]:
    """The plan: a sentence, the place and the command for each change.

    longest: characters of a command. digests: the beginning of each change's digest, too.
    """
    for paragraph in plan.consent:
        yield f"  {grouped(within_line(paragraph))}"
    for change in plan.changes:
        yield f"  + {grouped(within_line(change.sentence))}"
        if change.account:
            account = "the new account" if is_unborn(change.account) else f"account {grouped(change.account)}"
            yield f"      {account}, region {change.region}"
        yield f"      {within_line(change.to_read, longest)}"
        if digests:
            yield f"      digest {change.digest[:SHORT]}"
        if change.warning:
            yield f"      ! {within_line(change.warning)}"
        if undo := change.undo.whole_line:
            yield f"      {within_line(undo, longest)}"
    if plan.costs:
        yield f"  Costs: {within_line(plan.costs)}"


def question_lines(question: Question) -> Iterator[str]:
    """A question as the answers file would answer it."""
    yield f"  {question.name}: {within_line(question.text)}"
    for choice in question.choices:
        yield f"      {within_line(choice.value)}: {within_line(choice.label)}"
