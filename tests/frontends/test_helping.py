"""What helps in a failure, in a conversation: the request is said and saved, the console's page is named."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.frontends.scripted import PLACE, Scripted, Table, World, a_step, explain, seen, table
from wizard.frontends.prompts.asker import InputEnded
from wizard.model import CallError, Problem, State, Trouble

STUCK = a_step("one", lambda _answers: seen(State.BLOCKED, trouble=Trouble(key="stuck")))
PAGE = "https://console.aws.amazon.com/billing/home#/paymentpreferences"
REQUEST = "To: whoever manages this AWS account\n\nWhat I need: Allow this call."


def helped(trouble: Trouble | CallError) -> Problem:
    return replace(
        explain(trouble),
        helps=("request", "console"),
        console=PAGE,
        account=PLACE.account,
        request=REQUEST,
        command="aws sts get-caller-identity",
    )


def test_what_helps_comes_first_in_the_menu_and_is_what_a_bare_enter_means(tmp_path: Path) -> None:
    asker = Scripted([("One", "console")])
    with table([STUCK], asker, World(), tmp_path, helped) as at:
        talk_until_the_script_ends(at)
    assert asker.offered[0][0] == "request"
    assert asker.defaults[0] == "request"


def test_a_request_is_said_whole_and_saved_as_a_file_of_its_owner(tmp_path: Path) -> None:
    asker = Scripted([("One", "request")])
    with table([STUCK], asker, World(), tmp_path, helped) as at:
        talk_until_the_script_ends(at)
    (path,) = tmp_path.iterdir()
    assert path.name == "firetiger-one-request.txt"
    assert path.read_text() == REQUEST
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert f"Saved: {path}" in asker.said
    assert REQUEST in asker.text_said


def test_the_consoles_page_is_said_with_the_account_to_sign_in_to(tmp_path: Path) -> None:
    asker = Scripted([("One", "console")])
    with table([STUCK], asker, World(), tmp_path, helped) as at:
        talk_until_the_script_ends(at)
    assert f"In account 1234 5678 9012: {PAGE}" in asker.said


def test_a_command_that_fixes_it_is_shown(tmp_path: Path) -> None:
    asker = Scripted([("One", "commands")])
    with table([STUCK], asker, World(), tmp_path, helped) as at:
        talk_until_the_script_ends(at)
    assert "aws sts get-caller-identity" in asker.said


def talk_until_the_script_ends(at: Table) -> None:
    with pytest.raises(InputEnded):
        at.conversation.hold()
