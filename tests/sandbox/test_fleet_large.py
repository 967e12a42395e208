"""A thousand accounts: what it takes to have them, to list them and to give each of them a role."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.sandbox import client

from .conftest import Aws, code_of
from .stack_sets import Fleet


@pytest.fixture(scope="module")
def large(scenario: Callable[[str], Aws]) -> Fleet:
    return Fleet(scenario("fleet-large"))


def cpu_seconds(fleet: Fleet) -> float:
    """What the simulated AWS has computed so far."""
    fields = Path(f"/proc/{fleet.aws.sandbox.pid}/stat").read_text().split()
    return (int(fields[13]) + int(fields[14])) / 100


def memory_mib(fleet: Fleet) -> float:
    lines = Path(f"/proc/{fleet.aws.sandbox.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def test_an_operation_over_a_thousand_accounts_computes_for_seconds_and_is_seen_to_go_on(large: Fleet) -> None:
    name = large.create("CrossAccountManager-DevOps", ManagedExecution={"Active": True})
    before = cpu_seconds(large)
    operation = large.begin(name, large.root, OperationId="all")
    done: list[int] = []
    while (found := large.look(operation, name))["Status"] == "RUNNING":
        done.append(found["StatusDetails"]["Stages"]["StackInstancesDeployment"].get("CompletedStackInstancesCount", 0))
    assert (found["Status"], found["StatusDetails"]["TotalAccountsCount"]) == ("SUCCEEDED", 999)
    assert 10 < len(set(done)) < 60
    assert cpu_seconds(large) - before < 6, "a second or so where nobody else computes"
    assert memory_mib(large) < 400
    pages = list(large.cloudformation.get_paginator("list_stack_instances").paginate(StackSetName=name))
    assert [len(page["Summaries"]) for page in pages] == [100] * 9 + [99]
    current = [each for page in pages for each in page["Summaries"] if each["Status"] == "CURRENT"]
    assert len(current) == 998, "all but the one that is closed"
    assert name in large.roles("shop-eu-123")


def test_a_strangers_operation_is_under_way_from_the_beginning(large: Fleet) -> None:
    name = "CrossAccountManager-Audit"
    listed = large.cloudformation.list_stack_set_operations(StackSetName=name)["Summaries"]
    assert [each["Status"] for each in listed] == ["RUNNING", "SUCCEEDED"]
    assert large.instances(name)["Audit"]["Status"] == "CURRENT"
    mine = large.begin(name, large.root, accounts=["shop-001"])
    assert large.look(mine, name)["Status"] == "QUEUED"


def test_they_are_listed_no_faster_than_aws_publishes(large: Fleet) -> None:
    children = large.organizations.list_accounts_for_parent
    shop = large.unit("Workloads", "Shop")
    page = children(ParentId=shop)
    assert (len(page["Accounts"]), page["NextToken"] != "") == (20, True)
    assert code_of(lambda: [children(ParentId=shop) for _ in range(60)]) == "TooManyRequestsException"


def test_with_a_clock_it_goes_on_although_nobody_looks(tmp_path: Path) -> None:
    sandbox = client.start("fleet", tmp_path / "state.json", pace=0.005, idle=60)
    try:
        fleet = Fleet(Aws(sandbox, (sandbox.access_key_id, sandbox.secret_access_key, None)))
        fleet.cloudformation.activate_organizations_access()
        name = fleet.create()
        operation = fleet.begin(name, fleet.unit("Workloads", "Shop"))
        member = fleet.aws.enter(fleet.accounts["shop-eu-06"]).client("cloudformation")
        deadline = time.monotonic() + 20
        while not member.describe_stacks()["Stacks"]:
            assert time.monotonic() < deadline
        ended = fleet.run(operation, name)
        events = member.describe_stack_events(StackName=fleet.instances(name)["shop-eu-06"]["StackId"])["StackEvents"]
        times = [each["Timestamp"] for each in reversed(events)]
        assert times == sorted(times)
        assert ended["CreationTimestamp"] < times[0] < times[-1] <= ended["EndTimestamp"]
    finally:
        client.stop(sandbox)
