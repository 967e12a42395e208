"""A checkpoint that an older program wrote, resumed by this one.

The older program is not here to make the world that its journal tells of. So this one makes the same world, and its
checkpoint is exchanged for the older one, in which only what is another in each world is replaced: ids and times. The
digests stay: what was approved then has to be what is asked for now. A new text of the template alone
is rightly another change: with it, the comparison of digests has to leave out CreateStack.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.checkpoint import older
from tests.e2e.program import ACCOUNT, BEDROCK, Ended, Program, program

ANSWERS = ACCOUNT + BEDROCK
SKIPPED = ACCOUNT + '[bedrock]\nskip = "we ask for it ourselves"\n'
STACK_ALONE = "".join(f'[{step}]\nskip = "not at the same time"\n' for step in ("cloudtrail", "bedrock"))
NOBODY = "\n"
"""A file of answers without any: all there are were given to the older program."""

Said = dict[str, Any]


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path) as running:
        yield running


def kept(running: Program) -> Path:
    return Path(running.environ["XDG_STATE_HOME"]) / "firetiger-onboard" / "firetiger.json"


def put(running: Program, name: str) -> Said:
    """The older checkpoint in the place of what is there; what it says now."""
    path = kept(running)
    said = (
        in_this_world(running, older.told(name), json.loads(path.read_bytes())) if path.exists() else older.told(name)
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(said))
    running.forget_calls()
    return said


def in_this_world(running: Program, before: Said, ours: Said) -> Said:
    """The older one with the ids and times of ours; fails where the two were not asked for the same changes."""
    text = json.dumps(before).replace(older.HOME, str(running.directory))
    for old, new in zip(_ids(before), _ids(ours), strict=True):
        text = text.replace(old, new)
    said: Said = json.loads(text)
    journal = {_what(entry): entry for entry in ours["journal"]}
    assert {_what(entry) for entry in said["journal"]} == journal.keys()
    for entry in said["journal"]:
        own = journal[_what(entry)]
        assert entry["digest"] == own["digest"], "the digest has another meaning"
        assert (entry["outcome"], entry["kept"].keys()) == (own["outcome"], own["kept"].keys())
        entry["intended"], entry["finished"] = own["intended"], own["finished"]
    return {**said, "begun": ours["begun"], "updated": ours["updated"]}


def _ids(said: Said) -> list[str]:
    """What AWS named by chance: the stack, the request for the account, the account; the longest first."""
    entries = {entry["operation"]: entry for entry in said["journal"]}
    account, stack = entries["CreateAccount"], entries.get("CreateStack")
    chance = [account["kept"].get("request", "")]
    if stack is not None:
        chance = [stack["kept"].get("stack_id", ""), *chance, stack["account"]]
    return [one for one in chance if one]


def _what(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return entry["step"], entry["operation"], entry["account"], *sorted(entry["note"].values())


def killed_after(running: Program, service: str, operation: str, answers: str) -> None:
    """``apply`` until AWS has done this, and no answer arrives because the program is gone."""
    running.fault(service=service, operation=operation, kind="hold-after", times=1)
    (running.directory / "answers.toml").write_text(answers)
    command = [sys.executable, "-m", "wizard", "apply", "--approve", "--answers", "answers.toml"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=running.directory, env=dict(running.environ), stdout=quiet, stderr=quiet)
    try:
        assert running._ask("GET", "held?seconds=9") == [f"{service}:{operation}"]
    finally:
        process.kill()
        process.wait(timeout=9)
        running._ask("POST", "release")


def stands_as(running: Program, done: Ended) -> None:
    """Looked at with the older checkpoint everything is as it was, and AWS is asked for nothing.

    The handover files alone are written once more: what they say of undoing comes from the journal, and an older one
    has not kept it.
    """
    status = running.json("status")
    assert {**status.states, "handover": done.states["handover"]} == done.states
    assert status.finished["role_arn"] == done.finished["role_arn"]
    again = running.json("apply", "--approve", answers=NOBODY)
    assert (again.code, again.states) == (done.code, done.states), again.err
    assert running.writes() == []


def test_answers_that_were_given_to_the_older_program_are_enough_for_the_whole_way(aws: Program) -> None:
    put(aws, older.ANSWERED)
    done = aws.json("apply", "--approve", answers=NOBODY)
    assert (done.code, set(done.states.values())) == (0, {"satisfied"}), done.err


@pytest.mark.long
def test_an_account_whose_answer_the_older_program_lost_is_found_and_not_asked_for_again(aws: Program) -> None:
    killed_after(aws, "organizations", "CreateAccount", ANSWERS)
    put(aws, older.ACCOUNT_ANSWER_LOST)
    done = aws.json("apply", "--approve", answers=NOBODY)
    assert (done.code, set(done.states.values())) == (0, {"satisfied"}), done.err
    assert "organizations:CreateAccount" not in aws.writes()


@pytest.mark.long
def test_what_the_older_program_got_approved_by_a_digest_is_sent_without_asking_and_nothing_else(aws: Program) -> None:
    killed_after(aws, "cloudformation", "CreateStack", ACCOUNT + STACK_ALONE)
    said = put(aws, older.STACK_ANSWER_LOST)
    (digest,) = said["sets"]
    done = aws.json("apply", f"--approve={digest}", answers=NOBODY)
    assert (done.code, done.states["bedrock"]) == (3, "unmet"), "the models' offers were not known to whoever approved"
    assert all(done.states[step] == "satisfied" for step in ("sub-account", "cloudtrail", "template"))
    assert {"cloudtrail:CreateTrail", "bedrock:PutUseCaseForModelAccess"} <= set(aws.writes())
    again = {"organizations:CreateAccount", "cloudformation:CreateStack", "bedrock:CreateFoundationModelAgreement"}
    assert not again & set(aws.writes())


@pytest.mark.long
def test_what_the_older_program_was_refused_is_sent_once_it_is_possible(aws: Program) -> None:
    aws.fault(service="s3", operation="CreateBucket", kind="access-denied", times=99)
    aws.fault(service="cloudformation", operation="CreateStack", kind="expired-token", times=99)
    refused = aws.json("apply", "--approve", answers=ANSWERS)
    assert (refused.states["cloudtrail"], refused.states["template"]) == ("blocked", "blocked"), refused.err
    put(aws, older.REFUSED)
    aws._ask("DELETE", "fault")
    done = aws.json("apply", "--approve", answers=NOBODY)
    assert (done.code, set(done.states.values())) == (0, {"satisfied"}), done.err
    assert {"s3:CreateBucket", "cloudformation:CreateStack"} <= set(aws.writes())
    assert not {"organizations:CreateAccount", "bedrock:CreateFoundationModelAgreement"} & set(aws.writes())


def test_what_the_older_program_finished_stands_as_it_did_and_nothing_is_sent(aws: Program) -> None:
    done = aws.json("apply", "--approve", answers=ANSWERS)
    assert done.code == 0, done.err
    put(aws, older.COMPLETE)
    stands_as(aws, done)


def test_one_from_before_there_were_workflows_stands_as_it_did_and_its_skip_holds(aws: Program) -> None:
    done = aws.json("apply", "--approve", answers=SKIPPED)
    assert (done.code, done.states["bedrock"]) == (4, "skipped"), done.err
    put(aws, older.BEFORE_WORKFLOWS)
    stands_as(aws, done)
