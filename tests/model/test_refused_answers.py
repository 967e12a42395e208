"""What was refused is neither proposed nor taken again; what matters in one case alone is asked in that case alone."""

from __future__ import annotations

import pytest

from screens import form_rules
from tests.frontends.scripted import Scripted
from wizard.frontends.prompts.questions import ask_all
from wizard.model import Question
from wizard.model.questions import check_answer, matters, proposed
from wizard.resources.accounts import ORGANIZATION_ROLE as ROLE
from wizard.steps.sub_account import questions
from wizard.vendors.profile import load_vendor

VENDOR = load_vendor("firetiger")
TAKEN = "aws+fire@example.com"


def email(*refused: str) -> Question:
    """The question for an address after these were refused."""
    return questions.another_email("management", VENDOR, refused)[1]


def test_a_refused_address_is_not_taken_again_in_capitals_either() -> None:
    assert "AWS refused this address" in (check_answer(email(TAKEN), TAKEN.upper()) or "")
    assert check_answer(email(TAKEN), "other@example.com") is None
    assert "AWS refused this address" in form_rules.wrong(email(TAKEN), TAKEN, {})


@pytest.mark.parametrize("draft", [None, TAKEN])
def test_the_field_does_not_begin_with_a_refused_address(draft: str | None) -> None:
    assert form_rules.prefill(email("it@example.com"), {"email": "it@example.com"}, None) == ""
    assert form_rules.prefill(email(TAKEN), {"email": TAKEN}, draft) == "aws+fire-2@example.com"


def test_a_plus_address_is_followed_by_the_next_that_was_not_refused() -> None:
    assert email(TAKEN, "aws+fire-2@example.com").default == "aws+fire-3@example.com"
    assert email(f"a+{'x' * 50}@example.com").default == ""
    assert email().default == ""


def test_an_address_matters_where_an_account_is_created_alone() -> None:
    assert matters(email(TAKEN), {"mode": "create"})
    assert matters(email(TAKEN), {})
    assert not matters(email(TAKEN), {"mode": "existing"})


def test_in_lines_an_address_is_not_asked_for_where_no_account_is_created() -> None:
    asker = Scripted([("Which account", "existing")])
    assert ask_all(asker, questions.another_email("management", VENDOR, (TAKEN,)), {"email": TAKEN}) == {
        "mode": "existing"
    }


def test_a_role_that_let_nobody_in_may_be_tried_with_a_profile() -> None:
    role, profile = questions.another_entrance("Admin", "")
    assert check_answer(role, "Admin", {"profile": ""}) is not None
    assert check_answer(role, "Admin", {"profile": "other"}) is None
    assert check_answer(role, "", {"profile": ""}) is None
    assert check_answer(profile, "other", {"role_name": ""}) is None
    assert proposed(role, "Admin") == ""


def test_the_role_that_an_empty_field_stands_for_is_refused_by_both_its_names() -> None:
    role, _ = questions.another_entrance("", "")
    assert check_answer(role, "", {"profile": ""}) is not None
    assert check_answer(role, ROLE, {"profile": ""}) is not None
    assert check_answer(role, "", {"profile": "other"}) is None


def test_where_one_is_asked_after_the_other_the_first_may_stay_as_it_was() -> None:
    asker = Scripted([("Which role should the wizard use", ""), ("Which AWS profile", "dev")])
    assert ask_all(asker, questions.another_entrance("", ""), {}) == {"role_name": "", "profile": "dev"}


def test_a_profile_that_let_nobody_in_may_assume_a_role() -> None:
    role, profile = questions.another_entrance("", "own")
    assert check_answer(profile, "own", {"role_name": ""}) is not None
    assert check_answer(profile, "own", {"role_name": "Admin"}) is None
    assert check_answer(role, "", {"profile": "own"}) is None


def test_role_and_profile_that_failed_together_are_refused_together() -> None:
    role, _ = questions.another_entrance("Admin", "own")
    assert check_answer(role, "Admin", {"profile": "own"}) is not None
    assert check_answer(role, "Admin", {"profile": "other"}) is None
    assert check_answer(role, "Other", {"profile": "own"}) is None
