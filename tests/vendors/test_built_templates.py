"""The template of every shipped vendor that brings none: built from the examples, and held to what AWS publishes.

cfn-lint holds it to CloudFormation's schemas and judges its policies; the Service Authorization Reference, as
policy-sentry carries it, says which actions there are and which resources each of them takes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from policy_sentry.querying.actions import get_action_data

from tests.vendors.starting import ready_profile
from wizard.model import Answers, Vendor
from wizard.resources.parameters import vendor_with
from wizard.vendors.profile import load_vendor, vendor_names

BUILT = [name for name in vendor_names() if load_vendor(name).role]
EXTERNAL_ID = "example-external-id-4242"
# What a role's resource and action say of each other: cfn-lint only mentions it unless it is asked to judge it.
JUDGED_TOO = ("I3510", "W3037")


def built(vendor: Vendor, external_id: str) -> Vendor:
    answers = {one.name: one.default or one.example for one in vendor.parameters}
    return vendor_with(vendor, Answers(answers), external_id)


def lint(path: Path, template: str) -> subprocess.CompletedProcess[str]:
    path.write_text(template)
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--regions", "us-east-1", "-c", *JUDGED_TOO]
    return subprocess.run([*command, "--", str(path)], capture_output=True, text=True, check=False)


def statements(template: str) -> Iterator[Mapping[str, Any]]:
    for resource in json.loads(template)["Resources"].values():
        for policy in resource["Properties"].get("Policies", ()):
            yield from policy["PolicyDocument"]["Statement"]


def wrong_in(statement: Mapping[str, Any]) -> list[str]:
    """What AWS does not know: actions that do not exist, and resources that an action does not take."""
    found = []
    for action in statement["Action"]:
        service, _, name = action.partition(":")
        formats = [one["resource_arn_format"] for one in get_action_data(service, name).get(service, ())]
        takes = [re.sub(r"\\\$\\\{\w+\\\}", "[^:]+", re.escape(one)) for one in formats if one != "*"]
        found += [] if formats else [f"{action} is no action"]
        for resource in statement["Resource"]:
            fits = any(re.fullmatch(one, resource) for one in takes) or (not takes and resource == "*")
            found += [] if fits else [f"{action} takes no {resource}"]
    return found


@pytest.mark.parametrize("external_id", ["", EXTERNAL_ID], ids=["without an ID", "with an ID"])
@pytest.mark.parametrize("name", BUILT)
def test_both_linters_pass_on_the_template(name: str, external_id: str, tmp_path: Path) -> None:
    template = built(load_vendor(name), external_id).template
    ended = lint(tmp_path / "template.json", template)
    assert ended.returncode == 0, ended.stdout
    assert [wrong for one in statements(template) for wrong in wrong_in(one)] == []


def test_they_pass_on_the_template_of_the_profile_to_start_from(tmp_path: Path) -> None:
    template = built(load_vendor(str(ready_profile(tmp_path / "new"))), EXTERNAL_ID).template
    assert lint(tmp_path / "template.json", template).returncode == 0
    assert [wrong for one in statements(template) for wrong in wrong_in(one)] == []


@pytest.mark.parametrize(
    ("action", "resource", "wrong"),
    [
        ("s3:GetObjekt", "arn:aws:s3:::a-bucket/*", "s3:GetObjekt is no action"),
        ("s3:GetObject", "arn:aws:s3:::a-bucket", "s3:GetObject takes no arn:aws:s3:::a-bucket"),
        ("s3:GetObject", "*", "s3:GetObject takes no *"),
        ("route53:ChangeResourceRecordSets", "arn:aws:route53:::zone/Z1", "takes no arn:aws:route53:::zone/Z1"),
    ],
)
def test_the_linter_of_policies_sees_what_is_wrong(action: str, resource: str, wrong: str) -> None:
    (found, *_) = wrong_in({"Action": [action], "Resource": [resource]})
    assert wrong in found


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        (
            "partner-access",
            {
                ("route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"): [
                    "arn:aws:route53:::hostedzone/Z8L2Y45GOT7LQT"
                ]
            },
        ),
        ("s3-exchange", {("s3:GetObject", "s3:PutObject", "s3:PutObjectAcl"): ["arn:aws:s3:::cross-account-bucket/*"]}),
    ],
)
def test_a_role_may_what_its_guide_says_and_no_more(name: str, allowed: Mapping[tuple[str, ...], list[str]]) -> None:
    made = built(load_vendor(name), EXTERNAL_ID)
    assert {tuple(one["Action"]): one["Resource"] for one in statements(made.template)} == allowed
    assert made.policies == ()


@pytest.mark.parametrize("name", BUILT)
def test_an_external_id_is_demanded_as_exactly_one_value_of_the_stack(name: str) -> None:
    (role,) = json.loads(built(load_vendor(name), EXTERNAL_ID).template)["Resources"].values()
    (statement,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"]["StringEquals"] == {"sts:ExternalId": {"Ref": "ExternalId"}}
    assert json.loads(built(load_vendor(name), EXTERNAL_ID).template)["Parameters"]["ExternalId"]["Type"] == "String"


def test_the_stack_is_called_what_a_stack_can_be_called_whatever_the_role_is() -> None:
    vendor = load_vendor("s3-exchange")
    made = vendor_with(vendor, Answers({"other_account": "111111111111", "bucket": "b.c.d", "role": "a_b.c@d"}))
    assert (made.role_name, made.stack_name) == ("a_b.c@d", "s3-exchange-a-b-c-d")
