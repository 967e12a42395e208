"""What there is to read before consenting: the template, explained, and how what is there differs from it."""

from __future__ import annotations

from wizard.model import CallError, Document, Vendor
from wizard.resources import template as texts
from wizard.resources.deployment import Place, values_of
from wizard.resources.explaining import Known
from wizard.resources.role_documents import compared
from wizard.resources.template_notes import template_document
from wizard.steps.template import addition
from wizard.steps.template.facts import Facts


def documents(facts: Facts) -> tuple[Document, ...]:
    """The template first: it is what is consented to."""
    return (
        of_template(facts.place, facts.vendor),
        *addition.documents(facts.vendor),
        *_of_role(facts),
        *_of_stack(facts),
    )


def of_template(place: Place, vendor: Vendor) -> Document:
    """The vendor's own text, whatever is understood of it."""
    known = Known(
        vendor=vendor.name,
        vendor_account=vendor.account,
        account=place.target.account,
        values=values_of(place, vendor),
    )
    digest = f"This is {vendor.name}'s template as it is sent to AWS. Its SHA-256 is {vendor.template_sha256}."
    return template_document(
        f"{vendor.name}'s template", place.template, known, (digest, *addition.in_a_sentence(vendor))
    )


def _of_role(facts: Facts) -> tuple[Document, ...]:
    return (compared(facts.role, facts.wanted, facts.different),) if facts.role and facts.different else ()


def _of_stack(facts: Facts) -> tuple[Document, ...]:
    if not facts.other_template or facts.stack is None or isinstance(facts.stack_template, CallError):
        return ()
    live, wanted = str(facts.stack_template), facts.place.template
    try:
        live, wanted = (texts.in_common_form(texts.parsed(one)) for one in (facts.stack_template, wanted))
        about = texts.COMMON
    except texts.NotUnderstoodError:
        about = "They are compared as they are written, because one of them can't be read."
    return (
        Document(
            title=f"The stack {facts.stack.name} and the template",
            text=live,
            language="json",
            about=(about,),
            other=wanted,
            names=("The stack's template in AWS", f"{facts.vendor.name}'s template"),
        ),
    )
