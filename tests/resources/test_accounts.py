"""Accounts of an organization: names and addresses, spellings of their state, why a request is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import pytest

from wizard.model import JournalEntry
from wizard.problems.explain import explain, problem_texts
from wizard.resources import accounts

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
REASONS = botocore.session.Session().get_service_model("organizations").shape_for("CreateAccountFailureReason").enum


def entry(**fields: Any) -> JournalEntry:
    return JournalEntry(
        step="sub-account",
        digest="d",
        attempt=1,
        service="organizations",
        operation="CreateAccount",
        account="111122223333",
        region="us-east-1",
        sentence="",
        intended="2026-11-22T09:00:00.000Z",
        **fields,
    )


@pytest.mark.parametrize("email", ["a@b.co", "aws+firetiger@example.com", f"{'a' * 52}@example.com"])
def test_an_address_of_6_to_64_characters_is_taken(email: str) -> None:
    assert accounts.check_email(email) is None


@pytest.mark.parametrize(
    ("email", "what"),
    [
        ("a@b.c", "6 to 64"),
        (f"{'a' * 53}@example.com", "this one has 65"),
        ("nobody", "isn't an e-mail address"),
        ("two@at@example.com", "isn't an e-mail address"),
        ("grüße@example.com", "isn't an e-mail address"),
        ("a b@example.com", "isn't an e-mail address"),
        ("no.dot@example", "isn't an e-mail address"),
    ],
)
def test_an_address_that_aws_would_refuse_is_told_in_one_sentence(email: str, what: str) -> None:
    said = accounts.check_email(email)
    assert said is not None
    assert what in said
    assert said.count(". ") == 0


def test_a_name_has_at_most_50_printable_ascii_characters() -> None:
    assert accounts.check_name("A name, with 'everything' ~ in it") is None
    assert "51" in str(accounts.check_name("x" * 51))
    assert "printable" in str(accounts.check_name("Prüfung"))
    assert "printable" in str(accounts.check_name("tab\there"))


def test_ids_of_accounts_units_and_roles_are_checked_by_form() -> None:
    assert accounts.check_account_id("444455556666") is None
    assert accounts.check_account_id("44445555666") is not None
    assert accounts.check_organizational_unit("ou-ab12-11111111") is None
    assert accounts.check_organizational_unit("r-ab12") is None
    assert accounts.check_organizational_unit("Workloads") is not None
    assert accounts.check_role_name("OrganizationAccountAccessRole") is None
    assert accounts.check_role_name("arn:aws:iam::444455556666:role/Admin") is not None


@pytest.mark.parametrize(
    ("account", "status", "usable"),
    [
        ({"State": "SUSPENDED"}, "SUSPENDED", False),
        ({"State": "CLOSED", "Status": "SUSPENDED"}, "CLOSED", False),
        ({"State": "PENDING_CLOSURE", "Status": "PENDING_CLOSURE"}, "PENDING_CLOSURE", False),
        ({"State": "PENDING_ACTIVATION"}, "PENDING_ACTIVATION", True),
        ({"State": "CLOSED"}, "CLOSED", False),
        ({"Status": "SUSPENDED"}, "UNKNOWN", True),
        ({}, "UNKNOWN", True),
        ({"State": "SOMETHING_NEW"}, "SOMETHING_NEW", False),
    ],
)
def test_the_state_of_an_account_is_what_state_says_and_else_unknown(
    account: dict[str, str], status: str, usable: bool
) -> None:
    assert (accounts.status_of(account), accounts.usable(account)) == (status, usable)


def test_an_account_is_found_by_its_address_whatever_the_case() -> None:
    listed = [{"Id": "1", "Email": "One@Example.com"}, {"Id": "2"}]
    assert accounts.with_email(listed, "one@example.COM") == listed[0]
    assert accounts.with_email(listed, "two@example.com") is None


def test_the_age_of_an_account_that_does_not_tell_it_is_endless() -> None:
    assert accounts.age({"JoinedTimestamp": NOW - timedelta(minutes=2)}, NOW) == 120
    assert accounts.age({}, NOW) == float("inf")


def test_an_account_that_is_older_than_the_request_was_not_made_by_it() -> None:
    young = {"JoinedMethod": "CREATED", "JoinedTimestamp": NOW + timedelta(seconds=40)}
    old = {"JoinedMethod": "CREATED", "JoinedTimestamp": NOW - timedelta(hours=1)}
    assert accounts.asked_for(entry(outcome="landed"), young)
    assert accounts.asked_for(entry(), young)
    assert accounts.asked_for(entry(), {**young, "JoinedTimestamp": NOW - timedelta(minutes=4)})
    assert not accounts.asked_for(entry(outcome="landed"), old)


def test_an_account_that_was_invited_or_whose_request_was_refused_was_not_made_here() -> None:
    young = {"JoinedMethod": "CREATED", "JoinedTimestamp": NOW}
    assert not accounts.asked_for(entry(outcome="landed"), {**young, "JoinedMethod": "INVITED"})
    assert not accounts.asked_for(entry(outcome="failed"), young)
    assert not accounts.asked_for(None, young)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_that_aws_names_for_a_refusal_has_a_problem_of_its_own(reason: str) -> None:
    status = {"Id": "car-1", "State": "FAILED", "FailureReason": reason}
    trouble = accounts.refusal(status, "new@example.com", "firetiger")
    assert trouble.key == f"account-{reason.lower().replace('_', '-')}"
    assert trouble.key in problem_texts()
    problem = explain(trouble)
    assert problem.retry
    assert reason in problem.what
    assert "unknown)" not in f"{problem.title}{problem.what}{problem.why}{problem.todo}"


def test_a_reason_that_nobody_knows_yet_is_passed_on() -> None:
    trouble = accounts.refusal({"Id": "car-1", "FailureReason": "MOON_IN_WRONG_PHASE"}, "new@example.com", "firetiger")
    problem = explain(trouble)
    assert problem.key == "account-failed"
    assert "MOON_IN_WRONG_PHASE" in problem.what
    assert "car-1" in " ".join(problem.todo)


def test_an_account_without_a_state_is_doubted_by_name() -> None:
    (told,) = accounts.doubt({"Id": "444455556666", "Name": "firetiger"})
    assert (told.mark, told.text) == ("unknown", "Couldn't read whether account firetiger (444455556666) is active")
    assert accounts.doubt({"State": "ACTIVE"}) == ()
