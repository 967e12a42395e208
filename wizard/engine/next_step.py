"""Which step comes next: pure functions over all views, so that no front end decides it.

A conversation holds one step at a time: what needs the person comes first, in order; a pending step comes only while
others wait for it (`next_step`). A screen shows one step and leads on to the next stop: onwards first, then from the
beginning; the last step is where everything ends, so it is the place to go when nothing needs anybody (`next_stop`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from wizard.model import State, StepView

NEEDS_A_PERSON = (State.NEEDS_ANSWERS, State.UNMET, State.BLOCKED)
OVER = (State.SATISFIED, State.SKIPPED)


def needs_person(view: StepView) -> bool:
    """Whether nothing happens there before a person does something."""
    return not view.busy and view.state in NEEDS_A_PERSON


def passed(before: StepView | None, now: StepView) -> bool:
    """Whether a step has just come to its end."""
    return before is not None and before.state not in OVER and now.state in OVER and not now.busy


# --- one step held at a time ---------------------------------------------------------------------------------------


def next_step(views: Sequence[StepView], after: Mapping[str, Sequence[str]], left: Collection[str]) -> str:
    """The first step that needs the person, or is about to say so; else the first that others wait for; else "".

    left: steps that the person goes on without. after: the workflow's.
    """
    open_ = [view for view in views if view.id not in left]
    starting = [view for view in open_ if view.state is State.WAITING and view.busy]
    ready = [view for view in open_ if view.state in NEEDS_A_PERSON or view in starting]
    found = next(iter(ready or _holding_up(open_, after)), None)
    return found.id if found else ""


def _holding_up(views: Sequence[StepView], after: Mapping[str, Sequence[str]]) -> list[StepView]:
    waiting = {view.id for view in views if view.state is State.WAITING}
    needed = {name for step in waiting for name in after[step]}
    return [view for view in views if view.state is State.PENDING and view.id in needed]


def another(views: Iterable[StepView], step: str, left: Collection[str]) -> bool:
    """Whether another step than this one, that was not left, needs the person now."""
    return any(needs_person(view) for view in views if view.id != step and view.id not in left)


def pending(views: Iterable[StepView]) -> tuple[str, ...]:
    """The steps that AWS is busy with: they may be waited for."""
    return tuple(view.id for view in views if view.state is State.PENDING)


def still_open(views: Iterable[StepView]) -> tuple[StepView, ...]:
    """Where nothing goes on by itself, the steps that a person may still turn to."""
    return tuple(view for view in views if view.state in (*NEEDS_A_PERSON, State.SKIPPED))


def unfinished(views: Iterable[StepView]) -> tuple[StepView, ...]:
    """What has to be told at the end: every step that is not satisfied."""
    return tuple(view for view in views if view.state is not State.SATISFIED)


# --- one step in sight among all -----------------------------------------------------------------------------------


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


def under_way(views: Sequence[StepView]) -> str | None:
    """Where nothing needs a person and nothing is being looked at, the step that AWS works on and others wait for."""
    looked_at = any(view.busy and view.state not in (*OVER, State.PENDING) for view in views)
    waiting = any(view.state is State.WAITING for view in views)
    if looked_at or not waiting or any(map(needs_person, views)):
        return None
    return next((view.id for view in views if view.state is State.PENDING), None)


def onward(views: Sequence[StepView], current: str) -> str:
    """Where going on leads: the next stop, else simply the next step that is not over.

    From a step whose turn has not come, it leads to the first one that is not over: that is what it waits for.
    """
    stop = next_stop(views, current)
    if stop is not None:
        return stop
    here = next((index for index, view in enumerate(views) if view.id == current), 0)
    later = views if views[here].state is State.WAITING else views[here + 1 :]
    return next((view.id for view in later if view.state not in OVER), views[-1].id)
