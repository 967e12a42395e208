"""docs/presenting.md says what is masked, and how: held to the masks, so that nobody shares a screen on a promise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from screens import words
from screens.masking import masking
from screens.masking.masking import covered
from screens.masking.private_names import names_in
from tests.screens.still import change, step, way
from wizard.model import PlanView, State
from wizard.vendors.profile import load_vendor

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "presenting.md").read_text("utf-8")
SECTION = TEXT.partition("\n## What is masked, and what is not\n")[2].partition("\n## ")[0]


@dataclass(frozen=True)
class Kind:
    """Something private. private: how it stands on a screen, all of it to be masked. found: the patterns that find it.

    answer: the question that it answers, in a step's table.
    """

    private: str
    before: str = ""
    found: tuple[str, ...] = ()
    answer: str = ""


KINDS = {
    "account ids": Kind("4288 6124 8123", found=("account",), answer="account_id"),
    "ARNs": Kind("arn:aws:iam::428861248123:user/ada", found=("arn",)),
    "e-mail addresses": Kind("firetiger@acme.dev", found=("email",), answer="email"),
    "profiles": Kind("prod-admin", "--profile ", found=("profile",), answer="profile"),
    "external ids": Kind("tiger-0815", answer="external_id"),
    "users": Kind("ada-lovelace"),
    "buckets": Kind("audit-logs", "the bucket ", found=("bucket",)),
    "organization ids": Kind("o-exampleorg", found=("organization",)),
    "root ids": Kind("r-ab12", found=("root",)),
    "organizational unit ids": Kind("ou-ab12-11111111", found=("unit",)),
    "account request ids": Kind("car-0123456789abcdef", found=("request",)),
    "access key ids": Kind("AKIAIOSFODNN7EXAMPLE", found=("key",)),
    "home directories": Kind("ada", "/home/", found=("home",)),
}


def rows() -> Iterator[tuple[str, str]]:
    """Each noun of the table with its mask."""
    for nouns, mask in re.findall(r"^\| ([^|]+) \| `([^`]+)`.* \|$", SECTION, re.MULTILINE):
        for noun in nouns.split(", "):
            yield noun, mask


def shape(mask: str) -> str:
    """A mask whatever it hides: letters and lengths differ."""
    return re.sub("[A-Z]?•+", "•", mask)


@pytest.fixture(autouse=True)
def what_the_screens_know() -> None:
    masking.begin(load_vendor("firetiger").public)
    plan = PlanView(act="", changes=(change(1, "s3", "CreateBucket", "", "", parameters={"Bucket": "audit-logs"}),))
    answers = {kind.answer: kind.private.replace(" ", "") for kind in KINDS.values() if kind.answer}
    views = way(sub_account=step("sub-account", State.UNMET, plan=plan, answers=answers))
    masking.know(names_in(views, ("ada-lovelace",)))


def test_the_table_names_every_kind_that_is_masked_and_no_other() -> None:
    assert [noun for noun, _ in rows()] == list(KINDS)
    assert {name for kind in KINDS.values() for name in kind.found} == masking.kinds()


@pytest.mark.parametrize(("noun", "mask"), rows(), ids=[noun for noun, _ in rows()])
def test_what_the_table_says_is_masked_is_masked_as_it_says(noun: str, mask: str) -> None:
    kind = KINDS[noun]
    shown = covered(words.prose(kind.before + kind.private)).removeprefix(kind.before)
    assert shape(shown) == shape(mask)
    assert len(shown) == len(kind.private)


def test_another_account_has_another_letter_as_the_table_says() -> None:
    first, second = re.findall(r"`([AB]••• •••• ••••)`", SECTION)
    assert (covered(words.prose("4288 6124 8123")), covered(words.prose("1111 2222 3333"))) == (first, second)


def test_what_the_document_says_is_not_masked_is_not() -> None:
    vendor = load_vendor("firetiger")
    stays = {
        f"{vendor.name}'s own account {vendor.account}": "account 9750 5025 7559",
        "its role and stack": f"{vendor.role_name}, {vendor.stack_name}",
        "regions": "eu-central-1",
        "names of trails": 'the trail "firetiger-management-events"',
        "models": "anthropic.claude-sonnet-4-5-20250929-v1:0",
        "people's companies": "Example Corp",
        "account *names*": "the account Production",
        "web addresses": "https://example.awsapps.com/start",
        "paths of files": "~/work/firetiger-handover.md",
    }
    said = " ".join(SECTION.split())
    for words_of_ours, example in stays.items():
        assert words_of_ours in said
        assert covered(words.prose(example)) == example
