"""What an engine's steps have found, for tests that compare it with what the simulated AWS holds."""

from __future__ import annotations

from typing import TypeVar

from wizard.engine.engine import Engine

FoundT = TypeVar("FoundT")


def found(engine: Engine, kind: type[FoundT]) -> FoundT | None:
    """The newest value of this type, as the next step would be given it."""
    return engine._around.now().find(kind)
