"""The report on a fleet: what was made where, what failed, what is not covered, and who can change it.

It tells of the roles once a person has decided what becomes of those that failed. It changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from wizard.model import (
    Answers,
    CallError,
    Context,
    Finding,
    FleetAccounts,
    FleetRoles,
    Journal,
    Observation,
    Reader,
    SignedIn,
    State,
    Step,
    TrustedAccess,
)
from wizard.resources.fleet.who_can_change import asking, who_can_change
from wizard.steps.report.calls import CALLS
from wizard.steps.report.findings import assigning, later, left_out, made, roles_listing, who
from wizard.text.counted import counted


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[None]:
    """Tell how all of it stands."""
    signed_in, accounts = context.need(SignedIn), context.need(FleetAccounts)
    found = context.find(FleetRoles)
    region = accounts.fleet.region or signed_in.region
    findings = (
        *(made(found) if found else _nothing_made()),
        *left_out(accounts, found, context.find(TrustedAccess)),
        *later(accounts),
        *assigning(accounts, region),
        *(_who(read, found, signed_in) if found else ()),
    )
    return Observation(
        state=State.SATISFIED,
        summary=_summary(found),
        facts=None,
        findings=findings,
        listings=(roles_listing(found),) if found and found.roles else (),
    )


def _who(read: Reader, found: FleetRoles, signed_in: SignedIn) -> Iterator[Finding]:
    (answer,) = read.many([asking(signed_in.target)])
    if isinstance(answer, CallError):
        text = "The wizard couldn't find out who can change these roles"
        yield Finding(mark="unknown", text=text, detail=f"{answer.service}:{answer.operation}: {answer.code}")
        return
    partition = signed_in.arn.split(":")[1]
    yield from who(who_can_change(answer, found, signed_in.account, signed_in.region, partition), signed_in)


def _nothing_made() -> Iterator[Finding]:
    yield Finding(mark="warning", text="No role was created in the accounts")


def _summary(found: FleetRoles | None) -> str:
    if found is None:
        return "no roles"
    there = [role for role in found.roles if role.stands == "there"]
    missing = len(found.roles) - len(there)
    told = f"{counted(len(there), 'role')} in {counted(len({role.account for role in there}), 'account')}"
    return f"{told}, {missing:,} missing" if missing else told


STEP = Step(
    id="report",
    title="Report",
    observe=observe,
    needs=(SignedIn, FleetAccounts, FleetRoles),
    reports=True,
    calls=CALLS,
)
