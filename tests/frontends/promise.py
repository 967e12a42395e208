"""What a version of the JSON lines promises to whoever reads them: each event's fields, their types, which always come.

It is taken from the schema and says nothing of Python's names, words or order, which no reader sees. The promise of a
version is kept in `json_lines_version_N.json` and is not made again while that version lasts; that of a new one is:

    python -m tests.frontends.promise > tests/frontends/json_lines_version_N.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from tests.json_lines import kept_schema

Schema = Mapping[str, Any]
# What a schema says beside the type.
BESIDE = ("description", "default", "title")


def promise(schema: Schema) -> dict[str, Any]:
    """By event: its fields, and of each its type and whether a line may come without it."""
    names: Mapping[str, str] = schema["discriminator"]["mapping"]
    return {event: _type({"$ref": reference}, schema["$defs"]) for event, reference in names.items()}


def broken(kept: Schema, now: Schema) -> list[str]:
    """What was promised and does not hold any more, each in a few words; what is new breaks nobody."""
    return [told for event in kept for told in (_changed(kept[event], now[event], event) if event in now else [event])]


def _type(described: Schema, parts: Schema) -> dict[str, Any]:
    if "$ref" in described:
        part = parts[described["$ref"].rsplit("/", 1)[1]]
        return {"fields": {name: _field(name, part, parts) for name in sorted(part["properties"])}}
    return {name: _value(name, value, parts) for name, value in sorted(described.items()) if name not in BESIDE}


def _field(name: str, part: Schema, parts: Schema) -> dict[str, Any]:
    return {"required": name in part["required"], "type": _type(part["properties"][name], parts)}


def _value(name: str, value: Any, parts: Schema) -> Any:
    if name == "anyOf":
        return [_type(one, parts) for one in value]
    return _type(value, parts) if name in ("items", "additionalProperties") and isinstance(value, dict) else value


def _changed(kept: Schema, now: Schema, where: str) -> Iterator[str]:
    """What became of a type that was promised."""
    if "fields" in kept and "fields" in now:
        for name, field in kept["fields"].items():
            yield from _changed_field(field, now["fields"].get(name), f"{where}.{name}")
    elif "anyOf" in kept and "anyOf" in now and len(kept["anyOf"]) == len(now["anyOf"]):
        for one in kept["anyOf"]:
            if all(list(_changed(one, other, where)) for other in now["anyOf"]):
                yield f"{where}: another type"
    else:
        inside = {name for name in ("items", "additionalProperties") if _is_type(kept, name) and _is_type(now, name)}
        for name in sorted(inside):
            yield from _changed(kept[name], now[name], f"{where}[]")
        if _without(kept, inside) != _without(now, inside):
            yield f"{where}: another type"


def _changed_field(kept: Schema, now: Schema | None, where: str) -> Iterator[str]:
    if now is None:
        yield where
        return
    if kept["required"] != now["required"]:
        yield f"{where}: {'no longer' if kept['required'] else 'now'} required"
    yield from _changed(kept["type"], now["type"], where)


def _is_type(described: Schema, name: str) -> bool:
    return isinstance(described.get(name), dict)


def _without(described: Schema, names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in described.items() if name not in names}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(promise(kept_schema()), indent=1, sort_keys=True) + "\n")
