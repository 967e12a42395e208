"""A world of named things that fake steps look after, for testing the engine without AWS.

A thing is absent, coming (pending) or there. ``Thing`` is a step that wants its thing there; ``World`` is the port that
its calls go to, and can be told to refuse, to lose answers, or to be slow in showing what it has accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wizard.checkpoint.checkpoint import Checkpoint, Glance
from wizard.engine.engine import Engine
from wizard.host.timing import Timing
from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Change,
    Context,
    Journal,
    Observation,
    Plan,
    Preview,
    Question,
    Read,
    Reader,
    State,
    Step,
    Target,
    Waiting,
    Workflow,
)
from wizard.problems.explain import explain
from wizard.vendors.profile import load_vendor

TARGET = Target(account="111122223333", region="us-east-1")
FAST = Timing(pause=0.001, deadline=0.01)


class World:
    """The port. sent: every change that arrived, by thing. refuse: errors to answer with, used up one by one."""

    def __init__(self) -> None:
        self.things: dict[str, str] = {}
        self.sent: list[str] = []
        self.tokens: list[str] = []
        self.read_count = 0
        self.refuse: dict[str, list[CallError]] = {}
        self.unreadable: dict[str, CallError] = {}
        self.arrives_as = "there"
        self.shown_after = 0

    def read(self, read: Read) -> Mapping[str, Any]:
        self.read_count += 1
        name = read.parameters["name"]
        if name in self.unreadable:
            raise CallFailed(self.unreadable[name])
        if self.shown_after and name in self.things:
            self.shown_after -= 1
            return {"state": "absent"}
        state = self.things.get(name, "absent")
        if state == "coming":
            self.things[name] = "there"
        return {"state": state}

    def send(self, change: Change) -> Mapping[str, Any]:
        name = change.parameters["name"]
        self.sent.append(name)
        self.tokens.append(change.parameters.get("token", ""))
        errors = self.refuse.get(name, [])
        if errors:
            error = errors.pop(0)
            if error.unsure:
                self.things[name] = self.arrives_as
            raise CallFailed(error)
        self.things[name] = self.arrives_as
        return {"made": {"name": name}}


_FOUND: dict[str, type] = {}


def what_finds(step: str) -> type:
    """The type of what the step of this name finds; a step that comes after it needs one."""
    return _FOUND.setdefault(step, type(step.title(), (), {}))


def workflow_of(*steps: Step) -> Workflow:
    """These steps as a workflow."""
    return Workflow(id="things", title="Things", steps=steps)


def thing(name: str, *, after: tuple[str, ...] = (), asks: bool = False, parts: int = 1, **more: Any) -> Step:
    """A step that wants ``parts`` things there; ``asks`` for a colour first."""
    names = [name] if parts == 1 else [f"{name}-{n}" for n in range(parts)]
    question = Question(name="colour", text="Which colour?")

    def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[list[str]]:
        if asks and not answers.text("colour"):
            return Observation(state=State.NEEDS_ANSWERS, summary="asks", facts=[], questions=(question,))
        states = [read(Read(target=TARGET, service="things", operation="Get", parameters={"name": n})) for n in names]
        if any(one["state"] == "coming" for one in states):
            waiting = Waiting(what=f"{name} is coming", limit=100, every=1)
            return Observation(state=State.PENDING, summary="coming", facts=[], waiting=waiting)
        missing = [n for n, one in zip(names, states, strict=True) if one["state"] == "absent"]
        state = State.UNMET if missing else State.SATISFIED
        return Observation(state=state, summary=str(state), facts=missing)

    def plan(observation: Observation[list[str]], answers: Answers) -> Plan:
        return Plan(changes=tuple(make(n) for n in observation.facts), act=f"Make {name}")

    def preview(observation: Observation[list[str]] | None, answers: Answers, context: Context) -> Preview:
        missing = names if observation is None else observation.facts
        return Preview(rounds=(Plan(changes=tuple(make(n) for n in missing), act=f"Make {name}"),))

    return Step(
        id=name,
        title=name.capitalize(),
        observe=observe,
        plan=plan,
        preview=preview,
        questions=(question,),
        needs=tuple(map(what_finds, after)),
        finds=(what_finds(name),),
        **more,
    )


def make(name: str, **more: Any) -> Change:
    """The change that makes a thing."""
    return Change(
        target=TARGET,
        service="things",
        operation="Make",
        parameters={"name": name},
        sentence=f"Make {name}.",
        token="token",
        keep={"name": "made.name"},
        landed=("AlreadyThere",),
        **more,
    )


def refusal(code: str = "AccessDenied", *, unsure: bool = False) -> CallError:
    """An error to answer a change with; an unsure one is carried out all the same."""
    return CallError(code=code, message="no", service="things", operation="Make", unsure=unsure)


def engine_of(
    *steps: Step,
    world: World,
    checkpoint: Checkpoint | None = None,
    timing: Timing = FAST,
    workflow: Workflow | None = None,
    **more: Any,
) -> Engine:
    """An engine over these steps, or this workflow, and this world."""
    return Engine(
        workflow or workflow_of(*steps),
        Context(vendor=load_vendor("firetiger"), now=datetime.now(UTC)),
        port=world,
        checkpoint=checkpoint or Checkpoint(Glance()),
        explain=explain,
        timing=timing,
        **more,
    )
