"""A report of a failure without ids, for whoever helps: where it stands, what AWS said, what was asked of AWS last.

A pure function from views and calls to text. All that is told goes through `Placeholders`, the whole text at once, so
that no part can be forgotten: account ids, addresses, ARNs, keys, names of profiles and buckets become ``account-1``
and the like. Bodies and rows of findings (templates, policies, tables) are not told at all; nor is the text that
explains a problem, because its address leads to it. Of what is listed only the rows that need somebody are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from wizard.host.program import PROGRAM
from wizard.model import CallBegan, CallEnded, CallError, Finding, Listing, Problem, StepView, Vendor
from wizard.model.listing import marks_of
from wizard.model.marks import PRESSING, SIGNS
from wizard.text.parameters import private_parameters
from wizard.text.placeholders import Placeholders
from wizard.text.shapes import NAMES_IN_ARNS

CALLS = 20
LISTED = 20
LONGEST = 500


def report(
    view: StepView,
    calls: Sequence[CallBegan | CallEnded],
    *,
    program: str,
    others: Iterable[StepView] = (),
    private: Iterable[str] = (),
    public: Iterable[str] = (),
) -> str:
    """The report of a step. calls: oldest first. others: the other steps, whose answers are not told either.

    program: name and version. private: names that the steps have told (`Where.private`).
    public: ids and names that everybody may read, such as the vendor's account.
    """
    masked = Placeholders(names_in((view, *others), private), (*public, PROGRAM))
    whole = masked("\n".join((f"{program}: a report without ids", "", *_lines(view, calls), "")))
    # Cut last: half an id has no shape any more.
    return "\n".join(line if len(line) <= LONGEST else f"{line[:LONGEST]}…" for line in whole.split("\n"))


def everybodys(vendor: Vendor) -> tuple[str, ...]:
    """What may be told of a vendor: they are the same in everybody's account."""
    return (vendor.name, *vendor.public)


# --- what is told ------------------------------------------------------------------------------------------------


def _lines(view: StepView, calls: Sequence[CallBegan | CallEnded]) -> Iterator[str]:
    yield f"step     {view.title} ({view.id}, {view.number} of {view.of}): {view.state}{_busy(view)}"
    if view.problem:
        yield from _of_problem(view.problem)
    if view.findings:
        yield from ("", "What was found", *(_of_finding(finding) for finding in view.findings))
    for listing in view.listings:
        yield from _of_listing(listing)
    if last := _last(calls):
        yield from ("", "The last calls (UTC)", *map(_of_call, last))


def _busy(view: StepView) -> str:
    return f", {view.busy}" if view.busy else ""


def _of_problem(problem: Problem) -> Iterator[str]:
    yield f"problem  {problem.key}: {_line(problem.title)}"
    error = problem.error
    if not (error and error.message and error.message in problem.what):
        yield f"         {_line(problem.what)}"
    if problem.address:
        yield f"         {problem.address}"
    if error:
        yield from _of_error(error)


def _of_error(error: CallError) -> Iterator[str]:
    where = " ".join(part for part in (error.region, error.account) if part)
    yield f"call     {error.service}:{error.operation}{f' in {where}' if where else ''}"
    status = f", HTTP status {error.status}" if error.status else ""
    unsure = "; no answer arrived; AWS may have run the call" if error.unsure else ""
    yield f"answer   {_line(error.code)}{status}{unsure}"
    yield f"         {_line(error.message)}"


def _of_finding(finding: Finding) -> str:
    detail = f" ({_line(finding.detail)})" if finding.detail else ""
    return f"  {SIGNS[finding.mark]:<2} {_line(finding.text)}{detail}"


def _of_listing(listing: Listing) -> Iterator[str]:
    counts = ", ".join(f"{number} {SIGNS[mark]}" for mark, number in marks_of(listing).items())
    needing = [row for row in listing.rows if row.mark in PRESSING]
    yield from ("", f"{_line(listing.title)}{f' ({counts})' if counts else ''}")
    for row in needing[:LISTED]:
        yield f"  {SIGNS[row.mark] if row.mark else '':<2} {' | '.join(map(_line, row.cells))}"
        yield from (f"       {_line(line)}" for line in row.detail)
    if needing[LISTED:]:
        yield f"     … and {len(needing) - LISTED} more"


def _last(calls: Sequence[CallBegan | CallEnded]) -> list[CallBegan | CallEnded]:
    """The last calls, each once: its end, where it has one."""
    ended = {call.number for call in calls if isinstance(call, CallEnded)}
    return [call for call in calls if isinstance(call, CallEnded) or call.number not in ended][-CALLS:]


def _of_call(call: CallBegan | CallEnded) -> str:
    time = datetime.fromtimestamp(call.at, UTC).strftime("%H:%M:%S")
    where = " ".join(part for part in (call.region, call.account) if part)
    outcome = f"{_line(call.outcome)}, {call.seconds:.3f} s" if isinstance(call, CallEnded) else "no answer yet"
    named = f"{'write' if call.writes else 'read'} {call.service}:{call.operation}"
    return f"  {time}  {named}{f', {where}' if where else ''}: {outcome}"


def _line(text: str) -> str:
    return " ".join(text.split())


# --- what is not -------------------------------------------------------------------------------------------------


def names_in(views: Iterable[StepView], private: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """(kind, value) of what is somebody's and has no shape of its own, from where the views carry it.

    private: those that the steps themselves have told, of which no kind is known.
    """
    yield from (("name", value) for value in private)
    for view in views:
        yield from view.private()
        yield from (("name", name) for listing in view.listings for name in listing.names)
        for change in view.plan.changes if view.plan else ():
            yield from private_parameters(change.parameters)
        for text in _texts(view):
            yield from _in_arns(text)


def _in_arns(text: str) -> Iterator[tuple[str, str]]:
    """A user, a session and a bucket are also called by their names alone."""
    for user, session, bucket in re.findall(NAMES_IN_ARNS, text):
        yield ("user", user or session) if user or session else ("bucket", bucket)


def _texts(view: StepView) -> Iterator[str]:
    for finding in view.findings:
        yield from (finding.text, finding.detail)
    yield from (text for listing in view.listings for row in listing.rows for text in (*row.cells, *row.detail))
    if view.problem:
        yield view.problem.what
        yield view.problem.error.message if view.problem.error else ""
