"""A vendor's parameters: asked as questions, and filled into data that no answer can break out of."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.model import Answers, Parameter, RoleToMake, Vendor
from wizard.model.places import filled, places_in
from wizard.model.questions import check_answer, clean_answer
from wizard.resources.parameters import questions_of, unanswered, vendor_with
from wizard.resources.template import expected_role, parsed
from wizard.vendors.profile import load_vendor

TRUSTED = load_vendor("trusted-account")
ADMINISTRATOR, READ_ONLY = (f"arn:aws:iam::aws:policy/{name}" for name in ("AdministratorAccess", "ReadOnlyAccess"))
ANSWERED = {
    "trusted_account": "111111111111",
    "role": "role-in-accountb",
    "policies": f"{READ_ONLY}, arn:aws:iam::222222222222:policy/team/own",
    "session": "14400",
    "mfa": "true",
}
ROOT = "arn:aws:iam::111111111111:root"


def answered(**more: str) -> Vendor:
    return vendor_with(TRUSTED, Answers({**ANSWERED, **more}), more.get("external_id", ""))


def role_in(vendor: Vendor) -> dict[str, Any]:
    (role,) = json.loads(vendor.template)["Resources"].values()
    found: dict[str, Any] = role["Properties"]
    return found


# --- data ----------------------------------------------------------------------------------------------------------


def test_a_place_that_stands_alone_in_a_list_takes_in_every_value() -> None:
    values = {"policies": ("a", "b"), "zone": "Z1"}
    assert filled({"Arns": ["x", "{policies}", "{zone}"]}, values) == {"Arns": ["x", "a", "b", "Z1"]}
    assert filled("arn:aws:route53:::hostedzone/{zone}", values) == "arn:aws:route53:::hostedzone/Z1"


def test_variables_of_iam_and_names_of_keys_stay() -> None:
    document = {"{zone}": "${aws:username}/${zone}", "n": 5, "yes": True}
    assert filled(document, {"zone": "Z1"}) == document
    assert places_in(document) == frozenset()
    assert places_in(["{a}", {"k": "x{b}y"}, 3]) == {"a", "b"}


@given(value=st.text(max_size=60))
def test_no_answer_changes_the_shape_of_a_document(value: str) -> None:
    document = {"Statement": [{"Effect": "Allow", "Resource": "arn:aws:s3:::{bucket}/*"}], "Sid": "{bucket}"}
    made = json.loads(json.dumps(filled(document, {"bucket": value})))
    assert made == {"Statement": [{"Effect": "Allow", "Resource": f"arn:aws:s3:::{value}/*"}], "Sid": value}


# --- questions -----------------------------------------------------------------------------------------------------


def test_every_parameter_is_a_question_until_those_without_a_default_are_answered() -> None:
    names = [parameter.name for parameter in TRUSTED.parameters]
    assert [question.name for question in unanswered(TRUSTED, Answers())] == names
    assert (
        unanswered(TRUSTED, Answers({name: ANSWERED[name] for name in ("trusted_account", "role", "policies")})) == ()
    )
    assert unanswered(load_vendor("firetiger"), Answers()) == ()


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("trusted_account", "1111-1111-1111", "11111"),
        ("role", "role-in-accountb", "role in account b"),
        ("policies", f"{READ_ONLY},{ADMINISTRATOR}", f"{READ_ONLY}, AdministratorAccess"),
        ("session", "43200", "86400"),
        ("mfa", "false", "perhaps"),
    ],
)
def test_an_answer_is_held_to_the_parameters_pattern(name: str, right: str, wrong: str) -> None:
    question = next(question for question in questions_of(TRUSTED) if question.name == name)
    assert check_answer(question, clean_answer(question, right)) is None
    assert check_answer(question, clean_answer(question, wrong))


def test_what_tells_nobody_is_public_and_what_may_name_somebody_is_not() -> None:
    assert {question.name for question in questions_of(TRUSTED) if question.public} == {"session", "mfa"}


# --- the vendor, and its template ----------------------------------------------------------------------------------


def test_the_role_is_what_was_answered() -> None:
    vendor = answered()
    properties = role_in(vendor)
    assert properties["RoleName"] == vendor.role_name == "role-in-accountb"
    assert properties["ManagedPolicyArns"] == [READ_ONLY, "arn:aws:iam::222222222222:policy/team/own"]
    assert properties["MaxSessionDuration"] == 14400
    assert properties["AssumeRolePolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"AWS": [ROOT]},
            "Action": ["sts:AssumeRole"],
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        }
    ]
    assert (vendor.account, vendor.name) == ("111111111111", "account 111111111111")
    assert vendor.whose_account == "Account 111111111111"
    assert vendor.stack_name == "trusted-account-role-in-accountb"
    assert not places_in([vendor.account, vendor.stack_name, *vendor.next, vendor.template])
    assert places_in(list(vendor.access_in_words)) == {"account"}


def test_without_mfa_and_external_id_the_trust_has_no_condition() -> None:
    assert "Condition" not in role_in(answered(mfa="false"))["AssumeRolePolicyDocument"]["Statement"][0]


def test_an_external_id_that_was_given_is_demanded_as_a_parameter_of_the_stack() -> None:
    vendor = answered(mfa="false", external_id="abc-123")
    condition = role_in(vendor)["AssumeRolePolicyDocument"]["Statement"][0]["Condition"]
    assert condition == {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}
    assert expected_role(parsed(vendor.template), vendor.role_name, {"ExternalId": "abc-123"}).asks_for_external_id
    assert "abc-123" not in vendor.template


def test_the_wizard_understands_the_template_that_it_builds() -> None:
    vendor = answered(policies=ADMINISTRATOR)
    role = expected_role(parsed(vendor.template), vendor.role_name, {})
    assert (role.administrator, role.session) == (True, 14400)


def test_the_same_answers_make_the_same_template_and_others_another() -> None:
    assert answered() == answered()
    assert answered().template_sha256 != answered(session="3600").template_sha256


def test_a_vendor_with_a_template_of_its_own_is_the_same_for_everybody() -> None:
    firetiger = load_vendor("firetiger")
    assert vendor_with(firetiger, Answers({"role": "x"})) is firetiger


def test_documents_of_a_profile_become_inline_policies_with_the_answers_in_them() -> None:
    """As a partner's profile for the records of one zone would have it: nothing but data."""
    records = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["route53:ChangeResourceRecordSets"],
                "Resource": "arn:aws:route53:::hostedzone/{zone}",
            }
        ],
    }
    zone = Parameter(name="zone", question="Which zone?", pattern="Z[A-Z0-9]{1,31}", example="Z0123456789")
    partner = msgspec.structs.replace(
        TRUSTED,
        parameters=(*TRUSTED.parameters, zone),
        role=RoleToMake(documents={"ZoneRecords": records}, external_id="required"),
    )
    made = vendor_with(partner, Answers({**ANSWERED, "zone": "Z42"}), "abc")
    (policy,) = role_in(made)["Policies"]
    assert policy["PolicyName"] == "ZoneRecords"
    assert policy["PolicyDocument"]["Statement"][0]["Resource"] == "arn:aws:route53:::hostedzone/Z42"
    assert "ManagedPolicyArns" not in role_in(made)


@pytest.mark.parametrize(
    "more", [{}, {"mfa": "false"}, {"external_id": "abc-123"}], ids=["mfa", "plain", "external id"]
)
def test_cfn_lint_passes_on_the_template(tmp_path: Path, more: dict[str, str]) -> None:
    path = tmp_path / "template.json"
    path.write_text(answered(**more).template)
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--regions", "us-east-1", "--", str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
