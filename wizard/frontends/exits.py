"""The exit codes, and which of them a run has earned.

Help and completion name the codes, so the model is imported where a run is judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from wizard.model import State, StepView

Ending = Literal["complete", "incomplete", "failed"]


class Exit(IntEnum):
    """0 complete (for a plan: nothing to do) · 3 approval or answers needed (for a plan: something to do)."""

    COMPLETE = 0
    FAILED = 1
    USAGE = 2
    NEEDED = 3
    INCOMPLETE = 4
    INTERRUPTED = 130


def exit_of(states: Iterable[State], *, broken: bool) -> Exit:
    """What a run ends with: a need for approval or answers goes before what is merely incomplete."""
    from wizard.model import State

    found = set(states)
    if broken:
        return Exit.FAILED
    if found == {State.SATISFIED}:
        return Exit.COMPLETE
    return Exit.NEEDED if found & {State.UNMET, State.NEEDS_ANSWERS} else Exit.INCOMPLETE


def exit_of_status(views: Iterable[StepView], *, signed_in: bool, broken: bool) -> Exit:
    """0 unchanged · 4 changed or incomplete · 1 where it could not look, so that nobody takes that for a change.

    It could not look where something is missing and nobody is signed in, or where a call failed before a step could
    say anything of itself.
    """
    from wizard.model import State

    seen = tuple(views)
    if broken or any(view.problem and not view.summary for view in seen):
        return Exit.FAILED
    if all(view.state is State.SATISFIED for view in seen):
        return Exit.COMPLETE
    return Exit.INCOMPLETE if signed_in else Exit.FAILED


def ending_of(states: Iterable[State], *, broken: bool) -> Ending:
    """*complete* means every step is satisfied; anything pending or skipped is *incomplete*."""
    from wizard.model import State

    if broken:
        return "failed"
    return "complete" if set(states) == {State.SATISFIED} else "incomplete"
