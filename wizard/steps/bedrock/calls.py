"""The calls of Bedrock: what AWS lets each of them be narrowed to, and what it does in the caller's name.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wizard.model import AnsweredTables, By, InOurName, Kind, WantedModel, needed
from wizard.resources.model_choice import GLOBAL


def _names(tables: AnsweredTables) -> Mapping[str, Sequence[str]]:
    models = [id_ for asked in tables.vendor.models for id_ in _ids(asked)]
    return {"profile": [f"{GLOBAL}{id_}" for id_ in models], "model": models}


def _ids(asked: WantedModel) -> Iterator[str]:
    """What may be used for a model: which of these Bedrock still has is only known when it is asked."""
    yield from (model.id for model in (asked, *asked.successors) if model.profile)
    if asked.line and asked.follow:
        provider, _, _ = asked.id.partition(".")
        yield f"{provider}.*{asked.line}*"


_MODELS = Kind(
    word="Models",
    arns=(
        "arn:{partition}:bedrock:{region}:{account}:inference-profile/{profile}",
        "arn:{partition}:bedrock:{region}::foundation-model/{model}",
        # A global profile is also checked against the model without a region.
        # https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
        "arn:{partition}:bedrock:::foundation-model/{model}",
    ),
    names=_names,
)
# As AWS's own policy AmazonBedrockFullAccess has it: only what Bedrock does in the caller's name.
_MARKETPLACE = Kind(word="Marketplace", condition={"StringEquals": {"aws:CalledViaLast": "bedrock.amazonaws.com"}})
# https://docs.aws.amazon.com/bedrock/latest/userguide/model-access-permissions.html
_SUBSCRIBING = (
    InOurName(action="aws-marketplace:Subscribe", on=_MARKETPLACE),
    InOurName(action="aws-marketplace:ViewSubscriptions", on=_MARKETPLACE),
)


def _proven(tables: AnsweredTables) -> bool:
    return tables.own.yes("prove") is not False


CALLS = (
    # Read in the management account too: a form that was filed there holds in its members.
    *needed("bedrock", "GetUseCaseForModelAccess", by=By.BOTH),
    *needed("bedrock", "ListFoundationModels", "ListInferenceProfiles", "GetFoundationModelAvailability"),
    *needed("bedrock", "ListFoundationModelAgreementOffers"),
    *needed("bedrock", "PutUseCaseForModelAccess", writes=True),
    *needed("bedrock", "CreateFoundationModelAgreement", writes=True, in_our_name=_SUBSCRIBING),
    *needed("bedrock-runtime", "Converse", writes=True, on=_MODELS, when=_proven),
)
