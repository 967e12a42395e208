"""The cloudtrail step against the simulated AWS over HTTP, with the real gateway."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wizard.aws.gateway import Gateway
from wizard.engine.visits import Reads
from wizard.host.timing import Timing
from wizard.model import Answers, Context, Journal, Observation, SignedIn, State, SubAccount, Target
from wizard.sandbox import client
from wizard.steps.cloudtrail.step import STEP
from wizard.vendors.profile import load_vendor

ACCESS_ROLE = "OrganizationAccountAccessRole"
DEDICATED, PRODUCTION = "444455556666", "222233334444"


@pytest.fixture
def gateway() -> Gateway:
    return Gateway(lambda _: None, Timing(), "tests")


@pytest.fixture
def enter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], client.Sandbox]]:
    """Starts a scenario and makes it the only AWS there is."""
    running: list[client.Sandbox] = []

    def start(scenario: str) -> client.Sandbox:
        running.append(client.start(scenario, tmp_path / "sandbox.json", pace=0))
        isolated = client.isolate(os.environ, running[0])
        for name in os.environ.keys() - isolated.keys():
            monkeypatch.delenv(name)
        for name, value in isolated.items():
            monkeypatch.setenv(name, value)
        return running[0]

    yield start
    for sandbox in running:
        client.stop(sandbox)


def look(
    gateway: Gateway, sandbox: client.Sandbox, account: str, mode: str = "", standing: Any = "management"
) -> Observation[Any]:
    target = Target(account=account, region=sandbox.region, role_name=ACCESS_ROLE)
    caller = sandbox.account_id
    signed_in = SignedIn(arn="arn:aws:iam::ada", account=caller, region=sandbox.region, standing=standing)
    found = (signed_in, SubAccount(account=account, target=target))
    context = Context(vendor=load_vendor("firetiger"), now=datetime.now(UTC), found=found)
    return STEP.observe(Reads(gateway), Answers({"mode": mode} if mode else {}), Journal(), context)


@pytest.mark.parametrize(
    ("scenario", "operation"), [("trail-stopped", "StartLogging"), ("trail-writeonly", "PutEventSelectors")]
)
def test_the_smallest_repair_satisfies(
    gateway: Gateway, enter: Callable[[str], client.Sandbox], scenario: str, operation: str
) -> None:
    sandbox = enter(scenario)
    (repair,) = STEP.plan(look(gateway, sandbox, DEDICATED, "repair"), Answers({"mode": "repair"})).changes
    assert repair.operation == operation
    gateway.send(repair)
    assert look(gateway, sandbox, DEDICATED).state is State.SATISFIED


def test_the_management_account_tells_what_a_member_may_not_read(
    gateway: Gateway, enter: Callable[[str], client.Sandbox]
) -> None:
    sandbox = enter("org-trail")
    assert look(gateway, sandbox, PRODUCTION).state is State.SATISFIED
    assert look(gateway, sandbox, PRODUCTION, standing="member").state is State.NEEDS_ANSWERS
