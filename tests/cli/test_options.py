"""The command line: options before and after the command, optional values with ``=`` only, a sentence for a mistake."""

from __future__ import annotations

import pytest

from wizard.cli.option_table import OPTIONS, Option
from wizard.cli.options import BARE, parse, seconds
from wizard.cli.usage import EVERYTHING, UsageProblem


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
        (["plant"], "invalid choice: 'plant'"),
        (["plan"], "plan needs --answers FILE"),
        (["apply"], "apply needs --answers FILE"),
        (["status", "extra"], "'extra' is one word too many"),
        (["--approve"], "--approve belongs to apply"),
        (["apply", "--answers", "a", "--approve=abc"], "not a digest"),
        (["apply", "--answers", "a", "--wait", "soon"], "not a duration"),
        (["--pace", "-1"], "--pace is 0 or more"),
        (["--prompts", "--plain"], "two ways of the same"),
        (["--present", "--plain"], "nothing is masked elsewhere"),
        (["--present", "status"], "--present belongs to the full-screen wizard"),
        (["plan", "--answers", "a", "--approve"], "--approve belongs to apply; see firetiger-onboard plan --help"),
        (["plan", "--answers", "a", "--wait", "5m"], "--wait belongs to apply"),
        (["status", "--resume"], "--resume belongs to the wizard"),
        (["sandbox", "--profile", "p"], "--profile belongs to the wizard, plan, apply, status, operator-policy and"),
        (["--schema"], "--schema belongs to answers; see firetiger-onboard --help"),
        (["plan", "--answers", "a", "extra"], "see firetiger-onboard plan --help"),
        (["--answers", "a.toml"], "the wizard asks by itself"),
        (["--frobnicate"], "--frobnicate"),
        (["apply", "--answers", "a", "--approve", "0" * 64], "Write --approve=DIGEST, with = instead of the space"),
        (["--approve", "0" * 64, "apply", "--answers", "a"], "Write --approve=DIGEST, with = instead of the space"),
        (["--sandbox", "member"], "Write --sandbox=SCENARIO, with = instead of the space before 'member'"),
        (["--sandbox", "member", "status"], "Write --sandbox=SCENARIO"),
        (["status", "--sandbox="], "--sandbox has an empty value; write --sandbox"),
        (["apply", "--answers", "a", "--approve="], "--approve has an empty value"),
        (["status", "--profile", ""], "--profile has an empty value"),
        (["plan", "--answers="], "--answers has an empty value"),
        (["--format", "xml"], "invalid choice: 'xml'"),
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
    assert {option.name for option in OPTIONS if option.bare} == set(BARE)


@pytest.mark.parametrize("words", [["--version"], ["plan", "--version"], ["--print-completion", "fish"]])
def test_what_is_only_told_needs_nothing_else(words: list[str]) -> None:
    assert parse(words)


@pytest.mark.parametrize("option", [one for one in OPTIONS if one.takes_value], ids=lambda one: one.key)
@pytest.mark.parametrize("value", ["", "  "])
def test_a_value_that_says_nothing_is_a_mistake_and_not_the_ordinary_one(option: Option, value: str) -> None:
    with pytest.raises(UsageProblem, match=f"{option.name} has an empty value"):
        parse([f"{option.name}={value}"])
    with pytest.raises(UsageProblem, match=f"{option.name} has an empty value"):
        parse([option.name, value])
