"""A plan for a thousand accounts and five groups: what it asks, and that the wizard itself takes seconds at most."""

from __future__ import annotations

import contextlib
import time
import tracemalloc
from pathlib import Path

import pytest

from tests.large_fleet import ACCOUNTS, FILE, GROUPS, LargeFleet, engine_of, group
from tests.resources.fleet.organizations import unit
from wizard.frontends.headless.run import run_plan
from wizard.frontends.headless.stream import Stream
from wizard.model import State


def planned(port: LargeFleet, directory: Path) -> dict[str, State]:
    """The states of the steps, once the plan is on standard output."""
    stream = Stream(as_json=True)
    with engine_of(port, directory) as engine, contextlib.closing(stream):
        run_plan(engine, stream)
        return {step.id: engine.state(step.id) for step in engine.steps}


@pytest.mark.parametrize("deployed", [False, True])
def test_the_wizard_itself_computes_for_less_than_two_seconds(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], deployed: bool
) -> None:
    planned(LargeFleet(accounts=30), tmp_path)  # loads what is loaded once
    port = LargeFleet(deployed=deployed)
    before = time.process_time()
    planned(port, tmp_path)
    assert time.process_time() - before < 2
    assert ("4,995 of 5,000 in place" in capfd.readouterr().out) is deployed


def test_it_holds_no_more_than_tens_of_megabytes(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    port = LargeFleet()
    tracemalloc.start()
    try:
        planned(port, tmp_path)
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert held < 60 * 1024 * 1024
    assert "0 of 5,000 in place" in capfd.readouterr().out


def test_the_organization_is_read_once_for_all_groups_and_each_account_once_for_each(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    port = LargeFleet()
    planned(port, tmp_path)
    pages = {"organizations:ListRoots": 1, "organizations:ListAccounts": 50, "cloudformation:DescribeStackSet": GROUPS}
    assert {name: port.asked[name] for name in pages} == pages
    assert port.asked["iam:GetRole"] == GROUPS * (ACCOUNTS - 1) + GROUPS, "and the central roles"
    assert capfd.readouterr().out


def test_tags_are_read_of_the_accounts_of_a_group_that_uses_them_alone_and_what_it_takes_is_said_before(
    tmp_path: Path,
) -> None:
    chosen = ", ".join(f'"{unit(number)}"' for number in range(3))
    tagged = group("Tagged", f"{{ units = [{chosen}] }}", 'tags = { env = "prod" }')
    port = LargeFleet(file=f"{FILE}\n{tagged}")
    with engine_of(port, tmp_path) as engine:
        engine.drive(engine.quiet)
        problem = engine.view("groups").problem
        assert problem is not None
        assert "149 accounts" in problem.what
        assert "15 seconds" in f"{problem.what} {problem.why} {problem.todo}"
        assert port.asked["organizations:ListTagsForResource"] == 0
        engine.answer("groups", {"file": "fleet.toml", "read_tags": "true"})
        engine.drive(engine.quiet)
        assert engine.state("groups") is State.SATISFIED
    assert port.asked["organizations:ListTagsForResource"] == 149
