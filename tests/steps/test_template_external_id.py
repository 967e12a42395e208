"""External IDs in the template step: asked for with what the profile leaves open, and told of where there is none."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

import pytest

from tests.steps.test_template import EARLIER, NOTHING, a_role, a_stack, planned, seen
from wizard.model import Answers, GrantedRole, Observation, Plan, State, Vendor
from wizard.resources.external_id import NO_EXTERNAL_ID, check_external_id
from wizard.resources.external_id_added import with_external_id
from wizard.resources.template import NotUnderstoodError
from wizard.steps.template.case import asked_first
from wizard.steps.template.step import preview
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


FOREIGN = "An external ID can't have {}; only A-Z, a-z, digits and +=,.@:/_-."
LENGTH = "An external ID has 2 to 1,224 characters; this one has {}."


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("*", FOREIGN.format("*")),
        ("?", FOREIGN.format("?")),
        ("a b", FOREIGN.format("a space")),
        ("ab\n", FOREIGN.format("a space")),
        ("ab\0", FOREIGN.format("␀")),
        ("${aws:username}", FOREIGN.format("$")),
        ("ä" * 8, FOREIGN.format("ä")),
        ("a", LENGTH.format("1")),
        ("a" * 1300, LENGTH.format("1,300")),
    ],
)
def test_it_is_exactly_one_value_that_aws_takes(wrong: str, said: str) -> None:
    assert check_external_id(wrong) == said
    assert not check_external_id("partner+customer=4242,.@:/-_")
    assert not check_external_id("a" * 1224)


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


# --- added to a template that demands none ---------------------------------------------------------------------------

GIVEN = "given-by-the-vendor-4242"
OWN = load_vendor("firetiger")


def sent(plan: Plan) -> tuple[dict[str, Any], list[dict[str, str]], str]:
    """The template that is sent, its parameters, and its digest."""
    (change,) = plan.changes
    text = change.parameters["TemplateBody"]
    return json.loads(text), change.parameters["Parameters"], hashlib.sha256(text.encode()).hexdigest()


def test_one_that_the_vendor_gave_is_demanded_by_the_role_and_nothing_else_changes() -> None:
    template, parameters, _ = sent(planned(NOTHING, external_id=GIVEN))
    assert parameters == [{"ParameterKey": "ExternalId", "ParameterValue": GIVEN}]
    (role,) = template["Resources"].values()
    (statement,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement.pop("Condition") == {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}
    assert list(template.pop("Parameters")) == ["ExternalId"]
    assert template == json.loads(OWN.template)


def test_the_digest_that_is_approved_is_that_of_what_is_sent_and_both_are_told() -> None:
    plan = planned(NOTHING, external_id=GIVEN)
    *_, digest = sent(plan)
    assert digest != OWN.template_sha256
    assert f"The template's SHA-256 is {digest}." in plan.consent
    assert any("The wizard adds the one that Firetiger gave you." in line for line in plan.consent)
    assert "The role requires an external ID each time it is assumed." in plan.consent
    assert not any("requires no external ID:" in line for line in plan.consent), "the guide's words are about its own"
    observation = seen(NOTHING, external_id=GIVEN)
    (told,) = (one for one in observation.findings if "The wizard adds" in one.text)
    assert OWN.template_sha256 in told.detail
    (foreseen,) = (one for one in preview(observation, Answers(), EARLIER).found if isinstance(one, GrantedRole))
    assert (foreseen.template_sha256, foreseen.external_id) == (digest, True)


def test_what_is_added_can_be_read_as_a_difference_and_beside_the_vendors_template() -> None:
    observation = seen(NOTHING, external_id=GIVEN)
    (difference,) = (one for one in observation.findings if one.kind == "difference")
    lines = difference.body.splitlines()
    assert any(line.startswith("+") and "sts:ExternalId" in line for line in lines)
    assert [line for line in lines[2:] if line.startswith("-")] == []
    (beside,) = (one for one in observation.documents if "added" in one.title)
    assert "sts:ExternalId" not in beside.text
    assert beside.other is not None
    assert "sts:ExternalId" in beside.other
    assert not any("added" in one.title for one in seen(NOTHING).documents)


def test_a_role_that_demands_it_already_is_right_and_one_that_does_not_is_asked_about() -> None:
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": OWN.account},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": GIVEN}},
    }
    template, *_ = sent(planned(NOTHING, external_id=GIVEN))
    demanding = a_role(AssumeRolePolicyDocument={"Statement": trust})
    stack = a_stack("CREATE_COMPLETE", template)
    assert seen({**demanding, **stack}, external_id=GIVEN).state is State.SATISFIED
    open_ = seen({**a_role(), **a_stack("CREATE_COMPLETE")}, external_id=GIVEN)
    assert (open_.state, open_.trouble and open_.trouble.key) == (State.NEEDS_ANSWERS, "stack-other-template")
    (question,) = open_.questions
    assert [choice.value for choice in question.choices] == ["update"], "adopting it would leave it without the ID"


def trust(*statements: Any) -> dict[str, Any]:
    document = {"Statement": list(statements)}
    role = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r", "AssumeRolePolicyDocument": document}}
    return {"Description": "d", "Resources": {"R": role}}


def statement(principal: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}


def test_every_statement_that_lets_an_account_in_demands_it_beside_its_own_conditions_and_no_other_one_does() -> None:
    service = statement({"Service": "ec2.amazonaws.com"})
    deny = {**statement("*"), "Effect": "Deny"}
    own = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}, "Bool": {"aws:MultiFactorAuthPresent": "true"}}
    template = trust(statement({"AWS": "1"}), statement("*", Condition=own), service, deny)
    before = copy.deepcopy(template)
    changed = with_external_id(template, "r")
    assert template == before
    demanded = {"sts:ExternalId": {"Ref": "ExternalId"}}
    first, second, *others = changed["Resources"]["R"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert first["Condition"] == {"StringEquals": demanded}
    assert second["Condition"] == {**own, "StringEquals": {"aws:PrincipalOrgID": "o-1", **demanded}}
    assert others == [service, deny]
    assert list(changed) == ["Description", "Parameters", "Resources"]


@pytest.mark.parametrize(
    "template",
    [
        trust(statement({"Service": "ec2.amazonaws.com"})),
        trust(statement({"AWS": "1"}, Condition={"StringLike": {"STS:ExternalID": "x*"}})),
        trust(statement({"AWS": "1"}, Condition={"Fn::If": ["C", {}, {}]})),
        trust({"Fn::If": ["C", statement({"AWS": "1"}), statement("*")]}),
        trust("a statement"),
        trust({"Effect": "Allow", "Principal": {"AWS": "1"}, "Condition": []}),
        {"Resources": {}},
        {"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r"}}}},
    ],
)
def test_a_trust_policy_that_is_no_plain_statement_is_left_to_its_vendor(template: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstoodError):
        with_external_id(template, "r")
