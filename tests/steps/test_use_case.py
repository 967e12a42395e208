"""The form that Anthropic asks for: what is accepted as an answer, and the bytes that are sent."""

from __future__ import annotations

import json

import pytest

from wizard.model import Answers, CallError, CallFailed
from wizard.steps.bedrock.use_case import QUESTIONS, form_bytes, form_findings, open_questions, where_filed

GIVEN = {
    "company_name": "Müller & Söhne",
    "company_website": "https://example.com",
    "intended_users": "both",
    "industry": "Technology",
}
MISSING = CallError(code="ResourceNotFoundException", message="You have not filled out the request form.")
DENIED = CallError(code="AccessDeniedException", message="no")
BY_NAME = {question.name: question for question in QUESTIONS}


def test_the_form_holds_exactly_the_members_that_aws_documents() -> None:
    assert json.loads(form_bytes(Answers(GIVEN), "LLM access for Firetiger AI products.")) == {
        "companyName": "Müller & Söhne",
        "companyWebsite": "https://example.com",
        "intendedUsers": "2",
        "industryOption": "Technology",
        "otherIndustryOption": "",
        "useCases": "LLM access for Firetiger AI products.",
    }


def test_the_other_industry_is_sent_only_for_the_industry_other() -> None:
    named = {**GIVEN, "other_industry": "Beekeeping"}
    assert json.loads(form_bytes(Answers(named), "x"))["otherIndustryOption"] == ""
    assert json.loads(form_bytes(Answers({**named, "industry": "Other"}), "x"))["otherIndustryOption"] == "Beekeeping"


def test_a_website_without_a_scheme_is_sent_as_a_whole_address() -> None:
    form = json.loads(form_bytes(Answers({**GIVEN, "company_website": "example.com"}), "x"))
    assert form["companyWebsite"] == "https://example.com"


@pytest.mark.parametrize("value", ["https://example.com", "http://a.b-c.co.uk/x?y=1", "example.com", "www.example.com"])
def test_what_looks_like_a_website_is_accepted(value: str) -> None:
    assert BY_NAME["company_website"].check(value) is None


@pytest.mark.parametrize(
    "value", ["example", "ftp://example.com", "https://", "no website", "https://exa mple.com", "a@b.com", "-.com"]
)
def test_what_does_not_look_like_a_website_is_refused_in_a_sentence(value: str) -> None:
    assert "doesn't look like a website" in (BY_NAME["company_website"].check(value) or "")


def test_bedrocks_length_of_128_characters_holds_for_the_whole_address() -> None:
    long = f"example.com/{'x' * 109}"  # 121 characters, 129 with the scheme
    assert "129 characters" in (BY_NAME["company_website"].check(long) or "")
    assert BY_NAME["company_name"].check("x" * 128) is None
    assert "129 characters" in (BY_NAME["company_name"].check("x" * 129) or "")


def test_only_what_is_missing_is_asked() -> None:
    asked = open_questions(Answers({"company_name": "Example Corp", "industry": "Energy"}))
    assert [question.name for question in asked] == ["company_website", "intended_users"]
    assert open_questions(Answers(GIVEN)) == ()


def test_the_industry_is_a_list_on_screen_and_free_in_a_file() -> None:
    asked = {question.name: question for question in open_questions(Answers())}
    assert {"Technology", "Other"} <= {choice.value for choice in asked["industry"].choices}
    assert BY_NAME["industry"].choices == ()


def test_the_other_industry_is_asked_only_for_the_industry_other_and_then_needed() -> None:
    (question,) = open_questions(Answers({**GIVEN, "industry": "Other"}))
    assert (question.name, question.optional) == ("other_industry", False)


def test_a_form_is_found_here_or_in_the_management_account() -> None:
    assert where_filed({"formData": b"{}"}, None, None) == "here"
    assert where_filed(MISSING, {"formData": b"{}"}, None) == "management"
    assert where_filed(DENIED, {"formData": b"{}"}, None) == "management"
    assert where_filed(MISSING, DENIED, None) == "missing"


def test_a_denied_look_is_unknown_and_an_outage_is_a_failure() -> None:
    assert where_filed(DENIED, None, None) == "unknown"
    with pytest.raises(CallFailed):
        where_filed(CallError(code="InternalServerException", message="boom"), None, None)


def test_an_unread_management_account_is_said() -> None:
    marks = [finding.mark for finding in form_findings("missing", MISSING, DENIED, lone=False)]
    assert marks == ["bad", "unknown"]
    assert [finding.mark for finding in form_findings("missing", MISSING, None, lone=True)] == ["bad"]


@pytest.mark.parametrize("data", [b"", b"not json", b"[]", b'{"companyName": 3}', None])
def test_a_form_that_cannot_be_parsed_is_still_a_form(data: object) -> None:
    (finding,) = form_findings("here", {"formData": data}, None, lone=True)
    assert finding.text == "The use-case form was submitted in this account."
