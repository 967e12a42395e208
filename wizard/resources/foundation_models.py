"""How far a model is for an account: what Bedrock says of its availability, read in the light of what was done here.

What Bedrock answers is never checked against the enums of its model, since real answers carry values the model lacks; a
word that is not known is shown and counts as "not yet". The cost of that tolerance is that only the call that proves
access tells for certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wizard.model import CallError, CallFailed

DENIED = ("AccessDeniedException", "AccessDenied")
NOT_THERE = ("ResourceNotFoundException", "ValidationException")


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
