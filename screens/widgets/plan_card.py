"""The plan as a card: a line a change, which becomes its progress; each opens to the command and all parameters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from screens import words
from screens.widgets import code
from screens.widgets.bulleted import Bulleted
from wizard.model import ChangeView, PlanView

LONG_VALUE = 3000


@dataclass(slots=True)
class Timed:
    """When each change began to be sent, so that its line can say how long it took."""

    began: dict[str, float] = field(default_factory=dict)

    def note(self, change: ChangeView) -> None:
        """Keep the moment a change is running since."""
        if change.progress == "running":
            self.began[change.digest] = change.at

    def took(self, change: ChangeView, now: float) -> str:
        """How long it runs, or took; "" where that is not known."""
        began = self.began.get(change.digest)
        if change.progress == "running":
            return words.since(change.at, now)
        if began is None or change.progress not in ("done", "already", "failed"):
            return ""
        return words.duration(change.at - began)


class ChangeLine(Static, can_focus=True):
    """One change; Enter or a click opens it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open_or_close", "show details", key_display="enter"),
        Binding("c", "copy", "copy command"),
    ]

    @dataclass
    class Wanted(Message):
        """A person wants this one change as a script that runs, to be copied."""

        text: str

    def __init__(self, change: ChangeView, timed: Timed) -> None:
        super().__init__(classes="change", markup=False)
        self._change, self._timed, self._now, self._open = change, timed, change.at, False

    def show(self, change: ChangeView, now: float) -> None:
        """Draw it as it stands."""
        self._change, self._now = change, now
        self._timed.note(change)
        self.update(self._drawn())

    def tick(self, now: float) -> None:
        """Let the time run."""
        if self._change.progress == "running":
            self.show(self._change, now)

    def action_open_or_close(self) -> None:
        """Open or close it."""
        self._open = not self._open
        self.update(self._drawn())

    def action_copy(self) -> None:
        """Copy this change alone: as a script that runs, or the command where nothing but this computer is touched."""
        self.post_message(self.Wanted(self._change.script or self._change.command))

    def on_click(self, event: events.Click) -> None:
        """A click opens and closes it."""
        event.stop()
        self.action_open_or_close()

    def _drawn(self) -> Bulleted:
        change, look = self._change, words.PROGRESS[self._change.progress]
        rows = [
            (Content.styled(look.symbol, f"bold {look.style}"), _sentence(change, self._timed.took(change, self._now))),
            (Content(""), Content.styled(f"{words.place(change)}  {'▾' if self._open else '▸'}", "$quiet")),
        ]
        if change.warning:
            rows.append((Content.styled("!", "bold $warning"), Content.styled(words.prose(change.warning), "$warning")))
        if self._change.undo.line:
            rows.append((Content(""), Content.styled(words.prose(self._change.undo.line), "$quiet")))
        if self._open:
            rows += [(Content(""), line) for line in _details(change)]
        return Bulleted(rows)


class PlanCard(Vertical):
    """A heading, the changes, what they cost."""

    def __init__(self) -> None:
        super().__init__(id="plan-card")
        self._digests: tuple[str, ...] = ()
        self._timed = Timed()

    async def show(self, plan: PlanView | None, now: float) -> None:
        """Draw this plan; the lines stay as long as the changes are the same."""
        self.display = plan is not None and bool(plan.changes)
        if plan is None or not plan.changes:
            return
        digests = tuple(change.digest for change in plan.changes)
        if digests != self._digests:
            self._digests = digests
            await self.remove_children()
            await self.mount(*self._fresh(plan))
        self.query_one("#plan-heading", Static).update(_heading(plan))
        for line, change in zip(self.query(ChangeLine), plan.changes, strict=True):
            line.show(change, now)

    def tick(self, now: float) -> None:
        """Let the running change's time run."""
        for line in self.query(ChangeLine):
            line.tick(now)

    def _fresh(self, plan: PlanView) -> Sequence[Static]:
        lines: list[Static] = [Static(classes="heading", id="plan-heading", markup=False)]
        lines += [ChangeLine(change, self._timed) for change in plan.changes]
        if plan.costs:
            lines.append(Static(f"Costs\n{words.prose(plan.costs)}", classes="costs", markup=False))
        return lines


def _heading(plan: PlanView) -> Content:
    if plan.by_hand:
        return Content("Changes to run yourself")
    ended = sum(change.progress in ("done", "already") for change in plan.changes)
    if any(change.progress in ("running", "done", "already", "failed") for change in plan.changes):
        return Content.assemble("What changes", (f"   {ended} of {len(plan.changes)} done", "$quiet not bold"))
    return Content.assemble("What would change", ("   nothing is sent until you approve", "$quiet not bold"))


def _sentence(change: ChangeView, took: str) -> Content:
    look = words.PROGRESS[change.progress]
    said = " ".join(part for part in (look.word, took) if part)
    return Content.assemble(words.prose(change.sentence), (f"   {said}" if said else "", look.style))


def _details(change: ChangeView) -> list[Content]:
    shown = json.dumps(_cut(change.parameters), indent=2, ensure_ascii=False, default=_bytes)
    command = code.painted(words.verbatim(change.to_read, code.LONGEST), code.shell_line)
    parameters = code.painted(words.verbatim(shown, code.LONGEST), code.json_line)
    return [Content(" "), *command, Content(" "), *parameters, Content(" "), *_undo(change)]


def _undo(change: ChangeView) -> list[Content]:
    if not change.undo.to_read:
        return []
    commands = code.painted(words.verbatim("\n".join(change.undo.to_read), code.LONGEST), code.shell_line)
    return [Content.styled("To undo it", "$quiet"), *commands, Content(" ")]


def _cut(value: object) -> object:
    if isinstance(value, dict):
        return {str(name): _cut(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_cut(inner) for inner in value]
    return words.shortened(value, LONG_VALUE) if isinstance(value, str) else value


def _bytes(value: object) -> str:
    return words.shortened(value.decode("utf-8", "replace"), LONG_VALUE) if isinstance(value, bytes) else str(value)
