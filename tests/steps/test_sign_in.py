"""The sign-in step: which credentials are used, who they are, in which region, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.doubles import Reply, TableReader, refused
from wizard.judgement import credentials
from wizard.model import Answers, CallError, Earlier, Observation, Read, Remembered, SignedIn, State
from wizard.problems import explain, problem_texts
from wizard.steps.sign_in import PATIENCE, STEP
from wizard.vendor import load_vendor

VENDOR = load_vendor("firetiger")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ACCOUNT, MANAGEMENT = "444455556666", "111122223333"


def profile(name: str, kind: str = "access key", region: str = "us-east-1") -> dict[str, str]:
    return {"Name": name, "Kind": kind, "Region": region}


class Aws:
    """Profiles, and who each of them is; "" is what the AWS tools find by themselves."""

    def __init__(
        self, *profiles: dict[str, str], environment: bool = False, chosen: str = "", region: str = ""
    ) -> None:
        self.who: dict[str, Mapping[str, Any] | CallError] = {}
        self.offered = {"Profiles": [*profiles], "Environment": environment, "Chosen": chosen, "Region": region}
        replies: dict[str, Reply] = {
            "profiles:List": self.offered,
            "sts:GetCallerIdentity": lambda read: self.who.get(read.target.profile, user()),
            "organizations:DescribeOrganization": {"Organization": {"Id": "o-1", "MasterAccountId": MANAGEMENT}},
            "organizations:ListDelegatedAdministrators": refused("AccessDeniedException"),
            "account:ListRegions": {"Regions": [{"RegionName": n} for n in ("us-east-1", "us-west-2", "eu-north-1")]},
        }
        self.reader = TableReader(replies)

    def made(self, operation: str) -> list[Read]:
        return [read for read in self.reader.made if read.operation == operation]


def user(account: str = ACCOUNT, name: str = "user/ada", partition: str = "aws") -> dict[str, str]:
    return {"Account": account, "Arn": f"arn:{partition}:iam::{account}:{name}", "UserId": "AIDA"}


def look(aws: Aws, *, person: bool = True, bound: tuple[str, str] = ("", ""), **answers: Any) -> Observation[Any]:
    account, region = bound
    earlier = Earlier(vendor=VENDOR, now=NOW, person=person, bound_account=account, bound_region=region)
    return STEP.observe(aws.reader, Answers(answers), Remembered(), earlier)


def found(observation: Observation[Any]) -> SignedIn:
    assert observation.state is State.SATISFIED, observation
    (signed_in,) = observation.found
    assert isinstance(signed_in, SignedIn)
    return signed_in


def key(observation: Observation[Any]) -> str:
    return observation.trouble.key if observation.trouble else ""


def texts(observation: Observation[Any]) -> str:
    return "\n".join(f"{finding.mark}: {finding.text} ({finding.detail})" for finding in observation.findings)


# --- which credentials ---------------------------------------------------------------------------------------------


def test_where_several_profiles_work_a_person_chooses_knowing_who_each_is() -> None:
    aws = Aws(profile("dev"), profile("prod", "SSO"))
    aws.who["prod"] = user(MANAGEMENT, "user/root-like")
    asking = look(aws)
    assert asking.state is State.NEEDS_ANSWERS
    (question,) = asking.questions
    assert [(choice.value, choice.label) for choice in question.choices] == [
        ("dev", "profile dev"),
        ("prod", "profile prod"),
    ]
    assert question.choices[1].detail == f"{MANAGEMENT} · arn:aws:iam::{MANAGEMENT}:user/root-like · SSO"
    assert found(look(aws, profile="prod")).profile == "prod"


def test_the_one_profile_that_works_is_used_without_asking_and_the_others_are_told() -> None:
    aws = Aws(profile("dev"), profile("old", "SSO"))
    aws.who["old"] = refused("LoginExpired", "Token has expired and refresh failed")
    signed_in = look(aws)
    assert found(signed_in).profile == "dev"
    assert "bad: Profile old (SSO) does not work (Its sign-in has expired; run aws sso login --profile old.)" in texts(
        signed_in
    )


def test_a_single_profile_is_used_without_looking_through_any() -> None:
    aws = Aws(profile("dev"))
    assert found(look(aws)).profile == "dev"
    assert len(aws.made("GetCallerIdentity")) == 1


def test_where_no_profile_works_it_is_blocked_with_a_sentence_for_each() -> None:
    aws = Aws(profile("dev"), profile("old", "SSO"))
    aws.who = {"dev": refused("InvalidClientTokenId"), "old": refused("LoginExpired")}
    blocked = look(aws)
    assert (blocked.state, key(blocked)) == (State.BLOCKED, "no-usable-profile")
    assert [finding.mark for finding in blocked.findings] == ["bad", "bad"]


@pytest.mark.parametrize("person", [True, False])
def test_aws_profile_settles_it(person: bool) -> None:
    aws = Aws(profile("dev"), profile("prod"), chosen="prod")
    signed_in = look(aws, person=person)
    assert found(signed_in).profile == ""
    assert "with profile prod, which AWS_PROFILE names" in texts(signed_in)


def test_without_a_person_the_aws_tools_own_choice_counts() -> None:
    aws = Aws(profile("default"), profile("dev"))
    assert found(look(aws, person=False)).profile == ""
    assert len(aws.made("GetCallerIdentity")) == 1


def test_on_a_resume_the_credentials_of_the_bound_account_are_taken_without_asking() -> None:
    aws = Aws(profile("dev"), profile("prod"))
    aws.who["prod"] = user(MANAGEMENT)
    assert found(look(aws, bound=(MANAGEMENT, "us-east-1"))).profile == "prod"


def test_keys_in_the_environment_are_a_choice_beside_the_profiles() -> None:
    aws = Aws(profile("dev"), environment=True)
    (question,) = look(aws).questions
    assert [(choice.value, choice.label) for choice in question.choices] == [
        ("environment", "the keys in the environment"),
        ("dev", "profile dev"),
    ]
    assert found(look(aws, profile="environment", region="us-east-1")).profile == ""


@pytest.mark.parametrize(
    ("aws", "answers", "said"),
    [
        (Aws(profile("default"), environment=True), {}, "warning: .*its keys are used, not profile default"),
        (Aws(profile("x"), environment=True, chosen="x"), {}, "warning: .*not profile x, which AWS_PROFILE names"),
        (Aws(profile("x"), environment=True), {"profile": "x"}, "info: .*profile x is used all the same"),
    ],
)
def test_that_the_environment_overrides_a_profile_is_said(aws: Aws, answers: dict[str, Any], said: str) -> None:
    seen = texts(look(aws, person=False, **answers))
    mark, _, words = said.partition(".*")
    assert any(line.startswith(mark) and words in line for line in seen.splitlines()), seen


def test_without_keys_in_the_environment_nothing_is_said_of_it() -> None:
    assert "AWS_ACCESS_KEY_ID" not in texts(look(Aws(profile("default")), person=False))


def test_nothing_that_hangs_holds_anybody_up() -> None:
    aws = Aws(profile("dev"), profile("slow"))
    aws.who["slow"] = refused("Timeout")
    signed_in = look(aws)
    assert f"It did not say within {PATIENCE:g} seconds who it is." in texts(signed_in)
    aws_calls = [read for read in aws.reader.made if read.service != "profiles"]
    assert {read.seconds for read in aws_calls if read.operation != "ListDelegatedAdministrators"} == {PATIENCE}


CODES = (
    "Timeout NoCredentials LoginExpired MfaNeeded CredentialProcess BadConfig ProfileNotFound AccessDenied Unreachable"
    " ProxyFailed TlsFailed NotAws InvalidClientTokenId UnrecognizedClientException ExpiredToken SignatureDoesNotMatch"
)


@pytest.mark.parametrize("code", CODES.split())
def test_why_a_profile_does_not_work_is_one_sentence_without_what_a_program_printed(code: str) -> None:
    finding = credentials.broken("dev", Aws(profile("dev")).offered, refused(code, "s3cr3t\nfrom stderr"), PATIENCE)
    assert finding.detail.endswith(".")
    assert finding.detail.count(". ") == 0
    assert "s3cr3t" not in finding.detail
    assert "{" not in finding.detail


def test_an_error_that_nobody_knows_is_told_as_aws_said_it() -> None:
    finding = credentials.broken("dev", Aws(profile("dev")).offered, refused("NewOne", "no such thing"), PATIENCE)
    assert finding.detail == "NewOne: no such thing"


def test_the_only_credentials_that_do_not_work_are_explained_by_their_error() -> None:
    aws = Aws(profile("dev"))
    aws.who["dev"] = CallError(code="LoginExpired", message="expired", service="sts", operation="GetCallerIdentity")
    blocked = look(aws)
    assert blocked.state is State.BLOCKED
    assert blocked.trouble is not None
    assert explain(blocked.trouble).key == "login-expired"


# --- who it is -----------------------------------------------------------------------------------------------------


def test_the_root_user_is_refused() -> None:
    aws = Aws(profile("dev"))
    aws.who["dev"] = user(name="root")
    blocked = look(aws)
    assert (blocked.state, key(blocked)) == (State.BLOCKED, "root-credentials")


@pytest.mark.parametrize(("region", "partition"), [("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn")])
def test_another_partition_is_asked_at_home_and_refused_with_the_reason(region: str, partition: str) -> None:
    aws = Aws(profile("gov", region=region))
    aws.who["gov"] = user(partition=partition)
    blocked = look(aws, region="us-east-1")
    assert (blocked.state, key(blocked)) == (State.BLOCKED, "other-partition")
    assert aws.made("GetCallerIdentity")[0].target.region == region
    assert blocked.trouble is not None
    assert VENDOR.name in explain(blocked.trouble).title


def test_the_checkpoints_account_and_region_bind() -> None:
    aws = Aws(profile("dev"))
    assert key(look(aws, bound=(MANAGEMENT, "us-east-1"))) == "other-account"
    assert key(look(aws, bound=(ACCOUNT, "us-east-1"), region="us-west-2")) == "other-region"
    assert found(look(aws, bound=(ACCOUNT, "us-west-2"))).region == "us-west-2"


def test_every_trouble_has_its_text() -> None:
    keys = {"root-credentials", "other-partition", "other-account", "other-region", "region-not-enabled"}
    assert {*keys, "no-usable-profile"} <= {*problem_texts()}


@pytest.mark.parametrize(
    ("described", "delegated", "standing"),
    [
        ({"Organization": {"Id": "o-1", "MasterAccountId": ACCOUNT}}, refused("x"), "management"),
        ({"Organization": {"Id": "o-1", "MasterAccountId": MANAGEMENT}}, refused("AccessDeniedException"), "member"),
        ({"Organization": {"Id": "o-1", "MasterAccountId": MANAGEMENT}}, {}, "delegated"),
        (refused("AWSOrganizationsNotInUseException"), refused("x"), "none"),
        (refused("AccessDeniedException"), refused("x"), "unknown"),
        (refused("Timeout"), refused("x"), "unknown"),
    ],
)
def test_where_the_account_stands_is_found_out(described: Reply, delegated: Reply, standing: str) -> None:
    aws = Aws(profile("dev"))
    aws.reader.replies["organizations:DescribeOrganization"] = described
    aws.reader.replies["organizations:ListDelegatedAdministrators"] = delegated
    seen = look(aws)
    assert found(seen).standing == standing
    assert f"{'unknown' if standing == 'unknown' else 'info'}: This account is" in texts(seen)


@pytest.mark.parametrize(
    ("name", "summary"),
    [
        ("user/ada", "user/ada"),
        ("assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/ada@example.com", "ada@example.com"),
        ("user/a-very-long-name-of-a-user-indeed", "a-very-long-name-of-a-u…"),
    ],
)
def test_the_summary_fits_the_rail_and_tells_the_person(name: str, summary: str) -> None:
    aws = Aws(profile("dev"))
    aws.who["dev"] = user(name=name)
    assert look(aws).summary == summary
    assert len(summary) <= 24


# --- which region --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "environment", "configured", "region", "who"),
    [
        ({"region": "us-west-2"}, "eu-north-1", "us-east-1", "us-west-2", "your answers"),
        ({}, "eu-north-1", "us-east-1", "eu-north-1", "the environment"),
        ({}, "", "us-west-2", "us-west-2", "profile dev"),
    ],
)
def test_the_region_is_the_answers_then_the_environments_then_the_profiles(
    answers: dict[str, Any], environment: str, configured: str, region: str, who: str
) -> None:
    seen = look(Aws(profile("dev", region=configured), region=environment), **answers)
    assert found(seen).region == region
    assert f"Region {region} (as {who} says)" in texts(seen)


def test_where_nobody_names_a_region_a_person_chooses_and_the_vendors_first_stands_without_one() -> None:
    aws = Aws(profile("default", region=""))
    (question,) = look(aws).questions
    assert question.name == "region"
    assert [choice.value for choice in question.choices] == ["us-east-1", "us-west-2", "eu-north-1"]
    assert question.default == VENDOR.regions[0]
    assert VENDOR.name in question.help
    assert found(look(aws, person=False)).region == VENDOR.regions[0]


def test_a_region_that_is_not_enabled_is_asked_again_with_those_that_are() -> None:
    asking = look(Aws(profile("dev", region="ap-east-1")))
    assert (asking.state, key(asking)) == (State.NEEDS_ANSWERS, "region-not-enabled")
    assert "eu-north-1" in [choice.value for choice in asking.questions[0].choices]


def test_where_the_enabled_regions_cannot_be_read_that_is_said_and_holds_nobody_up() -> None:
    aws = Aws(profile("dev"))
    aws.reader.replies["account:ListRegions"] = refused("AccessDeniedException")
    seen = look(aws)
    assert found(seen).region == "us-east-1"
    assert "unknown: Whether us-east-1 is enabled in this account could not be read" in texts(seen)


def test_what_is_no_region_at_all_is_refused_before_anything_is_read() -> None:
    (question,) = [question for question in STEP.questions if question.name == "region"]
    assert question.check("us-east-1") is None
    assert question.check("us-gov-west-1") is None
    assert question.check("Frankfurt") is not None


def test_every_read_is_declared_and_nothing_is_changed() -> None:
    aws = Aws(profile("dev"))
    look(aws)
    made = {f"{read.service}:{read.operation}" for read in aws.reader.made} - {"profiles:List"}
    assert made <= {*STEP.reads}
    assert STEP.writes == ()
