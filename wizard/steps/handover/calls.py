"""The calls of the handover: it asks AWS nothing and changes nothing there."""

from __future__ import annotations

from wizard.model import needed

CALLS = (
    *needed("file", "ReadFile"),
    *needed("file", "WriteFile", writes=True),
    *needed("clipboard", "CopyText", writes=True),
)
