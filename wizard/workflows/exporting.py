"""What a workflow would make in an account, as data to export, from the vendor and the answers; AWS is not asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wizard.model import Answers, Vendor
from wizard.model.exported import Exported, NotExportableError
from wizard.resources import template as texts
from wizard.resources.assume_policy import with_role
from wizard.resources.parameters import unanswered, vendor_with
from wizard.resources.role_arn import role_arn

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


def permission_to_assume(vendor: Vendor, given: Given, region: str) -> Exported:
    """The inline policy that lets somebody assume a role: one of its own for each role. Raises NotExportableError.

    The policy that the wizard writes has the statements of every role; another tool's would take the others away.
    """
    role = role_arn(given.get("trusting-role", {}).get("arn", ""))
    kind, _, name = given.get("principal", {}).get("to", "").partition("/")
    if role is None or not name:
        raise NotExportableError("A grant is exported with the role's ARN and --to, such as --to group/NAME.")
    other = {answer for step in ("trusting-role", "principal", "permission") for answer in given.get(step, {})}
    if extra := sorted(other - {"arn", "to", "external_id"}):
        raise NotExportableError(f"An exported grant is one inline policy; leave {extra[0].replace('_', '-')} out.")
    arn = given["trusting-role"]["arn"]
    properties = {
        "PolicyName": f"AssumeRole-{role.account}-{role.name}",
        f"{kind.capitalize()}Name": name,
        "PolicyDocument": with_role(None, arn),
    }
    pieces = re.findall(r"[A-Za-z0-9]+", f"assume {role.account} {role.name} {kind} {name}")
    return Exported(
        stack="-".join(pieces)[:128],
        template={
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": f"Lets the {kind} {name} assume {arn}",
            "Resources": {"Permission": {"Type": f"AWS::IAM::{kind.capitalize()}Policy", "Properties": properties}},
        },
        values={"AWS::Partition": role.partition},
        region=region or vendor.regions[0],
    )


def _template(vendor: Vendor) -> Mapping[str, Any]:
    try:
        return texts.parsed(vendor.template)
    except texts.NotUnderstoodError as problem:
        raise NotExportableError(str(problem)) from None
