"""Checkpoints that an older program wrote: understood field by field, and kept again without loss."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.checkpoint import older
from tests.checkpoint.test_document import schema
from wizard.checkpoint.checkpoint import Checkpoint, CheckpointProblem, FileStore, iso
from wizard.cli.open_checkpoint import progress_sentence
from wizard.diagnostics.checkpoint import shown
from wizard.model import Journal, JournalEntry

ACCOUNT = {"mode": "create", "name": "firetiger", "email": "aws+firetiger@example.com"}
BEDROCK = {
    "company_name": "Example Corp",
    "company_website": "https://example.com",
    "intended_users": "internal",
    "industry": "Technology",
    "prove": "true",
}
NOW = 1_800_000_000.0
EVERY = pytest.mark.parametrize("name", older.names())


def opened(tmp_path: Path, name: str) -> Checkpoint:
    path = tmp_path / "firetiger.json"
    path.write_bytes(older.content(name))
    return Checkpoint(FileStore(path), clock=lambda: NOW)


def holds(written: Any, before: Any) -> bool:
    """Whether all that was there is there; a field that is new and has a default may stand beside it."""
    if isinstance(before, dict):
        return all(name in written and holds(written[name], value) for name, value in before.items())
    if isinstance(before, list):
        return len(written) == len(before) and all(map(holds, written, before))
    return type(written) is type(before) and bool(written == before)


def entry(checkpoint: Checkpoint, operation: str) -> JournalEntry:
    (found,) = (one for one in checkpoint.document.journal if one.operation == operation)
    return found


# --- all of them -------------------------------------------------------------------------------------------------


def test_there_is_one_of_every_stage() -> None:
    stages = {older.ANSWERED, older.ACCOUNT_ANSWER_LOST, older.STACK_ANSWER_LOST, older.REFUSED, older.COMPLETE}
    assert set(older.names()) == {*stages, older.BEFORE_WORKFLOWS}


@EVERY
def test_it_obeys_the_schema_of_today(name: str) -> None:
    jsonschema.validate(older.told(name), schema())


@EVERY
def test_written_again_it_holds_all_that_it_held(tmp_path: Path, name: str) -> None:
    opened(tmp_path, name).keep()
    written = json.loads((tmp_path / "firetiger.json").read_bytes())
    assert holds(written, {**older.told(name), "workflow": "onboarding", "updated": iso(NOW)})


@EVERY
def test_it_belongs_to_the_onboarding_for_its_vendor_on_real_aws(tmp_path: Path, name: str) -> None:
    checkpoint = opened(tmp_path, name)
    checkpoint.belongs_to(vendor="firetiger", sandbox=False)
    for others in ({"workflow": "grant"}, {"vendor": "another"}, {"sandbox": True}):
        with pytest.raises(CheckpointProblem, match="belongs to"):
            checkpoint.belongs_to(**{"vendor": "firetiger", "sandbox": False, **others})


@EVERY
def test_every_journal_entry_is_read_as_it_was_written(tmp_path: Path, name: str) -> None:
    checkpoint = opened(tmp_path, name)
    before = older.told(name)["journal"]
    assert len(checkpoint.document.journal) == len(before)
    for one, told in zip(checkpoint.document.journal, before, strict=True):
        assert {field: getattr(one, field) for field in told} == told
    steps = {one.step for one in checkpoint.document.journal}
    assert sum(len(checkpoint.entries(step)) for step in steps) == len(checkpoint.document.journal)


@EVERY
def test_an_approval_holds_until_aws_answered_its_change_and_no_longer(tmp_path: Path, name: str) -> None:
    checkpoint = opened(tmp_path, name)
    answered = {one.digest for one in checkpoint.document.journal if one.answered}
    approvals = checkpoint.document.approvals
    assert {digest for digest in approvals if checkpoint.approved(digest)} == approvals.keys() - answered


@EVERY
def test_it_can_be_shown_and_its_progress_told(tmp_path: Path, name: str) -> None:
    checkpoint = opened(tmp_path, name)
    assert progress_sentence(checkpoint).isprintable()
    assert "aws+firetiger" not in json.dumps(shown(checkpoint.document), default=str)


# --- stage by stage ----------------------------------------------------------------------------------------------


def test_where_only_answers_were_given_they_are_there_and_it_is_bound_to_no_account(tmp_path: Path) -> None:
    checkpoint = opened(tmp_path, older.ANSWERED)
    assert (checkpoint.answers("sub-account"), checkpoint.answers("bedrock")) == (ACCOUNT, BEDROCK)
    assert checkpoint.bound == ("", "")
    assert (checkpoint.document.approvals, checkpoint.document.changes_made) == ({}, 0)


def test_an_account_whose_answer_was_lost_is_one_that_may_be_there(tmp_path: Path) -> None:
    checkpoint = opened(tmp_path, older.ACCOUNT_ANSWER_LOST)
    asked = Journal(checkpoint.entries("sub-account")).last("CreateAccount", email=ACCOUNT["email"])
    assert asked is not None
    assert (asked.outcome, asked.answered, asked.undone, asked.attempt) == ("", False, False, 1)
    assert checkpoint.approved(asked.digest), "it is asked about no second time"
    assert checkpoint.bound == ("111122223333", "us-east-1")


def test_a_stack_whose_answer_was_lost_belongs_to_a_set_that_was_approved_by_its_digest(tmp_path: Path) -> None:
    checkpoint = opened(tmp_path, older.STACK_ANSWER_LOST)
    account, stack = entry(checkpoint, "CreateAccount"), entry(checkpoint, "CreateStack")
    assert (account.outcome, account.kept["request"][:4]) == ("landed", "car-")
    assert (stack.outcome, stack.answered, stack.note) == ("", False, {"stack": "firetiger-bootstrap"})
    ((_, digests),) = checkpoint.document.sets.items()
    assert digests == sorted(checkpoint.document.approvals)
    assert {account.digest, stack.digest} < set(digests)
    assert (checkpoint.approved(account.digest), checkpoint.approved(stack.digest)) == (False, True)


def test_what_aws_refused_is_asked_about_again_and_what_it_never_looked_at_is_not(tmp_path: Path) -> None:
    checkpoint = opened(tmp_path, older.REFUSED)
    bucket, stack = entry(checkpoint, "CreateBucket"), entry(checkpoint, "CreateStack")
    assert (bucket.outcome, bucket.answered, bucket.undone) == ("failed", True, True)
    assert (stack.outcome, stack.answered, stack.undone) == ("unsent", False, True)
    assert (bucket.error.split(":")[0], stack.error.split(":")[0]) == ("AccessDenied", "ExpiredToken")
    assert (checkpoint.approved(bucket.digest), checkpoint.approved(stack.digest)) == (False, True)


def test_where_everything_was_done_what_aws_answered_is_still_known(tmp_path: Path) -> None:
    checkpoint = opened(tmp_path, older.COMPLETE)
    assert (checkpoint.answers("sub-account"), checkpoint.answers("bedrock")) == (ACCOUNT, BEDROCK)
    stack = entry(checkpoint, "CreateStack")
    assert stack.kept["stack_id"].startswith(f"arn:aws:cloudformation:us-east-1:{stack.account}:stack/")
    handover = Journal(checkpoint.entries("handover"))
    for kind in ("md", "json"):
        assert handover.last("WriteFile", path=f"{older.HOME}/firetiger-handover.{kind}")
    assert {one.outcome for one in checkpoint.document.journal} == {"landed"}
    assert checkpoint.document.changes_made == len(checkpoint.document.journal) - 2, "files are no changes in AWS"


def test_one_from_before_there_were_workflows_is_of_the_onboarding_and_its_skip_holds(tmp_path: Path) -> None:
    assert "workflow" not in older.told(older.BEFORE_WORKFLOWS)
    document = opened(tmp_path, older.BEFORE_WORKFLOWS).document
    assert document.workflow == "onboarding"
    assert document.skips == {"bedrock": "we ask for it ourselves"}
