"""A vendor's parameters: the questions that they are, and the vendor with its customer's answers in place of them.

The values go into data and never into text that is read again, so what somebody answers can change neither a
document's shape nor what stands beside it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from wizard.model import Answers, Choice, Parameter, Question, Vendor
from wizard.model.places import filled, places_in
from wizard.model.values import clean_account_id, clean_value
from wizard.model.vendor import account_parameter
from wizard.resources import template as texts
from wizard.resources.external_id_added import with_external_id
from wizard.resources.role_template import role_template
from wizard.text import shapes

UNKNOWN = "*"
"""What stands for an answer that nobody has given yet, where a policy is narrowed to it."""


def questions_of(vendor: Vendor) -> tuple[Question, ...]:
    """What each parameter asks, in the profile's order."""
    whose = account_parameter(vendor)
    return tuple(
        replace(_question(one), invited="account") if one.name == whose else _question(one) for one in vendor.parameters
    )


def unanswered(vendor: Vendor, answers: Answers) -> tuple[Question, ...]:
    """The questions of all parameters while one that has no default is not answered; () where nothing is open."""
    needed = (one for one in vendor.parameters if not (one.default or one.optional))
    return questions_of(vendor) if any(one.name not in answers for one in needed) else ()


def vendor_with(vendor: Vendor, answers: Answers, external_id: str = "") -> Vendor:
    """The vendor as it is for this customer: every place filled, and the template built where the profile has none.

    A vendor without parameters and with a template of its own is the same vendor, but where it gave an external ID
    that its template doesn't demand: that is added.
    """
    if not vendor.parameters and vendor.role is None:
        return demanding(vendor) if external_id else vendor
    values = {one.name: _value(one, answers) for one in vendor.parameters}
    said = {name: filled(getattr(vendor, name), values) for name in _OPEN_FIELDS}
    known = msgspec.structs.replace(vendor, **{name: _typed(vendor, name, value) for name, value in said.items()})
    if places_in(vendor.account):
        known = msgspec.structs.replace(known, name=f"account {known.account}")
    if places_in(vendor.stack_name):
        known = msgspec.structs.replace(known, stack_name=_as_stack_name(known.stack_name))
    if known.role is None:
        return demanding(known) if external_id else known
    role = msgspec.convert(filled(msgspec.to_builtins(known.role), values), type(known.role))
    built = _with_template(known, role_template(known, role, external_id=bool(external_id)))
    return msgspec.structs.replace(built, role=role, policies=role.managed)


def _with_template(vendor: Vendor, template: Mapping[str, Any]) -> Vendor:
    text = json.dumps(template, indent=2) + "\n"
    return msgspec.structs.replace(vendor, template=text, template_sha256=hashlib.sha256(text.encode()).hexdigest())


def demanding(vendor: Vendor) -> Vendor:
    """The vendor with a template that demands an external ID; where that can't be added, its own decides.

    The page that a vendor hosts opens its own template, and its words on external IDs are about that one.
    """
    try:
        own = texts.parsed(vendor.template)
        if texts.external_id_parameter(own):
            return vendor
        changed = _with_template(vendor, with_external_id(own, vendor.role_name))
    except texts.NotUnderstoodError:
        return vendor
    about = tuple(line for line in vendor.access_in_words if "external ID" not in line)
    return msgspec.structs.replace(changed, template_given=vendor.template, template_url="", access_in_words=about)


_OPEN_FIELDS = ("account", "role_name", "stack_name", "access_in_words", "principles", "next")
"""What of a vendor may have places, beside the role."""


def _typed(vendor: Vendor, name: str, value: Any) -> Any:
    return tuple(value) if isinstance(getattr(vendor, name), tuple) else value


def _value(parameter: Parameter, answers: Answers) -> str | tuple[str, ...]:
    if parameter.kind == "texts":
        return _pieces(answers.text(parameter.name, parameter.default))
    return answers.text(parameter.name, parameter.default or ("" if parameter.optional else UNKNOWN))


def _as_stack_name(text: str) -> str:
    """What somebody answered, as far as a stack can be called that: roles and buckets may have other characters.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html, StackName.
    """
    return re.sub(rf"[^-a-zA-Z0-9{re.escape(UNKNOWN)}]", "-", text)[:128]


def _pieces(text: str) -> tuple[str, ...]:
    """A list as a person writes it on one line."""
    return tuple(dict.fromkeys(filter(None, re.split(r"[,\s]+", text))))


def _question(parameter: Parameter) -> Question:
    account = parameter.pattern == shapes.ACCOUNT
    yes_or_no = parameter.kind == "yes-or-no"
    return Question(
        name=parameter.name,
        text=parameter.question,
        help=parameter.help,
        example=parameter.example,
        placeholder=parameter.example,
        default=parameter.default,
        choices=tuple(Choice(value, label) for value, label in parameter.choices.items()),
        yes_or_no=yes_or_no,
        optional=parameter.optional,
        public=yes_or_no or bool(parameter.choices),
        shape=shapes.ACCOUNT_AT_SIGHT if account else "",
        clean=clean_account_id if account else clean_value,
        check=lambda value: _wrong(parameter, value),
    )


def _wrong(parameter: Parameter, value: str) -> str | None:
    if parameter.kind == "yes-or-no" or parameter.choices or (parameter.optional and not value):
        return None
    pieces = _pieces(value) if parameter.kind == "texts" else (value,)
    if all(re.fullmatch(parameter.pattern, piece, re.ASCII) for piece in pieces):
        return None
    return parameter.wrong or f"{value!r} isn't in the format that is expected, such as {parameter.example}."
