"""A template is explained by what is really in it, and what is not known is said to be not explained."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # it brings no types
from hypothesis import given
from hypothesis import strategies as some

from wizard.model import Document
from wizard.resources.explaining import Known
from wizard.resources.template_notes import template_document
from wizard.vendors.profile import load_vendor

VENDOR = load_vendor("firetiger")
TEMPLATE = json.loads(VENDOR.template)
ROLE = "CrossAccountAccessForFiretiger"
KNOWN = Known(
    vendor="Firetiger",
    vendor_account=VENDOR.account,
    account="428861248123",
    values={"AWS::Partition": "aws", "ExternalId": "abc-1"},
)


def explained(text: str) -> Document:
    return template_document("The template", text, KNOWN)


def with_role(**properties: Any) -> str:
    """The template with other properties of its role; what is None goes."""
    template = copy.deepcopy(TEMPLATE)
    role = template["Resources"][ROLE]["Properties"]
    role.update(properties)
    template["Resources"][ROLE]["Properties"] = {name: value for name, value in role.items() if value is not None}
    return json.dumps(template, indent=2)


def trusting(**others: Any) -> str:
    """The template with other elements in the one statement of its trust policy."""
    statement = {**TEMPLATE["Resources"][ROLE]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0], **others}
    return with_role(AssumeRolePolicyDocument={"Version": "2012-10-17", "Statement": [statement]})


def notes_beside(document: Document, code: str) -> str:
    """What is said of the lines that have this in them."""
    (number, *_) = [at for at, line in enumerate(document.text.split("\n")) if code in line]
    return " ".join(f"[{note.weight}] {note.text}" for note in document.notes if note.first <= number <= note.last)


def test_the_text_stays_the_vendors_own() -> None:
    assert explained(VENDOR.template).text == VENDOR.template


def test_principal_permissions_and_retention_of_the_shipped_template_are_marked_and_nothing_is_unexplained() -> None:
    document = explained(VENDOR.template)
    assert "[decisive] Who is let in: Firetiger's account 975050257559" in notes_beside(document, VENDOR.account)
    assert "[decisive] It can do everything" in notes_beside(document, "ManagedPolicyArns")
    assert "[decisive] They can get temporary credentials" in notes_beside(document, '"Action"')
    assert "[decisive] Deleting the stack keeps this resource" in notes_beside(document, "DeletionPolicy")
    assert {note.weight for note in document.notes} == {"decisive", "plain"}


def test_what_the_template_leaves_out_is_said_of_all_of_it() -> None:
    assert "The template asks for no external ID." in explained(VENDOR.template).about
    assert any("up to 1 hour" in text for text in explained(VENDOR.template).about)
    asks = trusting(Condition={"StringEquals": {"sts:ExternalId": "abc"}})
    assert "The template asks for no external ID." not in explained(asks).about


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ({"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}, "[decisive] Only with the external ID abc-1."),
        ({"StringLike": {"sts:ExternalId": "*"}}, "[decisive] Only with an external ID like *: a pattern"),
        ({"StringNotEquals": {"sts:ExternalId": "a"}}, "[unknown] Not explained: a condition has to hold"),
        ({"Bool": {"aws:MultiFactorAuthPresent": True}}, "[decisive] Only after signing in with MFA."),
        ({"Bool": {"aws:MultiFactorAuthPresent": "false"}}, "[decisive] Only without MFA."),
        ({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}, "or if the request has no such value."),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::1:role/x"}}, "Only if the caller's ARN is like arn:aws:iam::1"),
        ({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8"]}}, "Only from the addresses 10.0.0.0/8."),
        ({"DateLessThan": {"aws:CurrentTime": "2030-01-01"}}, "Only before 2030-01-01."),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o/*"}}, "[unknown] Not explained"),
        ({"StringEquals": {"vendor:Secret": "x"}}, "[unknown] Not explained: a condition has to hold, StringEquals"),
        (
            {"StringEquals": {"sts:ExternalId": {"Fn::If": [1, 2, 3]}}},
            "[unknown] Not explained: The template uses Fn::If",
        ),
        ({"Fn::If": ["a", {}, {}]}, "[unknown] Not explained"),
    ],
)
def test_a_condition_is_told_for_what_it_is_or_is_not_explained(condition: dict[str, Any], says: str) -> None:
    document = explained(trusting(Condition=condition))
    at = next(iter(next(iter(condition.values())))) if isinstance(next(iter(condition.values())), dict) else "Fn::If"
    assert says in notes_beside(document, f'"{at}"')


@pytest.mark.parametrize(
    ("principal", "says"),
    [
        ("*", "Who is let in: anyone with an AWS account."),
        ({"AWS": "111122223333"}, "Who is let in: account 111122223333 (it decides"),
        ({"AWS": "arn:aws:iam::975050257559:role/deploy"}, "role deploy in Firetiger's account 975050257559"),
        ({"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::428861248123:root"}}, "this account (428861248123)"),
        (
            {"Service": ["ec2.amazonaws.com", "ecs.amazonaws.com"]},
            "the AWS service ec2.amazonaws.com and the AWS service",
        ),
        ({"Federated": "accounts.example"}, "anyone who signs in through accounts.example"),
        ({"AWS": "AROAEXAMPLE"}, "AROAEXAMPLE (not explained)"),
    ],
)
def test_whoever_is_let_in_is_named(principal: Any, says: str) -> None:
    assert says in notes_beside(explained(trusting(Principal=principal)), '"Principal"')


def test_everyone_but_somebody_and_what_is_refused_are_told_apart() -> None:
    document = explained(trusting(Effect="Deny", NotAction="s3:*"))
    assert "Who is refused" in notes_beside(document, '"Principal"')
    assert "They can't call any action except s3:*" in notes_beside(document, '"NotAction"')
    statement = {"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}
    other = with_role(AssumeRolePolicyDocument={"Version": "2012-10-17", "Statement": statement})
    assert "everyone except account 111122223333" in notes_beside(explained(other), '"NotPrincipal"')


def test_a_narrower_policy_is_told_by_its_actions_and_resources() -> None:
    policy = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": ["s3:Get*", "sqs:*"], "Resource": "arn:aws:s3:::logs/*"},
    }
    document = explained(with_role(ManagedPolicyArns=None, Policies=[{"PolicyName": "logs", "PolicyDocument": policy}]))
    assert "It can call every action of s3 that begins with Get and every action of sqs." in notes_beside(
        document, '"s3:Get*"'
    )
    assert "On arn:aws:s3:::logs/* only." in notes_beside(document, '"Resource"')
    assert not any("everything" in note.text for note in document.notes)


@pytest.mark.parametrize(
    ("properties", "code", "says"),
    [
        ({"MaxSessionDuration": 43200}, "MaxSessionDuration", "[decisive] One session lasts up to 12 hours."),
        ({"PermissionsBoundary": "arn:aws:iam::1:policy/limit"}, "PermissionsBoundary", "can never do more than"),
        ({"ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]}, "ReadOnly", "[decisive] It can read"),
        ({"ManagedPolicyArns": ["arn:aws:iam::aws:policy/Strange"]}, "Strange", "[unknown] Not explained"),
        ({"ManagedPolicyArns": ["arn:aws:iam::1:policy/AdministratorAccess"]}, "iam::1", "[unknown] Not explained"),
        ({"ManagedPolicyArns": {"Fn::If": ["a", [], []]}}, "ManagedPolicyArns", "[unknown] Not explained"),
        ({"Strange": 1}, "Strange", "[unknown] Not explained: Strange"),
        ({"AssumeRolePolicyDocument": {"Statement": []}}, "AssumeRole", "${…} is plain text"),
    ],
)
def test_each_property_of_a_role_is_told_or_not_explained(properties: dict[str, Any], code: str, says: str) -> None:
    assert says in notes_beside(explained(with_role(**properties)), code)


def test_a_role_that_goes_with_its_stack_and_what_else_the_template_makes_are_told() -> None:
    template = copy.deepcopy(TEMPLATE)
    template["Resources"][ROLE]["DeletionPolicy"] = "Delete"
    template["Resources"]["Bucket"] = {"Type": "AWS::S3::Bucket"}
    template["Transform"] = "Macro"
    document = explained(json.dumps(template, indent=2))
    assert "Deleting the stack deletes this resource" in notes_beside(document, "DeletionPolicy")
    assert "Not explained: this creates AWS::S3::Bucket" in notes_beside(document, '"Bucket"')
    assert "Not explained" in notes_beside(document, "Transform")


def test_yaml_is_explained_as_json_is() -> None:
    said = {note.text for note in explained(VENDOR.template).notes}
    document = explained(yaml.safe_dump(TEMPLATE, sort_keys=False))
    assert document.language == "yaml"
    assert {note.text for note in document.notes} == said
    assert "Who is let in: Firetiger's account" in notes_beside(document, "iam::975050257559:root")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "a: *b", '{"Resources": []}', '{"Resources": {"R": []}}'])
def test_what_is_no_template_is_shown_and_not_explained(text: str) -> None:
    assert explained(text).text == text


NAMES = some.sampled_from(
    ["Resources", "Parameters", "R", "Type", "Properties", "Policies", "PolicyDocument", "Statement", "Condition",
     "AssumeRolePolicyDocument", "Principal", "NotAction", "Fn::Sub", "Fn::Join", "Ref", "ManagedPolicyArns", "AWS",
     "Effect"]
)  # fmt: skip
VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.sampled_from(["AWS::IAM::Role", "*", "Deny", "${x}", ""]),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(NAMES, inner, max_size=4),
    max_leaves=30,
)


@given(VALUES)
def test_whatever_a_template_holds_its_notes_are_of_lines_that_it_has(value: Any) -> None:
    wrapped = {"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": value}}, "Parameters": value}
    for template in (value, wrapped):
        document = explained(json.dumps(template, indent=1))
        last = document.text.count("\n")
        assert all(0 <= note.first <= note.last <= last and note.text for note in document.notes)
