"""Terraform's configuration as values, read by somebody else's parser of HCL: python-hcl2 takes it apart, and what
its strings and calls mean is worked out here by HCL's specification, apart from the code that writes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import hcl2
from lark import Token, Tree

Node = Tree[Token]
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


class Reference(str):
    """What stands for something else in the configuration, by its address."""


def blocks(text: str) -> dict[tuple[str, ...], dict[str, Any]]:
    """The attributes of every block at the top, by its type and labels; no two may have the same."""
    body = only(hcl2.parses_to_tree(text).children)
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for block in body.find_pred(lambda node: node.data == "block" and node in body.children):
        kind, *labels = [child for child in block.children if isinstance(child, Tree) and child.data != "body"]
        path = (_word(kind), *(_text(label) for label in labels if label.data == "string"))
        assert path not in found, path
        inner = next(child for child in block.children if isinstance(child, Tree) and child.data == "body")
        found[path] = {_word(trees(one)[0]): value(trees(one)[-1]) for one in _named(inner, "attribute")}
    return found


def trees(node: Node) -> list[Node]:
    """Its parts that mean something."""
    return [one for one in node.children if isinstance(one, Tree) and not one.data.startswith(("new_line", "eq"))]


def only(nodes: list[Any]) -> Any:
    (one,) = [node for node in nodes if isinstance(node, Tree)]
    return one


def _named(node: Node, name: str) -> Iterator[Node]:
    return (one for one in node.children if isinstance(one, Tree) and one.data == name)


def _word(node: Node) -> str:
    return "".join(str(token) for token in node.scan_values(lambda _: True))


def _text(node: Node) -> str:
    """A string without interpolation; one with any fails, since no value that is exported means to have one."""
    body = _word(node)[1:-1]
    assert not re.search(r"(?<![$%])[$%]\{", body), body
    body = re.sub(r"\\(u[0-9a-fA-F]{4}|.)", lambda found: _escaped(found[1]), body)
    return re.sub(r"([$%])\1\{", r"\1{", body)


def _escaped(what: str) -> str:
    return chr(int(what[1:], 16)) if what[0] == "u" and len(what) == 5 else _ESCAPES[what]


def value(node: Node) -> Any:
    """What an expression is worth."""
    match node.data:
        case "expr_term":
            return value(trees(node)[0])
        case "string":
            return _text(node)
        case "int_lit":
            return int(_word(node))
        case "tuple":
            return [value(one) for one in trees(node)]
        case "object":
            return dict(_member(one) for one in _named(node, "object_elem"))
        case "function_call":
            name, arguments = trees(node)
            assert _word(name) == "jsonencode"
            return json.dumps(value(trees(arguments)[0]))
        case _:
            word = _word(node)
            return {"true": True, "false": False}.get(word, Reference(word))


def _member(node: Node) -> tuple[str, Any]:
    key, *_, worth = trees(node)
    return _text(only(only(key.children).children)), value(worth)
