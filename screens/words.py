"""How things are said on every screen: states, marks, durations, account ids.

A state is always a symbol and a word, and its style is the name of a theme colour; so nothing here needs a terminal,
and a screen without colour says the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from screens.masking import masking
from wizard.model import ChangeView, Mark, OverviewLine, Progress, State, StepView
from wizard.model.calls import UNBORN, is_unborn
from wizard.text.sanitize import LONGEST, inert, inert_line
from wizard.text.shapes import grouped

LONGEST_WAIT = 7 * 24 * 3600.0
"""Seconds: nothing here takes longer, so a clock that says so is wrong."""


@dataclass(frozen=True, slots=True)
class Look:
    """A symbol one cell wide, the word beside it, and the theme's colour for both."""

    symbol: str
    word: str
    style: str


STATES: Mapping[State, Look] = {
    State.SATISFIED: Look("✓", "done", "$success"),
    State.NEEDS_ANSWERS: Look("?", "needs an answer", "$accent"),
    State.UNMET: Look("▸", "to do", "$accent"),
    State.PENDING: Look("…", "waiting for AWS", "$info"),
    State.BLOCKED: Look("✗", "needs you", "$error"),
    State.SKIPPED: Look("–", "skipped", "$quiet"),
    State.WAITING: Look("·", "later", "$quiet"),
}
STARTING = Look("◌", "starting", "$info")
LOOKING = Look("◌", "looking", "$info")
WORKING = Look("◆", "working", "$accent")

MARKS: Mapping[Mark, Look] = {
    "good": Look("✓", "good", "$success"),
    "warning": Look("!", "warning", "$warning"),
    "bad": Look("✗", "missing", "$error"),
    "info": Look("i", "note", "$info"),
    "unknown": Look("?", "unknown", "$warning"),
}

PROGRESS: Mapping[Progress, Look] = {
    "planned": Look("+", "", "$accent"),
    "approved": Look("·", "next", "$quiet"),
    "running": Look("▸", "running", "$accent"),
    "done": Look("✓", "done", "$success"),
    "already": Look("✓", "already exists", "$success"),
    "failed": Look("✗", "refused", "$error"),
}


# A text that is no field's name; or what stands between.
_VALUE = r'"(?P<said>(?:[^"\\]|\\.)*)"(?!\s*:)|(?P<other>"(?:[^"\\]|\\.)*"(?=\s*:)|[^"]+)'
ACCOUNT_DIGITS = 12


def look(view: StepView | OverviewLine) -> Look:
    """How a step stands."""
    if view.busy == "applying":
        return WORKING
    if view.busy == "observing" and view.state not in (State.SATISFIED, State.PENDING):
        return LOOKING
    return STATES[view.state] if view.state else STARTING


def shortened(text: str, longest: int = LONGEST) -> str:
    """A text made inert, still to be drawn by one of the next three."""
    return inert(text, masking.whole(text, longest))


def is_plain(text: str) -> bool:
    """Whether a line of text is drawn as it is, but for masks and groups: nothing in it is marked or left out."""
    return inert_line(text) == text


def verbatim(text: str, longest: int = LONGEST) -> str:
    """Code and what AWS said, as it may be drawn: inert, and what is private behind its mask."""
    return masking.veiled(shortened(text, longest))


def said_in_json(text: str, longest: int = LONGEST) -> str:
    """Indented JSON as it may be drawn: every text in it is somebody's, whatever it is called; its fields are AWS's."""
    return "\n".join(re.sub(_VALUE, _hidden, line) for line in shortened(text, longest).split("\n"))


def _hidden(match: re.Match[str]) -> str:
    said, other = match["said"], match["other"]
    return masking.veiled(other) if said is None else f'"{masking.veiled_field(said, private=True)}"'


def prose(text: str) -> str:
    """Any text as it may be drawn: as verbatim, with account ids in groups."""
    return masking.veiled(grouped(shortened(text)))


def line(text: str, longest: int = LONGEST) -> str:
    """As prose, on one line."""
    return masking.veiled(grouped(" ".join(shortened(text, longest).split())))


def name(text: str, longest: int = LONGEST) -> str:
    """As line, for what is somebody's own name, whatever it looks like."""
    return masking.veiled_name(grouped(" ".join(shortened(text, longest).split())))


def place(change: ChangeView) -> str:
    """Where a change is made: account, region and call."""
    parts = (account(change.account), line(change.region), line(f"{change.service} {change.operation}"))
    return " · ".join(part for part in parts if part)


def account(text: str) -> str:
    """An account as it is shown; one that does not exist yet by its e-mail."""
    return f"new account {line(text.removeprefix(UNBORN))}" if is_unborn(text) else line(text)


def short_account(text: str) -> str:
    """Where there is little room: 4288…8123; the mask of it while it is hidden."""
    whole = account(text)
    return f"{whole[:4]}…{whole[-4:]}" if len(text) == ACCOUNT_DIGITS and text.isdigit() else whole


def elapsed(seconds: float) -> str:
    """Time that runs: 0:04, 12:30, 1:02:03."""
    whole = max(0, int(seconds))
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def since(began: float, now: float) -> str:
    """Time that has run since then; "" where that is not known: it has not begun, or the clock was set meanwhile."""
    return elapsed(now - began) if began > 0 and now - began < LONGEST_WAIT else ""


def duration(seconds: float) -> str:
    """Time that is over: 84 ms, 1.2 s, 42 s, 2:05 min."""
    if seconds < 1:
        return f"{max(0, round(seconds * 1000))} ms"
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 60 else f"{elapsed(seconds)} min"


def count(number: int, thing: str) -> str:
    """1 change, 3 changes."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
