# ruff: noqa: E501 - prepared sentences stand on one line, as they come from AWS and the texts
"""Prepared situations for pictures: views as the engine would give them, with clock, durations and ids frozen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import resources
from typing import Any, cast

from screens.launch import Launch
from wizard.engine.engine import Engine
from wizard.engine.preview import StepPreview
from wizard.model import (
    CallBegan,
    CallEnded,
    CallError,
    ChangeView,
    Choice,
    Document,
    Event,
    Finding,
    Login,
    LoginChanged,
    LoginView,
    PlanView,
    Problem,
    Purposes,
    Question,
    State,
    StepView,
    WaitView,
    WayBack,
    Where,
)
from wizard.model.observing import NOWHERE
from wizard.resources.explaining import Known
from wizard.resources.template_notes import template_document
from wizard.vendors.profile import load_vendor
from wizard.workflows.onboarding import WORKFLOW

NOW = 1_795_329_151.0
ACCOUNT = "428861248123"
ARN = f"arn:aws:iam::{ACCOUNT}:role/CrossAccountAccessForFiretiger"
STEPS = (
    ("sign-in", "Sign in"),
    ("sub-account", "Sub-account"),
    ("cloudtrail", "CloudTrail"),
    ("template", "Template"),
    ("bedrock", "Bedrock"),
    ("handover", "Handover"),
)
WHYS = {
    "sign-in": "The wizard works with your own AWS credentials, the ones your profiles or environment already hold. It stores none of them and sends them to nobody but AWS.",
    "sub-account": "Firetiger gets a dedicated AWS account in your organization, so that its administrator access stays in that account. Nothing else should run there.",
    "cloudtrail": "CloudTrail records everything that happens in the account, including what Firetiger does. It has to record management events in every region, so that you can audit them.",
    "template": "One IAM role gives Firetiger's AWS account access to the dedicated account, to deploy and operate Firetiger there. A CloudFormation template, which you can read here first, creates it.",
    "bedrock": "Firetiger's AI features run on Anthropic's models in Amazon Bedrock, in your own account. AWS requires each company to describe its use once and to accept the models' terms.",
    "handover": "Your Solutions Engineer needs only the role ARN. The wizard copies it for you and writes it to a file with what it checked and changed.",
}
MORE = """
To create the dedicated account, you need credentials of your organization's management account. Everything else
happens in the new account, through the role that AWS Organizations creates there.

The wizard only reads until you approve a change. It shows every change first: as a sentence, as the equivalent
`aws` command, and with the account and region.
"""


PORTAL = Login(
    kind="portal", profile="firetiger-admin", name="example", command="aws sso login --profile firetiger-admin"
)
DEVICE = Login(kind="code", profile="admin", name="arn:aws:iam::111122223333:mfa/ada")
IN_THE_BROWSER = LoginView(
    login=PORTAL,
    stage="browser",
    address="https://device.sso.us-east-1.amazonaws.com/?user_code=QZBB-KSQH",
    plain_address="https://device.sso.us-east-1.amazonaws.com/",
    user_code="QZBB-KSQH",
    until=NOW + 598,
)


PURPOSES = Purposes(
    choices=(
        Choice("onboarding", "Set up the role", "In the account that gives access."),
        Choice("verify", "Check that you can assume the role", "In account 111122223333."),
        Choice("grant", "Let somebody assume the role", "In account 111122223333."),
        Choice("revoke", "Stop somebody from assuming the role", "In account 111122223333."),
    ),
    here="onboarding",
    commands=(
        ("firetiger-onboard inspect ROLE_ARN --vendor acme", "Judges who can assume a role and what it can do."),
        ("firetiger-onboard export --as FORM --vendor acme", "Prints the role for Terraform or the console."),
    ),
)


class StillSigningIn:
    """A sign-in that stands still at the engine's ``login`` view; what it is told goes to the engine's list."""

    def __init__(self, engine: StillEngine) -> None:
        self._engine = engine

    @property
    def view(self) -> LoginView:
        return self._engine.login

    def begin(self, login: Login) -> None:
        self._engine.told.append(("begin", login.kind))
        self._engine.emit(LoginChanged(stage=self.view.stage))

    def give(self, code: str) -> None:
        self._engine.told.append(("give", code))

    def cancel(self) -> None:
        self._engine.told.append(("cancel",))


class StillEngine:
    """An engine that never moves; keeps what it was told to do."""

    def __init__(self, views: Sequence[StepView], where: Where = NOWHERE, events: Sequence[Event] = ()) -> None:
        self._views, self._where, self._events = tuple(views), where, tuple(events)
        self._signing_in = StillSigningIn(self)
        self.login = LoginView(login=PORTAL, stage="starting")
        self.told: list[tuple[Any, ...]] = []
        self._listeners: list[Callable[[Event], None]] = []
        self.broken: Exception | None = None
        self.closed = threading.Event()
        self.simulated = "fresh"
        self.workflow, self.words = WORKFLOW, WORKFLOW.words.of(load_vendor("firetiger"))
        self.asks_again = STEPS[0][0]
        self.undoes = WayBack()

    @property
    def signing_in(self) -> StillSigningIn:
        return self._signing_in

    def views(self) -> tuple[StepView, ...]:
        return self._views

    def preview(self) -> tuple[StepPreview, ...]:
        return ()

    def where(self) -> Where:
        return self._where

    def emit(self, event: Event) -> None:
        for listen in self._listeners:
            listen(event)

    def way_back(self) -> WayBack:
        return self.undoes

    def drive(self, done: Callable[[], bool]) -> None:
        self.closed.wait(30)

    def close(self) -> None:
        self.closed.set()

    def approve(self, step: str) -> None:
        self.told.append(("approve", step))

    def answer(self, step: str, values: dict[str, str]) -> None:
        self.told.append(("answer", step, values))

    def withdraw(self, step: str, names: Sequence[str]) -> None:
        self.told.append(("withdraw", step, tuple(names)))

    def skip(self, step: str, reason: str) -> None:
        self.told.append(("skip", step, reason))

    def reconsider(self) -> str:
        self.told.append(("reconsider",))
        return self.asks_again

    def look_again(self, *steps: str) -> None:
        self.told.append(("look_again", *steps))


def opening(engine: StillEngine, **others: Any) -> Launch:
    """An opening that leads to this engine at once."""

    def start(fresh: bool, listen: Callable[[Event], None]) -> Engine:
        engine.told.append(("start", fresh))
        engine._listeners.append(listen)
        for event in engine._events:
            listen(event)
        return cast(Engine, engine)

    values: dict[str, Any] = {
        "product": "Firetiger onboarding",
        "vendor": "Firetiger",
        "contact": "your Solutions Engineer",
        "steps": STEPS,
        "first_why": WHYS["sign-in"],
        "sandbox": "fresh",
        "start": start,
        "copy": lambda _text, _send, _name: "Copied to the clipboard.",
        "clock": lambda: NOW,
    }
    return Launch(**{**values, **others})


def step(name: str, state: State, summary: str = "", **others: Any) -> StepView:
    """A step's view."""
    number = next(n for n, (id_, _) in enumerate(STEPS, 1) if id_ == name)
    values: dict[str, Any] = {
        "id": name,
        "title": dict(STEPS)[name],
        "number": number,
        "of": len(STEPS),
        "state": state,
        "summary": summary,
        "why": WHYS[name],
        "more": MORE,
        "skippable": name not in ("sign-in", "sub-account", "handover"),
    }
    return StepView(**{**values, **others})


def way(**views: StepView) -> list[StepView]:
    """All six, waiting where nothing else is said; underscores stand for hyphens."""
    given = {name.replace("_", "-"): view for name, view in views.items()}
    return [given.get(name) or step(name, State.WAITING) for name, _ in STEPS]


SIGNED_IN = step(
    "sign-in",
    State.SATISFIED,
    "ada, Example Corp",
    findings=(
        Finding(
            mark="good",
            text="You are ada in account 111122223333",
            detail="arn:aws:iam::111122223333:user/ada · profile default",
        ),
        Finding(
            mark="good",
            text="This is the management account of the organization o-exampleorg",
            detail="so the dedicated account can be created from here",
        ),
        Finding(mark="info", text="Region us-east-1, from your configuration"),
    ),
)
SUB = step(
    "sub-account",
    State.SATISFIED,
    ACCOUNT,
    public=frozenset({"mode"}),
    answers={"mode": "create", "name": "Firetiger", "email": "aws+firetiger@example.com"},
    findings=(
        Finding(mark="good", text=f"Account {ACCOUNT} is active", detail="Firetiger · aws+firetiger@example.com"),
    ),
)

TRAIL_FINDINGS = (
    Finding(mark="warning", text='Trail "audit-eu"', detail="eu-west-1 only · logging · read and write"),
    Finding(mark="bad", text="16 of 17 enabled regions have no trail that records management events"),
    Finding(mark="info", text="Event history (90 days) is always on; it can't replace a trail"),
)
BUCKET = f"firetiger-trail-{ACCOUNT}"


def change(number: int, service: str, operation: str, sentence: str, command: str, **others: Any) -> ChangeView:
    """A change's view."""
    values: dict[str, Any] = {
        "digest": f"{number:064}",
        "sentence": sentence,
        "account": ACCOUNT,
        "region": "us-east-1",
        "service": service,
        "operation": operation,
        "parameters": {"Bucket": BUCKET},
        "command": command,
        "to_read": command,
    }
    return ChangeView(**{**values, **others})


CHANGES = (
    change(
        1,
        "s3",
        "CreateBucket",
        f"Create the private bucket {BUCKET} for the log files",
        f"aws s3api create-bucket --bucket {BUCKET}",
    ),
    change(
        2,
        "cloudtrail",
        "CreateTrail",
        "Create the trail firetiger-management-events for all regions, with log validation",
        f"aws cloudtrail create-trail --name firetiger-management-events --s3-bucket-name {BUCKET} --is-multi-region-trail",
    ),
    change(
        3,
        "cloudtrail",
        "StartLogging",
        "Start logging, so that the trail records from now on",
        "aws cloudtrail start-logging --name firetiger-management-events",
    ),
)
TRAIL_PLAN = PlanView(
    act="Make these 3 changes",
    changes=CHANGES,
    costs="the first copy of management events is free; storage is cents a month.",
    script="#!/bin/sh\nset -e\n# Create the bucket\n" + "\n".join(one.command for one in CHANGES) + "\n",
)
PLANNED = step("cloudtrail", State.UNMET, "3 changes to make", findings=TRAIL_FINDINGS, plan=TRAIL_PLAN)

QUESTIONS = (
    Question(
        name="mode",
        public=True,
        text="Which account shall Firetiger live in?",
        choices=(
            Choice(
                "create", "A new account in your organization", "Created now; takes about a minute.", recommended=True
            ),
            Choice("existing", "An account your organization already has", "It should be empty."),
        ),
    ),
    Question(
        name="name", text="What shall the account be called?", default="Firetiger", help="It is shown in your bills."
    ),
    Question(
        name="email",
        text="E-mail address for the new account owns it?",
        help="AWS needs one that no other AWS account uses; it receives AWS's notices.",
        placeholder="aws+firetiger@example.com",
        check=lambda value: None if "@" in value else "An e-mail address has an @ in it.",
    ),
)
ASKED = step("sub-account", State.NEEDS_ANSWERS, "3 questions", questions=QUESTIONS)

ROLE_EXISTS = Problem(
    key="role-exists",
    title="CloudFormation couldn't create the stack",
    what=f"CrossAccountAccessForFiretiger: a role with this name already exists in {ACCOUNT}.",
    why="An earlier stack was deleted and kept its role; the template says so on purpose.",
    todo=(
        "Adopt the role: it equals what the template would make, so nothing has to change.",
        "Or delete it and let the stack create it anew.",
    ),
    retry=True,
    error=CallError(
        code="AlreadyExistsException",
        message="CrossAccountAccessForFiretiger already exists in stack arn:aws:cloudformation:us-east-1:428861248123:stack/old",
        service="cloudformation",
        operation="CreateStack",
        account=ACCOUNT,
        region="us-east-1",
        status=400,
    ),
    address="docs/problems.md#role-exists",
)
EVENTS = (
    ("14:01:02", "firetiger-bootstrap", "CREATE_IN_PROGRESS", "User Initiated"),
    ("14:01:05", "CrossAccountAccessForFiretiger", "CREATE_IN_PROGRESS", ""),
    ("14:01:06", "CrossAccountAccessForFiretiger", "CREATE_FAILED", "Resource of type AWS::IAM::Role already exists"),
    ("14:01:08", "firetiger-bootstrap", "ROLLBACK_IN_PROGRESS", "The following resource(s) failed to create"),
)
FAILED = step(
    "template",
    State.BLOCKED,
    "the role exists",
    problem=ROLE_EXISTS,
    findings=(Finding(mark="bad", text="The stack rolled back", kind="events", rows=EVENTS),),
)
TEMPLATE = (resources.files("assets") / "vendors/firetiger/firetiger-bootstrap.json").read_text("utf-8")
CONSENT = (
    f"Firetiger's account 975050257559 will be able to do everything in account {ACCOUNT} (AdministratorAccess), until you delete the role.",
    "Purpose of the role: it is used by Firetiger automation to deploy and operate Firetiger resources in your account.",
    "Account ownership: your AWS account is owned and managed by you. Firetiger does not take ownership of it.",
    "Consent: Firetiger employees can assume the role only with your explicit consent for the specific window and purpose.",
    "Authentication: Firetiger employees sign in through AWS SSO, with multi-factor authentication enforced.",
    "Auditability: everything is recorded by CloudTrail in your account.",
    "The template's digest is 3c5b…91aa. There is no external ID. To end this access, delete the role. Deleting the stack doesn't end it.",
)
EXPLAINED = template_document(
    "Firetiger's template",
    TEMPLATE,
    Known(vendor="Firetiger", vendor_account="975050257559", account=ACCOUNT),
    ("This is Firetiger's template as it is sent to AWS. Its SHA-256 is 3c5b…91aa.",),
)
COMPARED = Document(
    title="The role CrossAccountAccessForFiretiger, as it is and as the template wants it",
    text=TEMPLATE.replace("975050257559", "444455556666").replace(
        '"RoleName"', '"MaxSessionDuration": 43200,\n"RoleName"'
    ),
    other=TEMPLATE,
    language="json",
    about=("The role lets account 444455556666 assume it; the template does not say so.",),
    names=("In AWS now", "In the template"),
)
GRANT = step(
    "template",
    State.UNMET,
    "1 change to make",
    findings=(
        Finding(mark="info", text="No stack and no role are there yet"),
        Finding(
            mark="info",
            text="The template, as Firetiger's guide has it",
            detail="SHA-256 3c5b…91aa",
            kind="template",
            body=TEMPLATE,
        ),
    ),
    documents=(EXPLAINED, COMPARED),
    plan=PlanView(
        act="Grant Firetiger administrator access",
        changes=(
            change(
                4,
                "cloudformation",
                "CreateStack",
                "Create the stack firetiger-bootstrap with the role CrossAccountAccessForFiretiger",
                "aws cloudformation create-stack --stack-name firetiger-bootstrap --template-body file://firetiger-bootstrap.json --capabilities CAPABILITY_NAMED_IAM",
                warning="Deleting the stack keeps the role, and with it the access.",
            ),
        ),
        consent=CONSENT,
    ),
)
PENDING = step(
    "bedrock",
    State.PENDING,
    "agreement pending",
    findings=(
        Finding(
            mark="good",
            text="Claude Haiku 4.5 answers through the global profile",
            detail="in place of the retired Haiku 3.5",
        ),
        Finding(mark="info", text="Claude Sonnet 4.5: agreement made, not in force yet"),
    ),
    waiting=WaitView(
        what="AWS is putting the agreement into force.",
        usual="up to 15 minutes",
        says="agreement PENDING · authorization AUTHORIZED · entitlement AVAILABLE · region AVAILABLE",
        meanwhile="It's safe to quit; AWS keeps going.",
        since=NOW - 192,
        until=NOW + 708,
    ),
)
HANDED_OVER = step(
    "handover",
    State.SATISFIED,
    "ARN copied",
    findings=(
        Finding(
            mark="good",
            text="The ARN of the role, for your Solutions Engineer",
            kind="arn",
            body=ARN,
            detail="Copied to the clipboard. It is also in firetiger-handover.md.",
        ),
        Finding(mark="good", text="Everything was checked at 14:32 UTC: account, trail, role, policies"),
        Finding(mark="warning", text="Bedrock is pending: the agreement for Claude Sonnet 4.5 is not in force yet"),
        Finding(
            mark="info",
            text="What Firetiger does next",
            kind="next",
            rows=(
                ("Create an IAM policy that allows assuming your role",),
                ("Attach this policy to the appropriate IAM roles in their account",),
                ("Configure their systems to use these credentials to assume your role",),
            ),
        ),
    ),
)
HERE = Where(account=ACCOUNT, region="us-east-1", private=("ada",))


def calls(number: int) -> list[CallBegan | CallEnded]:
    """Some calls, the last one still running."""
    what = (
        ("sts", "GetCallerIdentity"),
        ("organizations", "DescribeOrganization"),
        ("cloudtrail", "DescribeTrails"),
        ("cloudtrail", "GetTrailStatus"),
        ("s3", "GetBucketPolicy"),
    )
    made: list[CallBegan | CallEnded] = []
    for index in range(number):
        service, operation = what[index % len(what)]
        base: dict[str, Any] = {
            "number": index,
            "at": NOW - number + index,
            "account": ACCOUNT,
            "region": "us-east-1",
            "service": service,
            "operation": operation,
            "writes": False,
        }
        made.append(CallBegan(**base))
        if index < number - 1:
            outcome = "NoSuchBucketPolicy" if operation == "GetBucketPolicy" else "ok"
            made.append(CallEnded(**base, seconds=0.084 + index / 100, outcome=outcome))
    return made


def applying(done: int) -> StepView:
    """The trail's plan while its changes are made: so many done, one running."""
    marks = [*(["done"] * done), "running", *(["approved"] * 3)][:3]
    at = [NOW - 9 + 2 * index for index in range(3)]
    changes = tuple(
        ChangeView(**{**{f: getattr(one, f) for f in one.__struct_fields__}, "progress": mark, "at": moment})
        for one, mark, moment in zip(CHANGES, marks, at, strict=True)
    )
    plan = PlanView(
        act=TRAIL_PLAN.act, changes=changes, costs=TRAIL_PLAN.costs, approved=True, script=TRAIL_PLAN.script
    )
    return replace(PLANNED, busy="applying", since=NOW - 9, plan=plan)


def signed_out(login: Login) -> StepView:
    """A step that waits for this sign-in."""
    code = "MfaNeeded" if login.kind == "code" else "LoginExpired"
    error = CallError(
        code=code, message="Token does not exist", service="sts", operation="GetCallerIdentity", login=login
    )
    problem = Problem(
        key="portal-signed-out",
        title=f"You aren't signed in to {login.name}",
        what="Your sign-in at the AWS access portal is missing or has expired.",
        why="Sign-ins last a few hours. Nothing is lost, and what you approved stays approved.",
        todo=("Sign in here, or run the command in another terminal: the wizard notices when you have.",),
        retry=True,
        error=error,
    )
    return step("sign-in", State.BLOCKED, "not signed in", problem=problem)
