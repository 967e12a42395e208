"""Where the AWS tools left something out, the sign-in step says so: where nothing works, and where a person chooses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doubles import refused
from tests.steps.test_sign_in import BESIDE, Aws, found, key, look, profile, texts
from wizard.model import State
from wizard.problems.explain import explain
from wizard.resources.passed_over import MOST
from wizard.steps.sign_in import credentials

PRODUCTION = {
    "Name": "production",
    "Where": "/home/ada/.aws/config, line 1",
    "Why": "[production] is ignored because its name doesn't start with profile",
    "Todo": "Change it to [profile production]",
}
LOCKED = {"Name": "", "Where": "/home/ada/.aws/credentials", "Why": "can't be opened", "Todo": "Make it readable"}
MISSING = {"Name": "", "Where": "/ada/config", "Why": "does not exist", "Todo": "Correct it", "Kind": "missing"}


def leaving_out(*items: dict[str, str], profiles: tuple[dict[str, str], ...] = (), **more: Any) -> Aws:
    aws = Aws(*profiles, **more)
    aws.offered["PassedOver"] = list(items)
    return aws


@pytest.mark.parametrize("item", [PRODUCTION, LOCKED])
def test_nothing_is_said_to_be_missing_where_something_was_left_out(item: dict[str, str]) -> None:
    asking = look(leaving_out(item))
    assert (asking.state, key(asking)) == (State.NEEDS_ANSWERS, "passed-over")
    assert [choice.value for choice in asking.questions[0].choices] == BESIDE
    assert asking.trouble is not None
    problem = explain(asking.trouble)
    assert problem.what == f"{item['Where']}: {item['Why']}."
    assert problem.todo[0] == f"{item['Todo']}."


def test_without_a_person_it_is_the_reason_why_no_credentials_were_found() -> None:
    aws = leaving_out(PRODUCTION)
    aws.who[""] = refused("NoCredentials")
    blocked = look(aws, person=False)
    assert (blocked.state, key(blocked)) == (State.BLOCKED, "passed-over")


def test_a_profile_that_was_chosen_and_left_out_is_explained_and_another_one_is_not() -> None:
    aws = leaving_out(PRODUCTION, profiles=(profile("dev"),), chosen="production")
    aws.who[""] = refused("ProfileNotFound")
    assert key(look(aws)) == "passed-over"
    aws = leaving_out(PRODUCTION, profiles=(profile("dev"),), chosen="staging")
    aws.who[""] = refused("ProfileNotFound")
    assert key(look(aws)) == ""


def test_the_profile_that_another_one_is_assumed_from_explains_it_too() -> None:
    half = {**PRODUCTION, "Name": "source", "Why": "[source] has aws_access_key_id and no aws_secret_access_key"}
    aws = leaving_out(half, profiles=(profile("role") | {"Source": "source"}, profile("source"), profile("other")))
    aws.who["role"] = aws.who["other"] = refused("NoCredentials")
    assert key(look(aws, profile="role")) == "passed-over"
    assert key(look(aws, profile="other")) == ""


def test_a_profile_that_names_what_botocore_does_not_find_is_explained_by_what_was_left_out() -> None:
    aws = leaving_out(PRODUCTION, profiles=(profile("role"),))
    aws.who["role"] = refused("BadConfig", 'The source_profile "production" referenced in "role" does not exist.')
    assert key(look(aws, profile="role")) == "passed-over"
    aws.who["role"] = refused("BadConfig", 'The source_profile "gone" referenced in "role" does not exist.')
    assert key(look(aws, profile="role")) == ""


def test_an_error_of_another_kind_is_not_explained_by_what_was_left_out() -> None:
    aws = leaving_out(PRODUCTION, profiles=(profile("default"),))
    aws.who["default"] = refused("InvalidClientTokenId")
    assert key(look(aws)) == ""


def test_whoever_chooses_among_others_learns_why_one_is_not_in_the_list() -> None:
    aws = leaving_out(PRODUCTION, profiles=(profile("a"), profile("b")))
    asking = look(aws)
    assert f"warning: {PRODUCTION['Where']}: {PRODUCTION['Why']} ({PRODUCTION['Todo']})" in texts(asking)
    assert credentials.AGAIN not in [choice.value for choice in asking.questions[0].choices]


def test_credentials_that_work_are_used_without_a_word_about_others() -> None:
    aws = leaving_out(PRODUCTION, profiles=(profile("a"),))
    assert "production" not in texts(look(aws))
    assert found(look(aws)).profile == "a"


def test_a_file_that_is_only_not_there_yet_is_no_reason_but_is_named() -> None:
    asking = look(leaving_out(MISSING))
    assert key(asking) == "nothing-configured"
    assert "/ada/config: does not exist" in texts(asking)


def test_of_many_the_first_are_named_and_the_others_counted() -> None:
    asking = look(leaving_out(*[PRODUCTION] * (MOST + 3)))
    assert len(asking.findings) == MOST + 1
    assert "3 more" in asking.findings[-1].text


def test_checking_again_looks_at_everything_anew() -> None:
    aws = leaving_out(PRODUCTION)
    assert key(look(aws, profile=credentials.AGAIN)) == "passed-over"
    aws.offered["Profiles"], aws.offered["PassedOver"] = [profile("production")], []
    asking = look(aws, profile=credentials.AGAIN)
    assert asking.trouble is None
    assert asking.questions[0].choices[0].value == "production"
