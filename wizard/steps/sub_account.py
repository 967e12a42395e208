"""The dedicated account: one that is created, one that exists, or the one that is signed in.

Creating has no idempotency of its own in AWS, so the e-mail address is the key: the account is looked for by it, then
the request that an earlier run made, and only when both are certainly absent is one sent. Everything after this step
happens inside the account, through a role or another profile; the step is satisfied when that way in works.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from wizard.judgement import accounts, workloads
from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Change,
    Choice,
    Earlier,
    Entry,
    Finding,
    Foreseen,
    Observation,
    Plan,
    Question,
    Read,
    Reader,
    Remembered,
    SignedIn,
    State,
    Step,
    SubAccount,
    Target,
    Trouble,
    Waiting,
)

ROLE = "OrganizationAccountAccessRole"
# A lost answer to CreateAccount is looked for this long before another request may be sent.
LOST_FOR = 60.0
# A new account's role was seen to refuse for up to twenty minutes.
WAKING_FOR = 20 * 60.0

NOT_AWAKE = ("AccessDenied", "AccessDeniedException", "SubscriptionRequiredException", "OptInRequired")

CREATE = Choice("create", "Create a new account", "In your organization, for Firetiger alone.", recommended=True)
EXISTING = Choice("existing", "Use an account that exists", "One of your organization without other workloads.")
THIS = Choice("this-account", "Use the account you are signed in to", "It becomes the dedicated account.")

QUESTIONS = (
    Question(name="mode", text="Which account is it to be?", choices=(CREATE, EXISTING, THIS)),
    Question(
        name="name",
        text="The new account's name",
        help="How it appears in your organization. Up to 50 characters.",
        check=accounts.check_name,
    ),
    Question(
        name="email",
        text="The new account's e-mail address",
        help="Its root user. It has to be one you can read and no other AWS account uses; a plus-address will do.",
        placeholder="aws+firetiger@example.com",
        check=accounts.check_email,
    ),
    Question(
        name="organizational_unit_id",
        text="Organizational unit",
        help="Leave it empty to have the account directly under the organization's root.",
        placeholder="ou-ab12-11111111",
        check=accounts.check_organizational_unit,
        optional=True,
    ),
    Question(name="account_id", text="Which account?", check=accounts.check_account_id),
    Question(
        name="create_organization",
        text="Create an organization?",
        help="A dedicated account needs an organization; this account becomes its management account.",
        yes_or_no=True,
    ),
    Question(
        name="role_name",
        text="The role that lets you in",
        help=f"{ROLE} is what AWS Organizations makes in the accounts it creates.",
        check=accounts.check_role_name,
        optional=True,
    ),
    Question(
        name="profile",
        text="Or a profile that is signed in to the account itself",
        help="For accounts that were invited: they have no such role.",
        optional=True,
    ),
    Question(
        name="accept_workloads",
        text="Go on although other workloads run there?",
        help="Firetiger will be able to do everything in this account, to those workloads too.",
        yes_or_no=True,
    ),
    Question(
        name="despite_control_tower",
        text="Create it here although Control Tower governs the organization?",
        help="Such an account is not enrolled: Control Tower's guardrails do not hold in it until you enrol it.",
        yes_or_no=True,
    ),
)
ASK: Mapping[str, Question] = {question.name: question for question in QUESTIONS}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the plan needs: who asks, and what is missing. account: the one to be moved; parent: where it is now."""

    signed_in: SignedIn
    missing: str = ""
    account: str = ""
    parent: str = ""
    vendor_account_name: str = ""


# --- observe -----------------------------------------------------------------------------------------------------


def observe(read: Reader, answers: Answers, remembered: Remembered, earlier: Earlier) -> Observation[Facts]:
    """Find the account, or what stands between the person and it."""
    signed_in = _with_organization(read, earlier.need(SignedIn), remembered)
    mode = answers.text("mode")
    if not mode:
        return _ask_mode(signed_in)
    if mode == "this-account":
        return _this_account(read, answers, signed_in, earlier)
    if mode == "existing":
        return _existing(read, answers, signed_in, earlier)
    return _create(read, answers, remembered, signed_in, earlier)


def _with_organization(read: Reader, signed_in: SignedIn, remembered: Remembered) -> SignedIn:
    """Who is signed in, now that the organization exists which an earlier round created."""
    if signed_in.standing != "none" or remembered.last("CreateOrganization") is None:
        return signed_in
    (answer,) = read.many([Read(target=signed_in.target, service="organizations", operation="DescribeOrganization")])
    if isinstance(answer, CallError):
        return signed_in
    organization = answer["Organization"]
    return msgspec.structs.replace(
        signed_in,
        standing="management",
        management_account=str(organization.get("MasterAccountId", "")),
        organization_id=str(organization.get("Id", "")),
    )


def _ask_mode(signed_in: SignedIn, trouble: Trouble | None = None) -> Observation[Facts]:
    offered = {
        "management": (CREATE, EXISTING),
        "delegated": (EXISTING, THIS),
        "member": (THIS, EXISTING),
        "none": (CREATE, THIS),
        "unknown": (THIS, EXISTING, CREATE),
    }[signed_in.standing]
    return _needs(
        signed_in, "choose an account", (replace(ASK["mode"], choices=offered, default=offered[0].value),), trouble
    )


def _needs(
    signed_in: SignedIn,
    summary: str,
    questions: tuple[Question, ...],
    trouble: Trouble | None = None,
    findings: tuple[Finding, ...] = (),
) -> Observation[Facts]:
    return Observation(
        state=State.NEEDS_ANSWERS,
        summary=summary,
        facts=Facts(signed_in),
        questions=questions,
        trouble=trouble,
        findings=findings,
    )


def _blocked(signed_in: SignedIn, summary: str, trouble: Trouble, *findings: Finding) -> Observation[Facts]:
    return Observation(
        state=State.BLOCKED, summary=summary, facts=Facts(signed_in), trouble=trouble, findings=tuple(findings)
    )


def _unmet(facts: Facts, summary: str, *findings: Finding, trouble: Trouble | None = None) -> Observation[Facts]:
    return Observation(state=State.UNMET, summary=summary, facts=facts, findings=tuple(findings), trouble=trouble)


def _pending(facts: Facts, summary: str, what: str, limit: float, *findings: Finding) -> Observation[Facts]:
    waiting = Waiting(what=what, limit=limit, every=3)
    return Observation(state=State.PENDING, summary=summary, facts=facts, waiting=waiting, findings=tuple(findings))


def _this_account(read: Reader, answers: Answers, signed_in: SignedIn, earlier: Earlier) -> Observation[Facts]:
    if signed_in.standing == "management":
        return _ask_mode(signed_in, Trouble(key="management-account", values={"account": signed_in.account}))
    findings = []
    if signed_in.standing == "none":
        text = "This account is not part of an organization; the guide asks for a dedicated sub-account"
        findings.append(Finding(mark="warning", text=text))
    account = SubAccount(account=signed_in.account, target=signed_in.target)
    return _looked_into(read, answers, signed_in, account, earlier, tuple(findings))


def _existing(read: Reader, answers: Answers, signed_in: SignedIn, earlier: Earlier) -> Observation[Facts]:
    account_id = answers.text("account_id")
    listed, error = _list_accounts(read, signed_in)
    if not account_id:
        return _ask_which(signed_in, listed)
    if account_id in (signed_in.management_account, *([signed_in.account] if _manages(signed_in) else [])):
        trouble = Trouble(key="management-account", values={"account": account_id})
        return _needs(signed_in, "not that account", (_which(signed_in, listed),), trouble)
    if account_id == signed_in.account:
        return _this_account(read, answers, signed_in, earlier)
    known = next((account for account in listed if account["Id"] == account_id), None)
    if known is None and error is None:
        trouble = Trouble(key="account-not-in-organization", values={"account": account_id})
        return _needs(signed_in, "not in the organization", (_which(signed_in, listed),), trouble)
    if known is not None and accounts.status_of(known) != "ACTIVE":
        values = {"account": account_id, "status": accounts.status_of(known)}
        return _needs(
            signed_in, "account not active", (_which(signed_in, listed),), Trouble(key="account-closed", values=values)
        )
    return _entered(read, answers, signed_in, known or {"Id": account_id}, earlier)


def _manages(signed_in: SignedIn) -> bool:
    return signed_in.standing == "management"


def _list_accounts(read: Reader, signed_in: SignedIn) -> tuple[list[Mapping[str, Any]], CallError | None]:
    if signed_in.standing not in ("management", "delegated"):
        return [], CallError(code="NotListed", message="only the management account can list accounts")
    (answer,) = read.many([Read(target=signed_in.target, service="organizations", operation="ListAccounts")])
    return ([], answer) if isinstance(answer, CallError) else (list(answer.get("Accounts", ())), None)


def _ask_which(signed_in: SignedIn, listed: list[Mapping[str, Any]]) -> Observation[Facts]:
    return _needs(signed_in, "choose an account", (_which(signed_in, listed),))


def _which(signed_in: SignedIn, listed: list[Mapping[str, Any]]) -> Question:
    choices = tuple(
        Choice(
            account["Id"],
            str(account.get("Name", "")) or account["Id"],
            f"{account['Id']} · {account.get('Email', '')}",
        )
        for account in listed
        if account["Id"] != signed_in.management_account and accounts.status_of(account) == "ACTIVE"
    )
    return replace(ASK["account_id"], choices=choices)


# --- create ------------------------------------------------------------------------------------------------------


def _create(
    read: Reader, answers: Answers, remembered: Remembered, signed_in: SignedIn, earlier: Earlier
) -> Observation[Facts]:
    unasked = [name for name in ("name", "email") if not answers.text(name)]
    if unasked:
        details = (
            replace(ASK["name"], default=earlier.vendor.account_name),
            ASK["email"],
            ASK["organizational_unit_id"],
        )
        return _needs(signed_in, "describe the account", details)
    if signed_in.standing == "none":
        return _organization_first(answers, signed_in)
    if signed_in.standing != "management":
        return _ask_mode(signed_in, Trouble(key="create-needs-management", values={"account": signed_in.account}))
    listed = read(Read(target=signed_in.target, service="organizations", operation="ListAccounts")).get("Accounts", ())
    account = accounts.with_email(listed, answers.text("email"))
    if account is not None:
        return _created(read, answers, remembered, signed_in, account, earlier)
    entry = remembered.last("CreateAccount", email=answers.text("email"))
    if entry is not None:
        requested = _requested(read, answers, entry, signed_in, earlier)
        if requested is not None:
            return requested
    return _control_tower_or_unmet(read, answers, signed_in)


def _organization_first(answers: Answers, signed_in: SignedIn) -> Observation[Facts]:
    text = "This account is not part of an organization; a dedicated sub-account needs one"
    finding = Finding(mark="warning", text=text)
    if answers.yes("create_organization") is None:
        return _needs(signed_in, "no organization", (ASK["create_organization"],), None, (finding,))
    if answers.yes("create_organization") is False:
        return _ask_mode(signed_in, Trouble(key="no-organization", values={"account": signed_in.account}))
    return _unmet(Facts(signed_in, "organization"), "create the organization", finding)


def _control_tower_or_unmet(read: Reader, answers: Answers, signed_in: SignedIn) -> Observation[Facts]:
    ready = _unmet(
        Facts(signed_in, "account"),
        "1 thing to do",
        Finding(mark="info", text=f"No account of this organization has the e-mail address {answers.text('email')}"),
    )
    if answers.yes("despite_control_tower"):
        return ready
    governed = _control_tower(read, signed_in)
    if governed is None:
        return ready
    if answers.yes("despite_control_tower") is False:
        return _blocked(signed_in, "use Account Factory", Trouble(key="control-tower"), governed)
    return _needs(
        signed_in, "Control Tower", (ASK["despite_control_tower"],), Trouble(key="control-tower"), (governed,)
    )


def _control_tower(read: Reader, signed_in: SignedIn) -> Finding | None:
    zones, services = read.many(
        [
            Read(target=signed_in.target, service="controltower", operation="ListLandingZones"),
            Read(target=signed_in.target, service="organizations", operation="ListAWSServiceAccessForOrganization"),
        ]
    )
    found = not isinstance(zones, CallError) and bool(zones.get("landingZones"))
    enabled = not isinstance(services, CallError) and any(
        principal.get("ServicePrincipal") == "controltower.amazonaws.com"
        for principal in services.get("EnabledServicePrincipals", ())
    )
    return Finding(mark="warning", text="AWS Control Tower governs this organization") if found or enabled else None


def _requested(
    read: Reader, answers: Answers, entry: Entry, signed_in: SignedIn, earlier: Earlier
) -> Observation[Facts] | None:
    """What became of the request that the journal tells of; None if it certainly never arrived or was refused."""
    if entry.outcome == "failed":
        return None
    if not entry.kept.get("request"):
        return _look_for_lost(read, answers, entry, signed_in, earlier)
    parameters = {"CreateAccountRequestId": entry.kept["request"]}
    (answer,) = read.many(
        [
            Read(
                target=signed_in.target,
                service="organizations",
                operation="DescribeCreateAccountStatus",
                parameters=parameters,
            )
        ]
    )
    if isinstance(answer, CallError):
        if answer.code == "CreateAccountStatusNotFoundException":
            return None
        raise CallFailed(answer)
    return _by_status(answer["CreateAccountStatus"], answers, signed_in)


def _look_for_lost(
    read: Reader, answers: Answers, entry: Entry, signed_in: SignedIn, earlier: Earlier
) -> Observation[Facts] | None:
    intended = datetime.fromisoformat(entry.intended)
    listed = read(Read(target=signed_in.target, service="organizations", operation="ListCreateAccountStatus"))
    for status in listed.get("CreateAccountStatuses", ()):
        # AWS rounds to the second, and clocks differ: one that is a little too old is looked at as well.
        recent = (status["RequestedTimestamp"] - intended).total_seconds() > -30
        if (
            recent
            and status.get("AccountName") == entry.note.get("name")
            and _is_ours(read, status, answers, signed_in)
        ):
            return _by_status(status, answers, signed_in)
    if (earlier.now - intended).total_seconds() < LOST_FOR * earlier.patience:
        what = "The answer to the request for the account was lost; looking whether AWS received it."
        return _pending(Facts(signed_in), "looking for the request", what, LOST_FOR)
    return None


def _is_ours(read: Reader, status: Mapping[str, Any], answers: Answers, signed_in: SignedIn) -> bool:
    """A status carries no e-mail; an account that was made does."""
    if "AccountId" not in status:
        return True
    parameters = {"AccountId": status["AccountId"]}
    (answer,) = read.many(
        [Read(target=signed_in.target, service="organizations", operation="DescribeAccount", parameters=parameters)]
    )
    return isinstance(answer, CallError) or accounts.with_email([answer["Account"]], answers.text("email")) is not None


def _by_status(status: Mapping[str, Any], answers: Answers, signed_in: SignedIn) -> Observation[Facts]:
    if status["State"] == "FAILED":
        trouble = accounts.refusal(status, answers.text("email"), answers.text("name"))
        if status.get("FailureReason") in accounts.ANSWERED_BY_EMAIL:
            return _needs(signed_in, "another e-mail", (ASK["email"],), trouble)
        return _unmet(Facts(signed_in, "account"), "AWS refused it", trouble=trouble)
    what = (
        "AWS is creating the account; this usually takes under a minute. You can quit, it goes on without us."
        if status["State"] != "SUCCEEDED"
        else "AWS has created the account; it does not appear in the organization's list yet."
    )
    return _pending(
        Facts(signed_in),
        "creating",
        what,
        15 * 60,
        Finding(mark="info", text=f"Request {status['Id']}", detail=status["State"]),
    )


def _created(
    read: Reader,
    answers: Answers,
    remembered: Remembered,
    signed_in: SignedIn,
    account: Mapping[str, Any],
    earlier: Earlier,
) -> Observation[Facts]:
    if account["Id"] == signed_in.management_account:
        trouble = Trouble(key="management-account", values={"account": account["Id"]})
        return _needs(signed_in, "another e-mail", (ASK["email"],), trouble)
    if accounts.status_of(account) not in ("ACTIVE", "PENDING_ACTIVATION"):
        values = {"account": account["Id"], "status": accounts.status_of(account)}
        return _needs(signed_in, "account not active", (ASK["email"],), Trouble(key="account-closed", values=values))
    unit = answers.text("organizational_unit_id")
    if unit:
        parent = _parent(read, account["Id"], signed_in)
        if parent != unit:
            found = Finding(mark="good", text=f"Account {account['Id']} is there", detail=f"under {parent}")
            return _unmet(Facts(signed_in, "move", account["Id"], parent), "move the account", found)
    made_here = remembered.last("CreateAccount", email=answers.text("email")) is not None
    return _entered(read, answers, signed_in, account, earlier, made_here=made_here, symbol=_symbol(answers))


def _symbol(answers: Answers) -> str:
    return f"new:{answers.text('email')}"


def _parent(read: Reader, account: str, signed_in: SignedIn) -> str:
    answer = read(
        Read(
            target=signed_in.target,
            service="organizations",
            operation="ListParents",
            parameters={"ChildId": account},
        )
    )
    return str(answer["Parents"][0]["Id"])


# --- the way in --------------------------------------------------------------------------------------------------


def _entered(
    read: Reader,
    answers: Answers,
    signed_in: SignedIn,
    account: Mapping[str, Any],
    earlier: Earlier,
    *,
    made_here: bool = False,
    symbol: str = "",
) -> Observation[Facts]:
    target = _way_in(answers, signed_in, account["Id"])
    (who,) = read.many([Read(target=target, service="sts", operation="GetCallerIdentity")])
    if isinstance(who, CallError):
        return _refused_entry(who, answers, signed_in, account, earlier)
    if who["Account"] != account["Id"]:
        values = {"account": account["Id"], "other": who["Account"], "profile": answers.text("profile")}
        return _needs(signed_in, "another account", (ASK["profile"],), Trouble(key="profile-elsewhere", values=values))
    sub_account = SubAccount(account=account["Id"], target=target, name=str(account.get("Name", "")), symbol=symbol)
    if made_here:
        finding = Finding(mark="good", text=f"Account {account['Id']} was made for this, and nothing else runs in it")
        return _satisfied(signed_in, sub_account, finding)
    return _looked_into(read, answers, signed_in, sub_account, earlier, ())


def _way_in(answers: Answers, signed_in: SignedIn, account: str) -> Target:
    profile = answers.text("profile")
    if profile:
        return Target(account=account, region=signed_in.region, profile=profile, role_name=answers.text("role_name"))
    role_name = answers.text("role_name", ROLE)
    return Target(account=account, region=signed_in.region, profile=signed_in.profile, role_name=role_name)


def _refused_entry(
    error: CallError, answers: Answers, signed_in: SignedIn, account: Mapping[str, Any], earlier: Earlier
) -> Observation[Facts]:
    way = answers.text("profile") or answers.text("role_name", ROLE)
    young = accounts.age(account, earlier.now) < WAKING_FOR and account.get("JoinedMethod", "CREATED") == "CREATED"
    if young and error.code in (
        "AccessDenied",
        "AccessDeniedException",
        "SubscriptionRequiredException",
        "OptInRequired",
    ):
        what = f"AWS is setting up the new account; {way} does not let anybody in yet. This takes up to a few minutes."
        facts = Facts(signed_in, account=account["Id"])
        found = Finding(mark="good", text=f"Account {account['Id']} was created")
        return _pending(facts, "waking up", what, WAKING_FOR, found)
    trouble = Trouble(key="no-way-in", values={"account": account["Id"], "way": way}, error=error)
    if error.code in ("AccessDenied", "ProfileNotFound", "NoCredentials"):
        return _needs(signed_in, "no way in", (ASK["role_name"], ASK["profile"]), trouble)
    return _blocked(signed_in, "no way in", Trouble(key="", error=error))


def _looked_into(
    read: Reader,
    answers: Answers,
    signed_in: SignedIn,
    account: SubAccount,
    earlier: Earlier,
    findings: tuple[Finding, ...],
) -> Observation[Facts]:
    """Unrelated workloads are a warning to be accepted, never a silent pass."""
    if answers.yes("accept_workloads"):
        accepted = Finding(mark="warning", text="You chose to go on whatever else runs in this account")
        return _satisfied(signed_in, account, *findings, accepted)
    if _begun(earlier):
        looked = Finding(mark="info", text="Other workloads were looked for before the first change was made here")
        return _satisfied(signed_in, account, *findings, looked)
    ours = (earlier.vendor.stack_name, f"{earlier.vendor.id}-trail-{account.account}")
    seen = workloads.look(read, account.target, ours, earlier.vendor.regions)
    findings = (*findings, *workloads.findings(seen))
    if seen.empty:
        return _satisfied(signed_in, account, *findings)
    if answers.yes("accept_workloads") is False:
        trouble = Trouble(key="workloads-refused", values={"account": account.account})
        return _needs(signed_in, "other workloads", (ASK["accept_workloads"],), trouble, findings)
    return _needs(signed_in, "other workloads", (ASK["accept_workloads"],), None, findings)


def _begun(earlier: Earlier) -> bool:
    return any(earlier.outcomes[step].entries for step in ("cloudtrail", "template") if step in earlier.outcomes)


def _satisfied(signed_in: SignedIn, account: SubAccount, *findings: Finding) -> Observation[Facts]:
    way = account.target.role_name or (f"profile {account.target.profile}" if account.target.profile else "")
    entered = Finding(
        mark="good",
        text=f"Account {account.account}{f' ({account.name})' if account.name else ''} can be worked in",
        detail=f"through {way}" if way else "with the credentials you are signed in with",
    )
    return Observation(
        state=State.SATISFIED,
        summary=account.account,
        facts=Facts(signed_in),
        findings=(entered, *findings),
        found=(signed_in, account),
    )


# --- plan --------------------------------------------------------------------------------------------------------


def plan(observation: Observation[Facts], answers: Answers) -> Plan:
    """One of: create the organization, create the account, move it."""
    facts = observation.facts
    if facts.missing == "organization":
        return Plan(changes=(_create_organization(facts.signed_in),), act="Create the organization")
    if facts.missing == "move":
        change = _move_account(facts.signed_in, facts.account, facts.parent, answers.text("organizational_unit_id"))
        return Plan(changes=(change,), act="Move the account")
    return Plan(changes=(_create_account(facts.signed_in, answers),), act="Create the account")


def _create_organization(signed_in: SignedIn) -> Change:
    return Change(
        target=signed_in.target,
        service="organizations",
        operation="CreateOrganization",
        parameters={"FeatureSet": "ALL"},
        sentence=f"Create an organization with account {signed_in.account} as its management account.",
        landed=("AlreadyInOrganizationException",),
        keep={"organization": "Organization.Id"},
        warning="This concerns your whole AWS set-up: bills are consolidated, and policies can hold for every account.",
    )


def _create_account(signed_in: SignedIn, answers: Answers) -> Change:
    name, email = answers.text("name"), answers.text("email")
    return Change(
        target=signed_in.target,
        service="organizations",
        operation="CreateAccount",
        parameters={"AccountName": name, "Email": email, "RoleName": answers.text("role_name", ROLE)},
        sentence=f"Create the account {name} with the e-mail address {email}, for Firetiger alone.",
        keep={"request": "CreateAccountStatus.Id"},
        note={"name": name, "email": email},
        retry=False,
        warning=(
            "This cannot be undone quickly: closing an account takes 90 days, its e-mail address has to be one you can "
            "read, and it can never be used for another AWS account."
        ),
    )


def _move_account(signed_in: SignedIn, account: str, parent: str, unit: str) -> Change:
    return Change(
        target=signed_in.target,
        service="organizations",
        operation="MoveAccount",
        parameters={"AccountId": account, "SourceParentId": parent, "DestinationParentId": unit},
        volatile=("SourceParentId",),
        sentence=f"Move the account from {parent} to organizational unit {unit}; that unit's policies will hold in it.",
        landed=("DuplicateAccountException",),
    )


def foresee(observation: Observation[Facts] | None, answers: Answers, earlier: Earlier) -> Foreseen:
    """The rounds from here to the account in its place."""
    if observation is None:
        return Foreseen(rest="It waits for you to be signed in.")
    signed_in, missing = observation.facts.signed_in, observation.facts.missing
    symbol = _symbol(answers)
    unit = answers.text("organizational_unit_id")
    rounds = {
        "organization": Plan(changes=(_create_organization(signed_in),), act="Create the organization"),
        "account": Plan(changes=(_create_account(signed_in, answers),), act="Create the account"),
    }
    order = [rounds[name] for name in ("organization", "account") if missing in ("organization", name)]
    if unit:
        moved = observation.facts.account if missing == "move" else symbol
        parent = observation.facts.parent if missing == "move" else "the root"
        order.append(Plan(changes=(_move_account(signed_in, moved, parent, unit),), act="Move the account"))
    account = SubAccount(
        account=observation.facts.account or symbol,
        target=_way_in(answers, signed_in, observation.facts.account or symbol),
        name=answers.text("name"),
        symbol=symbol,
    )
    return Foreseen(rounds=tuple(order), found=(account,))


STEP = Step(
    id="sub-account",
    title="Sub-account",
    observe=observe,
    plan=plan,
    foresee=foresee,
    questions=QUESTIONS,
    after=("sign-in",),
    skippable=False,
    reads=(
        "organizations:DescribeOrganization",
        "organizations:ListAccounts",
        "organizations:DescribeAccount",
        "organizations:DescribeCreateAccountStatus",
        "organizations:ListCreateAccountStatus",
        "organizations:ListAWSServiceAccessForOrganization",
        "organizations:ListParents",
        "controltower:ListLandingZones",
        "sts:GetCallerIdentity",
        "sts:AssumeRole",
        "account:ListRegions",
        "ec2:DescribeRegions",
        "ec2:DescribeInstances",
        "cloudformation:ListStacks",
        "lambda:ListFunctions",
        "resourcegroupstaggingapi:GetResources",
        "s3:ListBuckets",
    ),
    writes=("organizations:CreateOrganization", "organizations:CreateAccount", "organizations:MoveAccount"),
)
