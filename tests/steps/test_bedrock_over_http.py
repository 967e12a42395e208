"""Bedrock and handover, driven by the engine, against the simulated AWS over HTTP."""

from __future__ import annotations

import json
import os
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from wizard.aws.gateway import Gateway
from wizard.checkpoint.checkpoint import Checkpoint, FileStore
from wizard.engine.engine import Engine
from wizard.host.port import LocalPort
from wizard.host.timing import Timing
from wizard.model import (
    Context,
    GrantedRole,
    Observation,
    Plan,
    Preview,
    SignedIn,
    State,
    Step,
    SubAccount,
    Target,
    Workflow,
)
from wizard.problems.explain import explain
from wizard.sandbox import client
from wizard.steps.bedrock import step as bedrock
from wizard.steps.handover import step as handover
from wizard.vendors.profile import load_vendor

PRODUCTION = "222233334444"
ARN = f"arn:aws:iam::{PRODUCTION}:role/CrossAccountAccessForFiretiger"
ANSWERS = {
    "company_name": "Example Corp",
    "company_website": "https://example.com",
    "intended_users": "internal",
    "industry": "Technology",
    "prove": "true",
}
QUICK = Timing(pause=0.01, settle=0.5, read=10, attempts=4)


def known(step: str, *found: object) -> Step:
    """A step that is in order and has found these."""
    seen = Observation(state=State.SATISFIED, summary="in order", facts=None, found=found)
    return Step(
        id=step,
        title=step,
        observe=lambda *_: seen,
        plan=lambda *_: Plan(),
        preview=lambda *_: Preview(),
        finds=tuple(map(type, found)),
    )


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


def run(sandbox: client.Sandbox, folder: Path, seconds: float = 30) -> Engine:
    """Drive the two steps to where nothing more happens by itself, everything approved."""
    target = Target(account=PRODUCTION, region=sandbox.region, role_name="OrganizationAccountAccessRole")
    signed = SignedIn(arn="arn:aws:iam::ada", account=sandbox.account_id, region=sandbox.region, standing="management")
    steps = (
        known("sub-account", signed, SubAccount(account=PRODUCTION, target=target, name="firetiger")),
        known("cloudtrail"),
        known("template", GrantedRole(role_arn=ARN)),
        bedrock.STEP,
        handover.STEP,
    )
    gateway = Gateway(lambda _: None, QUICK, "tests")
    checkpoint = Checkpoint(FileStore(folder / "checkpoint.json"))
    checkpoint.answer("bedrock", ANSWERS)
    engine = Engine(
        Workflow(id="last", title="Last", steps=steps),
        Context(vendor=load_vendor("firetiger"), now=None, directory=str(folder), version="0.1.0"),
        port=LocalPort(gateway, None),
        checkpoint=checkpoint,
        explain=explain,
        timing=QUICK,
        standing_approval=lambda _step, _digests: True,
    )
    late = threading.Event()
    timer = threading.Timer(seconds, late.set)
    timer.start()
    try:
        engine.drive(lambda: engine.quiet() or late.is_set())
    finally:
        timer.cancel()
    assert not late.is_set(), [(view.id, view.state, view.summary) for view in engine.views()]
    return engine


def written(sandbox: client.Sandbox) -> list[str]:
    """The names of the writing Bedrock calls the sandbox has seen."""
    with urllib.request.urlopen(f"{sandbox.endpoint}/_sandbox/log") as answer:
        log: Any = json.load(answer)
    calls = log["calls"] if isinstance(log, dict) else log
    writes = {call.partition(":")[2] for call in bedrock.STEP.writes}
    return [call["operation"] for call in calls if call["operation"] in writes]


def told(folder: Path, step: str) -> Any:
    """What the handover says about a step."""
    document = json.loads((folder / "firetiger-handover.json").read_text())
    return next(one for one in document["steps"] if one["id"] == step)


@pytest.mark.long
@pytest.mark.parametrize("scenario", ["fresh", "form-missing", "form-late"])
def test_the_way_from_form_to_proof_is_gone_once_and_a_second_run_writes_nothing_to_aws(
    enter: Callable[[str], client.Sandbox], tmp_path: Path, scenario: str
) -> None:
    sandbox = enter(scenario)
    assert run(sandbox, tmp_path).state("bedrock") is State.SATISFIED
    calls = written(sandbox)
    assert sorted(set(calls)) == ["Converse", "CreateFoundationModelAgreement", "PutUseCaseForModelAccess"]
    assert calls.count("PutUseCaseForModelAccess") == 1
    again = run(sandbox, tmp_path)
    assert [again.state(step) for step in ("bedrock", "handover")] == [State.SATISFIED] * 2
    assert written(sandbox) == calls
    assert told(tmp_path, "bedrock")["summary"] == "2 models tested"
    files = {path: path.stat().st_mtime_ns for path in tmp_path.glob("firetiger-handover.*")}
    assert len(files) == 2
    run(sandbox, tmp_path)
    assert {path: path.stat().st_mtime_ns for path in files} == files


@pytest.mark.long
def test_agreements_refused_for_a_form_that_has_not_taken_effect_keep_their_approval(
    enter: Callable[[str], client.Sandbox], tmp_path: Path
) -> None:
    engine = run(enter("form-late"), tmp_path)
    assert engine.state("bedrock") is State.SATISFIED
    history = json.loads((tmp_path / "checkpoint.json").read_text())["journal"]
    outcomes = [entry["outcome"] for entry in history if entry["operation"] == "CreateFoundationModelAgreement"]
    assert outcomes == ["unsent", "landed", "landed"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("scenario", "key"), [("no-quota", "bedrock-quota-zero"), ("held-back", "bedrock-account-held-back")]
)
def test_an_account_that_may_call_no_model_is_explained_and_not_tried_over_and_over(
    enter: Callable[[str], client.Sandbox], tmp_path: Path, scenario: str, key: str
) -> None:
    engine = run(enter(scenario), tmp_path)
    problem = engine.view("bedrock").problem
    assert problem
    assert problem.key == key
    assert "open a case" in " ".join(problem.todo).lower() or "support case" in " ".join(problem.todo)
    history = json.loads((tmp_path / "checkpoint.json").read_text())["journal"]
    assert [entry["outcome"] for entry in history if entry["operation"] == "Converse"] == ["failed"]


def test_a_bedrock_that_answers_500_leaves_the_handover_done(
    enter: Callable[[str], client.Sandbox], tmp_path: Path
) -> None:
    sandbox = enter("fresh")
    fault = {"service": "bedrock", "operation": "*", "kind": "500", "times": 999}
    request = urllib.request.Request(f"{sandbox.endpoint}/_sandbox/fault", json.dumps(fault).encode(), method="POST")
    urllib.request.urlopen(request).close()
    engine = run(sandbox, tmp_path)
    assert engine.state("bedrock") is State.BLOCKED
    assert engine.state("handover") is State.SATISFIED
    assert told(tmp_path, "bedrock")["state"] == "blocked"
    assert written(sandbox) == []
