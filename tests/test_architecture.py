"""What is loaded when: looked at in processes of their own, where nothing else has imported anything."""

from __future__ import annotations

import subprocess
import sys

import pytest

from wizard.cli.commands import COMMANDS, Line


def loaded(code: str) -> set[str]:
    """The top-level names in sys.modules after this code, in a fresh interpreter."""
    program = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(ended.stdout.split())


def commands_of(modules: set[str]) -> set[str]:
    """The modules of commands among them."""
    return {name.rpartition(".")[2] for name in modules if name.startswith("wizard.cli.commands.")}


HEAVY = {"boto3", "botocore", "textual", "moto", "questionary", "prompt_toolkit"}


def tops(modules: set[str]) -> set[str]:
    return {name.split(".")[0] for name in modules}


def test_the_engine_runs_without_boto3_and_textual() -> None:
    assert not HEAVY & tops(loaded("import wizard.engine.engine"))


def test_the_steps_run_without_boto3_and_textual() -> None:
    assert not HEAVY & tops(loaded("import wizard.workflows.onboarding"))


def test_the_command_line_loads_no_front_end_it_does_not_use() -> None:
    modules = loaded("import wizard.__main__")
    assert not HEAVY & tops(modules)
    assert not {"wizard.frontends", "wizard.model"} & modules
    assert not commands_of(modules)


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("--resume --sandbox=fresh onboarding --present", "wizard"),
        ("plan --answers a.toml --format json", "plan"),
        ("--format json apply --answers a.toml --approve", "apply"),
        ("checkpoints show firetiger", "checkpoints"),
    ],
)
def test_a_command_line_loads_the_command_that_it_names_and_no_other(words: str, command: str) -> None:
    assert commands_of(loaded(f"from wizard.cli.options import parse\nparse({words.split()!r})")) == {command}


@pytest.mark.parametrize("command", [*COMMANDS.items(), ("", Line("wizard", ""))], ids=lambda one: one[0])
def test_help_loads_the_command_that_it_teaches_and_no_other(command: tuple[str, Line]) -> None:
    name, line = command
    modules = loaded(f"from wizard.cli.manual import page\npage({name!r})")
    assert commands_of(modules) == {line.module}
    assert not HEAVY & tops(modules)


def test_the_gateway_loads_no_screen() -> None:
    modules = loaded("import wizard.aws.gateway")
    assert "textual" not in modules
    assert "screens" not in modules


def test_the_screens_open_without_boto3_and_without_a_step() -> None:
    modules = loaded("import wizard.cli.full_screen")
    assert "textual" in modules
    assert not {"boto3", "botocore", "moto", "questionary"} & tops(modules)
    assert "wizard.steps" not in modules


@pytest.mark.parametrize("module", ["wizard.sandbox.client", "wizard.cli.prepare", "wizard.cli.compose"])
def test_the_simulated_aws_is_loaded_by_its_own_process_alone(module: str) -> None:
    assert not {"moto", "boto3", "werkzeug"} & tops(loaded(f"import {module}"))


def test_what_a_person_wants_is_settled_without_what_the_first_frame_does_not_need() -> None:
    drawn = "import wizard.cli.options, wizard.cli.first_frame, wizard.cli.whom"
    assert loaded(f"{drawn}, wizard.cli.purposes") - loaded(drawn) <= {"wizard.cli.purposes", "shlex"}
