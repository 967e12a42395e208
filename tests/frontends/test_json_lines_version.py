"""What this version of the JSON lines promised when it was written down still holds, field by field."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from tests.frontends.promise import broken, promise
from tests.json_lines import kept_schema
from wizard.frontends.headless.events import VERSION
from wizard.frontends.headless.parts import Finding
from wizard.model.observing import FindingKind

Schema = dict[str, Any]


def kept() -> Schema:
    promised: Schema = json.loads(Path(__file__).with_name(f"json_lines_version_{VERSION}.json").read_text("utf-8"))
    return promised


def test_every_event_and_field_that_was_promised_is_still_there_with_its_type() -> None:
    assert len(kept()) >= 16
    assert broken(kept(), promise(kept_schema())) == [], "a reader would break: restore it, or raise VERSION"


def test_json_lines_know_every_kind_of_finding_and_no_other() -> None:
    assert get_args(get_type_hints(Finding)["kind"]) == get_args(FindingKind)


def without_event(schema: Schema) -> None:
    del schema["discriminator"]["mapping"]["finished"]


def without_field(schema: Schema) -> None:
    del schema["$defs"]["Finished"]["properties"]["role_arn"]


def renamed_in_a_part(schema: Schema) -> None:
    fields = schema["$defs"]["Waiting"]["properties"]
    fields["what_for"] = fields.pop("what")


def another_type(schema: Schema) -> None:
    schema["$defs"]["Call"]["properties"]["seconds"] = {"type": "string"}


def never_null_no_more(schema: Schema) -> None:
    schema["$defs"]["SignedIn"]["properties"]["region"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def another_word(schema: Schema) -> None:
    schema["$defs"]["Finished"]["properties"]["outcome"]["enum"].remove("incomplete")


def no_longer_required(schema: Schema) -> None:
    schema["$defs"]["Finished"]["required"].remove("exit_code")


def now_required(schema: Schema) -> None:
    schema["$defs"]["Finished"]["required"].append("changes")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (without_event, "finished"),
        (without_field, "finished.role_arn"),
        (renamed_in_a_part, "step.waiting: another type"),
        (another_type, "call.seconds: another type"),
        (never_null_no_more, "signed-in.region: another type"),
        (another_word, "finished.outcome: another type"),
        (no_longer_required, "finished.exit_code: no longer required"),
        (now_required, "finished.changes: now required"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_would_break_a_reader_is_told(change: Callable[[Schema], None], told: str) -> None:
    schema = copy.deepcopy(dict(kept_schema()))
    change(schema)
    assert broken(kept(), promise(schema)) == [told]


def test_a_new_event_a_new_field_and_another_name_in_python_break_nobody() -> None:
    schema = copy.deepcopy(dict(kept_schema()))
    parts = schema["$defs"]
    parts["Finished"]["properties"]["mood"] = parts["Waiting"]["properties"]["mood"] = {"type": "string"}
    parts["Renamed"] = parts.pop("Finished")
    schema["discriminator"]["mapping"] |= {"finished": "#/$defs/Renamed", "new": "#/$defs/Began"}
    assert broken(kept(), promise(schema)) == []
