"""The command line: options before and after the command, optional values with ``=`` only, a sentence for a mistake."""

from __future__ import annotations

import pytest

from wizard.__main__ import main
from wizard.cli.commands import every_command
from wizard.cli.commands.apply import EVERYTHING, seconds
from wizard.cli.common_options import Option
from wizard.cli.options import parse
from wizard.cli.settings import ForPerson
from wizard.cli.telling import told
from wizard.cli.usage import UsageProblem

OPTIONS = {option for _, command in every_command() for option in command.OPTIONS}
WITH_VALUE = sorted((option for option in OPTIONS if option.takes_value), key=lambda option: option.key)


def test_options_stand_before_or_after_the_command() -> None:
    before = parse(["--format", "json", "--answers", "a.toml", "plan"])
    after = parse(["plan", "--answers", "a.toml", "--format", "json"])
    assert before == after


def test_a_bare_approve_covers_everything_and_never_takes_the_next_word() -> None:
    options = parse(["--approve", "apply", "--answers", "a.toml"])
    assert (options.command, options.approve) == ("apply", EVERYTHING)


def test_a_bare_sandbox_is_the_fresh_scenario() -> None:
    assert parse(["--sandbox"]).sandbox == "fresh"
    assert parse(["--sandbox=member", "status"]).sandbox == "member"


def test_the_sandbox_command_takes_a_scenario() -> None:
    assert parse(["sandbox", "org-trail"]).scenario == "org-trail"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["plant"],
            "'plant' is neither a command nor a workflow; of commands there are plan, .*of workflows there is",
        ),
        (["--log", "l", "plant", "status"], "'plant' is neither a command nor a workflow"),
        (["plan", "tea", "--answers", "a"], "There is no workflow 'tea'; there is onboarding"),
        (["status", "--pace", "fast"], "--pace fast: not a number"),
        (["onboarding", "extra"], "'extra' is one word too many; see firetiger-onboard --help"),
        (["plan", "--wait", "20m"], "--wait works only with apply"),
        (["plan"], "plan needs --answers FILE"),
        (["apply"], "apply needs --answers FILE"),
        (["status", "onboarding", "extra"], "'extra' is one word too many; see firetiger-onboard status --help"),
        (["--approve"], "--approve works only with apply"),
        (["apply", "--answers", "a", "--approve=abc"], "not a digest"),
        (["apply", "--answers", "a", "--wait", "soon"], "not a duration"),
        (["--pace", "-1"], "--pace must be 0 or more"),
        (["--pace", "inf"], "--pace must be 0 or more, and finite"),
        (["apply", "--wait", "9" * 400], "--wait must be finite"),
        (["--prompts", "--plain"], "exclude each other"),
        (["--present", "--plain"], "only the full screen masks anything"),
        (["--present", "status"], "--present works only in the full-screen wizard"),
        (["plan", "--answers", "a", "--approve"], "--approve works only with apply; see firetiger-onboard plan --help"),
        (["plan", "--answers", "a", "--wait", "5m"], "--wait works only with apply"),
        (["status", "--resume"], "--resume works only with the wizard"),
        (
            ["sandbox", "--profile", "p"],
            "--profile works only with the wizard, plan, apply, status, operator-policy and",
        ),
        (["--schema"], "--schema works only with answers; see firetiger-onboard --help"),
        (["plan", "onboarding", "--answers", "a", "extra"], "see firetiger-onboard plan --help"),
        (["--answers", "a.toml"], "the wizard asks you instead"),
        (["--frobnicate"], "--frobnicate"),
        (["apply", "--answers", "a", "--approve", "0" * 64], "Write --approve=DIGEST, with = instead of the space"),
        (["--approve", "0" * 64, "apply", "--answers", "a"], "Write --approve=DIGEST, with = instead of the space"),
        (["--sandbox", "member"], "Write --sandbox=SCENARIO, with = instead of the space before 'member'"),
        (["--sandbox", "member", "status"], "Write --sandbox=SCENARIO"),
        (["status", "--sandbox="], "--sandbox has an empty value; write --sandbox"),
        (["apply", "--answers", "a", "--approve="], "--approve has an empty value"),
        (["status", "--profile", ""], "--profile has an empty value"),
        (["plan", "--answers="], "--answers has an empty value"),
        (["--format", "json"], "--format works only with plan, apply, status,"),
        (["status", "--format", "xml"], "invalid choice: 'xml'"),
    ],
)
def test_a_mistake_is_one_sentence(arguments: list[str], sentence: str) -> None:
    with pytest.raises(UsageProblem, match=sentence) as refused:
        parse(arguments)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("text", "value"), [("90", 90), ("90s", 90), ("20m", 1200), ("1.5h", 5400), ("0", 0)])
def test_durations_read_as_people_write_them(text: str, value: float) -> None:
    assert seconds(text) == value


def test_a_bare_option_with_an_optional_value_may_stand_before_an_option_a_command_or_nothing() -> None:
    assert parse(["--sandbox", "status"]).command == "status"
    assert parse(["--sandbox", "--pace", "0"]).pace == 0
    assert parse(["apply", "--answers", "a", "--approve"]).approve == EVERYTHING


def test_every_option_that_has_another_meaning_without_a_value_has_one() -> None:
    assert {option.name for option in OPTIONS if option.bare} == {"--sandbox", "--approve"}
    assert (parse(["--sandbox"]).sandbox, parse(["apply", "--answers=a", "--approve"]).approve) == ("fresh", EVERYTHING)


@pytest.mark.parametrize("words", [["--version"], ["plan", "--version"], ["--print-completion", "fish"]], ids=" ".join)
def test_what_is_only_told_needs_nothing_else(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("words", [["plant", "--version"], ["--print-completion", "tcsh"], ["--print-completion"]])
def test_what_cannot_be_told_is_one_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert capsys.readouterr().out == ""


def test_options_of_a_command_alone_stand_before_it_with_their_values() -> None:
    given = parse(["--wait", "5m", "--approve", "apply", "--answers", "a"])
    assert (given.command, given.wait, given.approve) == ("apply", 300, EVERYTHING)
    assert parse(["--schema", "answers"]).schema


def test_the_name_of_a_workflow_opens_it_for_a_person_and_says_what_a_command_is_about() -> None:
    opened = parse(["onboarding", "--resume"])
    assert isinstance(opened, ForPerson)
    assert (opened.command, opened.workflow, opened.resume) == ("", "onboarding", True)
    assert parse(["onboarding"]).workflow == parse([]).workflow == parse(["status", "onboarding"]).workflow


@pytest.mark.parametrize(
    "option", sorted((one for one in OPTIONS if one.takes_value), key=lambda one: one.key), ids=lambda one: one.key
)
@pytest.mark.parametrize("value", ["", "  "])
def test_a_value_that_says_nothing_is_a_mistake_and_not_the_ordinary_one(option: Option, value: str) -> None:
    with pytest.raises(UsageProblem, match=f"{option.name} has an empty value"):
        parse([f"{option.name}={value}"])
    with pytest.raises(UsageProblem, match=f"{option.name} has an empty value"):
        parse([option.name, value])


@pytest.mark.parametrize("words", [[], ["--resume"], ["onboarding"], ["plan", "--answers", "a"]])
def test_a_command_line_that_asks_to_be_told_nothing_is_told_nothing(words: list[str]) -> None:
    assert not told(words)
