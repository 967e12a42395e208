"""What a request may not be by AWS's models: botocore checks kinds and what is required, but neither patterns nor most
lengths, and the sandbox takes what moto takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from tests.other_aws.wire import model


def wrong(service: str, operation: str, parameters: dict[str, Any]) -> list[str]:
    """What the service's model has against a request, each with where it is; of S3's nothing, whose bodies are read
    nowhere here."""
    if service == "s3":
        return []
    shape = model(service).operation_model(operation).input_shape
    return list(_wrong(shape, parameters, f"{service}:{operation}")) if shape is not None else []


def _wrong(shape: Shape, value: Any, at: str) -> Iterator[str]:
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        yield from (f"{at}.{name} is required" for name in shape.required_members if name not in value)
        for name, one in value.items():
            if name in shape.members:
                yield from _wrong(shape.members[name], one, f"{at}.{name}")
    elif isinstance(shape, ListShape) and isinstance(value, list):
        yield from _size(shape, len(value), at)
        for one in value:
            yield from _wrong(shape.member, one, f"{at}[]")
    elif isinstance(shape, MapShape) and isinstance(value, dict):
        for key, one in value.items():
            yield from _wrong(shape.key, key, f"{at}.key")
            yield from _wrong(shape.value, one, f"{at}.{key}")
    elif isinstance(value, str) and shape.type_name == "string":
        yield from _size(shape, len(value), at)
        yield from _form(shape, value, at)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from _size(shape, value, at)


def _size(shape: Shape, size: int, at: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if (least is not None and size < least) or (most is not None and size > most):
        yield f"{at}: {size} is not within {least} and {most}"


def _form(shape: Any, value: str, at: str) -> Iterator[str]:
    choices, pattern = shape.metadata.get("enum"), shape._shape_model.get("pattern")
    if choices and value not in choices:
        yield f"{at}: {value!r} is none of {choices}"
    if not pattern:
        return
    try:
        found = re.search(rf"^(?:{pattern})$", value, re.DOTALL)
    except re.error:
        return  # a class of Java's, which Python does not have
    if found is None:
        yield f"{at}: {value!r} is not {pattern}"
