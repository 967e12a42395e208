"""The role that lets the vendor in, made by the vendor's CloudFormation template.

What counts is the role: IAM's answers about it, compared by meaning with what the template makes. The stack explains
how it came to be and is the way to make it. A role outlives its stack (DeletionPolicy: Retain), so every pair of the
two can be met, and for each a function says what is so and which one round comes next: here those with a stack that
works, in `role_alone` those without one, in `failed` the rest. What is read is in `facts` and `owner`, what is sent in
wizard.resources, what is said in `wording`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from wizard.model import (
    Answers,
    Context,
    GrantedRole,
    Journal,
    Observation,
    Plan,
    Preview,
    Reader,
    SignedIn,
    State,
    Step,
    SubAccount,
    Trouble,
    Vendor,
)
from wizard.model.questions import Refused
from wizard.resources import role_changes
from wizard.resources import stack as stacks
from wizard.resources import stack_changes as changes
from wizard.resources import template as texts
from wizard.resources.deployment import Place, external_id_parameter, place_of, wanted_role
from wizard.resources.parameters import vendor_with
from wizard.steps.template import change_sets, failed, role_alone
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
    asked_first,
)
from wizard.steps.template.documents import of_template
from wizard.steps.template.facts import Facts, look
from wizard.steps.template.given import asked_besides, questions_for

_MISSING_FOR = timedelta(minutes=2)  # IAM is eventually consistent: a role just made may not be found,
_INCOMPLETE_FOR = timedelta(seconds=30)  # or be found without its policies


# --- observe ---------------------------------------------------------------------------------------------------


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Any]:
    """How role and stack stand, in two rounds of reading where all is well. Changes nothing."""
    if open_ := asked_first(context.vendor, answers):
        return Observation(state=State.NEEDS_ANSWERS, summary="needs your answers", facts=None, questions=open_)
    context = _of_customer(answers, context)
    vendor, place = context.vendor, _place(answers, context)
    if refused := _wrong_external_id(answers, vendor):
        return replace(refused, documents=(of_template(place, vendor),))
    try:
        wanted = wanted_role(place, vendor)
    except texts.NotUnderstoodError as error:
        trouble = Trouble(key="template-not-understood", values={"vendor": vendor.name, "why": str(error)})
        return Observation(
            state=State.BLOCKED,
            summary="template not understood",
            facts=None,
            trouble=trouble,
            documents=(of_template(place, vendor),),
        )
    facts = look(read, vendor, place, wanted, context.find(SignedIn))
    return asked_besides(_judged(Case(read, answers, journal, context, facts)), answers, context)


def _of_customer(answers: Answers, context: Context) -> Context:
    """With the vendor as it is for whoever has answered what its profile leaves open."""
    return replace(context, vendor=vendor_with(context.vendor, answers, answers.text("external_id")))


def _place(answers: Answers, context: Context) -> Place:
    stack_name = answers.text("stack_name", context.vendor.stack_name)
    account = context.need(SubAccount)
    return place_of(context.vendor, account.target, stack_name, answers.text("external_id"), account)


def _wrong_external_id(answers: Answers, vendor: Vendor) -> Observation[Any] | None:
    """An external ID that the template has no place for, or none where it needs one."""
    parameter, given = external_id_parameter(vendor), answers.text("external_id")
    if given and not parameter:
        key, summary = "external-id-not-asked-for", "external ID not taken"
    elif parameter and not given and texts.needs_value(texts.parsed(vendor.template), parameter):
        key, summary = "external-id-needed", "external ID needed"
    else:
        return None
    trouble = Trouble(key=key, values={"vendor": vendor.name, "contact": vendor.contact})
    because = f"{vendor.name}'s template doesn't take an external ID. Leave this empty."
    refused = Refused(values=(given,), because=because) if given else None
    asked = replace(EXTERNAL_ID, refused=refused)
    return Observation(state=State.NEEDS_ANSWERS, summary=summary, facts=None, questions=(asked,), trouble=trouble)


def _judged(case: Case) -> Observation[Any]:
    stack = case.facts.stack
    if stack is None:
        return role_alone.judged(case)
    if stack.moving:
        what = words.AT_WORK.get(stack.status, "CloudFormation is working on the stack.")
        says = f"{stack.status}: {stack.reason}" if stack.reason else stack.status
        pending = case.pending(what, words.in_short(stack), says=says, usual="usually under a minute")
        return replace(pending, findings=words.watching(case.facts))
    if stack.status in stacks.DEAD:
        return failed.dead(case)
    return _working(case) if stack.status in stacks.WORKING else failed.stuck(case)


def _working(case: Case) -> Observation[Any]:
    """A stack that ended well: what the role is decides."""
    if case.facts.other_template:
        return _other_template(case)
    if case.facts.role is None:
        return _role_gone(case)
    return case.satisfied() if case.facts.equal else _drifted(case)


def _role_gone(case: Case) -> Observation[Any]:
    case = case.with_events()
    if case.ended_within(_MISSING_FOR):
        return case.pending("The stack is complete. IAM doesn't show the role everywhere yet.", "waiting for IAM")
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
            return _updated(case)
    return case.asked("another template", "stack-other-template", about_existing(*allowed))


def _updated(case: Case) -> Observation[Any]:
    done = change_sets.updating(case)
    if done is not None:
        return done
    return case.satisfied() if case.facts.equal else _drifted(case)


def _drifted(case: Case) -> Observation[Any]:
    """The stack says one thing, the role another: somebody changed it outside CloudFormation, or IAM is late."""
    case = case.with_events()
    if case.ended_within(_INCOMPLETE_FOR):
        return case.pending("The stack is complete. IAM doesn't show the policies everywhere yet.", "waiting for IAM")
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
            return case.unmet("repair", "role to repair")
        case "delete":
            return case.with_profiles().unmet("renew", "role to create again")
    if not offered:
        return case.blocked("role was changed", "role-drifted")
    return case.asked("role was changed", "role-drifted", replace(ON_EXISTING, choices=tuple(offered.values())))


# --- plan and preview ------------------------------------------------------------------------------------------


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
            return words.ending(facts, role_changes.delete_role(place.target, role, facts.profiles))
        case "renew" if role and stack:
            deletions = (
                *role_changes.delete_role(place.target, role, facts.profiles),
                changes.delete_stack(place, stack),
            )
            return words.ending(facts, deletions)
        case "repair" if role:
            return words.consented(facts, role_changes.repair_role(place.target, role, facts.wanted))
        case "import":
            return words.preparing(changes.import_role(place, facts.wanted))
        case "update" if stack:
            return words.preparing(changes.update_stack(place, stack))
        case "execute" if stack:
            execute = changes.execute_change_set(place, stack, facts.change_set, facts.resource_changes)
            return replace(words.consented(facts, (execute,)), unseen=facts.change_set != change_set)
    return Plan()


def preview(observation: Observation[Any] | None, answers: Answers, context: Context) -> Preview:
    """The next round, and the creation that follows a deletion; in an account that is yet to be made, the creation."""
    if observation is None:
        return _preview_of_a_new_account(answers, context)
    facts: Facts | None = observation.facts
    if facts is None or observation.state is not State.UNMET:
        return Preview(rest="The changes depend on your answer." if observation.questions else "")
    rounds: tuple[Plan, ...] = (_round(facts, answers.text("change_set")),)
    if facts.move in ("import", "update"):
        return Preview(
            rounds=rounds,
            rest="You then see the change set; the wizard executes it after you approve it by its digest.",
        )
    if facts.move in ("renew", "delete-role") or (facts.move == "delete-stack" and facts.role is None):
        rounds = (*rounds, _round(replace(facts, role=None, stack=None, move="create")))
    return Preview(rounds=rounds, found=(_expected(facts), *facts.of_customer))


def _preview_of_a_new_account(answers: Answers, context: Context) -> Preview:
    open_ = context.find(SubAccount) is None or asked_first(context.vendor, answers)
    context = _of_customer(answers, context)
    if open_ or _wrong_external_id(answers, context.vendor):
        return Preview(rest="The wizard creates the role when it knows the account and has every answer.")
    place = _place(answers, context)
    try:
        facts = Facts(vendor=context.vendor, place=place, wanted=wanted_role(place, context.vendor), move="create")
    except texts.NotUnderstoodError as error:
        return Preview(rest=str(error))
    return Preview(rounds=(_round(facts),), found=(_expected(facts), *facts.of_customer))


def _expected(facts: Facts) -> GrantedRole:
    """The role there will be; only for telling what follows, never for saying that it is done."""
    account = f"arn:{facts.vendor.partition}:iam::{facts.place.target.account}"
    return GrantedRole(
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
    preview=preview,
    questions=(STACK_NAME, EXTERNAL_ID, ON_EXISTING, ON_FAILED, CHANGE_SET),
    asks_for=questions_for,
    finds_for=lambda vendor: (Vendor,) if vendor.parameters else (),
    needs=(SubAccount,),
    finds=(GrantedRole,),
    calls=CALLS,
)
