"""The cloudtrail step: what it observes in each situation, what it asks, and what it would change."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.doubles import TableReader, refused
from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Change,
    Context,
    Journal,
    JournalEntry,
    Observation,
    Read,
    SignedIn,
    State,
    SubAccount,
    Target,
)
from wizard.problems.explain import explain, problem_texts
from wizard.steps.cloudtrail.step import FIRST_COPY, SECOND_COPY, STEP
from wizard.vendors.profile import load_vendor

ACCOUNT, MANAGEMENT = "428861248123", "111122223333"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
REGIONS = ("us-east-1", "eu-west-1", "us-west-2")
BUCKET = f"firetiger-trail-{ACCOUNT}"
OWN_ARN = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/firetiger-management-events"
WRITES = {"EventSelectors": [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True, "DataResources": []}]}


class Aws:
    """Trails as AWS would show them: each with its place, status and selectors, or why those are refused."""

    def __init__(self) -> None:
        self.trails: list[dict[str, Any]] = []
        self.status: dict[str, Mapping[str, Any] | CallError] = {}
        self.selectors: dict[str, Mapping[str, Any] | CallError] = {}
        self.closed: dict[str, CallError] = {}
        self.hidden_from: str = ""
        self.reader = TableReader(
            {
                "cloudtrail:DescribeTrails": self.describe,
                "cloudtrail:GetTrailStatus": lambda read: self.detail(read, self.status[read.parameters["Name"]]),
                "cloudtrail:GetEventSelectors": lambda read: self.detail(
                    read, self.selectors[read.parameters["TrailName"]]
                ),
                "cloudtrail:ListEventDataStores": {"EventDataStores": []},
                "account:ListRegions": {"Regions": [{"RegionName": name} for name in REGIONS]},
                "s3:GetBucketPolicy": refused("NoSuchBucket"),
            }
        )

    def add(
        self,
        name: str,
        *,
        home: str = "us-east-1",
        multi: bool = True,
        organization: bool = False,
        logging: bool = True,
        selectors: Mapping[str, Any] | None = None,
        bucket: str = "logs",
        **status: Any,
    ) -> str:
        arn = f"arn:aws:cloudtrail:{home}:{MANAGEMENT if organization else ACCOUNT}:trail/{name}"
        self.trails.append(
            {
                "Name": name,
                "TrailARN": arn,
                "HomeRegion": home,
                "S3BucketName": bucket,
                "IsMultiRegionTrail": multi,
                "IsOrganizationTrail": organization,
                "IncludeGlobalServiceEvents": True,
            }
        )
        self.status[arn] = {"IsLogging": logging, "StartLoggingTime": "2026-11-01T00:00:00Z", **status}
        self.selectors[arn] = selectors or {"EventSelectors": [], "AdvancedEventSelectors": []}
        return arn

    def describe(self, read: Read) -> Mapping[str, Any] | CallError:
        region = read.target.region
        if region in self.closed:
            return self.closed[region]
        return {"trailList": [t for t in self.trails if t["IsMultiRegionTrail"] or t["HomeRegion"] == region]}

    def detail(self, read: Read, answer: Mapping[str, Any] | CallError) -> Mapping[str, Any] | CallError:
        """Members may not see what is hidden from them."""
        return refused("TrailNotFoundException", "Unknown trail") if read.target.account == self.hidden_from else answer

    def observe(self, mode: str = "", standing: Any = "member", symbol: str = "", **more: str) -> Observation[Any]:
        return STEP.observe(self.reader, answers(mode, **more), Journal(), context(standing, symbol=symbol))

    def asked(self) -> list[str]:
        return [f"{read.target.region} {read.operation}" for read in self.reader.made]


@pytest.fixture
def aws() -> Aws:
    return Aws()


def answers(mode: str, **more: str) -> Answers:
    return Answers(({"mode": mode} if mode else {}) | more)


def context(standing: Any = "member", region: str = "us-east-1", account: str = ACCOUNT, symbol: str = "") -> Context:
    caller = ACCOUNT if standing == "member" else MANAGEMENT
    signed_in = SignedIn(arn=f"arn:aws:iam::{caller}:user/ada", account=caller, region=region, standing=standing)
    target = Target(account=account, region=region, role_name="OrganizationAccountAccessRole")
    found = (signed_in, SubAccount(account=account, target=target, symbol=symbol))
    return Context(vendor=load_vendor("firetiger"), now=NOW, found=found)


def texts(observation: Observation[Any]) -> str:
    return "\n".join(f"{finding.mark}: {finding.text}" for finding in observation.findings)


def calls(changes: Sequence[Change]) -> list[str]:
    return [change.operation for change in changes]


def planned(observation: Observation[Any], mode: str = "") -> tuple[Change, ...]:
    assert observation.state is State.UNMET, observation
    return STEP.plan(observation, answers(mode)).changes


# --- satisfied ---------------------------------------------------------------------------------------------------


def test_a_logging_trail_of_all_regions_satisfies(aws: Aws) -> None:
    aws.add("audit")
    observation = aws.observe()
    assert observation.state is State.SATISFIED
    assert 'good: Trail "audit"  all regions, home us-east-1 · logging · read and write' in texts(observation)


def test_a_satisfied_account_is_asked_for_its_trails_and_their_details_alone(aws: Aws) -> None:
    aws.add("audit", home="eu-west-1")
    aws.observe()
    assert aws.asked() == [
        "us-east-1 DescribeTrails",
        "eu-west-1 GetTrailStatus",
        "eu-west-1 GetEventSelectors",
        "us-east-1 ListEventDataStores",
    ]


def test_a_readable_organization_trail_satisfies(aws: Aws) -> None:
    aws.add("org", organization=True)
    observation = aws.observe()
    assert observation.state is State.SATISFIED
    assert f"organization trail of {MANAGEMENT}" in texts(observation)


def test_an_organization_trail_is_asked_again_from_the_management_account(aws: Aws) -> None:
    aws.add("org", organization=True, home="eu-west-1")
    aws.hidden_from = ACCOUNT
    assert aws.observe(standing="management").state is State.SATISFIED
    again = [read.target for read in aws.reader.made if read.target.account == MANAGEMENT]
    assert again == [Target(account=MANAGEMENT, region="eu-west-1")] * 2


def test_single_region_trails_in_every_region_satisfy(aws: Aws) -> None:
    for region in REGIONS:
        aws.add(f"audit-{region}", home=region, multi=False)
    assert aws.observe().state is State.SATISFIED


def test_a_trail_in_each_region_says_that_later_regions_are_not_recorded(aws: Aws) -> None:
    for region in REGIONS:
        aws.add(f"audit-{region}", home=region, multi=False)
    verdict = next(f for f in aws.observe().findings if "every enabled region" in f.text)
    assert verdict.mark == "warning"
    assert "a region that you enable later isn't recorded" in verdict.detail


# --- what does not arrive is not recorded --------------------------------------------------------------------------

FRESH, STALE = NOW - timedelta(minutes=50), NOW - timedelta(minutes=70)
LOST = {"LatestDeliveryError": "AccessDenied"}


@pytest.mark.parametrize("last", [None, STALE, STALE.isoformat()])
def test_a_trail_whose_log_files_do_not_arrive_records_nothing(aws: Aws, last: Any) -> None:
    aws.add("audit", **LOST, LatestDeliveryTime=last)
    observation = aws.observe()
    assert observation.state is State.NEEDS_ANSWERS
    assert observation.trouble
    assert "The trail audit is on, but CloudTrail can't write to its bucket logs" in explain(observation.trouble).what
    assert observation.findings[0].mark == "bad"
    assert [question.name for question in observation.questions] == ["mode", "despite_delivery_error"]


def test_an_error_after_a_delivery_of_the_last_hour_is_a_warning(aws: Aws) -> None:
    aws.reader.replies["s3:HeadBucket"] = {}
    aws.add("audit", **LOST, LatestDeliveryTime=FRESH)
    observation = aws.observe()
    assert observation.state is State.SATISFIED
    assert observation.findings[0].mark == "warning"
    assert "AccessDenied" in observation.findings[0].text


def test_a_bucket_that_is_gone_ends_what_was_delivered_a_moment_ago(aws: Aws) -> None:
    aws.reader.replies["s3:HeadBucket"] = refused("404")
    aws.add("audit", **LOST, LatestDeliveryTime=FRESH)
    assert aws.observe().state is State.NEEDS_ANSWERS


def test_who_knows_better_says_so(aws: Aws) -> None:
    aws.add("audit", **LOST)
    assert aws.observe(despite_delivery_error="true").state is State.SATISFIED
    assert aws.observe("create-trail", despite_delivery_error="false").state is State.UNMET


def test_starting_alone_is_never_recommended_for_a_trail_that_does_not_deliver(aws: Aws) -> None:
    aws.add("audit", logging=False, **LOST)
    changes = planned(aws.observe())
    assert "CreateTrail" in calls(changes)


def test_our_own_bucket_is_made_again_under_its_trail(aws: Aws) -> None:
    aws.add("firetiger-management-events", **LOST, bucket=BUCKET)
    observation = aws.observe("repair")
    assert calls(planned(observation)) == [
        "CreateBucket",
        "PutPublicAccessBlock",
        "PutBucketEncryption",
        "PutBucketPolicy",
    ]
    assert calls(planned(aws.observe("create-trail"))) == calls(planned(observation))


def test_of_another_bucket_only_the_policy_is_added_to(aws: Aws) -> None:
    aws.reader.replies["s3:GetBucketPolicy"] = {"Policy": json.dumps({"Statement": [{"Sid": "Theirs"}]})}
    aws.reader.replies["s3:GetPublicAccessBlock"] = refused("NoSuchPublicAccessBlockConfiguration")
    aws.reader.replies["s3:GetBucketEncryption"] = refused("ServerSideEncryptionConfigurationNotFoundError")
    aws.add("audit", logging=False, **LOST)
    changes = planned(aws.observe("repair"))
    assert calls(changes) == ["PutBucketPolicy", "StartLogging"]
    policy = json.loads(changes[0].parameters["Policy"])
    assert policy["Statement"][0] == {"Sid": "Theirs"}
    assert len(policy["Statement"]) == 3


def test_a_bucket_that_was_just_put_right_is_waited_for(aws: Aws) -> None:
    aws.add("firetiger-management-events", **LOST, bucket=BUCKET)

    def journal(minutes: int) -> Journal:
        when = (NOW - timedelta(minutes=minutes)).isoformat()
        return Journal((put_right(when),))

    observed = STEP.observe(aws.reader, answers(""), journal(5), context())
    assert observed.state is State.PENDING
    assert STEP.observe(aws.reader, answers(""), journal(40), context()).state is State.NEEDS_ANSWERS


def put_right(when: str) -> JournalEntry:
    return JournalEntry(
        step="cloudtrail", digest="d", attempt=1, service="s3", operation="PutBucketPolicy", account=ACCOUNT,
        region="us-east-1", sentence="s", intended=when, finished=when, note={"bucket": BUCKET}, outcome="landed",
    )  # fmt: skip


def test_an_answer_does_not_undo_what_is_satisfied(aws: Aws) -> None:
    aws.add("audit")
    assert aws.observe("create-trail").state is State.SATISFIED


# --- nothing usable: create --------------------------------------------------------------------------------------


def test_an_account_without_a_trail_gets_one_without_a_question(aws: Aws) -> None:
    changes = planned(aws.observe())
    assert calls(changes) == [
        "CreateBucket",
        "PutPublicAccessBlock",
        "PutBucketEncryption",
        "PutBucketPolicy",
        "CreateTrail",
        "StartLogging",
    ]
    assert changes[4].parameters == {
        "Name": "firetiger-management-events",
        "S3BucketName": BUCKET,
        "IsMultiRegionTrail": True,
        "IncludeGlobalServiceEvents": True,
        "EnableLogFileValidation": True,
    }
    assert changes[5].parameters == {"Name": OWN_ARN}


def test_the_bucket_policy_lets_cloudtrail_write_for_this_trail_alone(aws: Aws) -> None:
    policy = planned(aws.observe())[3].parameters["Policy"]
    acl, put = json.loads(policy)["Statement"]
    assert acl["Condition"] == {"StringEquals": {"aws:SourceArn": OWN_ARN}}
    assert put["Resource"] == f"arn:aws:s3:::{BUCKET}/AWSLogs/{ACCOUNT}/*"
    assert put["Condition"]["StringEquals"]["s3:x-amz-acl"] == "bucket-owner-full-control"


def test_a_bucket_outside_us_east_1_names_its_region(aws: Aws) -> None:
    observation = STEP.observe(aws.reader, answers(""), Journal(), context(region="eu-west-1"))
    create = planned(observation)[0]
    assert create.parameters["CreateBucketConfiguration"] == {"LocationConstraint": "eu-west-1"}
    assert "CreateBucketConfiguration" not in planned(aws.observe())[0].parameters


def test_only_a_bucket_of_ours_counts_as_landed(aws: Aws) -> None:
    create = planned(aws.observe())[0]
    assert create.landed == ("BucketAlreadyOwnedByYou",)


def test_the_verdict_counts_the_regions_without_a_trail(aws: Aws) -> None:
    aws.add("audit-eu", home="eu-west-1", multi=False, organization=True)
    observation = aws.observe()
    assert "warning" in texts(observation)
    assert "2 of 3 enabled regions have no trail that records management events" in texts(observation)


def test_ec2_tells_the_regions_where_account_management_does_not(aws: Aws) -> None:
    aws.reader.replies["account:ListRegions"] = refused("NotAws")
    regions = [{"RegionName": "us-east-1"}, {"RegionName": "af-south-1", "OptInStatus": "not-opted-in"}]
    aws.reader.replies["ec2:DescribeRegions"] = {"Regions": regions}
    assert "1 of 1 enabled regions has no trail" in texts(aws.observe())


def test_an_organization_trail_that_is_stopped_cannot_be_repaired_here(aws: Aws) -> None:
    aws.add("org", organization=True, logging=False)
    observation = aws.observe()
    assert calls(planned(observation))[-2:] == ["CreateTrail", "StartLogging"]
    assert MANAGEMENT in observation.findings[0].detail


def test_a_second_copy_of_events_is_told_to_cost_something(aws: Aws) -> None:
    assert STEP.plan(aws.observe(), answers("")).costs == FIRST_COPY
    aws.add("org", organization=True, selectors=WRITES)
    assert STEP.plan(aws.observe(), answers("")).costs == SECOND_COPY


# --- a half-done earlier run -------------------------------------------------------------------------------------


def with_bucket(aws: Aws, policy: str = "") -> Aws:
    aws.reader.replies["s3:GetBucketPolicy"] = {"Policy": policy} if policy else refused("NoSuchBucketPolicy")
    aws.reader.replies["s3:GetPublicAccessBlock"] = refused("NoSuchPublicAccessBlockConfiguration")
    aws.reader.replies["s3:GetBucketEncryption"] = {"ServerSideEncryptionConfiguration": {"Rules": []}}
    return aws


def test_a_bucket_that_is_there_is_not_created_again(aws: Aws) -> None:
    changes = planned(with_bucket(aws).observe())
    assert calls(changes) == ["PutPublicAccessBlock", "PutBucketPolicy", "CreateTrail", "StartLogging"]


def test_a_bucket_is_made_private_unless_all_four_blocks_are_on(aws: Aws) -> None:
    blocks = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
    with_bucket(aws).reader.replies["s3:GetPublicAccessBlock"] = {"PublicAccessBlockConfiguration": blocks}
    assert "PutPublicAccessBlock" not in calls(planned(aws.observe()))
    blocks["BlockPublicPolicy"] = False
    assert "PutPublicAccessBlock" in calls(planned(aws.observe()))


def test_a_bucket_without_encryption_gets_it(aws: Aws) -> None:
    plain = refused("ServerSideEncryptionConfigurationNotFoundError")
    with_bucket(aws).reader.replies["s3:GetBucketEncryption"] = plain
    assert "PutBucketEncryption" in calls(planned(aws.observe()))


def test_a_policy_that_an_earlier_run_has_put_is_not_put_again(aws: Aws) -> None:
    policy = planned(aws.observe())[3].parameters["Policy"]
    assert "PutBucketPolicy" not in calls(planned(with_bucket(aws, policy).observe()))


def test_what_remains_of_a_round_has_the_digests_it_was_approved_with(aws: Aws) -> None:
    approved = {change.digest() for change in planned(aws.observe())}
    assert {change.digest() for change in planned(with_bucket(aws).observe())} <= approved


def test_a_trail_of_ours_that_was_never_started_is_started_without_a_question(aws: Aws) -> None:
    approved = {change.digest() for change in planned(aws.observe())}
    aws.add("firetiger-management-events", logging=False, StartLoggingTime=None)
    changes = planned(aws.observe())
    assert calls(changes) == ["StartLogging"]
    assert changes[0].digest() in approved


def test_a_trail_of_ours_that_somebody_stopped_is_asked_about(aws: Aws) -> None:
    aws.add("firetiger-management-events", logging=False)
    observation = aws.observe()
    assert observation.state is State.NEEDS_ANSWERS
    assert [choice.value for choice in observation.questions[0].choices] == ["repair", "by-hand"]


def test_create_trail_mends_a_trail_that_has_our_name_already(aws: Aws) -> None:
    aws.add("firetiger-management-events", logging=False)
    assert calls(planned(aws.observe("create-trail"), "create-trail")) == ["StartLogging"]


def test_a_trail_of_ours_that_nobody_may_read_blocks(aws: Aws) -> None:
    arn = aws.add("firetiger-management-events")
    aws.selectors[arn] = refused("AccessDeniedException")
    observation = aws.observe("create-trail")
    assert observation.state is State.BLOCKED
    assert observation.trouble is not None
    assert observation.trouble.key == "cloudtrail-own-trail"


@pytest.mark.parametrize("answer", [refused("AccessDenied"), refused("MethodNotAllowed"), {"Policy": "no policy"}])
def test_a_bucket_whose_policy_is_not_known_is_never_written_to(aws: Aws, answer: Any) -> None:
    aws.reader.replies["s3:GetBucketPolicy"] = answer
    observation = aws.observe()
    assert observation.state is State.BLOCKED
    assert observation.trouble is not None
    assert observation.trouble.key == "cloudtrail-bucket-unreadable"


def test_a_lost_answer_about_the_bucket_says_nothing_about_it(aws: Aws) -> None:
    aws.reader.replies["s3:GetBucketPolicy"] = refused("Timeout")
    with pytest.raises(CallFailed):
        aws.observe()


# --- repair ------------------------------------------------------------------------------------------------------


def test_a_stopped_trail_is_asked_about_with_repair_recommended(aws: Aws) -> None:
    aws.add("audit", logging=False)
    question = aws.observe().questions[0]
    assert question.default == "repair"
    assert [(c.value, c.recommended) for c in question.choices] == [
        ("repair", True),
        ("create-trail", False),
        ("by-hand", False),
    ]


def test_a_stopped_trail_is_started_in_its_home_region(aws: Aws) -> None:
    arn = aws.add("audit", logging=False, home="eu-west-1")
    (start,) = planned(aws.observe("repair"), "repair")
    assert (start.operation, start.parameters, start.target.region) == ("StartLogging", {"Name": arn}, "eu-west-1")


def test_a_write_only_trail_is_widened_and_its_data_selectors_stay(aws: Aws) -> None:
    data = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
    selector = {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True, "DataResources": [data]}
    arn = aws.add("audit", selectors={"EventSelectors": [selector]})
    observation = aws.observe("repair")
    (widen,) = planned(observation, "repair")
    assert widen.operation == "PutEventSelectors"
    assert widen.parameters["TrailName"] == arn
    assert [s["DataResources"] for s in widen.parameters["EventSelectors"]] == [[], [data]]
    assert "only their write events recorded" in texts(observation)


def test_a_trail_that_leaves_kms_out_is_not_enough(aws: Aws) -> None:
    selector = {"ReadWriteType": "All", "ExcludeManagementEventSources": ["kms.amazonaws.com"]}
    aws.add("audit", selectors={"EventSelectors": [selector]})
    observation = aws.observe()
    assert observation.state is State.NEEDS_ANSWERS
    assert "Events of kms.amazonaws.com are left out in 3 of 3 enabled regions" in texts(observation)


def test_a_single_region_trail_is_made_one_of_all_regions(aws: Aws) -> None:
    aws.add("audit-eu", home="eu-west-1", multi=False)
    (everywhere,) = planned(aws.observe("repair"), "repair")
    assert everywhere.operation == "UpdateTrail"
    assert everywhere.target.region == "eu-west-1"
    assert everywhere.parameters["IsMultiRegionTrail"] is True


def test_a_repair_of_the_only_trail_delivers_nothing_a_second_time(aws: Aws) -> None:
    aws.add("audit", selectors=WRITES)
    assert STEP.plan(aws.observe("repair"), answers("repair")).costs == FIRST_COPY
    assert STEP.plan(aws.observe("create-trail"), answers("create-trail")).costs == SECOND_COPY


def test_an_organization_trail_is_never_repaired(aws: Aws) -> None:
    aws.add("org", logging=False)
    aws.trails[0]["IsOrganizationTrail"] = True
    assert "CreateTrail" in calls(planned(aws.observe()))


def test_create_trail_beside_a_stopped_one_creates(aws: Aws) -> None:
    aws.add("audit", logging=False)
    assert "CreateTrail" in calls(planned(aws.observe("create-trail"), "create-trail"))


def test_repair_where_nothing_can_be_repaired_asks_again_and_says_why(aws: Aws) -> None:
    observation = aws.observe("repair")
    assert observation.state is State.NEEDS_ANSWERS
    assert observation.trouble is not None
    assert observation.trouble.key == "cloudtrail-nothing-to-repair"
    assert [choice.value for choice in observation.questions[0].choices] == ["create-trail", "by-hand"]


@pytest.mark.parametrize("logging", [True, False])
def test_by_hand_shows_the_same_changes_and_sends_none(aws: Aws, logging: bool) -> None:
    aws.add("audit", logging=logging, selectors=WRITES)
    plan = STEP.plan(aws.observe("by-hand"), answers("by-hand"))
    assert plan.by_hand
    assert plan.changes == STEP.plan(aws.observe("repair"), answers("repair")).changes


# --- unknown -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["TrailNotFoundException", "AccessDeniedException", "CloudTrailARNInvalidException"])
def test_an_unreadable_organization_trail_is_unknown_and_a_person_decides(aws: Aws, code: str) -> None:
    arn = aws.add("org", organization=True)
    aws.selectors[arn] = refused(code)
    observation = aws.observe()
    assert observation.state is State.NEEDS_ANSWERS
    assert observation.findings[0].mark == "unknown"
    assert code in observation.findings[0].text
    assert observation.trouble is not None
    assert "org" in explain(observation.trouble).title
    assert "CreateTrail" in calls(planned(aws.observe("create-trail"), "create-trail"))


def test_nobody_is_asked_again_with_the_same_credentials(aws: Aws) -> None:
    aws.add("org", organization=True)
    aws.hidden_from = MANAGEMENT
    target = Target(account=MANAGEMENT, region="us-east-1")
    found = (context("delegated").found[0], SubAccount(account=MANAGEMENT, target=target))
    known = Context(vendor=load_vendor("firetiger"), now=NOW, found=found)
    STEP.observe(aws.reader, answers(""), Journal(), known)
    assert aws.asked().count("us-east-1 GetTrailStatus") == 1


def test_a_trail_of_us_east_1_without_global_service_events_misses_them(aws: Aws) -> None:
    for region in REGIONS:
        aws.add(f"audit-{region}", home=region, multi=False)
    aws.trails[0]["IncludeGlobalServiceEvents"] = False
    observation = aws.observe()
    assert observation.state is State.NEEDS_ANSWERS
    assert "global services (IAM, STS, CloudFront) are left out in 1 of 3" in texts(observation)


def test_the_management_account_being_refused_too_stays_unknown(aws: Aws) -> None:
    arn = aws.add("org", organization=True)
    aws.status[arn] = refused("AccessDeniedException")
    assert aws.observe(standing="management").state is State.NEEDS_ANSWERS


def test_an_unreadable_trail_that_could_not_complete_the_coverage_does_not_hold_up(aws: Aws) -> None:
    arn = aws.add("org-eu", organization=True, multi=False, home="eu-west-1")
    aws.selectors[arn] = refused("AccessDeniedException")
    assert "CreateTrail" in calls(planned(aws.observe()))


def test_a_closed_region_is_told_and_is_no_absence(aws: Aws) -> None:
    aws.closed["us-west-2"] = refused("AccessDeniedException")
    observation = aws.observe()
    assert "unknown: Couldn't list the trails in us-west-2 (AccessDeniedException)" in texts(observation)
    assert observation.state is State.UNMET


def test_a_closed_region_that_decides_is_left_to_a_person(aws: Aws) -> None:
    aws.closed["us-west-2"] = refused("AccessDeniedException")
    for region in ("us-east-1", "eu-west-1"):
        aws.add(f"audit-{region}", home=region, multi=False)
    observation = aws.observe()
    assert observation.state is State.NEEDS_ANSWERS
    assert observation.trouble is not None
    assert observation.trouble.key == "cloudtrail-regions-unreadable"


def test_regions_nobody_can_list_are_unknown(aws: Aws) -> None:
    aws.add("audit", multi=False)
    aws.reader.replies |= {"account:ListRegions": refused("AccessDenied"), "ec2:DescribeRegions": refused("Denied")}
    observation = aws.observe()
    assert "unknown: Couldn't read which regions are enabled (Denied)" in texts(observation)
    assert observation.state is State.NEEDS_ANSWERS


def test_an_event_data_store_is_told_and_is_no_trail(aws: Aws) -> None:
    aws.reader.replies["cloudtrail:ListEventDataStores"] = {"EventDataStores": [{"Name": "lake"}]}
    observation = aws.observe()
    assert 'info: Event data store "lake" in CloudTrail Lake (not a trail)' in texts(observation)
    assert observation.state is State.UNMET


def test_a_lake_that_may_not_be_looked_at_is_unknown_and_no_failure(aws: Aws) -> None:
    aws.add("audit")
    aws.reader.replies["cloudtrail:ListEventDataStores"] = refused("AccessDeniedException")
    observation = aws.observe()
    assert observation.state is State.SATISFIED
    assert "unknown: Couldn't look at CloudTrail Lake" in texts(observation)


def test_a_refused_list_of_trails_is_left_to_the_engine(aws: Aws) -> None:
    aws.closed["us-east-1"] = refused("AccessDeniedException")
    with pytest.raises(CallFailed):
        aws.observe()


def test_a_new_account_whose_services_sleep_is_waited_for(aws: Aws) -> None:
    aws.closed["us-east-1"] = refused("SubscriptionRequiredException")
    assert aws.observe(symbol="new:ada@example.com").state is State.PENDING
    with pytest.raises(CallFailed):
        aws.observe()


# --- foresee, and the words --------------------------------------------------------------------------------------


def test_the_round_of_an_account_that_does_not_exist_yet_is_the_one_that_is_made_later(aws: Aws) -> None:
    symbol = "new:ada@example.com"
    previewed = STEP.preview(None, answers(""), context(account=symbol, symbol=symbol))
    digests = [change.digest() for change in previewed.rounds[0].changes]
    assert digests == [change.digest({ACCOUNT: symbol}) for change in planned(aws.observe())]


def test_nothing_is_foreseen_where_the_account_is_not_known_yet() -> None:
    unknown = Context(vendor=load_vendor("firetiger"), now=datetime(2026, 11, 22, tzinfo=UTC))
    assert STEP.preview(None, answers(""), unknown).rounds == ()


def test_what_is_unmet_is_foreseen_and_what_is_satisfied_is_not(aws: Aws) -> None:
    assert len(STEP.preview(aws.observe(), answers(""), context()).rounds) == 1
    aws.add("audit")
    assert STEP.preview(aws.observe(), answers(""), context()).rounds == ()


def test_every_trouble_of_the_step_has_its_text() -> None:
    ours = ("trail-unreadable", "regions-unreadable", "nothing-to-repair", "own-trail", "bucket-unreadable")
    assert {f"cloudtrail-{name}" for name in ours} <= problem_texts().keys()


@pytest.mark.parametrize(
    ("service", "operation", "code", "key"),
    [
        ("cloudtrail", "CreateTrail", "MaximumNumberOfTrailsExceededException", "cloudtrail-trail-quota"),
        ("cloudtrail", "CreateTrail", "InsufficientS3BucketPolicyException", "cloudtrail-bucket-policy"),
        ("cloudtrail", "DescribeTrails", "AccessDeniedException", "cloudtrail-denied"),
        ("s3", "CreateBucket", "BucketAlreadyExists", "cloudtrail-bucket-taken"),
        ("s3", "PutBucketPolicy", "OperationAborted", "cloudtrail-bucket-busy"),
    ],
)
def test_what_aws_refuses_is_explained(service: str, operation: str, code: str, key: str) -> None:
    assert explain(CallError(code=code, message="", service=service, operation=operation)).key == key


def test_every_change_and_read_is_declared(aws: Aws) -> None:
    aws.add("a", multi=False, logging=False, selectors=WRITES)
    changes = [*planned(aws.observe("create-trail"), "create-trail"), *planned(aws.observe("repair"), "repair")]
    assert {f"{change.service}:{change.operation}" for change in changes} == set(STEP.writes)
    assert {f"{read.service}:{read.operation}" for read in aws.reader.made} <= set(STEP.reads)


def test_every_summary_fits_the_rail(aws: Aws) -> None:
    summaries = {aws.observe(mode).summary for mode in ("", "repair", "create-trail")}
    aws.add("a", logging=False)
    summaries |= {aws.observe(mode).summary for mode in ("", "repair", "create-trail")}
    assert max(map(len, summaries)) <= 24


def test_each_finding_begins_as_a_sentence_does(aws: Aws) -> None:
    aws.closed["us-west-2"] = refused("AccessDeniedException")
    aws.reader.replies["cloudtrail:ListEventDataStores"] = {"EventDataStores": [{"Name": "lake"}]}
    aws.add("audit", multi=False)
    told = [finding.text for finding in aws.observe().findings]
    assert len(told) > 3
    assert not [text for text in told if text[0].islower()]
