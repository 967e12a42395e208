"""Access to the vendor's models on Amazon Bedrock: the form, the agreements, and a call that proves it.

Three rounds, each planned from what the one before has changed, and as a rule approved as one: the use-case form; then
for every model the agreement whose terms and prices were shown; then, once AWS says that the agreement is in place, a
one-token call through the global inference profile. All four of AWS's status words have been seen green while a call
was refused, hence the call; and a first call accepts terms by itself, hence never before the agreement. The price of
the proof is that it is a change (it costs a fraction of a cent) and is remembered: AWS does not tell afterwards that
it was made.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Context,
    Finding,
    Journal,
    JournalEntry,
    Observation,
    Plan,
    Preview,
    Question,
    Reader,
    State,
    Step,
    SubAccount,
    Trouble,
    Waiting,
)
from wizard.resources.agreements import Offer, form_not_seen, offer_findings
from wizard.resources.foundation_models import Stage
from wizard.resources.model_choice import belongs
from wizard.steps.bedrock.access import (
    SETTLES,
    AccountHistory,
    Facts,
    chosen_models,
    look,
    moment,
    wish_of,
)
from wizard.steps.bedrock.applies import applies
from wizard.steps.bedrock.calls import CALLS
from wizard.steps.bedrock.changes import Known, agreements_plan, form_plan, proof_plan
from wizard.steps.bedrock.offers import AGREEMENT, FORM, read_offers, too_early
from wizard.steps.bedrock.questions import MODELS, PROVE, SUBSTITUTE
from wizard.steps.bedrock.use_case import QUESTIONS, open_questions
from wizard.steps.bedrock.wording import Model
from wizard.text.counted import counted

PAUSE = timedelta(seconds=5)  # after the first refused proof; it doubles up to sixteen times
UNDER_WAY = (Stage.AGREE, Stage.AGREEING, Stage.AUTHORIZING, Stage.PROVE)

STUCK = {
    Stage.RETIRED: "bedrock-model-retired",
    Stage.NOT_IN_REGION: "bedrock-model-not-in-region",
    Stage.UNAUTHORIZED: "bedrock-not-authorized",
    Stage.FAILED: "bedrock-agreement-failed",
    Stage.UNREADABLE: "bedrock-availability-unreadable",
}
NOT_YET = ("AccessDenied", "ResourceNotFound", "ModelNotReady")
# What a refused proof says when no waiting mends it; its Problem says what does.
LASTING = (
    "legacy", "payment", "explicit deny", "service control policy", "not authorized to perform:", "not available for",
    "operation not allowed",
)  # fmt: skip


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Facts]:
    """Form, lifecycles, profiles and availability, side by side; offers only where an agreement is to be made."""
    history = AccountHistory(journal, context.need(SubAccount).target.account, context.now)
    strange = [name for name in wish_of(answers).pinned if not any(belongs(name, one) for one in context.vendor.models)]
    facts = look(read, answers, history, context)
    if strange:
        lines = ", ".join(model.name for model in context.vendor.models)
        return _blocked(
            facts, "another model", Trouble(key="bedrock-pinned", values={"model": strange[0], "asked": lines})
        )
    if facts.form == "unknown" and facts.at(Stage.AGREE) and _refused_for_the_form(history):
        facts = _without_form(facts)
    return _judged(facts, read, answers, history)


# --- judging ---------------------------------------------------------------------------------------------------


def _judged(facts: Facts, read: Reader, answers: Answers, history: AccountHistory) -> Observation[Facts]:
    """The first of these that holds: answers, form, agreements, waiting, proof, stuck, done."""
    if len(facts.at(Stage.PROVEN)) == len(facts.models):
        return _said(facts, State.SATISFIED, f"{counted(len(facts.models), 'model')} tested")
    questions = _questions(facts, answers)
    if questions:
        words = counted(len(questions), "answer")
        return replace(_said(facts, State.NEEDS_ANSWERS, f"{words} needed"), questions=questions)
    if facts.form == "missing":
        offers, _ = read_offers(facts, read)
        return _said(replace(_showing(facts, offers), round="form"), State.UNMET, "use-case form to submit")
    if facts.at(Stage.AGREE):
        return _with_offers(facts, read, answers, history)
    if facts.at(Stage.AGREEING, Stage.AUTHORIZING):
        names = " and ".join(model.name for model in facts.wanted(Stage.AGREEING, Stage.AUTHORIZING))
        says = facts.at(Stage.AGREEING, Stage.AUTHORIZING)[0].availability.words
        return _pending(facts, "agreement pending", f"AWS is still setting up the agreement for {names}.", says=says)
    if facts.at(Stage.PROVE) and answers.yes("prove"):
        return _to_prove(facts, history)
    return _stuck(facts) or _said(facts, State.SATISFIED, f"{counted(len(facts.models), 'model')}, not tested")


def _without_form(facts: Facts) -> Facts:
    told = Finding(mark="bad", text="Bedrock says that this account has no use-case form.")
    return replace(facts, form="missing", findings=(told, *facts.findings))


def _refused_for_the_form(history: AccountHistory) -> bool:
    """An agreement was refused for want of a form, and nothing was taken since: it tells where nobody can read."""
    refused = history.entry(AGREEMENT, "failed", "unsent")
    later = history.since(FORM, AGREEMENT)
    return bool(refused and form_not_seen(refused.error) and (later is None or later < moment(refused)))


def _questions(facts: Facts, answers: Answers) -> tuple[Question, ...]:
    form = open_questions(answers) if facts.form == "missing" else ()
    prove = (PROVE,) if facts.at(*UNDER_WAY) and answers.yes("prove") is None else ()
    return (*form, *prove)


def _with_offers(facts: Facts, read: Reader, answers: Answers, history: AccountHistory) -> Observation[Facts]:
    if (early := too_early(history, facts.patience)) is not None:
        entry, pause = early
        return _form_pending(facts, entry.error, pause.total_seconds())
    offers, errors = read_offers(facts, read)
    young = [one for one in errors if form_not_seen(f"{one.code}: {one.message}")]
    if young and history.fresh(history.since(FORM)):
        # It may take effect between two reads: then one consent for all agreements comes later, not one for each.
        return _form_pending(facts, f"{young[0].code}: {young[0].message}")
    if offers:
        ready = replace(_showing(facts, offers), round="agreements")
        return _said(ready, State.UNMET, f"{counted(len(offers), 'agreement')} to accept")
    if errors:
        return _refused(facts, errors[0], read, answers, history)
    name = facts.wanted(Stage.AGREE)[0].name
    return _blocked(facts, "no offer", Trouble(key="bedrock-no-offer", values={"model": name}))


def _showing(facts: Facts, offers: tuple[Offer, ...]) -> Facts:
    shown = (finding for offer in offers for finding in offer_findings(offer))
    return replace(facts, offers=offers, findings=(*facts.findings, *shown))


def _refused(
    facts: Facts, error: CallError, read: Reader, answers: Answers, history: AccountHistory
) -> Observation[Facts]:
    """Offers were refused: Bedrock may not know the form yet, or not at all."""
    if not form_not_seen(f"{error.code}: {error.message}"):
        raise CallFailed(error)
    if facts.form == "unknown":
        return _judged(_without_form(facts), read, answers, history)
    if facts.form == "management":
        return _blocked(facts, "form not inherited", Trouble(key="bedrock-form-not-inherited", error=error))
    raise CallFailed(error)


def _form_pending(facts: Facts, says: str, every: float = 5) -> Observation[Facts]:
    return _pending(facts, "form pending", "AWS is still processing the form.", every, says)


def _to_prove(facts: Facts, history: AccountHistory) -> Observation[Facts]:
    for model in facts.at(Stage.PROVE) if facts.settling else ():
        entry = _refusal(model, history)
        pause = PAUSE * 2 ** min(entry.attempt - 1, 4) if entry else PAUSE
        if entry and facts.now - moment(entry) < pause:
            what = (
                f"AWS still refuses {model.wanted.name}, because the agreement is new. The wizard will try again soon."
            )
            return _pending(facts, "access pending", what, every=pause.total_seconds(), says=entry.error)
    return _said(
        replace(facts, round="proof"), State.UNMET, f"{counted(len(facts.wanted(Stage.PROVE)), 'model')} to test"
    )


def _refusal(model: Model, history: AccountHistory) -> JournalEntry | None:
    """The last proof of a model, where it was refused for a reason that may pass by itself."""
    entry = history.entry("Converse", "failed", profile=model.wanted.profile)
    if entry is None or any(text in entry.error.lower() for text in LASTING):
        return None
    return entry if any(code in entry.error for code in NOT_YET) else None


def _stuck(facts: Facts) -> Observation[Facts] | None:
    for model in facts.models:
        values = {
            "model": model.wanted.name,
            "region": facts.target.region,
            "message": model.availability.message,
            "replaced": model.chosen.why,
        }
        if model.stage in STUCK:
            trouble = Trouble(key=STUCK[model.stage], values=values, error=model.availability.denied)
            return _blocked(facts, f"{model.wanted.name} is stuck"[:24], trouble)
    return None


def _said(facts: Facts, state: State, summary: str) -> Observation[Facts]:
    return Observation(state=state, summary=summary, facts=facts, findings=facts.findings)


def _blocked(facts: Facts, summary: str, trouble: Trouble) -> Observation[Facts]:
    return replace(_said(facts, State.BLOCKED, summary), trouble=trouble)


def _pending(facts: Facts, summary: str, what: str, every: float = 5, says: str = "") -> Observation[Facts]:
    # The sentence is a finding too, because the handover reports findings.
    told = replace(facts, findings=(*facts.findings, Finding(mark="info", text=what)))
    waiting = Waiting(what=what, limit=SETTLES.total_seconds(), every=every, usual="up to 15 minutes", says=says)
    return replace(_said(told, State.PENDING, summary), waiting=waiting)


# --- planning --------------------------------------------------------------------------------------------------


def plan(observation: Observation[Facts], answers: Answers) -> Plan:
    """The one round that comes next."""
    facts = observation.facts
    match facts.round:
        case "form":
            return form_plan(answers, facts.use_case, _known(facts, answers))
        case "agreements":
            return agreements_plan(_known(facts, answers))
        case "proof":
            return proof_plan(facts.wanted(Stage.PROVE), facts.target)
    return Plan()


def _known(facts: Facts, answers: Answers) -> Known:
    called = tuple(facts.wanted(*UNDER_WAY)) if answers.yes("prove") else ()
    return Known(facts.target, facts.offers, facts.substitutes(), called)


def preview(observation: Observation[Facts] | None, answers: Answers, context: Context) -> Preview:
    """The form and the proof are known beforehand; what is agreed to in between only when AWS names the offers."""
    if observation is None:
        return _preview_anew(answers, context)
    facts = observation.facts
    rounds = (plan(observation, answers),) if facts.round else ()
    rest = _rest(facts.form == "missing") if facts.at(Stage.AGREE) and not facts.offers else ""
    return Preview(rounds=rounds, rest=rest) if observation.state is not State.SATISFIED else Preview()


def _preview_anew(answers: Answers, context: Context) -> Preview:
    place = context.find(SubAccount)
    if place is None:
        return Preview(rest=_rest(True))
    models = [one.model for one in chosen_models(context, wish=wish_of(answers)) if one.model]
    called = tuple({model.id: model for model in models}.values()) if answers.yes("prove") else ()
    if not open_questions(answers):
        known = Known(place.target, called=called)
        return Preview(rounds=(form_plan(answers, context.vendor.use_case, known),), rest=_rest(True))
    return Preview(rounds=(proof_plan(called, place.target),) if called else (), rest=_rest(True))


def _rest(form: bool) -> str:
    first = "After you submit the form, " if form else ""
    text = "AWS has an offer for each model; you see its terms and prices before you accept them."
    return first + text if first else text


STEP = Step(
    id="bedrock",
    title="Bedrock",
    applies=applies,
    observe=observe,
    plan=plan,
    preview=preview,
    questions=(*QUESTIONS, PROVE, MODELS, SUBSTITUTE),
    needs=(SubAccount,),
    calls=CALLS,
)
