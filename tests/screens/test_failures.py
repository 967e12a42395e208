"""A failure on the screen: what helps is pressed by one Enter, and its question is in sight together with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from screens.widgets.action_bar import ActionButton
from screens.widgets.problem_card import ProblemCard
from screens.widgets.question_form import Asked
from tests.screens.driving import SMALL, at, drawn, opened, press, shows, steps, until
from tests.screens.still import HERE, QUESTIONS, SIGNED_IN, SUB, StillEngine, opening, step, way
from wizard.host.browser import open_address
from wizard.model import CallError, Problem, State, StepChanged, StepView, Trouble
from wizard.permissions.requests import SIMULATED, ready
from wizard.problems.explain import explain, problem_texts
from wizard.vendors.profile import load_vendor
from wizard.workflows.onboarding import WORKFLOW

ERROR = CallError(
    code="X", message="User ada is not authorized to do this", service="iam", operation="GetRole",
    account="428861248123", region="us-east-1",
)  # fmt: skip
CHOICE = QUESTIONS[:1]


def problem(key: str, simulated: str = "") -> Problem:
    said = explain(Trouble(key=key, error=ERROR))
    return ready(said, "template", HERE, {}, workflow=WORKFLOW, vendor=load_vendor("firetiger"), simulated=simulated)


def blocked(key: str, simulated: str = "") -> StepView:
    return step("template", State.BLOCKED, problem=problem(key, simulated), answers={"stack_name": "x"})


class Moving(StillEngine):
    """An engine whose step is what it was given last."""

    def give(self, view: StepView) -> None:
        self._views = tuple(view if one.id == view.id else one for one in self._views)
        self.emit(StepChanged(step=view.id))


def engine(view: StepView) -> Moving:
    return Moving(way(sign_in=SIGNED_IN, sub_account=SUB, template=view), HERE)


async def gives(pilot: Pilot[int], moving: Moving, view: StepView) -> None:
    """Have the screen show it."""
    moving.give(view)
    await until(pilot, lambda: steps(pilot).view is view)
    await pilot.pause()
    await pilot.pause()


def in_sight(pilot: Pilot[int]) -> Iterator[str]:
    """What can be seen whole of a failure that asks something."""
    body = steps(pilot).panel.body.region
    if body.contains_region(steps(pilot).query_one(ProblemCard).region):
        yield "problem"
    if body.contains_region(next(iter(steps(pilot).query(Asked))).region):
        yield "question"


ASKS_NOTHING = "bedrock-account-held-back"
"""Its text is the longest of all and has no room for a question; the step that has it asks none."""


def longest_first() -> list[str]:
    said = {key: " ".join((text.what, text.why, *text.todo)) for key, text in problem_texts().items()}
    return sorted(said.keys() - {ASKS_NOTHING}, key=lambda key: -len(said[key]))


async def out_of_sight(keys: list[str]) -> dict[str, set[str]]:
    asks = step("template", State.NEEDS_ANSWERS, questions=CHOICE)
    moving, lacking = engine(asks), {}
    async with opened(opening(moving), SMALL) as pilot:
        await at(pilot, "template")
        for key in keys:
            await gives(pilot, moving, replace(asks, problem=problem(key)))
            if hidden := {"problem", "question"} - set(in_sight(pilot)):
                lacking[key] = hidden
    return lacking


async def test_the_longest_failures_and_their_questions_are_in_sight_together() -> None:
    assert await out_of_sight(longest_first()[:8]) == {}


@pytest.mark.long
async def test_every_failure_and_its_question_are_in_sight_together() -> None:
    assert await out_of_sight(longest_first()) == {}


async def test_the_cause_that_a_low_screen_has_no_room_for_is_behind_f1() -> None:
    asks = step("template", State.NEEDS_ANSWERS, questions=CHOICE, problem=problem(longest_first()[0]))
    async with opened(opening(engine(asks)), SMALL) as pilot:
        await at(pilot, "template")
        assert "Why   " not in drawn(pilot)
        await press(pilot, "f1")
        await until(pilot, lambda: len(pilot.app.screen_stack) > 1)
        assert asks.problem is not None
        assert " ".join(asks.problem.why.split()[:4]) in drawn(pilot)


HELD_BY: dict[str, tuple[str, str]] = {
    "access-denied": ("Copy request to admin", "What I need: Allow this call"),
    "bedrock-quota-zero": ("Copy support case", "What I need: Raise the limit of Amazon Bedrock tokens"),
    "stack-capabilities": ("Copy message", "What I need: Say which capability"),
    "change-set-failed": ("Copy commands", "aws cloudformation delete-change-set"),
}


@pytest.mark.parametrize("key", HELD_BY)
async def test_one_enter_copies_what_somebody_else_has_to_read(key: str) -> None:
    copied: list[str] = []

    def copy(text: str, _send: object, _name: str) -> str:
        copied.append(text)
        return "Copied."

    label, said = HELD_BY[key]
    async with opened(opening(engine(blocked(key)), copy=copy)) as pilot:
        await at(pilot, "template")
        button = pilot.app.focused
        assert isinstance(button, ActionButton)
        assert button.offer.label == label
        await press(pilot, "enter")
        await until(pilot, lambda: copied)
        assert said in copied[0]


async def test_one_enter_opens_the_console_and_names_the_account_to_sign_in_to() -> None:
    opened_there: list[str] = []
    browse = lambda address: not opened_there.append(address)  # noqa: E731 - a double of one line
    async with opened(opening(engine(blocked("bedrock-payment")), browse=browse)) as pilot:
        await at(pilot, "template")
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "Opened in your browser", "account 4288 6124 8123"))
        assert opened_there == ["https://console.aws.amazon.com/billing/home#/paymentpreferences"]


async def test_where_no_browser_is_the_link_is_copied() -> None:
    copied: list[str] = []
    copy = lambda text, _send, _name: copied.append(text) or "Copied."  # noqa: E731 - a double of one line
    async with opened(opening(engine(blocked("bedrock-payment")), copy=copy, browse=None)) as pilot:
        await at(pilot, "template")
        await press(pilot, "o")
        await until(pilot, lambda: copied)
        assert copied == ["https://console.aws.amazon.com/billing/home#/paymentpreferences"]


async def test_a_simulated_run_opens_nothing_and_says_so() -> None:
    copied: list[str] = []
    copy = lambda text, _send, _name: copied.append(text) or "Copied."  # noqa: E731 - a double of one line
    async with opened(opening(engine(blocked("bedrock-payment", "fresh")), copy=copy, browse=open_address)) as pilot:
        await at(pilot, "template")
        await press(pilot, "enter")
        await until(pilot, lambda: copied)
        assert copied[0].startswith(SIMULATED)
