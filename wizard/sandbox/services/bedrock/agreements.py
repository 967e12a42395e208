"""Offers and agreements for third-party models, and whether a model is available to an account."""

from __future__ import annotations

import secrets
from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation
from wizard.sandbox.services.bedrock import form
from wizard.sandbox.services.bedrock.catalogue import Model, bare
from wizard.sandbox.services.bedrock.state import Agreement, BedrockState

AGREEMENT_SECONDS = 10.0
_LEGACY = "This model is marked as Legacy and is not available to new customers."
_TERMS = "https://aws.amazon.com/legal/bedrock/third-party-models/"


@operation("bedrock", "GetFoundationModelAvailability")
def get_availability(call: Call) -> Answer:
    model = bare(call)
    status = _status(call, model)
    agreement = call.world.of(BedrockState).agreements.get((call.account, model.id))
    if agreement is not None and agreement.process is not None:
        agreement.process.polled()
    return {
        "modelId": model.id,
        "agreementAvailability": {"status": status},
        "authorizationStatus": "AUTHORIZED",
        "entitlementAvailability": "AVAILABLE" if status == "AVAILABLE" else "NOT_AVAILABLE",
        "regionAvailability": "NOT_AVAILABLE" if model.over(call.world.pace.now()) else "AVAILABLE",
    }


@operation("bedrock", "ListFoundationModelAgreementOffers")
def list_offers(call: Call) -> Answer:
    """Each read hands out another token for the same offer."""
    model = bare(call)
    if not model.third_party or model.over(call.world.pace.now()):
        raise AwsError("ResourceNotFoundException", f"No agreement offers were found for model {model.id}.", 404)
    if call.world.scenario.table("bedrock").get("offers_need_form", False):
        form.require(call)
    token = secrets.token_urlsafe(48)
    call.world.of(BedrockState).tokens[token] = (call.account, model.id)
    return {"modelId": model.id, "offers": [_offer(model, token)]}


@operation("bedrock", "CreateFoundationModelAgreement")
def create_agreement(call: Call) -> Answer:
    model = bare(call)
    if call.world.of(BedrockState).tokens.get(call.get("offerToken", "")) != (call.account, model.id):
        raise AwsError("ValidationException", "The provided offer token is invalid.", 400)
    form.require(call)
    if model.lifecycle == "LEGACY":
        raise AwsError("ValidationException", _LEGACY, 400)
    if _status(call, model) != "NOT_AVAILABLE":
        raise AwsError("ConflictException", f"An agreement for model {model.id} already exists.", 400)
    subscribe(call, model)
    return {"modelId": model.id}


@operation("bedrock", "DeleteFoundationModelAgreement")
def delete_agreement(call: Call) -> Answer:
    model = bare(call)
    if call.world.of(BedrockState).agreements.pop((call.account, model.id), None) is None:
        raise AwsError("ResourceNotFoundException", f"No agreement was found for model {model.id}.", 404)
    return {}


def subscribe(call: Call, model: Model) -> None:
    """Starts an agreement; it is pending for a while."""
    agreement = Agreement()
    call.world.of(BedrockState).agreements[(call.account, model.id)] = agreement
    agreement.process = call.world.pace.after(AGREEMENT_SECONDS, lambda _: setattr(agreement, "status", "AVAILABLE"))


def _status(call: Call, model: Model) -> str:
    if not model.third_party:
        return "AVAILABLE"
    agreement = call.world.of(BedrockState).agreements.get((call.account, model.id))
    if agreement is None and model.id in call.world.scenario.table("bedrock").get("in_use", []):
        return "AVAILABLE"
    return agreement.status if agreement else "NOT_AVAILABLE"


def _offer(model: Model, token: str) -> dict[str, Any]:
    rates = [("InputTokenCount", "input", model.input_price), ("OutputTokenCount", "output", model.output_price)]
    return {
        "offerId": f"offer-{sum(model.id.encode()):013x}",
        "offerToken": token,
        "termDetails": {
            "usageBasedPricingTerm": {
                "rateCard": [
                    {
                        "dimension": f"Global_{dimension}",
                        "price": price,
                        "description": f"Thousand {kind} tokens, global cross-region inference",
                        "unit": "1K tokens",
                    }
                    for dimension, kind, price in rates
                ]
            },
            "legalTerm": {"url": _TERMS},
            "supportTerm": {"refundPolicyDescription": "No refunds."},
            "validityTerm": {"agreementDuration": "P36500D"},
        },
    }
