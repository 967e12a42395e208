"""The use-case form that Anthropic asks for once: its questions, its bytes, and where one was filed already.

A form filed in the organization's management account is inherited by the members, but whether a member can see it is
not documented. So both places are asked, and what could not be asked is said. The form cannot be withdrawn: nothing
is filed while it is unknown whether there is one.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from typing import Any, Literal

from wizard.model import Answers, CallError, CallFailed, Change, Choice, Finding, JournalEntry, Question, Target, Undo
from wizard.model.calls import is_unborn
from wizard.text.sanitize import stripped

LONGEST = 128
USERS = {"internal": "0", "external": "1", "both": "2"}
OTHER = "Other"
INDUSTRIES = (
    "Technology", "Software", "Financial Services", "Healthcare", "Life Sciences", "Education", "Government", "Energy",
    "Manufacturing", "Automotive", "Media and Entertainment", "Gaming", "Marketing and Advertising", "Retail",
    "Consumer Goods", "Professional Services", "Real Estate and Construction", "Telecommunications",
    "Transportation and Logistics", "Travel and Hospitality", "Agriculture", "Non-Profit Organization", OTHER,
)  # fmt: skip

Place = Literal["here", "management", "just-filed", "missing", "unknown"]
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})", re.IGNORECASE)


def _short(value: str) -> str | None:
    if "\n" in value or stripped(value) != value:
        return "This contains characters that can't be printed."
    return f"This has {len(value)} characters; Bedrock allows {LONGEST}." if len(value) > LONGEST else None


def _website(value: str) -> str | None:
    address = website_address(value)
    host = re.split(r"[/?#:]", address.partition("://")[2])[0]
    if not re.match(r"https?://", address, re.IGNORECASE) or not _HOST.fullmatch(host) or re.search(r"\s", value):
        return f"{value} doesn't look like a website, such as https://example.com."
    return _short(address)


def website_address(value: str) -> str:
    """The website as a whole address: Bedrock refuses forms whose website is none."""
    return value if "://" in value else f"https://{value}"


QUESTIONS = (
    Question(
        name="company_name",
        text="What is your company's name?",
        help="Bedrock shares this form with Anthropic, once for your account. You can't withdraw it.",
        placeholder="Example Corp",
        check=_short,
    ),
    Question(
        name="company_website",
        shape=r"^\s*\S+\.\S+\s*$",
        text="What is your company's website?",
        placeholder="https://example.com",
        check=_website,
    ),
    Question(
        name="intended_users",
        public=True,
        text="Who will use it?",
        help="The people who send requests to the models.",
        choices=(
            Choice("internal", "Your own employees"),
            Choice("external", "Your customers or the public"),
            Choice("both", "Both"),
        ),
    ),
    # No choices here: AWS documents no list, so that a headless answer may name any industry. On screen it is a list.
    Question(
        name="industry", public=True, example=INDUSTRIES[0], text="Which industry is your company in?", check=_short
    ),
    Question(
        name="other_industry",
        example="Aerospace",
        text="Which other industry is it?",
        help="You chose Other as the industry.",
        check=_short,
        optional=True,
    ),
)


def open_questions(answers: Answers) -> tuple[Question, ...]:
    """What the form still needs to be told."""
    asked = [question for question in QUESTIONS[:4] if not answers.text(question.name)]
    if _is_other(answers) and not answers.text("other_industry"):
        asked.append(dataclasses.replace(QUESTIONS[4], optional=False))
    return tuple(_with_list(question) if question.name == "industry" else question for question in asked)


def _with_list(question: Question) -> Question:
    return dataclasses.replace(question, choices=tuple(Choice(name, name) for name in INDUSTRIES))


def _is_other(answers: Answers) -> bool:
    return answers.text("industry").casefold() == OTHER.casefold()


USERS_IN_WORDS = {
    "internal": "its own employees use the models",
    "external": "its customers or the public use the models",
    "both": "its employees and its customers use the models",
}


def form_bytes(answers: Answers, use_case: str) -> bytes:
    """The form as PutUseCaseForModelAccess takes it: JSON; the AWS client encodes it as base64.

    Source: Amazon Bedrock user guide, "Request access to models": intendedUsers is "0" internal, "1" external,
    "2" both; 128 characters each, useCases 8192.
    """
    form = {
        "companyName": answers.text("company_name"),
        "companyWebsite": website_address(answers.text("company_website")),
        "intendedUsers": USERS[answers.text("intended_users")],
        "industryOption": answers.text("industry"),
        "otherIndustryOption": answers.text("other_industry") if _is_other(answers) else "",
        "useCases": use_case,
    }
    return json.dumps(form, ensure_ascii=False).encode()


def form_in_words(answers: Answers, use_case: str) -> tuple[str, ...]:
    """The form as a person reads it before it is sent."""
    industry = answers.text("other_industry") if _is_other(answers) else answers.text("industry")
    return (
        f"The form names {answers.text('company_name')}, {website_address(answers.text('company_website'))}, industry "
        f"{industry}, as the company; {USERS_IN_WORDS[answers.text('intended_users')]}.",
        f"The use case reads: {use_case}",
    )


def filing(answers: Answers, use_case: str, target: Target) -> Change:
    """The change that files the form."""
    account = "the new account" if is_unborn(target.account) else f"account {target.account}"
    return Change(
        target=target,
        service="bedrock",
        operation="PutUseCaseForModelAccess",
        parameters={"formData": form_bytes(answers, use_case)},
        sentence=f"Submit the use-case form for {account}, which Anthropic requires for its models",
        note={"company": answers.text("company_name")},
        warning="You can't withdraw the form. AWS shares it with Anthropic.",
        undo=Undo(words="Can't be undone: AWS has no call that withdraws the form. It stays in the account."),
    )


def where_filed(
    here: Mapping[str, Any] | CallError, management: Mapping[str, Any] | CallError | None, filed: JournalEntry | None
) -> Place:
    """Where a form was found. filed: a form of ours young enough that Bedrock may not show it yet.

    Raises CallFailed where Bedrock failed in a way that says nothing about the form.
    """
    if isinstance(here, Mapping):
        return "here"
    if here.code not in ("ResourceNotFoundException", "AccessDeniedException", "AccessDenied"):
        raise CallFailed(here)
    if isinstance(management, Mapping):
        return "management"
    if filed is not None:
        return "just-filed"
    return "missing" if here.code == "ResourceNotFoundException" else "unknown"


def form_findings(
    place: Place, here: Mapping[str, Any] | CallError, management: Mapping[str, Any] | CallError | None, lone: bool
) -> tuple[Finding, ...]:
    """What is known of the form. lone: the account is in no organization, so there is nowhere else to look."""
    if place == "here":
        assert isinstance(here, Mapping)
        return (Finding(mark="good", text=f"The use-case form was submitted in this account{_company(here)}."),)
    if place == "management":
        assert isinstance(management, Mapping)
        text = f"The use-case form was submitted in the management account{_company(management)}; members inherit it."
        return (Finding(mark="good", text=text),)
    if place == "just-filed":
        return (Finding(mark="info", text="You submitted the use-case form from here; Bedrock doesn't show it yet."),)
    if place == "unknown":
        assert isinstance(here, CallError)
        text = "Couldn't read whether this account has a use-case form."
        return (Finding(mark="unknown", text=text, detail=f"{here.code}: {here.message}"),)
    missing = Finding(mark="bad", text="This account has no use-case form.")
    elsewhere = "Couldn't read whether the management account has one, which members inherit."
    if isinstance(management, CallError) and management.code == "ResourceNotFoundException":
        return (missing, Finding(mark="info", text="The management account doesn't have one either."))
    return (missing,) if lone else (missing, Finding(mark="unknown", text=elsewhere))


def _company(answer: Mapping[str, Any]) -> str:
    try:
        form = json.loads(answer.get("formData") or b"")
    except (ValueError, TypeError):
        return ""
    name = form.get("companyName") if isinstance(form, dict) else None
    return f" by {name}" if isinstance(name, str) and name else ""
