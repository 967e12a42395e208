"""Kills of the full-screen program in a pseudo-terminal; ``python -m tests.faults.matrix --kills`` has twenty."""

from __future__ import annotations

import pytest

from tests.faults.at_the_screen import survive_at_the_screen
from tests.faults.aws import Aws
from tests.faults.kills import Instant


@pytest.mark.long
@pytest.mark.parametrize(
    "instant",
    [
        Instant("after", "organizations", "CreateAccount"),
        Instant("after", "cloudformation", "CreateStack"),
        Instant("before", "bedrock", "PutUseCaseForModelAccess"),
        Instant("after", "cloudtrail", "StartLogging"),
        Instant("after", "bedrock-runtime", "Converse"),
    ],
    ids=lambda instant: str(instant.operation),
)
def test_the_full_screen_program_killed_and_resumed_ends_with_the_arn_and_asks_nothing_again(
    aws: Aws, instant: Instant
) -> None:
    verdict = survive_at_the_screen(aws, instant)
    assert verdict.reached
    assert verdict.wrong == (), "\n".join(verdict.wrong)
