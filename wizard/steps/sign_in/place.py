"""The account that is worked in where the vendor asks for none to itself: the one that is signed in to.

It is found here and not by a step of its own, because there is nothing left to ask: the credentials have been chosen,
and they are the way in. So whoever wants the role elsewhere signs in elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wizard.model import CallError, Context, Finding, Read, SignedIn, SubAccount, Target, Vendor
from wizard.resources.accounts import named


def finds_for(vendor: Vendor) -> tuple[type, ...]:
    """The place to work in, where no other step looks for it."""
    return () if vendor.has("dedicated_account") else (SubAccount,)


def reads(target: Target, context: Context, seconds: float) -> tuple[Read, ...]:
    """What the account is called, where it is worked in; an account may ask that of itself.

    https://docs.aws.amazon.com/accounts/latest/reference/API_GetAccountInformation.html
    """
    asked = Read(target=target, service="account", operation="GetAccountInformation", seconds=seconds)
    return () if context.vendor.has("dedicated_account") else (asked,)


def place(
    signed_in: SignedIn, told: Sequence[Mapping[str, Any] | CallError], context: Context
) -> tuple[tuple[SubAccount, ...], tuple[Finding, ...]]:
    """The account, and what there is to say about it; nothing where the vendor gets another. told: by ``reads``."""
    if context.vendor.has("dedicated_account"):
        return (), ()
    (answer,) = told
    name = "" if isinstance(answer, CallError) else str(answer.get("AccountName", ""))
    account = SubAccount(account=signed_in.account, target=signed_in.target, name=name)
    text = f"The wizard works in account {named(account.account, name)}, which you are signed in to"
    findings = [Finding(mark="info", text=text)]
    if signed_in.standing == "management":
        text = "It is your organization's management account: service control policies don't limit it"
        findings.append(Finding(mark="warning", text=text))
    if isinstance(answer, CallError):
        detail = f"account:GetAccountInformation: {answer.code}"
        findings.append(Finding(mark="unknown", text="Couldn't read the account's name", detail=detail))
    return (account,), tuple(findings)
