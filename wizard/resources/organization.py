"""The organization around an account: where the account stands in it, its members, who governs it.

Only the management account and delegated administrators may look around in it; whatever is refused here is said, and
the step goes on without it where it can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from wizard.model import CallError, Finding, Journal, Read, Reader, SignedIn, Target

Standing = Literal["management", "delegated", "member", "none", "unknown"]

IN_WORDS: Mapping[Standing, str] = {
    "management": "the management account of its organization",
    "delegated": "a delegated administrator of its organization",
    "member": "a member of an organization",
    "none": "not in an organization",
    "unknown": "in an organization or not (couldn't read which)",
}


def standing_of(
    read: Reader, account: str, target: Target, described: Mapping[str, Any] | CallError
) -> tuple[Standing, str, str]:
    """Where the account stands, the management account, the organization's id.

    described: DescribeOrganization, which answers every account of an organization; ListDelegatedAdministrators
    answers only the management account and delegated administrators (AWS Organizations API reference).
    """
    if isinstance(described, CallError):
        return ("none" if described.code == "AWSOrganizationsNotInUseException" else "unknown"), "", ""
    organization = described["Organization"]
    management, identifier = str(organization.get("MasterAccountId", "")), str(organization.get("Id", ""))
    if management == account:
        return "management", management, identifier
    question = Read(target=target, service="organizations", operation="ListDelegatedAdministrators")
    (delegated,) = read.many([question])
    return ("member" if isinstance(delegated, CallError) else "delegated"), management, identifier


def stands(standing: Standing, described: Mapping[str, Any] | CallError) -> Finding:
    """Where the account stands, in words; what could not be read says so."""
    text = f"This account is {IN_WORDS[standing]}"
    if standing == "unknown" and isinstance(described, CallError):
        return Finding(mark="unknown", text=text, detail=f"{described.code}: {described.message}")
    return Finding(mark="info", text=text)


def listed(read: Reader, target: Target, *, anew: bool = False) -> Iterator[Mapping[str, Any]]:
    """The organization's accounts; the next twenty are asked for when they are wanted. Raises CallFailed.

    anew: what was listed a moment ago will not do. A page has at most twenty, and AWS lets eight a second be asked for
    (AWS Organizations quotas): a thousand accounts take five seconds.
    """
    further = ""
    while True:
        page = read(accounts_page(target, further, anew=anew))
        yield from page.get("Accounts", ())
        further = str(page.get("NextToken") or "")
        if not further:
            return


def accounts_page(target: Target, further: str = "", *, anew: bool = False) -> Read:
    """One page of the accounts. further: what the one before it ended with, "" for the first."""
    return Read(
        target=target,
        service="organizations",
        operation="ListAccounts",
        parameters={"NextToken": further} if further else {},
        first_page=True,
        kept="" if anew else "always",
    )


def since_created(read: Reader, signed_in: SignedIn, journal: Journal) -> SignedIn:
    """Who is signed in, now that the organization exists which an earlier round created."""
    if signed_in.standing != "none" or journal.last("CreateOrganization") is None:
        return signed_in
    target = signed_in.target
    asked = Read(target=target, service="organizations", operation="DescribeOrganization", kept="always")
    (described,) = read.many([asked])
    standing, management, identifier = standing_of(read, signed_in.account, target, described)
    if standing == "unknown":
        return signed_in
    return msgspec.structs.replace(
        signed_in, standing=standing, management_account=management, organization_id=identifier
    )


# --- Control Tower -------------------------------------------------------------------------------------------------
