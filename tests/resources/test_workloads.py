"""What else runs in an account: what is counted, what is not a stranger, and what could not be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.doubles import Reply, TableReader, refused
from wizard.model import CallError, Finding, Read, Target
from wizard.resources import workloads

TARGET = Target(account="444455556666", region="us-east-1", role_name="OrganizationAccountAccessRole")
REGIONS = {"Regions": [{"RegionName": name} for name in ("us-east-1", "eu-west-1", "us-west-2")]}
OURS = ("firetiger-bootstrap", "firetiger-trail-444455556666")
EMPTY: Mapping[str, Reply] = {
    "account:ListRegions": REGIONS,
    "cloudformation:ListStacks": {"StackSummaries": []},
    "ec2:DescribeInstances": {"Reservations": []},
    "lambda:ListFunctions": {"Functions": []},
    "resourcegroupstaggingapi:GetResources": {"ResourceTagMappingList": []},
    "s3:ListBuckets": {"Buckets": []},
    "cloudtrail:DescribeTrails": {"trailList": []},
}


def look(**replies: Reply) -> tuple[workloads.Seen, TableReader]:
    named = {name.replace("__", ":"): reply for name, reply in replies.items()}
    reader = TableReader({**EMPTY, **named})
    return workloads.look(reader, TARGET, OURS, ("us-east-1", "us-west-2")), reader


def lines(found: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return [(finding.mark, finding.text, finding.detail) for finding in found]


def only_in(region: str, answer: Mapping[str, Any]) -> Reply:
    def reply(read: Read) -> Mapping[str, Any] | CallError:
        return answer if read.target.region == region else {}

    return reply


def test_an_empty_account_is_said_to_be_empty_after_a_look_into_every_region() -> None:
    seen, reader = look()
    assert seen.empty
    assert lines(workloads.findings(seen)) == [
        ("good", "No unrelated stacks, instances, functions, buckets or tagged resources", "")
    ]
    asked = {
        (read.service, read.target.region)
        for read in reader.made
        if read.service not in ("account", "s3", "cloudtrail")
    }
    assert len(asked) == 4 * 3
    assert all(read.target.role_name == TARGET.role_name for read in reader.made)


def test_each_kind_is_told_by_name_and_region() -> None:
    seen, _ = look(
        cloudformation__ListStacks=only_in("eu-west-1", {"StackSummaries": [{"StackName": "billing"}]}),
        ec2__DescribeInstances=only_in(
            "us-west-2",
            {"Reservations": [{"Instances": [{"InstanceId": "i-1"}, {"InstanceId": "i-2"}]}]},
        ),
        lambda__ListFunctions={"Functions": [{"FunctionName": "cleaner"}]},
        s3__ListBuckets={"Buckets": [{"Name": "assets"}]},
        resourcegroupstaggingapi__GetResources=only_in(
            "eu-west-1", {"ResourceTagMappingList": [{"ResourceARN": "arn:aws:dynamodb:eu-west-1:4:table/orders"}]}
        ),
    )
    assert not seen.empty
    said = {text: detail for mark, text, detail in lines(workloads.findings(seen))}
    assert said == {
        "1 unrelated CloudFormation stack": "billing in eu-west-1",
        "2 unrelated EC2 instances": "i-1 in us-west-2, i-2 in us-west-2",
        "3 unrelated Lambda functions": "cleaner in us-east-1, cleaner in eu-west-1, cleaner in us-west-2",
        "1 unrelated tagged resource": "arn:aws:dynamodb:eu-west-1:4:table/orders in eu-west-1",
        "1 unrelated S3 bucket": "assets",
    }


def test_what_this_way_has_made_itself_is_no_stranger() -> None:
    tagged = [
        {"ResourceARN": "arn:aws:iam::444455556666:role/CrossAccountAccessForFiretiger", "Tags": [
            {"Key": "aws:cloudformation:stack-name", "Value": "firetiger-bootstrap"},
        ]}
    ]  # fmt: skip
    seen, _ = look(
        cloudformation__ListStacks={"StackSummaries": [{"StackName": "firetiger-bootstrap"}]},
        s3__ListBuckets={"Buckets": [{"Name": "firetiger-trail-444455556666"}]},
        resourcegroupstaggingapi__GetResources={"ResourceTagMappingList": tagged},
    )
    assert seen.empty


def test_what_control_tower_puts_into_every_account_is_no_workload() -> None:
    seen, _ = look(
        cloudformation__ListStacks={"StackSummaries": [{"StackName": "StackSet-AWSControlTowerBP-BASELINE-CONFIG-1"}]},
        lambda__ListFunctions={"Functions": [{"FunctionName": "aws-controltower-NotificationForwarder"}]},
    )
    assert seen.empty


@pytest.mark.parametrize(
    "replies",
    [
        {"s3__ListBuckets": {"Buckets": [{"Name": "audit-logs"}]}},
        {"s3__ListBuckets": {"Buckets": [{"Name": "config-bucket-444455556666"}]}},
        {"cloudformation__ListStacks": {"StackSummaries": [{"StackName": "AWSAccelerator-LoggingStack"}]}},
        {"cloudformation__ListStacks": {"StackSummaries": [{"StackName": "CDKToolkit"}]}},
        {"resourcegroupstaggingapi__GetResources": {"ResourceTagMappingList": [
            {"ResourceARN": "arn:aws:cloudtrail:us-east-1:444455556666:trail/audit"}]}},
    ],
)  # fmt: skip
def test_the_accounts_own_records_and_its_landing_zone_are_nobodys_work(replies: dict[str, Reply]) -> None:
    trails = {"trailList": [{"S3BucketName": "audit-logs"}]}
    assert look(cloudtrail__DescribeTrails=trails, **replies)[0].empty


def test_trails_that_cannot_be_read_leave_their_bucket_a_stranger() -> None:
    buckets = {"Buckets": [{"Name": "audit-logs"}]}
    seen, _ = look(cloudtrail__DescribeTrails=refused("AccessDenied"), s3__ListBuckets=buckets)
    assert not seen.empty


def test_a_terminated_instance_does_not_count() -> None:
    instance = {"InstanceId": "i-1", "State": {"Name": "terminated"}}
    assert look(ec2__DescribeInstances={"Reservations": [{"Instances": [instance]}]})[0].empty


def test_a_failed_stack_counts_and_only_a_deleted_one_does_not() -> None:
    _, reader = look()
    (asked, *_) = [read for read in reader.made if read.operation == "ListStacks"]
    known = asked.parameters["StackStatusFilter"]
    assert {"CREATE_FAILED", "ROLLBACK_FAILED", "DELETE_FAILED", "UPDATE_ROLLBACK_COMPLETE"} <= {*known}
    assert "DELETE_COMPLETE" not in known


def test_stacks_buckets_functions_and_instances_are_not_counted_again_by_their_tags() -> None:
    arns = ["arn:aws:s3:::assets", "arn:aws:lambda:us-east-1:4:function:cleaner", "arn:aws:ec2:us-east-1:4:vpc/vpc-1"]
    tagged = [{"ResourceARN": arn} for arn in arns]
    assert look(resourcegroupstaggingapi__GetResources={"ResourceTagMappingList": tagged})[0].empty


def test_what_could_not_be_looked_at_is_said_with_the_regions_and_the_reason() -> None:
    def denied_abroad(read: Read) -> Mapping[str, Any] | CallError:
        return {} if read.target.region == "us-east-1" else refused("AccessDenied", "a service control policy")

    seen, _ = look(lambda__ListFunctions=denied_abroad)
    assert seen.empty
    assert lines(workloads.findings(seen)) == [
        (
            "unknown",
            "Couldn't look at Lambda functions in 2 of 3 regions",
            "eu-west-1, us-west-2: AccessDenied: a service control policy",
        )
    ]


def test_a_list_whose_first_page_is_empty_but_not_its_last_is_not_taken_for_empty() -> None:
    seen, _ = look(resourcegroupstaggingapi__GetResources={"ResourceTagMappingList": [], "PaginationToken": "more"})
    ((mark, text, _),) = lines(workloads.findings(seen))
    assert (mark, text) == ("unknown", "Couldn't look at tagged resources in 3 of 3 regions")


def test_where_account_management_does_not_list_regions_ec2_is_asked() -> None:
    seen, reader = look(account__ListRegions=refused("AccessDeniedException"), ec2__DescribeRegions=REGIONS)
    assert not seen.unseen
    assert {read.target.region for read in reader.made if read.operation == "ListStacks"} == {
        "us-east-1",
        "eu-west-1",
        "us-west-2",
    }


def test_ec2_is_not_asked_for_regions_that_are_known() -> None:
    _, reader = look()
    assert "DescribeRegions" not in [read.operation for read in reader.made]


def test_where_nobody_lists_the_regions_the_known_ones_are_looked_at_and_the_rest_is_said() -> None:
    seen, reader = look(account__ListRegions=refused("AccessDenied"), ec2__DescribeRegions=refused("AccessDenied"))
    assert {read.target.region for read in reader.made if read.operation == "ListStacks"} == {"us-east-1", "us-west-2"}
    ((mark, text, detail),) = lines(workloads.findings(seen))
    assert (mark, text) == ("unknown", "Couldn't look at other regions")
    assert "only at us-east-1, us-west-2" in detail


@pytest.mark.parametrize(
    ("number", "text"), [(49, "49 unrelated Lambda functions"), (50, "50 or more unrelated Lambda functions")]
)
def test_a_full_page_says_that_there_may_be_more(number: int, text: str) -> None:
    functions = [{"FunctionName": f"f{n}"} for n in range(number)]
    seen, _ = look(lambda__ListFunctions=only_in("us-east-1", {"Functions": functions}))
    assert workloads.findings(seen)[0].text.startswith(text)
