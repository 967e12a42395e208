"""A fleet on a shared screen, up to the plan of its accounts: each step says what it is about, and nothing private."""

from __future__ import annotations

from functools import partial

import pytest
from textual.pilot import Pilot

from tests.found import found
from tests.screens.driving import BIG, at, drawn, mounted, press, shows, until
from tests.screens.person import alone, wizard_in
from wizard.cli.full_screen import Wizard
from wizard.engine.engine import Engine
from wizard.model import FleetAccounts, State

MADE = (("trusted-access", {"activate": "true"}), ("master-roles", {}))


def stands(engine: Engine, step: str, state: State) -> bool:
    return engine.settled() and engine.state(step) is state


async def walked(pilot: Pilot[int], wizard: Wizard) -> dict[str, str]:
    """What each step shows, up to the plan of twenty accounts."""
    await until(pilot, lambda: wizard.engine and wizard.engine.state("groups") is State.SATISFIED, 20)
    engine = wizard.engine
    assert engine is not None
    seen = {"groups": await shown(pilot, "groups")}
    for step, answers in MADE:
        seen[step] = await shown(pilot, step)
        if answers:
            engine.answer(step, answers)
        await until(pilot, partial(stands, engine, step, State.UNMET), 20)
        seen[step] += await shown(pilot, step)
        engine.approve(step)
        await until(pilot, partial(stands, engine, step, State.SATISFIED), 20)
        seen[step] += await shown(pilot, step)
    await until(pilot, partial(stands, engine, "stack-sets", State.UNMET), 20)
    seen["stack-sets"] = await shown(pilot, "stack-sets")
    return seen


async def shown(pilot: Pilot[int], step: str) -> str:
    await at(pilot, step)
    return drawn(pilot)


def private(wizard: Wizard) -> set[str]:
    """Everything of the scenario that is somebody's own, as it can be written."""
    assert wizard.engine is not None
    accounts = found(wizard.engine, FleetAccounts)
    assert accounts
    members = [one for group in accounts.groups for one in group.members]
    ids = {one.account for one in members} | {"111122223333"}
    grouped = {f"{one[:4]} {one[4:8]} {one[8:]}" for one in ids}
    named = {one.name for one in members} | {one.email for one in members}
    return ids | grouped | named | {"Shop EU", "Workloads", "ou-ab12", "r-ab12", "@example.com", "user/ada"}


@pytest.mark.long
async def test_a_fleet_is_walked_on_a_shared_screen_and_nothing_private_is_on_it() -> None:
    with alone() as directory:
        wizard = wizard_in(directory, "fleet", "--sandbox=fleet", "--present")
        async with mounted(wizard.app, BIG) as pilot:
            seen = await walked(pilot, wizard)
            private_ = private(wizard)
    assert len(private_) > 60
    for step, text in seen.items():
        assert not {one for one in private_ if one in text}, step
    assert "20 accounts in 2 groups" in seen["groups"]
    assert "Do you want to give StackSets trusted access" in seen["trusted-access"]
    assert "Create roles in 20 accounts" in seen["stack-sets"]


async def test_changing_the_groups_begins_with_those_that_were_given_and_enter_keeps_them() -> None:
    with alone() as directory:
        wizard = wizard_in(directory, "fleet", "--sandbox=fleet")
        async with mounted(wizard.app, BIG) as pilot:
            await until(pilot, lambda: wizard.engine and wizard.engine.state("groups") is State.SATISFIED, 20)
            engine = wizard.engine
            assert engine is not None
            given = engine.view("groups").answers
            await at(pilot, "groups")
            await press(pilot, "u")
            await until(pilot, shows(pilot, "Leave it empty to keep the groups that you have", "(optional)"), 20)
            await press(pilot, "enter")
            await until(pilot, partial(stands, engine, "groups", State.SATISFIED), 20)
            assert engine.view("groups").answers == given
