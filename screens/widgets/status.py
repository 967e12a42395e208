"""What is going on in a step now: since when, until when at most, what AWS says, what can be done meanwhile."""

from __future__ import annotations

import math
from collections.abc import Iterator

from textual.content import Content
from textual.widgets import Static

from screens import words
from screens.widgets.bulleted import Bulleted
from wizard.model import CallDelayed, OperationProgress, StepView, WaitView

BAR = 24
OPERATION = 16
"""Cells of a bar: of the time, of one operation."""


class Status(Static):
    """A line while something is under way or waited for; nothing otherwise."""

    def __init__(self) -> None:
        super().__init__(id="status", markup=False)
        self._view: StepView | None = None
        self._delay: CallDelayed | None = None

    def delayed(self, event: CallDelayed, now: float) -> None:
        """A call waits before it is sent again: said for as long, the longest where several do."""
        if self._delay is None or event.left(now) > self._delay.left(now):
            self._delay = event
            self.tick(now)

    def show(self, view: StepView | None, now: float) -> None:
        """Draw it for this moment."""
        self._view = view
        described = describe(view, now, self._delay) if view else None
        self.display = described is not None
        if described is not None and self.content != described:
            self.update(described)

    def tick(self, now: float) -> None:
        """Let the time run."""
        view = self._view
        if view is not None and (view.busy or view.waiting):
            self.show(view, now)


def describe(view: StepView, now: float, delay: CallDelayed | None = None) -> Bulleted | None:
    """The sentence, with elapsed time, against the limit where one is told. delay: of a call, over or not."""
    described = _described(view, now)
    if described is None or delay is None or not delay.left(now):
        return described
    said = (Content.styled("↻", "$warning"), Content.styled(words.line(delay.said(now)), "$warning"))
    return Bulleted([*described.rows, said])


def _described(view: StepView, now: float) -> Bulleted | None:
    if view.busy == "applying":
        return _running("Making the changes. It's safe to quit; AWS keeps going.", words.since(view.since, now))
    if view.waiting:
        return _waiting(view.waiting, now)
    if view.busy:
        return _running("Checking the current state; nothing is changed.", words.since(view.since, now))
    return None


def _running(sentence: str, time: str) -> Bulleted:
    said = Content.assemble((time, "bold"), "  " if time else "", sentence)
    return Bulleted([(Content.styled("◆", "$accent"), said)])


def _waiting(wait: WaitView, now: float) -> Bulleted:
    said = Content.assemble(words.prose(wait.what), (f" {_sentence(wait.usual)}", "$quiet"))
    rows = [(Content.styled("…", "$info"), said), (Content(""), _time(wait, now))]
    rows += [(Content(""), row) for one in wait.progress for row in _operation(one)]
    if wait.says:
        rows.append((Content(""), Content.assemble(("AWS says: ", "$quiet"), words.line(wait.says))))
    if wait.meanwhile:
        rows.append((Content(""), Content.styled(words.prose(wait.meanwhile), "$quiet")))
    return Bulleted(rows)


def _time(wait: WaitView, now: float) -> Content:
    """How long it has taken; where a limit tells something, as a bar against it."""
    gone = max(0.0, now - wait.since)
    if not wait.most:
        return Content.styled(f"{words.elapsed(gone)} so far", "$quiet")
    gone = min(gone, wait.most)
    filled = min(BAR, int(BAR * gone / wait.most))
    time = f"  {words.elapsed(gone)} of up to {words.elapsed(wait.most)}"
    return Content.assemble(("━" * filled, "$info"), ("━" * (BAR - filled), "$line"), (time, "$quiet"))


def _operation(progress: OperationProgress) -> Iterator[Content]:
    """What it is about and how long it still takes; under that a bar and what AWS counts."""
    about = " · ".join(filter(None, (progress.left, words.line(progress.says))))
    yield Content.assemble((words.line(progress.name), "bold"), (f"  {about}" if about else "", "$quiet"))
    total = max(1, progress.total)
    failed = min(OPERATION, math.ceil(OPERATION * progress.failed / total))
    done = min(OPERATION - failed, OPERATION * progress.done // total)
    bar = (("━" * done, "$success"), ("━" * failed, "$error"), ("━" * (OPERATION - done - failed), "$line"))
    yield Content.assemble(*bar, "  ", *_counts(progress))


def _counts(progress: OperationProgress) -> Iterator[tuple[str, str]]:
    done, *others = progress.counts
    yield done, ""
    for said in others:
        yield from ((" · ", "$quiet"), (said, "$error" if progress.failed and said == others[0] else "$quiet"))


def _sentence(usual: str) -> str:
    return f"{usual[:1].upper()}{usual[1:]}." if usual else ""
