"""Times on screen are in the person's zone; in tests that is UTC."""

from __future__ import annotations

import time

import pytest


@pytest.fixture(autouse=True)
def in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
