"""A conversation without a terminal: an asker that follows a script, and steps that are whatever a test says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.worlds import what_finds, workflow_of
from wizard.checkpoint.checkpoint import Checkpoint, Glance
from wizard.engine.engine import Engine
from wizard.frontends.prompts.asker import Check, GoBack, InputEnded, Wait
from wizard.frontends.prompts.conversation import Conversation
from wizard.frontends.prompts.news import News
from wizard.frontends.prompts.transcript import Transcript
from wizard.host.threads import in_background
from wizard.host.timing import Timing
from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Change,
    Choice,
    Context,
    Observation,
    Plan,
    Preview,
    Problem,
    Read,
    State,
    Step,
    Target,
    Trouble,
)
from wizard.vendors.profile import load_vendor

BACK = object()
BREAK = object()
PLACE = Target(account="123456789012", region="us-east-1")


@dataclass
class Scripted:
    """Answers each question with the next line of its script: (part of the question, answer). Keeps all that was said.

    An answer may be BACK, or BREAK for Ctrl-C. Where the script is over, the input has ended.
    """

    script: list[tuple[str, object]]
    breaks: bool = True
    pictures: bool = False
    interrupt_wait: Callable[[], bool] = lambda: False
    said: list[str] = field(default_factory=list)
    offered: list[tuple[str, ...]] = field(default_factory=list)
    defaults: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)

    @property
    def text_said(self) -> str:
        return "\n".join(self.said)

    def say(self, *lines: str) -> None:
        self.said.extend(lines)

    def head(self, line: str) -> None:
        self.said.append(line)

    def choose(self, text: str, choices: Sequence[Choice], *, default: str = "", **_: str) -> str:
        self.offered.append(tuple(choice.value for choice in choices))
        self.defaults.append(default)
        answer = self._next(text)
        assert answer in self.offered[-1], f"{answer!r} is not offered by {text!r}: {self.offered[-1]}"
        return answer

    def text(self, text: str, *, check: Check, default: str = "", **_: str) -> str:
        while True:
            self.defaults.append(default)
            answer = self._next(text) or default
            wrong = check(answer)
            if wrong is None:
                return answer
            self.refusals.append(wrong)

    def secret(self, text: str, *, check: Check) -> str:
        return self.text(text, check=check)

    def consent(self, act: str) -> bool:
        return self._next(act) == "yes"

    def waiting(self, wait: Wait) -> None:
        self.waits.append(wait)
        if self.interrupt_wait():
            raise KeyboardInterrupt

    def waited(self) -> None:
        pass

    def _next(self, text: str) -> str:
        if not self.script:
            raise InputEnded(heard=True)
        part, answer = self.script.pop(0)
        assert part in text, f"expected a question about {part!r}, got {text!r}"
        if answer is BACK:
            raise GoBack
        if answer is BREAK:
            raise KeyboardInterrupt
        return str(answer)


@dataclass
class World:
    """What the fake AWS holds: changes that were sent, and errors to answer with."""

    sent: list[str] = field(default_factory=list)
    refuse: dict[str, CallError] = field(default_factory=dict)

    def read(self, read: Read) -> Mapping[str, Any]:
        raise CallFailed(CallError(code="Unexpected", message=f"{read.operation}: nothing is read here"))

    def send(self, change: Change) -> Mapping[str, Any]:
        if change.operation in self.refuse:
            raise CallFailed(self.refuse[change.operation])
        self.sent.append(change.operation)
        return {}


def a_change(operation: str, sentence: str = "", **more: Any) -> Change:
    return Change(target=PLACE, service="iam", operation=operation, sentence=sentence or f"Do {operation}", **more)


def a_step(
    step_id: str,
    observe: Callable[[Answers], Observation[Any]],
    plan: Plan | None = None,
    after: tuple[str, ...] = (),
    **more: Any,
) -> Step:
    """A step that observes what the function says of its answers."""
    return Step(
        id=step_id,
        title=step_id.capitalize(),
        observe=lambda _read, answers, _journal, _context: observe(answers),
        plan=lambda _observation, _answers: plan or Plan(),
        preview=lambda _observation, _answers, _context: Preview(),
        needs=tuple(map(what_finds, after)),
        finds=(what_finds(step_id),),
        **more,
    )


def seen(state: State, **more: Any) -> Observation[Any]:
    return Observation(state=state, summary=str(state), facts=None, **more)


def explain(trouble: Trouble | CallError) -> Problem:
    error = trouble if isinstance(trouble, CallError) else trouble.error
    key = trouble.code if isinstance(trouble, CallError) else trouble.key
    return Problem(key=key, title=f"Problem {key}", what="It.", why="So.", todo=("That.",), retry=True, error=error)


@dataclass
class Table:
    """An engine with these steps, driven in the background, and a conversation about it."""

    engine: Engine
    checkpoint: Checkpoint
    conversation: Conversation
    ends: list[dict[str, State]]

    def states(self) -> dict[str, str]:
        return {step.id: str(self.engine.state(step.id)) for step in self.engine.steps}


@contextmanager
def table(
    steps: Sequence[Step],
    asker: Scripted,
    world: World,
    directory: Path = Path(),
    explains: Callable[[Trouble | CallError], Problem] = explain,
) -> Iterator[Table]:
    checkpoint = Checkpoint(Glance())
    engine = Engine(
        workflow_of(*steps),
        Context(vendor=load_vendor("firetiger"), now=datetime.now(UTC), person=True),
        port=world,
        checkpoint=checkpoint,
        explain=explains,
        timing=Timing(pause=0.002, deadline=60),
    )
    news = News(engine.view)
    engine.listen(news.listen)
    ends: list[dict[str, State]] = []
    conversation = Conversation(
        engine=engine,
        asker=asker,
        news=news,
        said=Transcript(asker, sandbox=False),
        end=lambda: ends.append({step.id: engine.state(step.id) for step in steps}),
        directory=directory,
        vendor_id="firetiger",
    )
    in_background(lambda: engine.drive(lambda: False), "drive")
    try:
        yield Table(engine, checkpoint, conversation, ends)
    finally:
        engine.close()


class Gate:
    """Something AWS has not done yet; it is opened by a test."""

    def __init__(self) -> None:
        self._open = threading.Event()

    def open(self) -> None:
        self._open.set()

    @property
    def is_open(self) -> bool:
        return self._open.is_set()
