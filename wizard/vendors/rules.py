"""What a profile's values have to look like beyond their types: AWS takes them as names, and files are named by them.

Told in one sentence with the path of the first that is wrong, since whoever writes a profile mends one at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from wizard.model import Vendor, WantedModel
from wizard.text import shapes


class Shape(NamedTuple):
    """What a value has to match, whole, and how that is said."""

    pattern: str
    words: str


_DATE = Shape(r"(\d{4}-\d\d-\d\d)?", "has to be a date such as 2026-06-19")
_REGION = Shape(r"[a-z]{2,}(-[a-z]+)+-\d", "has to be a region such as us-east-1")
_SHAPES = {
    # In the names of buckets, trails and files, and in the example of an e-mail address.
    "id": Shape(r"[a-z0-9]([a-z0-9-]{0,42}[a-z0-9])?", "has to be lowercase letters, digits and hyphens, 44 at most"),
    "name": Shape(r"\S[^\n\r\t]{0,63}", "has to be a name on one line, 64 characters at most"),
    "account": Shape(shapes.ACCOUNT, "has to be the twelve digits of an AWS account"),
    "partition": Shape(r"aws(-[a-z]+)*", "has to be a partition such as aws"),
    "contact": Shape(r"\S[^\n\r\t]*", 'has to say who gets the ARN, such as "your Example Corp engineer"'),
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html, RoleName.
    "role_name": Shape(shapes.ROLE_NAME, "has to be a role's name: letters, digits and +=,.@_-, 64 at most"),
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html, StackName.
    "stack_name": Shape(r"[a-zA-Z][-a-zA-Z0-9]{0,127}", "has to be a stack's name: letters, digits and hyphens"),
    "template_sha256": Shape(r"[0-9a-f]{64}", "has to be the template's SHA-256: 64 hexadecimal digits"),
}


def wrong_in(vendor: Vendor) -> str:
    """The first that is wrong, as a sentence without its period; "" where nothing is."""
    return next(_wrong(vendor), "")


def _wrong(vendor: Vendor) -> Iterator[str]:
    for name, shape in _SHAPES.items():
        yield from _unlike(f"$.{name}", getattr(vendor, name), shape)
    if not vendor.regions:
        yield "`$.regions` has to name a region: the first one is offered where nothing else names any"
    for number, region in enumerate(vendor.regions):
        yield from _unlike(f"$.regions[{number}]", region, _REGION)
    if vendor.has("models") and not vendor.use_case:
        yield "`$.use_case` has to say what the models are used for: Amazon Bedrock's form asks that"
    for number, model in enumerate(vendor.models):
        yield from _wrong_model(f"$.models[{number}]", model)


def _wrong_model(path: str, model: WantedModel) -> Iterator[str]:
    yield from _unlike(f"{path}.retired", model.retired, _DATE)
    yield from _unlike(f"{path}.legacy", model.legacy, _DATE)
    for number, successor in enumerate(model.successors):
        yield from _wrong_model(f"{path}.successors[{number}]", successor)


def _unlike(path: str, value: str, shape: Shape) -> Iterator[str]:
    if not re.fullmatch(shape.pattern, value, re.ASCII):
        yield f"`{path}` {shape.words}; it is {value!r}"
