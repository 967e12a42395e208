"""CloudFormation: events over time, failures that roll back, roles that outlive their stacks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import DEDICATED, GUIDE_TEMPLATE, ROLE, Aws, code_of, message_of, new_member

NAME = "firetiger-bootstrap"
NAMED = ["CAPABILITY_NAMED_IAM"]
INLINE = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]}'
)


@pytest.fixture
def stacks(member: Aws) -> Any:
    return member.client("cloudformation")


def create(stacks: Any, **more: Any) -> str:
    asked = {"StackName": NAME, "TemplateBody": GUIDE_TEMPLATE, "Capabilities": NAMED, **more}
    return str(stacks.create_stack(**asked)["StackId"])


def run_out(stacks: Any, name: str = NAME) -> str:
    """Polls until nothing is in progress; the last state."""
    while True:
        status = str(stacks.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])
        if not status.endswith("_IN_PROGRESS"):
            return status


def events(stacks: Any, name: str = NAME) -> list[tuple[str, str, str]]:
    """Logical id, status and reason, oldest first."""
    listed = stacks.describe_stack_events(StackName=name)["StackEvents"]
    return [
        (each["LogicalResourceId"], each["ResourceStatus"], each.get("ResourceStatusReason", ""))
        for each in reversed(listed)
    ]


def template(**properties: Any) -> str:
    parsed = json.loads(GUIDE_TEMPLATE)
    parsed["Resources"][ROLE]["Properties"].update(properties)
    return json.dumps(parsed)


def test_a_stack_of_the_guide_tells_each_step_and_ends_with_the_role_arn(member: Aws, stacks: Any) -> None:
    create(stacks)
    seen = [stacks.describe_stacks(StackName=NAME)["Stacks"][0]["StackStatus"] for _ in range(5)]
    assert seen == ["CREATE_IN_PROGRESS"] * 4 + ["CREATE_COMPLETE"]
    assert events(stacks) == [
        (NAME, "CREATE_IN_PROGRESS", "User Initiated"),
        (ROLE, "CREATE_IN_PROGRESS", ""),
        (ROLE, "CREATE_IN_PROGRESS", "Resource creation Initiated"),
        (ROLE, "CREATE_COMPLETE", ""),
        (NAME, "CREATE_COMPLETE", ""),
    ]
    outputs = stacks.describe_stacks(StackName=NAME)["Stacks"][0]["Outputs"]
    role = member.client("iam").get_role(RoleName=ROLE)["Role"]
    assert {each["OutputKey"]: each["OutputValue"] for each in outputs} == {"RoleARN": role["Arn"]}
    assert role["Description"] == "Allows full administrative access from the Firetiger account"
    attached = member.client("iam").list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
    assert [each["PolicyArn"] for each in attached] == ["arn:aws:iam::aws:policy/AdministratorAccess"]
    member.vendor().assume(role["Arn"])


def test_everything_a_role_can_have_is_applied(member: Aws, stacks: Any) -> None:
    inline = {"PolicyName": "extra", "PolicyDocument": json.loads(INLINE)}
    boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
    body = template(
        Path="/vendors/",
        MaxSessionDuration=7200,
        PermissionsBoundary=boundary,
        Policies=[inline],
        Tags=[{"Key": "owner", "Value": "ada"}],
    )
    create(stacks, TemplateBody=body)
    assert run_out(stacks) == "CREATE_COMPLETE"
    role = member.client("iam").get_role(RoleName=ROLE)["Role"]
    assert (role["Path"], role["MaxSessionDuration"]) == ("/vendors/", 7200)
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    assert role["Tags"] == [{"Key": "owner", "Value": "ada"}]
    assert member.client("iam").list_role_policies(RoleName=ROLE)["PolicyNames"] == ["extra"]


def test_a_policy_that_iam_refuses_fails_the_stack_and_leaves_no_role(member: Aws, stacks: Any) -> None:
    empty = {"PolicyName": "empty", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Maybe"}]}}
    create(stacks, TemplateBody=template(Policies=[empty]))
    assert run_out(stacks) == "ROLLBACK_COMPLETE"
    assert code_of(lambda: member.client("iam").get_role(RoleName=ROLE)) == "NoSuchEntity"


def test_a_role_needs_the_capability_that_it_deserves(stacks: Any) -> None:
    asked = {"StackName": NAME, "TemplateBody": GUIDE_TEMPLATE}
    assert message_of(lambda: stacks.create_stack(**asked)) == "Requires capabilities : [CAPABILITY_NAMED_IAM]"
    weaker = code_of(lambda: stacks.create_stack(**asked, Capabilities=["CAPABILITY_IAM"]))
    assert weaker == "InsufficientCapabilitiesException"


def test_a_request_token_makes_creating_safe_to_resend(stacks: Any) -> None:
    first = create(stacks, ClientRequestToken="one")
    assert create(stacks, ClientRequestToken="one") == first
    other = code_of(lambda: create(stacks, ClientRequestToken="one", StackName="another"))
    assert other == "TokenAlreadyExistsException"
    assert code_of(lambda: create(stacks, ClientRequestToken="two")) == "AlreadyExistsException"
    listed = stacks.describe_stack_events(StackName=NAME)["StackEvents"]
    assert {each["ClientRequestToken"] for each in listed} == {"one"}


def test_a_role_that_exists_fails_the_stack_and_rolls_it_back(member: Aws, stacks: Any) -> None:
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    member.client("iam").create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust)
    create(stacks)
    assert run_out(stacks) == "ROLLBACK_COMPLETE"
    failed = next(each for each in events(stacks) if each[1].endswith("_FAILED"))
    assert failed[:2] == (ROLE, "CREATE_FAILED")
    assert f"Role with name {ROLE} already exists." in failed[2]
    assert [each[1] for each in events(stacks) if each[0] == NAME] == [
        "CREATE_IN_PROGRESS",
        "ROLLBACK_IN_PROGRESS",
        "ROLLBACK_COMPLETE",
    ]
    told = stacks.describe_events(StackName=NAME, Filters={"FailedEvents": True})["OperationEvents"]
    assert [each["EventType"] for each in told] == ["PROVISIONING_ERROR"]
    member.client("iam").get_role(RoleName=ROLE)
    assert code_of(lambda: create(stacks)) == "AlreadyExistsException"
    update = message_of(lambda: stacks.update_stack(StackName=NAME, TemplateBody=template(), Capabilities=NAMED))
    assert "is in ROLLBACK_COMPLETE state and can not be updated" in update


def test_a_role_of_another_stack_is_named_with_its_stack(stacks: Any) -> None:
    first = create(stacks)
    run_out(stacks)
    create(stacks, StackName="second")
    assert run_out(stacks, "second") == "ROLLBACK_COMPLETE"
    failed = next(each for each in events(stacks, "second") if each[1] == "CREATE_FAILED")
    assert failed[2] == f"{ROLE} already exists in stack {first}"


def two_roles(second: str) -> str:
    """The guide's template with a second role that cannot be made, after the first one."""
    parsed = json.loads(GUIDE_TEMPLATE)
    properties = parsed["Resources"][ROLE]["Properties"] | {
        "RoleName": second,
        "ManagedPolicyArns": ["arn:aws:iam::aws:policy/None"],
    }
    parsed["Resources"]["Second"] = {"Type": "AWS::IAM::Role", "DependsOn": ROLE, "Properties": properties}
    return json.dumps(parsed)


@pytest.mark.parametrize(("retain_except_on_create", "left"), [(True, False), (False, True)])
def test_a_rolled_back_create_leaves_the_role_unless_told_otherwise(
    member: Aws, stacks: Any, retain_except_on_create: bool, left: bool
) -> None:
    create(stacks, TemplateBody=two_roles("second"), RetainExceptOnCreate=retain_except_on_create)
    assert run_out(stacks) == "ROLLBACK_COMPLETE"
    names = [each["RoleName"] for each in member.client("iam").list_roles()["Roles"]]
    assert (ROLE in names) is left
    assert ((ROLE, "DELETE_SKIPPED", "") in events(stacks)) is left


def test_deleting_a_stack_keeps_its_role_and_the_vendor_in(member: Aws, stacks: Any) -> None:
    arn = create(stacks)
    run_out(stacks)
    role = member.client("iam").get_role(RoleName=ROLE)["Role"]["Arn"]
    stacks.delete_stack(StackName=arn)
    assert run_out(stacks, arn) == "DELETE_COMPLETE"
    assert (ROLE, "DELETE_SKIPPED", "") in events(stacks, arn)
    assert message_of(lambda: stacks.describe_stacks(StackName=NAME)) == f"Stack with id {NAME} does not exist"
    assert code_of(lambda: stacks.describe_stacks(StackName=NAME)) == "ValidationError"
    member.vendor().assume(role)
    stacks.delete_stack(StackName=arn)
    stacks.delete_stack(StackName=NAME)
    deleted = stacks.list_stacks(StackStatusFilter=["DELETE_COMPLETE"])["StackSummaries"]
    assert [each["StackId"] for each in deleted] == [arn]


def test_a_stack_can_be_deleted_while_it_is_being_created(stacks: Any) -> None:
    arn = create(stacks)
    stacks.describe_stacks(StackName=NAME)
    stacks.delete_stack(StackName=arn)
    assert run_out(stacks, arn) == "DELETE_COMPLETE"
    assert "CREATE_COMPLETE" not in [each[1] for each in events(stacks, arn)]


def test_a_role_that_somebody_added_to_cannot_be_deleted_with_its_stack(member: Aws, stacks: Any) -> None:
    parsed = json.loads(GUIDE_TEMPLATE)
    del parsed["Resources"][ROLE]["DeletionPolicy"]
    create(stacks, TemplateBody=json.dumps(parsed))
    run_out(stacks)
    member.client("iam").put_role_policy(RoleName=ROLE, PolicyName="mine", PolicyDocument=INLINE)
    stacks.delete_stack(StackName=NAME)
    assert run_out(stacks) == "DELETE_FAILED"
    stacks.delete_stack(StackName=NAME, RetainResources=[ROLE])
    stacks.describe_stacks(StackName=NAME)
    member.client("iam").get_role(RoleName=ROLE)


def test_an_update_changes_the_role_and_nothing_is_no_update(member: Aws, stacks: Any) -> None:
    create(stacks)
    run_out(stacks)
    same = {"StackName": NAME, "TemplateBody": GUIDE_TEMPLATE, "Capabilities": NAMED}
    assert message_of(lambda: stacks.update_stack(**same)) == "No updates are to be performed."
    stacks.update_stack(**{**same, "TemplateBody": template(Description="Another")})
    assert run_out(stacks) == "UPDATE_COMPLETE"
    assert member.client("iam").get_role(RoleName=ROLE)["Role"]["Description"] == "Another"
    bad = template(Description="Bad", ManagedPolicyArns=["arn:aws:iam::aws:policy/None"])
    stacks.update_stack(**{**same, "TemplateBody": bad})
    assert run_out(stacks) == "UPDATE_ROLLBACK_COMPLETE"
    assert member.client("iam").get_role(RoleName=ROLE)["Role"]["Description"] == "Another"


YAML = """
Parameters:
  ExternalId: {Type: String, Default: ""}
  Vendor: {Type: String}
Conditions:
  HasExternalId: !Not [!Equals [!Ref ExternalId, ""]]
Resources:
  Access:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::${Vendor}:root"}
            Action: sts:AssumeRole
            Condition: !If [HasExternalId, {StringEquals: {"sts:ExternalId": !Ref ExternalId}}, !Ref AWS::NoValue]
Outputs:
  Arn: {Value: !GetAtt Access.Arn}
  Name: {Value: !Join ["/", [!Ref AWS::Region, !Ref Access]]}
"""


def test_a_yaml_template_with_parameters_and_conditions_is_understood(member: Aws, stacks: Any) -> None:
    asked = {"StackName": "yaml", "TemplateBody": YAML, "Capabilities": ["CAPABILITY_IAM"]}
    assert message_of(lambda: stacks.create_stack(**asked)) == "Parameters: [Vendor] must have values"
    given = {"ExternalId": "ft-42", "Vendor": "975050257559"}
    parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]
    stacks.create_stack(**asked, Parameters=parameters)
    assert run_out(stacks, "yaml") == "CREATE_COMPLETE"
    outputs = stacks.describe_stacks(StackName="yaml")["Stacks"][0]["Outputs"]
    values = {each["OutputKey"]: each["OutputValue"] for each in outputs}
    region, name = values["Name"].split("/")
    assert (region, name.startswith("yaml-Access-")) == ("us-east-1", True)
    trust = member.client("iam").get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    assert trust["Version"] == "2012-10-17"
    assert trust["Statement"][0]["Condition"] == {"StringEquals": {"sts:ExternalId": "ft-42"}}
    assert code_of(lambda: member.vendor().assume(values["Arn"])) == "AccessDenied"
    member.vendor().assume(values["Arn"], ExternalId="ft-42")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"Resources": {', "JSON not well-formed"),
        ("Resources: [", "YAML not well-formed"),
        ('{"Resources": {}}', "At least one Resources member"),
        ('{"Resources": {"X": {}}}', "must contain a Type"),
        ('{"Resources": {"X": {"Type": "AWS::Nothing::Here"}}}', "Unrecognized resource types: [AWS::Nothing::Here]"),
        ('{"Recources": {}, "Resources": {}}', "Invalid template property or properties [Recources]"),
    ],
)
def test_a_template_that_is_none_is_refused(fresh: Aws, body: str, words: str) -> None:
    stacks = fresh.client("cloudformation")
    assert words in message_of(lambda: stacks.create_stack(StackName="x", TemplateBody=body))


def test_a_template_is_told_as_it_was_given_and_summarised(stacks: Any) -> None:
    create(stacks)
    assert stacks.get_template(StackName=NAME)["TemplateBody"] == json.loads(GUIDE_TEMPLATE)
    summary = stacks.get_template_summary(StackName=NAME)
    assert (summary["Capabilities"], summary["ResourceTypes"]) == (NAMED, ["AWS::IAM::Role"])
    assert stacks.validate_template(TemplateBody=GUIDE_TEMPLATE)["Capabilities"] == NAMED


def test_the_scenario_with_a_retained_role_has_the_role_and_no_stack(scenario: Callable[[str], Aws]) -> None:
    session = scenario("role-retained").enter(DEDICATED)
    assert session.client("iam").get_role(RoleName=ROLE)["Role"]["Arn"].endswith(f":role/{ROLE}")
    assert session.client("cloudformation").describe_stacks()["Stacks"] == []


def test_the_scenario_that_rolled_back_tells_why_and_works_after_deleting(scenario: Callable[[str], Aws]) -> None:
    stacks = scenario("rolled-back").enter(DEDICATED).client("cloudformation")
    found = stacks.describe_stacks(StackName=NAME)["Stacks"][0]
    assert found["StackStatus"] == "ROLLBACK_COMPLETE"
    reason = next(each[2] for each in events(stacks) if each[1] == "CREATE_FAILED")
    assert reason.endswith("with an explicit deny in a service control policy")
    stacks.delete_stack(StackName=found["StackId"])
    assert run_out(stacks, found["StackId"]) == "DELETE_COMPLETE"
    create(stacks)
    assert run_out(stacks) == "CREATE_COMPLETE"


def test_a_stack_stays_in_its_account_and_region(fresh: Aws, stacks: Any) -> None:
    create(stacks)
    _, other = new_member(fresh)
    assert other.client("cloudformation").describe_stacks()["Stacks"] == []


def inline_policy(**more: Any) -> str:
    properties = {"PolicyName": "reads", "UserName": "ada", "PolicyDocument": json.loads(INLINE), **more}
    return json.dumps({"Resources": {"Policy": {"Type": "AWS::IAM::UserPolicy", "Properties": properties}}})


def test_an_inline_policy_of_a_user_comes_changes_and_goes_with_its_stack(member: Aws, stacks: Any) -> None:
    iam = member.client("iam")
    iam.create_user(UserName="ada")
    create(stacks, TemplateBody=inline_policy())
    assert run_out(stacks) == "CREATE_COMPLETE"
    assert iam.get_user_policy(UserName="ada", PolicyName="reads")["PolicyDocument"] == json.loads(INLINE)
    wider = json.loads(INLINE.replace("s3:ListAllMyBuckets", "s3:*"))
    stacks.update_stack(StackName=NAME, TemplateBody=inline_policy(PolicyDocument=wider), Capabilities=NAMED)
    assert run_out(stacks) == "UPDATE_COMPLETE"
    assert iam.get_user_policy(UserName="ada", PolicyName="reads")["PolicyDocument"] == wider
    stacks.delete_stack(StackName=NAME)
    while any(one["StackName"] == NAME for one in stacks.describe_stacks()["Stacks"]):
        pass
    assert iam.list_user_policies(UserName="ada")["PolicyNames"] == []


def test_an_inline_policy_of_nobody_rolls_its_stack_back(stacks: Any) -> None:
    create(stacks, TemplateBody=inline_policy(UserName="nobody"))
    assert run_out(stacks) == "ROLLBACK_COMPLETE"
