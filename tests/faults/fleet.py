"""A fleet under the kill matrix: two groups, an account in which AWS fails once, and all of it in one run.

What it may never do is start an operation of StackSets a second time: AWS would work through all accounts again. So
the operations are counted, each with its accounts, and not only what there is at the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from tests.e2e.organization import Organization
from tests.faults.aws import Aws
from tests.faults.kills import Job
from tests.faults.runs import Person, Ran, person

DEVOPS, READONLY = "CrossAccountManager-DevOps", "CrossAccountManager-ReadOnly"
COMMAND = ("apply", "fleet", "--approve", "--answers", "answers.toml", "--format", "json")
ANSWERS = """
[trusted-access]
activate = true

[stack-sets]
unfinished = "again"

[groups.DevOps]
managed = ["arn:aws:iam::aws:policy/PowerUserAccess"]
accounts = {{ units = ["{unit}"] }}
sign_in = {{ principals = ["arn:aws:iam::111122223333:user/ada"] }}

[groups.ReadOnly]
managed = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
accounts = {accounts}
sign_in = {{ principals = ["arn:aws:iam::111122223333:user/ada"] }}
"""
LISTED = ("data-01", "data-02", "data-03")


def organization(aws: Aws) -> Organization:
    """As its administrator sees it."""
    keys = {"AWS_ACCESS_KEY_ID": aws.sandbox.access_key_id, "AWS_SECRET_ACCESS_KEY": aws.sandbox.secret_access_key}
    return Organization(aws.sandbox.endpoint, keys)


@contextmanager
def begun(aws: Aws) -> Iterator[Person]:
    """Somebody who has written the groups into the answers."""
    there = organization(aws)
    accounts = json.dumps([there.accounts[name] for name in LISTED])
    with person(aws, answers=ANSWERS.format(unit=there.units["Shop EU"], accounts=accounts), command=COMMAND) as one:
        yield one


def complete(ran: Ran, somebody: Person, aws: Aws) -> list[str]:
    """What is missing of the whole fleet, or was done twice."""
    wrong, there = ran.wrong(), organization(aws)
    if ran.code != 0 or ran.finished.get("outcome") != "complete":
        told = [problem["title"] for problem in ran.problems]
        wrong.append(f"it ended with {ran.code}, {ran.finished.get('steps')}, {told} {ran.err[-300:]}")
    shop, listed = there.ids("shop-eu"), there.ids(*LISTED)
    once = {
        DEVOPS: [("CREATE", sorted(shop))],
        # One fails, and it alone is sent again.
        READONLY: [("CREATE", sorted(listed)), ("CREATE", [there.accounts["data-03"]])],
    }
    done = {name: there.operations(name) for name in there.stack_sets()}
    wrong += [] if done == once else [f"the operations were {done}"]
    wrong += [
        f"{group} reaches {reached}"
        for group, accounts in ((DEVOPS, shop), (READONLY, listed))
        if (reached := there.reached(group, group, shop | listed)) != accounts
    ]
    return wrong + _unwritten(ran, somebody)


def _unwritten(ran: Ran, somebody: Person) -> list[str]:
    """What the last line says and the file does not."""
    path = somebody.directory / "fleet-links.json"
    groups = json.loads(path.read_text())["groups"] if path.exists() else []
    written = {group["name"]: {one["account_id"]: one["role_arn"] for one in group["accounts"]} for group in groups}
    told = (ran.finished.get("result") or {}).get("role_arns")
    return [] if written == told else [f"the links say {written}, the last line {told}"]


FLEET = Job("fleet", begun, complete, scenario="fleet")
