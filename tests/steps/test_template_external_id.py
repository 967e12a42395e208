"""External IDs in the template step: asked for with what the profile leaves open, and told of where there is none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.steps.test_template import NOTHING, planned, seen
from wizard.model import Answers, Observation, State, Vendor
from wizard.resources.external_id import NO_EXTERNAL_ID, check_external_id
from wizard.steps.template.case import asked_first
from wizard.vendors.profile import load_vendor

PARTNER, EXCHANGE = load_vendor("partner-access"), load_vendor("s3-exchange")
OF_PARTNER = {"partner_account": "111111111111", "zone": "Z8L2Y45GOT7LQT"}
OF_EXCHANGE = {"other_account": "111111111111", "bucket": "cross-account-bucket", "role": "exchange"}


def asked(vendor: Vendor, **answers: str) -> dict[str, bool]:
    """What is asked, and whether an empty answer is one."""
    return {question.name: question.optional for question in asked_first(vendor, Answers(answers))}


def test_one_that_is_demanded_is_asked_for_until_there_is_one() -> None:
    wanted = {"partner_account": False, "zone": False, "external_id": False}
    assert asked(PARTNER) == asked(PARTNER, **OF_PARTNER) == wanted
    assert asked(PARTNER, **OF_PARTNER, external_id="") == wanted
    assert asked(PARTNER, **OF_PARTNER, external_id="abc") == {}


def test_one_that_is_optional_is_asked_for_beside_the_rest_and_may_be_left_empty() -> None:
    assert asked(EXCHANGE)["external_id"] is True
    assert asked(EXCHANGE, **OF_EXCHANGE) == {}


def test_a_vendor_with_a_template_of_its_own_is_asked_nothing_first() -> None:
    assert asked(load_vendor("firetiger")) == {}


def test_nothing_is_proposed_for_it() -> None:
    (question,) = (one for one in asked_first(PARTNER, Answers()) if one.name == "external_id")
    assert (question.default, question.placeholder) == ("", "")


@pytest.mark.parametrize("wrong", ["*", "?", "a", "a b", "${aws:username}", "a" * 1225, "ä" * 8])
def test_it_is_exactly_one_value_that_aws_takes(wrong: str) -> None:
    assert check_external_id(wrong)
    assert not check_external_id("partner+customer=4242,.@:/-_")


def said_of_none(observation: Observation[Any]) -> list[str]:
    return [one.detail for one in observation.findings if "external ID" in one.text]


def test_where_the_vendors_template_demands_none_three_sentences_say_what_that_means() -> None:
    observation = seen(NOTHING)
    assert observation.state is State.UNMET
    (said,) = said_of_none(observation)
    assert said == NO_EXTERNAL_ID.format(vendor="Firetiger")
    assert said.count(". ") + 1 == 3
    assert "confused deputy" in said
    assert not any("confused deputy" in line for line in planned(NOTHING).consent)
