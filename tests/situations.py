"""Views in every situation that a person may meet, and many that nobody should: each made of parts that vary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from msgspec.structs import replace as changed

from tests.screens import still
from wizard.model import CallError, Choice, Finding, PlanView, Problem, Question, State, StepView

PREPARED: Sequence[StepView] = (
    still.SIGNED_IN,
    still.ASKED,
    still.SUB,
    still.PLANNED,
    still.GRANT,
    still.FAILED,
    still.PENDING,
    still.HANDED_OVER,
    still.applying(1),
    still.signed_out(still.PORTAL),
    still.signed_out(still.DEVICE),
)
QUESTION = Question(name="mode", text="How?", choices=(Choice("create", "Create one"), Choice("other", "Another")))
LOCAL = still.change(9, "file", "WriteFile", "Write a file", "# write it")
REFUSED = changed(still.CHANGES[0], progress="failed")


def _plans() -> Iterator[PlanView | None]:
    plan = still.TRAIL_PLAN
    yield from (None, plan, changed(plan, approved=True), changed(plan, by_hand=True), changed(plan, changes=()))
    yield changed(plan, changes=(REFUSED, *still.CHANGES[1:]))
    yield changed(plan, changes=(REFUSED,), consent=("It may do everything.",))
    yield changed(plan, changes=(LOCAL,), script="")


def _problems() -> Iterator[Problem | None]:
    plain = Problem(key="any", title="No", what="No.", why="So.", todo=('Or choose "Something else".',), retry=True)
    login = still.signed_out(still.PORTAL).problem
    page = "https://console.aws.amazon.com/billing/home#/paymentpreferences"
    helped = changed(
        plain, helps=("request", "console"), console=page, account=still.ACCOUNT, request="To: whoever can"
    )
    yield from (None, plain, changed(plain, error=CallError(code="Denied", message="no")), login, helped)


def situations() -> Iterator[StepView]:
    """All of them."""
    yield from PREPARED
    findings = ((), (Finding(mark="good", text="The ARN", kind="arn", body=still.ARN),
                     Finding(mark="info", text="The text", kind="template", body="{}")))  # fmt: skip
    for number, (state, busy, plan, problem, asks, answered) in enumerate(
        product(State, ("", "observing", "applying"), _plans(), _problems(), (False, True), (False, True))
    ):
        yield StepView(
            id="any",
            title="Any",
            number=1 + number % 2,
            of=2,
            state=state,
            summary="",
            why="" if number % 3 else "Because.",
            busy=busy,
            findings=findings[number % 5 > 0],
            questions=(QUESTION,) if asks else (),
            answers={"name": "it"} if answered else {},
            plan=plan,
            problem=problem,
            skippable=bool(number % 7),
        )
