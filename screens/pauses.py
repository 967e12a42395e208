"""When garbage may be collected: not while the first frame is made, and never over what was loaded for good.

Measured: one full collection over Textual's modules takes 28 ms, a third of the first paint, and over boto3's more than
the 50 ms the event loop may be held. What it costs: the modules' few cycles of garbage are never freed.
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
    gc.enable()


@cache
def keep_what_is_loaded() -> None:
    """Leave everything that is loaded out of every later collection; once a process."""
    gc.freeze()


@cache
def keep_what_the_engine_loaded() -> None:
    """The same for the AWS client, which is loaded later; once a process."""
    gc.freeze()
