"""Which models are asked for in truth, and how far each of them is: lifecycle, successor, availability.

A guide ages faster than its models: one that has reached its end of life is replaced by the successor that the
vendor's profile names, and the replacement is said. What Bedrock answers is never checked against the enums of its
model, since real answers carry values the model lacks; a word that is not known is shown and counts as "not yet".
The cost of that tolerance is that an unlisted model without a successor is tried all the same, and that only the
call that proves access tells for certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from wizard.model import CallError, CallFailed, Vendor, WantedModel

DENIED = ("AccessDeniedException", "AccessDenied")
NOT_THERE = ("ResourceNotFoundException", "ValidationException")


@dataclass(frozen=True, slots=True)
class Listed:
    """A model as ListFoundationModels has it. ends: the ISO date of its end of life, "" where none is set."""

    status: str
    ends: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was asked for and what is used instead. model: None where nothing usable is left. why: a sentence or ""."""

    asked: WantedModel
    model: WantedModel | None
    why: str = ""
    warning: str = ""


class Stage(StrEnum):
    """How far a model is. The last four need a person outside."""

    PROVEN = "proven"
    PROVE = "prove"
    AGREE = "agree"
    AGREEING = "agreeing"
    AUTHORIZING = "authorizing"
    RETIRED = "retired"
    NOT_IN_REGION = "not-in-region"
    UNAUTHORIZED = "unauthorized"
    FAILED = "failed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """The four words of GetFoundationModelAvailability, as AWS wrote them; all "" where they could not be read.

    message: what AWS says about a failed agreement. missing: Bedrock does not know the model in this region.
    """

    agreement: str = ""
    authorization: str = ""
    entitlement: str = ""
    region: str = ""
    message: str = ""
    missing: bool = False
    denied: CallError | None = None

    @property
    def words(self) -> str:
        """All four on one line."""
        return (
            f"agreement {self.agreement or '?'} · authorization {self.authorization or '?'} · "
            f"entitlement {self.entitlement or '?'} · region {self.region or '?'}"
        )

    @property
    def agreed(self) -> bool:
        """Whether the agreement is in place and the account may use it."""
        return self.agreement == "AVAILABLE" and self.authorization == "AUTHORIZED"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the journal knows of one model. recent: its agreement or the form is younger than AWS needs to settle."""

    accepted: bool = False
    recent: bool = False
    proven: bool = False


def listed_models(answer: Mapping[str, Any]) -> dict[str, Listed]:
    """Lifecycle by bare model id.

    Source: Amazon Bedrock API reference, ListFoundationModels and FoundationModelLifecycle.
    """
    return {str(row["modelId"]): _listed(row) for row in answer.get("modelSummaries", []) if row.get("modelId")}


def _listed(row: Mapping[str, Any]) -> Listed:
    lifecycle = row.get("modelLifecycle") or {}
    ends = lifecycle.get("endOfLifeTime") or ""
    return Listed(str(lifecycle.get("status") or ""), str(ends)[:10])


def listed_profiles(answer: Mapping[str, Any]) -> frozenset[str]:
    """The ids of inference profiles."""
    return frozenset(str(row.get("inferenceProfileId", "")) for row in answer.get("inferenceProfileSummaries", []))


def choose(
    asked: WantedModel, listed: Mapping[str, Listed] | None, now: datetime, vendor: Vendor, region: str
) -> Chosen:
    """The first of a model and its successors that is neither past its end of life, nor legacy, nor missing.

    listed: None where the list could not be read; then the dates in the vendor's profile decide. New accounts
    cannot use LEGACY models (Amazon Bedrock user guide, "Model lifecycle"), but without a successor one is tried.
    """
    today = now.date().isoformat()
    fates = [(model, *_fate(model, listed, today, region)) for model in _line(asked)]
    model, fate = next(((m, f) for m, f, _ in fates if not f), (None, ""))
    if model is None:
        model, fate = next(((m, f) for m, f, final in fates if not final), (None, ""))
    asks = f"{vendor.name}'s guide asks for {asked.name}; Bedrock {fates[0][1]}"
    if model is None:
        return Chosen(asked=asked, model=None, why=f"{asks}, and no usable successor is known.")
    why = "" if model is asked else f"{asks}; access is requested for {model.name} instead."
    return Chosen(asked=asked, model=model, why=why, warning=f"{model.name}: Bedrock {fate}." if fate else "")


def _line(model: WantedModel) -> list[WantedModel]:
    return [model, *(_line(model.successor) if model.successor else [])]


def _fate(model: WantedModel, listed: Mapping[str, Listed] | None, today: str, region: str) -> tuple[str, bool]:
    """What Bedrock did to a model, "" where it is usable; and whether that is final."""
    row = (listed or {}).get(model.id)
    for date in (model.retired, row.ends if row else ""):
        if date and date <= today:
            return f"retired it on {date}", True
    if row and row.status == "LEGACY":
        return "lists it as legacy, which new accounts cannot use", False
    if listed is not None and row is None:
        return f"does not list it in {region}", False
    return "", False


def read_availability(answer: Mapping[str, Any] | CallError) -> Availability:
    """The answer of GetFoundationModelAvailability. Raises CallFailed where the failure says nothing of the model."""
    if isinstance(answer, CallError):
        if answer.code in DENIED:
            return Availability(denied=answer)
        if answer.code in NOT_THERE:
            return Availability(missing=True, message=answer.message)
        raise CallFailed(answer)
    agreement = answer.get("agreementAvailability") or {}
    return Availability(
        agreement=str(agreement.get("status") or ""),
        authorization=str(answer.get("authorizationStatus") or ""),
        entitlement=str(answer.get("entitlementAvailability") or ""),
        region=str(answer.get("regionAvailability") or ""),
        message=str(agreement.get("errorMessage") or ""),
    )


def stage(seen: Availability, history: History) -> Stage:
    """Where a model stands: what AWS says now, read in the light of what was done here."""
    if seen.missing or seen.region == "NOT_AVAILABLE":
        return Stage.NOT_IN_REGION
    if seen.agreed:
        return Stage.PROVEN if history.proven else Stage.PROVE
    if seen.denied:
        return _unread(history)
    if seen.agreement == "AVAILABLE":
        return Stage.AUTHORIZING if history.recent else Stage.UNAUTHORIZED
    if seen.agreement == "ERROR" and history.accepted and history.recent:
        return Stage.FAILED
    if seen.agreement == "PENDING" or (history.accepted and history.recent):
        return Stage.AGREEING
    return Stage.AGREE


def _unread(history: History) -> Stage:
    if history.accepted:
        return Stage.PROVEN if history.proven else Stage.UNREADABLE
    return Stage.AGREE
