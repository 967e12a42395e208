"""The way into the dedicated account: a role, or a profile of its own; and a look at what else runs there.

A new account's role refuses everybody for minutes, which is waited for; an older one that refuses is a question. What
we made is empty and is not searched; every other account is, once, before the first change is made in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from wizard.model import Answers, CallError, Finding, Observation, Question, Read, SignedIn, SubAccount, Target, Trouble
from wizard.resources import accounts, workloads
from wizard.resources.accounts import CONTROL_TOWER_ROLE, ORGANIZATION_ROLE
from wizard.resources.prefetch import Ahead
from wizard.steps.sub_account import questions
from wizard.steps.sub_account.case import Case, Facts

# A new account's role was seen to refuse for up to twenty minutes.
WAKING_FOR = 20 * 60.0
NOT_AWAKE = ("AccessDenied", "AccessDeniedException", "SubscriptionRequiredException", "OptInRequired")
# What another role or profile can answer; the rest (an expired sign-in, no network) is settled where it arises.
ANOTHER_ENTRANCE = (*NOT_AWAKE, "ProfileNotFound", "NoCredentials", "InvalidClientTokenId", "ValidationError")

Account = Mapping[str, Any]


def entered(
    case: Case, account: Account, *, made_here: bool = False, findings: tuple[Finding, ...] = ()
) -> Observation[Facts]:
    """Whether the way in works, and what else is there. made_here: by this wizard, so that nothing else can be."""
    target, who = _tried(case, account, made_here=made_here)
    if isinstance(who, CallError):
        return _refused(case, account, who)
    if who["Account"] != account["Id"]:
        values = {"account": account["Id"], "other": who["Account"], "profile": case.answers.text("profile")}
        trouble = Trouble(key="profile-elsewhere", values=values)
        return case.needs("another account", *_another_entrance(case), trouble=trouble)
    name, symbol = str(account.get("Name", "")), case.symbol if made_here else ""
    sub_account = SubAccount(account=account["Id"], target=target, name=name, symbol=symbol)
    if made_here:
        text = f"Account {accounts.named(account['Id'], name)} was created for this, and nothing else runs in it"
        return case.satisfied(sub_account, Finding(mark="good", text=text), *findings)
    return looked_into(case, sub_account, findings)


def knocked(case: Case, account: str) -> Case:
    """The case with the way into this account tried beside its description, which costs no trip of its own."""
    target = way_in(case.answers, case.signed_in, account)
    described = case.organizations("DescribeAccount", AccountId=account)
    return replace(case, read=Ahead(case.read, [described, _whose(target)]))


def changed_before(case: Case) -> str:
    """The account in which later steps have changed something; "" where they have not."""
    entries = [entry for outcome in case.context.outcomes.values() for entry in outcome.entries]
    inside = (e.account for e in reversed(entries) if e.account.isdigit() and e.account != case.signed_in.account)
    return next(inside, "")


def way_in(answers: Answers, signed_in: SignedIn, account: str) -> Target:
    """The target that the answers describe: the named profile, or the role with the credentials at hand."""
    profile, role_name = answers.text("profile"), answers.text("role_name")
    if not profile:
        profile, role_name = signed_in.profile, role_name or ORGANIZATION_ROLE
    return Target(account=account, region=signed_in.region, profile=profile, role_name=role_name)


def _tried(case: Case, account: Account, *, made_here: bool) -> tuple[Target, Mapping[str, Any] | CallError]:
    target = way_in(case.answers, case.signed_in, account["Id"])
    who = _identity(case, target)
    named = case.answers.text("role_name") or case.answers.text("profile")
    if named or made_here or not isinstance(who, CallError) or who.code not in NOT_AWAKE:
        return target, who
    other = msgspec.structs.replace(target, role_name=CONTROL_TOWER_ROLE)
    instead = _identity(case, other)
    return (target, who) if isinstance(instead, CallError) else (other, instead)


def _identity(case: Case, target: Target) -> Mapping[str, Any] | CallError:
    return case.read.many([_whose(target)])[0]


def _whose(target: Target) -> Read:
    return Read(target=target, service="sts", operation="GetCallerIdentity")


def _refused(case: Case, account: Account, error: CallError) -> Observation[Facts]:
    if _waking(case, account, error):
        what = "AWS is still setting up the new account."
        usual = "usually a few minutes, rarely up to 20"
        called = accounts.named(account["Id"], str(account.get("Name", "")))
        found = Finding(mark="good", text=f"Account {called} was created")
        asleep = Finding(
            mark="info", text=f"Not reachable yet ({error.service}:{error.operation} returns {error.code})"
        )
        return case.pending("being set up", what, WAKING_FOR, found, asleep, refused=error, usual=usual)
    if error.code not in ANOTHER_ENTRANCE:
        return case.blocked("no access", Trouble(key="", error=error))
    trouble = Trouble(key=_key(case, account), values={"account": account["Id"], "way": _entrance(case)}, error=error)
    return case.needs("no access", *_another_entrance(case), trouble=trouble)


def _another_entrance(case: Case) -> tuple[Question, Question]:
    return questions.another_entrance(case.answers.text("role_name"), case.answers.text("profile"))


def _waking(case: Case, account: Account, error: CallError) -> bool:
    age = accounts.age(account, case.context.now)
    young = age < WAKING_FOR * case.context.patience and not accounts.invited(account)
    return young and error.code in NOT_AWAKE and "explicit deny" not in error.message


def _key(case: Case, account: Account) -> str:
    return "invited-account" if accounts.invited(account) and not case.answers.text("profile") else "no-way-in"


def _entrance(case: Case) -> str:
    profile, role_name = case.answers.text("profile"), case.answers.text("role_name")
    if profile:
        return f"The role {role_name}, assumed with profile {profile}," if role_name else f"Profile {profile}"
    return f"The role {role_name or ORGANIZATION_ROLE}"


# --- what else runs there ------------------------------------------------------------------------------------------


def looked_into(case: Case, account: SubAccount, findings: tuple[Finding, ...]) -> Observation[Facts]:
    """Unrelated workloads are a warning to be accepted, never a silent pass."""
    account, unnamed = _called(case, account)
    findings = (*findings, *unnamed)
    accepted = case.answers.yes("accept_workloads")
    if _begun(case, account.account):
        looked = Finding(mark="info", text="The wizard looked for other workloads before it made the first change here")
        occupied = msgspec.structs.replace(account, occupied=accepted is True)
        return case.satisfied(occupied, *findings, looked)
    ours = (case.vendor.stack_name, f"{case.vendor.id}-trail-{account.account}")
    seen = workloads.look(case.read, account.target, ours, case.vendor.regions)
    findings = (*findings, *workloads.findings(seen))
    if seen.empty:
        return case.satisfied(account, *findings)
    if accepted:
        told = Finding(mark="warning", text="You chose to use this account although other workloads run in it")
        return case.satisfied(msgspec.structs.replace(account, occupied=True), *findings, told)
    question = questions.accept_workloads(case.vendor, accounts.named(account.account, account.name))
    if accepted is None:
        return case.needs("other workloads", question, findings=findings)
    trouble = Trouble(key="workloads-refused", values={"account": account.account, "vendor": case.vendor.name})
    mode = questions.which_mode(case.signed_in.standing, case.vendor)
    return case.needs("other workloads", question, mode, trouble=trouble, findings=findings)


def _called(case: Case, account: SubAccount) -> tuple[SubAccount, tuple[Finding, ...]]:
    """The account with its name, which an account may ask of itself where no organization's list told it.

    https://docs.aws.amazon.com/accounts/latest/reference/API_GetAccountInformation.html
    """
    if account.name:
        return account, ()
    read = Read(target=account.target, service="account", operation="GetAccountInformation")
    answer = case.read.many([read])[0]
    if isinstance(answer, CallError):
        detail = f"account:GetAccountInformation: {answer.code}"
        return account, (Finding(mark="unknown", text="Couldn't read the account's name", detail=detail),)
    return msgspec.structs.replace(account, name=str(answer.get("AccountName", ""))), ()


def _begun(case: Case, account: str) -> bool:
    """Whether this wizard has changed something in the account already: what is there now may be its own."""
    return any(entry.account == account for seen in case.context.outcomes.values() for entry in seen.entries)
