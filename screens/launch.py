"""What the screens are opened with, before any engine exists.

The composition root fills it; the screens know nothing else of the outside. The cost is one more value to keep in
step with the command line, and the gain is a first paint that waits for neither boto3 nor a lock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from wizard.model import CallBegan, CallEnded, Event, Overview, Purposes, SpeakersCard, StepView

if TYPE_CHECKING:
    from wizard.engine.engine import Engine

Send = Callable[[str], None]
Calls = Sequence[CallBegan | CallEnded]


class Copy(Protocol):
    """Puts text on a clipboard, on a thread, and says how. name: of the file that it is saved as, too, where nothing
    proves that it was copied; "" for none.
    """

    def __call__(self, text: str, name: str = "copied.txt") -> None:
        """Begin it."""
        ...


Later = Callable[[float, Callable[[], None]], object]
"""Does something in so many seconds."""


class StartFailed(Exception):  # noqa: N818 - named after what the person meets
    """The wizard can't start (a lock, an unreadable checkpoint); the message is one clear sentence."""


def _nowhere(_text: str, _send: Send, _name: str) -> str:
    return "There is no clipboard here; select the text with the mouse."


def _no_place(_name: str, _text: str) -> str:
    return "Files can't be saved here."


def _no_report(_view: StepView, _others: Sequence[StepView], _calls: Calls) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """Everything the first paint shows, and the two exits from it: the engine and the clipboard.

    steps: (id, title) in order, for the rail. first_why: why the first step exists. sandbox: the scenario's name, ""
    for real AWS. resume: a sentence about what was begun, "" where nothing was.
    go_on: the person has asked already to go on with what was begun; nothing is offered, they are led there.
    purposes: what the person can want, asked before all else; None where it is known.
    overview: what will happen, for the page that opens where nothing was begun; None where no page is to open.
    start: makes the engine; called once, on a daemon thread, after the first paint, with whether to start over and
    with the listener for events. Raises StartFailed.
    keep: saves a text as a new file of a name, and says in a sentence where. report: what can be told of a step without
    ids, from its view, all views and the last calls. Both are called on a daemon thread.
    copy: puts text on a clipboard and says in a sentence how; its second argument writes to the person's terminal
    (OSC 52), its third names a file for it where nothing proves that it was copied. Called on a daemon thread.
    browse: opens an address in a browser; None where there is no display.
    light: whether light was chosen last. remember: keeps the choice; called on a daemon thread.
    take_over: whether the first frame is on the alternate screen already (`screens.first_frame`), which is the
    driver's from this call on.
    opens: the step that a rehearsal is about, and hint: a line on what to try there; "" for none.
    clock: seconds since the epoch.
    present: others are watching from the first paint on. public: names and ids that may be seen by everybody.
    cards: what there is to say about a step. rehearsals: scenarios of the sandbox, each with a sentence; called when
    somebody looks for one. later: how the screen waits, Textual's timer where nothing is said.
    """

    product: str
    steps: tuple[tuple[str, str], ...]
    start: Callable[[bool, Callable[[Event], None]], Engine]
    take_over: Callable[[], bool] = lambda: False
    first_why: str = ""
    sandbox: str = ""
    resume: str = ""
    go_on: bool = False
    purposes: Purposes | None = None
    opens: str = ""
    hint: str = ""
    overview: Callable[[], Overview] | None = None
    copy: Callable[[str, Send, str], str] = _nowhere
    keep: Callable[[str, str], str] = _no_place
    report: Callable[[StepView, Sequence[StepView], Calls], str] = _no_report
    browse: Callable[[str], bool] | None = None
    light: bool = False
    remember: Callable[[bool], None] = lambda _light: None
    clock: Callable[[], float] = time.time
    present: bool = False
    public: tuple[str, ...] = ()
    cards: Mapping[str, SpeakersCard] = field(default_factory=dict)
    rehearsals: Callable[[], Mapping[str, str]] = dict
    later: Later | None = None
