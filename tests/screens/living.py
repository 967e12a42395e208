"""A small onboarding on the real engine: made-up steps over a world that remembers what was sent to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from screens.launch import Launch
from tests.screens.still import ACCOUNT, ARN
from tests.worlds import what_finds, workflow_of
from wizard.checkpoint.checkpoint import Checkpoint, FileStore, Store
from wizard.engine.engine import Engine
from wizard.host.timing import Timing
from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Change,
    Context,
    Event,
    Finding,
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
    Vendor,
    Where,
)
from wizard.problems.explain import explain

HERE = Target(account=ACCOUNT, region="us-east-1")


class World:
    """What AWS would be: it remembers what was sent. hang: every call waits for ``go``. refuse: the next send fails."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.looked: list[str] = []
        self.hang = False
        self.go = threading.Event()
        self.refuse: CallError | None = None

    def read(self, read: Read) -> Mapping[str, Any]:
        self.looked.append(read.operation)
        self._wait()
        return {}

    def send(self, change: Change) -> Mapping[str, Any]:
        self._wait()
        if self.refuse is not None:
            error, self.refuse = self.refuse, None
            raise CallFailed(error)
        self.sent.append(change.operation)
        return {}

    def _wait(self) -> None:
        if self.hang:
            self.go.wait(60)


NAME = Question(
    name="name",
    text="What shall the account be called?",
    default="Firetiger",
    check=lambda value: "Fifty characters at most." if len(value) > 50 else None,
)
EMAIL = Question(
    name="email",
    text="E-mail address for the new account owns it?",
    check=lambda value: None if "@" in value else "An e-mail address has an @ in it.",
)


def _step(
    name: str,
    title: str,
    observe: Callable[[Answers], Observation[Any]],
    plan: Plan,
    after: tuple[str, ...] = (),
    **others: Any,
) -> Step:
    def look(read: Reader, answers: Answers, _remembered: Journal, _earlier: Context) -> Observation[Any]:
        read(Read(target=HERE, service="any", operation=f"Look{title}"))
        return observe(answers)

    def preview(_o: Observation[Any] | None, _a: Answers, _e: Context) -> Preview:
        return Preview()

    return Step(
        id=name,
        title=title,
        observe=look,
        plan=lambda _o, _a: plan,
        preview=preview,
        needs=tuple(map(what_finds, after)),
        finds=(what_finds(name),),
        **others,
    )


def change(operation: str, sentence: str) -> Change:
    """A change of this account."""
    return Change(target=HERE, service="any", operation=operation, parameters={"Name": operation}, sentence=sentence)


def living_steps(world: World) -> tuple[Step, ...]:
    """Sign in, an account with two questions, a trail, a role with consent, models that can be skipped, handover."""

    def signed_in(_answers: Answers) -> Observation[Any]:
        here = Where(account=ACCOUNT, region="us-east-1", private=("ada",))
        return Observation(state=State.SATISFIED, summary="ada", facts=None, where=here, binds=(ACCOUNT, "us-east-1"))

    def account(answers: Answers) -> Observation[Any]:
        if not answers.text("name"):
            return Observation(state=State.NEEDS_ANSWERS, summary="2 questions", facts=None, questions=(NAME, EMAIL))
        there = "CreateAccount" in world.sent
        state = State.SATISFIED if there else State.UNMET
        return Observation(state=state, summary=answers.text("name"), facts=None)

    def made(operation: str) -> Callable[[Answers], Observation[Any]]:
        return lambda _answers: Observation(
            state=State.SATISFIED if operation in world.sent else State.UNMET, summary="", facts=None
        )

    def handed_over(_answers: Answers) -> Observation[Any]:
        findings = (Finding(mark="good", text="Role ARN", kind="arn", body=ARN),)
        return Observation(state=State.SATISFIED, summary="ARN ready", facts=None, findings=findings)

    def one(operation: str, act: str, **others: Any) -> Plan:
        return Plan(changes=(change(operation, f"{act}, for the test"),), act=act, **others)

    consent = ("Firetiger will be able to do everything in this account.", "You can delete the role at any time.")
    grant = one("CreateRole", "Grant Firetiger administrator access", consent=consent)
    return (
        _step("sign-in", "Sign in", signed_in, Plan(), skippable=False),
        _step(
            "sub-account",
            "Sub-account",
            account,
            one("CreateAccount", "Create the account"),
            questions=(NAME, EMAIL),
            after=("sign-in",),
            skippable=False,
        ),
        _step(
            "cloudtrail",
            "CloudTrail",
            made("CreateTrail"),
            one("CreateTrail", "Create the trail"),
            after=("sub-account",),
        ),
        _step("template", "Template", made("CreateRole"), grant, after=("sub-account",)),
        _step("bedrock", "Bedrock", made("Agree"), one("Agree", "Make the agreement"), after=("sub-account",)),
        _step(
            "handover",
            "Handover",
            handed_over,
            Plan(),
            after=("template",),
            reports=True,
            skippable=False,
        ),
    )


def living(world: World, directory: Path, vendor: Vendor, store: Store | None = None, **others: Any) -> Launch:
    """An opening onto the real engine over this world."""

    def start(_fresh: bool, listen: Callable[[Event], None]) -> Engine:
        from datetime import UTC, datetime

        engine = Engine(
            workflow_of(*living_steps(world)),
            Context(vendor=vendor, now=datetime.now(UTC), person=True),
            port=world,
            checkpoint=Checkpoint(store or FileStore(directory / "checkpoint.json")),
            explain=explain,
            timing=Timing(pause=0.01),
        )
        engine.listen(listen)
        return engine

    values: dict[str, Any] = {
        "product": "Firetiger onboarding",
        "steps": tuple((step.id, step.title) for step in living_steps(world)),
        "start": start,
        "sandbox": "fresh",
    }
    return Launch(**{**values, **others})
