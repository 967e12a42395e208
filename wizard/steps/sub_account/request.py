"""The request for an account: what became of the one that the journal tells of, also where its answer was lost.

CreateAccount is asynchronous and has no idempotency of its own, and the status of a request carries no e-mail. So a
request is known by its id, or, where that was lost, by name and time, with the e-mail confirmed as soon as there is an
account to ask. The cost is that a lost answer holds a new try up for a minute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from wizard.model import CallError, CallFailed, Finding, JournalEntry, Observation, Trouble
from wizard.resources import accounts
from wizard.steps.sub_account import questions
from wizard.steps.sub_account.case import Case, Facts

# A lost answer to CreateAccount is looked for this long before another request may be sent.
LOST_FOR = 60.0
# The search ends by its own clock, which started when the answer was lost. The wait's limit stands behind it: a last
# look that is slow must not end in "it takes longer than it should" instead of another try.
LOOKED_FOR = LOST_FOR + 30.0
CREATING_FOR = 15 * 60.0
# An account that was made this long ago and is not listed has left the organization.
LISTED_WITHIN = timedelta(hours=1)

Status = Mapping[str, Any]

_ORDER = ("IN_PROGRESS", "SUCCEEDED", "FAILED")


def status(case: Case) -> Status | Observation[Facts] | None:
    """The request, an observation where its answer was lost and it may yet appear, or None where there is none.

    Raises CallFailed where AWS does not tell.
    """
    entry = case.request
    if entry is None or entry.undone:
        return _under_way(case)
    if entry.kept.get("request"):
        return _by_id(case, entry.kept["request"])
    lost = _lost(case, entry)
    if lost is None and _may_yet_appear(case, entry):
        what = "AWS's answer to the account request was lost. The wizard is checking whether AWS received it."
        return case.pending("checking the request", what, LOOKED_FOR)
    return lost


def _may_yet_appear(case: Case, entry: JournalEntry) -> bool:
    lost = datetime.fromisoformat(entry.finished or entry.intended)
    return (case.context.now - lost).total_seconds() < LOST_FOR * case.context.patience


def _by_id(case: Case, request: str) -> Status | None:
    asked = case.organizations("DescribeCreateAccountStatus", CreateAccountRequestId=request)
    (answer,) = case.read.many([msgspec.structs.replace(asked, kept="CreateAccountStatus.State=SUCCEEDED")])
    if isinstance(answer, CallError):
        if answer.code == "CreateAccountStatusNotFoundException":
            return _under_way(case)
        raise CallFailed(answer)
    told: Status = answer["CreateAccountStatus"]
    if told.get("FailureReason") == "CONCURRENT_ACCOUNT_MODIFICATION":
        # "You already submitted a request with the same information" (API reference): that one is followed.
        return _under_way(case) or told
    return told


def _under_way(case: Case) -> Status | None:
    """A request of the same name that nobody answered for yet: another run's, or somebody's in the console."""
    answer = case.ask("ListCreateAccountStatus", States=["IN_PROGRESS"])
    statuses = () if isinstance(answer, CallError) else answer.get("CreateAccountStatuses", ())
    return next(iter(_named(case, statuses, case.answers.text("name"))), None)


def _lost(case: Case, entry: JournalEntry) -> Status | None:
    """The request whose answer never came, if AWS received it. Raises CallFailed where AWS does not tell."""
    listed = case.read(case.organizations("ListCreateAccountStatus")).get("CreateAccountStatuses", ())
    named = _named(case, listed, entry.note.get("name", ""))
    recent = [status for status in named if _requested_at(status) >= accounts.since(entry)]
    return next((status for status in recent if _has_our_email(case, status)), None)


def _named(case: Case, statuses: Sequence[Status], name: str) -> list[Status]:
    """Requests of this name that may be this one; those under way first, the newest first."""
    emails = {
        entry.kept.get("request"): entry.note.get("email")
        for entry in case.journal.entries
        if entry.operation == "CreateAccount"
    }
    ours = [
        status
        for status in statuses
        if status.get("AccountName") == name
        and status.get("State") in _ORDER
        # What the journal knows of another address, or has seen the end of, is not the one that is looked for.
        and (status["Id"] not in emails or (emails[status["Id"]], status["State"]) == (case.email, "IN_PROGRESS"))
    ]
    ours.sort(key=_requested_at, reverse=True)
    return sorted(ours, key=lambda status: _ORDER.index(status["State"]))


def _requested_at(status: Status) -> datetime:
    at = status.get("RequestedTimestamp")
    return at.astimezone(UTC) if isinstance(at, datetime) else datetime.max.replace(tzinfo=UTC)


def _has_our_email(case: Case, status: Status) -> bool:
    if "AccountId" not in status:
        return True
    answer = case.ask("DescribeAccount", AccountId=status["AccountId"])
    return isinstance(answer, CallError) or accounts.with_email([answer["Account"]], case.email) is not None


def told(case: Case, status: Status) -> Observation[Facts] | Trouble:
    """Where it stands: still under way, or refused, which another answer mends or another try (the Trouble)."""
    if status["State"] == "FAILED":
        trouble = accounts.refusal(status, case.email, case.answers.text("name"))
        if status.get("FailureReason") not in accounts.ANSWERED_BY_EMAIL:
            return trouble
        return another_email(case, "another e-mail", trouble)
    found = Finding(mark="info", text=f"Request {status['Id']}", detail=str(status["State"]))
    if status["State"] != "SUCCEEDED":
        says = f"CreateAccount {status['State']}"
        what = "AWS is creating the account."
        return case.pending("creating", what, CREATING_FOR, found, usual="usually under a minute", says=says)
    if _left(case, status):
        trouble = Trouble(key="account-gone", values={"account": str(status.get("AccountId")), "email": case.email})
        return another_email(case, "another e-mail", trouble)
    what = "AWS has created the account, but the organization doesn't list it yet."
    return case.pending("creating", what, CREATING_FOR, found, says=f"CreateAccount {status['State']}")


def _left(case: Case, status: Status) -> bool:
    done = status.get("CompletedTimestamp")
    return isinstance(done, datetime) and case.context.now - done.astimezone(UTC) > LISTED_WITHIN


def another_email(case: Case, summary: str, trouble: Trouble) -> Observation[Facts]:
    """Ask for an address that was not refused, or for another way to an account."""
    refused = (*refused_emails(case), case.email)
    return case.needs(summary, *questions.another_email(case.signed_in.standing, case.vendor, refused), trouble=trouble)


def refused_emails(case: Case) -> tuple[str, ...]:
    """The addresses of earlier requests that AWS would refuse again, the newest last."""
    entries = [entry for entry in case.journal.entries if entry.kept.get("request") and not entry.undone]
    reads = [
        msgspec.structs.replace(
            case.organizations("DescribeCreateAccountStatus", CreateAccountRequestId=entry.kept["request"]),
            kept="CreateAccountStatus.State=FAILED",
        )
        for entry in entries
    ]
    return tuple(
        entry.note.get("email", "")
        for entry, answer in zip(entries, case.read.many(reads), strict=True)
        if not isinstance(answer, CallError)
        and answer["CreateAccountStatus"].get("FailureReason") in accounts.ANSWERED_BY_EMAIL
    )
