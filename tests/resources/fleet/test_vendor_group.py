"""A group that is a vendor's: the profile's role in every account, with what the file answers in its template."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.steps.fleets import SIGNED_IN
from wizard.model import Fleet
from wizard.resources.fleet.file import FleetProblem, fleet_in
from wizard.resources.fleet.role_documents import central_of, member_template
from wizard.resources.fleet.vendor_group import with_vendor
from wizard.resources.template import expected_role
from wizard.vendors.profile import load_vendor

PARTNER = load_vendor("partner-access")
RIGHT = {
    "vendor": "partner-access",
    "values": {"partner_account": "9999 8888 7777", "zone": "Z8L2Y45GOT7LQT"},
    "external_id": "example-4242",
    "accounts": ["222222222222"],
}


def fleet(**otherwise: Any) -> Fleet:
    return fleet_in({"groups": {"Partner": {**RIGHT, **otherwise}}})


def test_its_role_is_what_the_vendors_profile_says_with_the_values_of_the_file() -> None:
    known, wrong = with_vendor(fleet(), PARTNER)
    assert wrong == ()
    (group,) = known.groups
    assert (group.role, group.sign_in) == ("partner-999988887777-Z8L2Y45GOT7LQT", None)
    role = expected_role(member_template(known, group, central_of(SIGNED_IN)), group.role, {})
    assert role.asks_for_external_id
    assert "Z8L2Y45GOT7LQT" in json.dumps(role.inline_documents)


def test_a_stack_of_it_needs_no_parameters() -> None:
    (group,) = with_vendor(fleet(), PARTNER)[0].groups
    assert all("Default" in one for one in json.loads(group.template)["Parameters"].values())


@pytest.mark.parametrize(
    ("otherwise", "said"),
    [
        ({"vendor": "firetiger"}, "groups.Partner.vendor: names firetiger; run it with --vendor firetiger."),
        ({"external_id": ""}, "groups.Partner.external_id: is missing"),
        ({"values": {"zone": "Z8L2Y45GOT7LQT"}}, "groups.Partner.values.partner_account: is missing."),
        ({"values": {**RIGHT["values"], "zone": "x"}}, "groups.Partner.values.zone: A hosted zone's id"),  # type: ignore[dict-item]
        ({"values": {**RIGHT["values"], "color": "x"}}, "groups.Partner.values.color: Partner account has no"),  # type: ignore[dict-item]
    ],
)
def test_what_is_wrong_is_said_with_its_path(otherwise: dict[str, Any], said: str) -> None:
    try:
        _, wrong = with_vendor(fleet(**otherwise), PARTNER)
    except FleetProblem as problem:
        wrong = problem.wrong
    assert any(one.startswith(said) or (said.endswith("missing") and "external_id" in one) for one in wrong), wrong


def test_what_a_vendor_decides_stands_in_no_group_of_it() -> None:
    with pytest.raises(FleetProblem, match=r"groups\.Partner\.sign_in: there is no such key here"):
        fleet(sign_in={"directory": True})
