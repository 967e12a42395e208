"""Which step comes next: pure functions over all views.

What needs the person comes first, in order; a pending step comes only while others wait for it. ``left`` are the steps
that the person goes on without; ``after`` is the workflow's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from wizard.model import State, StepView

NEEDS_A_PERSON = (State.NEEDS_ANSWERS, State.UNMET, State.BLOCKED)


def next_step(views: Sequence[StepView], after: Mapping[str, Sequence[str]], left: Collection[str]) -> str:
    """The first step that needs the person, or is about to say so; else the first that others wait for; else ""."""
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
    return any(
        view.state in NEEDS_A_PERSON and not view.busy for view in views if view.id != step and view.id not in left
    )
