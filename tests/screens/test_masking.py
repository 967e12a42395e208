"""What is masked and how: found in any text, of the same width, the same letter for the same thing."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from screens import words
from screens.masking import masking
from screens.masking.masking import covered
from screens.masking.private_names import names_in
from tests.screens.still import ASKED, SIGNED_IN, SUB, change, step, way
from wizard.model import Choice, PlanView, Question, State

PUBLIC = ("975050257559", "CrossAccountAccessForFiretiger")


@pytest.fixture(autouse=True)
def nothing_is_known() -> None:
    masking.begin(PUBLIC)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("account 428861248123.", "account A••• •••• ••••."),
        ("firetiger-trail-428861248123", "firetiger-trail-A•••••••••••"),
        ("to aws+firetiger@acme.dev,", "to A••••••••••••@••••••••,"),
        ("arn:aws:iam::428861248123:user/ada", "arn:aws:iam::A•••••••••••:user/A••"),
        ("arn:aws:s3:::logs-1/AWSLogs/*", "arn:aws:s3:::A•••••/AWSLogs/*"),
        ("aws s3 ls s3://audit.logs", "aws s3 ls s3://A•••••••••"),
        ("aws sso login --profile prod", "aws sso login --profile A•••"),
        ("under r-ab12, asked for by car-0123456789abcdef", "under A•••••, asked for by B•••••••••••••••••••"),
        ("/home/ada/handover.md is not ours", "/home/A••/handover.md is not ours"),
        ("in organization o-exampleorg", "in organization A•••••••••••"),
        ("key AKIAIOSFODNN7EXAMPLE", "key A•••••••••••••••••••"),
    ],
)
def test_what_is_private_is_found_in_any_text(text: str, shown: str) -> None:
    assert covered(words.prose(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Firetiger's account 9750 5025 7559",
        "arn:aws:iam::975050257559:root",
        "arn:aws:iam::aws:policy/AdministratorAccess",
        "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0",
        "aws+firetiger@example.com or you@example.org, as an example",
        "the bucket that holds the log files, and its bucket policy",
        "at 14:32 UTC on 2026-11-22, 1234567890123 bytes",
    ],
)
def test_what_everybody_may_see_stays(text: str) -> None:
    assert covered(words.prose(text)) == text


def test_the_vendors_role_can_be_read_in_an_arn_whose_account_is_masked() -> None:
    arn = "arn:aws:iam::428861248123:role/CrossAccountAccessForFiretiger"
    assert covered(words.verbatim(arn)) == "arn:aws:iam::A•••••••••••:role/CrossAccountAccessForFiretiger"


def test_the_same_thing_has_the_same_letter_and_another_thing_another() -> None:
    first, again = covered(words.prose("428861248123")), covered(words.line("in 4288 6124 8123"))
    assert first == again.removeprefix("in ")
    assert covered(words.prose("111122223333")) == "B••• •••• ••••"


def test_the_letters_go_on_after_z() -> None:
    masks = [covered(words.verbatim(f"{number:012}")) for number in range(60)]
    assert len(set(masks)) == len(masks)
    assert masks[25:27] == ["Z•••••••••••", "AA••••••••••"]


@pytest.mark.parametrize("text", ["428861248123", "aws+firetiger@acme.dev", "profile 漢字-prod", "e\u0301tudes"])
def test_a_mask_is_as_wide_as_what_it_hides(text: str) -> None:
    masking.know(["漢字-prod", "e\u0301tudes"])
    drawn = words.prose(text)
    assert cell_len(covered(drawn)) == cell_len(masking.uncovered(drawn)) == cell_len(drawn)


def test_what_is_copied_from_a_drawn_text_is_whole() -> None:
    text = "arn:aws:iam::428861248123:user/ada of aws@example.com"
    assert masking.uncovered(words.verbatim(text)) == text


def test_nothing_private_is_left_where_a_long_text_is_cut() -> None:
    for before in range(4000 - 14, 4000):
        assert "4288" not in covered(words.verbatim("x" * (before - 1) + " 428861248123 and more"))


def test_a_text_that_brings_private_characters_of_its_own_uncovers_nothing() -> None:
    words.prose("428861248123")
    assert "‹U+E000›" in words.prose("\ue000\ue001\ue002")


def test_more_characters_than_there_are_private_ones_stay_covered() -> None:
    from screens.masking.masking import _Characters

    characters = _Characters()
    drawn = characters.through("".join(map(chr, range(0x4E00, 0x4E00 + 7000))), "•" * 7000)
    assert chr(0x4E00 + 6999) not in drawn.translate(characters.covered)


def test_a_name_is_known_from_where_the_views_carry_it() -> None:
    profiles = Question(name="profile", text="Which?", choices=(Choice("prod-admin", "prod-admin"),))
    plan = PlanView(
        act="",
        changes=(
            change(
                1,
                "cloudformation",
                "CreateStack",
                "",
                "",
                parameters={
                    "Parameters": [{"ParameterKey": "ExternalId", "ParameterValue": "tiger-1"}],
                    "Target": {"S3BucketName": "auditlogs"},
                },
            ),
        ),
    )
    views = way(
        sign_in=step("sign-in", State.NEEDS_ANSWERS, questions=(profiles,)),
        sub_account=SUB,
        template=step("template", State.UNMET, plan=plan, answers={"external_id": "given-by-vendor"}),
    )
    masking.know(names_in(views, ("ada", "work")))
    said = "prod-admin tiger-1 auditlogs given-by-vendor ada work; adamant, workload"
    assert covered(words.prose(said)).endswith("; adamant, workload")
    assert not {"prod-admin", "tiger-1", "auditlogs", "given-by-vendor", "ada", "work"} & set(
        covered(words.prose(said)).replace(";", "").split()
    )


def test_a_name_inside_an_address_does_not_leave_the_rest_of_it() -> None:
    masking.know(["ada"])
    assert "acme" not in covered(words.prose("ada@acme.dev and arn:aws:iam::428861248123:user/ada/x"))


def test_names_that_everybody_has_are_no_secret() -> None:
    masking.know(["default", "environment", "ab", ""])
    assert covered(words.prose("the default region, ab")) == "the default region, ab"


def test_questions_bring_their_choices_but_only_those_that_are_private() -> None:
    names = set(names_in(way(sign_in=SIGNED_IN, sub_account=ASKED), ()))
    assert "create" not in names


def test_the_answer_to_a_question_that_says_nothing_is_masked_where_it_is_told_and_where_it_is_written() -> None:
    asked = Question(name="colour", text="Which?")
    masking.know(names_in(way(sub_account=step("sub-account", State.UNMET, answers={"colour": "ultramarine"})), ()))
    assert covered(words.prose("painted ultramarine")) == "painted A••••••••••"
    assert not asked.public
    assert covered(masking.veiled_field("vermilion", private=not asked.public)) == "•" * 9


def test_what_everybody_has_can_be_read_in_a_private_field() -> None:
    assert covered(masking.veiled_field("CrossAccountAccessForFiretiger", private=True)) == PUBLIC[1]


def test_a_bucket_and_a_profile_are_masked_where_a_step_has_told_them() -> None:
    masking.know(names_in((), ("audit-logs", "prod")))
    assert (
        covered(words.prose("the bucket audit-logs, the profile 'prod'")) == "the bucket A•••••••••, the profile 'B•••'"
    )
