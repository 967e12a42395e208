"""CloudTrail: buckets are checked, shadows are seen, members cannot look everywhere, AssumeRole is remembered."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import DEDICATED, Aws, code_of, new_member


def bucket_policy(bucket: str, account: str, arn: str) -> str:
    allow = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    source = {"aws:SourceArn": arn}
    acl = {"s3:x-amz-acl": "bucket-owner-full-control"}
    statements = [
        {
            **allow,
            "Action": "s3:GetBucketAcl",
            "Resource": f"arn:aws:s3:::{bucket}",
            "Condition": {"StringEquals": source},
        },
        {
            **allow,
            "Action": "s3:PutObject",
            "Resource": f"arn:aws:s3:::{bucket}/AWSLogs/{account}/*",
            "Condition": {"StringEquals": {**source, **acl}},
        },
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def make_trail(aws: Aws, account: str, name: str = "management-events", **more: Any) -> str:
    bucket = f"trail-{account}"
    arn = f"arn:aws:cloudtrail:us-east-1:{account}:trail/{name}"
    aws.client("s3").create_bucket(Bucket=bucket)
    aws.client("s3").put_bucket_policy(Bucket=bucket, Policy=bucket_policy(bucket, account, arn))
    made = aws.client("cloudtrail").create_trail(Name=name, S3BucketName=bucket, **{"IsMultiRegionTrail": True, **more})
    assert made["TrailARN"] == arn
    return arn


@pytest.fixture
def place(fresh: Aws) -> tuple[str, Aws]:
    return new_member(fresh)


def test_a_trail_needs_a_bucket_whose_policy_lets_it_write(place: tuple[str, Aws]) -> None:
    account, aws = place
    trails = aws.client("cloudtrail")
    missing = code_of(lambda: trails.create_trail(Name="trail", S3BucketName=f"none-{account}"))
    assert missing == "S3BucketDoesNotExistException"
    aws.client("s3").create_bucket(Bucket=f"trail-{account}")
    bare = code_of(lambda: trails.create_trail(Name="trail", S3BucketName=f"trail-{account}"))
    assert bare == "InsufficientS3BucketPolicyException"
    other = bucket_policy(f"trail-{account}", account, f"arn:aws:cloudtrail:us-east-1:{account}:trail/other")
    aws.client("s3").put_bucket_policy(Bucket=f"trail-{account}", Policy=other)
    foreign = code_of(lambda: trails.create_trail(Name="trail", S3BucketName=f"trail-{account}"))
    assert foreign == "InsufficientS3BucketPolicyException"


def test_a_fresh_trail_records_all_management_events_but_is_not_logging_yet(place: tuple[str, Aws]) -> None:
    account, aws = place
    arn = make_trail(aws, account, EnableLogFileValidation=True)
    trails = aws.client("cloudtrail")
    assert trails.get_trail_status(Name=arn)["IsLogging"] is False
    selector = trails.get_event_selectors(TrailName=arn)["EventSelectors"][0]
    assert (selector["ReadWriteType"], selector["IncludeManagementEvents"]) == ("All", True)
    trails.start_logging(Name=arn)
    assert trails.get_trail_status(Name=arn)["IsLogging"] is True
    trails.stop_logging(Name=arn)
    assert trails.get_trail_status(Name=arn)["IsLogging"] is False
    assert code_of(lambda: make_trail(aws, account)) == "TrailAlreadyExistsException"


def test_a_multi_region_trail_casts_shadows_and_is_changed_at_home_only(place: tuple[str, Aws]) -> None:
    account, aws = place
    arn = make_trail(aws, account)
    abroad = aws.client("cloudtrail", "eu-west-1")
    assert [trail["HomeRegion"] for trail in abroad.describe_trails()["trailList"]] == ["us-east-1"]
    assert abroad.describe_trails(includeShadowTrails=False)["trailList"] == []
    assert abroad.get_trail_status(Name=arn)["IsLogging"] is False
    assert code_of(lambda: abroad.get_trail_status(Name="management-events")) == "TrailNotFoundException"
    assert code_of(lambda: abroad.start_logging(Name=arn)) == "InvalidHomeRegionException"


def test_a_single_region_trail_is_seen_at_home_only(place: tuple[str, Aws]) -> None:
    account, aws = place
    make_trail(aws, account, IsMultiRegionTrail=False)
    assert len(aws.client("cloudtrail").describe_trails()["trailList"]) == 1
    assert aws.client("cloudtrail", "eu-west-1").describe_trails()["trailList"] == []
    assert len(aws.client("cloudtrail", "eu-west-1").list_trails()["Trails"]) == 1


def test_selectors_of_one_kind_replace_those_of_the_other(place: tuple[str, Aws]) -> None:
    account, aws = place
    arn = make_trail(aws, account)
    trails = aws.client("cloudtrail")
    advanced = [{"Name": "all", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]
    trails.put_event_selectors(TrailName=arn, AdvancedEventSelectors=advanced)
    read = trails.get_event_selectors(TrailName=arn)
    assert (read.get("EventSelectors"), read["AdvancedEventSelectors"]) == (None, advanced)
    trails.put_event_selectors(TrailName=arn, EventSelectors=[{"ReadWriteType": "WriteOnly"}])
    read = trails.get_event_selectors(TrailName=arn)
    assert "AdvancedEventSelectors" not in read
    assert read["EventSelectors"][0]["ReadWriteType"] == "WriteOnly"
    both = code_of(lambda: trails.put_event_selectors(TrailName=arn))
    assert both == "InvalidEventSelectorsException"


def test_an_organization_trail_is_a_shadow_in_a_member_that_cannot_read_its_selectors(
    scenario: Callable[[str], Aws],
) -> None:
    aws = scenario("org-trail")
    trails = aws.enter("222233334444").client("cloudtrail")
    (trail,) = trails.describe_trails()["trailList"]
    assert (trail["IsOrganizationTrail"], trail["IsMultiRegionTrail"]) == (True, True)
    assert trails.describe_trails(includeShadowTrails=False)["trailList"] == []
    assert trails.get_trail_status(Name=trail["TrailARN"])["IsLogging"] is True
    assert code_of(lambda: trails.get_event_selectors(TrailName=trail["TrailARN"])) == "TrailNotFoundException"
    assert code_of(lambda: trails.list_tags(ResourceIdList=[trail["TrailARN"]])) == "CloudTrailARNInvalidException"
    assert code_of(lambda: trails.stop_logging(Name=trail["TrailARN"])) == "NotOrganizationMasterAccountException"
    selectors = aws.client("cloudtrail").get_event_selectors(TrailName=trail["TrailARN"])["EventSelectors"]
    assert selectors[0]["ReadWriteType"] == "All"


def test_an_organization_trail_wants_trusted_access(scenario: Callable[[str], Aws]) -> None:
    def make(name: str) -> str:
        trails = scenario(name).client("cloudtrail")
        asked = {
            "Name": "all-of-us",
            "S3BucketName": "nowhere",
            "IsMultiRegionTrail": True,
            "IsOrganizationTrail": True,
        }
        return code_of(lambda: trails.create_trail(**asked))

    assert make("fresh") == "CloudTrailAccessNotEnabledException"
    assert make("org-trail") == "S3BucketDoesNotExistException", "trusted, so that the bucket is looked at"


def test_the_scenarios_with_a_poor_trail_have_it(scenario: Callable[[str], Aws]) -> None:
    stopped = scenario("trail-stopped").enter(DEDICATED).client("cloudtrail")
    (trail,) = stopped.describe_trails()["trailList"]
    assert stopped.get_trail_status(Name=trail["TrailARN"])["IsLogging"] is False
    narrow = scenario("trail-writeonly").enter(DEDICATED).client("cloudtrail")
    (trail,) = narrow.describe_trails()["trailList"]
    assert narrow.get_trail_status(Name=trail["TrailARN"])["IsLogging"] is True
    assert narrow.get_event_selectors(TrailName=trail["TrailARN"])["EventSelectors"][0]["ReadWriteType"] == "WriteOnly"
    narrow.update_trail(Name=trail["TrailARN"], EnableLogFileValidation=True)


def test_the_trusting_account_can_look_up_who_assumed_its_role(place: tuple[str, Aws]) -> None:
    _, aws = place
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": "975050257559"}, "Action": "sts:AssumeRole"}],
    }
    role = aws.client("iam").create_role(RoleName="seen", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    aws.vendor().assume(role)
    wanted = [{"AttributeKey": "EventName", "AttributeValue": "AssumeRole"}]
    found = aws.client("cloudtrail").lookup_events(LookupAttributes=wanted)["Events"]
    events = [json.loads(event["CloudTrailEvent"]) for event in found]
    mine = [event for event in events if event["requestParameters"]["roleArn"] == role]
    assert [event["userIdentity"]["accountId"] for event in mine] == ["975050257559"]
    assert mine[0]["userIdentity"]["type"] == "AWSAccount"
    assert aws.client("cloudtrail", "eu-west-1").lookup_events(LookupAttributes=wanted)["Events"] == []
    assert aws.client("cloudtrail").list_event_data_stores()["EventDataStores"] == []
