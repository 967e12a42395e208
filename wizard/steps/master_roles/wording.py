"""What is said of the central account's roles: who can use each, and which roles it reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wizard.model import Finding, Fleet, GroupAccounts, SignInBy
from wizard.resources.fleet.role_documents import Central, Reach, reach
from wizard.steps.master_roles.facts import CentralRole
from wizard.text.counted import counted

SOURCE = "your fleet file"
_FORMS: dict[Reach, str] = {
    "each": "",
    "accounts": "Its policy names the role and lists the accounts, because a list of ARNs is too long for IAM.",
    "organization": "Its policy names the role in any account of your organization, because a list of accounts is too"
    " long for IAM. Only accounts of the group have a role with this name that trusts it.",
}


def in_short(roles: Sequence[CentralRole]) -> str:
    """How many are ready, or are not, for the list of steps."""
    open_ = [one for one in roles if not one.right]
    if not open_:
        return f"{counted(len(roles), 'role')} ready" if roles else "no central role needed"
    return f"{counted(len(open_), 'role')} to {'create' if not any(one.live for one in open_) else 'change'}"


def findings(one: CentralRole, fleet: Fleet, central: Central) -> Iterator[Finding]:
    """How one role is, who can use it, and how its policy names what it reaches."""
    name = one.wanted.name
    detail = f"{who(one.chosen.group.sign_in)}. {_reaches(one.chosen)}."
    if one.right:
        yield Finding(mark="good", text=f"{name} is ready", detail=detail)
    elif one.live:
        yield Finding(mark="warning", text=f"{name} exists and differs from {SOURCE}", detail=detail)
    else:
        yield Finding(mark="info", text=f"{name} doesn't exist yet", detail=detail)
    if form := _FORMS[reach(fleet, one.chosen, central)]:
        yield Finding(mark="info", text=f"{name}: {form}")


def consent(one: CentralRole, central: Central) -> str:
    """What a person agrees to."""
    return f"{one.wanted.name}, in account {central.account}. {who(one.chosen.group.sign_in)}. {_reaches(one.chosen)}."


def who(by: SignInBy | None) -> str:
    """Who can use the role."""
    match by.kind if by else "":
        case "directory":
            return "People you assign to it in the AWS Directory Service console can use it"
        case "saml":
            return f"People whom the identity provider {by.saml_provider if by else ''} assigns to it can use it"
        case _:
            return f"{', '.join(by.principals if by else ())} can use it"


def _reaches(chosen: GroupAccounts) -> str:
    count = len(chosen.members) + chosen.central
    return f"From it, they can switch to the role of the group {chosen.group.name} in {counted(count, 'account')}"
