"""boto3 in a process of its own, against an endpoint that a test writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard.aws.process.gateway_process import GatewayProcess
from wizard.host.timing import Timing
from wizard.model import Event

IMPATIENT = Timing(connect=2, read=5, attempts=1, pause=0.01)


@pytest.fixture
def sentences() -> list[str]:
    """What the log is told."""
    return []


@pytest.fixture
def process(home: Path, events: list[Event], sentences: list[str]) -> Iterator[GatewayProcess]:
    """It is started at once, so whatever it is to find in the environment has to be there before."""
    made = GatewayProcess(IMPATIENT, "tests", sentences.append)
    made.follow(events.append, lambda: False)
    yield made
    made.close()
