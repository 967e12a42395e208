"""The regions of an account, as Account Management and EC2 tell them, and a little about the account itself."""

from __future__ import annotations

import functools
from datetime import UTC
from typing import Any

from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.operations import Answer, Call, operation, page
from wizard.sandbox.kernel.scenario import data
from wizard.sandbox.services.organizations.state import management_of, members


@functools.cache
def statuses() -> dict[str, str]:
    """Every region's opt-in status in an account that never changed any."""
    listed = data("regions")
    default = dict.fromkeys(listed["enabled_by_default"], "ENABLED_BY_DEFAULT")
    return dict(sorted((default | dict.fromkeys(listed["opt_in"], "DISABLED")).items()))


@operation("account", "ListRegions")
def list_regions(call: Call) -> Answer:
    _target(call)
    wanted = call.get("RegionOptStatusContains", [])
    listed = [
        {"RegionName": name, "RegionOptStatus": status}
        for name, status in _of(call).items()
        if not wanted or status in wanted
    ]
    # AWS pages by twenty at most fifty; few callers expect a second page, and this is where they learn.
    part, token = page(listed, call, 20 if call.get("MaxResults") is None else 50, limit="MaxResults")
    return {"Regions": part, "NextToken": token}


def _of(call: Call) -> dict[str, str]:
    opted = {str(name): "ENABLED" for name in call.world.scenario.settings.get("opted_in_regions", [])}
    return statuses() | opted


@operation("account", "GetRegionOptStatus")
def get_region_opt_status(call: Call) -> Answer:
    name = call.get("RegionName", "")
    if name not in statuses():
        raise AwsError("ValidationException", f"Unknown region {name}.", 400)
    return {"RegionName": name, "RegionOptStatus": _of(call)[name]}


@operation("ec2", "DescribeRegions")
def describe_regions(call: Call) -> Answer:
    """EC2's own list: the enabled regions, or with AllRegions every one."""
    words = {"ENABLED_BY_DEFAULT": "opt-in-not-required", "ENABLED": "opted-in", "DISABLED": "not-opted-in"}
    wanted = call.get("RegionNames", [])
    unknown = sorted(set(wanted) - set(statuses()))
    if unknown:
        raise AwsError("InvalidParameterValue", f"Invalid value for region name: {unknown[0]}", 400)
    return {
        "Regions": [
            {"RegionName": name, "Endpoint": f"ec2.{name}.amazonaws.com", "OptInStatus": words[status]}
            for name, status in _of(call).items()
            if (not wanted or name in wanted) and (call.get("AllRegions") or status != "DISABLED")
        ]
    }


@operation("account", "GetAccountInformation")
def get_account_information(call: Call) -> Answer:
    target = _target(call)
    found = _member(target)
    return {
        "AccountId": target,
        "AccountName": found.name if found else "Example Corp",
        "AccountCreatedDate": found.create_time.replace(tzinfo=UTC) if found else None,
    }


def _member(account: str) -> Any:
    management = management_of(account)
    everyone = members(management) if management else []
    return next((each for each in everyone if each.id == account), None)


def _target(call: Call) -> str:
    """The account asked about: one's own unless the management account names a member."""
    named = call.get("AccountId")
    if named is None:
        return call.account
    if named == call.account or management_of(named) != call.account:
        text = f"User: {call.principal.arn} is not authorized to perform: account:{call.operation}"
        raise AwsError("AccessDeniedException", text, 403)
    return str(named)
