"""The groups' roles in all their accounts, as many at once as StackSets takes.

What is there is compared with what is wanted at every look, so a second run sends nothing, and a run that was quit goes
on wherever AWS is by then. AWS's own counts are the progress. An operation that somebody else has started is waited
for. What failed is tried again only where a person says so, and alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from wizard.model import (
    Answers,
    Context,
    FleetAccounts,
    FleetRoles,
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
from wizard.resources.stack import DEAD
from wizard.steps.stack_sets import planning
from wizard.steps.stack_sets import wording as words
from wizard.steps.stack_sets.calls import CALLS
from wizard.steps.stack_sets.case import look
from wizard.steps.stack_sets.facts import Facts
from wizard.steps.stack_sets.questions import LEAVE, QUESTIONS, UNFINISHED
from wizard.text.counted import counted

_LIMIT = 6 * 3600  # seconds; a thousand accounts with an execution role each may take hours
_EVERY = 5
_SAME_RUN = timedelta(hours=1)


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Facts | None]:
    """Compare what is there with what the file says, for all groups at once."""
    try:
        facts = look(read, answers, journal, context)
    except texts.NotUnderstoodError as error:
        values = {"vendor": context.vendor.name, "why": str(error)}
        trouble = Trouble(key="template-not-understood", values=values)
        return Observation(state=State.BLOCKED, summary="template not understood", facts=None, trouble=trouble)
    if facts.moving or any(one.stack and one.stack.moving for one in facts.stacks):
        return _watching(facts)
    if blocked := _in_the_way(facts):
        return blocked
    if taken := [one for _, one in facts.of("moving") if one.phase]:
        what = f"CloudFormation prepares a stack around the role in {counted(len(taken), 'account')}."
        waiting = Waiting(what=what, limit=900, every=3, usual="usually under a minute")
        return replace(_observed(State.PENDING, "AWS is working", facts), waiting=waiting)
    if facts.settling:
        what = f"AWS doesn't list every account of {facts.settling} yet."
        waiting = Waiting(what=what, limit=120, every=3, usual="usually a few seconds")
        return replace(_observed(State.PENDING, "waiting for AWS", facts), waiting=waiting)
    return _judged(facts, answers, journal, context)


def _judged(facts: Facts, answers: Answers, journal: Journal, context: Context) -> Observation[Facts | None]:
    failed, blocked = facts.of("failed"), facts.of("in-the-way")
    if facts.open:
        return _observed(State.UNMET, words.in_short(facts), facts)
    if failed and facts.again and not (_tried(journal, context) and not context.person):
        trouble = _trouble(facts, decided=context.person)
        return _observed(State.UNMET, f"{len(failed)} failed", facts, trouble)
    if (failed or blocked) and answers.text("unfinished") != LEAVE:
        summary = f"{len(failed)} failed" if failed else f"{len(blocked)} in the way"
        return _observed(State.NEEDS_ANSWERS, summary, facts, _trouble(facts), _choices(bool(failed)))
    if gone := facts.of("remove"):
        return _observed(State.UNMET, f"{len(gone)} to remove", facts)
    done = _observed(State.SATISFIED, words.in_short(facts), facts)
    return replace(done, found=(FleetRoles(fleet=facts.whole, roles=words.roles(facts), masters=facts.masters),))


def _watching(facts: Facts) -> Observation[Facts | None]:
    """AWS is at work: its own counts say how far."""
    if facts.strangers:
        what = "AWS finishes an operation that the wizard didn't start."
        said = "; ".join(facts.strangers)
    else:
        what, said = "AWS creates or changes the roles in the accounts.", ""
    waiting = Waiting(
        what=what, limit=_LIMIT, every=_EVERY, says=said, usual="usually a few minutes", progress=facts.moving
    )
    done, total = sum(one.done + one.failed for one in facts.moving), sum(one.total for one in facts.moving)
    summary = f"{done:,} of {total:,}" if total else "AWS is working"
    return replace(_observed(State.PENDING, summary, facts), waiting=waiting)


def _in_the_way(facts: Facts) -> Observation[Facts | None] | None:
    """What no plan of ours may touch: a set of another kind, a stack that failed."""
    for plan in facts.plans:
        if plan.live and not plan.live.service_managed:
            trouble = Trouble(key="stack-set-self-managed", values={"stack_set": plan.live.name})
            return _observed(State.BLOCKED, "another stack set", facts, trouble)
    for one in facts.stacks:
        if one.stack and one.stack.status in DEAD:
            values = {"stack": one.stack.name, "status": one.stack.status, "reason": one.stack.reason}
            return _observed(State.BLOCKED, "stack failed", facts, Trouble(key="central-stack-failed", values=values))
    return None


_READ = "Read what AWS says in the table."


def _trouble(facts: Facts, *, decided: bool = False) -> Trouble:
    """The first failure with its reason stands for all; the table has each. decided: a person wants to try again."""
    failed = facts.of("failed") or facts.of("in-the-way")
    _, first = next(((plan, one) for plan, one in failed if one.said), failed[0])
    key = ("accounts-to-try-again" if decided else "accounts-failed") if facts.of("failed") else "roles-in-the-way"
    which = words.named((first,)) if len(failed) == 1 else f"The first is {words.named((first,))}"
    values = {"count": counted(len(failed), "account"), "first": which, "why": first.why, "fix": first.todo or _READ}
    return Trouble(key=key, values=values)


def _choices(again: bool) -> Question:
    return UNFINISHED if again else replace(UNFINISHED, choices=UNFINISHED.choices[1:])


def _tried(journal: Journal, context: Context) -> bool:
    """Whether the failed ones were tried again within the last hour, which is taken for this run."""
    return any(
        entry.note.get("again") and entry.finished and context.now - datetime.fromisoformat(entry.finished) < _SAME_RUN
        for entry in journal.entries
        if entry.outcome == "landed"
    )


def _observed(
    state: State, summary: str, facts: Facts, trouble: Trouble | None = None, *questions: Question
) -> Observation[Facts | None]:
    findings, listings = words.findings(facts), words.listing(facts)
    return observed(state, summary, facts, findings, *questions, trouble=trouble, listings=listings)


def plan(observation: Observation[Facts | None], answers: Answers) -> Plan:
    """The round that comes next."""
    return planning.plan(observation.facts, answers) if observation.facts else Plan()


def preview(observation: Observation[Facts | None] | None, answers: Answers, context: Context) -> Preview:
    """The round that comes next; what comes of it, only AWS tells."""
    if observation is None or observation.facts is None:
        accounts = context.find(FleetAccounts)
        return Preview(rest=words.foreseen(accounts) if accounts else words.UNKNOWN_YET)
    if observation.state is not State.UNMET:
        return Preview(rest="It depends on your answer." if observation.questions else "")
    return Preview(rounds=(plan(observation, answers),))


STEP = Step(
    id="stack-sets",
    title="Roles in accounts",
    observe=observe,
    plan=plan,
    preview=preview,
    questions=QUESTIONS,
    # Not the central roles: an account's role trusts its own by name, so the whole plan is known before they exist.
    needs=(SignedIn, FleetAccounts, TrustedAccess),
    finds=(FleetRoles,),
    skippable=False,
    calls=CALLS,
)
