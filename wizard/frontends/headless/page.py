"""docs/json-lines.md and assets/json-lines.schema.json from the types of the JSON lines.

    python -m wizard.frontends.headless.page > docs/json-lines.md
    python -m wizard.frontends.headless.page --schema > assets/json-lines.schema.json

Both are made and kept in the repository rather than written, so that they cannot promise anything else than what the
program writes; the cost is two commands after a change of a type, and a test that reminds of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from wizard.frontends.headless.events import VERSION, Line

Schema = Mapping[str, Any]

OPENING = f"""\
# JSON lines

<!-- Generated: python -m wizard.frontends.headless.page > docs/json-lines.md -->

With `--format json` every command writes one JSON object per line to standard output, in UTF-8, and nothing else.
Sentences for people go to standard error.

    firetiger-onboard plan --answers answers.toml --format json | jq -r 'select(.event == "approval").digest'
    firetiger-onboard apply --answers answers.toml --approve=DIGEST --format json | tail -n 1 | jq -r .role_arn

- Every object has `event`. `plan`, `apply` and `status` start with `began`. The last line is always `finished`: also
  after Ctrl-C, SIGTERM, SIGHUP or SIGQUIT, and where the arguments are wrong (exit code 2). Only a process that is
  killed (SIGKILL), or whose standard output is gone, can't write it.
- A script needs `finished` alone. Its `exit_code` is the command's.
- Times are RFC 3339 in UTC with `Z`. Account IDs, ARNs and digests are whole, never grouped or masked.
- In the sandbox every line says `"simulated": true`; on a real AWS only `finished` has the field.
- If the reader goes away (`| head -n 1`), the command sends nothing further to AWS and exits with code 1. If standard
  output can't be written, it also says so on standard error. The checkpoint is good: run the same command again.

This is version {VERSION} of the format; `began` names it. A new event or a new field doesn't change the version, so
ignore what you don't know. A field that is removed, or means something else, does.
[`assets/json-lines.schema.json`](../assets/json-lines.schema.json) is the JSON Schema of a line.

`sandbox --format json` writes lines that aren't described here: `serving`, with the variables to export, and with
`--list` a line `sandbox` for each that is running.
"""
INSIDE = """
# Parts of lines
"""


def schema() -> dict[str, Any]:
    """A line as a JSON Schema."""
    made = msgspec.json.schema(Line)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"firetiger-onboard JSON line, version {VERSION}",
        **made,
    }


def schema_text() -> str:
    """The schema as it lies in assets."""
    return msgspec.json.format(msgspec.json.encode(schema(), order="deterministic"), indent=2).decode() + "\n"


def page() -> str:
    """The page for whoever writes a script."""
    made = schema()
    kinds: Schema = made["$defs"]
    lines = {name: kinds[ref.rsplit("/", 1)[1]] for name, ref in made["discriminator"]["mapping"].items()}
    parts = {name: kind for name, kind in kinds.items() if kind not in lines.values()}
    told = [OPENING]
    for name, kind in lines.items():
        told += [f"## {name}\n", kind["description"], "", *_table(kind)]
    told.append(INSIDE)
    for name, kind in parts.items():
        told += [f"## {name}\n", kind["description"], "", *_table(kind)]
    return "\n".join(told).rstrip() + "\n"


def _table(kind: Schema) -> Iterator[str]:
    yield "| field | type | |"
    yield "| --- | --- | --- |"
    for name, field in kind["properties"].items():
        if name != "event" and (name != "simulated" or name in kind["required"]):
            yield f"| `{name}` | {_type(field)} | {field.get('description', '')} |"
    yield ""


def _type(field: Schema) -> str:
    """In words, with a link to the part where it is one."""
    if "$ref" in field:
        name = field["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in field:
        return " or ".join(map(_type, field["anyOf"]))
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}"
    return str(field.get("type", "any value"))


if __name__ == "__main__":
    sys.stdout.write(schema_text() if "--schema" in sys.argv[1:] else page())
