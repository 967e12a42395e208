"""The two ways of asking: what numbered lines make of what is typed, and what either writes."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from wizard.frontends.prompts.asker import GoBack, InputEnded, Wait, minutes
from wizard.frontends.prompts.inline import Inline, wrapped
from wizard.frontends.prompts.numbered import NumberedLines, picked
from wizard.model import Choice

CHOICES = (Choice("a", "Apple", "a fruit"), Choice("b", "Bread"), Choice("bb", "Brie", recommended=True))


class Typed:
    """A person, or a pipe, that types these lines; None is ^D."""

    def __init__(self, *lines: str | None) -> None:
        self._lines: Iterator[str | None] = iter(lines)

    def __call__(self) -> str:
        line = next(self._lines, None)
        if line is None:
            raise EOFError
        return line


def lines(
    *typed: str | None, person: bool = True, clock: Callable[[], float] = lambda: 0.0
) -> tuple[NumberedLines, io.StringIO]:
    written = io.StringIO()
    return NumberedLines(person=person, read=Typed(*typed), write=written.write, clock=clock), written


def anything(_: str) -> str | None:
    return None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("1", "a"),
        ("3", "bb"),
        ("b", "b"),
        ("app", "a"),
        ("APP", "a"),
        ("br", None),
        ("0", None),
        ("4", None),
        ("", None),
    ],
)
def test_a_choice_is_a_number_a_value_or_the_beginning_of_one_label(said: str, value: str | None) -> None:
    assert picked(said, CHOICES) == value


def test_a_number_that_is_not_there_is_asked_for_again() -> None:
    asker, written = lines("7", "2")
    assert asker.choose("What?", CHOICES) == "b"
    assert "Type a number from 1 to 3." in written.getvalue()


def test_enter_takes_the_default_and_nothing_where_there_is_none() -> None:
    assert lines("")[0].choose("What?", CHOICES, default="b") == "b"
    assert lines("", "1")[0].choose("What?", CHOICES) == "a"


def test_text_is_trimmed_and_checked() -> None:
    asker, written = lines("  no ", "  yes  ")
    assert asker.text("What?", check=lambda value: None if value == "yes" else "Not that.") == "yes"
    assert "Not that." in written.getvalue()


def test_what_comes_with_a_copy_or_begins_a_pipe_is_no_part_of_an_answer() -> None:
    asker, _ = lines("\ufeffExample\u00a0Corp\u200b\r")
    assert asker.text("Company?", check=anything) == "Example Corp"
    asker, _ = lines("\ufeff2\r")
    assert asker.choose("Which?", CHOICES) == "b"
    accounts = (Choice("111122223333", "Prod"), Choice("123456789012", "Test"))
    assert picked("1234-5678-9012", accounts) == "123456789012"


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("\x1b[200~Example Corp\r\x1b[201~\r", "Example Corp"),
        ("\x1b[200~Example\r\n  Corp\u200b\x1b[201~\r", "Example Corp"),
        ("My \x1b[200~\ufeffExample\u00a0\x1b[201~Corp\u200b\r", "My Example Corp"),
    ],
)
def test_what_is_pasted_inline_is_one_line_of_what_was_meant(keys: str, answer: str) -> None:
    checked: list[str] = []
    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        typed.send_text(keys)
        assert Inline().text("Company?", check=checked.append) == answer
    assert set(checked) == {answer}


def test_an_arrow_key_typed_into_an_answer_is_refused() -> None:
    asker, written = lines("\x1b[Dname", "name")
    assert asker.text("What?", check=anything) == "name"
    assert "\x1b" not in written.getvalue()


def test_control_d_is_back_for_a_person_and_the_end_of_a_pipe() -> None:
    with pytest.raises(GoBack):
        lines(None)[0].choose("What?", CHOICES)
    with pytest.raises(InputEnded) as ended:
        lines(None, person=False)[0].choose("What?", CHOICES)
    assert not ended.value.heard


def test_the_word_back_is_back() -> None:
    with pytest.raises(GoBack):
        lines("Back")[0].text("What?", check=anything)


def test_a_terminal_that_was_hung_up_does_not_go_back_for_ever() -> None:
    asker, _ = lines()

    def ask_again_and_again() -> None:
        for _ in range(100):
            with contextlib.suppress(GoBack):
                asker.choose("What?", CHOICES)

    with pytest.raises(InputEnded):
        ask_again_and_again()


@pytest.mark.parametrize(("said", "given"), [("yes", True), ("YES", True), ("y", False), ("", False), ("1", False)])
def test_only_the_word_yes_is_consent(said: str, given: bool) -> None:
    asker, written = lines(said)
    assert asker.consent("Grant access") is given
    assert "Grant access?" in written.getvalue()


def test_everything_that_is_written_is_inert() -> None:
    hostile = "\x1b[31m\u202eevil\x07"
    asker, written = lines("1", "x", "yes")
    asker.head(hostile)
    asker.say(hostile)
    asker.choose(hostile, (Choice("1", hostile, hostile),), help_text=hostile)
    asker.text(hostile, check=anything, default=hostile, example=hostile, help_text=hostile)
    asker.consent(hostile)
    asker.waiting(Wait(what=hostile))
    assert "evil" in written.getvalue()
    assert not {"\x1b", "\x07", "\u202e"} & set(written.getvalue())


def test_account_ids_are_grouped_on_screen_and_whole_as_values() -> None:
    asker, written = lines("123456789012")
    assert asker.choose("Which?", (Choice("123456789012", "mine", "123456789012 · a@example.com"),)) == "123456789012"
    assert "1234 5678 9012 · a@example.com" in written.getvalue()


def test_waiting_is_a_sentence_at_first_and_then_every_ten_seconds() -> None:
    now = 100.0
    asker, written = lines(clock=lambda: now)
    wait = Wait(what="AWS is creating the account.", since=100, until=1000)
    for second in range(35):
        now = 100.0 + second
        asker.waiting(wait)
    assert written.getvalue().splitlines() == [
        "AWS is creating the account.",
        "AWS is creating the account. 10 seconds so far, up to 15 minutes.",
        "AWS is creating the account. 20 seconds so far, up to 15 minutes.",
        "AWS is creating the account. 30 seconds so far, up to 15 minutes.",
    ]


def test_how_long_it_takes_is_said_once_and_what_aws_says_whenever_it_is_another() -> None:
    asker, written = lines(clock=lambda: 100.0)
    for says in ("CREATE_IN_PROGRESS", "CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", ""):
        asker.waiting(Wait(what="AWS is at work.", about=("Usually under a minute.",), says=says))
    assert written.getvalue().splitlines() == [
        "AWS is at work.",
        "  Usually under a minute.",
        "  AWS says: CREATE_IN_PROGRESS",
        "  AWS says: ROLLBACK_IN_PROGRESS",
    ]


def test_what_passes_in_a_moment_is_not_told() -> None:
    now = 0.0
    asker, written = lines(clock=lambda: now)
    for second in range(9):
        now = float(second)
        asker.waiting(Wait(what="Looking…", passing=True))
    assert written.getvalue() == ""


def test_spans_are_said_with_their_units() -> None:
    assert [minutes(seconds) for seconds in (1, 20, 900)] == ["1 second", "20 seconds", "15 minutes"]


def test_lines_are_wrapped_between_words_and_what_is_copied_stays_whole() -> None:
    assert wrapped("  one two three", 10) == ["  one two", "    three"]
    command = "      aws iam create-role --role-name something"
    assert wrapped(command, 20) == [command]
    arn = "       arn:aws:iam::123456789012:role/CrossAccount"
    assert wrapped(arn, 20) == [arn]
