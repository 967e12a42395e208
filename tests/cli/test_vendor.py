"""``vendor new`` and ``vendor check``: a profile that says what each field is for, and the place of what is wrong."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.vendors.made_up import example_corp
from tests.vendors.starting import filled_in, ready_profile
from wizard.__main__ import main
from wizard.model import Parameter, RoleToMake, Vendor
from wizard.vendors.profile import vendor_names

FOUND_ELSEWHERE = {"template", "template_given", "texts", "policies"}
OF_OWN_TEMPLATES = {"account_name", "models", "use_case", "template_url"}


def test_new_writes_a_profile_that_wants_the_vendors_account_and_is_then_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "acme"
    assert main(["vendor", "new", str(folder)]) == 0
    profile = folder / "profile.toml"
    assert f"Written: {profile}" in capsys.readouterr().out
    assert main(["vendor", "check", str(profile)]) == 2
    assert "`$.account` has to be the twelve digits of an AWS account" in capsys.readouterr().err
    profile.write_text(filled_in(profile.read_text("utf-8")), "utf-8")
    assert main(["vendor", "check", str(profile)]) == 0
    said = capsys.readouterr().out
    assert f"{profile} is right: Example Corp." in said
    assert "It asks customers for: bucket. The external ID is required." in said


def test_it_names_every_field_that_a_profile_can_have(tmp_path: Path) -> None:
    text = ready_profile(tmp_path / "new").read_text("utf-8")
    fields = {*Vendor.__struct_fields__, *Parameter.__struct_fields__, *RoleToMake.__struct_fields__}
    assert {one for one in fields if one not in text} <= FOUND_ELSEWHERE | OF_OWN_TEMPLATES


def test_new_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = ready_profile(tmp_path / "acme")
    kept = profile.read_text("utf-8")
    assert main(["vendor", "new", str(profile.parent)]) == 2
    assert "already exists; choose another folder." in capsys.readouterr().err
    assert profile.read_text("utf-8") == kept


def test_new_says_why_a_folder_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert main(["vendor", "new", str(tmp_path / "file" / "acme")]) == 2
    assert "can't be written: Not a directory." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ('Version = "2012-10-17"', 'Version = "2008-10-17"', "`$.role.documents.ReadObjects.Version`"),
        ('Effect = "Allow"', 'Effect = "allow"', "`$.role.documents.ReadObjects.Statement[0].Effect`"),
        ('Action = ["s3:GetObject"]', "Action = []", "`$.role.documents.ReadObjects.Statement[0].Action`"),
        ("Resource = [", "Resorce = [", "`$.role.documents.ReadObjects.Statement[0].Resource`"),
        ("Action = [", "NotAction = [", "`$.role.documents.ReadObjects.Statement[0].Action`"),
        ('session = "3600"', 'session = "60"', "`$.role.session` has to be seconds from 3600 to 43200"),
        ('mfa = "false"', 'mfa = "maybe"', "`$.role.mfa`"),
        (
            'mfa = "false"',
            'mfa = "false"\nmanaged = ["ReadOnlyAccess"]',
            "`$.role.managed[0]` has to be a policy's ARN",
        ),
        ('external_id = "required"', "external_id = true", "at `$.role.external_id`"),
        ("{bucket}/*", "{buckets}/*", "{buckets} isn't a parameter; there are bucket"),
        ('role_name = "ExampleCorpReader"', 'role_name = "{bucket} reader"', "`$.role_name` has to be a role's name"),
        ('id = "example-corp"', "id = example-corp", "not TOML"),
        ('[[parameters]]\nname = "bucket"', '[[parameter]]\nname = "bucket"', "unknown field `parameter`"),
    ],
)
def test_check_names_the_path_of_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, wrong: str
) -> None:
    profile = ready_profile(tmp_path / "acme")
    text = profile.read_text("utf-8")
    assert old in text
    profile.write_text(text.replace(old, new, 1), "utf-8")
    assert main(["vendor", "check", str(profile)]) == 2
    said = capsys.readouterr().err
    assert wrong in said
    assert str(profile) in said


def test_check_looks_into_a_template_that_a_vendor_brings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = example_corp(tmp_path / "acme")
    assert main(["vendor", "check", str(profile)]) == 0
    assert "The external ID is added to the template where you give one." in capsys.readouterr().out
    profile.write_text(profile.read_text("utf-8").replace('role_name = "Example', 'role_name = "Another', 1), "utf-8")
    assert main(["vendor", "check", str(profile)]) == 2
    assert "its template isn't understood" in capsys.readouterr().err


@pytest.mark.parametrize("name", vendor_names())
def test_every_shipped_profile_is_right(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(__file__).resolve().parents[2] / "assets" / "vendors" / name
    assert main(["vendor", "check", str(folder / "profile.toml")]) == 0
    assert "is right" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "vendor takes new DIR or check FILE."),
        (["show"], "vendor takes new DIR or check FILE."),
        (["new"], "vendor new needs a folder."),
        (["check"], "vendor check needs a profile."),
        (["check", "a", "b"], "'b' is one word too many"),
        (["check", "nowhere.toml"], "nowhere.toml isn't a file."),
    ],
)
def test_what_cannot_be_is_one_sentence(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vendor", *words]) == 2
    assert said in capsys.readouterr().err


def test_no_field_of_the_profile_to_start_from_is_unknown(tmp_path: Path) -> None:
    """Those that are commented out, too: whoever takes the # away gets what the comment says."""
    profile = ready_profile(tmp_path / "new")
    lines = profile.read_text("utf-8").splitlines()
    opened = [line.removeprefix("# ") if line.startswith("# managed = ") else line for line in lines]
    profile.write_text("\n".join(opened), "utf-8")
    assert main(["vendor", "check", str(profile)]) == 0
    assert msgspec.toml.decode(profile.read_bytes())["role"]["managed"]
