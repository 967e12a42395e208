"""Whether each account's role still is what its stack makes; it is walked only where somebody asks.

The wizard looks at the roles itself, in a sample of the accounts or in all; CloudFormation's own drift detection is an
operation, so somebody approves it. What differs is repaired in place, in the account: an update of the stack set does
nothing while its template stays the same.
"""

from __future__ import annotations

from dataclasses import replace

from wizard.model import (
    Answers,
    Context,
    FleetAccounts,
    Journal,
    Observation,
    Plan,
    Preview,
    Question,
    Reader,
    SignedIn,
    State,
    Step,
    Trouble,
    TrustedAccess,
    Waiting,
    observed,
)
from wizard.resources import template as texts
from wizard.steps.drift import wording as words
from wizard.steps.drift.calls import CALLS
from wizard.steps.drift.case import look
from wizard.steps.drift.facts import Facts
from wizard.steps.drift.questions import LEAVE, ON_DRIFT, QUESTIONS, REPAIR

_LIMIT = 2 * 3600  # seconds; of a thousand stacks
_EVERY = 5


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Facts | None]:
    """Compare the roles with what their stacks make, and say what CloudFormation has found."""
    try:
        facts = look(read, answers, journal, context)
    except texts.NotUnderstoodError as strange:
        trouble = Trouble(key="template-not-understood", values={"vendor": context.vendor.name, "why": str(strange)})
        return Observation(state=State.BLOCKED, summary="template not understood", facts=None, trouble=trouble)
    if facts.changing or facts.moving or facts.late:
        return _waiting(facts)
    if facts.detections:
        return _observed(State.UNMET, "CloudFormation to look", facts)
    if facts.blind:
        error = facts.found[0].error
        values = {"first": facts.found[0].place.member.account, "role": facts.found[0].place.target.role_name}
        return _observed(
            State.BLOCKED, "couldn't look", facts, Trouble(key="drift-unknown", values=values, error=error)
        )
    return _judged(facts, answers)


def _judged(facts: Facts, answers: Answers) -> Observation[Facts | None]:
    chosen = answers.text(ON_DRIFT.name)
    if not facts.drifted or chosen == LEAVE:
        return _observed(State.SATISFIED, words.in_short(facts), facts)
    if facts.repairs and chosen == REPAIR:
        return _observed(State.UNMET, words.in_short(facts), facts)
    first, why = words.first(facts)
    values = {"count": words.how_many(facts), "first": first, "why": why}
    trouble = Trouble(key="roles-drifted", values=values)
    return _observed(State.NEEDS_ANSWERS, words.in_short(facts), facts, trouble, _possible(facts))


def _possible(facts: Facts) -> Question:
    return ON_DRIFT if facts.repairs else replace(ON_DRIFT, choices=ON_DRIFT.choices[1:])


def _waiting(facts: Facts) -> Observation[Facts | None]:
    if facts.changing:
        what = f"AWS changes the roles of {', '.join(facts.changing)}; the wizard looks at them afterwards."
    elif facts.moving:
        what = "CloudFormation compares the stacks with their template."
    else:
        what = "CloudFormation doesn't list yet what it found."
    waiting = Waiting(what=what, limit=_LIMIT, every=_EVERY, usual="usually a few minutes", progress=facts.moving)
    return Observation(state=State.PENDING, summary="waiting for AWS", facts=facts, waiting=waiting)


def _observed(
    state: State, summary: str, facts: Facts, trouble: Trouble | None = None, *questions: Question
) -> Observation[Facts | None]:
    findings, listings = words.findings(facts), words.listing(facts)
    return observed(state, summary, facts, findings, *questions, trouble=trouble, listings=listings)


def plan(observation: Observation[Facts | None], answers: Answers) -> Plan:
    """First CloudFormation looks, where it should; then the roles are repaired, where somebody wants that."""
    facts = observation.facts
    if facts is None or observation.state is not State.UNMET:
        return Plan()
    if facts.detections:
        return Plan(changes=facts.detections, act="Let CloudFormation look for drift")
    if answers.text(ON_DRIFT.name) != REPAIR:
        return Plan()
    return Plan(changes=facts.repairs, act="Repair roles", consent=words.consent(facts))


def preview(observation: Observation[Facts | None] | None, answers: Answers, _: Context) -> Preview:
    """The round that comes next; what comes of it, only looking tells."""
    if observation is None or observation.facts is None:
        return Preview(rest="The wizard looks for drift when it knows the accounts.")
    if observation.state is not State.UNMET:
        return Preview(rest="It depends on your answer." if observation.questions else "")
    return Preview(rounds=(plan(observation, answers),))


STEP = Step(
    id="drift",
    title="Drift",
    observe=observe,
    plan=plan,
    preview=preview,
    questions=QUESTIONS,
    needs=(SignedIn, FleetAccounts, TrustedAccess),
    calls=CALLS,
)
