"""Forms, offers and agreements of every account."""

from __future__ import annotations

from dataclasses import dataclass, field

from wizard.sandbox.kernel.clock import Process


@dataclass
class Form:
    """The use-case form of an account. It takes a while until it counts."""

    data: bytes
    effective: bool = False
    process: Process | None = None


@dataclass
class Agreement:
    """An account's agreement for a model: PENDING at first, then AVAILABLE."""

    status: str = "PENDING"
    process: Process | None = None


@dataclass
class BedrockState:
    """What Bedrock knows; agreements hold for all regions of an account."""

    forms: dict[str, Form] = field(default_factory=dict)
    agreements: dict[tuple[str, str], Agreement] = field(default_factory=dict)
    # The model that each offer token was handed out for, by account.
    tokens: dict[str, tuple[str, str]] = field(default_factory=dict)
