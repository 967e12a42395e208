"""How long a fleet of a thousand accounts takes to read, against what AWS's published rates allow for the same calls.

    python -m tests.benchmarks.fleet_reads [tags]

The real program plans a fleet, against a simulated AWS that enforces the rates: before there is a stack set, and again
once every account has its role. The time is that from the first call about the organization to the last about a stack
set; what the rates allow is that of the one operation whose calls take longest, as if all others cost nothing.
tags: the group chooses by tag, so the tags of all its accounts are read.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3

from tests.e2e.program import Ended, Program, program
from wizard.aws.rates import PUBLISHED

LIMIT = 1.2
READING = ("organizations", "cloudformation")
THROTTLED = ("TooManyRequestsException", "Throttling", "ThrottlingException", "RequestLimitExceeded")
ANSWERS = '[groups]\nfile = "fleet.toml"\n{tags}\n[stack-sets]\nunfinished = "leave"\n'
READ_TAGS = "read_tags = true"
PLAN = ("plan", "fleet")
APPLY = ("apply", "fleet", "--approve", "--wait", "600")
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}]}


def root_of(running: Program) -> str:
    """The id of the organization's root."""
    keys = (running.environ["AWS_ACCESS_KEY_ID"], running.environ["AWS_SECRET_ACCESS_KEY"])
    session = boto3.Session(*keys, region_name="us-east-1")
    return str(session.client("organizations", endpoint_url=running.endpoint).list_roots()["Roots"][0]["Id"])


def write_fleet(running: Program, *, tags: bool = False, groups: int = 1) -> None:
    """A fleet's file, with the whole organization in each group."""
    chosen, narrowed = f'units = ["{root_of(running)}"]', 'tags = { env = "prod" }' if tags else ""
    who = 'sign_in = { principals = ["arn:aws:iam::111122223333:user/ada"] }'
    lines = [
        f'[groups.Group{number}]\npolicy = "p.json"\naccounts = {{ {chosen} }}\n{who}\n{narrowed}\n'
        for number in range(groups)
    ]
    (running.directory / "p.json").write_text(json.dumps(POLICY))
    (running.directory / "fleet.toml").write_text("\n".join(lines))


def allowed(calls: Mapping[tuple[str, str], int]) -> float:
    """Seconds that these calls take at least, by the rates that AWS publishes."""
    of_each = [
        max(0.0, (number - PUBLISHED[call][1]) / PUBLISHED[call][0])
        for call, number in calls.items()
        if call in PUBLISHED
    ]
    return max(of_each, default=0.0)


def reads(events: Sequence[Mapping[str, Any]]) -> tuple[Counter[tuple[str, str]], float]:
    """The calls about the organization and its stack sets, and the seconds from the first to the end of the last."""
    calls = [event for event in events if event["event"] == "call" and event["service"] in READING]
    began = [datetime.fromisoformat(call["at"]).timestamp() for call in calls]
    ended = [at + call["seconds"] for at, call in zip(began, calls, strict=True)]
    return Counter((call["service"], call["operation"]) for call in calls), max(ended) - min(began)


def told(running: Program, name: str, ended: Ended) -> bool:
    """Print what a run has read, in which time; whether that holds the limit."""
    assert ended.code in (0, 3), ended.err
    calls, seconds = reads(ended.events)
    least = allowed(calls)
    refused = sum(1 for call in running.calls() if call["error"] in THROTTLED)
    print(
        f"{name:<14} {seconds:6.2f} s, the rates allow {least:5.2f} s, ratio {seconds / least:.3f}, {refused} throttled"
    )
    print("    " + ", ".join(f"{operation} {number}" for (_, operation), number in calls.most_common()))
    return seconds <= LIMIT * least and refused == 0


def main(*, tags: bool) -> int:
    """Print both; 1 where one takes too long, or a call was throttled."""
    answers = ANSWERS.format(tags=READ_TAGS if tags else "")
    with tempfile.TemporaryDirectory() as directory, program(Path(directory), "fleet-large") as running:
        write_fleet(running, tags=tags)
        running.forget_calls()
        held = [told(running, "nothing yet", _run(running, PLAN, answers))]
        if not tags:
            made = _run(running, APPLY, answers)
            assert made.states["stack-sets"] == "satisfied", made.err
            running.forget_calls()
            held.append(told(running, "all deployed", _run(running, PLAN, answers)))
    print(f"limits: {LIMIT} times what the rates allow, none throttled")
    return 0 if all(held) else 1


def _run(running: Program, words: Sequence[str], answers: str) -> Ended:
    return running.json(*words, answers=answers, seconds=900, FIRETIGER_ONBOARD_TIMING="")


if __name__ == "__main__":
    sys.exit(main(tags=sys.argv[1:] == ["tags"]))
