"""``fleet import``: the files of Cross-Account Manager become a file that a fleet can be made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.__main__ import main
from wizard.cli.asked import joined
from wizard.cli.completion import complete
from wizard.resources.fleet.file import fleet_in, policy_files, tables_in

ACCOUNTS = "accounts:\n  - 012345678901: {email: dev@example.com}\n  - 222222222222: {accountgroup: prod}\n"
ROLES = "roles:\n  - DevOps: {action: add, policy: devops.json}\n"
POLICY = '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def old_files(*, flat: bool = False) -> None:
    for folder, name, text in (
        ("account", "accounts.yaml", ACCOUNTS), ("role", "roles.yaml", ROLES), ("custom_policy", "devops.json", POLICY),
    ):  # fmt: skip
        place = Path("config") if flat else Path("config") / folder
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)


@pytest.mark.parametrize("flat", [False, True])
def test_what_it_prints_is_a_fleet_whose_policies_are_where_it_says(
    flat: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    old_files(flat=flat)
    assert main(["fleet", "import", "config"]) == 0
    tables = tables_in(capsys.readouterr().out)
    fleet = fleet_in(tables, {path: Path(path).read_text() for path in policy_files(tables)})
    assert [(one.name, one.accounts.listed) for one in fleet.groups] == [("DevOps", ("012345678901", "222222222222"))]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "fleet import needs DIR, the directory with the files of AWS Cross-Account Manager."),
        (["nowhere"], "nowhere has neither account/accounts.yaml nor accounts.yaml."),
        (["config", "more"], "'more' is one word too many; see firetiger-onboard fleet-import --help."),
    ],
)
def test_what_cannot_be_is_one_sentence(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fleet", "import", *words]) == 2
    assert capsys.readouterr().err == f"firetiger-onboard: {sentence}\n"


def test_files_that_say_no_role_are_one_sentence_with_the_directory(capsys: pytest.CaptureFixture[str]) -> None:
    old_files()
    Path("config/role/roles.yaml").write_text("roles:\n")
    assert main(["fleet", "import", "config"]) == 2
    assert capsys.readouterr().err == "firetiger-onboard: config: roles.yaml has no roles.\n"


def test_its_two_words_are_one_wherever_they_stand_and_no_others_are() -> None:
    assert joined(["fleet", "import", "x"]) == ["fleet-import", "x"]
    assert joined(["plan", "fleet", "fleet.toml"]) == ["plan", "fleet", "fleet.toml"]
    assert joined(["fleet", "./import"]) == ["fleet", "./import"]
    assert joined(["assume", "--", "fleet", "import"]) == ["assume", "--", "fleet", "import"]


def test_the_second_word_is_completed_and_then_a_directory() -> None:
    assert "import\t" in complete(["fleet", "imp"])
    assert ":files\n" in complete(["fleet", ""])
    assert complete(["fleet", "import", ""]) == ":directories\n"
