"""The role that lets the vendor in, made by the vendor's CloudFormation template.

What counts is the role: IAM's answers about it, compared by meaning with what the template makes. The stack explains
how it came to be and is the way to make it. A role outlives its stack (DeletionPolicy: Retain), so every pair of the
two can be met; each has its function here that says what is so and which one round comes next. What is read is in
judgement.template_facts, what is sent in judgement.template_changes, what is said in judgement.template_words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from wizard.model import (
    Answers,
    Earlier,
    Foreseen,
    Granted,
    Observation,
    Plan,
    Reader,
    Remembered,
    SignedIn,
    State,
    Step,
    SubAccount,
    Trouble,
    Vendor,
)
from wizard.resources import role_changes
from wizard.resources import stack as stacks
from wizard.resources import stack_changes as changes
from wizard.resources import template as texts
from wizard.resources.deployment import Place, external_id_parameter, place_of, wanted_role
from wizard.steps.template import wording as words
from wizard.steps.template.calls import CALLS
from wizard.steps.template.case import (
    CHANGE_SET,
    EXTERNAL_ID,
    ON_EXISTING,
    ON_FAILED,
    STACK_NAME,
    Case,
    about_existing,
)
from wizard.steps.template.facts import Facts, change_set, look

_MISSING_FOR = timedelta(minutes=2)  # IAM is eventually consistent: a role just made may not be found,
_INCOMPLETE_FOR = timedelta(seconds=30)  # or be found without its policies
_NO_CHANGES = re.compile(r"didn't contain changes|No updates are to be performed", re.IGNORECASE)


# --- observe ---------------------------------------------------------------------------------------------------


def observe(read: Reader, answers: Answers, remembered: Remembered, earlier: Earlier) -> Observation[Any]:
    """How role and stack stand, in two rounds of reading where all is well. Changes nothing."""
    vendor, place = earlier.vendor, _place(answers, earlier)
    if refused := _wrong_external_id(answers, vendor):
        return refused
    try:
        wanted = wanted_role(place, vendor)
    except texts.NotUnderstoodError as error:
        trouble = Trouble(key="template-not-understood", values={"vendor": vendor.name, "why": str(error)})
        return Observation(state=State.BLOCKED, summary="template not understood", facts=None, trouble=trouble)
    return _judged(Case(read, answers, remembered, earlier, look(read, vendor, place, wanted, earlier.find(SignedIn))))


def _place(answers: Answers, earlier: Earlier) -> Place:
    stack_name = answers.text("stack_name", earlier.vendor.stack_name)
    account = earlier.need(SubAccount)
    return place_of(earlier.vendor, account.target, stack_name, answers.text("external_id"), account)


def _wrong_external_id(answers: Answers, vendor: Vendor) -> Observation[Any] | None:
    """An external ID that the template has no place for, or none where it needs one."""
    parameter, given = external_id_parameter(vendor), answers.text("external_id")
    if given and not parameter:
        key, summary = "external-id-not-asked-for", "external ID has no place"
    elif parameter and not given and texts.needs_value(texts.parsed(vendor.template), parameter):
        key, summary = "external-id-needed", "external ID needed"
    else:
        return None
    trouble = Trouble(key=key, values={"vendor": vendor.name, "contact": vendor.contact})
    return Observation(
        state=State.NEEDS_ANSWERS, summary=summary, facts=None, questions=(EXTERNAL_ID,), trouble=trouble
    )


def _judged(case: Case) -> Observation[Any]:
    stack = case.facts.stack
    if stack is None:
        return _without_stack(case)
    if stack.moving:
        what = f"{words.AT_WORK.get(stack.status, 'CloudFormation is at work.')} You can quit, it goes on without us."
        return replace(case.pending(what, words.in_short(stack)), findings=words.watching(case.facts))
    if stack.status in stacks.DEAD:
        return _dead(case)
    return _working(case) if stack.status in stacks.WORKING else _stuck(case)


def _without_stack(case: Case) -> Observation[Any]:
    """Nothing there, or a role that an earlier stack has left behind or somebody made."""
    if case.facts.role is None:
        return case.unmet("create", "role not there yet")
    allowed = _for_existing_role(case.facts)
    match case.chose("on_existing", *allowed):
        case "adopt":
            return case.satisfied()
        case "import":
            return case.unmet("import", "role without a stack")
        case "delete":
            return case.with_profiles().unmet("delete-role", "role to be deleted")
    key = "role-exists" if case.facts.adoptable else "role-exists-different"
    return case.asked("role without a stack", key, about_existing(*allowed))


def _for_existing_role(facts: Facts) -> tuple[str, ...]:
    if facts.equal:
        return ("adopt", "import", "delete")
    return ("adopt", "delete") if facts.adoptable else ("delete",)


def _working(case: Case) -> Observation[Any]:
    """A stack that came to a good end: the role has the word."""
    if case.facts.other_template:
        return _other_template(case)
    if case.facts.role is None:
        return _role_gone(case)
    return case.satisfied() if case.facts.equal else _drifted(case)


def _role_gone(case: Case) -> Observation[Any]:
    case = case.with_events()
    if case.ended_within(_MISSING_FOR):
        return case.pending("The stack is complete. IAM is making the role known.", "waiting for IAM")
    if not case.facts.same_template:
        return case.blocked("stack without its role", "role-gone")
    if case.chose("on_existing", "delete"):
        return case.unmet("delete-stack", "stack without its role")
    question = replace(ON_EXISTING, choices=(words.RENEW,))
    return case.asked("stack without its role", "role-gone", question)


def _other_template(case: Case) -> Observation[Any]:
    """The name is taken by a stack from another template; the role may be right nevertheless."""
    allowed = ("adopt", "update") if case.facts.adoptable else ("update",)
    match case.chose("on_existing", *allowed):
        case "adopt":
            return case.satisfied()
        case "update":
            return _updating(case)
    return case.asked("another template", "stack-other-template", about_existing(*allowed))


def _updating(case: Case) -> Observation[Any]:
    if case.stack.status == "UPDATE_ROLLBACK_COMPLETE":
        case = case.with_events()
        if not case.earlier.person and case.tried("ExecuteChangeSet", stack=case.stack.id):
            return case.blocked("update rolled back", "stack-update-failed")
    name = changes.change_set_name(case.facts.place, "update", case.stack)
    described = change_set(case.read, case.facts, name)
    if described is None:
        return case.unmet("update", "stack to be updated")
    if described.get("Status") == "FAILED" and _NO_CHANGES.search(described.get("StatusReason", "")):
        return case.satisfied() if case.facts.equal else _drifted(case)
    return _reviewed(case, name, described)


def _drifted(case: Case) -> Observation[Any]:
    """The stack says one thing, the role another: somebody changed it past CloudFormation, or IAM is not there yet."""
    case = case.with_events()
    if case.ended_within(_INCOMPLETE_FOR):
        return case.pending("The stack is complete. IAM is making the policies known.", "waiting for IAM")
    # A stack is only deleted where its template is known to be ours: another may hold what somebody needs.
    same_path = case.facts.role is not None and case.facts.role.path == case.facts.wanted.path
    offered = {
        **({"adopt": words.EXISTING["adopt"]} if case.facts.adoptable else {}),
        **({"update": words.REPAIR} if same_path and case.facts.role and not case.facts.role.strange else {}),
        **({"delete": words.RENEW} if case.facts.same_template else {}),
    }
    match case.chose("on_existing", *offered):
        case "adopt":
            return case.satisfied()
        case "update":
            return case.unmet("repair", "role to be repaired")
        case "delete":
            return case.with_profiles().unmet("renew", "role to be renewed")
    if not offered:
        return case.blocked("role was changed", "role-drifted")
    return case.asked("role was changed", "role-drifted", replace(ON_EXISTING, choices=tuple(offered.values())))


def _dead(case: Case) -> Observation[Any]:
    """A stack that can only be deleted, or the empty one that a change set makes."""
    facts, on_failed = case.facts, case.chose("on_failed_stack", "delete", "stop")
    if case.stack.status == stacks.REVIEW and facts.equal and case.chose("on_existing", "import"):
        name = changes.change_set_name(facts.place, "import", None)
        if described := change_set(case.read, facts, name):
            return _reviewed(case, name, described)
    if on_failed == "delete":
        return _deletable(case)
    if facts.adoptable and case.chose("on_existing", "adopt"):
        return case.satisfied()
    key = "stack-in-review" if case.stack.status == stacks.REVIEW else "stack-failed"
    if on_failed == "stop":
        return case.blocked("stopped as you chose", key)
    allowed = _for_existing_role(facts) if facts.role else ()
    about_role = (about_existing(*allowed),) if allowed and not case.chose("on_existing", *allowed) else ()
    return case.asked(words.in_short(case.stack), key, *about_role, ON_FAILED)


def _deletable(case: Case) -> Observation[Any]:
    """Delete it, unless this run has done so before: headless, the same cause would fail the same way for ever."""
    same = case.tried("DeleteStack", stack=case.stack.id)
    again = case.tried("DeleteStack") and not same and not case.earlier.person
    if again or case.tried("DeleteStack", stack=case.stack.id, mode="force"):
        return case.blocked("failed again", "stack-failed-again")
    return case.unmet("delete-stack", words.in_short(case.stack))


def _stuck(case: Case) -> Observation[Any]:
    """A stack that neither works nor can simply be deleted, or a status that is not known here."""
    if case.facts.adoptable and case.chose("on_existing", "adopt"):
        return case.satisfied()
    key = "stack-stuck" if case.stack.status in stacks.STUCK else "stack-status-unknown"
    if case.facts.adoptable:
        return case.asked(words.in_short(case.stack), key, about_existing("adopt"))
    return case.blocked(words.in_short(case.stack), key)


def _reviewed(case: Case, name: str, described: Mapping[str, Any]) -> Observation[Any]:
    """Our change set: being made, ready to be shown and carried out, being carried out, or refused."""
    status, execution = described.get("Status", ""), described.get("ExecutionStatus", "")
    if status == "CREATE_COMPLETE" and execution == "AVAILABLE":
        facts = replace(case.facts, change_set=name, resource_changes=words.resource_changes(described))
        return replace(case, facts=facts).unmet("execute", "change set ready")
    if status in ("CREATE_PENDING", "CREATE_IN_PROGRESS") or execution in ("EXECUTE_IN_PROGRESS", "EXECUTE_COMPLETE"):
        return case.pending("CloudFormation is working on the change set.", "change set in progress")
    reason = described.get("StatusReason") or f"{status} {execution}".strip()
    if case.stack.status != stacks.REVIEW:
        return case.blocked("change set refused", "change-set-failed", change_set=name, reason=reason)
    if case.chose("on_failed_stack", "delete"):
        return _deletable(case)
    return case.asked("change set refused", "change-set-failed", ON_FAILED, change_set=name, reason=reason)


# --- plan and foresee ------------------------------------------------------------------------------------------


def plan(observation: Observation[Any], answers: Answers) -> Plan:
    """The one round that comes next."""
    facts: Facts | None = observation.facts
    if facts is None or observation.state is not State.UNMET:
        return Plan()
    return _round(facts, answers.text("change_set"))


def _round(facts: Facts, change_set: str = "") -> Plan:
    """change_set: the one that the answers name; what another one does, only AWS has told."""
    place, stack, role = facts.place, facts.stack, facts.role
    match facts.move:
        case "create":
            return words.consented(facts, (changes.create_stack(place, facts.wanted),))
        case "delete-stack" if stack:
            return Plan(changes=(changes.delete_stack(place, stack),), act="Delete the stack")
        case "delete-role" if role:
            return words.ending(facts, role_changes.delete_role(place, role, facts.profiles))
        case "renew" if role and stack:
            deletions = (*role_changes.delete_role(place, role, facts.profiles), changes.delete_stack(place, stack))
            return words.ending(facts, deletions)
        case "repair" if role:
            return words.consented(facts, role_changes.repair_role(place, role, facts.wanted))
        case "import":
            return words.preparing(changes.import_role(place, facts.wanted))
        case "update" if stack:
            return words.preparing(changes.update_stack(place, stack))
        case "execute" if stack:
            execute = changes.execute_change_set(place, stack, facts.change_set, facts.resource_changes)
            return replace(words.consented(facts, (execute,)), unseen=facts.change_set != change_set)
    return Plan()


def foresee(observation: Observation[Any] | None, answers: Answers, earlier: Earlier) -> Foreseen:
    """The next round, and the creation that follows a deletion; in an account that is yet to be made, the creation."""
    if observation is None:
        return _foreseen_in_new_account(answers, earlier)
    facts: Facts | None = observation.facts
    if facts is None or observation.state is not State.UNMET:
        return Foreseen(rest="What follows depends on your answer." if observation.questions else "")
    rounds: tuple[Plan, ...] = (_round(facts, answers.text("change_set")),)
    if facts.move in ("import", "update"):
        return Foreseen(
            rounds=rounds, rest="Then the change set is shown, and carried out once you approve that by its digest."
        )
    if facts.move in ("renew", "delete-role") or (facts.move == "delete-stack" and facts.role is None):
        rounds = (*rounds, _round(replace(facts, role=None, stack=None, move="create")))
    return Foreseen(rounds=rounds, found=(_expected(facts),))


def _foreseen_in_new_account(answers: Answers, earlier: Earlier) -> Foreseen:
    if earlier.find(SubAccount) is None or _wrong_external_id(answers, earlier.vendor):
        return Foreseen(rest="The role is created once the account is known and every answer fits.")
    place = _place(answers, earlier)
    try:
        facts = Facts(vendor=earlier.vendor, place=place, wanted=wanted_role(place, earlier.vendor), move="create")
    except texts.NotUnderstoodError as error:
        return Foreseen(rest=str(error))
    return Foreseen(rounds=(_round(facts),), found=(_expected(facts),))


def _expected(facts: Facts) -> Granted:
    """The role there will be; only for telling what follows, never for saying that it is done."""
    account = f"arn:{facts.vendor.partition}:iam::{facts.place.target.account}"
    return Granted(
        role_arn=f"{account}:role{facts.wanted.path}{facts.wanted.name}",
        stack_name=facts.place.stack_name,
        template_sha256=facts.vendor.template_sha256,
        external_id=facts.wanted.asks_for_external_id,
    )


STEP = Step(
    id="template",
    title="Template",
    observe=observe,
    plan=plan,
    foresee=foresee,
    questions=(STACK_NAME, EXTERNAL_ID, ON_EXISTING, ON_FAILED, CHANGE_SET),
    needs=(SubAccount,),
    finds=(Granted,),
    calls=CALLS,
)
