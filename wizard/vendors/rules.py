"""What a profile's values have to look like beyond their types: AWS takes them as names, and files are named by them.

Told in one sentence with the path of the first that is wrong, since whoever writes a profile mends one at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from wizard.model import Parameter, Vendor, WantedModel
from wizard.model.places import filled, places_in
from wizard.text import shapes
from wizard.vendors.role_rules import wrong_in_role

TAKEN = (
    "account",
    "skip",
    "stack_name",
    "external_id",
    "external_id_given",
    "on_existing",
    "on_failed_stack",
    "change_set",
)
"""Names that mean something else where a parameter is asked for, or where it stands in words."""


class Shape(NamedTuple):
    """What a value has to match, whole, and how that is said."""

    pattern: str
    words: str


_DATE = Shape(r"(\d{4}-\d\d-\d\d)?", "has to be a date such as 2026-06-19")
_REGION = Shape(shapes.REGION, "has to be a region such as us-east-1")
_SHAPES = {
    # In the names of buckets, trails and files, and in the example of an e-mail address.
    "id": Shape(r"[a-z0-9]([a-z0-9-]{0,42}[a-z0-9])?", "has to be lowercase letters, digits and hyphens, 44 at most"),
    "name": Shape(r"\S[^\n\r\t]{0,63}", "has to be a name on one line, 64 characters at most"),
    "account": Shape(shapes.ACCOUNT, "has to be the twelve digits of an AWS account"),
    "partition": Shape(r"aws(-[a-z]+)*", "has to be a partition such as aws"),
    "contact": Shape(r"\S[^\n\r\t]*", 'has to say who gets the ARN, such as "your Example Corp engineer"'),
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html, RoleName.
    "role_name": Shape(shapes.ROLE_NAME, "has to be a role's name: letters, digits and +=,.@_-, 64 at most"),
    # SubjectPublicKeyInfo of a key on P-256 (RFC 5480): the same 26 bytes, and 65 of the point.
    "invitation_key": Shape(
        r"(MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE[A-Za-z0-9+/]{86}==)?",
        "has to be a P-256 public key, the base64 lines of its PEM as one",
    ),
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html, StackName.
    "stack_name": Shape(r"[a-zA-Z][-a-zA-Z0-9]{0,127}", "has to be a stack's name: letters, digits and hyphens"),
}
_DIGEST = Shape(r"[0-9a-f]{64}", "has to be the template's SHA-256: 64 hexadecimal digits")
_NAMED_BY_ANSWERS = ("role_name", "stack_name")
_ANSWERED = ("account", *_NAMED_BY_ANSWERS)
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-create-stacks-quick-create-links.html
_HOSTED = Shape(
    r"(https://[\w.-]+\.amazonaws\.com(\.cn)?/[!-~]+)?", "has to be the https address of an object in Amazon S3"
)
_PARAMETER = Shape(r"[a-z][a-z0-9_]{0,30}", "has to be lowercase letters, digits and _, 31 at most")


def wrong_in(vendor: Vendor) -> str:
    """The first that is wrong, as a sentence without its period; "" where nothing is."""
    return next(_wrong(vendor), "")


def _wrong(vendor: Vendor) -> Iterator[str]:
    examples = {one.name: one.example or one.default for one in vendor.parameters if one.example or one.default}
    for name, shape in _SHAPES.items():
        # What a customer answers stands there later; the examples tell whether it fits.
        value = filled(getattr(vendor, name), examples) if name in _NAMED_BY_ANSWERS else getattr(vendor, name)
        if not (name in _ANSWERED and places_in(value)):
            yield from _unlike(f"$.{name}", value, shape)
    yield from _wrong_template(vendor)
    yield from _wrong_parameters(vendor)
    if vendor.role is not None:
        yield from wrong_in_role(vendor.role)
    if not vendor.regions:
        yield "`$.regions` has to name a region: the first one is offered where nothing else names any"
    for number, region in enumerate(vendor.regions):
        yield from _unlike(f"$.regions[{number}]", region, _REGION)
    if vendor.has("models") and not vendor.use_case:
        yield "`$.use_case` has to say what the models are used for: Amazon Bedrock's form asks that"
    for number, model in enumerate(vendor.models):
        yield from _wrong_model(f"$.models[{number}]", model)


def _wrong_template(vendor: Vendor) -> Iterator[str]:
    """A template is given or built, never both."""
    if vendor.role is None:
        yield from _unlike("$.template_sha256", vendor.template_sha256, _DIGEST)
    elif vendor.template_sha256:
        yield "`$.template_sha256` pins a template, and `$.role` builds one; give one of them"
    elif vendor.template_url:
        yield "`$.template_url` is where a template is, and `$.role` builds one; give one of them"
    if vendor.role and not vendor.asks_for_external_id:
        yield "`$.asks_for_external_id` is about a template of your own; with `$.role`, write `$.role.external_id`"
    yield from _unlike("$.template_url", vendor.template_url, _HOSTED)


def _wrong_parameters(vendor: Vendor) -> Iterator[str]:
    names = [parameter.name for parameter in vendor.parameters]
    for number, parameter in enumerate(vendor.parameters):
        path = f"$.parameters[{number}]"
        yield from _unlike(f"{path}.name", parameter.name, _PARAMETER)
        if parameter.name in TAKEN or names.count(parameter.name) > 1:
            yield f"`{path}.name` is taken; it is {parameter.name!r}"
        yield from _wrong_pattern(path, parameter)
    role = msgspec.to_builtins(vendor.role)
    used = places_in([vendor.account, vendor.role_name, vendor.stack_name, role])
    for name in sorted(used - set(names)):
        yield f"{{{name}}} isn't a parameter; there are {', '.join(sorted(names)) or 'none'}"


def _wrong_pattern(path: str, parameter: Parameter) -> Iterator[str]:
    try:
        pattern = re.compile(parameter.pattern, re.ASCII)
    except re.error as error:
        yield f"`{path}.pattern` isn't a regular expression: {error}"
        return
    for field, value in (("example", parameter.example), ("default", parameter.default)):
        free = parameter.kind != "yes-or-no" and not parameter.choices
        if value and free and not pattern.fullmatch(value):
            yield f"`{path}.{field}` doesn't match the parameter's pattern; it is {value!r}"
    if parameter.choices and parameter.default and parameter.default not in parameter.choices:
        yield f"`{path}.default` isn't one of its choices; it is {parameter.default!r}"


def _wrong_model(path: str, model: WantedModel) -> Iterator[str]:
    yield from _unlike(f"{path}.retired", model.retired, _DATE)
    yield from _unlike(f"{path}.legacy", model.legacy, _DATE)
    for number, successor in enumerate(model.successors):
        yield from _wrong_model(f"{path}.successors[{number}]", successor)


def _unlike(path: str, value: str, shape: Shape) -> Iterator[str]:
    if not re.fullmatch(shape.pattern, value, re.ASCII):
        yield f"`{path}` {shape.words}; it is {value!r}"
