"""When the screen may be held up: no garbage is collected for its first frame, or ever over what is loaded for good.

Measured: one full collection over Textual's modules takes 28 ms, a third of the first paint. So what is loaded for good
is left out as soon as it is there, and full collections are ten times rarer. What it costs: a few cycles of garbage
that were there at such a moment are never freed.

The AWS client needs no such care: it is loaded into a process of its own.
"""

from __future__ import annotations

import gc
from functools import cache


def none_yet() -> None:
    """Collect nothing until the frame is painted."""
    gc.disable()


def from_here_on() -> None:
    """The frame is painted: collect again."""
    keep_what_is_loaded()
    gc.set_threshold(700, 10, 100)
    gc.enable()


@cache
def keep_what_is_loaded() -> None:
    """Leave everything that is loaded out of every later collection; once a process."""
    gc.freeze()


@cache
def keep_the_engine() -> None:
    """The same for the engine and the steps, which are loaded later; once a process."""
    gc.freeze()
