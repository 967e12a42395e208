"""Which model is used in place of which, and how far it is, from AWS's words and the journal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from wizard.model import CallError, CallFailed, WantedModel
from wizard.resources.foundation_models import (
    Availability,
    Chosen,
    History,
    Stage,
    choose,
    listed_models,
    read_availability,
    stage,
)
from wizard.vendors.profile import load_vendor

VENDOR = load_vendor("firetiger")
SONNET, HAIKU = VENDOR.models
HAIKU_45 = HAIKU.successor
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
GREEN = Availability(agreement="AVAILABLE", authorization="AUTHORIZED", entitlement="AVAILABLE", region="AVAILABLE")


def row(model: WantedModel, status: str = "ACTIVE", ends: object = None) -> dict[str, object]:
    lifecycle = {"status": status} | ({"endOfLifeTime": ends} if ends else {})
    return {"modelId": model.id, "modelName": model.name, "modelLifecycle": lifecycle}


def chosen(asked: WantedModel, *rows: dict[str, object]) -> Chosen:
    return choose(asked, listed_models({"modelSummaries": list(rows)}), NOW, VENDOR, "us-east-1")


def test_a_model_retired_by_the_vendors_date_is_replaced_and_the_replacement_is_said() -> None:
    assert HAIKU_45
    said = chosen(HAIKU, row(HAIKU), row(HAIKU_45))
    assert said.model == HAIKU_45
    assert said.why == (
        "Firetiger's guide asks for Claude Haiku 3.5; Bedrock retired it on 2026-06-19; "
        "access is requested for Claude Haiku 4.5 instead."
    )


def test_before_its_date_a_model_is_used_as_asked() -> None:
    listed = listed_models({"modelSummaries": [row(HAIKU)]})
    before = datetime(2026, 6, 18, 23, tzinfo=UTC)
    assert choose(HAIKU, listed, before, VENDOR, "us-east-1") == Chosen(asked=HAIKU, model=HAIKU)


@pytest.mark.parametrize("ends", [datetime(2026, 11, 1, tzinfo=UTC), "2026-11-01T00:00:00Z"])
def test_an_end_of_life_that_bedrock_names_retires_a_model_without_a_successor(ends: object) -> None:
    said = chosen(SONNET, row(SONNET, "LEGACY", ends))
    assert said.model is None
    assert "retired it on 2026-11-01, and no usable successor" in said.why


def test_a_legacy_model_gives_way_to_its_successor() -> None:
    asked = WantedModel(name="Old", id="anthropic.old", profile="global.anthropic.old", successor=SONNET)
    said = chosen(asked, row(asked, "LEGACY"), row(SONNET))
    assert said.model == SONNET
    assert "lists it as legacy, which new accounts cannot use" in said.why


def test_a_legacy_model_without_a_successor_is_tried_with_a_warning() -> None:
    said = chosen(SONNET, row(SONNET, "LEGACY"))
    assert said.model == SONNET
    assert said.why == ""
    assert "legacy" in said.warning


def test_a_model_that_the_list_lacks_gives_way_to_its_successor() -> None:
    asked = WantedModel(name="Gone", id="anthropic.gone", profile="global.anthropic.gone", successor=SONNET)
    said = chosen(asked, row(SONNET))
    assert said.model == SONNET
    assert "does not list it in us-east-1" in said.why


def test_a_list_that_could_not_be_read_leaves_it_to_the_dates() -> None:
    assert choose(SONNET, None, NOW, VENDOR, "us-east-1").model == SONNET
    assert choose(HAIKU, None, NOW, VENDOR, "us-east-1").model == HAIKU_45


def test_a_model_stays_when_neither_it_nor_a_successor_is_listed() -> None:
    said = chosen(SONNET)
    assert said.model == SONNET
    assert "does not list it" in said.warning


def test_a_lifecycle_that_is_missing_counts_as_usable() -> None:
    assert chosen(SONNET, {"modelId": SONNET.id}).model == SONNET


def test_denied_availability_is_unread_and_an_outage_is_a_failure() -> None:
    denied = CallError(code="AccessDeniedException", message="no")
    assert read_availability(denied).denied == denied
    with pytest.raises(CallFailed):
        read_availability(CallError(code="InternalServerException", message="boom", status=500))


def test_an_unknown_model_is_missing_and_not_an_outage() -> None:
    assert read_availability(CallError(code="ValidationException", message="invalid")).missing


def test_an_answer_without_the_expected_members_is_not_available() -> None:
    assert stage(read_availability({}), History()) is Stage.AGREE


@pytest.mark.parametrize(
    ("seen", "history", "expected"),
    [
        (GREEN, History(), Stage.PROVE),
        (GREEN, History(proven=True), Stage.PROVEN),
        (Availability(agreement="NOT_AVAILABLE", authorization="NOT_AUTHORIZED"), History(), Stage.AGREE),
        (Availability(agreement="NOT_AVAILABLE"), History(accepted=True, recent=True), Stage.AGREEING),
        (Availability(agreement="NOT_AVAILABLE"), History(accepted=True), Stage.AGREE),
        (Availability(agreement="NOT_AVAILABLE"), History(proven=True), Stage.AGREE),
        (Availability(agreement="PENDING"), History(), Stage.AGREEING),
        (Availability(agreement="FROBNICATING"), History(), Stage.AGREE),
        (Availability(agreement="AVAILABLE", authorization="NOT_AUTHORIZED"), History(), Stage.UNAUTHORIZED),
        (Availability(agreement="AVAILABLE", authorization="WHO_KNOWS"), History(recent=True), Stage.AUTHORIZING),
        (Availability(agreement="ERROR"), History(accepted=True, recent=True), Stage.FAILED),
        (Availability(agreement="ERROR"), History(accepted=True), Stage.AGREE),
        (Availability(agreement="AVAILABLE", authorization="AUTHORIZED", region="NOT_AVAILABLE"), History(),
         Stage.NOT_IN_REGION),
        (Availability(missing=True), History(), Stage.NOT_IN_REGION),
        (Availability(denied=CallError(code="AccessDeniedException", message="")), History(), Stage.AGREE),
        (Availability(denied=CallError(code="AccessDeniedException", message="")), History(accepted=True),
         Stage.UNREADABLE),
    ],
)  # fmt: skip
def test_a_model_is_as_far_as_aws_and_the_journal_say_together(
    seen: Availability, history: History, expected: Stage
) -> None:
    assert stage(seen, history) is expected
