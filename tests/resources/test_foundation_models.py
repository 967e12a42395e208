"""How far a model is, from AWS's words and the journal."""

from __future__ import annotations

import pytest

from wizard.model import CallError, CallFailed
from wizard.resources.foundation_models import Availability, History, Stage, read_availability, stage

GREEN = Availability(agreement="AVAILABLE", authorization="AUTHORIZED", entitlement="AVAILABLE", region="AVAILABLE")


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
