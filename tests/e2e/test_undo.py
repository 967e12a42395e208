"""Everything that was made, taken back by the commands that are handed over, with the real aws command line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import ACCOUNT, BEDROCK, Ended, Program, program
from wizard.sandbox import client
from wizard.vendors.profile import load_vendor

ROLE = load_vendor("firetiger").role_name
CLOSED = ("SUSPENDED", "PENDING_CLOSURE", "CLOSED")
DEDICATED = '[sub-account]\nmode = "existing"\naccount_id = "444455556666"\n'
SCENARIOS = [scenario.name for scenario in client.scenarios()]
QUICK = ("fresh", "trail-writeonly", "standalone")


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path) as running:
        yield running


def shell(on: Program, text: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """What a person runs in a shell that has the credentials."""
    file = on.directory / "undo.sh"
    file.write_text(text)
    all_of_it = {**on.environ, "PATH": f"{Path(sys.executable).parent}:{on.environ['PATH']}", **environ}
    return subprocess.run(
        ["sh", str(file)], cwd=on.directory, env=all_of_it, capture_output=True, text=True, timeout=120, check=False
    )


def script(on: Program) -> str:
    """What was handed over, "" where nothing was made."""
    return str(json.loads((on.directory / "firetiger-handover.json").read_text())["undo_script"])


def listing(ended: Ended) -> str:
    """What the last step shows."""
    lines = [line for line in ended.events if line["event"] == "step" and line["step"] == "handover"]
    return next((one["body"] for one in lines[-1]["findings"] if one["kind"] == "script"), "")


class Account:
    """The account that was made, asked with the aws command line as its administrator."""

    def __init__(self, on: Program, account: str) -> None:
        self.on, self.account = on, account
        role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
        keys = self.ask(f"sts assume-role --role-arn {role} --role-session-name tests")["Credentials"]
        self.keys = {
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_SESSION_TOKEN": keys["SessionToken"],
        }

    def ask(self, command: str, keys: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The answer, or the error's code as ``error``."""
        done = shell(self.on, f"aws {command} --region us-east-1 --output json", **(keys or {}))
        if done.returncode:
            return {"error": done.stderr.partition("(")[2].partition(")")[0]}
        answer: dict[str, Any] = json.loads(done.stdout or "{}")
        return answer

    def inside(self, command: str) -> dict[str, Any]:
        return self.ask(command, self.keys)


@pytest.mark.long
def test_a_fresh_onboarding_is_undone_by_its_own_script_and_only_what_it_names_stays(fresh: Program) -> None:
    done = fresh.json("apply", "--approve", answers=ACCOUNT + BEDROCK)
    assert done.code == 0, done.err
    there, text = Account(fresh, done.finished["account_id"]), script(fresh)
    bucket = f"firetiger-trail-{there.account}"
    fresh.forget_calls()
    ran = shell(fresh, text)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert {call["service"] for call in fresh.calls() if call["kind"] == "write"} <= {
        "cloudtrail", "s3", "iam", "cloudformation", "bedrock", "organizations"
    }  # fmt: skip
    assert there.inside("cloudtrail describe-trails")["trailList"] == []
    assert there.inside(f"s3api get-bucket-location --bucket {bucket}")["error"] == "NoSuchBucket"
    assert there.inside(f"iam get-role --role-name {ROLE}")["error"] == "NoSuchEntity"
    stacks = there.inside("cloudformation list-stacks")["StackSummaries"]
    assert {stack["StackStatus"] for stack in stacks} <= {"DELETE_COMPLETE", "DELETE_IN_PROGRESS"}
    for model in (line.split()[-1] for line in text.splitlines() if "--model-id" in line and line.startswith("  ")):
        assert there.inside(f"bedrock delete-foundation-model-agreement --model-id {model}")["error"]
    account = there.ask(f"organizations describe-account --account-id {there.account}")["Account"]
    assert account.get("State", account.get("Status")) in CLOSED
    # What stays is said above the first command, and nothing else is.
    stays = [line for line in text.partition("\n(\n")[0].splitlines() if line.startswith("# - ")]
    assert len(stays) == 1
    assert "use-case form" in stays[0]
    assert there.inside("bedrock get-use-case-for-model-access").keys() == {"formData"}


@pytest.mark.long
def test_the_script_can_be_run_again_after_it_stopped(fresh: Program) -> None:
    fresh.json("apply", "--approve", answers=ACCOUNT + BEDROCK)
    fresh.fault(service="iam", operation="DeleteRole", kind="access-denied", times=1)
    stopped = shell(fresh, script(fresh))
    assert stopped.returncode != 0
    assert "AccessDenied" in stopped.stderr
    assert "organizations:CloseAccount" not in fresh.writes()
    again = shell(fresh, script(fresh))
    assert (again.returncode, again.stderr) == (0, "")
    assert "organizations:CloseAccount" in fresh.writes()


def test_closing_the_account_never_stands_there_without_what_it_means(fresh: Program) -> None:
    done = fresh.json("apply", "--approve", answers=ACCOUNT + BEDROCK)
    for text in (script(fresh), listing(done), (fresh.directory / "firetiger-handover.md").read_text()):
        (place,) = (number for number, line in enumerate(text.splitlines()) if "close-account" in line)
        above = "\n".join(text.splitlines()[max(0, place - 4) : place])
        assert "deletes everything in it after 90 days" in above
        assert "can't be used for another AWS account" in above


def test_the_handover_lists_what_was_made_newest_first_with_the_account_of_each_command(fresh: Program) -> None:
    done = fresh.json("apply", "--approve", answers=ACCOUNT + BEDROCK)
    rows = json.loads((fresh.directory / "firetiger-handover.json").read_text())["undo"]
    assert [row["made"] for row in rows] == sorted((row["made"] for row in rows), reverse=True)
    assert [row["call"] for row in rows][-1] == "organizations:CreateAccount"
    (closing,) = rows[-1]["commands"]
    assert f"--account-id {done.finished['account_id']}" in closing
    assert {row["account"] for row in rows[:-1]} == {done.finished["account_id"]}
    assert rows[-1]["account"] != done.finished["account_id"]
    read = (fresh.directory / "firetiger-handover.md").read_text()
    assert all(command in read for row in rows for command in row["commands"])


def test_on_another_computer_the_checkpoint_alone_leads_to_the_same_commands(fresh: Program, tmp_path: Path) -> None:
    done = fresh.json("apply", "--approve", answers=ACCOUNT + BEDROCK)
    kept = Path(fresh.environ["XDG_STATE_HOME"]) / "firetiger-onboard" / "firetiger.json"
    elsewhere = tmp_path / "another computer"
    shutil.copytree(kept.parent, elsewhere / "firetiger-onboard")
    (elsewhere / "work").mkdir()
    there = Program(elsewhere / "work", {**fresh.environ, "XDG_STATE_HOME": str(elsewhere)}, fresh.endpoint)
    assert "delete-role" in listing(done)
    assert listing(there.json("status")) == listing(done)


def test_what_was_there_before_is_not_listed_as_ours(tmp_path: Path) -> None:
    with program(tmp_path, "role-retained") as running:
        answers = f'{DEDICATED}[template]\non_existing = "adopt"\n[bedrock]\nskip = "later"\n'
        done = running.json("apply", "--approve", answers=answers)
        assert done.states["template"] == "satisfied", done.out
        assert " iam " not in script(running)
        assert "close-account" not in script(running)


@pytest.mark.long
@pytest.mark.parametrize(
    "scenario", [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in SCENARIOS]
)
def test_every_change_that_is_planned_in_a_scenario_says_how_it_is_undone(tmp_path: Path, scenario: str) -> None:
    with program(tmp_path, scenario) as running:
        for answers in (ACCOUNT + BEDROCK, DEDICATED + BEDROCK):
            planned = running.json("plan", answers=answers)
            changes = [one for line in planned.events if line["event"] == "plan" for one in line["changes"]]
            assert [one["sentence"] for one in changes if not (one["undo"]["commands"] or one["undo"]["words"])] == []
            as_text = running.run("plan", answers=answers).out
            assert as_text.count("      Undo: ") == sum(bool(one["undo"]["commands"]) for one in changes)
