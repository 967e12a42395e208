"""The sign-in step: which credentials are used, who they are, in which region, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.doubles import Reply, TableReader, refused
from wizard.model import Answers, CallError, Context, Journal, Login, Observation, Read, SignedIn, State
from wizard.problems.explain import explain, problem_texts
from wizard.steps.sign_in import reasons
from wizard.steps.sign_in.identities import AMONG_MANY, CHOSEN, PATIENCE
from wizard.steps.sign_in.step import STEP
from wizard.vendors.profile import load_vendor

VENDOR = load_vendor("firetiger")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
# What a person can choose where no credentials work.
BESIDE = ["new-portal", "choose-again"]
ACCOUNT, MANAGEMENT = "444455556666", "111122223333"


def profile(name: str, kind: str = "access key", region: str = "us-east-1") -> dict[str, str]:
    return {"Name": name, "Kind": kind, "Region": region}


class Aws:
    """Profiles, and who each of them is; "" is what the AWS tools find by themselves."""

    def __init__(
        self, *profiles: dict[str, str], environment: bool = False, chosen: str = "", region: str = ""
    ) -> None:
        self.who: dict[str, Mapping[str, Any] | CallError] = {}
        self.offered: dict[str, Any] = {
            "Profiles": [*profiles], "Environment": environment, "Chosen": chosen, "Region": region,
            "Portals": [], "Hosted": "", "Path": "/home/ada/.aws/config",
        }  # fmt: skip
        self.until: dict[str, datetime] = {}
        replies: dict[str, Reply] = {
            "profiles:List": self.offered,
            "profiles:Until": lambda read: {"Until": self.until.get(read.target.profile)},
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


def signed_out(name: str, kind: Any) -> CallError:
    code = "MfaNeeded" if kind == "code" else "LoginExpired"
    login = Login(kind=kind, profile=name, name="example", command=f"aws sso login --profile {name}")
    return CallError(code=code, message="no", login=login)


def look(aws: Aws, *, person: bool = True, bound: tuple[str, str] = ("", ""), **answers: Any) -> Observation[Any]:
    account, region = bound
    context = Context(vendor=VENDOR, now=NOW, person=person, bound_account=account, bound_region=region)
    return STEP.observe(aws.reader, Answers(answers), Journal(), context)


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
        ("new-portal", "Sign in at my company's AWS access portal (SSO)"),
    ]
    assert question.choices[1].detail == f"{MANAGEMENT} · arn:aws:iam::{MANAGEMENT}:user/root-like · SSO"
    assert found(look(aws, profile="prod")).profile == "prod"


def test_the_one_profile_that_works_is_used_without_asking_and_the_others_are_told() -> None:
    aws = Aws(profile("dev"), profile("old"))
    aws.who["old"] = refused("InvalidClientTokenId")
    signed_in = look(aws)
    assert found(signed_in).profile == "dev"
    assert "bad: Profile old (access key) doesn't work (AWS doesn't know its access key.)" in texts(signed_in)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("portal", "SSO · signed out: choose it to sign in at its portal"),
        ("code", "SSO · needs an MFA code: choose it to enter one"),
        ("command", "SSO · signed out: choose it to see what to run"),
    ],
)
def test_a_profile_that_a_person_can_sign_in_to_is_a_choice_beside_one_that_works(kind: Any, words: str) -> None:
    aws = Aws(profile("dev"), profile("old", "SSO"))
    aws.who["old"] = signed_out("old", kind)
    (question,) = look(aws).questions
    assert [(one.value, one.detail) for one in question.choices][1] == ("old", words)
    chosen = look(aws, profile="old")
    assert chosen.state is State.BLOCKED
    assert chosen.trouble is not None
    assert explain(chosen.trouble).error.login.profile == "old"


@pytest.mark.parametrize("call", ["organizations:DescribeOrganization", "account:ListRegions"])
def test_keys_that_may_do_nothing_without_a_code_are_not_called_signed_in(call: str) -> None:
    aws = Aws(profile("dev"))
    login = Login(kind="code", profile="dev", name="arn:aws:iam::111122223333:mfa/ada")
    aws.reader.replies[call] = CallError(code="AccessDeniedException", message="explicit deny", login=login)
    blocked = look(aws)
    assert blocked.state is State.BLOCKED
    assert blocked.trouble is not None
    assert explain(blocked.trouble).key == "mfa-policy"


@pytest.mark.parametrize("code", ["NoCredentials", "InvalidClientTokenId", "SignatureDoesNotMatch"])
def test_where_nobody_chose_what_does_not_work_the_portal_is_offered_beside_the_reason(code: str) -> None:
    aws = Aws(profile("default"))
    aws.who["default"] = refused(code)
    asking = look(aws)
    assert (asking.state, [one.value for one in asking.questions[0].choices]) == (State.NEEDS_ANSWERS, BESIDE)
    assert asking.trouble is not None
    assert asking.trouble.error is not None
    assert look(aws, profile="default").state is State.BLOCKED
    assert look(aws, person=False).state is State.SATISFIED, "the AWS tools' own choice is another one"


def test_until_when_credentials_are_valid_is_said_where_it_is_known() -> None:
    aws = Aws(profile("dev"), profile("prod"))
    aws.until["prod"] = NOW
    (question,) = look(aws).questions
    clock = f"{NOW.astimezone():%H:%M}"
    assert question.choices[0].detail.endswith("· access key")
    assert question.choices[1].detail.endswith(f"· valid until {clock}")
    signed_in = look(aws, profile="prod")
    assert found(signed_in).until == NOW.timestamp()
    assert f"(with profile prod, valid until {clock})" in texts(signed_in)
    assert found(look(aws, profile="dev")).until == 0


def test_a_single_profile_is_used_without_looking_through_any() -> None:
    aws = Aws(profile("dev"))
    assert found(look(aws)).profile == "dev"
    assert len(aws.made("GetCallerIdentity")) == 1


def test_where_no_profile_works_each_has_a_sentence_and_the_portal_is_offered() -> None:
    aws = Aws(profile("dev"), profile("old", "credential process"))
    aws.who = {"dev": refused("InvalidClientTokenId"), "old": refused("CredentialProcess")}
    asking = look(aws)
    assert (asking.state, key(asking)) == (State.NEEDS_ANSWERS, "no-usable-profile")
    assert [finding.mark for finding in asking.findings] == ["bad", "bad"]
    assert [choice.value for choice in asking.questions[0].choices] == BESIDE


@pytest.mark.parametrize("person", [True, False])
def test_aws_profile_settles_it(person: bool) -> None:
    aws = Aws(profile("dev"), profile("prod"), chosen="prod")
    signed_in = look(aws, person=person)
    assert found(signed_in).profile == ""
    assert "with profile prod (from AWS_PROFILE)" in texts(signed_in)


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
        ("new-portal", "Sign in at my company's AWS access portal (SSO)"),
    ]
    assert found(look(aws, profile="environment", region="us-east-1")).profile == ""


@pytest.mark.parametrize(
    ("aws", "answers", "said"),
    [
        (Aws(profile("default"), environment=True), {}, "warning: .*the wizard uses its keys, not profile default"),
        (Aws(profile("x"), environment=True, chosen="x"), {}, "warning: .*not profile x (from AWS_PROFILE)"),
        (Aws(profile("x"), environment=True), {"profile": "x"}, "info: .*the wizard uses profile x anyway"),
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
    (question,) = look(aws).questions
    assert "didn't answer in time" in question.choices[1].detail
    assert {read.seconds for read in aws.made("GetCallerIdentity")} == {AMONG_MANY}


@pytest.mark.parametrize(("person", "seconds"), [(True, CHOSEN), (False, PATIENCE)])
def test_what_was_chosen_is_given_time_and_longer_where_a_person_may_have_to_act(person: bool, seconds: float) -> None:
    aws = Aws(profile("slow"))
    look(aws, person=person, profile="slow", region="us-east-1")
    calls = ("GetCallerIdentity", "DescribeOrganization", "ListRegions")
    assert [read.seconds for name in calls for read in aws.made(name)] == [seconds] * 3


@pytest.mark.parametrize("hosted", ["container", "instance"])
def test_the_role_of_the_computer_itself_is_a_choice_beside_the_profiles(hosted: str) -> None:
    aws = Aws(profile("dev"))
    aws.offered["Hosted"] = hosted
    (question,) = look(aws).questions
    first = question.choices[0]
    assert (first.value, first.label) == ("environment", f"the role of this {hosted}")


CODES = (
    "Timeout NoCredentials LoginExpired MfaNeeded CredentialProcess ProfileNotFound AccessDenied Unreachable"
    " ProxyFailed TlsFailed NotAws InvalidClientTokenId UnrecognizedClientException ExpiredToken SignatureDoesNotMatch"
)


@pytest.mark.parametrize("code", CODES.split())
def test_why_a_profile_does_not_work_is_one_sentence_without_what_a_program_printed(code: str) -> None:
    finding = reasons.broken("dev", Aws(profile("dev")).offered, refused(code, "s3cr3t\nfrom stderr"), PATIENCE)
    assert finding.detail.endswith(".")
    assert finding.detail.count(". ") == 0
    assert "s3cr3t" not in finding.detail
    assert "{" not in finding.detail


def test_a_setting_that_cannot_be_used_is_told_with_its_place() -> None:
    said = (
        "Invalid endpoint: nowhere. It comes from the environment or from profile dev, /home/ada/.aws/config, line 3."
    )
    finding = reasons.broken("dev", Aws(profile("dev")).offered, refused("BadConfig", said), PATIENCE)
    assert finding.detail == said


def test_an_error_that_nobody_knows_is_told_as_aws_said_it() -> None:
    finding = reasons.broken("dev", Aws(profile("dev")).offered, refused("NewOne", "no such thing"), PATIENCE)
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
    assert f"Region {region} (from {who})" in texts(seen)


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
    assert "unknown: Couldn't read whether us-east-1 is enabled in this account" in texts(seen)


def test_what_is_no_region_at_all_is_refused_before_anything_is_read() -> None:
    (question,) = [question for question in STEP.questions if question.name == "region"]
    assert question.check("us-east-1") is None
    assert question.check("us-gov-west-1") is None
    assert question.check("Frankfurt") is not None


def test_every_read_is_declared_and_nothing_is_changed() -> None:
    aws = Aws(profile("dev"))
    look(aws)
    made = {f"{read.service}:{read.operation}" for read in aws.reader.made if read.service != "profiles"}
    assert made <= {*STEP.reads}
    assert STEP.writes == ("file:AppendText",)
