"""What the completion scripts are told: what can stand at the cursor, and nothing that the command doesn't take."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_architecture import HEAVY, commands_of, loaded, tops
from wizard.aws.profiles import list_profiles
from wizard.checkpoint.location import state_directory
from wizard.cli.asked import options_of
from wizard.cli.commands import COMMANDS, WIZARD, every_command
from wizard.cli.completion import complete, profiles
from wizard.sandbox.client import scenarios
from wizard.vendors.profile import vendor_names
from wizard.workflows import WORKFLOWS


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))


def offered(*words: str) -> list[str]:
    return [line.partition("\t")[0] for line in complete(words).splitlines()]


def test_the_first_word_is_a_command_or_a_workflow() -> None:
    assert offered("") == [*COMMANDS, *WORKFLOWS]
    assert offered("--profile", "dev", "chec") == ["checkpoints"]


@pytest.mark.parametrize("command", [WIZARD, *COMMANDS])
def test_the_options_offered_are_those_of_the_command_and_no_other(command: str) -> None:
    names = {name for name in offered(*filter(None, [command]), "--") if not name.endswith("=")}
    assert names == {option.name for option in options_of(command)}


@pytest.mark.parametrize("command", ["plan", "apply", "status", "answers", "operator-policy", "export"])
def test_a_workflow_is_offered_behind_a_command_that_is_about_one(command: str) -> None:
    assert offered(command, "") == offered(command, "--format", "json", "") == list(WORKFLOWS)
    assert offered(command, "onboarding", "") == offered("onboarding", "") == []


def test_an_option_that_was_given_is_not_offered_again() -> None:
    assert "--format" not in offered("status", "--format", "json", "--")
    assert "--profile" not in offered("status", "--profile=p", "--")


def test_every_fixed_value_is_offered_behind_a_space_and_behind_the_sign() -> None:
    fixed = {(name, option) for name, command in every_command() for option in command.OPTIONS if option.fixed}
    assert {option.name for _, option in fixed} == {"--format", "--print-completion", "--as", "--color"}
    for name, option in fixed:
        words = list(filter(None, [name]))
        assert offered(*words, option.name, "") == offered(*words, f"{option.name}=") == list(option.fixed)


def test_an_option_that_two_commands_have_offers_the_values_of_the_command_it_is_given_to() -> None:
    assert "fish" in offered("assume", "--as", "")
    assert "terraform" in offered("export", "--as", "")
    assert "terraform" not in offered("assume", "--as", "")


def test_scenarios_are_offered_behind_the_sign_alone_as_the_program_takes_them() -> None:
    names = [scenario.name for scenario in scenarios()]
    assert offered("--sandbox=") == offered("--sandbox", "=") == offered("sandbox", "") == names
    assert offered("status", "--sandbox", "=", "ro") == ["role-retained", "rolled-back"]
    assert offered("--sandbox", "") == [*COMMANDS, *WORKFLOWS]
    assert offered("sandbox", "fresh", "") == []


def test_vendors_are_offered_and_files_because_a_profile_may_be_one() -> None:
    assert offered("--vendor", "") == [*vendor_names(), ":files"]


@pytest.mark.parametrize("option", ["--answers", "--checkpoint", "--log"])
def test_where_a_file_is_wanted_the_shell_completes_it(option: str) -> None:
    assert offered("plan", option, "an") == offered("plan", f"{option}=an") == [":files"]


def test_where_a_folder_is_wanted_no_file_is_offered() -> None:
    assert offered("--directory", "") == [":directories"]


def test_profiles_are_those_that_the_aws_tools_find(tmp_path: Path) -> None:
    (tmp_path / "config").write_text(
        "[default]\n[profile dev]\nregion=us-east-1\n[ profile  spaced ]\n[profile 'two words']\n"
        "[sso-session work]\nsso_region=us-east-1\n[services s3]\n[no-profile]\n"
        "[profile dev-role]\n# [profile commented]\n"
    )
    (tmp_path / "credentials").write_text("[keys]\naws_access_key_id=x\n[dev]\n")
    found = [profile["Name"] for profile in list_profiles({})["Profiles"]]
    assert {"default", "dev", "keys", "two words"} <= set(found)
    assert "no-profile" not in found
    assert profiles() == found
    assert offered("--profile", "de") == ["default", "dev", "dev-role"]
    assert offered("--profile=ke") == ["keys"]


def test_without_aws_files_there_are_no_profiles_and_no_complaint() -> None:
    assert offered("--profile", "") == []


def test_checkpoints_are_offered_where_one_is_wanted() -> None:
    state_directory().mkdir(parents=True)
    (state_directory() / "acme.json").write_text("{}")
    (state_directory() / "sandbox.state.json").write_text("{}")
    assert offered("checkpoints", "") == ["list", "show", "delete"]
    assert offered("checkpoints", "show", "") == offered("checkpoints", "delete", "a") == ["acme"]
    assert offered("checkpoints", "list", "") == offered("checkpoints", "show", "acme", "") == []


def test_a_tab_loads_nothing_heavy() -> None:
    words = [["--"], [""], ["--profile", ""], ["--sandbox="], ["--vendor", ""]]
    code = f"from wizard.cli.completion import complete\nfor words in {words!r}: complete(words)"
    modules = loaded(code)
    assert not HEAVY & tops(modules)
    assert commands_of(modules) == {"wizard"}
