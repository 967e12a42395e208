"""How something stands, in one word."""

from __future__ import annotations

from typing import Literal

Mark = Literal["good", "warning", "bad", "info", "unknown"]
PRESSING: tuple[Mark, ...] = ("bad", "warning", "unknown")
"""Of what a person has to know before anything else."""
