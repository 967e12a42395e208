"""The document: described by a schema that what is written obeys, read when it is older, refused when it is not one."""

from __future__ import annotations

import copy
import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wizard.checkpoint.checkpoint import Checkpoint, CheckpointProblem, FileStore
from wizard.checkpoint.document import Document, decode, encode, normalise, schema_text
from wizard.cli.open_checkpoint import progress_sentence
from wizard.diagnostics.checkpoint import shown
from wizard.model import JournalEntry

ENTRY = JournalEntry(
    step="sub-account",
    digest="d" * 64,
    attempt=1,
    service="organizations",
    operation="CreateAccount",
    account="111122223333",
    region="us-east-1",
    sentence="Create the account.",
    intended="2026-11-22T08:00:00.000Z",
    note={"email": "aws+firetiger@example.com"},
    outcome="landed",
    finished="2026-11-22T08:00:01.000Z",
    kept={"request": "car-1"},
)
DOCUMENT = Document(
    vendor="firetiger",
    account="111122223333",
    region="us-east-1",
    begun="2026-11-22T08:00:00.000Z",
    updated="2026-11-22T08:00:01.000Z",
    answers={"sub-account": {"mode": "create", "email": "aws+firetiger@example.com"}},
    skips={"bedrock": "later"},
    approvals={"d" * 64: 0},
    journal=[ENTRY],
)


class Memory:
    """A store that remembers whether anybody wrote."""

    name = "memory"

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.saves = 0

    def load(self) -> bytes:
        return self.content

    def save(self, content: bytes) -> None:
        self.content, self.saves = content, self.saves + 1

    def previous(self) -> None:
        return None


def schema() -> dict[str, Any]:
    kept = (resources.files("assets") / "checkpoint.schema.json").read_text("utf-8")
    described: dict[str, Any] = json.loads(kept)
    return described


def test_the_schema_in_the_repository_is_the_one_the_code_makes() -> None:
    kept = (resources.files("assets") / "checkpoint.schema.json").read_text("utf-8")
    assert kept == schema_text(), "make it anew: python -m wizard.checkpoint.document > assets/checkpoint.schema.json"


@pytest.mark.parametrize("document", [DOCUMENT, Document()], ids=["full", "empty"])
def test_what_is_written_obeys_the_schema_and_reads_back_the_same(document: Document) -> None:
    content = encode(document)
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(content), schema())
    assert decode(content, "it") == document


def test_the_schema_refuses_what_the_program_refuses() -> None:
    for wrong in ({"surprise": 1}, {"journal": [{}]}, {"answers": {"bedrock": {"prove": True}}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"version": 1, **wrong}, schema())
        with pytest.raises(CheckpointProblem):
            decode(json.dumps({"version": 1, **wrong}).encode(), "it")


def test_a_document_from_before_a_field_was_added_opens_with_its_default() -> None:
    older = json.loads(encode(DOCUMENT))
    del older["skips"], older["approvals"], older["sandbox"]
    for name in ("note", "kept", "error", "finished"):
        del older["journal"][0][name]
    opened = decode(json.dumps(older).encode(), "it")
    assert (opened.skips, opened.approvals, opened.sandbox) == ({}, {}, False)
    assert opened.journal[0].outcome == "landed"


@pytest.mark.parametrize("where", ["document", "entry"])
def test_a_field_of_a_newer_version_is_told_as_newer_and_never_as_damage(where: str) -> None:
    raw = json.loads(encode(DOCUMENT))
    (raw if where == "document" else raw["journal"][0])["colour"] = "blue"
    store = Memory(json.dumps(raw).encode())
    with pytest.raises(CheckpointProblem, match=r"newer version of this program wrote .* \(field colour\)") as told:
        Checkpoint(store)
    assert "damaged" not in str(told.value)
    assert store.saves == 0


def test_whoever_meets_a_newer_one_is_not_sent_back_to_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "firetiger.json"
    path.with_name("firetiger.json.previous").write_bytes(encode(DOCUMENT))
    path.write_bytes(b'{"version": 99}')
    with pytest.raises(CheckpointProblem, match="newer version") as told:
        Checkpoint(FileStore(path))
    assert ".previous" not in str(told.value)


def test_an_older_format_is_made_into_the_newest_one_step_after_the_other() -> None:
    def first(raw: dict[str, Any]) -> dict[str, Any]:
        return {**raw, "version": 2, "vendor": raw["seller"]}

    def second(raw: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in raw.items() if name != "seller"} | {"version": 3}

    assert normalise({"version": 1, "seller": "firetiger"}, {1: first, 2: second}) == {
        "version": 3,
        "vendor": "firetiger",
    }
    assert normalise({"version": 3}, {1: first, 2: second}) == {"version": 3}


# --- files that are none -----------------------------------------------------------------------------------------

GOOD = msgspec.json.encode(DOCUMENT)
PLAIN: dict[str, Any] = json.loads(GOOD)
VALUES: list[Any] = [None, True, -1, 2, 1 << 70, 1e400, "", "\x1b[2J", "\x00", [], {}, [[]], {"a": {}}, "9" * 5000]
FIELDS = [(name,) for name in PLAIN] + [("journal", 0, name) for name in PLAIN["journal"][0]] + [("answers", "x")]
MANY = settings(max_examples=8000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
FEWER = settings(MANY, max_examples=2500)


def opens_or_is_refused(content: bytes) -> None:
    """Nothing is written by opening; what opens can be shown and kept again; what does not says one sentence."""
    store = Memory(content)
    checkpoint, refused = opened(store)
    assert (store.content, store.saves) == (content, 0)
    if checkpoint is None:
        assert refused.isprintable()
        assert "doesn't change it" in refused
        assert len(refused) < 400
        return
    assert progress_sentence(checkpoint).isprintable()
    assert shown(checkpoint.document)
    checkpoint.keep()
    assert decode(store.content, "again") == checkpoint.document


def opened(store: Memory) -> tuple[Checkpoint | None, str]:
    """The checkpoint, or why there is none."""
    try:
        return Checkpoint(store), ""
    except CheckpointProblem as problem:
        return None, str(problem)


@pytest.mark.long
@MANY
@given(at=st.integers(0, len(GOOD)), piece=st.binary(max_size=6), cut=st.integers(0, 9))
def test_eight_thousand_mutated_files_open_or_are_refused_and_never_change(at: int, piece: bytes, cut: int) -> None:
    opens_or_is_refused(GOOD[:at] + piece + GOOD[at + cut :])


@FEWER
@given(field=st.sampled_from(FIELDS), value=st.sampled_from(VALUES) | st.text() | st.integers())
def test_any_value_in_any_field_opens_or_is_refused_and_never_changes(field: tuple[Any, ...], value: Any) -> None:
    mutated = copy.deepcopy(PLAIN)
    inside: Any = mutated
    for name in field[:-1]:
        inside = inside[name]
    inside[field[-1]] = value
    opens_or_is_refused(json.dumps(mutated).encode())


@settings(MANY, max_examples=500)
@given(content=st.binary(max_size=400))
def test_any_bytes_at_all_are_refused_in_a_sentence(content: bytes) -> None:
    opens_or_is_refused(content)


@pytest.mark.parametrize("content", [b"[" * 1_000_000, b'{"a":' * 500_000, b'{"version": 1' + b"0" * 5000 + b"}"])
def test_files_made_to_exhaust_a_parser_are_refused(content: bytes) -> None:
    opens_or_is_refused(content)
