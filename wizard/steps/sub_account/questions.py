"""What a person can be asked about the dedicated account, for somebody who has never seen AWS Organizations.

The constants are what answers.toml is checked against; the functions fit them to the vendor and the situation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from wizard.model import Choice, Question, Vendor
from wizard.model.questions import Refused
from wizard.model.values import clean_account_id
from wizard.resources import accounts
from wizard.text import shapes

CREATE = Choice(
    "create", "Create a new account", "In your organization, only for this. AWS doesn't charge for an account."
)
EXISTING = Choice(
    "existing", "Use an existing account", "One of your organization's accounts, with nothing else running in it."
)
THIS = Choice("this-account", "Use the account you are signed in to", "It becomes the dedicated account.")

CREATE_BOTH = Choice(
    "create",
    "Create an organization, and a new account in it",
    "This account isn't in an organization yet. It becomes the management account, which pays for all others.",
)

OFFERED: Mapping[str, tuple[Choice, ...]] = {
    "management": (CREATE, EXISTING),
    "delegated": (EXISTING, THIS),
    "member": (THIS, EXISTING),
    "none": (CREATE_BOTH, THIS),
    "unknown": (THIS, EXISTING, CREATE),
}

MODE = Question(
    name="mode",
    public=True,
    text="Which account do you want to use?",
    help=(
        "AWS accounts are isolated from each other. A dedicated account keeps the vendor's access away from everything"
        " else you run."
    ),
    choices=(CREATE, EXISTING, THIS),
)
NAME = Question(
    name="name",
    example="dedicated-account",
    text="New account's name",
    help="It helps you recognize the account; you can change it later. Up to 50 characters.",
    check=accounts.check_name,
)
EMAIL = Question(
    name="email",
    shape=rf"^\s*{shapes.EMAIL_AT_SIGHT}\s*$",
    text="E-mail address for the new account",
    help=(
        "Every AWS account needs its own address: one you can read and no other AWS account uses."
        " If your mail system supports it, a plus-address is fine."
    ),
    placeholder="aws+sandbox@example.com",
    check=accounts.check_email,
)
UNIT = Question(
    name="organizational_unit_id",
    shape=rf"^\s*({shapes.UNIT_AT_SIGHT})?\s*$",
    text="Which organizational unit should it be in?",
    help="A folder for accounts. Its policies apply to every account in it. Leave it empty to use the root.",
    placeholder="ou-ab12-11111111",
    check=accounts.check_organizational_unit,
    optional=True,
)
ACCOUNT_ID = Question(
    name="account_id",
    example="111122223333",
    shape=f"^{shapes.ACCOUNT_AT_SIGHT}$",
    text="Which existing account do you want to use?",
    help="Its 12-digit account id. The AWS console shows it in the upper right corner.",
    check=accounts.check_account_id,
    clean=clean_account_id,
)
CREATE_ORGANIZATION = Question(
    name="create_organization",
    public=True,
    text="Do you want to create an organization?",
    help=(
        "An organization puts several accounts under one bill. The account you are signed in to becomes its management"
        " account, which pays for and governs all of them."
    ),
    yes_or_no=True,
    default="false",
)
ROLE_NAME = Question(
    name="role_name",
    shape=r"^\s*\S*\s*$",
    text="Which role should the wizard use to sign in to this account?",
    help=(
        f"The role's name. Accounts created in an organization have {accounts.ORGANIZATION_ROLE};"
        " leave it empty to use that role."
    ),
    placeholder=accounts.ORGANIZATION_ROLE,
    check=accounts.check_role_name,
    optional=True,
)
PROFILE = Question(
    name="profile",
    example="dedicated-account",
    text="Which AWS profile is signed in to this account?",
    help=(
        "For accounts that joined by invitation, which don't have that role. If you also name a role, the wizard"
        " assumes it with this profile; leave the role empty to use the profile itself."
    ),
    optional=True,
)
ACCEPT_WORKLOADS = Question(
    name="accept_workloads",
    public=True,
    text="This account has other workloads. Use it anyway?",
    help="The vendor will be able to do everything in this account, including to what already runs there.",
    yes_or_no=True,
    default="false",
)
DESPITE_CONTROL_TOWER = Question(
    name="despite_control_tower",
    public=True,
    text="Control Tower governs this organization. Create the account here anyway?",
    help="An account created here isn't enrolled: Control Tower's guardrails don't apply to it until you enroll it.",
    yes_or_no=True,
    default="false",
)

QUESTIONS = (
    MODE,
    NAME,
    EMAIL,
    UNIT,
    ACCOUNT_ID,
    CREATE_ORGANIZATION,
    ROLE_NAME,
    PROFILE,
    ACCEPT_WORKLOADS,
    DESPITE_CONTROL_TOWER,
)

Standing = Literal["management", "delegated", "member", "none", "unknown"]


def which_mode(standing: Standing, vendor: Vendor) -> Question:
    """The question which account it is to be, with what is possible from here; the best comes first.

    Where there is no organization, nothing is recommended: one mode makes one, the other gives this account away.
    """
    best = None if standing == "none" else OFFERED[standing][0]
    choices = tuple(
        Choice(
            choice.value,
            choice.label,
            choice.detail.replace("only for this", f"only for {vendor.name}"),
            recommended=choice is best,
        )
        for choice in OFFERED[standing]
    )
    return replace(MODE, choices=choices, default=best.value if best else "")


def new_account(
    vendor: Vendor, units: Sequence[Choice], refused: Sequence[str], *, organization: bool
) -> tuple[Question, ...]:
    """What a new account needs to be told. organization: whether there is one yet, and so units in it.

    refused: addresses that AWS refused before.
    """
    unit = replace(UNIT, choices=tuple(units), default=units[0].value if units else "")
    name = replace(NAME, default=vendor.account_name)
    address = email(vendor, refused)
    return (name, address, unit) if organization else (name, address)


def email(vendor: Vendor, refused: Sequence[str] = ()) -> Question:
    """The question for the address, with an example that fits the vendor. refused: those that AWS took for no account.

    Where the last of them was a plus-address, the next one is proposed; only whoever reads mail knows any other.
    """
    asked = replace(EMAIL, placeholder=f"aws+{vendor.id}@example.com")
    if not refused:
        return asked
    because = "AWS refused this address, or another account has it. Enter an address that no AWS account has used."
    values = tuple(dict.fromkeys(refused))
    told = Refused(values=values, because=because, caseless=True)
    return replace(asked, refused=told, default=_next_plus_address(values[-1], told))


def _next_plus_address(address: str, refused: Refused) -> str:
    """The address with another number behind its plus, "" where it has none or would be too long."""
    found = re.fullmatch(r"(.+\+.*?)(?:-\d{1,3})?(@.+)", address)
    if found is None:
        return ""
    numbered = (f"{found[1]}-{number}{found[2]}" for number in range(2, len(refused.values) + 3))
    fresh = next(one for one in numbered if not refused.names(one))
    return fresh if accounts.check_email(fresh) is None else ""


def another_email(standing: Standing, vendor: Vendor, refused: Sequence[str]) -> tuple[Question, Question]:
    """What is asked where an address does for no account: whether it is to be a new one still, and with which."""
    return which_mode(standing, vendor), replace(email(vendor, refused), only_with=(MODE.name, CREATE.value))


def unit_refused(question: Question, unit: str) -> Question:
    """The question for the unit, which is not the one that the organization does not have."""
    because = f"You can't see a unit {unit} in this organization. Choose another one."
    return replace(question, refused=Refused(values=(unit,), because=because))


def another_entrance(role_name: str, profile: str) -> tuple[Question, Question]:
    """The questions for role and profile, which are not both to be what they were: that way let nobody in."""
    tried = f"The role {role_name or accounts.ORGANIZATION_ROLE}" if role_name or not profile else f"Profile {profile}"
    because = (
        f"{tried} didn't give you access. Change one of the two answers, or check again when the account has changed."
    )
    roles = (role_name or accounts.ORGANIZATION_ROLE, *(("",) if role_name in ("", accounts.ORGANIZATION_ROLE) else ()))
    role = Refused(values=(role_name,) if profile else roles, because=because, together=((PROFILE.name, profile),))
    alone = Refused(values=(profile,), because=because, together=((ROLE_NAME.name, ""),))
    placeholder = "" if not profile and role_name in ("", accounts.ORGANIZATION_ROLE) else accounts.ORGANIZATION_ROLE
    asked = replace(ROLE_NAME, placeholder=placeholder, refused=role if role_name or not profile else None)
    return asked, replace(PROFILE, refused=alone if profile and not role_name else None)


def which_account(
    listed: Sequence[Mapping[str, Any]],
    management: str,
    vendor: Vendor,
    asked_for: Callable[[Mapping[str, Any]], bool],
    refused: str = "",
) -> Question:
    """Which of the organization's accounts, the one that fits first; free text where none is known.

    refused: the account that was named and cannot be used.

    What Organizations tells ranks them, and none is entered for it: made by us (asked_for), named for the vendor,
    young. None is recommended, because only a person knows what runs in them.
    """
    usable = [account for account in listed if account["Id"] != management and accounts.usable(account)]

    def rank(account: Mapping[str, Any]) -> tuple[bool, bool, float]:
        joined = account.get("JoinedTimestamp")
        return (
            not asked_for(account),
            not _named_for(vendor, account),
            -joined.timestamp() if isinstance(joined, datetime) else 0,
        )

    because = f"Account {refused} can't be used here. Choose another one."
    told = Refused(values=(refused,), because=because) if refused else None
    return replace(ACCOUNT_ID, choices=tuple(map(_account, sorted(usable, key=rank))), refused=told)


def _named_for(vendor: Vendor, account: Mapping[str, Any]) -> bool:
    name = str(account.get("Name", "")).casefold()
    return vendor.account_name.casefold() in name or vendor.id.casefold() in name


def _account(account: Mapping[str, Any]) -> Choice:
    joined = " · joined by invitation" if accounts.invited(account) else ""
    doubtful = " · AWS doesn't say whether it is active" if accounts.doubt(account) else ""
    name = str(account.get("Name", "")) or account["Id"]
    return Choice(account["Id"], name, f"{account['Id']} · {account.get('Email', '')}{joined}{doubtful}")


def accept_workloads(vendor: Vendor, account: str) -> Question:
    """The question whether other workloads matter, naming the account and who gets to them."""
    text = (
        f"{vendor.name} will be able to do everything in {account}, including to what already runs there."
        f" Workloads that {vendor.name} deployed earlier are fine."
    )
    return replace(ACCEPT_WORKLOADS, text=f"Other workloads run in {account}. Use it anyway?", help=text)
