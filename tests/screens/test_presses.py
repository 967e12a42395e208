"""From the first screen to the role's ARN with few keys and every decision; nothing is typed twice."""

from __future__ import annotations

import pytest

from tests.frontends.counting import counted_at_the_prompts
from tests.screens.driving import BIG, SMALL
from tests.screens.person import counted_at_the_screen

# With the page that opens the wizard.
MOST = {(60, 16): 24, SMALL: 23, BIG: 23, (200, 60): 23}
# What nobody may decide for a person: choices without a default, what changes an account, what grants or binds.
THEIRS = (
    "email", "company_name", "company_website", "intended_users", "industry", "Create account", "Make these",
    "Grant Firetiger administrator access", "Submit form, accept terms",
)  # fmt: skip


@pytest.mark.parametrize(
    "size", [size if size == BIG else pytest.param(size, marks=pytest.mark.long) for size in MOST], ids=str
)
async def test_a_fresh_organization_takes_few_keys_and_every_decision(size: tuple[int, int]) -> None:
    counted = await counted_at_the_screen("fresh", size)
    assert counted.arn
    assert len(counted.presses) <= MOST[size], "\n".join(f"{step} {key}" for step, key in counted.presses)
    assert len(set(counted.typed)) == len(counted.typed), "nothing is typed twice"
    decided = " ".join(counted.decisions)
    assert [one for one in THEIRS if one not in decided] == []


@pytest.mark.long
async def test_where_offers_are_listed_only_after_the_form_one_more_consent_is_asked_for() -> None:
    fresh, after = await counted_at_the_screen("fresh", BIG), await counted_at_the_screen("form-missing", BIG)
    assert after.arn
    assert [one for one in after.decisions if "Accept 2 agreements" in one]
    assert len(after.decisions) == len(fresh.decisions) + 1


@pytest.mark.long
async def test_where_the_form_takes_effect_late_nothing_more_is_asked_for() -> None:
    late = await counted_at_the_screen("form-late", BIG)
    assert late.arn
    assert len(late.presses) <= MOST[BIG], late.presses


def test_the_prompts_take_few_enters_and_every_decision() -> None:
    counted = counted_at_the_prompts("fresh")
    assert counted.arn
    assert sum(key == "enter" for _, key in counted.presses) <= 21, counted.presses
    assert len(set(counted.typed)) == len(counted.typed), "nothing is typed twice"
