"""How something stands, in one word."""

from __future__ import annotations

from typing import Literal

Mark = Literal["good", "warning", "bad", "info", "unknown"]
