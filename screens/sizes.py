"""At which sizes of the window a screen takes another shape, in columns and rows.

Pure numbers: the first frame is drawn by them before Textual is loaded, and Textual's classes are made of them.
"""

from __future__ import annotations

SMALLEST = (60, 16)
"""Below it nothing can be shown."""
WIDE, VAST, TALL = 100, 200, 34
"""Columns with room for the steps beside the step, and for more beside that; rows with some to spare."""

WIDTHS = [(0, "-tiny"), (SMALLEST[0], "-narrow"), (WIDE, "-wide"), (VAST, "-vast")]
HEIGHTS = [(0, "-flat"), (SMALLEST[1], "-low"), (TALL, "-tall")]
"""The class of a screen from so many columns and so many rows on."""
