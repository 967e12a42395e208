"""Bedrock: form, offers, agreement, invoking, and every way in which it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from .conftest import DEDICATED, Aws, code_of, message_of

SONNET = "anthropic.claude-sonnet-5"
SONNET_45 = "anthropic.claude-sonnet-4-5-20250929-v1:0"
HAIKU_35 = "anthropic.claude-3-5-haiku-20241022-v1:0"
FORM = {
    "companyName": "Example Corp",
    "companyWebsite": "https://example.com",
    "intendedUsers": "0",
    "industryOption": "Technology",
    "otherIndustryOption": "",
    "useCases": "LLM access for Firetiger AI products.",
}


def file_form(aws: Aws, **more: Any) -> None:
    aws.client("bedrock").put_use_case_for_model_access(formData=json.dumps({**FORM, **more}).encode())


def token(aws: Aws, model: str = SONNET) -> str:
    offers = aws.client("bedrock").list_foundation_model_agreement_offers(modelId=model)["offers"]
    return str(offers[0]["offerToken"])


def status(aws: Aws, model: str = SONNET) -> str:
    answer = aws.client("bedrock").get_foundation_model_availability(modelId=model)
    return str(answer["agreementAvailability"]["status"])


def agree(aws: Aws, model: str = SONNET) -> None:
    aws.client("bedrock").create_foundation_model_agreement(modelId=model, offerToken=token(aws, model))


def converse(aws: Aws, model: str, **more: float) -> dict[str, Any]:
    message = {"role": "user", "content": [{"text": "Hi"}]}
    runtime = aws.client("bedrock-runtime")
    return dict(runtime.converse(modelId=model, messages=[message], inferenceConfig={"maxTokens": 1, **more}))


def test_the_form_is_missing_until_it_is_filed_and_is_checked(member: Aws) -> None:
    bedrock = member.client("bedrock")
    assert code_of(bedrock.get_use_case_for_model_access) == "ResourceNotFoundException"
    assert code_of(lambda: bedrock.put_use_case_for_model_access(formData=b"[1, 2, 3, 4, 5]")) == "ValidationException"
    assert code_of(lambda: file_form(member, intendedUsers="7")) == "ValidationException"
    assert code_of(lambda: file_form(member, companyName="")) == "ValidationException"
    assert code_of(lambda: file_form(member, companyName="x" * 129)) == "ValidationException"
    file_form(member)
    assert json.loads(bedrock.get_use_case_for_model_access()["formData"]) == FORM


def test_models_tell_their_lifecycle_and_their_profiles(fresh: Aws) -> None:
    bedrock = fresh.client("bedrock")
    models = bedrock.list_foundation_models(byProvider="anthropic")["modelSummaries"]
    life = {model["modelId"]: model["modelLifecycle"] for model in models}
    assert life[SONNET]["status"] == "ACTIVE"
    assert life["anthropic.claude-haiku-4-5-20251001-v1:0"]["status"] == "ACTIVE"
    assert life[SONNET_45]["status"] == "LEGACY"
    assert life[SONNET_45]["legacyTime"] == datetime(2026, 10, 8, tzinfo=UTC)
    assert life[HAIKU_35]["status"] == "LEGACY"
    assert life[HAIKU_35]["endOfLifeTime"] < datetime.now(UTC)
    profiles = bedrock.list_inference_profiles(typeEquals="SYSTEM_DEFINED")["inferenceProfileSummaries"]
    ids = {profile["inferenceProfileId"] for profile in profiles}
    assert {f"global.{SONNET}", "global.anthropic.claude-haiku-4-5-20251001-v1:0", f"us.{SONNET}"} <= ids
    assert f"global.{HAIKU_35}" not in ids
    assert bedrock.get_inference_profile(inferenceProfileIdentifier=f"global.{SONNET}")["status"] == "ACTIVE"


def test_an_offer_has_terms_and_prices_and_a_new_token_at_each_read(member: Aws) -> None:
    read = member.client("bedrock").list_foundation_model_agreement_offers
    first, second = (read(modelId=SONNET)["offers"][0] for _ in range(2))
    assert first["offerToken"] != second["offerToken"]
    assert first["offerId"] == second["offerId"]
    assert first["termDetails"] == second["termDetails"]
    assert first["termDetails"]["legalTerm"]["url"].startswith("https://")
    assert {rate["price"] for rate in first["termDetails"]["usageBasedPricingTerm"]["rateCard"]} == {"0.003", "0.015"}
    assert code_of(lambda: read(modelId=f"global.{SONNET}")) == "ValidationException"


def test_an_agreement_is_pending_before_it_is_available(member: Aws) -> None:
    assert status(member) == "NOT_AVAILABLE"
    assert "use case details have not been submitted" in message_of(lambda: agree(member))
    file_form(member)
    create = member.client("bedrock").create_foundation_model_agreement
    assert code_of(lambda: create(modelId=SONNET, offerToken="made up")) == "ValidationException"
    agree(member)
    assert [status(member) for _ in range(3)] == ["PENDING", "AVAILABLE", "AVAILABLE"]
    assert code_of(lambda: agree(member)) == "ConflictException"
    answer = converse(member, f"global.{SONNET}")
    assert answer["usage"]["outputTokens"] == 1
    profile = member.client("bedrock").get_inference_profile(inferenceProfileIdentifier=f"global.{SONNET}")
    converse(member, profile["inferenceProfileArn"])
    member.client("bedrock").delete_foundation_model_agreement(modelId=SONNET)
    assert status(member) == "NOT_AVAILABLE"


def test_invoking_refuses_as_bedrock_does(member: Aws) -> None:
    assert "on-demand throughput isn\u2019t supported" in message_of(lambda: converse(member, SONNET))
    assert "identifier is invalid" in message_of(lambda: converse(member, f"us.{HAIKU_35}"))
    assert "identifier is invalid" in message_of(lambda: converse(member, "anthropic.claude-9"))
    legacy = message_of(lambda: converse(member, "global.anthropic.claude-sonnet-4-20250514-v1:0"))
    assert "marked by provider as Legacy" in legacy
    assert "try again in 15 minutes" in message_of(lambda: converse(member, f"global.{SONNET}"))


def test_a_legacy_model_is_closed_to_those_who_do_not_use_it(member: Aws) -> None:
    file_form(member)
    assert "not available to new customers" in message_of(lambda: agree(member, SONNET_45))


def test_a_model_that_thinks_takes_no_temperature_and_says_nothing_in_one_token(member: Aws) -> None:
    file_form(member)
    agree(member)
    assert [status(member) for _ in range(2)] == ["PENDING", "AVAILABLE"]
    assert "temperature" in message_of(lambda: converse(member, f"global.{SONNET}", temperature=0.5))
    answer = converse(member, f"global.{SONNET}")
    assert (answer["stopReason"], answer["output"]["message"]["content"]) == ("max_tokens", [])


def test_a_first_invoke_subscribes_without_being_asked(member: Aws) -> None:
    file_form(member)
    assert "aws-marketplace:Subscribe" in message_of(lambda: converse(member, f"global.{SONNET}"))
    assert status(member) == "PENDING"
    assert status(member) == "AVAILABLE"


def test_a_form_in_the_management_account_counts_for_its_members(scenario: Callable[[str], Aws]) -> None:
    aws = scenario("no-quota")
    file_form(aws)
    session = aws.enter("222233334444")
    assert code_of(session.client("bedrock").get_use_case_for_model_access) == "ResourceNotFoundException"
    agree(session)
    assert [status(session) for _ in range(2)] == ["PENDING", "AVAILABLE"]
    refused = message_of(lambda: converse(session, f"global.{SONNET}"))
    assert refused == "Too many tokens per day, please wait before trying again."
    assert code_of(lambda: converse(session, f"global.{SONNET}")) == "ThrottlingException"


def test_an_account_whose_calls_are_held_back_shows_it_in_no_status(scenario: Callable[[str], Aws]) -> None:
    aws = scenario("held-back")
    file_form(aws)
    session = aws.enter("222233334444")
    agree(session)
    assert [status(session) for _ in range(2)] == ["PENDING", "AVAILABLE"]
    assert message_of(lambda: converse(session, f"global.{SONNET}")) == "Operation not allowed"
    assert code_of(lambda: converse(session, f"global.{SONNET}")) == "ValidationException"


def test_where_the_form_is_missing_not_even_offers_are_shown(scenario: Callable[[str], Aws]) -> None:
    session = scenario("form-missing").enter("222233334444")
    assert "use case details" in message_of(lambda: token(session))
    file_form(session)
    assert code_of(lambda: token(session)) == "ResourceNotFoundException"
    agree(session)
    assert status(session) == "PENDING"


def test_service_control_policies_deny_in_their_own_words(scenario: Callable[[str], Aws]) -> None:
    aws = scenario("scp-denied")
    session = aws.enter(DEDICATED)
    denial = message_of(lambda: converse(session, f"global.{SONNET}"))
    assert denial.endswith("with an explicit deny in a service control policy")
    assert "is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:::" in denial
    trail = code_of(lambda: session.client("cloudtrail").create_trail(Name="trail", S3BucketName="bucket"))
    assert trail == "AccessDeniedException"
    assert code_of(session.client("ec2", "eu-west-1").describe_instances) == "UnauthorizedOperation"
    assert code_of(session.client("cloudformation", "eu-west-1").list_stacks) == "AccessDenied"
    session.client("cloudformation").list_stacks()
    aws.client("cloudformation", "eu-west-1").list_stacks()


@pytest.mark.parametrize("model", [HAIKU_35, "amazon.nova-lite-v1:0"])
def test_retired_and_own_models_have_no_offers(member: Aws, model: str) -> None:
    assert code_of(lambda: token(member, model)) == "ResourceNotFoundException"
