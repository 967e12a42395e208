"""What the template step gives to read: the template explained, and how role and stack differ from it."""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import replace

import msgspec
import pytest

from tests.steps.test_template import EARLIER, NOTHING, OTHER, TEMPLATE, VENDOR, Aws, a_role, a_stack, seen
from wizard.model import Answers, Document, Journal, State
from wizard.steps.template.step import observe
from wizard.text.comparison import pairs

YAML = """Resources:
  Role:
    Type: AWS::IAM::Role
    DeletionPolicy: Retain
    Properties:
      RoleName: CrossAccountAccessForFiretiger
      ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess]  # no more than that
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          Effect: Allow
          Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::975050257559:root"}
          Action: sts:AssumeRole
          Condition: {StringEquals: {"sts:ExternalId": abc-1}}
"""


def differing(document: Document) -> list[tuple[str, str]]:
    """The lines in which two texts differ."""
    return [
        ((pair.left or "").strip(), (pair.right or "").strip())
        for pair in pairs(document.text, document.other or "")
        if not pair.same
    ]


def test_before_anything_is_there_the_vendors_own_text_is_read_and_its_digest_is_of_it() -> None:
    (template,) = seen(NOTHING).documents
    assert template.text == VENDOR.template
    assert hashlib.sha256(template.text.encode()).hexdigest() in template.about[0]
    assert any("Firetiger's account 975050257559" in note.text for note in template.notes)


def test_a_role_that_differs_stands_beside_the_one_that_the_template_makes() -> None:
    aws = {**a_stack("CREATE_COMPLETE"), **a_role(trusted=["975050257559", "111122223333"])}
    _, role = seen(aws).documents
    assert role.names == ("In AWS now", "In the template")
    assert any("lets account 111122223333 assume it" in text for text in role.about)
    assert any("111122223333" in left and "111122223333" not in right for left, right in differing(role))


def test_an_inline_policy_of_the_role_is_read_whole() -> None:
    policy = {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}
    listed = {"iam:ListRolePolicies": {"PolicyNames": ["more"]}, "iam:GetRolePolicy": {"PolicyDocument": policy}}
    _, role = seen({**a_stack("CREATE_COMPLETE"), **a_role(), **listed}).documents
    assert any('"s3:*"' in left for left, _ in differing(role))


def test_what_only_is_written_otherwise_is_no_difference() -> None:
    assert len(seen({**a_stack("CREATE_COMPLETE"), **a_role()}).documents) == 1


def test_a_stack_of_another_template_stands_beside_the_vendors() -> None:
    _, stack = seen({**a_stack("CREATE_COMPLETE", template=OTHER), **a_role()}).documents
    assert differing(stack) == [('"DeletionPolicy": "Delete",', '"DeletionPolicy": "Retain",')]


def test_a_stack_whose_template_cannot_be_read_is_compared_as_it_is_written() -> None:
    _, stack = seen({**a_stack("CREATE_COMPLETE", template="{ no JSON"), **a_role()}).documents
    assert (stack.text, stack.other) == ("{ no JSON", VENDOR.template)


def test_a_template_in_yaml_with_an_external_id_and_a_narrower_policy_is_used_and_explained_as_it_is() -> None:
    vendor = msgspec.structs.replace(VENDOR, template=YAML)
    observation = observe(Aws(NOTHING), Answers({}), Journal(()), replace(EARLIER, vendor=vendor))
    (template,) = observation.documents
    said = " ".join(note.text for note in template.notes)
    assert observation.state is State.UNMET
    assert (template.text, template.language) == (YAML, "yaml")
    assert "Only with the external ID abc-1." in said
    assert "It can read everything in this account" in said
    assert "everything: every action" not in said


@pytest.mark.parametrize("text", ["{", "Resources: {}", json.dumps({**copy.deepcopy(TEMPLATE), "Resources": {}})])
def test_a_template_that_is_not_understood_can_be_read_nevertheless(text: str) -> None:
    vendor = msgspec.structs.replace(VENDOR, template=text)
    observation = observe(Aws(NOTHING), Answers({}), Journal(()), replace(EARLIER, vendor=vendor))
    assert observation.state is State.BLOCKED
    assert observation.documents[0].text == text
