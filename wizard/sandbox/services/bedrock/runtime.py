"""Invoking a model: Converse and InvokeModel, with every way in which Bedrock refuses a new account."""

from __future__ import annotations

import json
from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation
from wizard.sandbox.services.bedrock import form
from wizard.sandbox.services.bedrock.agreements import subscribe
from wizard.sandbox.services.bedrock.catalogue import INVALID_IDENTIFIER, Model, models, profiles
from wizard.sandbox.services.bedrock.state import BedrockState

_BARE = (
    "Invocation of model ID {model} with on-demand throughput isn\u2019t supported. Retry your request with the ID or "
    "ARN of an inference profile that contains this model."
)
_LEGACY = (
    "Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the "
    "last 30 days. Please upgrade to an active model on Amazon Bedrock"
)
_SUBSCRIBING = (
    "Model access is denied due to IAM user or service role is not authorized to perform the required AWS Marketplace "
    "actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subscribe) to enable access to this model. Refer to "
    "the Amazon Bedrock documentation for further details. Your AWS Marketplace subscription for this model cannot be "
    "completed at this time. If you recently fixed this issue, try again after 2 minutes."
)
_TEMPERATURE = "The model returned the following errors: `temperature` is not supported for this model."
# What an account gets whose calls AWS holds back, mostly a new one.
_HELD_BACK = "Operation not allowed"
_QUOTA = "Too many tokens per day, please wait before trying again."


@operation("bedrock-runtime", "Converse")
def converse(call: Call) -> Answer:
    model = _admit(call)
    if model.thinks and "temperature" in call.get("inferenceConfig", {}):
        raise AwsError("ValidationException", _TEMPERATURE, 400)
    # What thinks has used its one token before it says anything.
    content = [] if model.thinks else [{"text": "Hi"}]
    return {
        "output": {"message": {"role": "assistant", "content": content}},
        "stopReason": "max_tokens",
        "usage": {"inputTokens": 8, "outputTokens": 1, "totalTokens": 9},
        "metrics": {"latencyMs": len(model.id)},
    }


@operation("bedrock-runtime", "InvokeModel")
def invoke_model(call: Call) -> Answer:
    model = _admit(call)
    body: dict[str, Any] = {
        "model": model.id,
        "type": "message",
        "role": "assistant",
        "content": [{"type": "text", "text": "Hi"}],
        "stop_reason": "max_tokens",
        "usage": {"input_tokens": 8, "output_tokens": 1},
    }
    return {"body": json.dumps(body).encode(), "contentType": "application/json"}


def _admit(call: Call) -> Model:
    """The model, if this account may invoke it. A first try subscribes to it, as AWS does since 2025."""
    model = _invocable(call)
    if model.third_party:
        form.require(call)
        _require_agreement(call, model)
    if call.world.scenario.table("bedrock").get("held_back", False):
        raise AwsError("ValidationException", _HELD_BACK, 400)
    if call.world.scenario.table("bedrock").get("no_quota", False):
        raise AwsError("ThrottlingException", _QUOTA, 429)
    return model


def _invocable(call: Call) -> Model:
    named = str(call.get("modelId", "")).rsplit("/", 1)[-1]
    model = profiles(call).get(named) or models(call).get(named)
    if model is None or model.over(call.world.pace.now()):
        raise AwsError("ValidationException", INVALID_IDENTIFIER, 400)
    if named == model.id and not model.on_demand:
        raise AwsError("ValidationException", _BARE.format(model=named), 400)
    if model.lifecycle == "LEGACY" and model.id not in call.world.scenario.table("bedrock").get("in_use", []):
        raise AwsError("ResourceNotFoundException", _LEGACY, 404)
    return model


def _require_agreement(call: Call, model: Model) -> None:
    agreement = call.world.of(BedrockState).agreements.get((call.account, model.id))
    if agreement is not None and agreement.status == "AVAILABLE":
        return
    if model.id in call.world.scenario.table("bedrock").get("in_use", []):
        return
    if agreement is None:
        subscribe(call, model)
    elif agreement.process is not None:
        agreement.process.polled()
    raise AwsError("AccessDeniedException", _SUBSCRIBING, 403)
