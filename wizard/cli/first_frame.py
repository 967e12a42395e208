"""What is on the screen at once, before Textual is loaded: what the command line and the vendor's profile tell."""

from __future__ import annotations

import os
import shutil
import sys
import termios
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from screens.colours import DARK, LIGHT
from screens.first_frame import Said, depth_of, first_frame
from wizard.checkpoint.location import state_directory
from wizard.cli.settings import ForPerson
from wizard.cli.whom import product_of
from wizard.host.alternate_screen import Taken, taken
from wizard.host.looks import prefers_light
from wizard.host.signals import interrupt, terminated
from wizard.model import Vendor
from wizard.text.sanitize import inert_line
from wizard.workflows import steps_for


@contextmanager
def drawn_at_once(settings: ForPerson, vendor: Vendor) -> Iterator[Taken | None]:
    """The first frame, until Textual has taken the screen over; None where nothing was drawn."""
    with ExitStack() as ends:
        ends.enter_context(terminated(interrupt))
        yield _drawn(settings, vendor, ends)


def _drawn(settings: ForPerson, vendor: Vendor, ends: ExitStack) -> Taken | None:
    said, file = _said(settings, vendor), sys.__stderr__  # where Textual draws
    if said is None or file is None or not file.isatty():
        return None
    size = shutil.get_terminal_size()
    depth = depth_of(*(os.environ.get(name, "") for name in ("TERM", "COLORTERM", "NO_COLOR")))
    colours = LIGHT if prefers_light(state_directory()) else DARK
    try:
        return ends.enter_context(taken(file, first_frame(said, size.columns, size.lines, colours, depth)))
    except (OSError, termios.error):
        return None


def _said(settings: ForPerson, vendor: Vendor) -> Said | None:
    """None where only a step's module knows its title: that would have to be imported."""
    first = vendor.texts.get(steps_for(settings.workflow, vendor)[0])
    if first is None or settings.present:  # what others see is drawn by whoever masks it
        return None
    said = (product_of(settings, vendor), first.title, settings.sandbox)
    return Said(*(inert_line(text) for text in said))
