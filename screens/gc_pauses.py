"""When the screen may be held up: no garbage is collected for its first frame, or ever over what is loaded for good.

Measured: one full collection over Textual's modules takes 28 ms, a third of the first paint, and over the models of
AWS's services more than the 50 ms the event loop may be held. So what is loaded for good is left out as soon as it is
there, and full collections are ten times rarer. What it costs: a few cycles of garbage that were there at such a moment
are never freed.
"""

from __future__ import annotations

import gc
import sys
from functools import cache

TURN = 0.0005
"""Seconds that a thread may go on while others wait. With Python's five milliseconds, a dozen threads that read AWS's
answers at the same time kept the screen waiting for 80; the price is a few per cent of their speed."""


def none_yet() -> None:
    """Collect nothing until the frame is painted."""
    gc.disable()


def from_here_on() -> None:
    """The frame is painted: collect again."""
    keep_what_is_loaded()
    gc.set_threshold(700, 10, 100)
    gc.enable()
    sys.setswitchinterval(TURN)


@cache
def keep_what_is_loaded() -> None:
    """Leave everything that is loaded out of every later collection; once a process."""
    gc.freeze()


@cache
def keep_what_was_loaded_for(_what: str) -> None:
    """The same for what is loaded later: the AWS client, and the model of each of its services; once for each."""
    gc.freeze()
