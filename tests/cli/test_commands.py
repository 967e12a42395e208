"""The table of commands is the one source: whoever is in it has what a command needs, and nothing else knows one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import MISSING, FrozenInstanceError, fields
from pathlib import Path
from typing import get_type_hints

import pytest

from wizard.cli.commands import COMMANDS, WIZARD, command_named
from wizard.cli.options import parse
from wizard.cli.page import Page
from wizard.cli.settings import Settings
from wizard.diagnostics.log import Log
from wizard.frontends.headless.stream import Stream
from wizard.vendors.invitation import OpenedInvitation
from wizard.workflows import WORKFLOWS

ROOT = Path(__file__).resolve().parents[2]
CLI = ROOT / "wizard" / "cli"
ONLY_TOLD = {"help", "version", "print_completion"}
SHORTEST = {
    "plan": ["--answers", "a"],
    "apply": ["--answers", "a"],
    "inspect": ["role.json"],
    "vendor": ["check", "profile.toml"],
    "invite": ["--customer", "Acme"],
    "export": ["--as", "terraform"],
    "fleet-import": ["config"],
    "assume": ["arn:aws:iam::123456789012:role/reader"],
}

commands = pytest.mark.parametrize("name", [WIZARD, *COMMANDS])


@commands
def test_every_command_of_the_table_has_what_a_command_needs(name: str) -> None:
    command = command_named(name)
    assert isinstance(command.PAGE, Page)
    assert issubclass(command.SETTINGS, Settings)
    assert callable(command.run)
    assert {"--help", "--version"} <= {option.name for option in command.OPTIONS}
    assert name == WIZARD or COMMANDS[name].summary


@commands
def test_every_option_is_a_typed_field_of_the_commands_settings_with_a_default(name: str) -> None:
    command = command_named(name)
    typed = get_type_hints(
        command.SETTINGS, localns={"Log": Log, "OpenedInvitation": OpenedInvitation, "Stream": Stream}
    )
    for option in command.OPTIONS:
        if option.key not in ONLY_TOLD:
            assert typed[option.key] in ((str, float, float | None) if option.takes_value else (bool,))
    assert all(field.default is not MISSING for field in fields(command.SETTINGS))


@commands
def test_what_a_command_line_says_cannot_be_changed_afterwards(name: str) -> None:
    settings = parse([*filter(None, [name]), *SHORTEST.get(name, [])])
    assert type(settings) is command_named(name).SETTINGS
    with pytest.raises(FrozenInstanceError):
        settings.vendor = "acme"


def test_every_file_of_the_folder_is_a_command_of_the_table() -> None:
    files = {path.stem for path in (CLI / "commands").glob("*.py")} - {"__init__"}
    assert files == {line.module for line in COMMANDS.values()} | {"wizard"}


def test_no_command_has_the_name_of_a_workflow() -> None:
    assert not COMMANDS.keys() & WORKFLOWS.keys()


def test_only_the_table_and_the_command_itself_name_a_command_in_the_command_line() -> None:
    knowing = {
        path.name
        for path in CLI.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in {*COMMANDS} - {"answers", "sandbox", "vendor"}
    }
    assert knowing == set()


# --- argparse stays where it is ----------------------------------------------------------------------------------


def sources() -> Iterator[Path]:
    yield from (ROOT / "wizard").rglob("*.py")
    yield from (ROOT / "screens").rglob("*.py")


def test_nobody_but_the_parser_of_the_command_line_knows_argparse() -> None:
    knowing = [path for path in sources() if {"argparse", "Namespace"} & set(words_of(path))]
    assert knowing == [CLI / "options.py"]


def words_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (node.module or "", *(one.name for one in node.names))
        elif isinstance(node, ast.Name | ast.Attribute):
            yield node.id if isinstance(node, ast.Name) else node.attr


def test_the_program_itself_is_read_at_a_glance() -> None:
    assert len((ROOT / "wizard" / "__main__.py").read_text("utf-8").splitlines()) <= 60
