"""Whether the vendor gave an external ID: who is asked, when, and what becomes of each answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.doubles import Reply
from tests.steps.test_template import EARLIER, NOTHING, Aws, a_role, a_stack
from wizard.model import Answers, Journal, Observation, RoleToMake, State, Vendor
from wizard.model.questions import matters
from wizard.steps.template.given import questions_for
from wizard.steps.template.step import observe, plan
from wizard.vendors.profile import load_vendor

FIRETIGER = load_vendor("firetiger")
OTHER = msgspec.structs.replace(FIRETIGER, id="example-corp", name="Example Corp", asks_for_external_id=True)
GIVEN = "given-by-the-vendor-4242"
PAIR = ["external_id_given", "external_id"]
DEMANDING: dict[str, Any] = {"StringEquals": {"sts:ExternalId": "the-vendors-own"}}
NEEDED, DEFAULTED = {"Type": "String"}, {"Type": "String", "Default": "x1"}


def with_template(vendor: Vendor, **parameters: Mapping[str, str]) -> Vendor:
    """The vendor, whose template takes parameters."""
    template = json.loads(vendor.template)
    return msgspec.structs.replace(vendor, template=json.dumps({**template, "Parameters": parameters}))


def trusting_with(condition: Mapping[str, Any]) -> Vendor:
    template = json.loads(OTHER.template)
    (role,) = template["Resources"].values()
    role["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]["Condition"] = condition
    return msgspec.structs.replace(OTHER, template=json.dumps(template))


def seen(
    vendor: Vendor = OTHER,
    aws: Mapping[str, Reply] = NOTHING,
    *,
    person: bool = True,
    back: frozenset[str] = frozenset(),
    **answers: str,
) -> Observation[Any]:
    context = replace(EARLIER, vendor=vendor, person=person, taken_back=back)
    return observe(Aws(aws), Answers(answers), Journal(()), context)


def names(observation: Observation[Any]) -> list[str]:
    return [question.name for question in observation.questions]


def test_a_person_is_asked_before_the_role_is_made_and_no_is_the_answer_that_stands_there() -> None:
    asked = seen()
    assert (asked.state, names(asked)) == (State.NEEDS_ANSWERS, PAIR)
    whether, which = asked.questions
    assert (whether.text, whether.default) == ("Did Example Corp give you an external ID?", "false")
    assert not which.optional
    assert not matters(which, {"external_id_given": "false"})
    assert matters(which, {"external_id_given": "true"})
    assert not plan(asked, Answers({})).changes
    assert any(document.title == "Example Corp's template" for document in asked.documents), "it can be read meanwhile"


def test_who_was_given_none_is_not_asked_again_and_the_vendors_template_is_sent_as_it_is() -> None:
    answered = seen(external_id_given="false")
    assert (answered.state, names(answered)) == (State.UNMET, [])
    (change,) = plan(answered, Answers({})).changes
    assert change.parameters["TemplateBody"] == OTHER.template


def test_one_that_is_typed_is_added_and_told_as_a_difference_before_it_is_approved() -> None:
    answered = seen(external_id_given="true", external_id=GIVEN)
    assert answered.state is State.UNMET
    assert any(finding.kind == "difference" and "sts:ExternalId" in finding.body for finding in answered.findings)
    made = plan(answered, Answers({}))
    (change,) = made.changes
    assert change.parameters["Parameters"] == [{"ParameterKey": "ExternalId", "ParameterValue": GIVEN}]
    assert any("The wizard adds the one that Example Corp gave you." in line for line in made.consent)


def test_yes_alone_is_no_answer() -> None:
    asked = seen(external_id_given="true")
    assert names(asked) == PAIR
    assert asked.questions[0].default == "true"


def test_a_run_without_a_person_is_asked_nothing_and_takes_it_from_the_file() -> None:
    assert seen(person=False).state is State.UNMET
    assert seen(person=False, external_id=GIVEN).state is State.UNMET


@pytest.mark.parametrize(
    ("vendor", "why"),
    [
        (FIRETIGER, "its profile doesn't ask"),
        (trusting_with(DEMANDING), "its trust policy demands the vendor's own"),
        (trusting_with({"Fn::If": ["C", {}, {}]}), "nothing can be added to what only CloudFormation knows"),
    ],
)
def test_where_none_can_have_been_given_or_added_nobody_is_asked(vendor: Vendor, why: str) -> None:
    assert "external_id_given" not in names(seen(vendor)), why
    assert [one.name for one in questions_for(vendor)] == [], why


def test_a_template_whose_parameter_has_a_default_is_asked_about_and_one_that_needs_a_value_demands_it() -> None:
    assert names(seen(with_template(OTHER, ExternalId=DEFAULTED))) == PAIR
    assert names(seen(with_template(OTHER, ExternalId=NEEDED))) == ["external_id"]


def test_a_role_that_is_built_without_any_parameter_is_asked_about_where_its_profile_says_optional() -> None:
    def built(demand: Any) -> Vendor:
        role = RoleToMake(managed=FIRETIGER.policies, external_id=demand)
        return msgspec.structs.replace(FIRETIGER, template="", template_sha256="", role=role)

    assert names(seen(built("optional"))) == PAIR
    assert names(seen(built("none"))) == []
    assert names(seen(built("required"))) == ["external_id"]
    assert seen(built("optional"), external_id_given="false").state is State.UNMET


def test_a_role_that_is_there_is_not_asked_about() -> None:
    there = {**a_role(), **a_stack("CREATE_COMPLETE")}
    assert seen(aws=there).state is State.SATISFIED
    assert names(seen(aws=there, back=frozenset({"external_id_given"}))) == PAIR, "unless somebody wants to say it"


def test_what_is_taken_back_is_asked_for_again_with_yes_where_there_was_one() -> None:
    back = frozenset({"external_id_given", "external_id"})
    assert seen(back=back).questions[0].default == "true"
    assert seen(back=frozenset({"external_id_given"})).questions[0].default == "false"


def test_firetigers_is_asked_for_only_where_one_that_came_with_a_file_was_taken_back() -> None:
    assert seen(FIRETIGER, external_id=GIVEN).state is State.UNMET
    asked = seen(FIRETIGER, back=frozenset({"external_id"}))
    assert (asked.state, names(asked)) == (State.NEEDS_ANSWERS, ["external_id"])
    assert asked.questions[0].optional
