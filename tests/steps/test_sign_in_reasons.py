"""Profiles that do not work: a cause that all of them share is told once, as itself; each other has its own reason."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doubles import refused
from tests.steps.test_sign_in import Aws, look, profile, signed_out, texts, user
from wizard.model import CallError, Observation, Source, State
from wizard.problems.explain import explain

WORDS = "with an explicit deny in an identity-based policy"


def problem(observation: Observation[Any]) -> str:
    assert observation.trouble is not None
    return explain(observation.trouble).key


def offered(observation: Observation[Any]) -> list[str]:
    return [choice.value for question in observation.questions for choice in question.choices]


def unanswered(code: str) -> CallError:
    return CallError(code=code, message="no answer")


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("ClockOff", "clock-off"),
        ("Unreachable", "unreachable"),
        ("ProxyFailed", "proxy"),
        ("TlsFailed", "tls"),
        ("NotAws", "not-aws"),
    ],
)
def test_a_cause_that_all_profiles_share_is_told_once_and_blames_none(code: str, key: str) -> None:
    aws = Aws(profile("default"), profile("work"))
    aws.who = dict.fromkeys(("default", "work"), refused(code))
    blocked = look(aws)
    assert (blocked.state, problem(blocked)) == (State.BLOCKED, key)
    (finding,) = blocked.findings
    assert (finding.mark, finding.text) == ("unknown", "Not checked: profile default, profile work")


def test_what_was_never_sent_for_a_reason_of_its_own_does_not_hide_the_cause_of_the_others() -> None:
    aws = Aws(profile("default"), profile("program", "credential process"))
    aws.who = {"default": unanswered("Unreachable"), "program": unanswered("CredentialProcess")}
    blocked = look(aws)
    assert (blocked.state, problem(blocked)) == (State.BLOCKED, "unreachable")
    assert "bad: Profile program (credential process) doesn't work" in texts(blocked)
    assert "bad: Profile default" not in texts(blocked)


def test_a_profile_that_a_person_can_sign_in_to_stays_a_choice_beside_the_shared_cause() -> None:
    aws = Aws(profile("default"), profile("sso", "SSO"))
    aws.who = {"default": unanswered("Unreachable"), "sso": signed_out("sso", "portal")}
    asking = look(aws)
    assert (asking.state, problem(asking)) == (State.NEEDS_ANSWERS, "unreachable")
    assert "sso" in offered(asking)


def test_a_profile_that_alone_cannot_reach_aws_is_told_as_its_own_fault() -> None:
    aws = Aws(profile("default"), profile("work"))
    aws.who = {"default": refused("InvalidClientTokenId"), "work": unanswered("Unreachable")}
    asking = look(aws)
    assert (asking.state, problem(asking)) == (State.NEEDS_ANSWERS, "no-usable-profile")
    assert texts(asking).count("bad: ") == 2
    aws.who["default"] = user()
    assert look(aws).state is State.SATISFIED


@pytest.mark.parametrize("code", ["ClockOff", "Unreachable", "ProxyFailed"])
def test_the_only_profile_is_not_replaced_by_a_portal_for_what_is_not_its_fault(code: str) -> None:
    aws = Aws(profile("default"))
    aws.who["default"] = refused(code)
    assert look(aws).state is State.BLOCKED


# --- sessions that nobody can sign in to ------------------------------------------------------------------------------


def ended(kind: Any) -> CallError:
    return CallError(code="ExpiredToken", message="expired", status=403, source=Source(kind=kind, name="x"))


def test_keys_in_the_environment_that_have_expired_are_told_as_that_and_other_ways_are_offered() -> None:
    aws = Aws(environment=True)
    aws.who[""] = ended("environment")
    asking = look(aws)
    assert (asking.state, problem(asking)) == (State.NEEDS_ANSWERS, "environment-expired")
    assert "new-portal" in offered(asking)
    aws.offered["Profiles"] = [profile("dev")]
    assert "Their session has ended" in texts(look(aws))


@pytest.mark.parametrize(
    ("kind", "words"), [("program", "returned expired ones"), ("file", "run the program that wrote it again")]
)
def test_a_session_that_has_ended_says_what_renews_it(kind: str, words: str) -> None:
    aws = Aws(profile("dev"), profile("old"), profile("work"))
    aws.who["old"] = ended(kind)
    assert words in texts(look(aws))


def test_a_slow_program_is_a_choice_to_wait_longer() -> None:
    aws = Aws(profile("dev"), profile("slow", "credential process"))
    aws.who["slow"] = unanswered("CredentialProcessSlow")
    assert "slow" in offered(look(aws))


def test_a_user_whom_a_policy_forbids_everything_is_told_that_it_may_ask_for_mfa() -> None:
    aws = Aws(profile("dev"))
    said = f"User: arn:aws:iam::111122223333:user/ada is not authorized to perform: x:Y on resource: * {WORDS}"
    for call in ("organizations:DescribeOrganization", "account:ListRegions"):
        aws.reader.replies[call] = refused("AccessDeniedException", said)
    blocked = look(aws)
    assert (blocked.state, problem(blocked)) == (State.BLOCKED, "policy-demands-mfa")
    aws.reader.replies["account:ListRegions"] = {"Regions": [{"RegionName": "us-east-1"}]}
    assert look(aws).state is State.SATISFIED
