"""A report of a failure from a menu, and what else the menus share with the screen."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import get_args

import pytest

from screens import offers as way
from tests.frontends.scripted import PLACE, Scripted, Table, World, a_step, seen, table
from tests.screens.still import ASKED, DEVICE, FAILED, GRANT, HANDED_OVER, PENDING, PLANNED, PORTAL, SUB, signed_out
from wizard.frontends.prompts import menus
from wizard.frontends.prompts.asker import InputEnded
from wizard.model import CallEnded, CallError, State, StepView, Trouble

DENIED = CallError(
    code="AccessDenied", message=f"arn:aws:iam::{PLACE.account}:user/ada may not", service="iam", operation="GetRole"
)
CALL = CallEnded(
    number=1,
    at=0,
    account=PLACE.account,
    region="us-east-1",
    service="iam",
    operation="GetRole",
    writes=False,
    seconds=0.1,
    outcome="AccessDenied",
)
STUCK = a_step("one", lambda _answers: seen(State.BLOCKED, trouble=Trouble(key="stuck", error=DENIED)))
# Every act of the screen, and the choice of a menu that does the same; "" where a conversation does it by itself.
SAME = {
    "approve": "act",
    "hand": "by-hand",
    "again": "again",
    "submit": "answer",
    "go-on": "on",
    "take-up": "take-up",
    "identity": "identity",
    "back": "",  # a question goes back by itself there
    "skip": "skip",
    "copy-arn": "",  # the ending says it alone on its line
    "copy-commands": "commands",
    "change-answers": "change",
    "why": "more",
    "raw-error": "error",
    "report": "report",
    "sign-in": "sign-in",
    "finish": "quit",
}


def test_what_the_screen_can_do_the_menus_can_do() -> None:
    assert SAME.keys() == set(get_args(way.Act))
    assert set(SAME.values()) - {""} <= set(get_args(menus.Act))


@pytest.mark.parametrize(
    "view",
    [ASKED, PLANNED, GRANT, FAILED, PENDING, SUB, HANDED_OVER, signed_out(PORTAL), signed_out(DEVICE)],
    ids=lambda view: f"{view.id} {view.state}",
)
def test_what_the_screen_offers_in_a_situation_a_menu_offers_there(view: StepView) -> None:
    keys = [
        act
        for act in ("again", "copy-commands", "change-answers", "why", "raw-error", "report", "identity")
        if way.possible(view, act)
    ]
    wanted = {SAME[act] for act in (*(offer.act for offer in way.offers(view)), *keys)} - {""}
    assert wanted - {choice.value for choice in menus.offers(view, others=True)} == set()


def test_a_report_is_offered_where_there_is_a_problem_on_the_screen_and_in_the_menu() -> None:
    for view in (FAILED, PLANNED, SUB):
        offered = [choice.value for choice in menus.offers(view, others=False)]
        assert ("report" in offered) == way.possible(view, "report") == (view.problem is not None)


def test_a_report_is_a_file_of_its_owner_with_the_calls_and_without_ids(tmp_path: Path) -> None:
    asker = Scripted([("One", "report"), ("One", "report")])
    with table([STUCK], asker, World(), tmp_path) as at:
        at.conversation.happenings.listen(CALL)
        talk_until_the_script_ends(at)
    (path,) = tmp_path.iterdir()
    told = path.read_text()
    assert path.name == "firetiger-one-report.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert f"Saved: {path}" in asker.said
    assert "iam-user-1 may not" in told
    assert "iam:GetRole, us-east-1 account-1: AccessDenied" in told
    assert PLACE.account not in told


def test_a_directory_that_takes_no_file_is_told_and_ends_nothing(tmp_path: Path) -> None:
    asker = Scripted([("One", "report")])
    with table([STUCK], asker, World(), tmp_path / "gone") as at:
        talk_until_the_script_ends(at)
    assert any("cannot be written" in line for line in asker.said)


def talk_until_the_script_ends(at: Table) -> None:
    with pytest.raises(InputEnded):
        at.conversation.hold()
