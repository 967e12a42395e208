"""How it is undone, in a conversation: with each change, and for everything that was made from any menu."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.frontends.scripted import PLACE, Scripted, World, a_change, a_step, seen, table
from wizard.frontends.prompts.asker import InputEnded
from wizard.model import Plan, State, Undo, UndoCall

DELETION = UndoCall(
    target=PLACE, service="iam", operation="DeleteRole", parameters={"RoleName": "r"}, sentence="Delete the role r."
)
UNDO = Undo(calls=(DELETION,), words="All access ends.")


def test_a_change_says_how_it_is_undone_before_it_is_approved(tmp_path: Path) -> None:
    asker = Scripted([])
    step = a_step("one", lambda _: seen(State.UNMET), Plan(changes=(a_change("CreateRole", undo=UNDO),), act="Do it"))
    with table([step], asker, World(), tmp_path) as at, pytest.raises(InputEnded):
        at.conversation.hold()
    command = "aws iam delete-role --role-name r --region us-east-1"
    assert f"      Undo: {command} # All access ends." in asker.said


def test_what_was_made_is_undone_by_a_script_that_is_saved_and_by_what_is_read(tmp_path: Path) -> None:
    made: list[str] = []
    asker = Scripted([("One", "approve"), ("Two", "undo"), ("Two", "undo")])
    world = World(sent=made)
    steps = [
        a_step(
            "one",
            lambda _: seen(State.SATISFIED if made else State.UNMET),
            Plan(changes=(a_change("CreateRole", undo=UNDO),), act="Do it"),
        ),
        a_step("two", lambda _: seen(State.UNMET), Plan(changes=(a_change("Other"),), act="Do that"), after=("one",)),
    ]
    with table(steps, asker, world, tmp_path) as at, pytest.raises(InputEnded):
        at.conversation.hold()
    (path,) = tmp_path.glob("*-undo.sh")
    assert stat.S_IMODE(path.stat().st_mode) & 0o100
    assert "iam delete-role --role-name r" in path.read_text()
    assert "# Delete the role r. All access ends." in asker.said
    assert f"As a script that runs all of it. Saved: {path}" in asker.said
    assert made == ["CreateRole"], "nothing is undone by looking at it"


def test_before_anything_was_made_it_says_so_and_saves_nothing(tmp_path: Path) -> None:
    asker = Scripted([("One", "undo")])
    step = a_step("one", lambda _: seen(State.UNMET), Plan(changes=(a_change("CreateRole", undo=UNDO),), act="Do it"))
    with table([step], asker, World(), tmp_path) as at, pytest.raises(InputEnded):
        at.conversation.hold()
    assert any("Nothing has been changed yet" in line for line in asker.said)
    assert list(tmp_path.glob("*.sh")) == []
