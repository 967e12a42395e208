"""The template itself, as JSON and as YAML; what was answered is the default of its parameter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from wizard.model.exported import Exported


def as_json(exported: Exported) -> str:
    """As its author wrote it, byte for byte, where nothing is filled in."""
    return exported.text or json.dumps(_filled(exported), indent=2) + "\n"


def as_yaml(exported: Exported) -> str:
    """The same in YAML, without the aliases that CloudFormation does not take."""
    # As wide as it needs: a folded line is the same text and reads worse.
    return yaml.dump(_filled(exported), Dumper=_Plain, sort_keys=False, width=10_000, allow_unicode=True)


def _filled(exported: Exported) -> Mapping[str, Any]:
    parameters = {
        name: {**one, "Default": exported.given[name]} if name in exported.given else one
        for name, one in exported.template.get("Parameters", {}).items()
    }
    return {name: parameters if name == "Parameters" else one for name, one in exported.template.items()}


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - as yaml calls it
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    # A number to some readers and a text to others: an account id with a leading zero, a date.
    style = '"' if value[:1].isdigit() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Plain.add_representer(str, _text)
