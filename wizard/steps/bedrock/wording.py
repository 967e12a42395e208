"""What is said of each model: where it stands, in a sentence, with AWS's own words behind it."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.model import Finding, JournalEntry, Mark, WantedModel
from wizard.resources.foundation_models import Availability, Stage
from wizard.resources.model_choice import Chosen, Listed

KNOWN = ("AVAILABLE", "NOT_AVAILABLE", "PENDING", "ERROR")

_WORDS: dict[Stage, tuple[Mark, str]] = {
    Stage.PROVEN: ("good", "the agreement is accepted, and a test call worked on {day}."),
    Stage.PROVE: ("info", "the agreement is accepted; access isn't tested yet."),
    Stage.AGREE: ("bad", "there is no agreement yet."),
    Stage.AGREEING: ("info", "AWS is still setting up the agreement."),
    Stage.AUTHORIZING: ("info", "the agreement is accepted; AWS is still authorizing the account."),
    Stage.RETIRED: ("bad", "you can't request access to it."),
    Stage.NOT_IN_REGION: ("bad", "Bedrock doesn't offer it in {region}."),
    Stage.UNAUTHORIZED: ("bad", "the agreement is accepted, but AWS doesn't authorize the account."),
    Stage.FAILED: ("bad", "the agreement failed: {message}"),
    Stage.UNREADABLE: ("unknown", "the agreement is accepted; couldn't read whether it is active."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model the vendor asks for, as it stands. profiled: whether its profile is listed, None where unknown.

    proof, refusal: the call that proved it, the last one that AWS refused since.
    """

    chosen: Chosen
    stage: Stage
    availability: Availability
    lifecycle: Listed | None = None
    profiled: bool | None = None
    proof: JournalEntry | None = None
    refusal: JournalEntry | None = None

    @property
    def wanted(self) -> WantedModel:
        """The model that access is requested for."""
        return self.chosen.model or self.chosen.asked


PLAIN = (Stage.AGREE, Stage.AGREEING, Stage.PROVE, Stage.PROVEN)


def model_findings(model: Model, prove: bool | None, region: str) -> tuple[Finding, ...]:
    """What replaced it and why, how far it is, and whether its global profile is there."""
    texts = [Finding(mark="warning", text=text) for text in (model.chosen.why, model.chosen.warning) if text]
    return (*texts, _standing(model, prove, region), *_profile(model, region))


def _standing(model: Model, prove: bool | None, region: str) -> Finding:
    mark, words = _WORDS[model.stage]
    seen = model.availability
    if model.stage is Stage.PROVE and prove is False:
        mark, words = "warning", "the agreement is accepted; you chose not to test access."
    elif model.stage is Stage.PROVE and model.refusal:
        mark, words = "bad", "the agreement is accepted, but AWS refused the last call: {refusal}"
    if model.stage is Stage.AGREE and seen.denied:
        mark, words = "unknown", "couldn't read whether an agreement exists."
    elif model.stage is Stage.AGREE and seen.agreement not in KNOWN:
        mark, words = "unknown", "AWS reports the agreement status {agreement}, which the wizard doesn't know."
    day = model.proof.finished[:10] if model.proof else ""
    refusal = model.refusal.error if model.refusal else ""
    message = seen.message or "no reason given"
    said = words.format(day=day, region=region, message=message, agreement=seen.agreement, refusal=refusal)
    return Finding(mark=mark, text=f"{model.wanted.name}: {said}", detail=_detail(model))


def _detail(model: Model) -> str:
    """The id alone where all is well or simply not begun; AWS's own words where something is odd."""
    seen = model.availability
    life = model.lifecycle
    if model.stage in PLAIN and not seen.denied and not seen.message and (life is None or life.status == "ACTIVE"):
        return model.wanted.id
    parts = [
        model.wanted.id,
        f"lifecycle {life.status or '?'}" + (f", ends {life.ends}" if life.ends else "") if life else "",
        f"{seen.denied.code}: {seen.denied.message}" if seen.denied else "",
        seen.words if seen.agreement or seen.authorization else "",
        seen.message,
    ]
    return " · ".join(part for part in parts if part)


def _profile(model: Model, region: str) -> tuple[Finding, ...]:
    name = model.wanted.profile
    if model.stage is Stage.RETIRED or model.profiled is None or not name:
        return ()
    if model.profiled:
        return (Finding(mark="good", text=f"{model.wanted.name}: the global profile exists.", detail=name),)
    text = f"{model.wanted.name}: AWS doesn't list its global profile in {region}."
    return (Finding(mark="warning", text=text, detail=name),)
