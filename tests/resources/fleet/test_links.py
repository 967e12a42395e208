"""Links and profiles of a fleet: where each leads, what it is called, and that nobody's name becomes anything else."""

from __future__ import annotations

import configparser
import json
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from tests.resources.fleet.values import CENTRAL, DIRECTORY, fleet_roles, group, role
from wizard.model import FleetRoles
from wizard.resources.fleet.aws_config import MARKER, as_json, aws_config, links_document
from wizard.resources.fleet.links import LONGEST, group_links
from wizard.resources.role_profile import check_profile_name

ONE, TWO, THREE = "111111111111", "222222222222", "333333333333"


def sections(found: FleetRoles, endpoint: str = "") -> configparser.ConfigParser:
    """The profiles as the INI file that the AWS tools read."""
    parser = configparser.RawConfigParser(default_section="")
    parser.read_string(aws_config(group_links(found), "us-east-1", endpoint))
    return parser


def profiles(found: FleetRoles) -> list[str]:
    return [link.profile for one in group_links(found) for link in one.links if link.profile]


def test_a_link_switches_to_the_groups_role_in_the_account_under_a_name_and_a_color() -> None:
    (links,) = group_links(fleet_roles(role("DevOps", ONE, "B & co")))
    address = urlsplit(links.links[0].address)
    assert (address.scheme, address.netloc, address.path) == ("https", "signin.aws.amazon.com", "/switchrole")
    assert parse_qs(address.query) == {
        "account": [ONE],
        "roleName": ["CrossAccountManager-DevOps"],
        "displayName": ["DevOps @ B & co"],
        "color": ["F2B0A9"],
    }


def test_a_role_with_a_path_is_switched_to_by_its_path_and_in_its_own_partition() -> None:
    arn = f"arn:aws-us-gov:iam::{ONE}:role/team/CrossAccountManager-DevOps"
    (links,) = group_links(fleet_roles(role("DevOps", ONE, role_arn=arn)))
    assert urlsplit(links.links[0].address).netloc == "signin.amazonaws-us-gov.com"
    assert parse_qs(urlsplit(links.links[0].address).query)["roleName"] == ["team/CrossAccountManager-DevOps"]


def test_groups_have_colors_of_their_own_and_accounts_stand_by_name() -> None:
    found = fleet_roles(role("A", TWO, "zeta"), role("A", ONE, "Alpha"), role("B", ONE, "Alpha"))
    links = group_links(found)
    assert [[link.name for link in one.links] for one in links] == [["Alpha", "zeta"], ["Alpha"]]
    assert links[0].color != links[1].color


def test_numbered_accounts_stand_as_people_count() -> None:
    found = fleet_roles(*(role("A", f"{number:012}", f"team {number}") for number in (10, 9, 100, 1)))
    assert [link.name for link in group_links(found)[0].links] == ["team 1", "team 9", "team 10", "team 100"]


def test_only_a_role_that_is_there_has_a_link_and_a_profile() -> None:
    found = fleet_roles(role("DevOps", ONE, "ok"), role("DevOps", TWO, "broken", stands="failed", why="AWS said no"))
    (links,) = group_links(found)
    assert [link.name for link in links.reachable] == ["ok"]
    assert profiles(found) == ["DevOps-ok"]
    values = links_document(group_links(found), found, "us-east-1", simulated=False)["groups"][0]["accounts"]
    assert [(one["status"], one["why"], bool(one["role_arn"])) for one in values] == [
        ("failed", "AWS said no", False),
        ("there", None, True),
    ]


def test_the_central_accounts_own_role_is_where_people_are_and_no_link() -> None:
    (links,) = group_links(fleet_roles(role("DevOps", CENTRAL, "central"), role("DevOps", ONE, "one")))
    assert [link.name for link in links.reachable] == ["one"]


def test_a_vendors_group_has_no_links_and_no_profiles_but_its_roles_are_in_the_json() -> None:
    found = fleet_roles(role("vendor", ONE, "one"), groups=(group("vendor", None),))
    assert sections(found).sections() == []
    said = json.loads(as_json(links_document(group_links(found), found, "us-east-1", simulated=False)))
    assert said["groups"][0]["accounts"][0]["role_arn"] == f"arn:aws:iam::{ONE}:role/CrossAccountManager-vendor"
    assert said["groups"][0]["profile"] is None


def test_an_accounts_profile_assumes_its_role_with_the_groups_and_the_groups_with_the_persons_own() -> None:
    read = sections(fleet_roles(role("DevOps", ONE, "team a")))
    assert dict(read["profile DevOps-team-a"]) == {
        "role_arn": f"arn:aws:iam::{ONE}:role/CrossAccountManager-DevOps",
        "source_profile": "CrossAccountManager-DevOps",
        "region": "us-east-1",
    }
    assert dict(read["profile CrossAccountManager-DevOps"]) == {
        "role_arn": f"arn:aws:iam::{CENTRAL}:role/CrossAccountManager-DevOps",
        "source_profile": "default",
        "region": "us-east-1",
    }


def test_where_a_directory_signs_people_in_the_file_says_what_only_they_can_add() -> None:
    found = fleet_roles(role("DevOps", ONE, "one"), groups=(group("DevOps", DIRECTORY),))
    assert dict(sections(found)["profile CrossAccountManager-DevOps"]) == {"region": "us-east-1"}
    assert "through a directory" in aws_config(group_links(found), "us-east-1")


def test_a_simulated_profile_reaches_the_simulated_aws_alone() -> None:
    read = sections(fleet_roles(role("DevOps", ONE, "one")), "http://127.0.0.1:4000")
    assert {read[name]["endpoint_url"] for name in read.sections()} == {"http://127.0.0.1:4000"}
    text = aws_config(group_links(fleet_roles(role("DevOps", ONE, "one"))), "us-east-1", "http://127.0.0.1:4000")
    assert "SIMULATED" in text


def test_the_file_is_known_again_by_its_first_line() -> None:
    assert MARKER in aws_config(group_links(fleet_roles(role("DevOps", ONE))), "us-east-1").splitlines()[0]


def test_two_accounts_of_one_name_both_get_their_ids_and_a_third_keeps_its_name() -> None:
    found = fleet_roles(role("A", ONE, "prod"), role("A", TWO, "Prod"), role("A", THREE, "test"))
    assert sorted(profiles(found)) == ["A-Prod-222222222222", "A-prod-111111111111", "A-test"]


def test_an_account_without_a_name_is_called_by_its_id() -> None:
    assert profiles(fleet_roles(role("A", ONE))) == [f"A-{ONE}"]


def test_a_name_cannot_write_a_section_or_a_setting_of_its_own() -> None:
    name = "x]\n[profile default]\ncredential_process = curl evil\r\n#"
    read = sections(fleet_roles(role("A", ONE, name)))
    assert len(read.sections()) == 2
    assert not any("credential_process" in read[section] for section in read.sections())


@given(
    st.lists(st.tuples(st.sampled_from(["A", "B", "A-b"]), st.text(max_size=90)), max_size=8),
)
def test_whatever_accounts_are_called_every_profile_has_a_safe_name_of_its_own(named: list[tuple[str, str]]) -> None:
    found = fleet_roles(*(role(which, f"{number:012}", name) for number, (which, name) in enumerate(named)))
    names = [*profiles(found), *(one.profile for one in group_links(found))]
    assert len({name.casefold() for name in names}) == len(names) == len(named) + len({which for which, _ in named})
    assert [check_profile_name(name) for name in names] == [None] * len(names)
    assert max((len(name) for name in names), default=0) <= LONGEST
    assert len(sections(found).sections()) == len(names)
