"""The links and the report as the end of a workflow, against the simulated AWS over HTTP, with the real gateway."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.json_lines import documented
from tests.resources.fleet.values import fleet_roles, role
from tests.worlds import FAST
from wizard.aws.gateway import Gateway
from wizard.checkpoint.checkpoint import Checkpoint
from wizard.checkpoint.stores import FileStore
from wizard.engine.engine import Engine
from wizard.frontends.exits import Exit
from wizard.frontends.headless.run import run_apply
from wizard.frontends.headless.stream import Stream
from wizard.host.port import LocalPort
from wizard.host.timing import Timing
from wizard.model import (
    Answers,
    Context,
    FleetAccounts,
    FleetRoles,
    GroupAccounts,
    Journal,
    Observation,
    Reader,
    SignedIn,
    State,
    Step,
    Workflow,
)
from wizard.problems.explain import explain
from wizard.resources.fleet.result import fleet_result
from wizard.sandbox import client
from wizard.steps.links.step import STEP as LINKS
from wizard.steps.report.step import STEP as REPORT
from wizard.vendors.profile import load_vendor

ONE, TWO = "444455556666", "777788889999"
FLEET = fleet_roles(role("DevOps", ONE, "one"), role("DevOps", TWO, "two", stands="failed", why="a role is in the way"))


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[client.Sandbox]:
    """The only AWS there is."""
    running = client.start("two-accounts", tmp_path / "sandbox.json", pace=0)
    isolated = client.isolate(os.environ, running)
    for name in os.environ.keys() - isolated.keys():
        monkeypatch.delenv(name)
    for name, value in isolated.items():
        monkeypatch.setenv(name, value)
    yield running
    client.stop(running)


def made() -> Step:
    """In place of all that comes before: finds a fleet in the account that is signed in to."""

    def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[None]:
        signed_in = SignedIn(
            arn="arn:aws:iam::111111111111:user/ada",
            account="111111111111",
            region="us-east-1",
            profile="accounta-admin",
            standing="management",
        )
        grouped = tuple(GroupAccounts(group=group, members=()) for group in FLEET.fleet.groups)
        found = (signed_in, FleetAccounts(fleet=FLEET.fleet, groups=grouped), FLEET)
        return Observation(state=State.SATISFIED, summary="made", facts=None, found=found)

    return Step(id="made", title="Made", observe=observe, finds=(SignedIn, FleetAccounts, FleetRoles))


@pytest.mark.long
def test_the_last_line_of_the_workflow_has_every_role_and_the_report_names_who_can_change_them(
    sandbox: client.Sandbox, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    gateway = Gateway(lambda _: None, Timing(), "tests")
    workflow = Workflow(id="fleet", title="Fleet", steps=(made(), LINKS, REPORT), result=fleet_result)
    engine = Engine(
        workflow,
        Context(vendor=load_vendor("firetiger"), now=datetime.now(UTC), directory=str(tmp_path)),
        port=LocalPort(gateway, None),
        checkpoint=Checkpoint(FileStore(tmp_path / "checkpoint.json")),
        explain=explain,
        timing=FAST,
        standing_approval=lambda _step, _digests: True,
    )
    assert run_apply(engine, Stream(as_json=True, command="apply"), wait=30) is Exit.COMPLETE
    lines = documented(capfd.readouterr().out)
    assert lines[-1]["result"]["role_arns"] == {"DevOps": {ONE: FLEET.roles[0].role_arn}}
    assert lines[-1]["result"]["counts"]["failed"] == 1
    assert {path.name for path in tmp_path.glob("fleet-*")} == {
        "fleet-links.html", "fleet-links.json", "fleet-aws-config",
    }  # fmt: skip
    report = [line for line in lines if line["event"] == "step" and line["step"] == "report"][-1]
    (who,) = [one for one in report["findings"] if "can change these roles" in one["text"]]
    assert who["text"].startswith("1 user or role in account 111111111111")
    ((who_can, rights, _, policies),) = who["rows"][1:]
    assert (who_can, policies) == ("user ada", "AdministratorAccess")
    assert rights == "everything"
