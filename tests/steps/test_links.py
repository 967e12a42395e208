"""The links: what is written where, when nothing is, and what is left alone."""

from __future__ import annotations

import configparser
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.doubles import Disk, TableReader
from tests.resources.fleet.values import CENTRAL, fleet_roles, group, role
from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Context,
    FleetAccounts,
    FleetRoles,
    Journal,
    Observation,
    SignedIn,
    Simulation,
    State,
)
from wizard.problems.explain import explain
from wizard.steps.links.step import STEP
from wizard.vendors.profile import load_vendor

SIGNED = SignedIn(arn=f"arn:aws:iam::{CENTRAL}:user/ada", account=CENTRAL, region="eu-west-1", standing="management")
FLEET = fleet_roles(role("DevOps", "111111111111", "one"), role("DevOps", "222222222222", "two", stands="failed"))
PAGE, PROFILES, JSON = "/here/fleet-links.html", "/here/fleet-aws-config", "/here/fleet-links.json"
HANDOVER = "/here/fleet-handover-Partner.json"
BEFORE = Context(
    vendor=load_vendor("firetiger"), now=datetime(2026, 11, 26, tzinfo=UTC), directory="/here", found=(SIGNED, FLEET)
)


def look(disk: Disk, context: Context = BEFORE) -> Observation[Any]:
    return STEP.observe(disk, Answers(), Journal(()), context)


def with_roles(found: FleetRoles) -> Context:
    return replace(BEFORE, found=(SIGNED, found))


def test_a_page_profiles_and_json_are_written_where_there_are_none() -> None:
    disk = Disk()
    seen = look(disk)
    assert (seen.state, seen.summary) == (State.UNMET, "3 files to write")
    disk.carry_out(STEP, seen)
    assert list(disk.files) == [PAGE, PROFILES, JSON]
    assert disk.files[PAGE].startswith("<!doctype html>")
    parser = configparser.RawConfigParser()
    parser.read_string(disk.files[PROFILES])
    assert parser["profile DevOps-one"]["region"] == "eu-west-1"
    assert [one["status"] for one in json.loads(disk.files[JSON])["groups"][0]["accounts"]] == ["there", "failed"]


def test_once_written_nothing_is_planned() -> None:
    disk = Disk()
    disk.carry_out(STEP, look(disk))
    seen = look(disk)
    assert (seen.state, seen.summary) == (State.SATISFIED, "1 link")
    assert STEP.plan(seen, Answers()).changes == ()


def test_a_role_that_is_there_now_has_the_files_written_again_under_the_same_approval() -> None:
    disk = Disk()
    first = look(disk)
    disk.carry_out(STEP, first)
    repaired = fleet_roles(role("DevOps", "111111111111", "one"), role("DevOps", "222222222222", "two"))
    again = look(disk, with_roles(repaired))
    assert again.state is State.UNMET
    digests = [[change.digest() for change in STEP.plan(seen, Answers()).changes] for seen in (first, again)]
    assert digests[0] == digests[1]
    disk.carry_out(STEP, again)
    assert look(disk, with_roles(repaired)).summary == "2 links"


def test_where_the_roles_were_skipped_nothing_is_read_or_written() -> None:
    seen = STEP.observe(TableReader({}), Answers(), Journal(()), replace(BEFORE, found=(SIGNED,)))
    assert (seen.state, seen.summary) == (State.SATISFIED, "no roles")


def test_what_is_missing_is_told() -> None:
    texts = [(finding.text, finding.detail) for finding in look(Disk()).findings]
    assert ("DevOps: 1 role", "1 missing; the files leave them out") in texts


@pytest.mark.parametrize("path", [PAGE, PROFILES, JSON])
def test_a_file_of_somebody_else_is_left_alone(path: str) -> None:
    seen = look(Disk({path: '{"somebody": "else"}'}))
    assert seen.state is State.BLOCKED
    assert seen.trouble is not None
    assert path in explain(seen.trouble).what
    assert STEP.plan(seen, Answers()).changes == ()


@pytest.mark.parametrize("path", [PAGE, PROFILES, JSON])
def test_an_empty_file_may_be_overwritten(path: str) -> None:
    assert len(STEP.plan(look(Disk({path: "\n"})), Answers()).changes) == 3


def test_a_file_that_cannot_be_read_is_told_as_that() -> None:
    refused = CallError(code="FileProblem", message=f"{PAGE}: Permission denied", service="file", operation="ReadFile")
    with pytest.raises(CallFailed) as failed:
        STEP.observe(TableReader({"file:ReadFile": refused}), Answers(), Journal(()), BEFORE)
    assert explain(failed.value.error).key == "links-file-unreadable"


def test_for_a_vendors_group_there_is_only_the_json() -> None:
    disk = Disk()
    vendors = fleet_roles(role("vendor", "111111111111", "one"), groups=(group("vendor", None),))
    disk.carry_out(STEP, look(disk, with_roles(vendors)))
    assert list(disk.files) == [JSON]


def test_a_vendor_gets_a_file_with_its_roles_arns_and_nothing_of_what_people_call_their_accounts() -> None:
    disk = Disk()
    partner = group("Partner", None, vendor="firetiger", role="partner-role", external_id="example-external-id")
    made = [
        role("Partner", "222222222222", "secret-two", stands="failed"),
        role("Partner", "111111111111", "secret-one"),
    ]
    disk.carry_out(STEP, look(disk, with_roles(fleet_roles(*made, groups=(partner,)))))
    assert list(disk.files) == [JSON, HANDOVER]
    said = json.loads(disk.files[HANDOVER])
    assert said["role_arns"] == {"111111111111": "arn:aws:iam::111111111111:role/CrossAccountManager-Partner"}
    assert (said["missing"], said["role_name"]) == (["222222222222"], "partner-role")
    assert (said["vendor"]["id"], said["external_id"]) == ("firetiger", "example-external-id")
    assert "secret" not in disk.files[HANDOVER]
    assert look(disk, with_roles(fleet_roles(*made, groups=(partner,)))).state is State.SATISFIED


def test_on_the_simulated_aws_every_file_says_so_in_its_name_and_in_itself() -> None:
    disk = Disk()
    simulated = Simulation(scenario="fleet", exports={"AWS_ENDPOINT_URL": "http://127.0.0.1:4000"})
    disk.carry_out(STEP, look(disk, replace(BEFORE, simulation=simulated)))
    assert all("simulated" in path for path in disk.files)
    assert all('"simulated": true' in text or "SIMULATED" in text for text in disk.files.values())


def test_while_others_watch_the_page_is_masked_at_first_and_the_profiles_are_whole() -> None:
    disk = Disk()
    disk.carry_out(STEP, look(disk, replace(BEFORE, presenting=True)))
    assert '"masked":true' in disk.files[PAGE]
    assert "111111111111" in disk.files[PROFILES]
    assert look(disk).state is State.UNMET


def test_the_files_are_foreseen_before_a_role_is_there_and_stay_approved() -> None:
    foreseen = STEP.preview(
        None, Answers(), replace(BEFORE, found=(SIGNED, FleetAccounts(fleet=FLEET.fleet, groups=())))
    )
    (round_,) = foreseen.rounds
    written = STEP.plan(look(Disk()), Answers()).changes
    assert [change.digest() for change in round_.changes] == [change.digest() for change in written]
    assert STEP.preview(None, Answers(), replace(BEFORE, found=())).rounds == ()


def test_each_change_says_how_it_is_undone() -> None:
    assert {change.undo.calls[0].operation for change in STEP.plan(look(Disk()), Answers()).changes} == {"DeleteFile"}
