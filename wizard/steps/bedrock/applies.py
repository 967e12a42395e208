"""Which vendors the step is for. Asked before the first paint, so nothing of the step is imported with it."""

from __future__ import annotations

from wizard.model import Vendor


def applies(vendor: Vendor) -> bool:
    """Whoever names models."""
    return vendor.has("models")
