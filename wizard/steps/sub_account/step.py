"""The dedicated account: one that is created, one that exists, or the one that is signed in.

Creating has no idempotency of its own in AWS, so the e-mail address is the key: the account is looked for by it, then
the request that an earlier run made, and only when both are certainly absent is one sent. Everything after this step
happens inside the account, through a role or another profile; the step is satisfied when that way in works.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Context,
    Finding,
    Journal,
    Observation,
    Plan,
    Preview,
    Reader,
    SignedIn,
    State,
    Step,
    SubAccount,
    Trouble,
)
from wizard.model.calls import UNBORN
from wizard.resources import accounts, organization
from wizard.steps.sub_account import changes, entry, governance, questions
from wizard.steps.sub_account import placement as place
from wizard.steps.sub_account import request as requests
from wizard.steps.sub_account.applies import applies
from wizard.steps.sub_account.calls import CALLS, foretell
from wizard.steps.sub_account.case import Case, Facts

# --- observe -----------------------------------------------------------------------------------------------------


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Facts]:
    """Find the account, or what stands between the person and it."""
    signed_in = organization.since_created(read, context.need(SignedIn), journal)
    case = Case(read=read, answers=answers, journal=journal, context=context, signed_in=signed_in)
    modes = {"this-account": _this_account, "existing": _existing, "create": _create}
    return modes.get(answers.text("mode"), _ask_mode)(case)


def _ask_mode(case: Case, trouble: Trouble | None = None) -> Observation[Facts]:
    alone = (NO_ORGANIZATION,) if case.signed_in.standing == "none" else ()
    return case.needs("choose an account", _mode(case), trouble=trouble, findings=alone)


def _mode(case: Case) -> Any:
    return questions.which_mode(case.signed_in.standing, case.vendor)


def _trouble(key: str, account: str, **more: str) -> Trouble:
    return Trouble(key=key, values={"account": account, **more})


def _this_account(case: Case) -> Observation[Facts]:
    signed_in = case.signed_in
    if signed_in.standing == "management":
        return _ask_mode(case, _trouble("management-account", signed_in.account))
    doubts = {
        "none": Finding(
            mark="warning", text="This account isn't in an organization; the guide asks for a dedicated sub-account"
        ),
        "unknown": Finding(mark="unknown", text="Couldn't read whether this is an organization's management account"),
    }
    doubt = doubts.get(signed_in.standing)
    account = SubAccount(account=signed_in.account, target=signed_in.target)
    return entry.looked_into(case, account, (doubt,) if doubt else ())


NO_ORGANIZATION = Finding(
    mark="warning", text="This account isn't in an organization; a dedicated sub-account needs one"
)
NOT_LISTED = Finding(
    mark="unknown",
    text="Couldn't read whether this account is in your organization",
    detail="AWS refused organizations:DescribeAccount and ListAccounts",
)

# --- an account that exists ----------------------------------------------------------------------------------------


def _existing(case: Case) -> Observation[Facts]:
    account_id, signed_in = case.answers.text("account_id"), case.signed_in
    if account_id and account_id == signed_in.management_account:
        return _another(case, governance.members(case), _trouble("management-account", account_id))
    if account_id == signed_in.account:
        return _this_account(case)
    if not account_id:
        return _another(case, governance.members(case))
    if signed_in.standing in ("member", "none"):
        return entry.entered(case, {"Id": account_id})
    if signed_in.standing in ("management", "delegated"):
        case = entry.looked_ahead(case, account_id)
    try:
        account = governance.member(case, account_id)
    except CallFailed:
        return _unlisted(case, account_id)
    if account is None:
        return _another(case, governance.members(case), _trouble("account-not-in-organization", account_id))
    if not accounts.usable(account):
        trouble = _trouble("account-not-active", account_id, status=accounts.status_of(account))
        return _another(case, governance.members(case), trouble)
    return entry.entered(case, account, findings=accounts.doubt(account))


def _unlisted(case: Case, account_id: str) -> Observation[Facts]:
    """The organization does not let itself be looked at: whether the way in works is all that can be told."""
    observed = entry.entered(case, {"Id": account_id})
    if case.signed_in.standing == "unknown":
        return observed
    return replace(observed, findings=(*observed.findings, NOT_LISTED))


def _another(case: Case, listed: Any, trouble: Trouble | None = None) -> Observation[Facts]:
    """Which account; or which mode, where the organization has none to choose from."""
    made = partial(accounts.asked_for, case.request)
    which = questions.which_account(
        listed or (),
        case.signed_in.management_account,
        case.vendor,
        made,
        case.answers.text("account_id") if trouble else "",
    )
    if listed and not which.choices:
        return _ask_mode(case, trouble or _trouble("no-other-account", case.signed_in.account))
    return case.needs("choose an account", which, trouble=trouble)


# --- a new account -------------------------------------------------------------------------------------------------


def _create(case: Case) -> Observation[Facts]:
    standing = case.signed_in.standing
    if standing in ("member", "delegated"):
        return _ask_mode(case, _trouble("create-needs-management", case.signed_in.account))
    if not (case.answers.text("name") and case.email):
        return _describe(case)
    if standing == "none":
        return _organization_first(case)
    known = entry.changed_before(case)
    if known:
        case = entry.looked_ahead(case, known)
        account = _of_our_email(case, case.ask("DescribeAccount", AccountId=known))
        if account is not None:
            return _found(case, account)
    try:
        request = requests.status(case)
    except CallFailed as failed:
        return _listed_or(case, failed)
    return _listed_or(case, request) if isinstance(request, Observation) else _followed(case, request)


def _listed_or(case: Case, otherwise: Observation[Facts] | CallFailed) -> Observation[Facts]:
    """Whatever is known of the request, the account may be there."""
    account = _listed(case)
    if account is not None:
        return _found(case, account)
    if isinstance(otherwise, CallFailed):
        raise otherwise
    return otherwise


def _followed(case: Case, request: requests.Status | None) -> Observation[Facts]:
    """The account that a request has made, or any other of this address, which only the whole list can exclude."""
    told = requests.told(case, request) if request else None
    waits = isinstance(told, Observation) and told.state is State.PENDING
    made = case.ask("DescribeAccount", AccountId=request["AccountId"]) if request and "AccountId" in request else None
    if waits and isinstance(told, Observation) and _not_there_yet(made):
        return told
    account = _of_our_email(case, made) if made else None
    if account is None:
        account = _listed(case, anew=waits)
    if account is not None:
        return _found(case, account)
    return told if isinstance(told, Observation) else _ready(case, told)


def _not_there_yet(made: Mapping[str, Any] | CallError | None) -> bool:
    return made is None or (isinstance(made, CallError) and made.code == "AccountNotFoundException")


def _of_our_email(case: Case, described: Mapping[str, Any] | CallError) -> Mapping[str, Any] | None:
    return None if isinstance(described, CallError) else accounts.with_email([described["Account"]], case.email)


def _listed(case: Case, *, anew: bool = False) -> Mapping[str, Any] | None:
    return accounts.with_email(organization.listed(case.read, case.signed_in.target, anew=anew), case.email)


def _describe(case: Case) -> Observation[Facts]:
    exists = case.signed_in.standing != "none"
    units = place.unit_choices(case) if exists else ()
    refused = requests.refused_emails(case)
    return case.needs("needs the account", *questions.new_account(case.vendor, units, refused, organization=exists))


def _organization_first(case: Case) -> Observation[Facts]:
    finding = NO_ORGANIZATION
    wanted = case.answers.yes("create_organization")
    if wanted is None:
        return case.needs("no organization", questions.CREATE_ORGANIZATION, findings=(finding,))
    if not wanted:
        trouble = _trouble("no-organization", case.signed_in.account)
        return case.needs("no organization", questions.CREATE_ORGANIZATION, _mode(case), trouble=trouble)
    unit = case.answers.text("organizational_unit_id")
    if unit:
        asked = questions.unit_refused(questions.UNIT, unit)
        return case.needs("no such unit", asked, trouble=Trouble(key="no-such-unit", values={"unit": unit}))
    return case.unmet("organization", "create the organization", finding)


def _ready(case: Case, refused: Trouble | None) -> Observation[Facts]:
    """The account may be asked for, once its place is known and Control Tower is no reason against it."""
    destination = place.destination(case)
    if isinstance(destination, Trouble):
        return place.ask_unit(case, destination)
    governed = None if case.answers.yes("despite_control_tower") else governance.control_tower(case)
    if governed is not None and governed.mark == "warning":
        trouble = Trouble(key="control-tower", values={"vendor": case.vendor.name})
        asked = (questions.DESPITE_CONTROL_TOWER, _mode(case))
        return case.needs("Control Tower", *asked, trouble=trouble, findings=(governed,))
    absent = Finding(mark="info", text=f"No account of this organization has the e-mail address {case.email}")
    findings = (absent, governed) if governed else (absent,)
    summary = "AWS refused it" if refused else "1 thing to do"
    return case.unmet("account", summary, *findings, trouble=refused, unit=destination.unit, root=destination.root)


def _found(case: Case, account: Mapping[str, Any]) -> Observation[Facts]:
    """The organization has an account with this address: made by this wizard, or not."""
    if account["Id"] == case.signed_in.management_account:
        trouble = _trouble("management-account", account["Id"])
        return requests.another_email(case, "another e-mail", trouble)
    if not accounts.usable(account):
        trouble = _trouble("account-closed", account["Id"], status=accounts.status_of(account))
        return requests.another_email(case, "account not active", trouble)
    made_here = accounts.asked_for(case.request, account)
    misplaced = place.misplaced(case, account, made_here=made_here)
    if misplaced is not None:
        return misplaced
    text = f"An account with the e-mail address {case.email} already exists; the wizard uses it and creates none"
    findings = () if made_here else (Finding(mark="info", text=text),)
    return entry.entered(case, account, made_here=made_here, findings=findings)


# --- plan --------------------------------------------------------------------------------------------------------


def plan(observation: Observation[Facts], answers: Answers) -> Plan:
    """One of: create the organization, create the account, move it."""
    facts = observation.facts
    if facts.missing == "organization":
        return changes.organization_round(facts)
    if facts.missing == "move":
        return changes.move_round(facts, facts.account, facts.parent, answers.text("organizational_unit_id"))
    return changes.account_round(facts, answers)


def preview(observation: Observation[Facts] | None, answers: Answers, context: Context) -> Preview:
    """The rounds from here to the account in its place."""
    if observation is None:
        return Preview(rest="The wizard plans this when you're signed in.")
    facts, unit = observation.facts, answers.text("organizational_unit_id")
    new = f"{UNBORN}{answers.text('email')}"
    rounds = [plan(observation, answers)]
    if facts.missing == "organization":
        rounds.append(changes.account_round(facts, answers))
    if facts.missing == "account" and unit not in ("", facts.root):
        rounds.append(changes.move_round(facts, new, facts.root or "the root", unit))
    account = facts.account or new
    target = entry.way_in(answers, facts.signed_in, account)
    symbol = new if account == new or observation.found else ""
    found = SubAccount(account=account, target=target, name=answers.text("name"), symbol=symbol)
    return Preview(rounds=tuple(rounds), found=(found,))


STEP = Step(
    id="sub-account",
    title="Sub-account",
    applies=applies,
    observe=observe,
    plan=plan,
    preview=preview,
    questions=questions.QUESTIONS,
    needs=(SignedIn,),
    # Who is signed in stands elsewhere once the organization has been created.
    finds=(SignedIn, SubAccount),
    skippable=False,
    calls=CALLS,
    foretell=foretell,
)
