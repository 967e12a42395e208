"""What a person can do about a step as it stands: pure functions over its view, for every front end alike.

A front end words these actions and puts them where its medium has room: buttons and keys, a menu. It may leave one out
that its medium does by itself, never one that it thinks impossible: what is possible is decided here, from the view
alone, and so is what leads on and what a bare Enter may mean. The cost is that an action stands here for all front ends
although one of them has another means to the same end (the arrow keys of a screen, ^D at a question).
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from wizard.engine.next_step import NEEDS_A_PERSON, OVER
from wizard.model import Login, PlanView, State, StepView
from wizard.model.calls import LOCAL, OWN
from wizard.model.observing import LONG

Action = Literal[
    "login",
    "approve",
    "answer",
    "wait",
    "go-on",
    "finish",
    "meanwhile",
    "take-up",
    "by-hand",
    "commands",
    "undo",
    "copy-arn",
    "console",
    "request",
    "why",
    "overview",
    "long-findings",
    "read",
    "error",
    "report",
    "again",
    "change",
    "skip",
    "step-before",
    "identity",
    "quit",
]
"""What a button, a key or a line of a menu stands for."""

HARMLESS: tuple[Action, ...] = (
    *("login", "answer", "wait", "go-on", "finish", "meanwhile", "by-hand", "again"),
    *("console", "request", "commands", "copy-arn", "report"),
)
"""What a bare Enter may do: it changes nothing, and undoes nothing that a person decided."""

FOREMOST = 2
"""So many of what helps are foremost; what helps besides has a key and a line of the menu."""

ON_RECOMMENDATION: tuple[Action, ...] = ("change", "identity")
"""What a bare Enter may do where a problem recommends it: it asks again, with what was answered filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """What can be done about a step now.

    actions: all of it. foremost: of it, what a person most likely wants, in order. main: the one that leads on, None
    where nothing does but time. retry: approving would send again what failed. over: nothing is left to do here.
    asks: approving sends nothing yet, because a consent is asked for first; or nothing that leaves this computer.
    recommended: whether a problem says that ``main`` helps.
    """

    actions: frozenset[Action]
    foremost: tuple[Action, ...] = ()
    main: Action | None = None
    retry: bool = False
    over: bool = False
    asks: bool = False
    recommended: bool = False

    @property
    def enter(self) -> Action | None:
        """What a bare Enter means: what leads on; never what changes an account, nor another try of what failed."""
        allowed = (*HARMLESS, *(ON_RECOMMENDATION if self.recommended else ()))
        return self.main if self.main in allowed or (self.main == "approve" and self.asks) else None


def possible(view: StepView, *, elsewhere: bool = True, identity: bool = True) -> Possible:
    """What a person can do about this step as it stands.

    elsewhere: another step could be gone on with meanwhile. identity: some step can ask again who one is.
    """
    can = frozenset((*_leading(view, elsewhere), *_deciding(view), *_reading(view), *_around(view, identity)))
    foremost = tuple(dict.fromkeys(action for action in _situation(view, can) if action in can))
    return Possible(
        actions=can,
        foremost=foremost,
        main=None if not foremost or _sent(view) else foremost[0],
        retry=_retry(view.plan),
        over=view.state in OVER,
        asks=view.plan is not None and not _failed(view.plan) and (_asks(view.plan) or _stays_here(view.plan)),
        recommended=foremost[:1] == helps(view, can)[:1] != (),
    )


def helps(view: StepView, can: Container[Action]) -> tuple[Action, ...]:
    """Of what is possible, what the step's problem says that helps, the best first; at least looking again.

    Another answer is given where it is asked for, and where nothing asks, the answers are taken back first.
    """
    if view.problem is None:
        return ()
    asked = "answer" if "answer" in can else "change"
    named = [asked if name == "answer" else name for name in (*view.problem.helps, "again")]
    known: Mapping[str, Action] = {action: action for action in get_args(Action)}
    return tuple(dict.fromkeys(known[name] for name in named if name in known and known[name] in can))


def login(view: StepView) -> Login | None:
    """The sign-in that a step waits for."""
    return view.problem.error.login if view.problem and view.problem.error else None


def arn(view: StepView) -> str:
    """The ARN a step shows, whole, or ""."""
    return next((finding.body for finding in view.findings if finding.kind == "arn"), "")


def commands(view: StepView) -> str:
    """The commands there are to run: the plan's as a script, else what fixes the problem."""
    if view.plan and view.plan.script:
        return view.plan.script
    return view.problem.command if view.problem else ""


# --- which of them lead on -----------------------------------------------------------------------------------------


def _situation(view: StepView, can: Container[Action]) -> tuple[Action, ...]:
    """What a person most likely wants here, if it is possible; the first leads on."""
    if view.busy and (view.busy == "applying" or view.state is State.WAITING):
        return ()
    match view.state:
        case State.SKIPPED:
            return ("go-on", "take-up")
        case State.SATISFIED:
            return ("go-on",) if view.number < view.of else ("finish", "copy-arn")
        case State.WAITING:
            return ("go-on",)
    helping = helps(view, can)[:FOREMOST]
    if _signed_out(view):
        return ("login", *helping, "again", "skip")
    if view.questions:
        return ("answer", *(action for action in helping if action != "again"), "change", "skip")
    if view.state is State.PENDING:
        return ("meanwhile", "wait", "again", "skip")
    change: tuple[Action, ...] = ("change",) if _recommends_a_change(view) else ()
    return (*helping, *_round(view), *change, "skip")


def _round(view: StepView) -> tuple[Action, ...]:
    plan = view.plan
    if plan is None or not plan.changes:
        return ("again",)
    if plan.by_hand:
        return ("by-hand", "again")
    if _sent(view):
        return ()
    if view.problem is not None or _failed(plan):
        # What was refused is not sent again by an Enter: looking comes first.
        return ("again", "approve", "by-hand")
    return ("approve", "by-hand")


def _recommends_a_change(view: StepView) -> bool:
    """Whether the problem recommends a choice that nothing here asks for."""
    asked = {choice.label for question in view.questions for choice in question.choices}
    return bool(view.problem and view.problem.choices - asked)


# --- what is possible ----------------------------------------------------------------------------------------------


def _leading(view: StepView, elsewhere: bool) -> tuple[Action, ...]:
    """Where the step goes on, or the person does."""
    if view.busy == "applying" or (view.busy and view.state is State.WAITING):
        return ()
    if view.state is State.WAITING:
        return ("go-on",)
    if view.state is State.SKIPPED:
        return ("go-on", "take-up")
    if view.state is State.SATISFIED:
        return ("go-on",) if view.number < view.of else ("finish",)
    waits: tuple[Action, ...] = ("wait",) if view.state is State.PENDING else ()
    return (*waits, "meanwhile") if elsewhere else waits


def _deciding(view: StepView) -> tuple[Action, ...]:
    """What a person decides where the step needs them, or could do without them."""
    if view.busy == "applying" or view.state not in (*NEEDS_A_PERSON, State.PENDING):
        return ()
    skip: tuple[Action, ...] = ("skip",) if view.skippable else ()
    if _signed_out(view):
        return ("login", *skip)
    if view.questions:
        return ("answer", *skip)
    plan = view.plan
    if plan is None or view.state is State.PENDING or _sent(view):
        return skip
    approve: tuple[Action, ...] = ("approve",) if plan.changes and not plan.by_hand else ()
    by_hand: tuple[Action, ...] = ("by-hand",) if any(one.service not in LOCAL for one in plan.changes) else ()
    return (*approve, *by_hand, *skip)


def _reading(view: StepView) -> tuple[Action, ...]:
    """What there is to read and to take along; at any time."""
    there: dict[Action, bool] = {
        "commands": bool(commands(view)),
        "undo": True,
        "copy-arn": bool(arn(view)),
        "why": bool(view.why or view.more),
        "long-findings": any(finding.kind in LONG for finding in view.findings) or bool(view.listings),
        "console": view.problem is not None and bool(view.problem.console),
        "request": view.problem is not None and bool(view.problem.request),
        "read": _readable(view),
        "error": view.problem is not None and view.problem.error is not None,
        "report": view.problem is not None,
    }
    return tuple(action for action, is_there in there.items() if is_there)


def _readable(view: StepView) -> bool:
    """Whether there is anything that can be read line by line: see `wizard.engine.documents`."""
    plan, problem = view.plan, view.problem
    sent = plan is not None and any(change.service not in LOCAL for change in plan.changes)
    long = any(finding.kind in LONG for finding in view.findings)
    return bool(view.documents) or sent or long or (problem is not None and problem.error is not None)


def _around(view: StepView, identity: bool) -> tuple[Action, ...]:
    """What has little to do with how the step stands."""
    there: dict[Action, bool] = {
        "again": view.state is not State.SKIPPED,
        "change": _changeable(view),
        "step-before": view.number > 1,
        "overview": True,
        "identity": identity and view.busy != "applying",
        "quit": True,
    }
    return tuple(action for action, is_there in there.items() if is_there)


def _changeable(view: StepView) -> bool:
    """Whether answers can be taken back, to be asked again; where others are asked meanwhile, also during a look.

    What is asked now was not answered before it: it is no way back.
    """
    before = view.changeable.keys() - {question.name for question in view.questions}
    return bool(before) and (not view.busy or (bool(view.questions) and view.busy != "applying"))


def _signed_out(view: StepView) -> bool:
    return view.state is State.BLOCKED and login(view) is not None


def _sent(view: StepView) -> bool:
    """Whether it is approved, and nothing came in between: it is about to be sent."""
    plan = view.plan
    if plan is None or plan.by_hand or view.questions or view.problem is not None:
        return False
    return view.state is State.UNMET and plan.approved


def _retry(plan: PlanView | None) -> bool:
    """Whether it was sent before. What needs a consent is named each time."""
    return plan is not None and ((_failed(plan) and not plan.consent) or plan.approved)


def _asks(plan: PlanView) -> bool:
    """Whether a front end asks for a consent before it passes the approval on."""
    return bool(plan.consent) and not plan.approved


def _stays_here(plan: PlanView) -> bool:
    """Whether it makes files of the wizard's own and copies; a file of the person's it would not touch."""
    return all(change.operation in OWN for change in plan.changes)


def _failed(plan: PlanView) -> bool:
    return any(change.progress == "failed" for change in plan.changes)
