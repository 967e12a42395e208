"""The permission that lets a principal assume the role: seen in all its policies, or written into one of them.

An explicit statement for exactly this role is what is wanted. Where one is there already, in whichever policy, nothing
is added. A pattern that covers the role is told as the wider permission that it is, and does not count: whoever narrows
it should not take away what was granted by name. What is written extends what was found and leaves all the rest as it
is. A refusal anywhere is stronger than any permission, so nothing is written against it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from wizard.model import (
    Answers,
    Change,
    Context,
    Finding,
    Journal,
    Observation,
    Permitted,
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
from wizard.resources.assume_policy import (
    INLINE_LIMITS,
    MANAGED_LIMIT,
    MOST_VERSIONS,
    Document,
    sayings,
    size,
    with_role,
    without_role,
)
from wizard.resources.identity_policies import Held, ManagedPolicy, all_policies, managed_policy, policy_arn
from wizard.resources.policy_versions import which_version
from wizard.steps.permission import wording
from wizard.steps.permission.calls import CALLS
from wizard.steps.permission.questions import INLINE, MANAGED, QUESTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is to be written. managed: the policy's name, "" for inline; there: that policy as it is, None for none.

    attached: the principal has it. document: what it is to say, None where it says it already. oldest: the version to
    delete first.
    """

    principal: Principal
    role: TrustingRole
    managed: str = ""
    there: ManagedPolicy | None = None
    attached: bool = False
    document: Document | None = None
    oldest: str = ""


# --- observe -------------------------------------------------------------------------------------------------------


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Facts]:
    """Look at every policy that decides, and find the one to write into."""
    principal, role = context.need(Principal), context.need(TrustingRole)
    held = all_policies(read, principal)
    facts = Facts(principal=principal, role=role)
    about = held.about(role.arn)
    there = any(said.allows and said.certain and said.exact for _, said in about)
    changed = wording.since(wording.granted(journal, principal, role), held, principal, there=there)
    findings = (
        *wording.allowed_by(about, principal, role),
        *wording.denied_by(about),
        *changed,
        *held.unread,
        *wording.who(principal),
        wording.other_side(role),
    )
    if trouble := _forbidden(held, facts):
        return observed(State.BLOCKED, "denied", facts, findings, trouble=trouble)
    if there:
        done = observed(State.SATISFIED, f"{principal.kind}/{principal.name} can assume it", facts, findings)
        return replace(done, found=(Permitted(principal=principal.arn, role=role.arn),))
    name = answers.text("managed", role.policy)
    return _managed(read, name, answers, held, facts, findings) if name else _inline(held, facts, findings)


def _forbidden(held: Held, facts: Facts) -> Trouble | None:
    """A refusal that holds whatever comes with the call, or a boundary that does not reach so far."""
    values = {"principal": facts.principal.words, "role": facts.role.arn}
    for policy, said in held.about(facts.role.arn):
        if not said.allows and said.certain:
            return Trouble(key="assume-denied", values={**values, "policy": policy.words, "statement": said.statement})
    if held.boundary is None:
        return None
    limits = sayings(held.boundary.document, facts.role.arn)
    refuses = any(not said.allows and said.certain for said in limits)
    if refuses or not any(said.allows for said in limits):
        return Trouble(key="boundary-too-narrow", values={**values, "policy": held.boundary.name})
    return None


def _inline(held: Held, facts: Facts, findings: tuple[Finding, ...]) -> Observation[Facts]:
    own = {policy.name: policy.document for policy in held.inline}
    document = with_role(own.get(INLINE), facts.role.arn)
    needs, limit = size({**own, INLINE: document}.values()), INLINE_LIMITS[facts.principal.kind]
    if needs > limit:
        what = f"the inline policies of {facts.principal.words}"
        return _too_large(what, needs, limit, facts, findings)
    return _unmet(replace(facts, document=document), findings)


def _managed(
    read: Reader, name: str, answers: Answers, held: Held, facts: Facts, findings: tuple[Finding, ...]
) -> Observation[Facts]:
    principal, role = facts.principal, facts.role
    arn = policy_arn(role.arn.split(":")[1], principal.target.account, name)
    there = managed_policy(read, principal.target, arn)
    attached = any(policy.arn == arn and not policy.group for policy in held.policies)
    facts = replace(facts, managed=name, there=there, attached=attached)
    if there and (why := _not_for_this(there, facts)):
        trouble = Trouble(key="policy-for-others", values={"policy": name, "why": why})
        return observed(State.NEEDS_ANSWERS, "another policy", facts, findings, MANAGED, trouble=trouble)
    if there and _says_it(there, role):
        return _unmet(facts, findings)
    document = with_role(there.document if there else None, role.arn)
    if size([document]) > MANAGED_LIMIT:
        return _too_large(f"the policy {name}", size([document]), MANAGED_LIMIT, facts, findings)
    if there and len(there.versions) >= MOST_VERSIONS - 1:
        oldest = there.versions[0]
        if answers.text("delete_version") != oldest:
            trouble = Trouble(key="five-versions", values={"policy": name, "version": oldest})
            asked = which_version(name, oldest)
            return observed(State.NEEDS_ANSWERS, "5 versions", facts, findings, asked, trouble=trouble)
        facts = replace(facts, oldest=oldest)
    return _unmet(replace(facts, document=document), findings)


def _says_it(policy: ManagedPolicy, role: TrustingRole) -> bool:
    return any(said.allows and said.certain and said.exact for said in sayings(policy.document, role.arn))


def _not_for_this(there: ManagedPolicy, facts: Facts) -> str:
    """Why writing into this policy, or attaching it, would allow more than this principal to assume this role."""
    others = there.attached - facts.attached
    if not facts.attached and without_role(there.document, facts.role.arn) is not None:
        return f"allows more than this role, and {facts.principal.words} would get all of it"
    if others > 0 and not _says_it(there, facts.role):
        count = "1 other has" if others == 1 else f"{others} others have"
        return f"isn't only for {facts.principal.words}: {count} it and could then assume the role, too"
    return ""


def _unmet(facts: Facts, findings: tuple[Finding, ...]) -> Observation[Facts]:
    return observed(State.UNMET, "not granted yet", facts, findings)


def _too_large(what: str, needs: int, limit: int, facts: Facts, findings: tuple[Finding, ...]) -> Observation[Facts]:
    values = {"what": what, "needs": f"{needs:,}", "limit": f"{limit:,}"}
    trouble = Trouble(key="policy-over-limit", values=values)
    return observed(State.NEEDS_ANSWERS, "policy too large", facts, findings, MANAGED, trouble=trouble)


# --- plan ----------------------------------------------------------------------------------------------------------


def plan(observation: Observation[Facts], answers: Answers) -> Plan:
    """Write the policy, and attach it where that is what it takes."""
    facts = observation.facts
    says = f"{facts.principal.words[:1].upper()}{facts.principal.words[1:]} will be able to assume {facts.role.arn}"
    return Plan(changes=tuple(_changes(facts)), act="Grant access", consent=(f"{says}, until you revoke it.",))


def _changes(facts: Facts) -> list[Change]:
    principal, role, document = facts.principal, facts.role, facts.document
    lets = f"let {principal.words} assume {role.arn}"
    if not facts.managed:
        if document is None:
            raise LookupError("there is nothing to write")
        note = wording.note(principal, role, INLINE, document)
        return [
            policy_changes.put_inline(principal, INLINE, document, f"Write the inline policy {INLINE}: {lets}", note)
        ]
    arn = policy_arn(role.arn.split(":")[1], principal.target.account, facts.managed)
    note = wording.note(principal, role, arn, document or {})
    written = _written(facts, document, note)
    if facts.attached:
        return written
    return [
        *written,
        policy_changes.attach(principal, arn, f"Attach the policy {facts.managed} to {principal.words}", note),
    ]


def _written(facts: Facts, document: Document | None, note: dict[str, str]) -> list[Change]:
    """What makes the managed policy say it."""
    target, there, role = facts.principal.target, facts.there, facts.role
    if document is None:
        return []
    if there is None:
        sentence = f"Create the policy {facts.managed}, which allows assuming {role.arn}"
        return [policy_changes.create_policy(target, facts.managed, document, sentence, note)]
    sentence = f"Create a new version of the policy {facts.managed}, which also allows assuming {role.arn}"
    version = policy_changes.new_version(target, there, document, sentence, note)
    return [*([policy_changes.delete_version(target, there, facts.oldest)] if facts.oldest else []), version]


def preview(observation: Observation[Facts] | None, answers: Answers, context: Context) -> Preview:
    """Before the principal exists it has no policies, so that all is known but a managed policy of that name."""
    if observation is not None:
        return Preview(rounds=(plan(observation, answers),))
    principal, role = context.need(Principal), context.need(TrustingRole)
    name = answers.text("managed", role.policy)
    facts = Facts(principal=principal, role=role, managed=name, document=with_role(None, role.arn))
    seen = Observation(state=State.UNMET, summary="", facts=facts)
    rest = f"If a policy {name} exists by then, the wizard extends it." if name else ""
    return Preview(rounds=(plan(seen, answers),), rest=rest)


STEP = Step(
    id="permission",
    title="Permission",
    observe=observe,
    plan=plan,
    preview=preview,
    questions=QUESTIONS,
    needs=(Principal, TrustingRole),
    finds=(Permitted,),
    skippable=False,
    calls=CALLS,
)
