"""Foundation models and inference profiles: what there is, as data/models.toml and the scenario say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation, page
from wizard.sandbox.kernel.scenario import data

INVALID_IDENTIFIER = "The provided model identifier is invalid."


@dataclass(frozen=True)
class Model:
    """A foundation model. Prices are in dollars for a thousand tokens; `profiles` are prefixes such as global.

    legacy: when it was closed to new accounts. thinks: it refuses `temperature`, and thinking counts as output.
    """

    id: str
    name: str
    provider: str
    lifecycle: str
    start: datetime
    end: datetime | None
    legacy: datetime | None
    thinks: bool
    profiles: tuple[str, ...]
    on_demand: bool
    third_party: bool
    input_price: str
    output_price: str

    def over(self, now: datetime) -> bool:
        """Whether its end of life has passed."""
        return self.end is not None and self.end <= now


def models(call: Call) -> dict[str, Model]:
    """Every model by its bare id, in the world of this call."""
    bedrock = call.world.scenario.table("bedrock")
    changed = bedrock.get("lifecycle", {})
    listed = [*map(_model, data("models")["model"]), *map(_model, bedrock.get("model", []))]
    return {model.id: replace(model, lifecycle=changed.get(model.id, model.lifecycle)) for model in listed}


def _model(about: dict[str, Any]) -> Model:
    return Model(
        id=about["id"],
        name=about["name"],
        provider=about["provider"],
        lifecycle=about["lifecycle"],
        start=_moment(about["start"]),
        end=_moment(about["end"]) if "end" in about else None,
        legacy=_moment(about["legacy"]) if "legacy" in about else None,
        thinks=about.get("thinks", False),
        profiles=tuple(about.get("profiles", [])),
        on_demand=about.get("on_demand", False),
        third_party=about.get("third_party", True),
        input_price=about["input_price"],
        output_price=about["output_price"],
    )


def _moment(day: Any) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def profiles(call: Call) -> dict[str, Model]:
    """The model behind every system-defined inference profile."""
    return {f"{prefix}.{model.id}": model for model in models(call).values() for prefix in model.profiles}


def bare(call: Call, member: str = "modelId") -> Model:
    """The model that a call names by its bare id or ARN; profile ids are not accepted here, as in AWS."""
    named = str(call.get(member, "")).rsplit("foundation-model/", 1)[-1]
    model = models(call).get(named)
    if model is None:
        raise AwsError("ValidationException", INVALID_IDENTIFIER, 400)
    return model


@operation("bedrock", "ListFoundationModels")
def list_foundation_models(call: Call) -> Answer:
    provider = str(call.get("byProvider", "")).lower()
    inference = call.get("byInferenceType")
    chosen = [
        model
        for model in models(call).values()
        if provider in ("", model.provider.lower()) and inference in (None, *_inference(model))
    ]
    return {"modelSummaries": [_described(call, model) for model in chosen]}


@operation("bedrock", "GetFoundationModel")
def get_foundation_model(call: Call) -> Answer:
    return {"modelDetails": _described(call, bare(call, "modelIdentifier"))}


@operation("bedrock", "ListInferenceProfiles")
def list_inference_profiles(call: Call) -> Answer:
    if call.get("typeEquals") == "APPLICATION":
        return {"inferenceProfileSummaries": []}
    summaries = [_profile(call, name, model) for name, model in profiles(call).items()]
    part, token = page(summaries, call, 100, token="nextToken", limit="maxResults")
    return {"inferenceProfileSummaries": part, "nextToken": token}


@operation("bedrock", "GetInferenceProfile")
def get_inference_profile(call: Call) -> Answer:
    name = str(call.get("inferenceProfileIdentifier", "")).rsplit("inference-profile/", 1)[-1]
    found = profiles(call).get(name)
    if found is None:
        raise AwsError("ResourceNotFoundException", f"Inference profile {name} not found.", 404)
    return _profile(call, name, found)


def _inference(model: Model) -> list[str]:
    return ["ON_DEMAND"] if model.on_demand else ["INFERENCE_PROFILE"]


def _described(call: Call, model: Model) -> dict[str, Any]:
    return {
        "modelArn": f"arn:aws:bedrock:{call.region}::foundation-model/{model.id}",
        "modelId": model.id,
        "modelName": model.name,
        "providerName": model.provider,
        "inputModalities": ["TEXT", "IMAGE"] if model.third_party else ["TEXT"],
        "outputModalities": ["TEXT"],
        "responseStreamingSupported": True,
        "customizationsSupported": [],
        "inferenceTypesSupported": _inference(model),
        "modelLifecycle": {
            "status": model.lifecycle,
            "startOfLifeTime": model.start,
            "legacyTime": model.legacy,
            "endOfLifeTime": model.end,
        },
    }


def _profile(call: Call, name: str, model: Model) -> dict[str, Any]:
    prefix = name.split(".", 1)[0]
    regions = (call.region, "") if prefix == "global" else ("us-east-1", "us-east-2", "us-west-2")
    label = "GLOBAL" if prefix == "global" else prefix.upper()
    return {
        "inferenceProfileName": f"{label} {model.provider} {model.name}",
        "description": f"Routes requests to {model.provider} {model.name} in several regions.",
        "createdAt": model.start,
        "updatedAt": model.start,
        "inferenceProfileArn": f"arn:aws:bedrock:{call.region}:{call.account}:inference-profile/{name}",
        "models": [{"modelArn": f"arn:aws:bedrock:{region}::foundation-model/{model.id}"} for region in regions],
        "inferenceProfileId": name,
        "status": "ACTIVE",
        "type": "SYSTEM_DEFINED",
    }
