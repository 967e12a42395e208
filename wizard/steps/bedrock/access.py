"""What is known of an account's access to the models: AWS's answers side by side, and the journal beside them.

Everything is asked at once, with the models guessed from the vendor's dates; only where Bedrock's list names another
successor is there a second trip. The journal decides what AWS does not tell: whether a form or an agreement is young
enough that AWS may not have settled it, whether a call has proven a model, and so whether this account really uses one
that new accounts may not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar

from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Context,
    Finding,
    Journal,
    JournalEntry,
    Read,
    Reader,
    SignedIn,
    SubAccount,
    Target,
    WantedModel,
)
from wizard.resources.agreements import Offer
from wizard.resources.foundation_models import DENIED, Availability, History, Stage, read_availability, stage
from wizard.resources.model_choice import Catalogue, Chosen, Wish, choose, listed_models, listed_profiles
from wizard.steps.bedrock.use_case import Place, form_findings, where_filed
from wizard.steps.bedrock.wording import Model, model_findings

SETTLES = timedelta(minutes=15)  # what AWS documents for a form, an agreement and a first call to take effect
# Bedrock takes a legacy model away from whoever has not called it for so long ("Model lifecycle", read 2026-11-25).
USES = timedelta(days=15)

Answer = Mapping[str, Any] | CallError
ListedT = TypeVar("ListedT")
Round = Literal["", "form", "agreements", "proof"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the plan is made of. since: when the last form or agreement of ours took its way, None without one."""

    target: Target
    use_case: str
    form: Place
    models: tuple[Model, ...]
    findings: tuple[Finding, ...]
    since: datetime | None
    now: datetime
    round: Round = ""
    offers: tuple[Offer, ...] = ()

    def at(self, *stages: Stage) -> list[Model]:
        """The models at one of these stages."""
        return [model for model in self.models if model.stage in stages]

    def wanted(self, *stages: Stage) -> list[WantedModel]:
        """What access is requested for at these stages, each model once however often it is asked for."""
        return list({model.wanted.id: model.wanted for model in self.at(*stages)}.values())

    def substitutes(self) -> tuple[str, ...]:
        """Why the models that an agreement is to be made for are others than the guide names, a sentence each."""
        return tuple(dict.fromkeys(model.chosen.why for model in self.at(Stage.AGREE) if model.chosen.why))

    @property
    def settling(self) -> bool:
        """Whether the last form or agreement of ours may still be on its way."""
        return self.since is not None and self.now - self.since < SETTLES


@dataclass(frozen=True, slots=True)
class AccountHistory:
    """What was done here to this account; entries of another account say nothing about it."""

    journal: Journal
    account: str
    now: datetime

    def entry(self, operation: str, *outcomes: str, **note: str) -> JournalEntry | None:
        """The newest entry of an operation with this outcome and note."""
        for entry in reversed(self.journal.entries):
            named = entry.operation == operation and entry.account == self.account and entry.outcome in outcomes
            if named and all(entry.note.get(name) == value for name, value in note.items()):
                return entry
        return None

    def done(self, operation: str, **note: str) -> JournalEntry | None:
        """The newest one that AWS took."""
        return self.entry(operation, "landed", "already", **note)

    def since(self, *operations: str, **note: str) -> datetime | None:
        """When the newest of these was taken."""
        times = [moment(entry) for name in operations if (entry := self.done(name, **note))]
        return max(times, default=None)

    def fresh(self, when: datetime | None) -> bool:
        """Whether AWS may not have settled it yet."""
        return when is not None and self.now - when < SETTLES


def moment(entry: JournalEntry) -> datetime:
    """When a change was answered, or else sent."""
    when = datetime.fromisoformat(entry.finished or entry.intended)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def look(read: Reader, answers: Answers, history: AccountHistory, context: Context) -> Facts:
    """Form, lifecycles, profiles and availability. Raises CallFailed where Bedrock itself does not answer."""
    target, signed = context.need(SubAccount).target, context.find(SignedIn)
    elsewhere = [signed.target] if signed and signed.standing == "management" else []
    wish = wish_of(answers)
    guessed = list(dict.fromkeys([*_named_ids(context), *_ids(chosen_models(context, wish=wish))]))
    here, models, profiles, *more = read.many(
        [
            bedrock_read(target, "GetUseCaseForModelAccess"),
            bedrock_read(target, "ListFoundationModels", byProvider="Anthropic"),
            bedrock_read(target, "ListInferenceProfiles", typeEquals="SYSTEM_DEFINED"),
            *(bedrock_read(place, "GetUseCaseForModelAccess") for place in elsewhere),
            *_availabilities(target, guessed),
        ]
    )
    management = more.pop(0) if elsewhere else None
    filed = history.done("PutUseCaseForModelAccess")
    form = where_filed(here, management, filed if filed and history.fresh(moment(filed)) else None)
    known = dict(zip(guessed, more, strict=True))
    prove = answers.yes("prove")
    listed = Catalogue(_rows(models, listed_models), _rows(profiles, listed_profiles))
    judged = _models(read, history, context, listed, known, wish=wish, prove=prove)
    lone = signed is not None and signed.standing == "none"
    return Facts(
        target=target,
        use_case=context.vendor.use_case,
        form=form,
        models=judged,
        findings=(
            *form_findings(form, here, management, lone),
            *_unread(models, profiles),
            *(finding for model in judged for finding in model_findings(model, prove, target.region)),
        ),
        since=history.since("PutUseCaseForModelAccess", "CreateFoundationModelAgreement"),
        now=context.now,
    )


def wish_of(answers: Answers) -> Wish:
    """What the answers say of the models."""
    return Wish(pinned=answers.texts("models"), substitute=answers.yes("substitute") is not False)


def _models(
    read: Reader,
    history: AccountHistory,
    context: Context,
    listed: Catalogue,
    known: dict[str, Answer],
    *,
    wish: Wish,
    prove: bool | None,
) -> tuple[Model, ...]:
    """Every model that is asked for; a second look only where the list named another than was guessed."""
    seen = {id_: read_availability(answer) for id_, answer in known.items()}
    used = [one.id for one in _named(context) if one.id in seen and _in_use(one, seen[one.id], history, prove)]
    chosen = chosen_models(context, listed, wish=wish, in_use=used)
    missing = [id_ for id_ in _ids(chosen) if id_ not in seen]
    if missing:
        target = context.need(SubAccount).target
        answers = read.many(_availabilities(target, missing))
        seen |= {id_: read_availability(answer) for id_, answer in zip(missing, answers, strict=True)}
    return tuple(
        _model(one, seen[one.model.id] if one.model else Availability(), history, listed, used) for one in chosen
    )


def _in_use(model: WantedModel, seen: Availability, history: AccountHistory, prove: bool | None) -> bool:
    """Whether this account really calls a model: its last call of late succeeded, or one may still tell."""
    if not seen.agreed or seen.region == "NOT_AVAILABLE":
        return False
    call = history.entry("Converse", "landed", "already", "failed", profile=model.profile)
    if call is None or (call.outcome != "failed" and history.now - moment(call) > USES):
        return prove is not False
    return call.outcome != "failed"


def _model(
    chosen: Chosen, seen: Availability, history: AccountHistory, listed: Catalogue, used: Sequence[str]
) -> Model:
    wanted = chosen.model or chosen.asked
    made = history.since("CreateFoundationModelAgreement", model=wanted.id)
    proof = history.done("Converse", profile=wanted.profile)
    if proof and chosen.warning and history.now - moment(proof) > USES:
        proof = None  # of a legacy model only a call of late tells that it is still ours to use
    recent = history.fresh(made) or history.fresh(history.since("PutUseCaseForModelAccess"))
    past = History(accepted=made is not None, recent=recent, proven=proof is not None)
    return Model(
        chosen=chosen,
        stage=stage(seen, past) if chosen.model else Stage.RETIRED,
        availability=seen,
        lifecycle=(listed.models or {}).get(wanted.id),
        profiled=None if listed.profiles is None else wanted.profile in listed.profiles,
        proof=proof,
        refusal=None if proof else history.entry("Converse", "failed", profile=wanted.profile),
    )


def _named(context: Context) -> list[WantedModel]:
    """What the guide names and Bedrock has not ended: an account may be using it, whatever new ones may."""
    today = context.now.date().isoformat()
    return [model for model in context.vendor.models if not (model.retired and model.retired <= today)]


def _named_ids(context: Context) -> list[str]:
    return [model.id for model in _named(context)]


def _ids(chosen: Sequence[Chosen]) -> list[str]:
    return [one.model.id for one in chosen if one.model]


def chosen_models(
    context: Context, listed: Catalogue | None = None, *, wish: Wish | None = None, in_use: Sequence[str] = ()
) -> list[Chosen]:
    """Each model asked for and what is used in its place; without lifecycles the vendor's dates decide."""
    region = context.need(SubAccount).target.region
    return [
        choose(asked, listed or Catalogue(), context.now, context.vendor, region, wish=wish, in_use=in_use)
        for asked in context.vendor.models
    ]


def bedrock_read(target: Target, operation: str, **parameters: str) -> Read:
    """A read of Bedrock's control plane."""
    return Read(target=target, service="bedrock", operation=operation, parameters=parameters)


def _availabilities(target: Target, ids: Sequence[str]) -> list[Read]:
    return [bedrock_read(target, "GetFoundationModelAvailability", modelId=id_) for id_ in ids]


def _rows(answer: Answer, read: Callable[[Mapping[str, Any]], ListedT]) -> ListedT | None:
    """What a list says; None where it was refused. Raises CallFailed for every other error."""
    if not isinstance(answer, CallError):
        return read(answer)
    if answer.code in DENIED:
        return None
    raise CallFailed(answer)


def _unread(models: Answer, profiles: Answer) -> tuple[Finding, ...]:
    pairs = ((models, "which models Bedrock still offers"), (profiles, "which global profiles exist"))
    return tuple(
        Finding(mark="unknown", text=f"Couldn't read {what}.", detail=f"{answer.code}: {answer.message}")
        for answer, what in pairs
        if isinstance(answer, CallError)
    )
