"""Standard output against what is promised of it: the schema in assets, nothing beside it, nothing left out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import jsonschema

GROUPED = re.compile(r"(?<!\d)\d{4} \d{4} \d{4}(?!\d)")
MASKED = re.compile(r"\*{4}|[\ue000-\uf8ff]")
WORKFLOW = ("plan", "apply", "status", None)


@cache
def kept_schema() -> Mapping[str, Any]:
    """The schema that scripts are written against."""
    schema: Mapping[str, Any] = json.loads((resources.files("assets") / "json-lines.schema.json").read_text("utf-8"))
    return schema


@cache
def _of(event: str) -> tuple[jsonschema.Draft202012Validator, frozenset[str]]:
    """What is promised of an event, and the fields that it may have."""
    schema = kept_schema()
    name = schema["discriminator"]["mapping"][event].rsplit("/", 1)[1]
    described = {"$ref": f"#/$defs/{name}", "$defs": schema["$defs"]}
    return jsonschema.Draft202012Validator(described), frozenset(schema["$defs"][name]["properties"])


def documented(out: str) -> list[dict[str, Any]]:
    """The objects of these lines; fails where one is not as it is documented."""
    objects = [checked(line) for line in out.splitlines()]
    assert [one["event"] for one in objects].count("finished") == 1
    assert objects[-1]["event"] == "finished"
    return objects


def checked(line: str) -> dict[str, Any]:
    """One line's object."""
    told: dict[str, Any] = json.loads(line)
    validator, fields = _of(told["event"])
    validator.validate(told)
    assert told.keys() <= fields, f"{told['event']} has fields that nobody documented: {told.keys() - fields}"
    assert not GROUPED.search(line), f"an id is grouped in {line}"
    assert told["event"] == "checkpoint" or not MASKED.search(line), f"something is masked in {line}"
    return told
