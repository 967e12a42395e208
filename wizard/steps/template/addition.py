"""What is said of an external ID that the wizard added to the vendor's own template: always as a difference."""

from __future__ import annotations

import hashlib

from wizard.model import Document, Finding, Vendor
from wizard.resources import template as texts


def in_a_sentence(vendor: Vendor) -> tuple[str, ...]:
    """What differs from the vendor's template; () where nothing does."""
    if not vendor.template_given:
        return ()
    return (f"{vendor.name}'s template requires no external ID. The wizard adds the one that {vendor.name} gave you.",)


def findings(vendor: Vendor) -> tuple[Finding, ...]:
    """The same with the digest of the vendor's template, and the difference."""
    digest = hashlib.sha256(vendor.template_given.encode()).hexdigest()
    return tuple(
        finding
        for sentence in in_a_sentence(vendor)
        for finding in (
            Finding(mark="info", text=sentence.rstrip("."), detail=f"{vendor.name}'s template: SHA-256 {digest}"),
            Finding(mark="info", text="What is added", kind="difference", body=_difference(vendor)),
        )
    )


def documents(vendor: Vendor) -> tuple[Document, ...]:
    """Both templates beside each other."""
    return tuple(
        Document(
            title=f"What is added to {vendor.name}'s template",
            text=texts.as_compared(vendor.template_given),
            language="json",
            about=(sentence, texts.COMMON),
            other=texts.as_compared(vendor.template),
            names=_names(vendor),
        )
        for sentence in in_a_sentence(vendor)
    )


def _difference(vendor: Vendor) -> str:
    return texts.difference(vendor.template_given, vendor.template, _names(vendor))


def _names(vendor: Vendor) -> tuple[str, str]:
    return f"{vendor.name}'s template", "The template as it is sent"
