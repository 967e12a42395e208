"""A simulated AWS: what has to be exported to reach it and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Simulation(msgspec.Struct, frozen=True, kw_only=True):
    """scenario: the situation that is rehearsed. exports: variables that lead any AWS tool there, with fake keys."""

    scenario: str
    exports: Mapping[str, str]

    @property
    def endpoint(self) -> str:
        """Where it listens, on loopback."""
        return self.exports.get("AWS_ENDPOINT_URL", "")
