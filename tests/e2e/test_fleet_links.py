"""The links and profiles of a fleet by the real program, used with the real aws command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from tests.e2e.program import Ended, Program, program

AWS = Path(sys.executable).with_name("aws")
CENTRAL = "111122223333"
FILE = """
[groups.DevOps]
managed = ["arn:aws:iam::aws:policy/PowerUserAccess"]
accounts = {{ units = ["{Shop EU}"] }}
sign_in = {{ principals = ["arn:aws:iam::111122223333:user/ada"] }}

[groups.ReadOnly]
managed = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
accounts = {{ units = ["{Shop}"] }}
sign_in = {{ directory = true }}
"""
PARTNER = """
[groups.Partner]
vendor = "partner-access"
values = {{ partner_account = "999988887777", zone = "Z8L2Y45GOT7LQT" }}
external_id = "example-external-id-4242"
accounts = {{ units = ["{Shop}"] }}
"""
APPLY = ("apply", "fleet", "fleet.toml", "--approve", "--activate-trusted-access")


class Fleet:
    """The program in the scenario with its roles made. links: what fleet-links.json says of each group, by its name."""

    def __init__(self, here: Program, file: str = FILE, *more: str) -> None:
        self.here = here
        self._write(file)
        self.ended = here.json(*APPLY, *more)
        self.links: dict[str, Any] = {one["name"]: one for one in json.loads(self.text("fleet-links.json"))["groups"]}

    def text(self, name: str) -> str:
        return (self.here.directory / name).read_text("utf-8")

    def _write(self, file: str) -> None:
        keys = (self.here.environ["AWS_ACCESS_KEY_ID"], self.here.environ["AWS_SECRET_ACCESS_KEY"])
        organizations = boto3.Session(*keys, region_name="us-east-1").client(
            "organizations", endpoint_url=self.here.endpoint
        )
        units: dict[str, str] = {}
        above = [organizations.list_roots()["Roots"][0]["Id"]]
        while above:
            listed = organizations.list_organizational_units_for_parent(ParentId=above.pop())["OrganizationalUnits"]
            units |= {unit["Name"]: unit["Id"] for unit in listed}
            above += [unit["Id"] for unit in listed]
        (self.here.directory / "fleet.toml").write_text(file.format(**units))
        (self.here.directory / "credentials").write_text(
            f"[default]\naws_access_key_id = {keys[0]}\naws_secret_access_key = {keys[1]}\n"
        )

    def aws(self, profile: str, *words: str) -> subprocess.CompletedProcess[str]:
        """The aws command line with the written profiles, and nobody's keys but those of the person."""
        kept = {name: value for name, value in self.here.environ.items() if not name.startswith("AWS_")}
        environ = {
            **kept,
            "AWS_ENDPOINT_URL": self.here.endpoint,
            "AWS_CONFIG_FILE": str(self.here.directory / "fleet-aws-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.here.directory / "credentials"),
        }
        command = [str(AWS), *words, "--profile", profile, "--output", "text"]
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with program(tmp_path_factory.mktemp("fleet"), "fleet") as here:
        yield Fleet(here)


def told(ended: Ended, step: str) -> list[str]:
    (*_, last) = [event for event in ended.events if event["event"] == "step" and event["step"] == step]
    return [finding["text"] for finding in last["findings"]]


def test_the_last_line_has_every_role_and_every_one_has_a_link_and_a_profile(fleet: Fleet) -> None:
    assert (fleet.ended.code, fleet.ended.states["links"], fleet.ended.states["report"]) == (
        0, "satisfied", "satisfied",
    )  # fmt: skip
    arns = fleet.ended.finished["result"]["role_arns"]
    assert {name: len(roles) for name, roles in arns.items()} == {"DevOps": 6, "ReadOnly": 14}
    for name, group in fleet.links.items():
        assert {one["account_id"]: one["role_arn"] for one in group["accounts"]} == arns[name]
        assert all(one["switch_role_url"] and one["profile"] for one in group["accounts"])
    page = fleet.text("fleet-links.html")
    assert all(one["account_id"] in page for group in fleet.links.values() for one in group["accounts"])


def test_a_written_profile_reaches_its_account_as_its_groups_role(fleet: Fleet) -> None:
    one = fleet.links["DevOps"]["accounts"][0]
    asked = fleet.aws(one["profile"], "sts", "get-caller-identity", "--query", "Arn")
    assert asked.stdout.startswith(f"arn:aws:sts::{one['account_id']}:assumed-role/CrossAccountManager-DevOps/"), asked


def test_the_role_of_a_link_lets_its_groups_central_role_in_and_no_other_groups(
    fleet: Fleet,
) -> None:
    def reaches(group: str, link: dict[str, Any]) -> bool:
        address = parse_qs(urlsplit(link["switch_role_url"]).query)
        arn = f"arn:aws:iam::{address['account'][0]}:role/{address['roleName'][0]}"
        asked = fleet.aws(
            f"CrossAccountManager-{group}", "sts", "assume-role", "--role-arn", arn, "--role-session-name", "test"
        )
        assert asked.returncode == 0 or "AccessDenied" in asked.stderr
        return asked.returncode == 0

    assert reaches("DevOps", fleet.links["DevOps"]["accounts"][-1])
    assert not reaches("DevOps", fleet.links["ReadOnly"]["accounts"][0])


@pytest.mark.long
def test_a_second_run_writes_no_file_but_one_that_is_gone(fleet: Fleet) -> None:
    before = {path: path.stat().st_mtime_ns for path in fleet.here.directory.glob("fleet-*")}
    assert fleet.here.json(*APPLY).code == 0
    assert {path: path.stat().st_mtime_ns for path in fleet.here.directory.glob("fleet-*")} == before
    assert len(before) == 3
    assert fleet.here.json("status", "fleet", "fleet.toml").code == 0
    (fleet.here.directory / "fleet-links.html").unlink()
    assert fleet.here.json("status", "fleet", "fleet.toml").code == 4
    assert fleet.here.json(*APPLY).states["links"] == "satisfied"
    assert (fleet.here.directory / "fleet-links.html").exists()


def test_the_report_says_who_can_change_the_roles_and_what_is_left_to_do_in_the_console(fleet: Fleet) -> None:
    said = told(fleet.ended, "report")
    assert any(f"in account {CENTRAL} can change these roles" in text for text in said)
    assert "Assign 1 role to directory groups" in said
    assert "DevOps: AWS adds the role to accounts that join its units" in said


@pytest.mark.long
def test_of_a_vendors_role_in_every_account_the_last_line_and_the_json_have_the_arns(tmp_path: Path) -> None:
    with program(tmp_path, "fleet") as here:
        fleet = Fleet(here, PARTNER, "--vendor", "partner-access")
        arns = fleet.ended.finished["result"]["role_arns"]["Partner"]
        assert (fleet.ended.code, len(arns)) == (0, 14)
        assert all(arn.endswith(":role/partner-999988887777-Z8L2Y45GOT7LQT") for arn in arns.values())
        assert {one["account_id"]: one["role_arn"] for one in fleet.links["Partner"]["accounts"]} == arns
        written = sorted(path.name for path in here.directory.glob("fleet-*"))
        assert written == ["fleet-handover-Partner.json", "fleet-links.json"]
