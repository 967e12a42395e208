"""--help: a page a command that teaches that command alone, and whose every example is one."""

from __future__ import annotations

import re
import shlex

import pytest

from wizard.__main__ import main
from wizard.cli.asked import options_of, workflow_in
from wizard.cli.commands import COMMANDS, WIZARD, command_named
from wizard.cli.manual import page
from wizard.cli.options import parse
from wizard.cli.settings import OfWorkflow
from wizard.frontends.exits import Exit
from wizard.sandbox.client import scenarios
from wizard.workflows import WORKFLOWS, workflow_named

pages = pytest.mark.parametrize("command", [WIZARD, *COMMANDS])


@pytest.mark.parametrize(
    ("words", "command", "workflow"),
    [
        (["--help"], "", ""),
        (["-h"], "", ""),
        (["plan", "--help"], "plan", ""),
        (["--help", "apply"], "apply", ""),
        (["--profile", "status", "-h"], "", ""),
        (["onboarding", "--help"], "", "onboarding"),
        (["--help", "fleet", "remove"], "", "fleet-remove"),
        (["plan", "onboarding", "--help"], "plan", "onboarding"),
        (["apply", "grant", "role", "--to", "verify", "--help"], "apply", "grant"),
        (["--wait", "5m", "apply", "--help"], "apply", ""),
        (["--profile=x", "sandbox", "fresh", "-h"], "sandbox", ""),
        (["checkpoints", "show", "--help"], "checkpoints", ""),
        (["apply", "--approve", "0" * 64, "--help"], "apply", ""),
    ],
)
def test_help_is_that_of_the_command_and_the_workflow_wherever_they_stand(
    words: list[str], command: str, workflow: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 0
    assert capsys.readouterr().out == page(command, workflow)


def test_help_for_a_command_that_is_none_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plant", "--help"]) == 2
    said = capsys.readouterr().err
    assert all(command in said for command in COMMANDS)


def test_every_command_has_a_page_and_the_first_page_names_every_command() -> None:
    for command, line in COMMANDS.items():
        assert re.search(rf"^  {command} +{re.escape(line.summary)}$", page("", width=100), re.MULTILINE)
        assert page(command)


@pages
def test_a_page_names_the_options_of_its_command_and_no_other(command: str) -> None:
    section = page(command, width=100).partition("\nOptions:\n")[2].partition("\n\n")[0]
    named = re.findall(r"^  (--[a-z-]+)", section, re.MULTILINE)
    assert named == [option.name for option in options_of(command)]


@pages
def test_a_page_says_what_the_command_does_with_examples_that_are_understood_as_this_command(command: str) -> None:
    about = command_named(command).PAGE
    assert about.text
    assert len(about.examples) >= 2
    for words, _what in about.examples:
        assert f"firetiger-onboard {words}" in page(command)
        line = words.partition(" > ")[0].replace("DIGEST", "0" * 64)
        assert parse(shlex.split(line)).command == command


@pages
def test_a_page_has_exit_codes_and_says_what_each_means_here(command: str) -> None:
    codes = re.findall(r"^  (\d+) +\w", page(command).partition("\nExit codes:\n")[2], re.MULTILINE)
    assert [int(code) for code in codes] == [int(code) for code in command_named(command).PAGE.exits]
    assert {Exit.COMPLETE, Exit.USAGE} <= set(command_named(command).PAGE.exits)


@pages
def test_who_gives_a_scenario_reads_which_there_are(command: str) -> None:
    takes = command == "sandbox" or "--sandbox" in {option.name for option in options_of(command)}
    text = page(command)
    assert all(scenario.name in text for scenario in scenarios()) == takes


def test_the_page_of_the_sandbox_says_what_each_scenario_is() -> None:
    flat = " ".join(page("sandbox", width=100).split())
    assert all(f"{scenario.name} {scenario.summary}" in flat for scenario in scenarios())


@pages
def test_who_gives_answers_reads_where_their_keys_are_described(command: str) -> None:
    takes = command == "answers" or "--answers" in {option.name for option in options_of(command)}
    assert ("--schema` the JSON Schema" in " ".join(page(command).split())) == takes


@pages
@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_page_fits_the_terminal_and_can_be_printed_anywhere(command: str, width: int) -> None:
    assert page(command, width=width).isascii()
    long = [line for line in page(command, width=width).splitlines() if len(line) > min(width, 100)]
    unbreakable = [line for line in long if line.startswith(("  firetiger-onboard ", "Usage: "))]
    assert long == unbreakable or width == 40


@pages
def test_who_takes_a_workflow_reads_which_there_are(command: str) -> None:
    takes = "[WORKFLOW]" in command_named(command).PAGE.usage
    assert takes == issubclass(command_named(command).SETTINGS, OfWorkflow)
    listed = page(command, width=100).partition("\nWorkflows:\n")[2].partition("\n\n")[0]
    those = command_named(command).PAGE.workflows or list(WORKFLOWS)
    assert re.findall(r"^  (\S+)  ", listed, re.MULTILINE) == (list(those) if takes else [])


def test_the_page_of_export_names_the_workflows_that_make_something_to_export() -> None:
    made = tuple(name for name in WORKFLOWS if workflow_named(name).exported)
    assert command_named("export").PAGE.workflows == made


workflows = pytest.mark.parametrize("workflow", WORKFLOWS)


@workflows
def test_the_page_of_a_workflow_says_what_it_does_and_what_can_follow_its_name_and_no_other(workflow: str) -> None:
    line, text = WORKFLOWS[workflow], page("", workflow, width=100)
    assert line.summary[1:] in " ".join(text.split())
    section = text.partition(f"\nWith {workflow}:\n")[2].partition("\n\n")[0]
    assert re.findall(r"^  (--[a-z-]+|[A-Z_]+)", section, re.MULTILINE) == [short.name for short in line.short]
    assert not [other for other in WORKFLOWS if other != workflow and f"With {other}:" in text]


@workflows
def test_the_examples_of_a_workflow_are_understood_as_this_workflow(workflow: str) -> None:
    examples = WORKFLOWS[workflow].examples
    assert len(examples) >= 2
    for words, _what in examples:
        assert f"firetiger-onboard {words}" in page("", workflow)
        assert workflow_in(shlex.split(words)) == workflow
        assert parse(shlex.split(words))


def test_the_page_of_a_command_about_a_workflow_says_what_the_command_does() -> None:
    text = " ".join(page("plan", "grant", width=100).split())
    assert text.startswith("Usage: firetiger-onboard plan grant [ROLE_ARN] --answers FILE [OPTION ...]")
    assert "It changes nothing." in text
    assert page("inspect", "grant") == page("inspect")
