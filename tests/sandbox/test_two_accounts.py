"""Two accounts with people in them: who may assume which role, put what where, and what AWS says to the others."""

from __future__ import annotations

import configparser
import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from .conftest import Aws, code_of, create_account, message_of

A, B = "111111111111", "222222222222"
ROLE = f"arn:aws:iam::{B}:role/role-in-accountb"
PARTNER = f"arn:aws:iam::{B}:role/partner-access"
BUCKET = "cross-account-bucket"
EXTERNAL_ID = "example-external-id-4242"


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any, resource: Any = "*", **more: Any) -> str:
    return document({"Effect": "Allow", "Action": action, "Resource": resource, **more})


ENTERING = allow("sts:AssumeRole", ROLE)


def somebody(aws: Aws, profile: str) -> Aws:
    """Whoever that profile of the scenario's AWS configuration is."""
    kept = configparser.RawConfigParser()
    kept.read(Path(aws.sandbox.aws_directory) / "credentials")
    return Aws(aws.sandbox, (kept[profile]["aws_access_key_id"], kept[profile]["aws_secret_access_key"], None))


@pytest.fixture
def aws(scenario: Callable[[str], Aws]) -> Iterator[Aws]:
    found = scenario("two-accounts")
    yield somebody(found, "accounta-admin")
    found.admin("POST", "reset")


@pytest.fixture
def cleo(aws: Aws) -> Aws:
    return somebody(aws, "accounta")


def grant(aws: Aws, resource: str = ROLE) -> None:
    given = {"UserName": "cleo", "PolicyName": "entering"}
    aws.client("iam").put_user_policy(**given, PolicyDocument=allow("sts:AssumeRole", resource))


# --- who may assume ------------------------------------------------------------------------------------------------


def test_a_user_may_assume_the_other_accounts_role_from_the_grant_to_the_revoke(aws: Aws, cleo: Aws) -> None:
    refused = message_of(lambda: cleo.assume(ROLE))
    assert refused == (
        f"User: arn:aws:iam::{A}:user/cleo is not authorized to perform: sts:AssumeRole on resource: {ROLE} "
        "because no identity-based policy allows the sts:AssumeRole action"
    )
    grant(aws)
    inside = cleo.assume(ROLE)
    assert inside.client("sts").get_caller_identity()["Arn"] == f"arn:aws:sts::{B}:assumed-role/role-in-accountb/test"
    aws.client("iam").delete_user_policy(UserName="cleo", PolicyName="entering")
    assert code_of(lambda: cleo.assume(ROLE)) == "AccessDenied"


def test_a_member_of_a_group_may_what_the_group_may(aws: Aws) -> None:
    ben, iam = somebody(aws, "developer"), aws.client("iam")
    assert code_of(lambda: ben.assume(ROLE)) == "AccessDenied"
    iam.put_group_policy(GroupName="developers", PolicyName="entering", PolicyDocument=ENTERING)
    ben.assume(ROLE)
    iam.remove_user_from_group(GroupName="developers", UserName="ben")
    assert code_of(lambda: ben.assume(ROLE)) == "AccessDenied"


def test_of_a_managed_policy_its_default_version_counts(aws: Aws, cleo: Aws) -> None:
    iam = aws.client("iam")
    arn = iam.create_policy(PolicyName="entering", PolicyDocument=ENTERING)["Policy"]["Arn"]
    iam.attach_user_policy(UserName="cleo", PolicyArn=arn)
    cleo.assume(ROLE)
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=allow("sts:AssumeRole", PARTNER), SetAsDefault=True)
    assert code_of(lambda: cleo.assume(ROLE)) == "AccessDenied"
    assert [user["UserName"] for user in iam.list_entities_for_policy(PolicyArn=arn)["PolicyUsers"]] == ["cleo"]
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")
    cleo.assume(ROLE)


def test_a_boundary_limits_what_a_user_was_given(aws: Aws, cleo: Aws) -> None:
    grant(aws)
    iam = aws.client("iam")
    iam.put_user_permissions_boundary(UserName="cleo", PermissionsBoundary="arn:aws:iam::aws:policy/ReadOnlyAccess")
    refused = message_of(lambda: cleo.assume(ROLE))
    assert refused.endswith("because no permissions boundary allows the sts:AssumeRole action")
    iam.delete_user_permissions_boundary(UserName="cleo")
    cleo.assume(ROLE)


def test_why_a_role_in_another_account_refuses_nobody_is_told(aws: Aws) -> None:
    for role in (f"arn:aws:iam::{B}:role/missing", PARTNER):
        refused = message_of(lambda role=role: aws.assume(role))
        who = f"User: arn:aws:iam::{A}:user/ada"
        assert refused == f"{who} is not authorized to perform: sts:AssumeRole on resource: {role}"


def test_in_ones_own_account_aws_says_that_the_role_does_not_trust(aws: Aws) -> None:
    trust = document({"Effect": "Allow", "Principal": {"AWS": B}, "Action": "sts:AssumeRole"})
    arn = aws.client("iam").create_role(RoleName="closed", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    refused = message_of(lambda: aws.assume(arn))
    assert refused.endswith("because no role trust policy allows the sts:AssumeRole action")


def test_a_role_that_names_a_user_of_its_account_needs_no_policy_of_theirs(aws: Aws, cleo: Aws) -> None:
    iam = aws.client("iam")
    for name, principal in (("hers", f"arn:aws:iam::{A}:user/cleo"), ("everybodys", f"arn:aws:iam::{A}:root")):
        trust = document({"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"})
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
    cleo.assume(f"arn:aws:iam::{A}:role/hers")
    assert code_of(lambda: cleo.assume(f"arn:aws:iam::{A}:role/everybodys")) == "AccessDenied"


def test_the_partners_role_asks_for_its_external_id(aws: Aws) -> None:
    assert code_of(lambda: aws.assume(PARTNER)) == "AccessDenied"
    assert code_of(lambda: aws.assume(PARTNER, ExternalId="another")) == "AccessDenied"
    aws.assume(PARTNER, ExternalId=EXTERNAL_ID)


def test_without_an_external_id_whoever_is_allowed_to_on_their_side_gets_in(scenario: Callable[[str], Aws]) -> None:
    aws = scenario("no-external-id")
    somebody(aws, "accounta-admin").assume(PARTNER)
    assert code_of(lambda: somebody(aws, "accounta").assume(PARTNER)) == "AccessDenied"
    assert code_of(lambda: aws.vendor().assume(PARTNER)) == "AccessDenied"


def test_a_role_open_to_everybody_lets_any_account_in(scenario: Callable[[str], Aws]) -> None:
    aws = scenario("open-to-everybody")
    somebody(aws, "accounta-admin").assume(PARTNER)
    aws.vendor().assume(PARTNER)


def test_tagging_a_session_needs_to_be_allowed_on_both_sides(aws: Aws) -> None:
    tags = [{"Key": "team", "Value": "platform"}]
    refused = message_of(lambda: aws.assume(ROLE, Tags=tags))
    assert "sts:TagSession" in refused
    principal = {"AWS": f"arn:aws:iam::{A}:root"}
    tagging = {"Effect": "Allow", "Principal": principal, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    dana = somebody(aws, "accountb-admin").client("iam")
    dana.update_assume_role_policy(RoleName="role-in-accountb", PolicyDocument=document(tagging))
    tagged = allow("s3:PutObject", f"arn:aws:s3:::{BUCKET}/${{aws:PrincipalTag/team}}/*")
    dana.put_role_policy(RoleName="role-in-accountb", PolicyName="role-in-accountb", PolicyDocument=tagged)
    inside = aws.assume(ROLE, Tags=tags).client("s3")
    inside.put_object(Bucket=BUCKET, Key="platform/x", Body=b"x")
    assert code_of(lambda: inside.put_object(Bucket=BUCKET, Key="other/x", Body=b"x")) == "AccessDenied"


# --- what is in the bucket -----------------------------------------------------------------------------------------


def test_what_the_role_allows_is_really_done_and_the_rest_is_refused(aws: Aws, cleo: Aws) -> None:
    grant(aws)
    storage = cleo.assume(ROLE).client("s3")
    storage.put_object(Bucket=BUCKET, Key="test.txt", Body=b"from account A")
    storage.put_object(Bucket=BUCKET, Key="open.txt", Body=b"x", ACL="bucket-owner-full-control")
    storage.put_object_acl(Bucket=BUCKET, Key="test.txt", ACL="bucket-owner-full-control")
    assert storage.get_object(Bucket=BUCKET, Key="test.txt")["Body"].read() == b"from account A"
    refused = message_of(lambda: storage.delete_object(Bucket=BUCKET, Key="test.txt"))
    assert refused == (
        f"User: arn:aws:sts::{B}:assumed-role/role-in-accountb/test is not authorized to perform: s3:DeleteObject "
        f'on resource: "arn:aws:s3:::{BUCKET}/test.txt" because no identity-based policy allows the '
        "s3:DeleteObject action"
    )
    assert code_of(lambda: storage.list_objects_v2(Bucket=BUCKET)) == "AccessDenied"
    both = {"Objects": [{"Key": "test.txt"}, {"Key": "open.txt"}]}
    assert code_of(lambda: storage.delete_objects(Bucket=BUCKET, Delete=both)) == "AccessDenied"
    owner = somebody(aws, "accountb-admin").client("s3")
    assert [each["Key"] for each in owner.list_objects_v2(Bucket=BUCKET)["Contents"]] == ["open.txt", "test.txt"]
    owner.delete_objects(Bucket=BUCKET, Delete=both)


def test_without_the_role_the_bucket_is_closed(aws: Aws, cleo: Aws) -> None:
    for person in (cleo, aws):
        storage = person.client("s3")
        assert code_of(lambda s=storage: s.put_object(Bucket=BUCKET, Key="x", Body=b"x")) == "AccessDenied"


def test_a_bucket_by_the_account_and_its_name_is_another_bucket(aws: Aws, cleo: Aws) -> None:
    grant(aws)
    printed = allow(["s3:GetObject", "s3:PutObject", "s3:PutObjectAcl"], f"arn:aws:s3:::{B}/{BUCKET}")
    dana = somebody(aws, "accountb-admin").client("iam")
    dana.put_role_policy(RoleName="role-in-accountb", PolicyName="role-in-accountb", PolicyDocument=printed)
    storage = cleo.assume(ROLE).client("s3")
    assert code_of(lambda: storage.put_object(Bucket=BUCKET, Key="test.txt", Body=b"x")) == "AccessDenied"


def test_a_session_policy_limits_a_session(aws: Aws, cleo: Aws) -> None:
    grant(aws)
    limited = cleo.assume(ROLE, Policy=allow("s3:GetObject")).client("s3")
    refused = message_of(lambda: limited.put_object(Bucket=BUCKET, Key="x", Body=b"x"))
    assert refused.endswith("because no session policy allows the s3:PutObject action")
    by_arn = [{"arn": "arn:aws:iam::aws:policy/AmazonS3FullAccess"}]
    cleo.assume(ROLE, PolicyArns=by_arn).client("s3").put_object(Bucket=BUCKET, Key="x", Body=b"x")


def test_a_bucket_policy_opens_a_bucket_to_another_account_and_denies_its_own(aws: Aws, cleo: Aws) -> None:
    dana = somebody(aws, "accountb-admin").client("s3")
    place = f"arn:aws:s3:::{BUCKET}/*"
    opened = {"Effect": "Allow", "Principal": {"AWS": A}, "Action": "s3:PutObject", "Resource": place}
    closed = {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject", "Resource": place}
    dana.put_bucket_policy(Bucket=BUCKET, Policy=document(opened, closed))
    aws.client("s3").put_object(Bucket=BUCKET, Key="direct.txt", Body=b"x")
    assert code_of(lambda: cleo.client("s3").put_object(Bucket=BUCKET, Key="x", Body=b"x")) == "AccessDenied"
    refused = message_of(lambda: dana.delete_object(Bucket=BUCKET, Key="direct.txt"))
    assert refused.endswith("with an explicit deny in a resource-based policy")


def test_what_is_open_to_everybody_needs_no_signature_and_the_rest_does(aws: Aws) -> None:
    dana = somebody(aws, "accountb-admin").client("s3")
    dana.put_object(Bucket=BUCKET, Key="open/x", Body=b"open")
    dana.put_object(Bucket=BUCKET, Key="closed", Body=b"closed")
    place = f"arn:aws:s3:::{BUCKET}/open/*"
    opened = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": place}
    dana.put_bucket_policy(Bucket=BUCKET, Policy=document(opened))
    address = f"{aws.sandbox.endpoint}/{BUCKET}"
    with urllib.request.urlopen(f"{address}/open/x", timeout=5) as answer:
        assert answer.read() == b"open"
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(f"{address}/closed", timeout=5)
    assert refused.value.code == 403


# --- a hosted zone ---------------------------------------------------------------------------------------------------


def test_a_policy_that_names_a_zone_reaches_its_records_and_no_other_zone(aws: Aws) -> None:
    zones = somebody(aws, "accountb-admin").client("route53").list_hosted_zones()["HostedZones"]
    assert {zone["Id"]: zone["Name"] for zone in zones} == {
        "/hostedzone/Z8L2Y45GOT7LQT": "example.com.",
        "/hostedzone/Z0123456789OTHER": "example.net.",
    }
    dana = somebody(aws, "accountb-admin").client("iam")
    actions = ["route53:ListResourceRecordSets", "route53:GetHostedZone"]
    named = allow(actions, "arn:aws:route53:::hostedzone/Z8L2Y45GOT7LQT")
    dana.put_role_policy(RoleName="role-in-accountb", PolicyName="zone", PolicyDocument=named)
    inside = aws.assume(ROLE).client("route53")
    records = inside.list_resource_record_sets(HostedZoneId="Z8L2Y45GOT7LQT")["ResourceRecordSets"]
    assert {record["Type"] for record in records} == {"NS", "SOA"}
    inside.get_hosted_zone(Id="/hostedzone/Z8L2Y45GOT7LQT")
    for refused in (
        lambda: inside.list_resource_record_sets(HostedZoneId="Z0123456789OTHER"),
        lambda: inside.get_hosted_zone(Id="Z0123456789OTHER"),
        lambda: inside.delete_hosted_zone(Id="Z8L2Y45GOT7LQT"),
        lambda: inside.list_hosted_zones(),
    ):
        assert code_of(refused) == "AccessDenied"


# --- everywhere ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("iam", "list_users", "AccessDenied"),
        ("s3", "list_buckets", "AccessDenied"),
        ("ec2", "describe_instances", "UnauthorizedOperation"),
        ("organizations", "describe_organization", "AccessDeniedException"),
        ("account", "list_regions", "AccessDeniedException"),
        ("lambda", "list_functions", "AccessDeniedException"),
        ("cloudformation", "list_stacks", "AccessDenied"),
    ],
)
def test_whoever_was_allowed_nothing_may_do_nothing(
    aws: Aws, cleo: Aws, service: str, operation: str, code: str
) -> None:
    assert code_of(getattr(cleo.client(service), operation)) == code
    assert cleo.client("sts").get_caller_identity()["Arn"] == f"arn:aws:iam::{A}:user/cleo"


def test_a_user_may_be_allowed_to_look_at_herself_alone(aws: Aws, cleo: Aws) -> None:
    own = allow("iam:GetUser", f"arn:aws:iam::{A}:user/${{aws:username}}")
    aws.client("iam").put_user_policy(UserName="cleo", PolicyName="own", PolicyDocument=own)
    assert cleo.client("iam").get_user(UserName="cleo")["User"]["UserName"] == "cleo"
    refused = message_of(lambda: cleo.client("iam").get_user(UserName="ben"))
    assert f"iam:GetUser on resource: arn:aws:iam::{A}:user/ben because" in refused


def test_a_service_control_policy_that_somebody_attached_denies(fresh: Aws) -> None:
    account = create_account(fresh)["AccountId"]
    assert code_of(lambda: fresh.enter(account)) == "AccessDenied"
    organizations = fresh.client("organizations")
    content = document({"Effect": "Deny", "Action": "s3:*", "Resource": "*"})
    made = organizations.create_policy(
        Name=f"no-s3-{account}", Description="", Type="SERVICE_CONTROL_POLICY", Content=content
    )
    policy = made["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy, TargetId=account)
    inside = fresh.enter(account)
    refused = message_of(inside.client("s3").list_buckets)
    assert refused.endswith("with an explicit deny in a service control policy")
    inside.client("iam").list_users()
    organizations.detach_policy(PolicyId=policy, TargetId=account)
    inside.client("s3").list_buckets()
