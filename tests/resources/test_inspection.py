"""The static judge: who gets in, with which external ID, what the role may do, and what is not understood."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from wizard.model import Vendor
from wizard.resources.inspection.expected import expected_of
from wizard.resources.inspection.files import subjects
from wizard.resources.inspection.judge import Judgement, judge
from wizard.resources.inspection.subject import NotInspectableError
from wizard.vendors.profile import load_vendor

FIRETIGER = load_vendor("firetiger")
THEIRS = "arn:aws:iam::975050257559:root"
STRANGER = "999999999999"
ID = "example-external-id-4242"


def document(*statements: dict[str, Any], version: str = "2012-10-17") -> dict[str, Any]:
    return {"Version": version, "Statement": list(statements)}


def trust(**members: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"AWS": THEIRS}, "Action": "sts:AssumeRole", **members}


def demanding(external_id: Any = ID, operator: str = "StringEquals") -> dict[str, Any]:
    return {operator: {"sts:ExternalId": external_id}}


def inspected(value: object, external_id: str = "", vendor: Vendor = FIRETIGER) -> Judgement:
    (subject,) = subjects(json.dumps(value), "file.json")
    return judge(subject, expected_of(vendor, external_id, subject.account))


def rules(value: object, external_id: str = "") -> set[str]:
    return {finding.rule for finding in inspected(value, external_id).findings if finding.severity != "note"}


# --- who gets in ---------------------------------------------------------------------------------------------------


def test_the_vendors_template_is_right_and_says_what_an_external_id_would_be_for() -> None:
    judgement = inspected(json.loads(FIRETIGER.template))
    assert judgement.right
    (note,) = judgement.findings
    assert (note.rule, note.severity, note.control) == ("external-id-none", "note", "CAA-002")
    assert "confused deputy" in note.sentence
    assert judgement.differences == ()
    assert judgement.controls["CAA-001"] == "met"
    assert judgement.controls["CAA-002"] == "unmet"
    assert judgement.controls["CAA-007"] == "unmet", "an administrator has not the least privilege"
    assert judgement.controls["CAA-004"] == "not seen"


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (trust(Principal="*"), "trust-open-to-everybody"),
        (trust(Principal={"AWS": "*"}), "trust-open-to-everybody"),
        (trust(Principal={"AWS": ["*", THEIRS]}), "trust-open-to-everybody"),
        (
            trust(Principal="*", Condition={"StringEqualsIfExists": {"aws:PrincipalAccount": "975050257559"}}),
            "trust-open-to-everybody",
        ),
        (
            trust(Principal="*", Condition={"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}}),
            "trust-open-to-everybody",
        ),
        (
            trust(Principal="*", Condition={"ForAllValues:StringEquals": {"aws:PrincipalAccount": "975050257559"}}),
            "trust-open-to-everybody",
        ),
        (
            trust(Principal="*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}}),
            "trust-principal-too-wide",
        ),
        (
            trust(Principal="*", Condition={"StringEquals": {"aws:PrincipalAccount": STRANGER}}),
            "trust-unexpected-principal",
        ),
        (trust(Principal={"AWS": STRANGER}), "trust-unexpected-principal"),
        (trust(Principal={"AWS": [THEIRS, f"arn:aws:iam::{STRANGER}:role/x"]}), "trust-unexpected-principal"),
        (trust(Principal={"AWS": "AROAEXAMPLEEXAMPLE00"}), "trust-deleted-principal"),
        (trust(Principal={"AWS": "AIDAEXAMPLEEXAMPLE00"}), "trust-deleted-principal"),
        (trust(Principal={"AWS": "arn:aws:iam::97505025755?:root"}), "trust-principal-unclear"),
        (trust(Principal={"CanonicalUser": "abc"}), "trust-unexpected-principal"),
        (trust(Principal={"Service": "account-access.amazonaws.com"}), "trust-service-open"),
        (
            trust(
                Principal={"Service": "account-access.amazonaws.com"},
                Condition={"StringEquals": {"aws:SourceAccount": "111111111111"}},
            ),
            "trust-service-open",
        ),
        (trust(Principal={"Service": "rolesanywhere.amazonaws.com"}), "trust-service-open"),
        (trust(Principal={"Service": "lambda.amazonaws.com"}), "trust-service-unlimited"),
        (trust(Principal={"Federated": "arn:aws:iam::111111111111:saml-provider/corp"}), "trust-unexpected-principal"),
        (trust(Principal={"Federated": "accounts.google.com"}), "trust-federated-open"),
        (trust(Action="sts:*"), "trust-actions"),
        (trust(Action="*"), "trust-actions"),
    ],
)
def test_whoever_should_not_get_in_is_told(statement: dict[str, Any], rule: str) -> None:
    assert rule in rules(document(statement))


def test_not_principal_and_not_action_are_told() -> None:
    everybody_else = {"Effect": "Allow", "NotPrincipal": {"AWS": THEIRS}, "Action": "sts:AssumeRole"}
    assert "trust-not-principal" in rules(document(everybody_else))
    everything_else = {"Effect": "Allow", "Principal": {"AWS": THEIRS}, "NotAction": "sts:TagSession"}
    assert "trust-not-action" in rules(document(everything_else))


@pytest.mark.parametrize(
    "statement",
    [
        trust(),
        trust(Principal={"AWS": "975050257559"}),
        trust(Principal={"AWS": ["arn:aws:iam::975050257559:role/deploy"]}),
        trust(Action=["sts:AssumeRole", "sts:TagSession"]),
        trust(Principal="*", Condition={"StringEquals": {"aws:PrincipalAccount": "975050257559"}}),
        trust(Principal="*", Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::975050257559:role/*"}}),
    ],
)
def test_the_vendors_own_account_may(statement: dict[str, Any]) -> None:
    assert rules(document(statement)) == set()


def test_a_service_and_an_issuer_held_to_exact_values_are_still_not_the_vendors() -> None:
    source = {"StringEquals": {"aws:SourceAccount": "1" * 12}, "ArnEquals": {"aws:SourceArn": "arn:aws:x:y:1:z"}}
    service = trust(Principal={"Service": "account-access.amazonaws.com"}, Condition=source)
    assert rules(document(service)) == {"trust-unexpected-principal"}
    provider = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"
    subject = {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:example/deploy:ref:refs/heads/main"}}
    issuer = trust(Principal={"Federated": provider}, Action="sts:AssumeRoleWithWebIdentity", Condition=subject)
    assert rules(document(issuer)) == {"trust-unexpected-principal"}


# --- the external ID -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statements", "rule"),
    [
        ([trust()], "external-id-missing"),
        ([trust(Condition=demanding("other-id"))], "external-id-other"),
        ([trust(Condition=demanding([ID, "other-id"]))], "external-id-other"),
        ([trust(Condition=demanding(operator="StringEqualsIfExists"))], "external-id-loosened"),
        ([trust(Condition=demanding("other", "StringNotEquals"))], "external-id-loosened"),
        ([trust(Condition=demanding(operator="ForAllValues:StringEquals"))], "external-id-loosened"),
        ([trust(Condition={"Null": {"sts:ExternalId": "false"}})], "external-id-loosened"),
        ([trust(Condition=demanding("*", "StringLike"))], "external-id-wildcard"),
        ([trust(Condition=demanding("example-*", "StringLike"))], "external-id-wildcard"),
        ([trust(Condition=demanding("${aws:PrincipalAccount}"))], "external-id-variable"),
        ([trust(Condition=demanding("0000"))], "external-id-meaningless"),
        ([trust(Condition=demanding("x"))], "external-id-meaningless"),
        ([trust(Condition=demanding()), trust()], "external-id-looser-statement"),
    ],
)
def test_an_external_id_that_is_not_demanded_exactly_is_told(statements: list[dict[str, Any]], rule: str) -> None:
    judgement = inspected(document(*statements), ID)
    assert rule in {finding.rule for finding in judgement.findings}
    assert not judgement.right
    assert judgement.controls["CAA-002"] == "unmet"


@pytest.mark.parametrize("condition", [demanding(), demanding([ID]), demanding(operator="StringLike")])
def test_the_right_one_on_every_statement_is_right(condition: dict[str, Any]) -> None:
    judgement = inspected(document(trust(Condition=condition)), ID)
    assert (judgement.findings, judgement.controls["CAA-002"]) == ((), "met")


def test_variables_of_the_old_version_are_plain_text() -> None:
    old = document(trust(Condition=demanding("${aws:username}")), version="2008-10-17")
    assert rules(old, "${aws:username}") == set()


# --- what it does not understand -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (trust(Condition={"StringAlmostEquals": {"sts:ExternalId": ID}}), "the operator StringAlmostEquals"),
        (trust(Condition={"StringEquals": {"aws:MoonPhase": "full"}}), "the condition key aws:MoonPhase"),
        (trust(Condition=["StringEquals"]), "a Condition that isn't an object"),
        (trust(Purpose="deploy"), "Purpose in a statement"),
        (trust(Effect="Permit"), "the effect 'Permit'"),
        (trust(Principal={"Robot": "R2"}), "the principal Robot R2"),
        (trust(Principal={"AWS": {"Ref": "Partner"}}), "the principal AWS {'Ref': 'Partner'}"),
    ],
)
def test_what_is_not_understood_is_named_and_never_right(statement: dict[str, Any], what: str) -> None:
    judgement = inspected(document(statement))
    assert f"The wizard can't judge this: {what}." in [finding.sentence for finding in judgement.findings]
    assert not judgement.right


def test_evidence_is_the_statement_and_its_place() -> None:
    judgement = inspected(
        {"Role": {"RoleName": "r", "AssumeRolePolicyDocument": document(trust(), trust(Principal="*"))}}
    )
    worst = judgement.findings[0]
    assert worst.evidence.pointer == "/Role/AssumeRolePolicyDocument/Statement/1"
    assert json.loads(worst.evidence.text)["Principal"] == "*"


# --- what it may do ------------------------------------------------------------------------------------------------


def role(**members: Any) -> dict[str, Any]:
    """As GetAccountAuthorizationDetails answers it, with all that Firetiger's template gives it."""
    administrator = {"PolicyName": "AdministratorAccess", "PolicyArn": FIRETIGER.policies[0]}
    return {
        "RoleDetailList": [
            {
                "RoleName": FIRETIGER.role_name,
                "Path": "/",
                "Arn": f"arn:aws:iam::111122223333:role/{FIRETIGER.role_name}",
                "AssumeRolePolicyDocument": quote(json.dumps(document(trust()))),
                "RolePolicyList": [],
                "AttachedManagedPolicies": [administrator],
                "Tags": [],
                **members,
            }
        ]
    }


def test_a_whole_role_is_compared_with_the_template() -> None:
    judgement = inspected(role())
    assert judgement.right
    assert [difference for difference in judgement.differences if "tag" not in difference] == []
    added = {"PolicyName": "x", "PolicyArn": "arn:aws:iam::aws:policy/IAMFullAccess"}
    judgement = inspected(role(AttachedManagedPolicies=[added]))
    assert {finding.rule for finding in judgement.findings} >= {"permission-beyond-profile"}
    assert any("AdministratorAccess" in difference for difference in judgement.differences)


def test_permissions_beyond_the_profile_and_ways_to_get_more_are_told() -> None:
    given = {"Effect": "Allow", "Action": ["iam:PassRole", "s3:GetObject"], "Resource": "*"}
    found = rules(document(given))
    assert found == {"permission-beyond-profile", "permission-escalation"}
    assert rules(document({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})) >= {"permission-by-exception"}
    assert rules(document({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::a"})) >= {
        "permission-by-exception"
    }
    assert rules(document({"Effect": "Deny", "Action": "*", "Resource": "*"})) == set()


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ({"MaxSessionDuration": 43200}, "session-longer"),
        ({"MaxSigninSessionDuration": 7_776_000}, "signin-session"),
        ({"Powers": "more"}, "not-understood"),
    ],
)
def test_limits_of_the_role_and_members_that_are_new_are_told(members: dict[str, Any], rule: str) -> None:
    assert rule in {finding.rule for finding in inspected(role(**members)).findings}


def test_a_boundary_is_good_to_know() -> None:
    judgement = inspected(role(PermissionsBoundary={"PermissionsBoundaryArn": "arn:aws:iam::aws:policy/x"}))
    assert [finding.severity for finding in judgement.findings if finding.rule == "boundary"] == ["note"]


def test_a_role_without_a_trust_policy_is_not_called_right() -> None:
    assert not inspected({"Resources": {"R": {"Type": "AWS::IAM::Role"}}}).right


def test_the_own_account_is_told_where_it_is_known() -> None:
    own = document(trust(Principal={"AWS": [THEIRS, "arn:aws:iam::111122223333:root"]}))
    assert "trust-own-account" in {finding.rule for finding in inspected(role(AssumeRolePolicyDocument=own)).findings}


# --- files ---------------------------------------------------------------------------------------------------------

YAML = """
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Partner: {Type: String, Default: "975050257559"}
Resources:
  Entry:
    Type: AWS::IAM::Role
    Properties:
      RoleName: entry
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::${Partner}:root"}
            Action: sts:AssumeRole
            Condition: {StringEquals: {sts:ExternalId: example-external-id-4242}}
      ManagedPolicyArns: [!Sub "arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess"]
  Other:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement: {Effect: Allow, Principal: {AWS: !ImportValue partner}, Action: sts:AssumeRole}
  Bucket: {Type: AWS::S3::Bucket}
"""


def test_every_role_of_a_template_is_judged_with_what_is_known_filled_in() -> None:
    found = subjects(YAML, "template.yaml")
    assert [one.name for one in found] == ["entry", "Other"]
    entry, other = (judge(one, expected_of(FIRETIGER, ID)) for one in found)
    assert entry.right
    assert [finding.rule for finding in other.findings if finding.severity == "warning"] == ["not-understood"]
    assert other.findings[0].evidence.pointer.startswith("/Resources/Other/Properties/")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        "{",
        "[" * 5000,
        "42",
        '{"Statement": 1',
        "a: [b",
        "\x00",
        '{"Resources": {}}',
        "x" * 1_000_001,
        '{"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": []}}}',
        "- a\n- b",
        '{"RoleDetailList": []}',
        json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Sid": "x" * 200_000}]}),
    ],
)
def test_what_is_no_policy_is_one_sentence(text: str) -> None:
    with pytest.raises(NotInspectableError, match=r"^[^\n]+\.$"):
        subjects(text, "file")


def test_a_vendor_with_other_numbers_is_judged_by_its_own() -> None:
    another = msgspec.structs.replace(
        FIRETIGER, account=STRANGER, template=FIRETIGER.template.replace("975050257559", STRANGER)
    )
    assert not inspected(document(trust()), vendor=another).right
    assert inspected(document(trust(Principal={"AWS": STRANGER})), vendor=another).right
