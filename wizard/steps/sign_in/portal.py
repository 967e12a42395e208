"""Setting up a profile of a company's AWS access portal, from its address to the role in it.

Four things are needed, each found out from the one before: the address, a sign-in there, one of its accounts, one of
the person's roles in it. What is written to the AWS configuration are two sections in the form that `aws configure
sso` writes; they are added at the end, and nothing that stands there is touched. A portal or a profile that is there
already is used as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wizard.model import (
    Answers,
    CallError,
    Change,
    Choice,
    Context,
    Finding,
    Observation,
    Question,
    Read,
    Reader,
    SignedIn,
    State,
    Target,
    Trouble,
)
from wizard.model.questions import Refused
from wizard.model.values import clean_account_id, clean_value
from wizard.resources.accounts import check_account_id

NEW_SECTION = "new-section"
# What the AWS tools ask a portal for, so that it lets them renew a sign-in.
SCOPE = "sso:account:access"

# A portal's answer for an account or a role that is not, or no longer, the person's.
TAKEN_AWAY = ("ForbiddenException", "ResourceNotFoundException")

Offered = Mapping[str, Any]


def check_address(value: str) -> str | None:
    """The address as a browser would take it."""
    ok = re.fullmatch(r"https://[A-Za-z0-9.-]+(:\d+)?(/[\w./~%+-]*)?(#/?)?", value)
    return None if ok else f"{value} isn't a portal's address, such as https://example.awsapps.com/start."


def check_region(value: str) -> str | None:
    """A region's name as AWS spells them."""
    ok = re.fullmatch(r"[a-z]{2,}(-[a-z]+)+-\d", value)
    return None if ok else f"{value!r} doesn't look like a region, such as us-east-1."


# What a value looks like at first sight, for the answers' schema.
ADDRESS_SHAPE = r"^\s*https://\S+\s*$"
REGION_SHAPE = r"^\s*[a-z]+(-[a-z]+)+-[0-9]\s*$"


def _address(text: str) -> str:
    """A portal's address without the ends with which a browser shows it."""
    return clean_value(text).rstrip("#/")


START_URL = Question(
    name="sso_start_url",
    shape=ADDRESS_SHAPE,
    text="What is the address of your company's AWS access portal?",
    help="Your AWS administrator knows it. It usually ends in .awsapps.com/start.",
    placeholder="https://example.awsapps.com/start",
    clean=_address,
    check=check_address,
)
SSO_REGION = Question(
    name="sso_region",
    public=True,
    shape=REGION_SHAPE,
    text="Which region is the portal in?",
    help="The region where IAM Identity Center was set up. It can differ from the region you deploy in.",
    placeholder="us-east-1",
    check=check_region,
)
ACCOUNT = Question(
    name="sso_account_id",
    example="111122223333",
    text="Which account do you want to sign in to?",
    help="The management account of your organization can create the dedicated account.",
    check=check_account_id,
    clean=clean_account_id,
)
SECTION = Question(
    name="sso_session",
    example="my-company",
    text="Which region is the portal in?",
    help="Your AWS configuration and your answer differ. The IAM Identity Center console shows it under Settings.",
)
ROLE = Question(
    name="sso_role_name",
    example="AdministratorAccess",
    text="Which role do you want to use?",
    help="Choose one that can administer the account.",
)
QUESTIONS = (START_URL, SSO_REGION, SECTION, ACCOUNT, ROLE)


@dataclass(frozen=True, slots=True)
class Facts:
    """Lines to be added to the AWS configuration; "" where nothing is planned."""

    path: str = ""
    lines: str = ""


def profile_of(read: Reader, offered: Offered, answers: Answers, context: Context) -> str | Observation[Facts]:
    """The profile of the portal's account and role; or what is still to be answered, signed in to or written."""
    url, region = _address(answers.text("sso_start_url")), answers.text("sso_region")
    if not (url and region):
        default = context.vendor.regions[0]
        known = offered["Portals"]
        start = replace(START_URL, default=str(known[0]["StartUrl"])) if known else START_URL
        there = str(known[0].get("Region") or default) if known and not known[0].get("Absent") else default
        return _asked("needs the portal", start, replace(SSO_REGION, default=there))
    portal = _known([one for one in offered["Portals"] if _same(one["StartUrl"], url)], region, answers)
    if isinstance(portal, Observation):
        return portal
    if portal is None:
        name = _free(re.split(r"[/.]", url.removeprefix("https://"))[0], [one["Name"] for one in offered["Portals"]])
        lines = _section(f"sso-session {name}", sso_start_url=url, sso_region=region, sso_registration_scopes=SCOPE)
        return _written(offered["Path"], lines, "portal to add")
    return _in_portal(read, str(portal["Name"]), offered, answers, context)


def _known(
    there: Sequence[Mapping[str, Any]], region: str, answers: Answers
) -> Mapping[str, Any] | Observation[Facts] | None:
    """The section of the configuration that describes the portal; None where one is to be added.

    there: those with its address. One with another region than was answered is neither used nor passed over unasked.
    """
    exact = next((one for one in there if one["Region"] in (region, "")), None)
    if exact is not None:
        return _elsewhere(exact) if exact.get("Absent") else exact
    usable = [one for one in there if not one.get("Absent")]
    chosen = answers.text("sso_session")
    if not usable or chosen == NEW_SECTION:
        return None
    if picked := next((one for one in usable if one["Name"] == chosen), None):
        return picked
    choices = [
        Choice(one["Name"], f"{one['Region']}, from [sso-session {one['Name']}]", "Uses your AWS configuration.")
        for one in usable
    ]
    choices.append(Choice(NEW_SECTION, f"{region}, as you answered", "Adds a second section; changes nothing else."))
    values = {"portal": usable[0]["Name"], "configured": usable[0]["Region"], "answered": region}
    trouble = Trouble(key="portal-region-differs", values=values)
    return _asked("which region", replace(SECTION, choices=tuple(choices)), trouble=trouble)


def _elsewhere(portal: Mapping[str, Any]) -> Observation[Facts]:
    """AWS has no portal there, as a sign-in has shown: ask for its address and region again, and not for these."""
    url, refused = str(portal["StartUrl"]), str(portal["Region"])
    trouble = Trouble(
        key="portal-elsewhere", values={"message": f"at {url} in {refused}", "source": str(portal["Name"])}
    )
    because = f"AWS has no access portal in {refused} at {url}."
    told = Refused(values=(refused,), because=because, together=((START_URL.name, _address(url)),))
    start, region = replace(START_URL, default=url), replace(SSO_REGION, refused=told)
    return _asked("portal not found", start, region, trouble=trouble)


def _in_portal(
    read: Reader, session: str, offered: Offered, answers: Answers, context: Context
) -> str | Observation[Facts]:
    account, role = answers.text("sso_account_id"), answers.text("sso_role_name")
    if not (account and role):
        # A profile will mostly have to be written: where it cannot be, that is found before a person signs in.
        read(Read(target=Target(), service="file", operation="ProbeAppend", parameters={"Path": offered["Path"]}))
        before = context.find(SignedIn)
        chosen = _chosen(read, session, account, role, before.management_account if before else "")
        if isinstance(chosen, Observation):
            return chosen
        account, role = chosen
    for profile in offered["Profiles"]:
        if (profile.get("Session"), profile.get("Account"), profile.get("Role")) == (session, account, role):
            return str(profile["Name"])
    name = _free(f"{context.vendor.id}-{account}", [profile["Name"] for profile in offered["Profiles"]])
    region = answers.text("region", context.vendor.regions[0])
    settings = {"sso_session": session, "sso_account_id": account, "sso_role_name": role, "region": region}
    return _written(offered["Path"], _section(f"profile {name}", **settings), "profile to add")


def _chosen(
    read: Reader, session: str, account: str, role: str, management: str
) -> tuple[str, str] | Observation[Facts]:
    """The account and the role: chosen by a person, or the only ones.

    management: the organization's management account, where whoever was signed in before could tell.
    """
    if not account:
        listed = _portal(read, "Accounts", session)
        if isinstance(listed, CallError):
            return _signed_out(session, listed)
        if not listed["Accounts"]:
            return _blocked("no accounts", Trouble(key="portal-empty", values={"portal": session}))
        if len(listed["Accounts"]) > 1:
            return _asked("choose an account", replace(ACCOUNT, choices=_accounts(listed["Accounts"], management)))
        account = str(listed["Accounts"][0]["Id"])
    listed = _portal(read, "Roles", session, Account=account)
    if isinstance(listed, CallError) and listed.code not in TAKEN_AWAY:
        return _signed_out(session, listed)
    names = [] if isinstance(listed, CallError) else [str(name) for name in listed["Roles"]]
    if not names:
        return _other_account(read, session, account, management)
    if role in names or (not role and len(names) == 1):
        return account, role or names[0]
    values = {"portal": session, "account": account, "role": role}
    trouble = Trouble(key="portal-not-this-role", values=values) if role else None
    return _asked("choose a role", replace(ROLE, choices=tuple(Choice(name, name) for name in names)), trouble=trouble)


def _other_account(read: Reader, session: str, refused: str, management: str) -> Observation[Facts]:
    """Any account but the one that the portal gives no role in."""
    trouble = Trouble(key="portal-no-role", values={"portal": session, "account": refused})
    listed = _portal(read, "Accounts", session)
    others = () if isinstance(listed, CallError) else [one for one in listed["Accounts"] if one["Id"] != refused]
    if not others:
        return _blocked("no role", trouble)
    return _asked("choose an account", replace(ACCOUNT, choices=_accounts(others, management)), trouble=trouble)


def _accounts(listed: Sequence[Mapping[str, str]], management: str) -> tuple[Choice, ...]:
    in_order = sorted(listed, key=lambda one: one["Name"].casefold())
    return tuple(
        Choice(
            one["Id"],
            one["Name"] or one["Id"],
            f"{one['Id']} · {one['Email']}{' · the management account' if one['Id'] == management else ''}",
        )
        for one in in_order
    )


def _portal(read: Reader, operation: str, session: str, **more: str) -> Mapping[str, Any] | CallError:
    question = Read(target=Target(), service="portal", operation=operation, parameters={"Session": session, **more})
    return read.many([question])[0]


def _signed_out(session: str, error: CallError) -> Observation[Facts]:
    key = "portal-sign-in" if error.login else ""
    return _blocked("sign in at the portal", Trouble(key=key, values={"portal": session}, error=error))


# --- the AWS configuration -----------------------------------------------------------------------------------------


def appended(facts: Facts) -> Change:
    """The change that adds the lines."""
    title = facts.lines.strip().splitlines()[0]
    return Change(
        target=Target(),
        service="file",
        operation="AppendText",
        parameters={"Path": facts.path, "Text": facts.lines},
        sentence=f"Add the section {title} to {facts.path}, as aws configure sso does",
        note={"path": facts.path},
    )


def _section(title: str, **settings: str) -> str:
    return "\n".join(["", f"[{title}]", *(f"{name} = {value}" for name, value in settings.items()), ""])


def _same(one: str, other: str) -> bool:
    return _address(one) == other


def _free(name: str, taken: Sequence[str]) -> str:
    numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (name, *numbered) if one not in taken)


# --- ends ----------------------------------------------------------------------------------------------------------


def _asked(summary: str, *questions: Question, trouble: Trouble | None = None) -> Observation[Facts]:
    return Observation(state=State.NEEDS_ANSWERS, summary=summary, facts=Facts(), questions=questions, trouble=trouble)


def _written(path: str, lines: str, summary: str) -> Observation[Facts]:
    body = "".join(f"+{line}\n" for line in lines.strip().splitlines())
    shown = Finding(mark="info", text=f"Lines to add to {path}", kind="difference", body=body)
    return Observation(state=State.UNMET, summary=summary, facts=Facts(path, lines), findings=(shown,))


def _blocked(summary: str, trouble: Trouble) -> Observation[Facts]:
    return Observation(state=State.BLOCKED, summary=summary, facts=Facts(), trouble=trouble)
