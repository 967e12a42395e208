"""What is shown of a checkpoint: what helps, without what tells whose it is."""

from __future__ import annotations

import json

import pytest

from wizard.checkpoint.document import Document
from wizard.diagnostics.checkpoint import shown
from wizard.model import JournalEntry


def entry(sentence: str) -> JournalEntry:
    """A change with this sentence."""
    return JournalEntry(
        step="sub-account", digest="0" * 52 + "428861248123", attempt=1, service="iam", operation="x", account="",
        region="", sentence=sentence, intended="2026-11-22T08:00:00.000Z",
    )  # fmt: skip


def test_an_answer_is_hidden_unless_its_question_is_public() -> None:
    answers = {"mode": "create", "name": "Skunkworks", "colour": "ultramarine"}
    said = shown(Document(vendor="firetiger", answers={"sub-account": answers}, journal=[entry("Create Skunkworks.")]))
    assert said["answers"]["sub-account"] == {"mode": "create", "name": "****", "colour": "****"}
    assert said["journal"][0]["sentence"] == "Create ****."


def test_an_answer_that_was_taken_back_is_hidden_as_well() -> None:
    said = shown(Document(workflow="fleet", withdrawn={"groups": {"content": "Skunkworks"}}))
    assert said["withdrawn"] == {"groups": {"content": "****"}}


def test_every_answer_is_hidden_of_a_workflow_that_is_not_known_here() -> None:
    said = shown(Document(workflow="of-tomorrow", answers={"sub-account": {"mode": "create"}}))
    assert said["answers"]["sub-account"] == {"mode": "****"}


def test_what_has_a_shape_keeps_what_one_talks_about_and_a_digest_stays_whole() -> None:
    text = (
        "428861248123 ada@acme.dev o-exampleorg ou-ab12-11111111 r-ab12 car-0123456789abcdef AKIAIOSFODNN7EXAMPLE"
        " /home/ada/x arn:aws:iam::428861248123:user/lovelace"
    )
    said = shown(Document(vendor="firetiger", journal=[entry(text), entry("lovelace may not")]))
    assert said["journal"][0]["sentence"] == (
        "********8123 ****@acme.dev o-**** ou-**** r-**** car-**** AKIA**** ~/x arn:aws:iam::********8123:user/****"
    )
    assert said["journal"][0]["digest"].endswith("428861248123")
    assert said["journal"][1]["sentence"] == "**** may not"


def test_the_vendor_s_own_names_stay() -> None:
    answers = {"sub-account": {"name": "Firetiger"}}
    assert "Firetiger" in json.dumps(shown(Document(vendor="firetiger", answers=answers, journal=[entry("Firetiger")])))


@pytest.mark.parametrize("name", ["sandbox", "account", "journal", "sub-account"])
def test_an_account_that_is_called_like_a_part_of_the_document_hides_no_part_of_it(name: str) -> None:
    said = shown(
        Document(vendor="firetiger", answers={"sub-account": {"name": name}}, journal=[entry(f"Make {name}.")])
    )
    assert said["sandbox"] is False
    assert said["answers"] == {"sub-account": {"name": "****"}}
    assert said["journal"][0]["sentence"] == "Make ****."
