"""How things are said."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import pytest

from screens import words
from screens.masking import masking
from screens.presenting.stopwatch import Stopwatch
from screens.widgets.status import describe
from tests.screens.still import step
from wizard.model import CallDelayed, State, StepView, WaitView
from wizard.text.sanitize import LONGEST, inert, inert_line
from wizard.text.shapes import grouped

HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07",
    "\x1b]52;c;aGk=\x07",
    "\u202egnp.exe\u202c",
    "\u2066x\u2069\u200b\u200d\ufeff",
    "a\u0300\u0301\u0302\u0303\u0304\u0305b",
    "\x9b31m\x90q\x9c",
    "line\u2028separator",
    "\r\x00\x7f\ud800",
    "[bold red]markup[/] [@click=app.quit]click[/]",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_a_terminal_would_obey_is_left_in_a_text(text: str) -> None:
    for character in inert(text):
        assert unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl") or character == "\n"


def test_an_escape_is_shown_as_a_mark_and_not_swallowed() -> None:
    assert inert("\x1b[31m") == "␛[31m"
    assert inert("\u202e") == "‹U+202E›"


def test_markup_is_text_like_any_other() -> None:
    assert inert("[bold]x[/bold]") == "[bold]x[/bold]"


def test_a_text_too_long_is_cut_and_says_by_how_much() -> None:
    cut = inert("x" * (LONGEST + 1234))
    assert cut.endswith("… (1,234 more characters)")


def test_a_line_has_no_newline() -> None:
    assert inert_line("a\nb\r\n c") == "a b c"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("account 428861248123", "account 4288 6124 8123"),
        ("in 428861248123.", "in 4288 6124 8123."),
        ("arn:aws:iam::428861248123:role/x", "arn:aws:iam::428861248123:role/x"),
        ("firetiger-trail-428861248123", "firetiger-trail-428861248123"),
        ("1234567890123", "1234567890123"),
    ],
)
def test_account_ids_that_stand_alone_are_in_groups_of_four(text: str, shown: str) -> None:
    assert grouped(text) == shown


def test_an_account_that_does_not_exist_yet_goes_by_its_e_mail() -> None:
    assert masking.uncovered(words.account("new:aws@example.com")) == "new account aws@example.com"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.084, "84 ms"), (1.23, "1.2 s"), (42, "42 s"), (125, "2:05 min"), (-1, "0 ms")]
)
def test_durations_have_units(seconds: float, said: str) -> None:
    assert words.duration(seconds) == said


def test_time_that_runs_reads_like_a_clock() -> None:
    assert [words.elapsed(value) for value in (0, 4, 750, 3723)] == ["0:00", "0:04", "12:30", "1:02:03"]


NOW = 1_795_644_732.0


@pytest.mark.parametrize(
    ("began", "said"), [(NOW - 4, "0:04"), (NOW + 1, "0:00"), (0, ""), (5, "")], ids=["", "ahead", "never", "clock set"]
)
def test_time_since_an_unknown_moment_is_not_told(began: float, said: str) -> None:
    assert words.since(began, NOW) == said


@pytest.mark.parametrize("busy", ["observing", "applying"])
def test_what_has_not_begun_yet_shows_no_clock(busy: Literal["observing", "applying"]) -> None:
    described = describe(step("handover", State.WAITING, busy=busy, since=0), NOW)
    assert described is not None
    assert re.search(r"\d:\d\d", "\n".join(content.plain for row in described.rows for content in row)) is None


WAITS = WaitView(
    what="AWS is creating the account.",
    since=NOW - 4,
    until=NOW + 296,
    usual="usually under a minute",
    says="CreateAccount IN_PROGRESS",
    meanwhile="Meanwhile, you can work on: Bedrock.",
)
THROTTLED = CallDelayed(
    number=1, at=NOW, account="", region="us-east-1", service="organizations", operation="ListAccounts", seconds=3.5,
    cause="throttled", outcome="Throttling", attempt=2, attempts=4,
)  # fmt: skip


def rows(view: StepView, now: float, delay: CallDelayed | None = None) -> list[str]:
    described = describe(view, now, delay)
    return [text.plain for _, text in described.rows] if described else []


def test_waiting_says_what_for_how_long_as_a_rule_what_aws_says_and_what_can_be_done_meanwhile() -> None:
    told = rows(step("sub-account", State.PENDING, waiting=WAITS), NOW)
    assert told[0] == "AWS is creating the account. Usually under a minute."
    assert told[1].endswith("0:04 of up to 5:00")
    assert told[2:] == ["AWS says: CreateAccount IN_PROGRESS", "Meanwhile, you can work on: Bedrock."]


def test_a_limit_of_hours_is_no_measure_so_that_only_the_time_is_told() -> None:
    hours = WaitView(what="AWS is at work.", since=NOW - 64, until=NOW + 6 * 3600)
    assert rows(step("sub-account", State.PENDING, waiting=hours), NOW)[1] == "1:04 so far"


def test_a_call_that_is_tried_again_is_told_while_it_waits_and_counts_down() -> None:
    view = step("sub-account", State.PENDING, busy="observing", since=NOW)
    said = [rows(view, NOW + second, THROTTLED)[-1] for second in (0, 2)]
    assert said == [
        "AWS is throttling ListAccounts; trying again in 4 s (try 2 of 4)",
        "AWS is throttling ListAccounts; trying again in 2 s (try 2 of 4)",
    ]
    assert rows(view, NOW + 4, THROTTLED) == rows(view, NOW + 4), "it has been sent"
    assert rows(step("handover", State.SATISFIED), NOW, THROTTLED) == [], "a step in which nothing goes on"


def test_a_night_in_which_the_computer_slept_is_not_time_spent_on_a_step() -> None:
    pace = Stopwatch()
    pace.look("cloudtrail", NOW)
    pace.look("cloudtrail", NOW + 1)
    assert pace.look("cloudtrail", NOW + 8 * 3600) == 1
    assert pace.look("cloudtrail", NOW + 8 * 3600 + 1) == 2


def test_every_state_has_a_symbol_and_a_word_of_its_own() -> None:
    looks = [words.STATES[state] for state in State]
    assert len({look.symbol for look in looks}) == len({look.word for look in looks}) == len(looks)
    assert all(len(look.symbol) == 1 for look in looks)
