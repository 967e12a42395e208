"""Accounts of an organization: what AWS lists of them, what it accepts as name and e-mail, why it refuses one.

Source: AWS Organizations API reference, CreateAccount, CreateAccountStatus, Account.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from wizard.model import Finding, JournalEntry, Trouble
from wizard.text import shapes

ORGANIZATION_ROLE, CONTROL_TOWER_ROLE = shapes.EVERYBODYS_ROLES
"""The role by which the management account gets into an account that Organizations made; accounts from Control Tower's
Account Factory have the other instead. https://docs.aws.amazon.com/controltower/latest/userguide/roles-how.html
"""

UNKNOWN = "UNKNOWN"
# This computer's clock and AWS's may differ by this much before AWS refuses every request.
SKEW = timedelta(minutes=5)

# The reasons that another e-mail or name answers; every other one is settled outside the wizard.
ANSWERED_BY_EMAIL = ("EMAIL_ALREADY_EXISTS", "INVALID_EMAIL", "GOVCLOUD_ACCOUNT_ALREADY_EXISTS")
EXPLAINED = (
    *ANSWERED_BY_EMAIL,
    "ACCOUNT_LIMIT_EXCEEDED",
    "CONCURRENT_ACCOUNT_MODIFICATION",
    "FAILED_BUSINESS_VALIDATION",
    "INTERNAL_FAILURE",
    "INVALID_ADDRESS",
    "INVALID_IDENTITY_FOR_BUSINESS_VALIDATION",
    "INVALID_PAYMENT_INSTRUMENT",
    "MISSING_BUSINESS_VALIDATION",
    "MISSING_PAYMENT_INSTRUMENT",
    "PENDING_BUSINESS_VALIDATION",
    "UNKNOWN_BUSINESS_VALIDATION",
    "UPDATE_EXISTING_RESOURCE_POLICY_WITH_TAGS_NOT_SUPPORTED",
)


def check_email(value: str) -> str | None:
    """AWS wants 6 to 64 characters and an address that can be read; it cannot be used for another account again."""
    if not 6 <= len(value) <= 64:
        return f"an account's e-mail address must have 6 to 64 characters; this one has {len(value)}."
    if not re.fullmatch(shapes.ACCOUNT_EMAIL, value):
        return f"{value!r} isn't an e-mail address."
    return None


def check_name(value: str) -> str | None:
    """AWS wants 1 to 50 printable ASCII characters."""
    if len(value) > 50:
        return f"an account's name can have up to 50 characters; this one has {len(value)}."
    return None if re.fullmatch(r"[ -~]+", value) else "an account's name can have only printable ASCII characters."


def check_account_id(value: str) -> str | None:
    """Twelve digits."""
    return None if shapes.is_account(value) else f"{value!r} isn't an account id (12 digits)."


def check_organizational_unit(value: str) -> str | None:
    """``ou-`` and two parts, or a root ``r-``."""
    if re.fullmatch(f"{shapes.UNIT}|{shapes.ROOT}", value):
        return None
    return f"{value!r} isn't an organizational unit's id, such as ou-ab12-11111111."


def check_role_name(value: str) -> str | None:
    """What IAM accepts as a role's name, without a path."""
    ok = re.fullmatch(shapes.ROLE_NAME, value, re.ASCII)
    return None if ok else f"{value!r} isn't a role's name (up to 64 letters, digits and +=,.@-_)"


def status_of(account: Mapping[str, Any]) -> str:
    """ACTIVE, SUSPENDED, PENDING_CLOSURE, CLOSED …; UNKNOWN where AWS does not say.

    ``State`` has taken the place of ``Status``, which AWS ended on 2026-09-09 (Organizations API reference, Account).
    """
    return str(account.get("State") or UNKNOWN)


def usable(account: Mapping[str, Any]) -> bool:
    """Whether it is active, or about to be, or nobody says that it is not: then entering it tells."""
    return status_of(account) in ("ACTIVE", "PENDING_ACTIVATION", UNKNOWN)


def doubt(account: Mapping[str, Any]) -> tuple[Finding, ...]:
    """That AWS does not say whether the account is active."""
    if status_of(account) != UNKNOWN:
        return ()
    text = f"Couldn't read whether account {named(str(account.get('Id', '')), str(account.get('Name', '')))} is active"
    return (Finding(mark="unknown", text=text, detail="AWS Organizations doesn't return its State"),)


def named(account: str, name: str = "") -> str:
    """An account by its name and its id; by its id alone where it has no name."""
    return f"{name} ({account})" if name and name != account else account


def with_email(accounts: Iterable[Mapping[str, Any]], email: str) -> Mapping[str, Any] | None:
    """The account of this e-mail address; AWS compares without case. Looks no further than to it."""
    return next((a for a in accounts if str(a.get("Email", "")).lower() == email.lower()), None)


def age(account: Mapping[str, Any], now: datetime) -> float:
    """Seconds since it joined the organization; a very long time where AWS does not say."""
    joined = account.get("JoinedTimestamp")
    return (now - joined.astimezone(UTC)).total_seconds() if isinstance(joined, datetime) else float("inf")


def invited(account: Mapping[str, Any]) -> bool:
    """Whether it joined by invitation, and so has no role that Organizations made."""
    return account.get("JoinedMethod") == "INVITED"


def asked_for(entry: JournalEntry | None, account: Mapping[str, Any]) -> bool:
    """Whether the account is what this request of the journal made: not an older one, nor one that was invited."""
    if entry is None or entry.undone or invited(account):
        return False
    joined = account.get("JoinedTimestamp")
    return not isinstance(joined, datetime) or joined.astimezone(UTC) >= since(entry)


def since(entry: JournalEntry) -> datetime:
    """The earliest time that AWS may give to what this entry caused."""
    return datetime.fromisoformat(entry.intended).astimezone(UTC) - SKEW


def refusal(status: Mapping[str, Any], email: str, name: str) -> Trouble:
    """Why a request to create an account failed, each reason with a text of its own; unknown ones are passed on."""
    reason = str(status.get("FailureReason", "UNKNOWN"))
    key = f"account-{reason.lower().replace('_', '-')}" if reason in EXPLAINED else "account-failed"
    return Trouble(key=key, values={"reason": reason, "email": email, "name": name, "request": str(status.get("Id"))})
