"""The smaller services: regions, quotas, Control Tower, and S3's walls."""

from __future__ import annotations

import json
from collections.abc import Callable

from .conftest import Aws, code_of, new_member


def test_seventeen_regions_are_enabled_and_the_list_has_pages(fresh: Aws) -> None:
    account = fresh.client("account")
    enabled = account.list_regions(RegionOptStatusContains=["ENABLED", "ENABLED_BY_DEFAULT"])["Regions"]
    assert len(enabled) == 17
    pages = list(account.get_paginator("list_regions").paginate())
    assert len(pages) > 1
    names = [region["RegionName"] for page in pages for region in page["Regions"]]
    assert len(names) == len(set(names)) > 17
    listed = [region["RegionName"] for region in fresh.client("ec2").describe_regions()["Regions"]]
    assert sorted(listed) == sorted(region["RegionName"] for region in enabled)
    every = fresh.client("ec2").describe_regions(AllRegions=True)["Regions"]
    assert {region["OptInStatus"] for region in every} == {"opt-in-not-required", "not-opted-in"}
    assert account.get_region_opt_status(RegionName="me-south-1")["RegionOptStatus"] == "DISABLED"


def test_the_management_account_may_ask_about_its_members_and_nobody_else(fresh: Aws) -> None:
    ask = fresh.client("account").get_account_information
    assert ask(AccountId="222233334444")["AccountName"] == "Production"
    assert code_of(lambda: ask(AccountId="975050257559")) == "AccessDeniedException"


def test_the_quota_of_accounts_can_be_read(scenario: Callable[[str], Aws]) -> None:
    quotas = scenario("account-limit").client("service-quotas")
    quota = quotas.get_service_quota(ServiceCode="organizations", QuotaCode="L-29A0C5DF")["Quota"]
    assert (quota["Value"], quota["Adjustable"]) == (4.0, True)
    assert quotas.list_service_quotas(ServiceCode="bedrock")["Quotas"]
    unknown = code_of(lambda: quotas.get_service_quota(ServiceCode="organizations", QuotaCode="L-0"))
    assert unknown == "NoSuchResourceException"


def test_only_a_governed_organization_has_a_landing_zone(scenario: Callable[[str], Aws], fresh: Aws) -> None:
    assert fresh.client("controltower").list_landing_zones()["landingZones"] == []
    towers = scenario("control-tower").client("controltower")
    (zone,) = towers.list_landing_zones()["landingZones"]
    trusted = scenario("control-tower").client("organizations").list_aws_service_access_for_organization()
    principals = [each["ServicePrincipal"] for each in trusted["EnabledServicePrincipals"]]
    assert "controltower.amazonaws.com" in principals
    assert towers.get_landing_zone(landingZoneIdentifier=zone["arn"])["landingZone"]["status"] == "ACTIVE"
    assert scenario("control-tower").client("controltower", "eu-west-1").list_landing_zones()["landingZones"] == []


def test_a_bucket_is_closed_to_other_accounts_until_its_policy_opens_it(fresh: Aws) -> None:
    account, member = new_member(fresh)
    bucket = f"closed-{account}"
    own, other = member.client("s3"), fresh.client("s3")
    own.create_bucket(Bucket=bucket)
    own.create_bucket(Bucket=bucket)
    own.put_object(Bucket=bucket, Key="key", Body=b"text")
    assert code_of(lambda: other.create_bucket(Bucket=bucket)) == "BucketAlreadyExists"
    assert code_of(lambda: other.head_bucket(Bucket=bucket)) == "403"
    assert code_of(lambda: other.get_object(Bucket=bucket, Key="key")) == "AccessDenied"
    assert code_of(lambda: other.put_object(Bucket=bucket, Key="key", Body=b"x")) == "AccessDenied"
    allow = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    own.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [allow]}))
    assert other.get_object(Bucket=bucket, Key="key")["Body"].read() == b"text"
    assert code_of(lambda: other.delete_object(Bucket=bucket, Key="key")) == "AccessDenied"


def test_outside_us_east_1_ones_own_bucket_is_an_error_to_create_again(fresh: Aws) -> None:
    account, member = new_member(fresh)
    place = {"LocationConstraint": "eu-west-1"}
    storage = member.client("s3", "eu-west-1")
    storage.create_bucket(Bucket=f"abroad-{account}", CreateBucketConfiguration=place)
    again = code_of(lambda: storage.create_bucket(Bucket=f"abroad-{account}", CreateBucketConfiguration=place))
    assert again == "BucketAlreadyOwnedByYou"


def test_production_has_something_unrelated_in_it(fresh: Aws) -> None:
    session = fresh.enter("222233334444")
    assert [stack["StackName"] for stack in session.client("cloudformation").describe_stacks()["Stacks"]]
    assert session.client("s3").list_buckets()["Buckets"]
    assert session.client("ec2").describe_instances()["Reservations"] == []
    assert session.client("lambda").list_functions()["Functions"] == []
    assert "ResourceTagMappingList" in session.client("resourcegroupstaggingapi").get_resources()
    assert session.client("iam").list_account_aliases()["AccountAliases"] == []


def test_what_the_sandbox_lacks_it_says_in_the_protocol(fresh: Aws) -> None:
    assert code_of(fresh.client("bedrock").list_guardrails) == "UnknownOperationException"
    assert code_of(fresh.client("controltower").list_baselines) == "UnknownOperationException"
