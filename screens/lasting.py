"""Keeps full collections of garbage short: what is loaded for good is left out of them.

Measured: one over Textual's modules takes 28 ms, a frame and a half, and one falls into the first paint. What it
costs: a few cycles of garbage that were there at such a moment are never freed.
"""

from __future__ import annotations

import gc
from functools import cache


@cache
def keep_the_screens() -> None:
    """Leave everything that is loaded out of every later collection; once a process."""
    gc.freeze()


@cache
def keep_the_engine() -> None:
    """The same for the engine and the steps, which are loaded later; once a process."""
    gc.freeze()
