"""What a workflow would make in an account, as data to export, from the vendor and the answers; AWS is not asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.model import Answers, Vendor
from wizard.model.exported import Exported, NotExportableError
from wizard.resources import template as texts
from wizard.resources.parameters import unanswered, vendor_with

Given = Mapping[str, Mapping[str, str]]
"""The answers by step id, checked."""


def role_of_vendor(vendor: Vendor, given: Given, region: str) -> Exported:
    """The vendor's role, with what the template step was answered. Raises NotExportableError."""
    answers = Answers(given.get("template", {}))
    if open_ := unanswered(vendor, answers):
        names = ", ".join(one.name for one in open_ if not (one.default or one.optional or one.name in answers))
        raise NotExportableError(
            f"{vendor.name} needs answers under [template] in an answers file: {names}. Name the file with --answers."
        )
    external_id = answers.text("external_id")
    known = vendor_with(vendor, answers, external_id)
    template = _template(known)
    parameter = texts.external_id_parameter(template)
    if external_id and not parameter:
        raise NotExportableError(f"{known.name}'s template doesn't take an external ID; leave external_id out.")
    if parameter and not external_id and texts.needs_value(template, parameter):
        raise NotExportableError(
            f"{known.name}'s role demands an external ID; write the one that {known.contact} gave you as external_id"
            " under [template] in the answers file."
        )
    filled = {parameter: external_id} if external_id else {}
    return Exported(
        stack=answers.text("stack_name", known.stack_name),
        template=template,
        text="" if filled else known.template,
        values={"AWS::Partition": known.partition, **filled},
        hosted=known.template_url,
        region=region or known.regions[0],
    )


def _template(vendor: Vendor) -> Mapping[str, Any]:
    try:
        return texts.parsed(vendor.template)
    except texts.NotUnderstoodError as problem:
        raise NotExportableError(str(problem)) from None
