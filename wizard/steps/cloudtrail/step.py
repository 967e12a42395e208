"""Baseline CloudTrail: every management event of every enabled region is recorded by some trail.

Most accounts need two questions to AWS for that: the trails, and then the status and selectors of all of them side
by side. Only where no trail of all regions suffices is every enabled region asked for trails of its own. That costs
some twenty calls in an account without a trail, and is the price of never overlooking one.

The settings of an organization's trail cannot always be read from a member account. Then the management account is
asked, if that is who is signed in; else it stays unknown, and a person decides whether to pay for a second trail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Change,
    Choice,
    Context,
    Finding,
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
    Waiting,
    Where,
)
from wizard.model.calls import is_unborn
from wizard.steps.cloudtrail.applies import applies
from wizard.steps.cloudtrail.calls import CALLS
from wizard.steps.cloudtrail.changes import creation, mending, repair_in_words
from wizard.steps.cloudtrail.delivery import DELIVERS, bucket_of, buckets_of, mended, with_mendable
from wizard.steps.cloudtrail.home import Home, owned
from wizard.steps.cloudtrail.log_bucket import LogBucket, look_at_bucket
from wizard.steps.cloudtrail.questions import DESPITE, MODE
from wizard.steps.cloudtrail.repair import Repair, smallest_repair
from wizard.steps.cloudtrail.survey import Survey, findings, some
from wizard.steps.cloudtrail.trails import Viewpoint, look

WAKING = ("SubscriptionRequiredException", "OptInRequired", "NotSignedUp")
"""How services refuse an account that is too new for them."""

FIRST_COPY = (
    "The first copy of management events is free in every region; storing the log files costs a few cents a month."
)
SECOND_COPY = (
    "Where another trail delivers the same management events, AWS charges $2.00 per 100,000 of them; storing"
    " the log files costs cents a month."
)
EVENT_HISTORY = Finding(mark="info", text="Event history (90 days) is always on; it can't replace a trail")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the plan needs. repair: of the trail that is mended; without one, bucket and trail are created.

    bucket: the one that the trail writes to.
    """

    home: Home
    repair: Repair | None = None
    bucket: LogBucket = field(default_factory=LogBucket)
    second_copy: bool = False


# --- observe ---------------------------------------------------------------------------------------------------


def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Facts]:
    """Where the account's trails stand, by the rule of wizard.resources.coverage."""
    sub_account = context.need(SubAccount)
    home = _home(sub_account, context.vendor)
    try:
        view = Viewpoint(
            read=read,
            account=home.account,
            target=home.target,
            now=context.now,
            lenient=answers.yes("despite_delivery_error") is True,
            signed_in=context.find(SignedIn),
        )
        survey = look(view)
        seen = _judged(read, answers, home, survey, mended(journal, home, context.now))
        buckets = tuple(dict.fromkeys((home.bucket, *(trail.bucket for trail in survey.trails))))
        return replace(seen, where=Where(private=buckets))
    except CallFailed as failed:
        if not (sub_account.symbol and failed.error.code in WAKING):
            raise
        return _waking(home, failed.error)


def _home(sub_account: SubAccount, vendor: Vendor) -> Home:
    account, region, trail = sub_account.account, sub_account.target.region, f"{vendor.id}-management-events"
    return Home(
        account=account,
        target=sub_account.target,
        trail=trail,
        bucket=f"{vendor.id}-trail-{account}",
        arn=f"arn:{vendor.partition}:cloudtrail:{region}:{account}:trail/{trail}",
    )


def _waking(home: Home, error: CallError) -> Observation[Facts]:
    what = "AWS is still turning on its services in the new account."
    says = f"{error.code} ({error.service}:{error.operation})"
    usual = "usually a few minutes, rarely up to 20"
    waiting = Waiting(what=what, limit=1200, every=10, usual=usual, says=says)
    return Observation(state=State.PENDING, summary="account being set up", facts=Facts(home=home), waiting=waiting)


def _judged(
    read: Reader, answers: Answers, home: Home, survey: Survey, put_right: frozenset[str] = frozenset()
) -> Observation[Facts]:
    seen = (*findings(survey, home.account), EVENT_HISTORY)
    if survey.complete:
        facts = Facts(home=home)
        return Observation(state=State.SATISFIED, summary="recorded in all regions", facts=facts, findings=seen)
    if any(trail.bucket in put_right and not trail.delivered for trail in survey.trails):
        return _delivering(home, seen, survey)
    buckets = buckets_of(read, home, survey)
    survey = with_mendable(survey, home, buckets)
    candidates = [trail for trail in survey.trails if trail.account == home.account and not trail.organization]
    own = [trail for trail in candidates if trail.name == home.trail]
    repair = smallest_repair(survey.trails, candidates, survey.regions)
    remedy = _remedy(answers.text("mode"), repair, survey, unfinished=_unfinished(repair, home))
    if not remedy:
        facts = Facts(home=home, repair=repair, bucket=bucket_of(home, repair, buckets))
        return _asking(answers, facts, survey, seen, mine=bool(own))
    if remedy == "create" and not own:
        return _creating(read, home, seen, second_copy=survey.second_copy(None))
    repair = smallest_repair(survey.trails, own, survey.regions) if remedy == "create" else repair
    return _repairing(home, repair, survey, seen, bucket_of(home, repair, buckets))


def _delivering(home: Home, seen: tuple[Finding, ...], survey: Survey) -> Observation[Facts]:
    what = "The bucket is fixed. CloudTrail will deliver again on its own."
    says = next((trail.delivery_error for trail in survey.trails if not trail.delivered), "")
    waiting = Waiting(what=what, limit=DELIVERS.total_seconds(), every=15, usual="usually within 15 minutes", says=says)
    facts = Facts(home=home)
    return Observation(
        state=State.PENDING, summary="waiting for a delivery", facts=facts, findings=seen, waiting=waiting
    )


def _remedy(mode: str, repair: Repair | None, survey: Survey, *, unfinished: bool) -> Literal["", "create", "repair"]:
    """What is done without a further question; "" where a person has to say."""
    if mode == "create-trail":
        return "create"
    if repair and (unfinished or mode in ("repair", "by-hand")):
        return "repair"
    obvious = repair is None and not survey.undecided and not survey.undelivered and mode != "repair"
    return "create" if obvious or mode == "by-hand" else ""


def _unfinished(repair: Repair | None, home: Home) -> bool:
    """Our own trail, which was never started: an earlier run ended between creating and starting it."""
    return bool(repair and repair.before.arn == home.arn and repair.acts == ("start",) and not repair.before.started)


def _asking(
    answers: Answers, facts: Facts, survey: Survey, seen: tuple[Finding, ...], *, mine: bool
) -> Observation[Facts]:
    despite = (DESPITE,) if survey.undelivered and answers.yes("despite_delivery_error") is None else ()
    question = replace(MODE, choices=_choices(facts, mine=mine), default="repair" if facts.repair else "")
    return Observation(
        state=State.NEEDS_ANSWERS,
        summary=_in_short(facts, survey),
        facts=facts,
        findings=seen,
        questions=(question, *despite),
        trouble=_trouble(answers.text("mode"), survey),
    )


def _in_short(facts: Facts, survey: Survey) -> str:
    if facts.repair:
        return "trail to repair"
    return "log files don't arrive" if survey.undelivered else "can't be confirmed"


def _choices(facts: Facts, *, mine: bool) -> tuple[Choice, ...]:
    create, repair, by_hand = MODE.choices
    detail = f"The bucket {facts.home.bucket} and the trail {facts.home.trail}, for all regions."
    create = Choice(create.value, create.label, detail)
    if facts.repair is None:
        return (create, by_hand)
    label = f'Repair the trail "{facts.repair.before.name}"'
    repair = Choice(repair.value, label, repair_in_words(facts.repair), recommended=True)
    return (repair, by_hand) if mine else (repair, create, by_hand)


def _trouble(mode: str, survey: Survey) -> Trouble | None:
    """Why the trails cannot be judged, or why the answer does not help."""
    if survey.undecided:
        unread = [trail for trail in survey.trails if trail.refused and trail.logging is not False]
        names, regions = some(sorted(trail.name for trail in unread)), some(sorted(survey.unread))
        errors = [*(trail.refused for trail in unread), *survey.unread.values()]
        return Trouble(
            key="cloudtrail-trail-unreadable" if unread else "cloudtrail-regions-unreadable",
            values={"trails": names, "regions": regions},
            error=next(iter(errors), None),
        )
    if mode == "repair":
        return Trouble(key="cloudtrail-nothing-to-repair")
    lost = next((trail for trail in survey.trails if trail.logging and not trail.delivered), None)
    if lost is None:
        return None
    values = {"trail": lost.name, "bucket": lost.bucket, "reason": lost.delivery_error}
    return Trouble(key="cloudtrail-undelivered", values=values)


def _repairing(
    home: Home, repair: Repair | None, survey: Survey, seen: tuple[Finding, ...], bucket: LogBucket
) -> Observation[Facts]:
    """The repair is planned; BLOCKED where the trail that has our name cannot be repaired."""
    if repair is None:
        trouble = Trouble(key="cloudtrail-own-trail", values={"trail": home.trail})
        return _blocked(Facts(home=home), "conflicting trail", seen, trouble)
    facts = Facts(home=home, repair=repair, bucket=bucket, second_copy=survey.second_copy(repair))
    return Observation(state=State.UNMET, summary="trail to repair", facts=facts, findings=seen)


def _creating(read: Reader, home: Home, seen: tuple[Finding, ...], *, second_copy: bool) -> Observation[Facts]:
    """The trail is planned with what its bucket lacks; BLOCKED where nobody knows what is in that bucket's policy."""
    bucket = look_at_bucket(read, home.target, owned(home))
    facts = Facts(home=home, bucket=bucket, second_copy=second_copy)
    if bucket.unreadable:
        trouble = Trouble(key="cloudtrail-bucket-unreadable", values={"bucket": home.bucket}, error=bucket.unreadable)
        return _blocked(facts, "can't see its bucket", seen, trouble)
    return Observation(state=State.UNMET, summary="no trail for all regions", facts=facts, findings=seen)


def _blocked(facts: Facts, summary: str, seen: tuple[Finding, ...], trouble: Trouble) -> Observation[Facts]:
    return Observation(state=State.BLOCKED, summary=summary, facts=facts, findings=seen, trouble=trouble)


# --- plan ------------------------------------------------------------------------------------------------------


def plan(observation: Observation[Facts], answers: Answers) -> Plan:
    """The repair, or what is still lacking of a trail of our own; shown alone where a person does it by hand."""
    facts = observation.facts
    changes = mending(facts.home, facts.repair, facts.bucket) if facts.repair else creation(facts.home, facts.bucket)
    return _planned(changes, answers, second_copy=facts.second_copy)


def _planned(changes: Sequence[Change], answers: Answers, *, second_copy: bool) -> Plan:
    many = "this change" if len(changes) == 1 else f"these {len(changes)} changes"
    return Plan(
        changes=tuple(changes),
        act=f"Make {many}",
        costs=SECOND_COPY if second_copy else FIRST_COPY,
        by_hand=answers.text("mode") == "by-hand",
    )


# --- preview ---------------------------------------------------------------------------------------------------


def preview(observation: Observation[Facts] | None, answers: Answers, context: Context) -> Preview:
    """The one round there is. Of an account that does not exist yet: the whole of a new trail."""
    if observation:
        rounds = (plan(observation, answers),) if observation.state is State.UNMET else ()
        asking = observation.state is State.NEEDS_ANSWERS
        return Preview(rounds=rounds, rest="The changes depend on your answer to mode." if asking else "")
    sub_account = context.find(SubAccount)
    if sub_account is None or not is_unborn(sub_account.account):
        return Preview(rest="The wizard looks at the account's trails when it can reach the account.")
    if answers.text("mode") == "repair":
        return Preview(rest="A new account has no trail to repair.")
    changes = creation(_home(sub_account, context.vendor), LogBucket())
    rest = "If a trail of your organization already records the new account, the wizard creates nothing."
    return Preview(rounds=(_planned(changes, answers, second_copy=False),), rest=rest)


STEP = Step(
    id="cloudtrail",
    title="CloudTrail",
    applies=applies,
    observe=observe,
    plan=plan,
    preview=preview,
    questions=(MODE, DESPITE),
    needs=(SubAccount,),
    calls=CALLS,
)
