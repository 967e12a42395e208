"""Where a person is on the way and where they go next: pure functions over views, so that no screen decides it.

"Next" is the next step that needs a person, first onwards, then from the beginning; the last step is where
everything ends, so it is the place to go when nothing needs anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from screens import words
from wizard.model import Finding, Login, State, StepView

OVER = (State.SATISFIED, State.SKIPPED)
# Findings that a person has to know of before answering; the rest would push the questions out of sight.
PRESSING = ("bad", "warning", "unknown")

Act = Literal[
    "approve",
    "hand",
    "again",
    "submit",
    "go-on",
    "take-up",
    "skip",
    "copy-arn",
    "copy-commands",
    "change-answers",
    "back",
    "identity",
    "why",
    "raw-error",
    "report",
    "sign-in",
    "finish",
]
"""What a button or a key stands for."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: what it does, what it says, and a shorter word for a narrow screen. main: the one that leads on."""

    act: Act
    label: str
    short: str = ""
    main: bool = False


HAND = Offer("hand", "I'll do it by hand", "By hand")
SKIP = Offer("skip", "Skip, with a reason", "Skip")
AGAIN = Offer("again", "Check again")
CHANGE = Offer("change-answers", "Change answers", "Change")
BACK = Offer("back", "Back to the question before", "Back")
SIGN_IN = {
    "portal": Offer("sign-in", "Sign in at the portal", "Sign in", main=True),
    "code": Offer("sign-in", "Give the MFA code", "MFA code", main=True),
    "command": Offer("sign-in", "Show what to run", "What to run", main=True),
}
GO_ON = Offer("go-on", "Continue", main=True)
MEANWHILE = Offer("go-on", "Go on meanwhile", main=True)


def needs_person(view: StepView) -> bool:
    """Whether nothing happens there before a person does something."""
    return not view.busy and view.state in (State.NEEDS_ANSWERS, State.UNMET, State.BLOCKED)


def next_stop(views: Sequence[StepView], current: str) -> str | None:
    """The step to go to from ``current``, or None as long as one that comes before it is still being looked at."""
    here = next((index for index, view in enumerate(views) if view.id == current), 0)
    for view in (*views[here + 1 :], *views[:here]):
        if needs_person(view):
            return view.id
        if view.busy and view.state not in (*OVER, State.PENDING):
            return None
    waiting = any(view.state is State.WAITING for view in views)
    return None if waiting or not views else views[-1].id


def onward(views: Sequence[StepView], current: str) -> str:
    """Where "Continue" leads: the next stop, else simply the next step that is not over."""
    stop = next_stop(views, current)
    if stop is not None:
        return stop
    here = next((index for index, view in enumerate(views) if view.id == current), 0)
    return next((view.id for view in views[here + 1 :] if view.state not in OVER), views[-1].id)


def passed(before: StepView | None, now: StepView) -> bool:
    """Whether a step has just come to its end."""
    return before is not None and before.state not in OVER and now.state in OVER and not now.busy


def offers(view: StepView, *, elsewhere: bool = True) -> tuple[Offer, ...]:
    """The buttons of a step as it stands, the one that leads on first. elsewhere: something can be done meanwhile."""
    skip = (SKIP,) if view.skippable and view.state not in OVER else ()
    if view.busy == "applying" or (view.busy and view.state is State.WAITING):
        return ()
    if view.state is State.SKIPPED:
        return (GO_ON, Offer("take-up", "Take it up again", "Take up"))
    if view.state is State.SATISFIED:
        return _over(view)
    wanted = login(view)
    if wanted is not None and view.state is State.BLOCKED:
        return (SIGN_IN[wanted.kind], AGAIN, *skip)
    if view.questions:
        back = (BACK,) if view.answers else ()
        return (Offer("submit", "Go on", main=True), *back, *skip)
    if view.state is State.PENDING:
        return (MEANWHILE, AGAIN) if elsewhere else (AGAIN,)
    if view.plan and view.plan.changes:
        return (*_round(view), *_change(view), *skip)
    if view.state is State.WAITING:
        return (Offer("go-on", "Go to the step that needs you", main=True),)
    return (Offer("again", "Check again", main=True), *_change(view), *skip)


def _change(view: StepView) -> tuple[Offer, ...]:
    """The way to a choice that the problem recommends and nothing here asks for."""
    asked = {choice.label for question in view.questions for choice in question.choices}
    wanted = view.problem.choices - asked if view.problem else frozenset()
    return (CHANGE,) if wanted and possible(view, "change-answers") else ()


def _over(view: StepView) -> tuple[Offer, ...]:
    if view.number < view.of:
        return (GO_ON,)
    copy = (Offer("copy-arn", "Copy the ARN again", "Copy the ARN"),) if has_arn(view) else ()
    return (Offer("finish", "Finish", main=True), *copy)


def _round(view: StepView) -> tuple[Offer, ...]:
    plan = view.plan
    if plan is None or plan.by_hand:
        return (Offer("hand", "Show the commands", "Commands", main=True), AGAIN)
    if plan.approved and view.problem is None:
        return ()
    tried = any(change.progress == "failed" for change in plan.changes) and not plan.consent
    label = "Try again" if tried or plan.approved else plan.act or "Make these changes"
    if view.problem is not None or any(change.progress == "failed" for change in plan.changes):
        # What was refused is not sent again by an Enter: looking comes first.
        return (replace(AGAIN, main=True), Offer("approve", label), HAND)
    return (Offer("approve", label, main=True), HAND)


def possible(view: StepView, act: Act) -> bool:
    """Whether a key for this does something now."""
    match act:
        case "again":
            return view.state is not State.SKIPPED
        case "report":
            return view.problem is not None
        case "raw-error":
            return view.problem is not None and view.problem.error is not None
        case "copy-arn":
            return has_arn(view)
        case "copy-commands":
            return bool(commands(view))
        case "change-answers":
            return bool(view.answers) and not view.questions and not view.busy
        case "back":
            return bool(view.answers) and bool(view.questions) and not view.busy
        case "identity":
            return view.busy != "applying"
        case "why":
            return bool(view.why)
        case _:
            return True


def login(view: StepView) -> Login | None:
    """The sign-in that a step waits for."""
    return view.problem.error.login if view.problem and view.problem.error else None


def has_arn(view: StepView) -> bool:
    """Whether there is an ARN to copy."""
    return bool(arn(view))


def arn(view: StepView) -> str:
    """The ARN a step shows, whole, or ""."""
    return next((finding.body for finding in view.findings if finding.kind == "arn"), "")


def commands(view: StepView) -> str:
    """The commands there are to copy: the plan's, else a script among the findings."""
    if view.plan and view.plan.script:
        return view.plan.script
    return next((finding.body for finding in view.findings if finding.kind == "script"), "")


def finale(views: Sequence[StepView]) -> str:
    """What is said once the last step is done: that it is the end, and honestly what is not; "" before."""
    if not views or views[-1].state is not State.SATISFIED:
        return ""
    open_steps = [view for view in views if view.state is not State.SATISFIED]
    if not open_steps:
        return "✓ Everything is in place. All that is left is to pass this on."
    names = ", ".join(f"{view.title} ({words.STATES[view.state].word})" for view in open_steps)
    return f"✓ The role is there to pass on. Still open: {names}."


def findings_around(view: StepView) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Where something is asked: what has to be known before answering, and what comes after the questions."""
    if not view.questions:
        return view.findings, ()
    if view.problem is not None:
        return (), view.findings  # the problem says what is pressing
    pressing = tuple(finding for finding in view.findings if finding.kind == "text" and finding.mark in PRESSING)
    return pressing, tuple(finding for finding in view.findings if finding not in pressing)
