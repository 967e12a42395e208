"""What a person may do with a step as it stands: pure functions from a view to the choices of a menu."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from wizard.frontends.lines import TOO_LONG
from wizard.model import Choice, Login, State, StepView
from wizard.model.calls import LOCAL
from wizard.text.sanitize import within_line

STOPPING = (Choice("stay", "Stay here"), Choice("quit", "Quit; everything is kept"))
DONE = (State.SATISFIED, State.SKIPPED)

Act = Literal[
    "act", "answer", "wait", "on", "by-hand", "commands", "more", "error", "report", "take-up", "skip", "change",
    "again", "back", "quit", "sign-in", "identity",
]  # fmt: skip


def offers(view: StepView, *, others: bool) -> tuple[Choice, ...]:
    """The menu of a step. others: whether another step could be gone on with meanwhile."""
    return (*_forward(view, others=others), *_by_hand(view), *_to_read(view), *_otherwise(view))


def approvable(view: StepView) -> bool:
    """Whether there is a plan that the wizard would send."""
    return view.plan is not None and bool(view.plan.changes) and not view.plan.by_hand


SIGN_IN = {
    "portal": "Sign in at the portal",
    "code": "Give the MFA code",
    "command": "Sign in in another terminal",
}


def login(view: StepView) -> Login | None:
    """The sign-in that a step waits for."""
    return view.problem.error.login if view.problem and view.problem.error else None


def _forward(view: StepView, *, others: bool) -> Iterator[Choice]:
    if view.state is State.BLOCKED and (wanted := login(view)):
        yield _choice("sign-in", SIGN_IN[wanted.kind])
        return
    if view.state in (State.UNMET, State.BLOCKED) and view.plan and approvable(view):
        again = "Try again: " if view.state is State.BLOCKED else ""
        yield _choice("act", f"{again}{within_line(view.plan.act)}")
    if view.state is State.NEEDS_ANSWERS:
        yield _choice("answer", "Answer the questions")
    if view.state is State.PENDING:
        yield _choice("wait", "Keep waiting")
    if view.state is State.SKIPPED:
        yield _choice("take-up", "Take it up again")
    if view.state in DONE or view.state is State.WAITING:
        yield _choice("on", "Go on")
    elif others:
        yield _choice("on", "Go on with another step meanwhile")


def _by_hand(view: StepView) -> Iterator[Choice]:
    if view.state not in (State.UNMET, State.BLOCKED) or view.plan is None:
        return
    if any(change.service not in LOCAL for change in view.plan.changes):
        yield _choice("by-hand", "Do it by hand: save the commands as a script")
        yield _choice("commands", "Show the commands")


def _to_read(view: StepView) -> Iterator[Choice]:
    if view.why or view.more or any(finding.kind in TOO_LONG for finding in view.findings):
        yield _choice("more", "Show why, and everything")
    if view.problem and view.problem.error:
        yield _choice("error", "Show AWS's own words")
    if view.problem:
        yield _choice("report", "Save a report without ids")


def _otherwise(view: StepView) -> Iterator[Choice]:
    yield _choice("again", "Check again")
    if view.answers:
        yield _choice("change", "Change an answer")
    if view.skippable and view.state not in DONE:
        yield _choice("skip", "Skip it, with a reason")
    if view.number > 1:
        yield _choice("back", "Back to the step before")
    yield _choice("identity", "Sign in as somebody else")
    yield _choice("quit", "Quit; everything is kept")


def endings(views: Iterable[StepView]) -> tuple[Choice, ...]:
    """The menu where nothing goes on by itself: wait, go to what is open, or finish."""
    views = tuple(views)
    waits = [Choice("wait", "Wait for what is pending")] if any(view.state is State.PENDING for view in views) else []
    open_ = (State.NEEDS_ANSWERS, State.UNMET, State.BLOCKED, State.SKIPPED)
    steps = (Choice(view.id, f"Go to {view.title}") for view in views if view.state in open_)
    return (*waits, *steps, Choice("finish", "Finish here; everything is kept"))


def _choice(value: Act, label: str) -> Choice:
    return Choice(value, label)


def default_of(view: StepView, choices: tuple[Choice, ...]) -> str:
    """What Enter alone means: the way forward, but never an approval, and never to try again what failed."""
    first = choices[0].value
    never = first == "act" or (view.state is State.BLOCKED and first != "sign-in")
    return "" if never else first
