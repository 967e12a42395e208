"""The command line: options before and after the command, optional values with ``=`` only, a sentence for a mistake."""

from __future__ import annotations

import pytest

from wizard.cli.options import parse, seconds
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
        (["--answers", "a.toml"], "the wizard asks by itself"),
        (["--frobnicate"], "--frobnicate"),
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
