"""What happens in all, a line for each step: first what a step does as a rule, then what is known of it by now.

It is made in one place (`wizard/engine/overview.py`) and drawn in several. The cost is that it holds words where a view
holds values; the gain is that every front end says the same of costs, times and the way back.
"""

from __future__ import annotations

from dataclasses import dataclass

from wizard.model.observing import State
from wizard.model.questions import Choice
from wizard.model.spans import in_minutes

WHAT_TO_DO = "What do you want to do?"
COMMANDS = "Other commands"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purposes:
    """What a person can want, where the command line doesn't say it: asked before all else.

    choices: workflows by their ids, and what was begun by its place. here: the workflow that goes on without another
    start. commands: command lines, each with what it does.
    """

    choices: tuple[Choice, ...]
    here: str
    commands: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewLine:
    """A step in few words. state: None as long as nobody could look; busy: as in its view.

    text: what it does, or what came of it. about: how much is changed, where, what it costs. undo: how it is taken
    back. Each is a few words without a period.
    minutes: of the person's time that are left; waits: minutes that AWS can need beyond them, at most.
    """

    id: str
    title: str
    state: State | None = None
    busy: str = ""
    text: str = ""
    about: tuple[str, ...] = ()
    undo: str = ""
    minutes: int = 0
    waits: int = 0

    @property
    def time(self) -> str:
        """How long it still takes, "" for no time: ``2 to 22 min``."""
        if not self.waits:
            return f"{self.minutes} min" if self.minutes else ""
        least = f"{self.minutes} to" if self.minutes else "up to"
        return f"{least} {self.minutes + self.waits} min"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All steps. promise: what is not done without the person. simulated: that no AWS is real, "" where it is."""

    lines: tuple[OverviewLine, ...]
    promise: str
    simulated: str = ""

    @property
    def time(self) -> str:
        """A sentence about how long all that is left takes, "" where nobody knows or nothing is left."""
        minutes, waits = sum(line.minutes for line in self.lines), sum(line.waits for line in self.lines)
        own = f"about {in_minutes(minutes)}" if minutes else ""
        aws = f"up to {in_minutes(waits)} of waiting for AWS" if waits else ""
        begun = any(line.state in (State.SATISFIED, State.SKIPPED) for line in self.lines)
        spans = ", plus ".join(filter(None, (own, aws)))
        return f"{'Time left' if begun else 'Time'}: {spans}." if spans else ""
