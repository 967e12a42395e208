"""A document in a conversation: whole, explained, never wider than the terminal, and nothing in it acts."""

from __future__ import annotations

import pytest

from tests.frontends.scripted import Scripted, World, a_step, seen, table
from tests.screens.still import COMPARED, EXPLAINED
from wizard.frontends.prompts.asker import Quit
from wizard.frontends.reading import document_lines
from wizard.model import Document, Note, State


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_it_is_never_wider_than_the_terminal_and_loses_nothing(width: int) -> None:
    lines = list(document_lines(EXPLAINED, width))
    assert max(map(len, lines)) <= width
    said = "".join("".join(line.split()) for line in lines)
    for note in EXPLAINED.notes:
        assert "".join(note.text.replace("975050257559", "9750 5025 7559").split()) in said
    for line in EXPLAINED.text.split("\n"):
        assert "".join(line.split()) in said


def test_a_note_stands_above_the_lines_it_explains() -> None:
    lines = [line.strip() for line in document_lines(EXPLAINED, 120)]
    at = next(number for number, line in enumerate(lines) if '"DeletionPolicy"' in line)
    assert lines[at - 1].startswith("* Deleting the stack keeps this resource")


def test_a_comparison_is_told_as_one_difference() -> None:
    lines = list(document_lines(COMPARED, 120))
    assert lines.index("- In AWS now") < lines.index("+ In the template")
    assert any(line.startswith("- ") and "444455556666" in line for line in lines)
    assert any(line.startswith("+ ") and "975050257559" in line for line in lines)


def test_hostile_text_is_marked() -> None:
    note = Note(first=0, last=0, text="\x1b[2Jhi\nthere")
    lines = list(document_lines(Document(title="\x1b]0;x\x07", text="a\x1b[31m\rb", notes=(note,)), 80))
    assert all(character.isprintable() for line in lines for character in line)


def test_it_is_a_choice_of_the_menu() -> None:
    asker = Scripted([("One", "read"), ("One", "quit")])
    step = a_step("one", lambda _: seen(State.BLOCKED, documents=(EXPLAINED,)))
    with table([step], asker, World()) as talk, pytest.raises(Quit):
        talk.conversation.hold()
    assert "Deleting the stack keeps this resource" in asker.text_said
