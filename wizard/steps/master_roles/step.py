"""The roles of the central account: one for each group whose people sign in there.

What is there is changed in place and never deleted and created again, so open sessions go on and whoever trusts a role
by its ARN still does. A role of that name counts as the group's, whoever has made it: what a fleet made by older tools
has is taken over as it is, or brought to what the file says, which is shown before.
"""

from __future__ import annotations

from dataclasses import replace

from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Change,
    Context,
    FleetAccounts,
    Journal,
    MasterRoles,
    Observation,
    Plan,
    Preview,
    Reader,
    SignedIn,
    State,
    Step,
    Trouble,
    TrustedAccess,
)
from wizard.resources import role_documents as documents
from wizard.resources.fleet.role_documents import Central, central_of, central_role
from wizard.resources.role import Role
from wizard.resources.role_changes import create_role, repair_role
from wizard.resources.role_reading import roles
from wizard.steps.master_roles import wording as words
from wizard.steps.master_roles.calls import CALLS
from wizard.steps.master_roles.facts import CentralRole, Facts

# --- observe -------------------------------------------------------------------------------------------------------


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Facts]:
    """Compare each group's role with what its file says."""
    fleet = context.need(FleetAccounts)
    central = central_of(context.need(SignedIn))
    wanted = _wanted(fleet, central)
    got = roles(read, [(central.target, one.wanted.name) for one in wanted])
    known = tuple(replace(one, live=_comparable(answer, one.wanted)) for one, answer in zip(wanted, got, strict=True))
    facts = Facts(fleet=fleet, central=central, roles=known)
    elsewhere = next((one for one in known if one.live and one.live.path != one.wanted.path), None)
    if elsewhere and elsewhere.live:
        values = {"role": elsewhere.wanted.name, "path": elsewhere.live.path, "account": central.account}
        return _observed(
            State.BLOCKED, "role has a path", facts, trouble=Trouble(key="central-role-path", values=values)
        )
    if all(one.right for one in known):
        arns = {one.chosen.group.name: one.wanted.arn for one in known}
        done = _observed(State.SATISFIED, words.in_short(known), facts)
        return replace(done, found=(MasterRoles(arns=arns),))
    return _observed(State.UNMET, words.in_short(known), facts)


def _wanted(fleet: FleetAccounts, central: Central) -> list[CentralRole]:
    return [
        CentralRole(chosen=chosen, wanted=central_role(fleet.fleet, chosen, central))
        for chosen in fleet.groups
        if chosen.group.sign_in
    ]


def _comparable(live: Role | CallError | None, wanted: Role) -> Role | None:
    """Without what says nothing of access: tags are whoever's set them."""
    if isinstance(live, CallError):
        raise CallFailed(live)
    return replace(live, tags=wanted.tags, strange={}) if live else None


def _observed(state: State, summary: str, facts: Facts, trouble: Trouble | None = None) -> Observation[Facts]:
    findings = tuple(found for one in facts.roles for found in words.findings(one, facts.fleet.fleet, facts.central))
    changed = [one for one in facts.roles if not one.right]
    shown = tuple(
        documents.compared(one.live, one.wanted, (), words.SOURCE) if one.live else documents.alone(one.wanted)
        for one in changed
    )
    return Observation(state=state, summary=summary, facts=facts, findings=findings, trouble=trouble, documents=shown)


# --- plan ----------------------------------------------------------------------------------------------------------


def plan(observation: Observation[Facts], answers: Answers) -> Plan:
    """Create what is missing, and change what differs."""
    return _plan(observation.facts)


def _plan(facts: Facts) -> Plan:
    open_ = [one for one in facts.roles if not one.right]
    return Plan(
        changes=tuple(change for one in open_ for change in _changes(one, facts)),
        act="Create roles" if all(one.live is None for one in open_) else "Create and change roles",
        consent=tuple(words.consent(one, facts.central) for one in open_),
    )


def _changes(one: CentralRole, facts: Facts) -> tuple[Change, ...]:
    if one.live:
        return repair_role(facts.central.target, one.live, one.wanted, words.SOURCE)
    sentence = f"Create the role {one.wanted.name}, for the group {one.chosen.group.name}"
    return create_role(facts.central.target, one.wanted, sentence, f"The group {one.chosen.group.name} signs in to it")


def preview(observation: Observation[Facts] | None, answers: Answers, context: Context) -> Preview:
    """The roles, as they would be created."""
    fleet, signed_in = context.find(FleetAccounts), context.find(SignedIn)
    if observation is not None:
        facts = observation.facts
    elif fleet and signed_in:
        central = central_of(signed_in)
        facts = Facts(fleet=fleet, central=central, roles=tuple(_wanted(fleet, central)))
    else:
        return Preview(rest="The wizard knows the roles when it has read the fleet file.")
    arns = {one.chosen.group.name: one.wanted.arn for one in facts.roles}
    plans = (_plan(facts),) if any(not one.right for one in facts.roles) else ()
    return Preview(rounds=plans, found=(MasterRoles(arns=arns),))


STEP = Step(
    id="master-roles",
    title="Central roles",
    observe=observe,
    plan=plan,
    preview=preview,
    needs=(SignedIn, TrustedAccess, FleetAccounts),
    finds=(MasterRoles,),
    skippable=False,
    calls=CALLS,
)
