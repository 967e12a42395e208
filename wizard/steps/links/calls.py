"""The calls of the links: they ask AWS nothing and change nothing there."""

from __future__ import annotations

from wizard.model import needed

CALLS = (*needed("file", "ReadFile"), *needed("file", "WriteFile", writes=True))
