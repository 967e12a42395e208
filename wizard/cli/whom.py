"""Whom access is for, by the command line and by an invitation; loaded before the first paint, so it imports little."""

from __future__ import annotations

from wizard.cli.settings import ORDINARY_VENDOR, ForPerson, Settings
from wizard.cli.usage import UsageProblem
from wizard.model import Vendor
from wizard.vendors.profile import VendorProblem, load_vendor
from wizard.workflows import WORKFLOWS


def vendor_of(settings: Settings) -> Vendor:
    """The vendor, with the contact that the invitation names. Raises UsageProblem."""
    try:
        return load_vendor(settings.vendor, settings.invited.invitation.contact if settings.invited else "")
    except VendorProblem as problem:
        raise UsageProblem(str(problem)) from None


def product_of(settings: ForPerson, vendor: Vendor) -> str:
    """What heads the screen: a vendor and what is done for it, or that alone where no vendor is named or needed."""
    alone = WORKFLOWS[settings.workflow].heading if settings.vendor == ORDINARY_VENDOR else ""
    return alone or f"{vendor.name} {settings.workflow}"
