"""Looking inside a thousand accounts that have no stack yet, beside botocove doing the same on the same simulated AWS.

    python -m tests.benchmarks.fleet_look [ACCOUNTS]

Both enter every account by OrganizationAccountAccessRole and ask IAM for one role, with as many threads, each in a
process of its own, and only the look is timed: botocove lists the organization in it, which ours has done by then.
The accounts are looked into once before, so that the simulated AWS has made what it makes of one that is asked for the
first time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import boto3
import botocove

from tests.e2e.program import Program, program
from wizard.aws.gateway import Gateway
from wizard.engine.visits import Reads
from wizard.host.timing import Timing
from wizard.model import CallError, Target
from wizard.resources.accounts import ORGANIZATION_ROLE
from wizard.resources.role_reading import roles

ROLE = "CrossAccountManager-DevOps"
THREADS = 24


def ours(accounts: Sequence[str]) -> tuple[int, int]:
    """How many accounts were looked into, and how many could not be entered."""
    gateway = Gateway(lambda _: None, Timing(), "benchmark")
    targets = [Target(account=one, region="us-east-1", role_name=ORGANIZATION_ROLE) for one in accounts]
    answers = roles(Reads(gateway), [(target, ROLE) for target in targets], kept="always")
    failed = sum(1 for answer in answers if isinstance(answer, CallError))
    return len(answers) - failed, failed


def by_botocove(accounts: Sequence[str]) -> tuple[int, int]:
    """The same by botocove."""

    def look(session: Any) -> str:
        iam = session.client("iam")
        try:
            return str(iam.get_role(RoleName=ROLE)["Role"]["Arn"])
        except iam.exceptions.NoSuchEntityException:
            return "none"

    session = boto3.Session()
    session.events.register("after-call.organizations.ListAccounts", _with_status)
    decorated: Callable[[], Any] = botocove.cove(
        look,
        target_ids=list(accounts),
        rolename=ORGANIZATION_ROLE,
        assuming_session=session,
        thread_workers=THREADS,
    )
    found = decorated()
    return len(found["Results"]), len(found["FailedAssumeRole"]) + len(found["Exceptions"])


def _with_status(parsed: dict[str, Any], **_: Any) -> None:
    """What botocove reads of an account, and AWS tells no longer."""
    for account in parsed.get("Accounts", ()):
        account["Status"] = account["State"]


WAYS = {"botocove": by_botocove, "wizard": ours}


def show(way: str) -> None:
    """Be one of them: accounts on standard input, what came of it on standard output."""
    accounts = json.load(sys.stdin)
    began, computed = time.perf_counter(), time.process_time()
    looked, failed = WAYS[way](accounts)
    seconds, cpu = time.perf_counter() - began, time.process_time() - computed
    print(json.dumps({"looked": looked, "failed": failed, "seconds": seconds, "cpu": cpu}))


def look_by(way: str, running: Program, accounts: Sequence[str]) -> tuple[dict[str, float], Counter[str]]:
    """What came of it, and the calls that arrived, by operation."""
    running.forget_calls()
    words = [sys.executable, "-m", "tests.benchmarks.fleet_look", "--show", way]
    environ = {**running.environ, "AWS_DEFAULT_REGION": "us-east-1", "PYTHONPATH": str(Path.cwd())}
    ended = subprocess.run(words, env=environ, input=json.dumps(accounts), capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout), Counter(call["operation"] for call in running.calls())


def accounts_of(running: Program) -> list[str]:
    """All active members."""
    keys = (running.environ["AWS_ACCESS_KEY_ID"], running.environ["AWS_SECRET_ACCESS_KEY"])
    organizations = boto3.Session(*keys, region_name="us-east-1").client("organizations", endpoint_url=running.endpoint)
    pages = organizations.get_paginator("list_accounts").paginate()
    central = organizations.describe_organization()["Organization"]["MasterAccountId"]
    every = [one for page in pages for one in page["Accounts"]]
    return [one["Id"] for one in every if one["State"] == "ACTIVE" and one["Id"] != central]


def main(most: int) -> int:
    """Print both; 1 where ours is slower, makes more calls, or knows of fewer accounts."""
    with tempfile.TemporaryDirectory() as directory, program(Path(directory), "fleet-large") as running:
        accounts = accounts_of(running)[:most]
        look_by("wizard", running, accounts)
        measured = {way: look_by(way, running, accounts) for way in WAYS}
    for way, (came, calls) in measured.items():
        of_each = ", ".join(f"{operation} {number}" for operation, number in calls.most_common())
        print(f"{way:<9} {came['seconds']:6.1f} s, {came['cpu']:6.1f} s of CPU, {calls.total()} calls ({of_each})")
        print(f"          {came['looked']} accounts looked into, {came['failed']} not entered")
    (theirs, their_calls), (mine, my_calls) = measured["botocove"], measured["wizard"]
    faster, fewer = mine["seconds"] / theirs["seconds"], my_calls.total() < their_calls.total()
    print(f"ratio     {faster:.3f} of the time (limit 1), with {'fewer' if fewer else 'no fewer'} calls")
    return 0 if faster < 1 and fewer and mine["looked"] >= theirs["looked"] else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--show"]:
        show(sys.argv[2])
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
