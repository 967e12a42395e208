"""The overview of a workflow: from the words of its steps alone, or with what the board and the journal know by now.

A step's words say what it does as a rule (`StepOverview`); what is known takes their place: the accounts that its
changes are made in, how many there are, what came of it. So a workflow without such words has an overview, too, once
its steps were looked at. Pure functions; the first is called before there is an engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from wizard.engine.next_step import OVER
from wizard.model import (
    ChangeView,
    JournalEntry,
    Overview,
    OverviewLine,
    State,
    StepOverview,
    StepView,
    StepWords,
)
from wizard.model.calls import LOCAL, UNBORN, is_unborn

if TYPE_CHECKING:
    from wizard.engine.engine import Engine
    from wizard.engine.preview import StepPreview

APPROVED_FIRST = "Nothing changes before you approve it. Until then, the wizard only reads."
ONLY_READS = "This only reads. Nothing is changed."
SIMULATED = "Simulated AWS: nothing reaches a real account, nothing is charged."
UNCHANGED = "Nothing was changed"
SAYS_NOTHING = StepOverview()


def overview_before(steps: Iterable[tuple[str, StepWords]], *, simulated: bool) -> Overview:
    """What is known before anybody has looked. steps: id and words, in order."""
    lines = tuple(_by_its_words(step, words.title, words.overview or SAYS_NOTHING) for step, words in steps)
    return Overview(lines=lines, promise=APPROVED_FIRST, simulated=SIMULATED if simulated else "")


def overview_now(engine: Engine) -> Overview:
    """With what is known now."""
    return overview_of(
        engine.views(),
        engine.preview(),
        simulated=bool(engine.simulated),
        read_only=engine.workflow.read_only,
    )


def overview_of(
    views: Iterable[StepView], previews: Iterable[StepPreview], *, simulated: bool, read_only: bool = False
) -> Overview:
    """With what these views and previews know."""
    foreseen = {one.step: one for one in previews}
    lines = tuple(_line(view, _planned(view, foreseen.get(view.id)), _landed(view)) for view in views)
    promise = ONLY_READS if read_only else APPROVED_FIRST
    return Overview(lines=lines, promise=promise, simulated=SIMULATED if simulated else "")


def _by_its_words(step: str, title: str, said: StepOverview) -> OverviewLine:
    return OverviewLine(
        id=step,
        title=title,
        text=said.does,
        about=tuple(filter(None, (said.place, said.costs))),
        undo=said.undo,
        minutes=said.minutes,
        waits=said.waits,
    )


# --- what is known ---------------------------------------------------------------------------------------------------


def _planned(view: StepView, foreseen: StepPreview | None) -> tuple[ChangeView, ...]:
    """The changes that are still to be made, as far as they can be foreseen."""
    if view.state in OVER:
        return ()
    rounds = foreseen.rounds if foreseen and foreseen.rounds else tuple(filter(None, (view.plan,)))
    return tuple(one for plan in rounds for one in plan.changes if one.progress not in ("done", "already"))


def _landed(view: StepView) -> tuple[JournalEntry, ...]:
    """What was changed, each change once."""
    return tuple({one.digest: one for one in view.journal if one.outcome == "landed"}.values())


def _line(view: StepView, planned: Sequence[ChangeView], landed: Sequence[JournalEntry]) -> OverviewLine:
    said = view.overview or SAYS_NOTHING
    over, mine = view.state in OVER, bool(planned or landed) or view.state not in OVER
    made = [(one.service, one.account) for one in landed] + [(one.service, one.account) for one in planned]
    accounts = [account for service, account in made if account and service not in LOCAL]
    costs = view.plan.costs.rstrip(".") if view.plan and planned and view.plan.costs else said.costs
    own = filter(None, (_where(said.place, tuple(dict.fromkeys(accounts))), costs)) if mine else ()
    return OverviewLine(
        id=view.id,
        title=view.title,
        state=None if view.state is State.WAITING else view.state,
        busy=view.busy,
        text=_text(view, planned, said),
        about=(*_counted(planned, landed, said_none=view.state is State.SATISFIED), *own),
        undo=said.undo if mine else "",
        # What AWS still needs is no time of the person's.
        minutes=0 if over or view.state is State.PENDING else said.minutes,
        waits=0 if over else said.waits,
    )


def _text(view: StepView, planned: Sequence[ChangeView], said: StepOverview) -> str:
    if view.state is State.SKIPPED:
        return f"Skipped: {view.skipped}"
    if view.state is State.SATISFIED:
        return view.summary
    return said.does or "; ".join(change.sentence for change in planned) or view.summary


def _counted(planned: Sequence[ChangeView], landed: Sequence[JournalEntry], *, said_none: bool) -> Iterator[str]:
    """How much was changed, and how much would be."""
    if landed:
        yield f"{_changes(len(landed))} made"
    elif said_none:
        yield UNCHANGED
    if planned:
        yield f"{_changes(len(planned))} planned"


def _changes(number: int) -> str:
    return f"{number} change" if number == 1 else f"{number} changes"


def _where(place: str, accounts: Sequence[str]) -> str:
    """The accounts beside what they are called."""
    named = ", ".join(f"new, {one.removeprefix(UNBORN)}" if is_unborn(one) else one for one in accounts)
    if not named:
        return place
    return f"{place} ({named})" if place else f"Account {named}"
