"""Sign-in and sub-account against the simulated AWS over HTTP, with the real gateway and the real engine."""

from __future__ import annotations

import json
import os
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.found import found
from tests.promises import keeps_its_word
from wizard.aws.gateway import Gateway
from wizard.checkpoint.checkpoint import Checkpoint, Glance
from wizard.engine.engine import Engine
from wizard.host.port import LocalPort
from wizard.host.timing import Timing
from wizard.model import Context, Read, SignedIn, State, StepView, SubAccount, Workflow
from wizard.model.questions import AnswersProblem
from wizard.problems.explain import explain
from wizard.sandbox import client
from wizard.steps.sign_in import step as sign_in
from wizard.steps.sub_account import step as sub_account
from wizard.vendors.profile import load_vendor

VENDOR = load_vendor("firetiger")
MANAGEMENT, DEDICATED, PRODUCTION, INVITED, CLOSED = (
    "111122223333",
    "444455556666",
    "222233334444",
    "333344445555",
    "999900001111",
)
NEW = {"mode": "create", "name": "firetiger", "email": "fresh@example.com"}


class Way:
    """The first two steps in one scenario, driven by the engine; every change is approved once, as headless does."""

    def __init__(self, sandbox: client.Sandbox) -> None:
        self.sandbox = sandbox
        self.timing = Timing(pause=0.01, attempts=1, deadline=0.05)
        self.gateway = Gateway(lambda _: None, self.timing, "tests")
        self.checkpoint = Checkpoint(Glance())
        self.begin()

    def begin(self) -> None:
        """A new process on the same checkpoint."""
        approved: set[str] = set()

        def once(_: str, digests: Sequence[str]) -> bool:
            new = not approved.intersection(digests)
            approved.update(digests)
            return new

        self.engine = Engine(
            Workflow(id="two", title="Two", steps=(sign_in.STEP, sub_account.STEP)),
            Context(vendor=VENDOR, now=datetime.now(UTC)),
            port=LocalPort(self.gateway, None),
            checkpoint=self.checkpoint,
            explain=explain,
            timing=self.timing,
            standing_approval=once,
        )

    def go(self, **answers: str) -> StepView:
        """On until a person is needed or all is done; the view of the sub-account step."""
        if answers:
            self.engine.answer("sub-account", answers)
        until = time.monotonic() + 30
        self.engine.drive(lambda: self.engine.quiet() or time.monotonic() > until)
        assert time.monotonic() < until, self.engine.view("sub-account")
        return keeps_its_word(self.engine.view("sub-account"))

    @property
    def sent(self) -> list[str]:
        """The changes that left, in order."""
        return [entry.operation for entry in self.checkpoint.entries("sub-account")]

    def found(self) -> SubAccount:
        account = found(self.engine, SubAccount)
        assert account is not None
        return account

    def read(self, operation: str, **parameters: Any) -> Any:
        signed_in = found(self.engine, SignedIn)
        assert signed_in is not None
        return self.gateway.read(
            Read(target=signed_in.target, service="organizations", operation=operation, parameters=parameters)
        )

    def fault(self, operation: str, kind: str, times: int = 1) -> None:
        body = {"service": "organizations", "operation": operation, "kind": kind, "times": times}
        request = urllib.request.Request(f"{self.sandbox.endpoint}/_sandbox/fault", json.dumps(body).encode())
        urllib.request.urlopen(request, timeout=5).close()


Enter = Callable[[str], Way]


@pytest.fixture
def enter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Enter]:
    """Starts a scenario and makes it the only AWS there is."""
    running: list[client.Sandbox] = []

    def start(scenario: str) -> Way:
        running.append(client.start(scenario, tmp_path / "sandbox.json", pace=0))
        isolated = client.isolate(os.environ, running[0])
        for name in os.environ.keys() - isolated.keys():
            monkeypatch.delenv(name)
        for name, value in isolated.items():
            monkeypatch.setenv(name, value)
        return Way(running[0])

    yield start
    for sandbox in running:
        client.stop(sandbox)


def key(view: StepView) -> str:
    return view.problem.key if view.problem else ""


def asked(view: StepView) -> list[str]:
    return [question.name for question in view.questions]


def texts(view: StepView) -> str:
    return "\n".join(f"{finding.mark}: {finding.text} ({finding.detail})" for finding in view.findings)


def test_an_account_is_created_watched_and_entered(enter: Enter) -> None:
    way = enter("fresh")
    states: list[State] = []
    way.engine.listen(lambda _: states.append(way.engine.view("sub-account").state))
    done = way.go(**NEW)
    assert done.state is State.SATISFIED, done
    assert State.PENDING in states
    assert way.sent == ["CreateAccount"]
    assert way.found().symbol == "new:fresh@example.com"
    assert way.found().target.role_name == "OrganizationAccountAccessRole"
    assert "nothing else runs in it" in texts(done)


def test_a_second_run_finds_the_account_and_sends_nothing(enter: Enter) -> None:
    way = enter("fresh")
    way.go(**NEW)
    account = way.found().account
    way.begin()
    assert way.go().state is State.SATISFIED
    assert way.found().account == account
    assert way.sent == ["CreateAccount"]


def test_a_run_without_the_journal_uses_the_account_of_this_address_after_looking_into_it(enter: Enter) -> None:
    way = enter("fresh")
    way.go(**NEW)
    way.checkpoint = Checkpoint(Glance())
    way.begin()
    done = way.go(**NEW)
    assert done.state is State.SATISFIED
    assert way.sent == []
    assert "already exists" in texts(done)
    assert "No unrelated stacks" in texts(done)


def test_a_new_account_is_moved_into_the_unit_that_was_chosen(enter: Enter) -> None:
    way = enter("fresh")
    questions = way.go(mode="create").questions
    units = {choice.label: choice.value for choice in questions[2].choices}
    assert list(units) == ["None: directly under the root", "Workloads", "Security"]
    done = way.go(**NEW, organizational_unit_id=units["Workloads"])
    assert done.state is State.SATISFIED, done
    assert way.sent == ["CreateAccount", "MoveAccount"]
    assert way.read("ListParents", ChildId=way.found().account)["Parents"][0]["Id"] == units["Workloads"]


def test_every_round_that_is_sent_was_foreseen_with_the_same_digest(enter: Enter) -> None:
    way = enter("fresh")
    units = way.go(mode="create").questions[2].choices
    read_only = Way(way.sandbox)
    read_only.engine._read_only = True
    unit = {"organizational_unit_id": units[1].value}
    assert read_only.go(**NEW, **unit).state is State.UNMET
    previews = read_only.engine.preview()
    previewed = [change.digest for sight in previews for plan in sight.rounds for change in plan.changes]
    way.go(**NEW, **unit)
    assert [entry.digest for entry in way.checkpoint.entries("sub-account")] == previewed


def test_a_unit_that_does_not_exist_is_refused_before_the_account_is_made(enter: Enter) -> None:
    way = enter("fresh")
    refused = way.go(**NEW, organizational_unit_id="ou-ab12-11111111")
    assert (refused.state, key(refused), asked(refused)) == (
        State.NEEDS_ANSWERS,
        "no-such-unit",
        ["organizational_unit_id"],
    )
    assert way.sent == []


@pytest.mark.parametrize(("kind", "received"), [("reset-after", True), ("truncate", True), ("500", False)])
def test_a_lost_answer_is_looked_for_and_makes_no_second_account(enter: Enter, kind: str, received: bool) -> None:
    way = enter("fresh")
    way.fault("CreateAccount", kind)
    done = way.go(**NEW)
    assert done.state is State.SATISFIED, done
    assert way.sent == (["CreateAccount"] if received else ["CreateAccount", "CreateAccount"])
    emails = [account["Email"] for account in way.read("ListAccounts")["Accounts"]]
    assert emails.count(NEW["email"]) == 1
    assert way.found().symbol == "new:fresh@example.com"


def test_a_taken_address_is_asked_again_and_another_one_goes_through(enter: Enter) -> None:
    way = enter("email-taken")
    refused = way.go(**NEW)
    assert (refused.state, key(refused)) == (State.NEEDS_ANSWERS, "account-email-already-exists")
    assert asked(refused) == ["mode", "email"]
    with pytest.raises(AnswersProblem, match="AWS refused this address"):
        way.go(mode="create", email=NEW["email"].upper())
    assert way.go(email="another@example.com").state is State.SATISFIED
    assert way.sent == ["CreateAccount", "CreateAccount"]


def test_a_reached_quota_is_told_and_tried_again_only_when_approved_again(enter: Enter) -> None:
    way = enter("account-limit")
    refused = way.go(**NEW)
    assert (refused.state, key(refused)) == (State.BLOCKED, "account-account-limit-exceeded")
    assert way.sent == ["CreateAccount"]
    way.engine.look_again()
    assert key(way.go()) == "account-account-limit-exceeded"
    assert way.sent == ["CreateAccount"]
    way.engine.approve("sub-account")
    way.go()
    assert way.sent == ["CreateAccount", "CreateAccount"]


def test_under_control_tower_creating_is_a_question_first(enter: Enter) -> None:
    way = enter("control-tower")
    asking = way.go(**NEW)
    assert (asking.state, asked(asking), way.sent) == (State.NEEDS_ANSWERS, ["despite_control_tower", "mode"], [])
    assert "Control Tower governs" in texts(asking)
    assert asked(way.go(despite_control_tower="false")) == ["despite_control_tower", "mode"]
    assert way.go(despite_control_tower="true").state is State.SATISFIED


def test_another_account_is_a_button_away_where_creating_one_was_refused(enter: Enter) -> None:
    way = enter("fresh")
    way.fault("CreateAccount", "access-denied", times=9)
    refused = way.go(**NEW)  # which looks whether what is recommended can be chosen
    assert refused.problem is not None
    assert (key(refused), refused.problem.choices) == ("organizations-denied", {"Use an existing account"})


def test_without_an_organization_one_is_created_when_told(enter: Enter) -> None:
    way = enter("standalone")
    assert asked(way.go(**NEW)) == ["create_organization"]
    refused = way.go(create_organization="false")
    assert (key(refused), asked(refused), way.sent) == ("no-organization", ["create_organization", "mode"], [])
    done = way.go(create_organization="true")
    assert done.state is State.SATISFIED, done
    assert way.sent == ["CreateOrganization", "CreateAccount"]
    assert found(way.engine, SignedIn).standing == "management"


def test_without_an_organization_the_account_itself_is_used_with_a_warning(enter: Enter) -> None:
    way = enter("standalone")
    done = way.go(mode="this-account")
    assert done.state is State.SATISFIED
    assert "warning: This account isn't in an organization" in texts(done)
    assert way.found().target.role_name == ""


@pytest.mark.long
def test_a_member_uses_its_own_account_and_cannot_create_one(enter: Enter) -> None:
    way = enter("member")
    refused = way.go(mode="create")
    assert (key(refused), asked(refused)) == ("create-needs-management", ["mode"])
    assert [choice.value for choice in refused.questions[0].choices] == ["this-account", "existing"]
    done = way.go(mode="this-account")
    assert done.state is State.SATISFIED
    assert way.found().account == DEDICATED


def test_an_existing_account_without_workloads_is_taken(enter: Enter) -> None:
    way = enter("trail-stopped")
    which = way.go(mode="existing").questions[0]
    # What is named for the vendor comes first. The scenario's trail has a bucket, which is nobody's work.
    assert [choice.value for choice in which.choices] == [DEDICATED, INVITED, PRODUCTION]
    assert way.go(account_id=DEDICATED).state is State.SATISFIED


@pytest.mark.long
def test_what_runs_in_an_existing_account_is_named_and_accepted_or_not(enter: Enter) -> None:
    way = enter("fresh")
    asking = way.go(mode="existing", account_id=PRODUCTION)
    assert (asking.state, asked(asking)) == (State.NEEDS_ANSWERS, ["accept_workloads"])
    assert "1 unrelated CloudFormation stack" in texts(asking)
    assert "billing-service in us-east-1" in texts(asking)
    assert "example-corp-production-assets" in texts(asking)
    assert key(way.go(accept_workloads="false")) == "workloads-refused"
    done = way.go(accept_workloads="true")
    assert done.state is State.SATISFIED
    assert "1 unrelated CloudFormation stack" in texts(done)


def test_an_invited_account_needs_a_profile_of_its_own(enter: Enter) -> None:
    way = enter("fresh")
    asking = way.go(mode="existing", account_id=INVITED)
    assert (asking.state, key(asking), asked(asking)) == (
        State.NEEDS_ANSWERS,
        "invited-account",
        ["role_name", "profile"],
    )
    missing = way.go(profile="nowhere")
    assert (missing.state, key(missing)) == (State.NEEDS_ANSWERS, "no-way-in")


def test_a_profile_that_leads_elsewhere_is_not_worked_with(
    enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = enter("fresh")
    config = tmp_path / "config"
    keys = f"aws_access_key_id = {way.sandbox.access_key_id}\naws_secret_access_key = {way.sandbox.secret_access_key}"
    config.write_text(f"[profile analytics]\n{keys}\nregion = us-east-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    way = Way(way.sandbox)
    astray = way.go(mode="existing", account_id=INVITED, profile="analytics")
    assert (astray.state, key(astray)) == (State.NEEDS_ANSWERS, "profile-elsewhere")


def test_an_account_that_is_closed_is_neither_offered_nor_taken(enter: Enter) -> None:
    way = enter("fresh")
    refused = way.go(mode="existing", account_id=CLOSED)
    assert (refused.state, key(refused)) == (State.NEEDS_ANSWERS, "account-not-active")
    assert CLOSED not in [choice.value for choice in refused.questions[0].choices]
    again = way.go(mode="create", name="firetiger", email="aws+old@example.com")
    assert (again.state, key(again), way.sent) == (State.NEEDS_ANSWERS, "account-closed", [])


@pytest.mark.parametrize("answers", [{"mode": "this-account"}, {"mode": "existing", "account_id": MANAGEMENT}])
def test_the_management_account_is_refused(enter: Enter, answers: dict[str, str]) -> None:
    way = enter("fresh")
    assert key(way.go(**answers)) == "management-account"


@pytest.mark.long
def test_where_policies_close_regions_what_could_not_be_seen_is_said(enter: Enter) -> None:
    way = enter("scp-denied")
    done = way.go(mode="existing", account_id=DEDICATED)
    assert done.state is State.SATISFIED
    assert "unknown: Couldn't look at Lambda functions in 14 of 17 regions" in texts(done)
