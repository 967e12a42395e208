"""YAML as CloudFormation takes it; loaded only where a text is not JSON.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html: short forms of functions are
tags, dates are texts, and neither aliases nor merges are supported.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml

Put = Callable[[tuple[str | int, ...], int, int], None]


class _Loader(yaml.SafeLoader):
    """Safe, without aliases, and a date is a text."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """An alias could make a text of a few lines as large as one likes."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("CloudFormation doesn't support YAML aliases")
        return super().compose_node(parent, index)


_NOT_TAKEN = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _NOT_TAKEN]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def composed(text: str) -> Any:
    """The text's nodes, which know their lines. Raises yaml.YAMLError."""
    loader = _Loader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


@dataclass(frozen=True, slots=True)
class Lines:
    """On which line a character stands: only newlines count here, in YAML also others."""

    text: str
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Lines:
        """Of this text."""
        return cls(text, tuple(at for at, character in enumerate(text) if character == "\n"))

    def at(self, index: int) -> int:
        """The line of the character at this index."""
        return bisect_left(self.ends, index)

    def last(self, node: Any) -> int:
        """The last line of a node; a text in block style ends before the next thing begins, and before blank lines."""
        start, end = node.start_mark.index, node.end_mark.index
        return self.at(start + len(self.text[start:end].rstrip()))


def constructed(node: Any, path: tuple[str | int, ...], put: Put, lines: Lines, first: int | None = None) -> Any:
    """What a node says; every part of it is put where it stands. first: the line of its name."""
    if node is None:
        return None
    value, last = _value(node, path, put, lines)
    put(path, lines.at(node.start_mark.index) if first is None else first, last)
    return value


def _value(node: Any, path: tuple[str | int, ...], put: Put, lines: Lines) -> tuple[Any, int]:
    """And its last line."""
    value: Any
    ends = [lines.last(node)] if isinstance(node, yaml.ScalarNode) or node.flow_style else []
    if isinstance(node, yaml.MappingNode):
        value = {}
        for key, inner in node.value:
            name, begins = str(key.value), lines.at(key.start_mark.index)
            value[name] = constructed(inner, (*path, name), _noted(ends, put), lines, begins)
    elif isinstance(node, yaml.SequenceNode):
        value = [constructed(one, (*path, at), _noted(ends, put), lines) for at, one in enumerate(node.value)]
    else:
        value = _scalar(node)
    return _spelled_out(node.tag, value), max(ends, default=lines.at(node.start_mark.index))


def _noted(ends: list[int], put: Put) -> Put:
    def noted(path: tuple[str | int, ...], first: int, last: int) -> None:
        ends.append(last)
        put(path, first, last)

    return noted


def _scalar(node: Any) -> Any:
    octal = node.tag == "tag:yaml.org,2002:int" and node.value.startswith("0") and len(node.value) > 1
    if node.tag.startswith("!") or octal:  # an account's id may begin with a zero
        return node.value
    return yaml.constructor.SafeConstructor().construct_object(node)


def _spelled_out(tag: str, value: Any) -> Any:
    """The long form of ``!Sub`` and its like."""
    if not tag.startswith("!") or tag == "!":
        return value
    name = tag[1:]
    if name == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}
