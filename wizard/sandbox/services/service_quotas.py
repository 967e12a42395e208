"""Service Quotas, as far as an onboarding looks: accounts in an organization, tokens of a new account."""

from __future__ import annotations

from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation, page

_SERVICES = {"organizations": "AWS Organizations", "bedrock": "Amazon Bedrock"}


def _quotas(call: Call, service: str) -> list[dict[str, Any]]:
    if service not in _SERVICES:
        raise AwsError("NoSuchResourceException", "The request failed because the specified service does not exist.")
    tokens = 0.0 if call.world.scenario.table("bedrock").get("no_quota", False) else 144_000_000.0
    accounts = float(call.world.scenario.table("create-account").get("quota", 10))
    known = {
        "organizations": [("L-29A0C5DF", "Default maximum number of accounts", accounts)],
        "bedrock": [
            ("L-7C42E72A", "Global cross-region model inference tokens per day for Anthropic Claude Sonnet 5", tokens),
            ("L-9B9BC1A5", "Global cross-region model inference tokens per day for Anthropic Claude Haiku 4.5", tokens),
        ],
    }
    return [_quota(call, service, *each) for each in known[service]]


@operation("service-quotas", "ListServiceQuotas")
def list_service_quotas(call: Call) -> Answer:
    part, token = page(_quotas(call, call.get("ServiceCode", "")), call, 100, limit="MaxResults")
    return {"Quotas": part, "NextToken": token}


@operation("service-quotas", "GetServiceQuota", "GetAWSDefaultServiceQuota")
def get_service_quota(call: Call) -> Answer:
    for quota in _quotas(call, call.get("ServiceCode", "")):
        if quota["QuotaCode"] == call.get("QuotaCode"):
            return {"Quota": quota}
    raise AwsError("NoSuchResourceException", "The request failed because the specified quota does not exist.")


def _quota(call: Call, service: str, code: str, name: str, value: float) -> dict[str, Any]:
    return {
        "ServiceCode": service,
        "ServiceName": _SERVICES[service],
        "QuotaArn": f"arn:aws:servicequotas:{call.region}:{call.account}:{service}/{code}",
        "QuotaCode": code,
        "QuotaName": name,
        "Value": value,
        "Unit": "None",
        "Adjustable": True,
        "GlobalQuota": service == "organizations",
    }
