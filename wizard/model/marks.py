"""How something stands, in one word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Mark = Literal["good", "warning", "bad", "info", "unknown"]

SIGNS: Mapping[Mark, str] = {"good": "ok", "warning": "!", "bad": "x", "info": "i", "unknown": "?"}
"""Each in plain text, two letters at most."""
PRESSING: tuple[Mark, ...] = ("bad", "warning", "unknown")
"""Of what a person has to know before anything else."""
WORST: tuple[Mark, ...] = ("bad", "unknown", "warning", "info", "good")
"""All of them, what needs somebody most first."""
