"""Local changes against a place that takes them and does not have them: none is sent forever, whoever approves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.worlds import FAST, workflow_of
from wizard.checkpoint.checkpoint import Checkpoint, Glance
from wizard.engine.engine import Engine
from wizard.engine.local_changes import AT_MOST, FOR_NEWS
from wizard.engine.standing_approval import ROUNDS
from wizard.host.port import LocalPort
from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Change,
    Context,
    GrantedRole,
    Journal,
    Observation,
    Plan,
    Port,
    Preview,
    Read,
    Reader,
    State,
    Step,
    SubAccount,
    Target,
    Waiting,
)
from wizard.problems.explain import explain
from wizard.steps.handover.step import STEP as HANDOVER
from wizard.steps.sign_in.step import STEP as SIGN_IN
from wizard.vendors.profile import load_vendor

ARN = "arn:aws:iam::428861248123:role/CrossAccountAccessForFiretiger"
CONFIG = "/home/ada/.aws/config"


@dataclass
class Swallowing:
    """A computer that takes every change and has none of them afterwards. portals: those of the configuration."""

    portals: tuple[Mapping[str, str], ...] = ()
    sent: list[Change] = field(default_factory=list)

    def read(self, read: Read) -> Mapping[str, Any]:
        if read.service == "profiles":
            return {"Profiles": [], "Portals": self.portals, "Environment": False, "Hosted": "", "Chosen": "",
                    "Region": "", "Path": CONFIG}  # fmt: skip
        if read.service == "portal":
            return {"Accounts": [{"Id": "111122223333", "Name": "", "Email": ""}], "Roles": ["Admin"]}
        if read.operation == "ProbeAppend":
            return {}
        raise CallFailed(CallError(code="FileNotFound", message="nothing there"))

    def send(self, change: Change) -> Mapping[str, Any]:
        assert len(self.sent) < 60, "sent forever"
        self.sent.append(change)
        return {"how": "terminal"} if change.service == "clipboard" else {"Path": change.parameters["Path"]}


def everything(_step: str, _digests: Sequence[str]) -> bool:
    return True


def engine_of(
    *steps: Step,
    computer: Port,
    person: bool = False,
    directory: str = "",
    checkpoint: Checkpoint | None = None,
    approves: Callable[[str, Sequence[str]], bool] = everything,
) -> Engine:
    return Engine(
        workflow_of(*steps),
        Context(vendor=load_vendor("firetiger"), now=datetime.now(UTC), person=person, directory=directory),
        port=computer,
        checkpoint=checkpoint or Checkpoint(Glance()),
        explain=explain,
        timing=FAST,
        standing_approval=approves,
    )


def found(*values: object) -> Step:
    """A step that has found these."""

    def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[None]:
        return Observation(state=State.SATISFIED, summary="found", facts=None, found=values)

    return replace(step("found", observe, lambda _: ()), finds=tuple(map(type, values)))


def step(name: str, observe: Callable[..., Observation[Any]], changes: Callable[[Any], tuple[Change, ...]]) -> Step:
    return Step(
        id=name,
        title=name.capitalize(),
        observe=observe,
        plan=lambda observation, _answers: Plan(changes=changes(observation.facts), act="Do it"),
        preview=lambda _observation, _answers, _context: Preview(),
    )


def unmet(_read: Reader, _answers: Answers, _journal: Journal, _context: Context) -> Observation[Any]:
    return Observation(state=State.UNMET, summary="missing", facts=None)


def local(service: str, operation: str, **parameters: str) -> Change:
    return Change(target=Target(), service=service, operation=operation, parameters=parameters, sentence="Do it.")


def settled(engine: Engine) -> Engine:
    engine.drive(engine.quiet)
    return engine


def approving(engine: Engine, name: str) -> Engine:
    """A person who approves whatever is planned, as long as anything is."""
    settled(engine)
    while engine.state(name) is State.UNMET:
        engine.approve(name)
        settled(engine)
    return engine


def sent(computer: Swallowing) -> dict[str, int]:
    """How often each place, or the clipboard, was sent something."""
    places = [str(change.parameters.get("Path", "clipboard")).rpartition("/")[2] for change in computer.sent]
    return {place: places.count(place) for place in places}


@pytest.mark.parametrize(
    "change",
    [
        local("file", "WriteFile", Path="/there", Text="x"),
        local("file", "AppendText", Path="/there", Text="x"),
        local("clipboard", "CopyText", Text="x"),
    ],
    ids=lambda change: change.operation,
)
@pytest.mark.parametrize("person", [False, True])
def test_a_local_change_that_does_not_show_is_sent_three_times_and_then_a_problem(change: Change, person: bool) -> None:
    computer = Swallowing()
    swallowed = step("writes", unmet, lambda _: (change,))
    engine = engine_of(swallowed, computer=computer, approves=(lambda *_: False) if person else everything)
    view = (approving(engine, "writes") if person else settled(engine)).view("writes")
    assert len(computer.sent) == AT_MOST == 3
    assert view.state is State.BLOCKED
    assert view.problem is not None
    assert view.problem.key == "local-does-not-show"
    assert change.parameters.get("Path", "the clipboard") in view.problem.what
    engine.look_again("writes")
    (approving(engine, "writes") if person else settled(engine)).view("writes")
    assert len(computer.sent) == 2 * AT_MOST, "only whoever checks again has it sent again"


def test_the_portal_s_lines_in_a_configuration_that_is_not_read_are_not_written_forever() -> None:
    """As where AWS_CONFIG_FILE names a file that the AWS tools do not read."""
    computer = Swallowing()
    engine = engine_of(SIGN_IN, computer=computer)
    engine.answer("sign-in", {"profile": "new-portal"})
    engine.answer("sign-in", {"sso_start_url": "https://example.awsapps.com/start", "sso_region": "us-east-1"})
    assert settled(engine).state("sign-in") is State.BLOCKED
    assert sent(computer) == {"config": 3}


def test_a_profile_that_is_not_read_back_is_not_written_forever_either() -> None:
    portal = {"Name": "example", "StartUrl": "https://example.awsapps.com/start", "Region": "us-east-1"}
    computer = Swallowing(portals=(portal,))
    engine = engine_of(SIGN_IN, computer=computer)
    engine.answer("sign-in", {"profile": "new-portal"})
    engine.answer("sign-in", {"sso_start_url": "https://example.awsapps.com/start", "sso_region": "us-east-1"})
    assert settled(engine).state("sign-in") is State.BLOCKED
    assert sent(computer) == {"config": 3}


def test_handover_files_that_do_not_stay_are_written_three_times_and_the_clipboard_is_filled_once() -> None:
    place = SubAccount(account="428861248123", target=Target(account="428861248123"), name="firetiger")
    computer = Swallowing()
    engine = engine_of(found(place, GrantedRole(role_arn=ARN)), HANDOVER, computer=computer, person=True)
    view = settled(engine).view("handover")
    assert view.problem is not None
    assert view.problem.key == "local-does-not-show"
    assert sent(computer) == {"firetiger-handover.md": 3, "firetiger-handover.json": 3, "clipboard": 1}


def test_a_copy_that_did_not_happen_is_journalled_as_failed_and_told_and_holds_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    monkeypatch.delenv("TMUX", raising=False)
    place = SubAccount(account="428861248123", target=Target(account="428861248123"), name="firetiger")
    checkpoint = Checkpoint(Glance())
    steps = found(place, GrantedRole(role_arn=ARN)), HANDOVER
    here = LocalPort(Swallowing(), None)
    engine = engine_of(*steps, computer=here, person=True, directory=str(tmp_path), checkpoint=checkpoint)
    view = settled(engine).view("handover")
    copies = [entry for entry in checkpoint.entries("handover") if entry.service == "clipboard"]
    assert [entry.outcome for entry in copies] == ["failed"]
    assert view.state is State.SATISFIED
    assert "The ARN wasn't copied. Select it here, or open the file." in [finding.text for finding in view.findings]


def test_a_file_that_is_planned_under_another_name_each_time_is_not_written_forever() -> None:
    computer, names = Swallowing(), count()
    numbered = step("writes", unmet, lambda _: (local("file", "AppendText", Path="/there", Text=f"[{next(names)}]"),))
    engine = settled(engine_of(numbered, computer=computer))
    assert engine.state("writes") is State.BLOCKED
    assert len(computer.sent) == AT_MOST


def test_news_is_written_more_often_and_still_not_forever() -> None:
    computer, looks = Swallowing(), count()

    def moving(_read: Reader, _answers: Answers, _journal: Journal, _context: Context) -> Observation[Any]:
        look = next(looks)
        if look > 50:
            return Observation(state=State.SATISFIED, summary="over", facts=None)
        waiting = Waiting(what="It moves.", limit=1e6, every=1)
        return Observation(state=State.PENDING, summary=f"look {look}", facts=None, waiting=waiting)

    reports = replace(
        step("writes", unmet, lambda _: (local("file", "WriteFile", Path="/there", Text="x"),)), reports=True
    )
    engine = engine_of(step("moves", moving, lambda _: ()), reports, computer=computer)
    assert settled(engine).state("writes") is State.BLOCKED
    assert AT_MOST < len(computer.sent) <= AT_MOST + FOR_NEWS


def test_aws_changes_that_land_and_are_planned_as_others_each_time_come_to_an_end() -> None:
    computer, names = Swallowing(), count()
    target = Target(account="111122223333", region="us-east-1")

    def another(_: object) -> tuple[Change, ...]:
        parameters = {"Path": f"bucket-{next(names)}"}
        return (Change(target=target, service="s3", operation="CreateBucket", parameters=parameters, sentence="Make."),)

    engine = engine_of(step("makes", unmet, another), computer=computer)
    assert settled(engine).state("makes") is State.UNMET
    assert len(computer.sent) == ROUNDS
