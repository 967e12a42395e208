"""The command `export`: what it prints, and one sentence where a form cannot say what is made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from wizard.cli.commands.export import run
from wizard.cli.options import parse
from wizard.cli.usage import UsageProblem
from wizard.export.forms import FORMS
from wizard.frontends.exits import Exit
from wizard.vendors.profile import load_vendor

HOSTED = "https://example-templates.s3.eu-west-1.amazonaws.com/v1/role.json"
READER = "arn:aws:iam::123456789012:role/reader"
ANSWERED = """
[template]
trusted_account = "111111111111"
role = "role-in-accountb"
policies = "arn:aws:iam::aws:policy/ReadOnlyAccess"
"""

Profile = dict[str, Any]


def exported(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What it prints, and nothing on standard error."""
    settings = parse(["export", *words])
    assert run(settings) is Exit.COMPLETE
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def refusal(*words: str) -> str:
    with pytest.raises(UsageProblem) as caught:
        run(parse(["export", *words]))
    return str(caught.value)


def template(**more: Any) -> dict[str, Any]:
    """A vendor's template with a role; more: of that role."""
    trust = {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "sts:AssumeRole"}
    properties = {"RoleName": "reader", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]}}
    return {"Resources": {"Reader": {"Type": "AWS::IAM::Role", "Properties": {**properties, **more}}}}


def profile(folder: Path, made: Mapping[str, Any], extra: str = "") -> str:
    """The path of a profile that brings this template."""
    text = json.dumps(made)
    (folder / "template.json").write_text(text)
    (folder / "profile.toml").write_text(
        'id = "acme"\nname = "Acme"\naccount = "444455556666"\ncontact = "your Acme engineer"\nrole_name = "reader"\n'
        'stack_name = "acme"\nregions = ["eu-west-1"]\n'
        f'template_sha256 = "{hashlib.sha256(text.encode()).hexdigest()}"\n{extra}'
    )
    return str(folder / "profile.toml")


def answers(folder: Path, text: str) -> str:
    (folder / "answers.toml").write_text(text)
    return str(folder / "answers.toml")


def test_the_vendors_own_template_is_printed_byte_for_byte(capsys: pytest.CaptureFixture[str]) -> None:
    assert exported(capsys, "--as", "cloudformation-json") == load_vendor("firetiger").template


def test_a_form_has_to_be_named_and_the_sentence_names_all_of_them() -> None:
    assert all(form in refusal() for form in FORMS)


def test_answers_that_the_vendor_needs_are_named(tmp_path: Path) -> None:
    said = refusal("--vendor", "trusted-account", "--as", "terraform")
    assert said.endswith("trusted_account, role, policies. Name the file with --answers.")
    partly = answers(tmp_path, '[template]\nrole = "reader"\n')
    assert "file: trusted_account, policies." in refusal(
        "--vendor", "trusted-account", "--answers", partly, "--as", "terraform"
    )


def test_what_was_answered_is_in_every_form_and_so_is_the_external_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = answers(tmp_path, f'{ANSWERED}external_id = "ab-12"\n')
    for form in FORMS.keys() - {"console-link"}:
        text = exported(capsys, "--vendor", "trusted-account", "--answers", file, "--as", form)
        assert all(value in text for value in ("111111111111", "role-in-accountb", "ReadOnlyAccess", "ab-12")), form


def test_an_external_id_that_the_vendors_template_does_not_demand_is_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = answers(tmp_path, '[template]\nexternal_id = "ab-12"\n')
    for form in sorted(set(FORMS) - {"console-link"}):
        assert "ab-12" in exported(capsys, "--answers", file, "--as", form), form


def test_the_hosted_template_is_no_form_of_a_role_that_an_external_id_was_added_to(tmp_path: Path) -> None:
    hosted = profile(tmp_path, template(), f'template_url = "{HOSTED}"\n')
    file = answers(tmp_path, '[template]\nexternal_id = "ab-12"\n')
    assert "no hosted template" in refusal("--vendor", hosted, "--answers", file, "--as", "console-link")


def test_an_external_id_that_can_not_be_added_is_refused(tmp_path: Path) -> None:
    made = template()
    (statement,) = made["Resources"]["Reader"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    statement["Condition"] = {"StringEquals": {"sts:ExternalId": "the-vendors-own"}}
    file = answers(tmp_path, '[template]\nexternal_id = "ab-12"\n')
    vendor = ("--vendor", profile(tmp_path, made))
    assert "doesn't take an external ID" in refusal(*vendor, "--answers", file, "--as", "terraform")


def test_a_role_that_demands_an_external_id_is_not_exported_without_one(tmp_path: Path) -> None:
    made = {**template(), "Parameters": {"ExternalId": {"Type": "String"}}}
    assert "demands an external ID" in refusal("--vendor", profile(tmp_path, made), "--as", "console-steps")


def test_a_link_needs_a_template_that_the_vendor_hosts() -> None:
    assert refusal("--as", "console-link").startswith("The vendor's profile names no hosted template")


def test_a_link_opens_the_hosted_template_with_the_stacks_name_and_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = {**template(), "Parameters": {"ExternalId": {"Type": "String"}}}
    hosted = profile(tmp_path, made, f'template_url = "{HOSTED}"\n')
    file = answers(tmp_path, '[template]\nexternal_id = "a/b+c=1"\nstack_name = "for-acme"\n')
    link = exported(capsys, "--vendor", hosted, "--answers", file, "--region", "eu-central-1", "--as", "console-link")
    address = urlsplit(link.strip())
    assert (address.scheme, address.netloc) == ("https", "eu-central-1.console.aws.amazon.com")
    assert parse_qs(address.query) == {"region": ["eu-central-1"]}
    page, _, asked = address.fragment.partition("?")
    assert page == "/stacks/quickcreate"
    assert "+" not in asked, "the console takes a plus as a plus"
    assert parse_qs(asked) == {"templateURL": [HOSTED], "stackName": ["for-acme"], "param_ExternalId": ["a/b+c=1"]}


@pytest.mark.parametrize(
    "address", ["http://bucket.s3.amazonaws.com/t.json", "https://example.com/t.json", "role.json"]
)
def test_a_hosted_template_is_an_object_in_amazon_s3(address: str, tmp_path: Path) -> None:
    hosted = profile(tmp_path, template(), f'template_url = "{address}"\n')
    assert "`$.template_url` has to be" in refusal("--vendor", hosted, "--as", "console-link")


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (template(Path={"Fn::ImportValue": "path"}), "Fn::ImportValue"),
        (template(Path={"Fn::Sub": "/${AWS::AccountId}/"}), "AWS::AccountId"),
        (template(NewProperty=1), "NewProperty"),
        ({**template(), "Conditions": {"Always": {}}}, "Conditions"),
        ({"Resources": {**template()["Resources"], "Bucket": {"Type": "AWS::S3::Bucket"}}}, "AWS::S3::Bucket"),
        ({"Resources": {"Reader": {**template()["Resources"]["Reader"], "DependsOn": "Bucket"}}}, "DependsOn"),
    ],
    ids=["function", "pseudo parameter", "property", "section", "resource", "attribute"],
)
@pytest.mark.parametrize("form", sorted(FORMS.keys() - {"cloudformation-json", "cloudformation-yaml", "console-link"}))
def test_what_a_form_has_no_word_for_is_named_and_not_left_out(
    form: str, made: dict[str, Any], why: str, tmp_path: Path
) -> None:
    assert why in refusal("--vendor", profile(tmp_path, made), "--as", form)


def test_a_path_is_said_to_be_nothing_that_the_console_can_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor = profile(tmp_path, template(Path="/vendors/"))
    assert "has the path /vendors/" in refusal("--vendor", vendor, "--as", "console-steps")
    assert "--path /vendors/" in exported(capsys, "--vendor", vendor, "--as", "aws-cli")


@pytest.mark.parametrize("form", ["cdk-typescript", "cdk-python"])
def test_a_stack_of_a_role_with_signs_gets_a_name_that_cdk_can_have(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = answers(tmp_path, ANSWERED.replace("role-in-accountb", "role_in+accountb"))
    said = exported(capsys, "--vendor", "trusted-account", "--answers", file, "--as", form)
    assert "trusted-account-role-in-accountb" in said
    assert "role_in+accountb" in said


def test_a_grant_is_exported_by_the_roles_arn_and_who_assumes_it(capsys: pytest.CaptureFixture[str]) -> None:
    made = json.loads(exported(capsys, "grant", READER, "--to", "group/dev", "--as", "cloudformation-json"))
    (policy,) = made["Resources"].values()
    assert policy["Type"] == "AWS::IAM::GroupPolicy"
    assert policy["Properties"]["PolicyDocument"]["Statement"][0]["Resource"] == READER
    assert "--to" in refusal("grant", READER, "--as", "terraform")
    assert "leave managed out" in refusal("grant", READER, "--to", "group/dev", "--managed", "x", "--as", "terraform")


def test_two_roles_of_one_name_in_two_accounts_have_two_policies(capsys: pytest.CaptureFixture[str]) -> None:
    other = READER.replace("123456789012", "210987654321")
    one, two = (exported(capsys, "grant", arn, "--to", "user/ada", "--as", "aws-cli") for arn in (READER, other))
    assert "--policy-name AssumeRole-123456789012-reader" in one
    assert "--policy-name AssumeRole-210987654321-reader" in two


@pytest.mark.parametrize("workflow", ["verify", "revoke"])
def test_a_workflow_that_makes_nothing_has_nothing_to_export(workflow: str) -> None:
    assert "makes nothing that could be exported" in refusal(workflow, READER, "--as", "terraform")
