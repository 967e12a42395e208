"""What a template would make, and when two templates mean the same."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # it brings no types

from wizard.resources import template as texts
from wizard.vendors.profile import load_vendor

VENDOR = load_vendor("firetiger")
TEMPLATE = json.loads(VENDOR.template)
ROLE = "CrossAccountAccessForFiretiger"


def changed(path: str, value: object) -> dict[str, Any]:
    """The guide's template with one value changed; the path goes from the role's resource."""
    template = copy.deepcopy(TEMPLATE)
    *way, last = path.split(".")
    place = template["Resources"][ROLE]
    for key in way:
        place = place[key]
    place[last] = value
    return dict(template)


def test_the_guides_template_makes_an_administrator_that_trusts_the_vendor_alone() -> None:
    role = texts.expected_role(TEMPLATE, VENDOR.role_name, {})
    assert role.administrator
    assert [grant.whom for grant in role.trust] == ["account 975050257559"]
    assert not role.asks_for_external_id


def test_a_parameter_and_a_pseudo_parameter_are_filled_in() -> None:
    condition = {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}
    template = changed("Properties.AssumeRolePolicyDocument.Statement", [
        {"Effect": "Allow", "Principal": {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::975050257559:root"}},
         "Action": "sts:AssumeRole", "Condition": condition}
    ])  # fmt: skip
    template["Parameters"] = {"ExternalId": {"Type": "String"}}
    role = texts.expected_role(template, ROLE, {"AWS::Partition": "aws", "ExternalId": "abc"})
    assert role.asks_for_external_id
    assert texts.external_id_parameter(template) == "ExternalId"
    assert texts.needs_value(template, "ExternalId")


def test_a_parameter_without_a_value_is_not_guessed() -> None:
    with pytest.raises(texts.NotUnderstoodError, match="Where"):
        texts.expected_role(changed("Properties.Path", {"Ref": "Where"}), ROLE, {})


def test_a_function_that_cannot_be_judged_is_refused() -> None:
    with pytest.raises(texts.NotUnderstoodError, match="Fn::If"):
        texts.expected_role(changed("Properties.Path", {"Fn::If": ["a", "b", "c"]}), ROLE, {})


@pytest.mark.parametrize("text", ["Resources: {}", "[]", "{}", '{"Resources": {}}'])
def test_what_is_no_template_with_the_role_is_refused(text: str) -> None:
    with pytest.raises(texts.NotUnderstoodError):
        texts.expected_role(texts.parsed(text), ROLE, {})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("Properties.ManagedPolicyArns", "arn:aws:iam::aws:policy/AdministratorAccess"),
        ("Properties.AssumeRolePolicyDocument.Statement", TEMPLATE["Resources"][ROLE]["Properties"]
         ["AssumeRolePolicyDocument"]["Statement"][0]),
    ],
)  # fmt: skip
def test_another_way_to_write_the_template_means_the_same(path: str, value: object) -> None:
    assert texts.same_meaning(changed(path, value), TEMPLATE)


def test_the_account_id_means_the_same_as_its_root_arn() -> None:
    text = VENDOR.template.replace("arn:aws:iam::975050257559:root", "975050257559")
    assert texts.same_meaning(json.loads(text), TEMPLATE)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("DeletionPolicy", "Delete"),
        ("Properties.Description", "in other words"),
        ("Properties.MaxSessionDuration", 7200),
        ("Properties.ManagedPolicyArns", []),
    ],
)
def test_another_template_is_told_apart_and_its_difference_shown(path: str, value: object) -> None:
    other = changed(path, value)
    assert not texts.same_meaning(other, TEMPLATE)
    diff = texts.difference(other, VENDOR.template, ("firetiger-bootstrap as it is in AWS", "as Firetiger gives it"))
    assert diff.startswith("--- firetiger-bootstrap as it is in AWS")
    assert path.split(".")[-1] in diff


def test_the_description_and_the_version_of_the_template_itself_say_nothing() -> None:
    other = {**TEMPLATE, "Description": "in other words", "AWSTemplateFormatVersion": "2010-09-09"}
    assert texts.same_meaning(other, TEMPLATE)


def test_order_has_no_meaning_in_a_policy_and_has_one_elsewhere() -> None:
    def statement(*actions: str) -> dict[str, object]:
        return {"P": {"Statement": [{"Action": list(actions), "Condition": {"StringEquals": {"k": list(actions)}}}]}}

    assert texts.same_meaning(statement("a", "b"), statement("b", "a"))
    assert not texts.same_meaning({"Commands": ["a", "b"]}, {"Commands": ["b", "a"]})
    assert not texts.same_meaning({"Commands": ["a"]}, {"Commands": "a"})


def test_order_inside_a_function_has_a_meaning() -> None:
    one = {"Value": {"Fn::Join": ["", ["a", "b"]]}}
    assert not texts.same_meaning(one, {"Value": {"Fn::Join": ["", ["b", "a"]]}})


def test_a_template_that_cannot_be_read_is_compared_as_text() -> None:
    assert "-Resources: {" in texts.difference("Resources: {\n  Role: x", VENDOR.template, "s")


def test_a_template_in_yaml_is_compared_by_its_meaning() -> None:
    live = yaml.safe_dump(TEMPLATE, sort_keys=True)
    assert texts.same_meaning(texts.parsed(live), TEMPLATE)
    assert texts.difference(live, VENDOR.template, "s") == ""


def test_a_role_is_found_in_yaml_with_short_functions() -> None:
    text = """
Parameters:
  ExternalId: {Type: String}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: Vendor
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::012345670123:root"}
            Action: sts:AssumeRole
            Condition: {StringEquals: {"sts:ExternalId": !Ref ExternalId}}
"""
    role = texts.expected_role(texts.parsed(text), "Vendor", {"AWS::Partition": "aws", "ExternalId": "abc"})
    assert [grant.whom for grant in role.trust] == ["account 012345670123"]
    assert role.asks_for_external_id
