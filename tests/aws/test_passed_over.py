"""What botocore leaves out of ~/.aws without a word is told; what is told to be written, botocore then takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from tests.aws.conftest import SECRET
from wizard.aws.passed_over import passed_over
from wizard.aws.profiles import list_profiles
from wizard.aws.unread_files import unread

KEYS = f"aws_access_key_id = AKIAEXAMPLEEXAMPLE00\naws_secret_access_key = {SECRET}\n"
HEADER = re.compile(r"Change it to (\[.*\])")


def items() -> list[dict[str, str]]:
    found: list[dict[str, str]] = list_profiles()["PassedOver"]
    return found


@pytest.mark.parametrize(
    ("header", "name", "why"),
    [
        ("[production]", "production", "doesn't start with profile"),
        ("[Ada account]", "Ada account", "doesn't start with profile"),
        ("[profile Ada account]", "Ada account", "in double quotes"),
        ("[profile Ada's account]", "Ada's account", "in double quotes"),
        ("[profile 'Ada account]", "'Ada account", "in double quotes"),
        ("[Profile production]", "production", "has to be in lower case"),
        ("[ profile production]", "production", "a blank before profile"),
        ("[profile:production]", "production", "no blank after profile"),
        ("[profile-production]", "production", "no blank after profile"),
        ("[Default]", "Default", "doesn't start with profile"),
        ("[DEFAULT]", "default", "in capitals"),
        ("[ default ]", "default", "doesn't start with profile"),
    ],
)
def test_a_section_that_botocore_drops_is_named_and_the_advice_makes_a_profile_of_it(
    header: str, name: str, why: str, config: Callable[[str], None]
) -> None:
    config(f"[profile other]\nregion = us-east-1\n\n{header}\n{KEYS}")
    assert name not in botocore.session.Session().available_profiles
    (item,) = items()
    assert (item["Name"], item["Where"].rpartition(", ")[2]) == (name, "line 4")
    assert header in item["Why"]
    assert why in item["Why"]
    advised = HEADER.search(item["Todo"])
    assert advised is not None
    config(f"[profile other]\nregion = us-east-1\n\n{advised[1]}\n{KEYS}")
    assert items() == []
    wanted = name.lower() if name == "Default" else name
    assert botocore.session.Session(profile=wanted).get_credentials().secret_key == SECRET


@pytest.mark.parametrize("header", ["[sso_session example]", "[example]", "[sso-session my example]"])
def test_a_portal_that_botocore_drops_is_named_and_the_advice_makes_one_of_it(
    header: str, config: Callable[[str], None]
) -> None:
    about = "sso_start_url = https://example.awsapps.com/start\nsso_region = us-east-1\n"
    config(f"{header}\n{about}")
    (item,) = items()
    advised = HEADER.search(item["Todo"])
    assert advised is not None
    config(f"{advised[1]}\n{about}")
    assert len(list_profiles()["Portals"]) == 1
    assert items() == []


def test_a_profile_section_without_a_name_wants_one(config: Callable[[str], None]) -> None:
    config(f"[profile]\n{KEYS}")
    (item,) = items()
    assert item["Todo"] == "Give it one, such as [profile admin]"


@pytest.mark.parametrize(
    ("header", "name"), [("[profile production]", "production"), ('["Ada account"]', "Ada account")]
)
def test_in_the_credentials_file_the_word_profile_and_quotes_belong_to_the_name(
    header: str, name: str, home: Path
) -> None:
    (home / ".aws" / "credentials").write_text(f"{header}\n{KEYS}")
    assert name not in botocore.session.Session().available_profiles
    (item,) = items()
    (home / ".aws" / "credentials").write_text(f"{item['Todo'].removeprefix('Change it to ')}\n{KEYS}")
    assert botocore.session.Session(profile=name).get_credentials().secret_key == SECRET
    assert items() == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("aws_access_key_id = AKIAEXAMPLEEXAMPLE00", "has aws_access_key_id and no aws_secret_access_key"),
        (f"aws_secret_access_key = {SECRET}", "has aws_secret_access_key and no aws_access_key_id"),
        ("aws_access_key_id = AKIA\naws_secret_access_key =", "has an empty key"),
        ("role_arn = arn:aws:iam::123456789012:role/x", "names neither source_profile nor credential_source"),
        ("sso_session = example", "names a portal but no account and role"),
    ],
)
def test_a_profile_of_which_half_is_missing_is_named_with_what_is(
    body: str, why: str, config: Callable[[str], None]
) -> None:
    config(f"[profile a]\n{body}\n")
    (item,) = items()
    assert item["Name"] == "a"
    assert why in item["Why"]
    assert SECRET not in str(item)


def test_half_a_pair_of_keys_in_the_environment_is_named(home: Path) -> None:
    assert not passed_over(home / "a", home / "b", {"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": SECRET})
    (item,) = passed_over(home / "a", home / "b", {"AWS_ACCESS_KEY_ID": "AKIA"})
    assert item["Why"] == "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY isn't"
    (item,) = passed_over(home / "a", home / "b", {"AWS_SECRET_ACCESS_KEY": SECRET})
    assert item["Why"] == "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID isn't"
    assert SECRET not in str(item)


def test_an_indented_section_is_found_in_the_setting_that_swallowed_it(config: Callable[[str], None]) -> None:
    config("[default]\nregion = us-east-1\n  [profile b]\n  output = json\n")
    (item,) = items()
    assert (item["Name"], item["Where"].rpartition(", ")[2]) == ("b", "line 3")
    assert "read as part of region in [default]" in item["Why"]


def test_of_two_sections_for_one_profile_the_one_that_botocore_ignores_is_named(config: Callable[[str], None]) -> None:
    config(f"[default]\n{KEYS}[profile default]\nregion = us-east-1\n[profile a]\n{KEYS}[profile 'a']\noutput = json\n")
    assert botocore.session.Session().get_credentials() is None
    assert botocore.session.Session(profile="a").get_credentials() is None
    assert [(item["Name"], item["Where"].rpartition(", ")[2]) for item in items()] == [
        ("default", "line 1"),
        ("a", "line 6"),
    ]


def test_what_botocore_uses_and_what_belongs_to_other_tools_is_not_named(config: Callable[[str], None]) -> None:
    config(
        f'[default]\n{KEYS}[profile a]\nregion = x\n[profile "Ada account"]\n[sso-session s]\nsso_region = x\n'
        "[services local]\ns3 =\n  endpoint_url = http://localhost\n[plugins]\nendpoint = x\n[preview]\nx = true\n"
        "[profile r]\nrole_arn = r\nsource_profile = default\n[profile w]\nrole_arn = r\nweb_identity_token_file = f\n"
    )
    assert items() == []


def _directory(path: Path) -> None:
    path.mkdir()


def _dangling(path: Path) -> None:
    path.symlink_to("/nowhere/at/all")


def _circle(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize("file", ["config", "credentials"])
@pytest.mark.parametrize(
    ("make", "why"),
    [(_directory, "is a directory"), (_dangling, "is a link to a file that"), (_circle, "can't be opened")],
)
def test_a_file_that_cannot_be_opened_is_named(file: str, make: Any, why: str, home: Path) -> None:
    make(home / ".aws" / file)
    (item,) = items()
    assert item["Where"] == str(home / ".aws" / file)
    assert why in item["Why"]


class Locked(type(Path())):  # the class of the platform
    """A file that somebody else owns."""

    def open(self, *_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")


def test_a_file_without_permission_is_named_with_the_command_that_gives_it(tmp_path: Path) -> None:
    (tmp_path / "my config").write_text("")
    (item,) = unread(Locked(tmp_path / "my config"), "")
    assert item["Why"] == "can't be opened: you don't have permission to read it"
    assert item["Todo"].endswith(f"chmod u+r '{tmp_path}/my config'")


def test_a_file_that_only_a_variable_names_is_missed_and_no_other(home: Path) -> None:
    assert unread(home / "nothing", "") == []
    (item,) = unread(home / "nothing", "AWS_CONFIG_FILE")
    assert "AWS_CONFIG_FILE names it" in item["Why"]
    assert unread(Path("/dev/null"), "AWS_CONFIG_FILE") == []
