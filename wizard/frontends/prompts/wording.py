"""What the linear conversation says of its own accord: the opening, where a step stands, the ending.

Pure functions from views to lines, so that what is claimed can be tested without a conversation.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from wizard.engine.next_step import unfinished
from wizard.frontends.lines import STATES, finding_lines, overview_lines, plan_lines, problem_lines, step_lines
from wizard.frontends.listings import all_lines, short_lines
from wizard.frontends.prompts.asker import Wait
from wizard.model import Finding, JournalEntry, Listing, Overview, Purposes, State, StepView, WaitView, WorkflowWords
from wizard.model.calls import LOCAL
from wizard.model.observing import LONG
from wizard.model.overview import COMMANDS
from wizard.text.copied import PROVED, how_it_was_copied
from wizard.text.sanitize import within_line
from wizard.text.shapes import grouped

# A whole bucket policy would push the plan off the screen; "show the commands" shows all of it.
COMMAND = 160
SIMULATED = "SANDBOX: a simulated AWS, scenario {scenario}. Nothing reaches a real account."
SAID_WHEN_DONE = ("text", "arn", "table")


# --- the opening -------------------------------------------------------------------------------------------------


def purpose_lines(purposes: Purposes, sandbox: str) -> Iterator[str]:
    """The commands beside which a workflow is chosen. sandbox: the scenario's name, or ""."""
    if sandbox:
        yield SIMULATED.format(scenario=sandbox)
    yield f"{COMMANDS}:"
    for command, does in purposes.commands:
        yield f"  {command}"
        yield f"    {does}"


def opening_lines(
    product: str, said: WorkflowWords, sandbox: str, overview: Overview, *, begun: bool = False
) -> Iterator[str]:
    """What this is, whether it is real, and what will happen.

    product: the vendor's name and the workflow's. said: of the workflow. sandbox: the scenario's name, or "".
    begun: the person has read it all before.
    """
    yield product
    if sandbox:
        yield SIMULATED.format(scenario=sandbox)
    if said.opening:
        yield said.opening
    if begun:
        yield f"Steps: {', '.join(line.title for line in overview.lines)}."
        yield overview.promise
    else:
        yield from overview_lines(overview)
    yield "^D goes back, Ctrl-C stops; your progress is saved."


def kept_lines(place: str, command: str, sandbox: str = "") -> tuple[str, ...]:
    """What is said whenever somebody leaves early. place: of the checkpoint. command: goes on from it."""
    simulated = f"SANDBOX, a simulated AWS (scenario {sandbox}): " if sandbox else ""
    return (f"{simulated}Your progress is saved in {place}.", f"To continue: {command}")


# --- a step ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepText:
    """What is worth saying of a step as it stands: its headline, what was found, what is in the way or would change."""

    headline: str
    findings: tuple[Finding, ...] = ()
    rest: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()

    def lines(self, known: Container[Finding | Listing]) -> list[str]:
        """What stands under the headline; findings and listings that are known by now are not said again."""
        new = [line for finding in self.findings if finding not in known for line in finding_lines(finding)]
        many = [line for listing in self.listings if listing not in known for line in short_lines(listing)]
        return [*new, *many, *self.rest]


def told(view: StepView, *, sandbox: bool) -> StepText:
    """What to say of a step in the state it is in."""
    headline = f"{'[SANDBOX] ' if sandbox else ''}{next(step_lines(view))}"
    if view.state is State.PENDING:
        return StepText(headline)  # what is waited for is said by the wait
    if view.state is State.SKIPPED:
        return StepText(headline, rest=(f"  skipped: {within_line(view.skipped)}",))
    if view.state is State.SATISFIED:
        ends = any(finding.kind == "next" for finding in view.findings)  # then the ending says it
        findings = () if ends else tuple(one for one in view.findings if one.kind in SAID_WHEN_DONE)
        return StepText(headline, findings, listings=view.listings)
    findings = tuple(finding for finding in view.findings if finding.kind not in LONG)
    return StepText(headline, findings, (*_standing_lines(view), *_made_lines(view)), view.listings)


def _standing_lines(view: StepView) -> Iterator[str]:
    if view.problem:
        yield from problem_lines(view.problem)


def _made_lines(view: StepView) -> Iterator[str]:
    if view.plan and view.plan.changes and view.state in (State.UNMET, State.BLOCKED):
        place = "Changes to run yourself:" if view.plan.by_hand else "What would change:"
        yield from ("", f"  {place}", *plan_lines(view.plan, longest=COMMAND))


def more_lines(view: StepView) -> Iterator[str]:
    """Everything that is too long to be said in passing."""
    paragraphs = [" ".join(part.split()) for text in (view.why, view.more) for part in text.split("\n\n")]
    for paragraph in filter(None, paragraphs):
        yield from (within_line(paragraph), "")
    for finding in view.findings:
        if finding.kind in LONG:
            yield from (*finding_lines(finding), "")
    for listing in view.listings:
        yield from (*all_lines(listing), "")


def error_lines(view: StepView) -> Iterator[str]:
    """The error as AWS said it."""
    error = view.problem.error if view.problem else None
    if error is None:
        return
    yield within_line(f"  {error.service}:{error.operation} returned {error.code}: {error.message}")
    place = ", ".join(part for part in (grouped(error.account), error.region) if part)
    if place:
        yield within_line(f"  in {place}")


def wait_of(view: StepView) -> Wait:
    """What this step waits for, in a sentence."""
    running = (
        next((change for change in view.plan.changes if change.progress == "running"), None) if view.plan else None
    )
    if view.busy == "applying" and running:
        return Wait(
            what=f"In progress: {grouped(running.sentence)}.".replace("..", "."),
            since=running.at or view.since,
            passing=True,
        )
    if view.state is State.PENDING and view.waiting:
        return _wait_of(view.waiting)
    return Wait(what=f"Checking {view.title}…", passing=True)


def _wait_of(wait: WaitView) -> Wait:
    about = tuple(filter(None, (wait.usual and f"{wait.usual[:1].upper()}{wait.usual[1:]}.", wait.meanwhile)))
    until = wait.until if wait.most else 0
    return Wait(what=wait.what, since=wait.since, until=until, about=about, says=wait.says)


# --- the ending --------------------------------------------------------------------------------------------------


def ending_lines(
    views: Sequence[StepView], entries: Iterable[JournalEntry], vendor: str, said: WorkflowWords
) -> Iterator[str]:
    """The ARN alone on its line, how it was copied, the files, what is not done, what comes next.

    vendor: its name. said: of the workflow as a whole.
    """
    entries, arn, open_steps = tuple(entries), arn_of(views), unfinished(views)
    in_place = f"{said.in_place} " if arn and said.in_place else ""
    yield f"{in_place}Not everything is done." if open_steps else "Everything is done."
    if arn:
        yield from (said.result, "", arn, "")
        yield from _copied_lines(entries, arn)
    elif said.no_result and open_steps:
        yield said.no_result
    yield from (f"Written: {path}" for path in dict.fromkeys(_paths(entries)))
    yield from (_unfinished_line(view) for view in open_steps)
    rows = list(_next_rows(views)) if arn else []
    if rows:
        yield from ("", f"What {vendor} does next:")
        yield from (f"  {number}. {within_line(row[0])}" for number, row in enumerate(rows, 1))


def arn_of(views: Iterable[StepView]) -> str:
    """The ARN as a satisfied step found it; "" where none is."""
    findings = (finding for view in views if view.state is State.SATISFIED for finding in view.findings)
    return next((finding.body for finding in findings if finding.kind == "arn"), "")


def _copied_lines(entries: Iterable[JournalEntry], arn: str) -> Iterator[str]:
    copies = [one for one in entries if one.service == "clipboard" and one.note.get("text") == arn and one.outcome]
    if copies:
        how = copies[-1].kept.get("how", "") if copies[-1].outcome == "landed" else "none"
        doubt = copies[-1].kept.get("doubt", "") or copies[-1].error.partition("NoClipboard: ")[2]
        yield " ".join(filter(None, (_sentence(doubt), f"It was {how_it_was_copied(how)}.")))
        if how not in PROVED and any(_paths(entries)):
            yield "It is also in these files:"


def _sentence(doubt: str) -> str:
    """A doubt as it was journalled; that there is no clipboard is said anyway."""
    return within_line(doubt) if doubt.endswith(".") else ""


def _paths(entries: Iterable[JournalEntry]) -> Iterator[str]:
    for entry in entries:
        if entry.service in LOCAL and entry.note.get("path") and entry.outcome == "landed":
            yield entry.note["path"]


def _unfinished_line(view: StepView) -> str:
    why = view.skipped or (view.problem.title if view.problem else "")
    why = why or (view.waiting.what if view.waiting else view.summary)
    return f"Not done: {view.title} - {STATES[view.state]}{f': {within_line(why)}' if why else ''}"


def _next_rows(views: Iterable[StepView]) -> Iterator[tuple[str, ...]]:
    for view in views:
        for finding in view.findings:
            if finding.kind == "next":
                yield from finding.rows
