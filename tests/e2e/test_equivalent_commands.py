"""Every plan done by hand: its script, run by ``sh`` and the real aws command line against the simulated AWS.

The steps observe and plan as always; in the engine's place a shell runs what the plan prints. Nothing is remembered,
because the wizard does not know what a person did: whether it had the same effect is for the step to observe.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.aws.command_line import CommandLine, as_parsed
from wizard.aws.gateway import Gateway
from wizard.engine.visits import Reads
from wizard.export.aws_cli import LOCAL, OWN, command, script
from wizard.export.made import what_was_made
from wizard.export.undoing import undo_script
from wizard.host.port import LocalPort
from wizard.host.timing import Timing
from wizard.model import (
    Answers,
    Change,
    Context,
    Journal,
    JournalEntry,
    Observation,
    Outcome,
    Read,
    SignedIn,
    State,
    Step,
    SubAccount,
    Target,
    Vendor,
)
from wizard.sandbox import client
from wizard.vendors.profile import load_vendor
from wizard.workflows.onboarding import WORKFLOW

VENDOR = load_vendor("firetiger")
ROLE = VENDOR.role_name
DEDICATED, PRODUCTION = "444455556666", "222233334444"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
POWER_USER = "arn:aws:iam::aws:policy/PowerUserAccess"
STEP = {step.id: step for step in WORKFLOW.steps}


@dataclass
class ByHand:
    """A person at a shell, and the wizard looking on."""

    sandbox: client.Sandbox
    folder: Path
    parser: CommandLine
    ran: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    made: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.port = LocalPort(Gateway(lambda _: None, Timing(), "tests"), None)

    def call(self, service: str, operation: str, target: Target, **parameters: Any) -> None:
        """What somebody did before the wizard looked."""
        change = Change(target=target, service=service, operation=operation, parameters=parameters, sentence="")
        self.port.send(change)

    def inside(self, account: str) -> Target:
        return Target(account=account, region=self.sandbox.region, role_name="OrganizationAccountAccessRole")

    def run(self, changes: Sequence[Change]) -> None:
        """Run a round's script with sh, in a folder of its own, and see that each of its commands says the same."""
        self.sh(script(changes))
        self.made += changes
        for change in changes:
            parsed = self.parser.parse(command(change), self.folder)
            assert parsed["parameters"] == as_parsed(_without_token(change)), command(change)
            assert parsed["region"] == change.target.region
            self.ran.append(f"{change.service}:{change.operation}")
            self.see_its_undo(change)

    def undo(self) -> None:
        """Undo all of it by the script that is made of the journal."""
        entries = [_journalled(number, change) for number, change in enumerate(self.made)]
        self.sh(undo_script(what_was_made(entries)))

    def sh(self, text: str) -> None:
        """As a person runs it."""
        path = self.folder / f"round-{len(self.scripts)}.sh"
        path.write_text(text)
        environ = client.isolate(os.environ, self.sandbox)
        environ |= {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(self.folder)}
        done = subprocess.run(
            ["sh", str(path)], cwd=self.folder, env=environ, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, f"{text}\n{done.stderr}"
        self.scripts.append(text)

    def see_its_undo(self, change: Change) -> None:
        """It says how it is taken back, or why it cannot be; and the command line understands it."""
        assert change.undo.calls or change.undo.words, f"{change.sentence}: no word on how to undo it"
        for call in (call.change for call in change.undo.calls):
            assert call.sentence.endswith("."), call.sentence
            assert call.target.account == change.target.account
            if call.operation not in OWN:
                parsed = self.parser.parse(command(call), self.folder)
                assert parsed["parameters"] == as_parsed(call.parameters), command(call)

    def go(
        self, step: str, *found: object, answers: Mapping[str, str] | None = None, later: timedelta = timedelta(),
        vendor: Vendor = VENDOR,
    ) -> Observation[Any]:  # fmt: skip
        """On with a step until a person is needed or it is done, each round by script."""
        given = Answers(answers or {})
        for _ in range(60):
            seen = self.look(step, *found, answers=given, later=later, vendor=vendor)
            if seen.state is State.UNMET:
                changes = STEP[step].plan(seen, given).changes
                self.run([change for change in changes if change.service not in LOCAL])
            elif seen.state is not State.PENDING:
                return seen
        raise AssertionError(f"no end: {self.ran}")

    def look(
        self, step: str, *found: object, answers: Mapping[str, str] | None = None, later: timedelta = timedelta(),
        vendor: Vendor = VENDOR,
    ) -> Observation[Any]:  # fmt: skip
        context = Context(
            vendor=vendor,
            now=datetime.now(UTC) + later,
            found=found,
            directory=str(self.folder),
            outcomes={name: _in_order(one) for name, one in STEP.items()},
        )
        return STEP[step].observe(Reads(self.port), Answers(answers or {}), Journal(), context)

    def template(
        self, account: str, vendor: Vendor = VENDOR, later: timedelta = timedelta(), **answers: str
    ) -> Observation[Any]:
        """The template step in an account that is there."""
        place = SubAccount(account=account, target=self.inside(account))
        return self.go("template", place, answers=answers, later=later, vendor=vendor)

    def trail(self, account: str, **answers: str) -> Observation[Any]:
        """The CloudTrail step in an account that is there."""
        return self.go("cloudtrail", SubAccount(account=account, target=self.inside(account)), answers=answers)


def _journalled(number: int, change: Change) -> JournalEntry:
    return JournalEntry(
        step="any",
        digest=change.digest(),
        attempt=1,
        service=change.service,
        operation=change.operation,
        account=change.target.account,
        region=change.target.region,
        sentence=change.sentence,
        intended=f"{number:05}",
        outcome="landed",
        undo=change.undo.kept(),
    )


def _in_order(step: Step) -> Outcome:
    return Outcome(id=step.id, title=step.title, state=State.SATISFIED, summary="")


def _without_token(change: Change) -> Mapping[str, Any]:
    return {name: value for name, value in change.parameters.items() if name != change.token}


Enter = Callable[[str], ByHand]


@pytest.fixture(scope="module")
def parser() -> Iterator[CommandLine]:
    line = CommandLine()
    yield line
    line.stop()


@pytest.fixture
def enter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parser: CommandLine) -> Iterator[Enter]:
    """Starts a scenario and makes it the only AWS there is, for the wizard and for the command line."""
    running: list[client.Sandbox] = []

    def start(scenario: str) -> ByHand:
        running.append(client.start(scenario, tmp_path / "sandbox.json", pace=0))
        isolated = client.isolate(os.environ, running[0])
        for name in os.environ.keys() - isolated.keys():
            monkeypatch.delenv(name)
        for name, value in isolated.items():
            monkeypatch.setenv(name, value)
        folder = tmp_path / "by hand"
        folder.mkdir()
        return ByHand(running[0], folder, parser)

    yield start
    for sandbox in running:
        client.stop(sandbox)


# --- the ways, each with the calls that it makes by hand --------------------------------------------------------------


def whole_onboarding(hand: ByHand) -> None:
    signed_in = hand.look("sign-in").found[0]
    assert isinstance(signed_in, SignedIn)
    unit = _some_unit(hand, signed_in.target)
    asked = {"mode": "create", "name": "Firetiger's own", "email": "fire+tiger@example.com"}
    # The wizard does not know that the account was made for this, and would look for workloads in every region.
    asked |= {"organizational_unit_id": unit, "accept_workloads": "true"}
    made = _account_by_hand(hand, signed_in, asked)
    assert made.state is State.SATISFIED, made.trouble
    account = made.found[-1]
    assert hand.go("cloudtrail", *made.found).state is State.SATISFIED
    granted = hand.go("template", *made.found)
    assert granted.state is State.SATISFIED, granted.trouble
    form = {"company_name": 'Größe & Söhne\'s "Ltd" $HOME `id`', "company_website": "https://example.com"}
    form |= {"intended_users": "both", "industry": "Technology", "prove": "false"}
    models = hand.go("bedrock", *made.found, answers=form)
    assert models.state is State.SATISFIED, models.trouble
    _prove_by_hand(hand, made.found, form)
    _hand_over(hand, (*made.found, *granted.found))
    assert isinstance(account, SubAccount)
    assert account.target.role_name == "OrganizationAccountAccessRole"


def _account_by_hand(hand: ByHand, signed_in: SignedIn, asked: Mapping[str, str]) -> Observation[Any]:
    """Created, watched by a person (at pace zero only watching moves it), and moved."""
    first = hand.look("sub-account", signed_in, answers=asked)
    hand.run(STEP["sub-account"].plan(first, Answers(asked)).changes)
    for _ in range(3):
        hand.port.read(Read(target=signed_in.target, service="organizations", operation="ListCreateAccountStatus"))
    return hand.go("sub-account", signed_in, answers=asked)


def _prove_by_hand(hand: ByHand, found: Sequence[object], form: Mapping[str, str]) -> None:
    """That a call was made leaves no trace in AWS that the step could observe; that it is answered is all there is."""
    answers = {**form, "prove": "true"}
    seen = hand.look("bedrock", *found, answers=answers)
    assert seen.state is State.UNMET
    hand.run(STEP["bedrock"].plan(seen, Answers(answers)).changes)


def _hand_over(hand: ByHand, found: Sequence[object]) -> None:
    """Nothing of the handover is AWS's: there is no script, and the wizard writes its files itself."""
    seen = hand.look("handover", *found)
    changes = STEP["handover"].plan(seen, Answers()).changes
    assert script(changes) == ""
    for change in changes:
        hand.port.send(change)
    assert hand.look("handover", *found).state is State.SATISFIED


def _some_unit(hand: ByHand, target: Target) -> str:
    def ask(operation: str, **parameters: str) -> Mapping[str, Any]:
        return hand.port.read(Read(target=target, service="organizations", operation=operation, parameters=parameters))

    root = ask("ListRoots")["Roots"][0]["Id"]
    return str(ask("ListOrganizationalUnitsForParent", ParentId=root)["OrganizationalUnits"][0]["Id"])


def an_organization(hand: ByHand) -> None:
    signed_in = hand.look("sign-in").found[0]
    asked = {"mode": "create", "name": "firetiger", "email": "fire@example.com", "create_organization": "true"}
    first = hand.look("sub-account", signed_in, answers=asked)
    hand.run(STEP["sub-account"].plan(first, Answers(asked)).changes)
    again = hand.look("sign-in").found[0]
    assert isinstance(again, SignedIn)
    assert again.standing == "management"


def three_repairs(hand: ByHand) -> None:
    target = hand.inside(DEDICATED)
    trail = f"arn:aws:cloudtrail:{hand.sandbox.region}:{DEDICATED}:trail/management-events"
    assert hand.trail(DEDICATED, mode="repair").state is State.SATISFIED
    narrow = [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]
    hand.call("cloudtrail", "PutEventSelectors", target, TrailName=trail, EventSelectors=narrow)
    assert hand.trail(DEDICATED, mode="repair").state is State.SATISFIED
    hand.call("cloudtrail", "UpdateTrail", target, Name=trail, IsMultiRegionTrail=False)
    hand.call("cloudtrail", "StopLogging", target, Name=trail)
    assert hand.trail(DEDICATED, mode="by-hand").state is State.SATISFIED


def a_role_imported_and_then_deleted(hand: ByHand) -> None:
    target = hand.inside(DEDICATED)
    assert hand.template(DEDICATED, on_existing="import").state is State.SATISFIED
    hand.call("cloudformation", "DeleteStack", target, StackName=VENDOR.stack_name)
    document = json.dumps({"Version": "2012-10-17", "Statement": [_statement("s3:ListAllMyBuckets")]})
    hand.call("iam", "PutRolePolicy", target, RoleName=ROLE, PolicyName="theirs", PolicyDocument=document)
    hand.call("iam", "CreateInstanceProfile", target, InstanceProfileName="machines")
    hand.call("iam", "AddRoleToInstanceProfile", target, InstanceProfileName="machines", RoleName=ROLE)
    assert hand.template(DEDICATED).state is State.NEEDS_ANSWERS
    assert hand.template(DEDICATED, on_existing="delete").state is State.SATISFIED


def a_failed_stack_replaced(hand: ByHand) -> None:
    assert hand.template(DEDICATED, on_failed_stack="delete").state is State.SATISFIED


def a_stack_updated_and_its_role_mended(hand: ByHand) -> None:
    """From another template to the vendor's; then a boundary too many; then, with a template that uses all of it,
    everything that a role can differ in."""
    target, tomorrow = hand.inside(PRODUCTION), timedelta(days=1)
    older = VENDOR.template.replace('"Description": "Allows', '"MaxSessionDuration": 7200, "Description": "Allows')
    stack = {"StackName": VENDOR.stack_name, "Capabilities": ["CAPABILITY_NAMED_IAM"]}
    hand.call("cloudformation", "CreateStack", target, **stack, TemplateBody=older)
    assert hand.template(PRODUCTION, on_existing="update").state is State.SATISFIED
    hand.call("iam", "PutRolePermissionsBoundary", target, RoleName=ROLE, PermissionsBoundary=POWER_USER)
    assert hand.template(PRODUCTION, VENDOR, tomorrow, on_existing="update").state is State.SATISFIED
    vendor = _vendor_with_everything()
    hand.call("cloudformation", "UpdateStack", target, **stack, TemplateBody=vendor.template)
    assert hand.template(PRODUCTION, vendor).state is State.SATISFIED

    def spoil(operation: str, **parameters: Any) -> None:
        hand.call("iam", operation, target, RoleName=ROLE, **parameters)

    trust = {"Version": "2012-10-17", "Statement": [{**_statement("sts:AssumeRole"), "Principal": {"AWS": "*"}}]}
    del trust["Statement"][0]["Resource"]
    spoil("UpdateAssumeRolePolicy", PolicyDocument=json.dumps(trust))
    spoil("DetachRolePolicy", PolicyArn=ADMINISTRATOR)
    spoil("AttachRolePolicy", PolicyArn=READ_ONLY)
    spoil("DeleteRolePolicy", PolicyName="listing")
    other = json.dumps({"Version": "2012-10-17", "Statement": [_statement("s3:*")]})
    spoil("PutRolePolicy", PolicyName="theirs", PolicyDocument=other)
    spoil("PutRolePermissionsBoundary", PermissionsBoundary=READ_ONLY)
    spoil("UpdateRole", MaxSessionDuration=7200)
    spoil("UntagRole", TagKeys=["owner"])
    spoil("TagRole", Tags=[{"Key": "the odd", "Value": "-- x"}])
    assert hand.template(PRODUCTION, vendor, tomorrow).state is State.NEEDS_ANSWERS
    mended = hand.template(PRODUCTION, vendor, tomorrow, on_existing="update")
    assert mended.state is State.SATISFIED, mended.trouble


def _statement(action: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": "*"}


def _vendor_with_everything() -> Vendor:
    template = json.loads(VENDOR.template)
    (role,) = template["Resources"].values()
    document = {"Version": "2012-10-17", "Statement": [_statement("s3:ListAllMyBuckets")]}
    role["Properties"] |= {
        "Policies": [{"PolicyName": "listing", "PolicyDocument": document}],
        "PermissionsBoundary": POWER_USER,
        "Tags": [{"Key": "owner", "Value": "Ada's team; rm -rf $HOME"}],
    }
    return msgspec.structs.replace(VENDOR, template=json.dumps(template))


IAM_REPAIRS = (
    "UpdateAssumeRolePolicy", "DetachRolePolicy", "DeleteRolePolicy", "PutRolePermissionsBoundary", "UpdateRole",
    "UntagRole", "TagRole", "PutRolePolicy", "AttachRolePolicy",
)  # fmt: skip
BUCKET = ("CreateBucket", "PutPublicAccessBlock", "PutBucketEncryption", "PutBucketPolicy")


def of(service: str, *operations: str) -> list[str]:
    return [f"{service}:{operation}" for operation in operations]


@dataclass(frozen=True)
class Way:
    """A way through the steps in a scenario, and every call it makes by hand, in order."""

    scenario: str
    go: Callable[[ByHand], None]
    calls: Sequence[str]


WAYS = (
    Way(
        "fresh",
        whole_onboarding,
        [
            *of("organizations", "CreateAccount", "MoveAccount"),
            *of("s3", *BUCKET),
            *of("cloudtrail", "CreateTrail", "StartLogging"),
            *of("cloudformation", "CreateStack"),
            *of("bedrock", "PutUseCaseForModelAccess", *["CreateFoundationModelAgreement"] * 2),
            *of("bedrock-runtime", "Converse", "Converse"),
        ],
    ),
    Way("standalone", an_organization, of("organizations", "CreateOrganization")),
    Way(
        "trail-stopped",
        three_repairs,
        of("cloudtrail", "StartLogging", "PutEventSelectors", "UpdateTrail", "StartLogging"),
    ),
    Way(
        "role-retained",
        a_role_imported_and_then_deleted,
        [
            *of("cloudformation", "CreateChangeSet", "ExecuteChangeSet"),
            *of("iam", "DetachRolePolicy", "DeleteRolePolicy", "RemoveRoleFromInstanceProfile", "DeleteRole"),
            *of("cloudformation", "CreateStack"),
        ],
    ),
    Way("rolled-back", a_failed_stack_replaced, of("cloudformation", "DeleteStack", "CreateStack")),
    Way(
        "fresh",
        a_stack_updated_and_its_role_mended,
        [
            *of("cloudformation", "CreateChangeSet", "ExecuteChangeSet"),
            *of("iam", "DeleteRolePermissionsBoundary", *IAM_REPAIRS),
        ],
    ),
)


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.go.__name__)
def test_what_is_done_by_script_is_observed_like_what_the_wizard_does(enter: Enter, way: Way) -> None:
    hand = enter(way.scenario)
    way.go(hand)
    assert hand.ran == list(way.calls)


# --- and undone by the commands that each change names ----------------------------------------------------------------


def a_trail(hand: ByHand) -> Any:
    target = hand.inside(DEDICATED)

    def ask(operation: str, **name: str) -> Mapping[str, Any]:
        return hand.port.read(Read(target=target, service="cloudtrail", operation=operation, parameters=name))

    (trail,) = ask("DescribeTrails")["trailList"]
    selectors = ask("GetEventSelectors", TrailName=trail["TrailARN"])
    named = {name: trail[name] for name in ("Name", "IsMultiRegionTrail", "IncludeGlobalServiceEvents")}
    return named, selectors["EventSelectors"], ask("GetTrailStatus", Name=trail["TrailARN"])["IsLogging"]


def a_role(hand: ByHand, account: str) -> Any:
    def ask(operation: str, **more: str) -> Mapping[str, Any]:
        parameters = {"RoleName": ROLE, **more}
        return hand.port.read(
            Read(target=hand.inside(account), service="iam", operation=operation, parameters=parameters)
        )

    role = ask("GetRole")["Role"]
    inline = {name: ask("GetRolePolicy", PolicyName=name) for name in ask("ListRolePolicies")["PolicyNames"]}
    documents = {name: policy["PolicyDocument"] for name, policy in inline.items()}
    attached = {policy["PolicyArn"] for policy in ask("ListAttachedRolePolicies")["AttachedPolicies"]}
    tags = {tag["Key"]: tag["Value"] for tag in role.get("Tags", ()) if not tag["Key"].startswith("aws:")}
    boundary = role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", "")
    return role["AssumeRolePolicyDocument"], role["MaxSessionDuration"], boundary, tags, attached, documents


def spoiled(hand: ByHand, account: str) -> None:
    """What somebody changed on the role, each in another way."""

    def spoil(operation: str, **parameters: Any) -> None:
        hand.call("iam", operation, hand.inside(account), RoleName=ROLE, **parameters)

    trust = {"Version": "2012-10-17", "Statement": [{**_statement("sts:AssumeRole"), "Principal": {"AWS": "*"}}]}
    del trust["Statement"][0]["Resource"]
    spoil("UpdateAssumeRolePolicy", PolicyDocument=json.dumps(trust))
    spoil("DetachRolePolicy", PolicyArn=ADMINISTRATOR)
    spoil("AttachRolePolicy", PolicyArn=READ_ONLY)
    other = json.dumps({"Version": "2012-10-17", "Statement": [_statement("s3:*")]})
    spoil("PutRolePolicy", PolicyName="theirs", PolicyDocument=other)
    spoil("PutRolePermissionsBoundary", PermissionsBoundary=READ_ONLY)
    spoil("UpdateRole", MaxSessionDuration=7200)
    spoil("TagRole", Tags=[{"Key": "the odd", "Value": "-- x"}])


@pytest.mark.long
@pytest.mark.parametrize("scenario", ["trail-stopped", "trail-writeonly"])
def test_an_undone_repair_leaves_the_trail_as_it_was(enter: Enter, scenario: str) -> None:
    hand = enter(scenario)
    before = a_trail(hand)
    assert hand.trail(DEDICATED, mode="repair").state is State.SATISFIED
    assert a_trail(hand) != before
    hand.undo()
    assert a_trail(hand) == before


@pytest.mark.long
def test_an_undone_repair_leaves_the_role_as_it_was(enter: Enter) -> None:
    hand = enter("fresh")
    assert hand.template(PRODUCTION).state is State.SATISFIED
    hand.made.clear()
    spoiled(hand, PRODUCTION)
    before, tomorrow = a_role(hand, PRODUCTION), timedelta(days=1)
    assert hand.template(PRODUCTION, later=tomorrow, on_existing="update").state is State.SATISFIED
    assert a_role(hand, PRODUCTION) != before
    hand.undo()
    assert a_role(hand, PRODUCTION) == before


@pytest.mark.long
def test_an_undone_import_leaves_the_role_that_was_there(enter: Enter) -> None:
    hand = enter("role-retained")
    before = a_role(hand, DEDICATED)
    assert hand.template(DEDICATED, on_existing="import").state is State.SATISFIED
    hand.undo()
    assert a_role(hand, DEDICATED) == before
    assert hand.template(DEDICATED).state is State.NEEDS_ANSWERS, "the stack is gone"


def test_an_undone_organization_is_gone(enter: Enter) -> None:
    hand = enter("standalone")
    an_organization(hand)
    hand.undo()
    (found, *_) = hand.look("sign-in").found
    assert isinstance(found, SignedIn)
    assert found.standing == "none"


def test_every_call_that_any_step_may_make_is_made_by_hand_somewhere() -> None:
    written = {call for step in WORKFLOW.steps for call in step.writes if call.partition(":")[0] not in LOCAL}
    assert written - {call for way in WAYS for call in way.calls} == set()
