"""The menus of the conversation: the engine says what can be done (`engine/actions`), here it gets its words.

What leads on comes first, everything else in an order that is always the same. A menu leaves out what a conversation
does by itself: the ARN stands alone on its line, to be marked with the mouse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from wizard.engine.actions import Action, Possible, login
from wizard.engine.next_step import pending, still_open
from wizard.model import Choice, StepView
from wizard.text.sanitize import within_line

STOPPING = (Choice("stay", "Stay here"), Choice("quit", "Quit; your progress is saved"))


def _login(view: StepView, _now: Possible) -> str:
    wanted = login(view)
    return wanted.act if wanted else ""


def _approve(view: StepView, now: Possible) -> str:
    return f"{'Try again: ' if now.retry else ''}{within_line(view.plan.act) if view.plan else ''}"


def _request(view: StepView, _now: Possible) -> str:
    to = {
        "administrator": "your administrator",
        "support": "AWS Support",
        "vendor": "the vendor",
        "owner": "the owner",
        "customer": "the customer",
    }
    return f"Show request to {to[view.problem.to]}" if view.problem else ""


LABELS: Mapping[Action, str | Callable[[StepView, Possible], str]] = {
    "login": _login,
    "approve": _approve,
    "answer": "Answer the questions",
    "wait": "Keep waiting",
    "take-up": "Undo skip",
    "go-on": "Next",
    "finish": "Next",
    "meanwhile": "Work on next step",
    "by-hand": "Run it yourself: save the commands as a script",
    "commands": "Show commands",
    "undo": "Show how to undo what was made",
    "why": "Show why and all details",
    "overview": "Show overview",
    "long-findings": "Show all details",
    "console": "Show AWS console link",
    "request": _request,
    "copy-arn": "Show ARN",
    "read": "Read line by line, with notes",
    "error": "Show error",
    "report": "Save report without ids",
    "again": "Check again",
    "change": "Change answer",
    "skip": "Skip step",
    "step-before": "Back to previous step",
    "identity": "Switch sign-in",
    "quit": "Quit; your progress is saved",
}
"""In the order of a menu. The ending comes after the last step by itself, so finishing is going on."""


def offers(view: StepView, now: Possible) -> tuple[Choice, ...]:
    """The menu of a step as it stands."""
    # "Why" shows the long findings, too.
    shown = now.actions - ({"long-findings"} if "why" in now.actions else set())
    actions = sorted((action for action in LABELS if action in shown), key=lambda action: action != now.main)
    return tuple(Choice(action, _worded(action, view, now)) for action in actions)


def _worded(action: Action, view: StepView, now: Possible) -> str:
    said = LABELS[action]
    return said(view, now) if callable(said) else said


def endings(views: Iterable[StepView]) -> tuple[Choice, ...]:
    """The menu where nothing goes on by itself: wait, go to what is open, or finish."""
    views = tuple(views)
    waits = [Choice("wait", "Wait for AWS")] if pending(views) else []
    steps = (Choice(view.id, f"Go to {view.title}") for view in still_open(views))
    return (*waits, *steps, Choice("finish", "Finish here; your progress is saved"))
