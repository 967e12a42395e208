"""A rehearsal opens at what it is about: the steps before it are done in its world, and a line says what to try."""

from __future__ import annotations

import pytest

from tests.screens.driving import BIG, drawn, mounted, selected, steps, until
from tests.screens.person import alone, wizard_in
from wizard.model import State
from wizard.sandbox import client

ABOUT = {scenario.name: scenario for scenario in client.scenarios() if scenario.opens not in ("", "sign-in")}
QUICK = ("role-retained", "no-quota")


@pytest.mark.long
@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in ABOUT]
)
async def test_it_opens_at_its_step_with_what_comes_before_done(name: str) -> None:
    with alone() as directory:
        wizard = wizard_in(directory, f"--sandbox={name}")
        async with mounted(wizard.app, BIG) as pilot:
            await until(pilot, lambda: bool(wizard.engine and wizard.engine.quiet() and steps(pilot).view), 60)
            await until(pilot, lambda: f"Try: {ABOUT[name].to_try[:40]}" in drawn(pilot), 30)
            assert selected(pilot) == ABOUT[name].opens

            def before() -> set[State]:
                views = steps(pilot).selection.views
                here = next((view.number for view in views if view.id == selected(pilot)), 0)
                return {view.state for view in views if view.number < here}

            await until(pilot, lambda: before() == {State.SATISFIED}, 30)
            views = steps(pilot).selection.views
            assert wizard.checkpoint
            answered = {view.id: dict(view.answers) for view in views if view.answers}
            assert answered == ABOUT[name].begun().answers, "what was answered can be seen and changed"
            assert wizard.checkpoint.document.journal == []


async def test_from_the_start_nothing_is_done_or_answered() -> None:
    with alone() as directory:
        wizard = wizard_in(directory, "--sandbox=role-retained", "--from-start")
        async with mounted(wizard.app, BIG) as pilot:
            await until(pilot, lambda: bool(wizard.engine and wizard.engine.quiet() and steps(pilot).view), 60)
            begun = [State.SATISFIED, State.NEEDS_ANSWERS]
            await until(pilot, lambda: [view.state for view in steps(pilot).selection.views[:2]] == begun, 30)
            assert selected(pilot) == "sign-in"
            assert not any(view.answers for view in steps(pilot).selection.views)
            assert "Try:" not in drawn(pilot)


@pytest.mark.parametrize(("workflow", "tells"), [("fleet", True), ("fleet-remove", False)])
async def test_a_hint_is_shown_only_in_the_workflow_that_it_is_about(workflow: str, tells: bool) -> None:
    with alone() as directory:
        wizard = wizard_in(directory, workflow, "--sandbox=fleet")
        async with mounted(wizard.app, BIG) as pilot:
            await until(pilot, lambda: bool(wizard.engine and wizard.engine.quiet() and steps(pilot).view), 60)
            await until(pilot, lambda: "Signed in as" in drawn(pilot), 30)
            assert ("Try:" in drawn(pilot)) is tells
