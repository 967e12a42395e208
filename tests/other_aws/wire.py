"""Answers of AWS as plain values, and back: what JSON says as it is, of XML what botocore's models make of it.

Members keep the names that they have on the wire, so that one walk along the model's shapes does for both.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias
from xml.etree import ElementTree

import botocore.session
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

Tree: TypeAlias = Any
"""Mappings, lists and scalars; of XML every scalar is a text."""


@cache
def model(service: str) -> Any:
    """botocore's model of a service."""
    return botocore.session.get_session().get_service_model(service)


@cache
def paginator(service: str, operation: str) -> dict[str, Any] | None:
    """How an operation is paginated, by botocore or by its members; None where it is not."""
    try:
        pages: dict[str, Any] = botocore.session.get_session().get_paginator_model(service).get_paginator(operation)
    except Exception:  # noqa: BLE001 - UnknownServiceError, DataNotFoundError, ValueError: botocore knows none
        return _by_members(service, operation)
    return pages


def _by_members(service: str, operation: str) -> dict[str, Any] | None:
    asked, told = (getattr(model(service).operation_model(operation), f"{way}_shape") for way in ("input", "output"))
    if not all(shape is not None and "NextToken" in shape.members for shape in (asked, told)):
        return None
    lists = [name for name, one in told.members.items() if isinstance(one, ListShape)]
    return {"input_token": "NextToken", "output_token": "NextToken", "result_key": lists}


def member(shape: Shape, name: str) -> str:
    """What a member is called on the wire."""
    return str(shape.members[name].serialization.get("name", name)) if isinstance(shape, StructureShape) else name


def tree_of(operation: OperationModel, body: bytes) -> Tree:
    """The value that an answer's body stands for. Raises ValueError where it is none that is read here."""
    protocol = operation.service_model.resolved_protocol
    if protocol in ("json", "rest-json"):
        return json.loads(body or b"{}")
    if protocol not in ("query", "ec2") or operation.output_shape is None:
        raise ValueError(protocol)
    root = ElementTree.fromstring(body)
    wrapper = operation.output_shape.serialization.get("resultWrapper")
    inside = next((one for one in root if _tag(one) == wrapper), None) if wrapper else root
    return _read(operation.output_shape, inside) if inside is not None else {}


def body_of(operation: OperationModel, tree: Tree, request_id: str) -> bytes:
    """That value as a body of the operation. request_id: "" leaves it out."""
    protocol = operation.service_model.resolved_protocol
    if protocol in ("json", "rest-json"):
        return json.dumps(tree).encode()
    shape = operation.output_shape
    namespace = operation.metadata.get("xmlNamespace") or "https://example.com/doc/"
    root = ElementTree.Element(f"{operation.name}Response", {"xmlns": str(namespace)})
    assert shape is not None
    wrapper = shape.serialization.get("resultWrapper")
    _write(shape, tree, ElementTree.SubElement(root, str(wrapper)) if wrapper else root)
    if request_id:
        meta = ElementTree.SubElement(root, "ResponseMetadata") if wrapper else root
        ElementTree.SubElement(meta, "RequestId" if wrapper else "requestId").text = request_id
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def walk(shape: Shape | None, tree: Tree, change: Callable[[Shape, Tree], Tree]) -> Tree:
    """The tree with each of its values changed, the innermost first."""
    if isinstance(shape, StructureShape) and isinstance(tree, dict):
        shapes = {member(shape, name): one for name, one in shape.members.items()}
        tree = {name: walk(shapes.get(name), value, change) for name, value in tree.items()}
    elif isinstance(shape, ListShape) and isinstance(tree, list):
        tree = [walk(shape.member, one, change) for one in tree]
    return change(shape, tree) if shape is not None else tree


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _flat(shape: Shape) -> bool:
    return bool(shape.serialization.get("flattened"))


def _read(shape: Shape, element: ElementTree.Element) -> Tree:
    if isinstance(shape, StructureShape):
        found: dict[str, Tree] = {}
        for name, one in shape.members.items():
            wire = member(shape, name)
            there = [child for child in element if _tag(child) == wire]
            if there and isinstance(one, ListShape) and _flat(one):
                found[wire] = [_read(one.member, child) for child in there]
            elif there:
                found[wire] = _read(one, there[0])
        return found
    if isinstance(shape, ListShape):
        return [_read(shape.member, child) for child in element]
    if isinstance(shape, MapShape):
        pairs = [[_read(each, child) for each, child in zip((shape.key, shape.value), entry, strict=True)]
                 for entry in element]  # fmt: skip
        return dict(pairs)
    return element.text or ""


def _write(shape: Shape | None, tree: Tree, into: ElementTree.Element) -> None:
    if isinstance(shape, StructureShape):
        shapes = {member(shape, name): one for name, one in shape.members.items()}
        for name, value in tree.items():
            one = shapes.get(name)
            if isinstance(one, ListShape) and _flat(one):
                for each in value:
                    _write(one.member, each, ElementTree.SubElement(into, name))
            else:
                _write(one, value, ElementTree.SubElement(into, name))
    elif isinstance(shape, ListShape):
        for each in tree:
            _write(shape.member, each, ElementTree.SubElement(into, shape.member.serialization.get("name", "member")))
    elif isinstance(shape, MapShape):
        for key, value in tree.items():
            entry = ElementTree.SubElement(into, "entry")
            _write(shape.key, key, ElementTree.SubElement(entry, shape.key.serialization.get("name", "key")))
            _write(shape.value, value, ElementTree.SubElement(entry, shape.value.serialization.get("name", "value")))
    else:
        into.text = str(tree)
