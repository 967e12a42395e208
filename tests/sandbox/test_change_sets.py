"""Change sets: what would change, imports, and what executing them leads to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import GUIDE_TEMPLATE, ROLE, Aws, code_of, message_of
from .test_cloudformation import NAME, NAMED, create, events, run_out, template


@pytest.fixture
def stacks(member: Aws) -> Any:
    return member.client("cloudformation")


def consider(stacks: Any, kind: str, **more: Any) -> dict[str, Any]:
    """Creates a change set and polls until it is considered."""
    asked = {"StackName": NAME, "ChangeSetName": "change", "TemplateBody": GUIDE_TEMPLATE, "Capabilities": NAMED}
    made = stacks.create_change_set(**{**asked, **more}, ChangeSetType=kind)
    while True:
        described = stacks.describe_change_set(ChangeSetName=made["Id"])
        if described["Status"] not in ("CREATE_PENDING", "CREATE_IN_PROGRESS"):
            return dict(described)


def actions(change_set: dict[str, Any]) -> list[tuple[str, str]]:
    changes = [change["ResourceChange"] for change in change_set["Changes"]]
    return [(change["Action"], change.get("Replacement", "")) for change in changes]


def guide_role(member: Aws) -> None:
    """The guide's role, made by hand."""
    properties = json.loads(GUIDE_TEMPLATE)["Resources"][ROLE]["Properties"]
    trust = json.dumps(properties["AssumeRolePolicyDocument"])
    member.client("iam").create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust)
    member.client("iam").attach_role_policy(RoleName=ROLE, PolicyArn=properties["ManagedPolicyArns"][0])


def test_a_change_set_for_a_new_stack_leaves_it_in_review_until_executed(stacks: Any) -> None:
    change_set = consider(stacks, "CREATE")
    assert (change_set["Status"], change_set["ExecutionStatus"]) == ("CREATE_COMPLETE", "AVAILABLE")
    assert actions(change_set) == [("Add", "")]
    assert stacks.describe_stacks(StackName=NAME)["Stacks"][0]["StackStatus"] == "REVIEW_IN_PROGRESS"
    stacks.execute_change_set(ChangeSetName=change_set["ChangeSetId"])
    assert run_out(stacks) == "CREATE_COMPLETE"


def test_refusing_a_change_set_for_a_new_stack_means_deleting_both(stacks: Any) -> None:
    change_set = consider(stacks, "CREATE")
    stacks.delete_change_set(ChangeSetName=change_set["ChangeSetId"])
    assert stacks.describe_stacks(StackName=NAME)["Stacks"][0]["StackStatus"] == "REVIEW_IN_PROGRESS"
    stacks.delete_stack(StackName=change_set["StackId"])
    assert run_out(stacks, change_set["StackId"]) == "DELETE_COMPLETE"


def test_an_update_says_what_is_modified_and_whether_it_is_replaced(member: Aws, stacks: Any) -> None:
    create(stacks)
    run_out(stacks)
    change_set = consider(stacks, "UPDATE", TemplateBody=template(Description="Another"))
    assert actions(change_set) == [("Modify", "False")]
    details = change_set["Changes"][0]["ResourceChange"]["Details"]
    assert [each["Target"]["Name"] for each in details] == ["Description"]
    stacks.execute_change_set(ChangeSetName=change_set["ChangeSetId"])
    assert run_out(stacks) == "UPDATE_COMPLETE"
    assert member.client("iam").get_role(RoleName=ROLE)["Role"]["Description"] == "Another"
    renamed = consider(stacks, "UPDATE", ChangeSetName="rename", TemplateBody=template(RoleName="Other"))
    assert actions(renamed) == [("Modify", "True")]


def test_a_change_set_without_changes_fails_and_cannot_be_executed(stacks: Any) -> None:
    create(stacks)
    run_out(stacks)
    change_set = consider(stacks, "UPDATE")
    assert change_set["Status"] == "FAILED"
    assert change_set["StatusReason"].startswith("The submitted information didn't contain changes.")
    refused = code_of(lambda: stacks.execute_change_set(ChangeSetName=change_set["ChangeSetId"]))
    assert refused == "InvalidChangeSetStatus"


def test_a_role_without_a_stack_is_imported_as_it_is(member: Aws, stacks: Any) -> None:
    guide_role(member)
    before = member.client("iam").get_role(RoleName=ROLE)["Role"]
    named = [{"ResourceType": "AWS::IAM::Role", "LogicalResourceId": ROLE, "ResourceIdentifier": {"RoleName": ROLE}}]
    change_set = consider(stacks, "IMPORT", ResourcesToImport=named)
    assert actions(change_set) == [("Import", "")]
    stacks.execute_change_set(ChangeSetName=change_set["ChangeSetId"])
    assert run_out(stacks) == "IMPORT_COMPLETE"
    assert (ROLE, "IMPORT_COMPLETE", "Resource import completed.") in events(stacks)
    assert member.client("iam").get_role(RoleName=ROLE)["Role"]["RoleId"] == before["RoleId"]
    outputs = stacks.describe_stacks(StackName=NAME)["Stacks"][0]["Outputs"]
    assert outputs[0]["OutputValue"] == before["Arn"]


def test_existing_resources_are_imported_while_creating_when_asked(member: Aws, stacks: Any) -> None:
    guide_role(member)
    change_set = consider(stacks, "CREATE", ImportExistingResources=True)
    assert actions(change_set) == [("Import", "")]
    stacks.execute_change_set(ChangeSetName=change_set["ChangeSetId"])
    assert run_out(stacks) == "CREATE_COMPLETE"
    assert [each[1] for each in events(stacks) if each[0] == ROLE] == ["IMPORT_IN_PROGRESS", "IMPORT_COMPLETE"]


def test_what_would_not_outlive_its_stack_is_not_imported_by_itself(member: Aws, stacks: Any) -> None:
    guide_role(member)
    parsed = json.loads(GUIDE_TEMPLATE)
    del parsed["Resources"][ROLE]["DeletionPolicy"]
    change_set = consider(stacks, "CREATE", TemplateBody=json.dumps(parsed), ImportExistingResources=True)
    assert actions(change_set) == [("Add", "")]


def test_importing_what_does_not_exist_or_belongs_to_another_stack_fails(stacks: Any) -> None:
    named = [{"ResourceType": "AWS::IAM::Role", "LogicalResourceId": ROLE, "ResourceIdentifier": {"RoleName": ROLE}}]
    change_set = consider(stacks, "IMPORT", ResourcesToImport=named)
    assert (change_set["Status"], "does not exist" in change_set["StatusReason"]) == ("FAILED", True)
    create(stacks, StackName="owner")
    run_out(stacks, "owner")
    again = consider(stacks, "IMPORT", ChangeSetName="again", ResourcesToImport=named)
    assert "already exists in stack" in again["StatusReason"]


def test_import_needs_a_deletion_policy(stacks: Any) -> None:
    parsed = json.loads(GUIDE_TEMPLATE)
    del parsed["Resources"][ROLE]["DeletionPolicy"]
    named = [{"ResourceType": "AWS::IAM::Role", "LogicalResourceId": ROLE, "ResourceIdentifier": {"RoleName": ROLE}}]
    body = json.dumps(parsed)
    refused = message_of(lambda: consider(stacks, "IMPORT", TemplateBody=body, ResourcesToImport=named))
    assert "DeletionPolicy" in refused


def test_a_change_set_that_is_not_there_says_so(stacks: Any) -> None:
    create(stacks)
    unknown = code_of(lambda: stacks.describe_change_set(ChangeSetName="none", StackName=NAME))
    assert unknown == "ChangeSetNotFound"
    assert code_of(lambda: consider(stacks, "CREATE")) == "ValidationError"
    assert code_of(lambda: consider(stacks, "UPDATE", StackName="nothing")) == "ValidationError"
