"""One simulated AWS for the whole folder; every case begins its scenario again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.faults.aws import Aws, simulated
from tests.faults.kills import whole_run


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """A sandbox that is warm."""
    with simulated(tmp_path_factory.mktemp("aws")) as aws:
        yield aws


@pytest.fixture
def aws(shared: Aws) -> Aws:
    """The same, at the beginning of its scenario."""
    shared.reset()
    return shared


@pytest.fixture(scope="session")
def calls(shared: Aws) -> Counter[tuple[str, str]]:
    """Every call of a full onboarding, by service and operation."""
    return whole_run(shared)
