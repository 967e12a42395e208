"""The permission to assume the role, taken back: exactly the statement that names it, or the role out of a statement.

A policy of which nothing is left goes: an inline one is deleted, a managed one is detached, and deleted only where the
wizard made it, nobody has it, and the answers name it. What allows the role by a pattern or through a group is not this
permission; it is told, and the step is not done while it does. Sessions that run go on until they end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wizard.model import (
    Answers,
    Change,
    Context,
    Finding,
    Journal,
    Observation,
    Plan,
    Preview,
    Principal,
    Reader,
    State,
    Step,
    Trouble,
    TrustingRole,
    observed,
)
from wizard.resources import policy_changes
from wizard.resources.assume_policy import MOST_VERSIONS, Document, sayings, without_role
from wizard.resources.identity_policies import (
    Held,
    HeldPolicy,
    ManagedPolicy,
    all_policies,
    managed_policy,
    policy_arn,
)
from wizard.resources.policy_versions import which_version
from wizard.steps.removal.calls import CALLS
from wizard.steps.removal.questions import KEEP, QUESTIONS, whether_to_delete


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortened:
    """A policy that names the role. rest: what is left of it; there: as IAM has it, where a version is to be made."""

    policy: HeldPolicy
    rest: Document | None
    there: ManagedPolicy | None = None
    oldest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is to be shortened, and the policy that is to be deleted, once nobody has it."""

    principal: Principal
    role: TrustingRole
    policies: tuple[Shortened, ...] = ()
    doomed: ManagedPolicy | None = None


# --- observe -------------------------------------------------------------------------------------------------------


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Facts]:
    """Find what names the role among the principal's own policies, then what else lets it be assumed."""
    principal, role = context.need(Principal), context.need(TrustingRole)
    held = all_policies(read, principal)
    doomed = _doomed(read, answers, journal, principal)
    facts = Facts(principal=principal, role=role, doomed=doomed)
    own = [policy for policy in held.policies if not policy.group and _names(policy, role)]
    if own:
        return _to_shorten(read, own, held, answers, facts)
    asked = _about_doomed(facts, answers, context)
    if asked is not None:
        return asked
    text = f"No policy of {principal.words} names {role.arn}"
    return _without(facts, held, Finding(mark="good", text=text))


def _names(policy: HeldPolicy, role: TrustingRole) -> bool:
    return any(said.allows and said.exact for said in sayings(policy.document, role.arn))


def _doomed(read: Reader, answers: Answers, journal: Journal, principal: Principal) -> ManagedPolicy | None:
    """The policy that may be deleted: the one that the answers name, or that was detached here."""
    named = answers.text("delete_policy")
    detached = journal.last(f"Detach{principal.kind.capitalize()}Policy")
    arn = detached.note.get("policy", "") if detached else ""
    if named not in ("", KEEP):
        arn = policy_arn(principal.arn.split(":")[1], principal.target.account, named)
    return managed_policy(read, principal.target, arn) if arn else None


def _to_shorten(read: Reader, own: list[HeldPolicy], held: Held, answers: Answers, facts: Facts) -> Observation[Facts]:
    found: list[Shortened] = []
    findings = tuple(_found(policy, facts) for policy in own)
    for policy in own:
        rest = without_role(policy.document, facts.role.arn)
        there = managed_policy(read, facts.principal.target, policy.arn) if policy.arn and rest is not None else None
        if there and there.attached > 1:
            others = str(there.attached - 1)
            values = {"policy": policy.name, "others": others, "principal": facts.principal.words}
            trouble = Trouble(key="policy-shared", values=values)
            return observed(State.BLOCKED, "policy shared", facts, findings, trouble=trouble)
        oldest = there.versions[0] if there and len(there.versions) >= MOST_VERSIONS - 1 else ""
        if oldest and answers.text("delete_version") != oldest:
            trouble = Trouble(key="five-versions", values={"policy": policy.name, "version": oldest})
            asked = which_version(policy.name, oldest)
            return observed(State.NEEDS_ANSWERS, "5 versions", facts, findings, asked, trouble=trouble)
        found.append(Shortened(policy=policy, rest=rest, there=there, oldest=oldest))
    return observed(State.UNMET, "to be revoked", replace(facts, policies=tuple(found)), (*findings, *held.unread))


def _found(policy: HeldPolicy, facts: Facts) -> Finding:
    return Finding(mark="info", text=f"{_upper(policy.words)} lets {facts.principal.words} assume {facts.role.arn}")


def _about_doomed(facts: Facts, answers: Answers, context: Context) -> Observation[Facts] | None:
    """Whether the policy that nobody has any more goes, too; None where that is no question."""
    doomed = facts.doomed
    if doomed is None or doomed.attached or not doomed.ours:
        return None
    said = answers.text("delete_policy")
    finding = Finding(mark="info", text=f"Nobody has the policy {doomed.name} any more; the wizard created it")
    if said == doomed.name:
        return observed(State.UNMET, "policy to be deleted", facts, (finding,))
    if said or not context.person:
        return None
    return observed(State.NEEDS_ANSWERS, "policy unused", facts, (finding,), whether_to_delete(doomed.name))


def _without(facts: Facts, held: Held, gone: Finding) -> Observation[Facts]:
    """It is gone; done, unless something else allows the same."""
    left = [(policy, said) for policy, said in held.about(facts.role.arn) if said.allows and said.certain]
    told = tuple(
        Finding(mark="warning", text=f"{_upper(policy.words)}, {said.statement}, still allows it")
        for policy, said in left
    )
    findings = (gone, *told, *_kept(facts), *held.unread)
    if not left:
        return observed(State.SATISFIED, "revoked", facts, findings)
    values = {"principal": facts.principal.words, "role": facts.role.arn, "policy": left[0][0].words}
    return observed(
        State.BLOCKED, "still allowed", facts, findings, trouble=Trouble(key="still-allowed", values=values)
    )


def _kept(facts: Facts) -> Iterator[Finding]:
    """The managed policy that stays, and why."""
    doomed = facts.doomed
    if doomed is None:
        return
    if doomed.attached:
        yield Finding(mark="info", text=f"The policy {doomed.name} stays: {doomed.attached} others have it")
    elif not doomed.ours:
        yield Finding(mark="info", text=f"The policy {doomed.name} stays: the wizard didn't create it")
    else:
        yield Finding(
            mark="info",
            text=f"The policy {doomed.name} stays, and nobody has it",
            detail=f'To delete it, answer delete_policy = "{doomed.name}".',
        )


# --- plan ----------------------------------------------------------------------------------------------------------


def plan(observation: Observation[Facts], answers: Answers) -> Plan:
    """Shorten the policies that name the role; where none does any more, delete the one that nobody has."""
    facts = observation.facts
    if facts.policies:
        changes = [change for one in facts.policies for change in _changes(one, facts)]
        ends = f"{_upper(facts.principal.words)} won't be able to assume {facts.role.arn}."
        running = "Open sessions stay valid until they expire."
        return Plan(changes=tuple(changes), act="Revoke access", consent=(ends, running))
    return _deletion(facts)


def _deletion(facts: Facts) -> Plan:
    if facts.doomed is None:
        return Plan()
    return Plan(changes=policy_changes.delete_policy(facts.principal.target, facts.doomed), act="Delete policy")


def _changes(one: Shortened, facts: Facts) -> Iterator[Change]:
    principal, role, policy = facts.principal, facts.role, one.policy
    if not policy.arn:
        if one.rest is None:
            sentence = f"Delete the inline policy {policy.name}, which allows only assuming {role.arn}"
            yield policy_changes.delete_inline(principal, policy.name, sentence)
        else:
            sentence = f"Write the inline policy {policy.name} without {role.arn}; the rest of it stays"
            yield policy_changes.put_inline(principal, policy.name, one.rest, sentence, {"role": role.arn})
    elif one.there is None or one.rest is None:
        sentence = f"Detach the policy {policy.name} from {principal.words}"
        yield policy_changes.detach(principal, policy.arn, sentence)
    else:
        if one.oldest:
            yield policy_changes.delete_version(principal.target, one.there, one.oldest)
        sentence = f"Create a new version of the policy {policy.name} without {role.arn}; the rest of it stays"
        yield policy_changes.new_version(principal.target, one.there, one.rest, sentence, {"role": role.arn})


def preview(observation: Observation[Facts] | None, answers: Answers, context: Context) -> Preview:
    """What is to be shortened, and the deletion after it where the answers name the policy."""
    if observation is None:
        return Preview(rest="It waits for an earlier step.")
    facts = observation.facts
    first = plan(observation, answers)
    goes = facts.policies and facts.doomed and facts.doomed.ours and facts.doomed.attached <= 1
    last = (_deletion(facts),) if goes and facts.doomed and answers.text("delete_policy") == facts.doomed.name else ()
    return Preview(rounds=(first, *last))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


STEP = Step(
    id="removal",
    title="Removal",
    observe=observe,
    plan=plan,
    preview=preview,
    questions=QUESTIONS,
    needs=(Principal, TrustingRole),
    skippable=False,
    calls=CALLS,
)
