"""The buttons of a step: the engine says what can be done (`engine/actions`), here it gets its words.

What a person most likely wants is a button, everything else a key. The keys of `StepScreen` stand for actions by the
same names; `key_is_free` says where a button has taken the place of one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from screens import words
from wizard.engine.actions import Action, Possible, login
from wizard.engine.next_step import unfinished
from wizard.model import StepView, WorkflowWords
from wizard.model.observing import Recipient


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: what it does, what it says, and a shorter word for a narrow screen.

    main: the one that leads on. enter: whether it takes the focus by itself, so that a bare Enter presses it.
    """

    action: Action
    label: str
    short: str = ""
    main: bool = False
    enter: bool = False


SHORT_LOGIN = {"portal": "Sign in", "code": "MFA code", "command": "Command"}


def _login(view: StepView, _now: Possible) -> tuple[str, str]:
    wanted = login(view)
    return (wanted.act, SHORT_LOGIN[wanted.kind]) if wanted else ("", "")


def _approve(view: StepView, now: Possible) -> tuple[str, str]:
    return "Try again" if now.retry else (view.plan and view.plan.act) or "Make these changes", ""


def _by_hand(view: StepView, _now: Possible) -> tuple[str, str]:
    return ("Show commands", "Commands") if view.plan and view.plan.by_hand else ("Run it yourself", "Run yourself")


def _go_on(_view: StepView, now: Possible) -> tuple[str, str]:
    return "Next" if now.over else "Go to the step that needs you", ""


def _change(view: StepView, _now: Possible) -> tuple[str, str]:
    return ("Back to previous question", "Back") if view.questions else ("Change answers", "Change")


def _request(view: StepView, _now: Possible) -> tuple[str, str]:
    return REQUESTS[view.problem.to] if view.problem else ("", "")


REQUESTS: Mapping[Recipient, tuple[str, str]] = {
    "administrator": ("Copy request to admin", "Copy request"),
    "support": ("Copy support case", "Copy case"),
    "vendor": ("Copy message", ""),
    "owner": ("Copy request to owner", "Copy request"),
    "customer": ("Copy request to customer", "Copy request"),
}
BUTTONS: Mapping[Action, tuple[str, str] | Callable[[StepView, Possible], tuple[str, str]]] = {
    "login": _login,
    "approve": _approve,
    "answer": ("Next", ""),
    "go-on": _go_on,
    "finish": ("Finish", ""),
    "meanwhile": ("Work on next step", "Next step"),
    "take-up": ("Undo skip", ""),
    "by-hand": _by_hand,
    "copy-arn": ("Copy ARN again", "Copy ARN"),
    "console": ("Open AWS console", "Console"),
    "request": _request,
    "commands": ("Copy commands", "Commands"),
    "report": ("Copy report", "Report"),
    "identity": ("Switch sign-in", "Sign-in"),
    "quit": ("Save and quit", "Quit"),
    "again": ("Check again", ""),
    "change": _change,
    "skip": ("Skip step", "Skip"),
}
"""Label and short label. A screen waits without being told to, so waiting has no button."""


def offers(view: StepView, now: Possible) -> tuple[Offer, ...]:
    """The buttons of a step as it stands, the one that leads on first."""
    return tuple(
        replace(_worded(action, view, now), main=action == now.main, enter=action == now.enter)
        for action in now.foremost
        if action in BUTTONS
    )


def _worded(action: Action, view: StepView, now: Possible) -> Offer:
    said = BUTTONS[action]
    return Offer(action, *(said(view, now) if callable(said) else said))


def key_is_free(action: Action, now: Possible) -> bool:
    """Whether a key for this does something now. Where questions are asked, a button goes back to those before."""
    return action in now.actions and not (action == "change" and "answer" in now.actions)


def finale(views: Sequence[StepView], said: WorkflowWords) -> str:
    """What is said once the last step is done: that it is the end, and honestly what is not; "" before."""
    open_steps = unfinished(views)
    if not views or views[-1] in open_steps:
        return ""
    names = ", ".join(f"{view.title} ({words.STATES[view.state].word})" for view in open_steps)
    parts = (said.to_pass_on, f"Still open: {names}.") if names else ("Everything is done.", said.last)
    return " ".join(("✓", *filter(None, parts)))
