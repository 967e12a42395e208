"""Which model is used for what a guide names: by Bedrock's lifecycles, the vendor's profile and the answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from wizard.model import WantedModel
from wizard.resources.model_choice import Catalogue, Chosen, Wish, choose, listed_models, listed_profiles
from wizard.vendors.profile import load_vendor

VENDOR = load_vendor("firetiger")
SONNET, HAIKU = VENDOR.models
SONNET_5, SONNET_55 = SONNET.successors
HAIKU_45, HAIKU_55 = HAIKU.successors
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
BEFORE = datetime(2026, 6, 18, 23, tzinfo=UTC)


def row(
    id_: str, status: str = "ACTIVE", *, ends: object = None, begins: object = None, legacy: object = None
) -> dict[str, object]:
    dates = {"endOfLifeTime": ends, "startOfLifeTime": begins, "legacyTime": legacy}
    lifecycle = {"status": status} | {name: day for name, day in dates.items() if day}
    return {"modelId": id_, "modelName": id_.removeprefix("anthropic.").replace("-", " "), "modelLifecycle": lifecycle}


def catalogue(*rows: dict[str, object], routed: Sequence[str] | None = None) -> Catalogue:
    """What Bedrock lists; routed: ids with a global profile, all of them where none are named."""
    ids = [str(one["modelId"]) for one in rows] if routed is None else routed
    summaries = [{"inferenceProfileId": f"global.{id_}"} for id_ in ids]
    return Catalogue(
        listed_models({"modelSummaries": list(rows)}), listed_profiles({"inferenceProfileSummaries": summaries})
    )


def chosen(asked: WantedModel, *rows: dict[str, object], routed: Sequence[str] | None = None, **more: object) -> Chosen:
    return choose(asked, catalogue(*rows, routed=routed), NOW, VENDOR, "us-east-1", **more)


LEGACY = row(SONNET.id, "LEGACY", legacy=datetime(2026, 10, 8, tzinfo=UTC))


def test_a_model_retired_by_the_vendors_date_is_replaced_and_the_replacement_is_said() -> None:
    said = chosen(HAIKU, row(HAIKU_45.id))
    assert said.model == HAIKU_45
    assert said.why == (
        "Firetiger's guide asks for Claude Haiku 3.5; Bedrock retired it on 2026-06-19; "
        "the wizard requests access to Claude Haiku 4.5 instead."
    )


def test_a_legacy_model_gives_way_to_its_successor_with_the_day_on_which_it_was_closed() -> None:
    said = chosen(SONNET, LEGACY, row(SONNET_5.id), row(SONNET_55.id))
    assert said.model == SONNET_5
    assert "Bedrock made it legacy on 2026-10-08, which new accounts can't use; the wizard requests access" in said.why


def test_an_active_model_is_used_as_asked() -> None:
    listed = catalogue(row(SONNET.id), row(SONNET_5.id))
    assert choose(SONNET, listed, BEFORE, VENDOR, "us-east-1") == Chosen(asked=SONNET, model=SONNET)


def test_a_successor_that_is_not_routed_globally_here_is_passed_over() -> None:
    rows = (LEGACY, row(SONNET_5.id), row(SONNET_55.id))
    assert chosen(SONNET, *rows, routed=[SONNET_55.id]).model == SONNET_55


def test_where_no_successor_is_left_the_newest_of_the_line_is_used() -> None:
    older = row("anthropic.claude-sonnet-6", begins=datetime(2026, 11, 1, tzinfo=UTC))
    newer = row("anthropic.claude-sonnet-6-5", begins=datetime(2026, 11, 20, tzinfo=UTC))
    opus = row("anthropic.claude-opus-9", begins=datetime(2026, 11, 25, tzinfo=UTC))
    gone = (LEGACY, row(SONNET_5.id, "LEGACY"), row(SONNET_55.id, "LEGACY"))
    said = chosen(SONNET, *gone, older, newer, opus)
    assert said.model is not None
    assert (said.model.id, said.model.profile) == (
        "anthropic.claude-sonnet-6-5",
        "global.anthropic.claude-sonnet-6-5",
    )
    assert "the wizard requests access to claude sonnet 6 5 instead" in said.why
    unrouted = chosen(SONNET, *gone, older, newer, routed=["anthropic.claude-sonnet-6"])
    assert unrouted.model is not None
    assert unrouted.model.id == "anthropic.claude-sonnet-6"


def test_a_line_that_may_not_be_followed_ends_with_its_successors() -> None:
    alone = WantedModel(name="S", id=SONNET.id, profile=SONNET.profile, line="sonnet", successors=SONNET.successors)
    assert chosen(alone, LEGACY, row("anthropic.claude-sonnet-6")).model is None


@pytest.mark.parametrize("rows", [(), (LEGACY,), (row(SONNET.id, "LEGACY", ends="2026-11-01T00:00:00Z"),)])
def test_where_nothing_is_left_nothing_is_requested(rows: tuple[dict[str, object], ...]) -> None:
    said = chosen(SONNET, *rows)
    assert said.model is None
    assert said.why.endswith(", and the wizard knows no successor that you can use.")


def test_a_list_that_could_not_be_read_leaves_it_to_the_dates() -> None:
    unread = Catalogue()
    assert choose(SONNET, unread, NOW, VENDOR, "us-east-1").model == SONNET_5
    assert choose(SONNET, unread, BEFORE, VENDOR, "us-east-1").model == SONNET
    assert choose(HAIKU, unread, NOW, VENDOR, "us-east-1").model == HAIKU_45


def test_a_lifecycle_that_is_missing_counts_as_usable_and_an_unknown_word_does_not() -> None:
    assert chosen(SONNET, {"modelId": SONNET.id}, routed=[SONNET.id]).model == SONNET
    assert chosen(SONNET, row(SONNET.id, "PAUSED"), row(SONNET_5.id)).model == SONNET_5


def test_a_legacy_model_that_this_account_uses_stays_until_its_end_of_life() -> None:
    said = chosen(SONNET, LEGACY, row(SONNET_5.id), in_use=[SONNET.id])
    assert said.model == SONNET
    assert said.warning.startswith("The wizard keeps Claude Sonnet 4.5, because this account already uses it")
    ended = row(SONNET.id, "LEGACY", ends="2026-11-01")
    assert chosen(SONNET, ended, row(SONNET_5.id), in_use=[SONNET.id]).model == SONNET_5


def test_the_answers_pin_a_model_of_the_line_by_id_profile_or_name() -> None:
    rows = (LEGACY, row(SONNET_5.id), row(SONNET_55.id), row("anthropic.claude-sonnet-6"))
    for name in (SONNET_55.id, SONNET_55.profile, SONNET_55.name):
        assert chosen(SONNET, *rows, wish=Wish(pinned=(name,))).model == SONNET_55
    unknown = chosen(SONNET, *rows, wish=Wish(pinned=("anthropic.claude-sonnet-6",))).model
    assert unknown is not None
    assert unknown.profile == "global.anthropic.claude-sonnet-6"


def test_a_pin_of_another_line_leaves_this_one_alone() -> None:
    assert chosen(HAIKU, row(HAIKU_45.id), wish=Wish(pinned=(SONNET_5.id,))).model == HAIKU_45


def test_a_pinned_model_that_new_accounts_cannot_use_is_not_requested() -> None:
    said = chosen(SONNET, LEGACY, row(SONNET_5.id), wish=Wish(pinned=(SONNET.id,)))
    assert said.model is None
    assert said.why.startswith("Your answers ask for Claude Sonnet 4.5; Bedrock made it legacy")


def test_the_answers_forbid_every_substitute() -> None:
    said = chosen(SONNET, LEGACY, row(SONNET_5.id), wish=Wish(substitute=False))
    assert said.model is None
    assert said.why.endswith("your answers allow no other model.")
