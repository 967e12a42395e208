"""Whom access is for, by the command line and by an invitation; loaded before the first paint, so it imports little."""

from __future__ import annotations

from wizard.cli.settings import Settings
from wizard.cli.usage import UsageProblem
from wizard.model import Vendor
from wizard.vendors.profile import VendorProblem, load_vendor


def vendor_of(settings: Settings) -> Vendor:
    """The vendor, with the contact that the invitation names. Raises UsageProblem."""
    try:
        return load_vendor(settings.vendor, settings.invited.invitation.contact if settings.invited else "")
    except VendorProblem as problem:
        raise UsageProblem(str(problem)) from None
