"""A group that is a vendor's: its role in every account is the one that the vendor's profile describes.

The values stand in the file and become part of the template, as does the external ID: all accounts have the same role,
and a stack set that needs no parameters can't be given wrong ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from wizard.model import Answers, Fleet, Group, Vendor
from wizard.model.questions import check_answer, clean_answer
from wizard.resources import template as texts
from wizard.resources.parameters import questions_of, vendor_with


def with_vendor(fleet: Fleet, vendor: Vendor) -> tuple[Fleet, tuple[str, ...]]:
    """The fleet with the vendor's role in its groups, and everything that is wrong, each with its path in the file."""
    wrong = tuple(said for group in fleet.groups if group.vendor for said in _wrong(group, vendor))
    if wrong:
        return fleet, wrong
    groups = tuple(_filled(group, vendor) if group.vendor else group for group in fleet.groups)
    return msgspec.structs.replace(fleet, groups=groups), ()


def _wrong(group: Group, vendor: Vendor) -> Iterator[str]:
    at = f"groups.{group.name}"
    if group.vendor != vendor.id:
        yield f"{at}.vendor: names {group.vendor}; run it with --vendor {group.vendor}."
        return
    questions = {question.name: question for question in questions_of(vendor)}
    for name in group.values.keys() - questions.keys():
        yield f"{at}.values.{name}: {vendor.name} has no such question."
    for name, question in questions.items():
        if said := group.values.get(name, ""):
            if problem := check_answer(question, clean_answer(question, said)):
                yield f"{at}.values.{name}: {problem}"
        elif not (question.default or question.optional):
            yield f"{at}.values.{name}: is missing. {question.text}"
    demand = vendor.role.external_id if vendor.role else "none"
    if demand == "required" and not group.external_id:
        yield f"{at}.external_id: is missing; {vendor.name} creates one for each customer."


def vendor_of(group: Group, vendor: Vendor) -> Vendor:
    """The vendor with what the group answers of it."""
    questions = {question.name: question for question in questions_of(vendor)}
    values = {name: clean_answer(questions[name], said) for name, said in group.values.items()}
    return vendor_with(vendor, Answers(values), group.external_id)


def _filled(group: Group, vendor: Vendor) -> Group:
    known = vendor_of(group, vendor)
    template = texts.parsed(known.template)
    name = texts.external_id_parameter(template)
    text = json.dumps(_given(template, name, group.external_id)) if name and group.external_id else known.template
    return msgspec.structs.replace(group, template=text, role=known.role_name)


def _given(template: Any, parameter: str, value: str) -> dict[str, Any]:
    declared = {**template["Parameters"][parameter], "Default": value}
    return {**template, "Parameters": {**template["Parameters"], parameter: declared}}
