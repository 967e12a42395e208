"""The reader: opened by one key everywhere, closed with the focus where it was, nothing in it cut sideways."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from screens.dialogs.consent import Consent
from screens.dialogs.reading import Reading
from screens.masking import masking
from screens.reading.rows import Rows
from screens.widgets.document_lines import DocumentLines
from screens.widgets.plan_card import ChangeLine
from screens.widgets.reader import Reader
from tests.screens.driving import BIG, SMALL, at, drawn, lines, opened, press, shows, steps, typed, until
from tests.screens.still import COMPARED, EXPLAINED, FAILED, GRANT, HERE, PLANNED, StillEngine, opening, way
from wizard.model import Document, Note, StepView

TINY, HUGE = (60, 16), (200, 60)
SIZES = pytest.mark.parametrize("size", [TINY, SMALL, BIG, HUGE], ids=["60x16", "80x24", "120x40", "200x60"])


def engine(view: StepView = GRANT) -> StillEngine:
    return StillEngine(way(**{view.id.replace("-", "_"): view}), HERE)


def reader(pilot: Pilot[int]) -> Reader | None:
    return next(iter(pilot.app.screen.query(Reader)), None)


def read(*documents: Document) -> StillEngine:
    return engine(replace(GRANT, documents=documents))


async def opens(pilot: Pilot[int], view: StepView = GRANT) -> Reader:
    await at(pilot, view.id)
    await press(pilot, "d")
    await until(pilot, lambda: reader(pilot) is not None and shows(pilot, "SANDBOX")())
    found = reader(pilot)
    assert found is not None
    return found


async def all_of_it(pilot: Pilot[int]) -> str:
    """Everything that is drawn from the first row to the last."""
    seen: list[str] = []
    found = reader(pilot)
    assert found is not None
    while True:
        seen.append(drawn(pilot))
        if found.lines.scroll_offset.y >= found.lines.max_scroll_y:
            return "\n".join(seen)
        await press(pilot, "pagedown")


@SIZES
async def test_one_key_opens_it_on_a_step_and_closing_gives_the_focus_back(size: tuple[int, int]) -> None:
    async with opened(opening(engine()), size) as pilot:
        await at(pilot, "template")
        before = steps(pilot).focused
        for key in ("escape", "q"):
            await opens(pilot)
            await press(pilot, key)
            await until(pilot, lambda: reader(pilot) is None)
            assert pilot.app.screen is steps(pilot)
            assert steps(pilot).focused is before


@SIZES
async def test_the_same_key_opens_it_over_the_consent_and_leads_back_to_it(size: tuple[int, int]) -> None:
    async with opened(opening(engine()), size) as pilot:
        await at(pilot, "template")
        await press(pilot, "enter", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Consent))
        focused = pilot.app.screen.focused
        await press(pilot, "d")
        await until(pilot, lambda: isinstance(pilot.app.screen, Reading))
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, Consent)
        assert pilot.app.screen.focused is focused


async def test_the_same_key_opens_what_is_sent_from_a_change_in_the_plan() -> None:
    async with opened(opening(engine(PLANNED))) as pilot:
        await at(pilot, "cloudtrail")
        change = steps(pilot).query(ChangeLine).first()
        steps(pilot).set_focus(change)
        await press(pilot, "d")
        await until(pilot, shows(pilot, "s3 CreateBucket", '"Bucket"'))
        await press(pilot, "escape")
        assert steps(pilot).focused is change


async def test_the_error_is_read_in_it_too() -> None:
    async with opened(opening(engine(FAILED))) as pilot:
        await at(pilot, "template")
        await press(pilot, "e")
        await until(pilot, shows(pilot, "AlreadyExistsException", "cloudformation CreateStack", "HTTP status"))
        assert isinstance(pilot.app.screen, Reading)


@SIZES
async def test_every_character_of_the_text_and_every_note_can_be_read_by_scrolling_down(size: tuple[int, int]) -> None:
    async with opened(opening(engine()), size) as pilot:
        found = await opens(pilot)
        rows = found.lines._rows
        assert rows is not None
        assert found.lines.max_scroll_x == 0
        assert rows.width <= found.lines.size.width
        for number, line in enumerate(rows.left):
            pieces = [row.left for row in rows.made if row.left is not None and row.left.line == number]
            assert "".join(line[piece.start : piece.end] for piece in pieces) == line
        seen = await all_of_it(pilot)
        assert all(note.text.split()[0] in seen for note in EXPLAINED.notes)


async def test_notes_begin_beside_the_lines_they_explain_where_it_is_wide() -> None:
    async with opened(opening(engine()), BIG) as pilot:
        await opens(pilot)
        (line,) = [line for line in lines(pilot) if "DeletionPolicy" in line]
        assert "Deleting the stack keeps this resource" in line


async def test_notes_stand_above_the_lines_they_explain_where_it_is_narrow() -> None:
    async with opened(opening(engine()), SMALL) as pilot:
        await opens(pilot)
        shown = [line.strip() for line in lines(pilot)]
        at_line = next(number for number, line in enumerate(shown) if "DeletionPolicy" in line)
        assert "Deleting the stack keeps this resource" in " ".join(shown[at_line - 2 : at_line])


@SIZES
async def test_a_comparison_stands_side_by_side_or_one_below_the_other(size: tuple[int, int]) -> None:
    async with opened(opening(read(COMPARED)), size) as pilot:
        found = await opens(pilot)
        await press(pilot, "n")
        rows = found.lines._rows
        assert rows is not None
        beside = any(row.left is not None and row.right is not None for row in rows.made)
        assert beside is (size == BIG)  # beside a step there is as little room as in a narrow window
        if size == BIG:
            (line,) = [line for line in lines(pilot) if "444455556666:root" in line]
            assert "975050257559:root" in line
        else:
            text = masking.uncovered("\n".join(found.lines.content_of(at).plain for at in range(len(rows.made))))
            assert text.rindex("444455556666") < text.index("975050257559")


async def test_where_there_is_room_it_stands_beside_the_step_and_one_key_gives_it_the_whole_screen() -> None:
    async with opened(opening(engine()), HUGE) as pilot:
        found = await opens(pilot)
        assert pilot.app.screen is steps(pilot)
        assert steps(pilot).panel.size.width >= 90
        assert steps(pilot).panel.region.right <= found.region.x
        assert not steps(pilot).query_one("#activity").display
        await press(pilot, "right", "d")
        await until(pilot, lambda: isinstance(pilot.app.screen, Reading))
        wide = reader(pilot)
        assert wide is not None
        assert (wide.at, wide.size.width) == (1, 200 - 2)
        await press(pilot, "escape")
        assert steps(pilot).query_one("#activity").display


async def test_beside_a_step_it_is_closed_when_another_step_is_looked_at() -> None:
    async with opened(opening(engine()), HUGE) as pilot:
        await opens(pilot)
        await at(pilot, "sign-in")
        await until(pilot, lambda: reader(pilot) is None)


async def test_marks_are_gone_through_in_both_directions() -> None:
    async with opened(opening(engine()), TINY) as pilot:
        found = await opens(pilot)
        seen = []
        for key in ("n", "n", "n", "n", "n", "N", "N"):
            await press(pilot, key)
            seen.append(found.lines._current.start)
        marked = [note.first for note in EXPLAINED.notes if note.weight != "plain"]
        assert marked == [4, 8, 14, 17]
        assert seen == [4, 8, 14, 17, 17, 14, 8]
        assert "ManagedPolicyArns" in drawn(pilot)


async def test_a_text_is_searched_for_and_escape_leads_back_to_it() -> None:
    async with opened(opening(engine()), TINY) as pilot:
        found = await opens(pilot)
        await press(pilot, "slash")
        await typed(pilot, "outputs")
        await press(pilot, "enter")
        assert '"Outputs"' in drawn(pilot)
        await typed(pilot, "!")
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "isn't in the document"))
        await press(pilot, "escape")
        assert pilot.app.screen.focused is found.lines


async def test_the_whole_text_is_copied_and_what_proves_it_is_said() -> None:
    copied: list[tuple[str, str]] = []

    def copy(text: str, _send: object, name: str) -> str:
        copied.append((text, name))
        return "Sent to your terminal's clipboard (OSC 52)."

    async with opened(opening(engine(), copy=copy)) as pilot:
        await opens(pilot)
        await press(pilot, "c")
        await until(pilot, shows(pilot, "Sent to your terminal's clipboard"))
        await press(pilot, "right", "c")
        await until(pilot, lambda: len(copied) == 2)
    assert copied[0] == (EXPLAINED.text, "document.json")
    assert copied[1][1] == "document.diff"
    assert "+" in {line[0] for line in copied[1][0].splitlines()}


HOSTILE = Document(
    title="[red]mine[/] \x1b[2J",
    text='{"a": "[bold]b[/bold]\x1b]52;c;x\x07\u202e\u200b"}\n\rmore\x85less',
    language="json",
    about=("[blink]\x1b[31m",),
    notes=(Note(first=0, last=0, text="[link=x]\x1b[1m\u202ehi", weight="decisive"),),
)


@SIZES
async def test_hostile_text_is_drawn_as_text(size: tuple[int, int]) -> None:
    async with opened(opening(read(HOSTILE)), size) as pilot:
        await opens(pilot)
        shown = drawn(pilot)
        assert all(text in shown for text in ("[red]mine[/]", "[bold]b[/bold]", "[blink]", "[link=x]"))
        assert not {"\x1b", "\x07", "\u202e", "\u200b", "\x85", "\r"} & set(shown)


@SIZES
async def test_ids_in_text_and_notes_are_masked_on_a_shared_screen(size: tuple[int, int]) -> None:
    private = Document(
        title="arn:aws:iam::428861248123:role/mine",
        text='{"Role": "arn:aws:iam::428861248123:role/a-name-that-is-wrapped-where-the-window-is-narrow-as-it-is"}',
        language="json",
        about=("In account 428861248123.",),
        notes=(Note(first=0, last=0, text="account 428861248123"),),
    )
    launch = opening(read(private), present=True, public=("975050257559", "Firetiger"), later=lambda *_: None)
    async with opened(launch, size) as pilot:
        await opens(pilot)
        painted: Any = pilot.app.screen
        seen = "\n".join(
            "".join(segment.text for segment in painted._compositor.render_strips()[row]) for row in range(size[1])
        )
        covered = seen.translate(_masks())
        assert not any(text in covered for text in ("428861248123", "4288 6124", "a-name-that"))
        assert "•" in covered


def _masks() -> dict[int, str]:
    from screens.masking.masking import CHARACTERS

    return CHARACTERS.covered


MEGABYTE: dict[str, Callable[[], str]] = {
    "many lines": lambda: '  "Action": "s3:GetObject",\n' * 40_000,
    "one line": lambda: '{"Action": "s3:GetObject"}' * 40_000,
    "no blank": lambda: "x" * 1_000_000,
    "not ASCII": lambda: "é\x1b" * 500_000,
}


@pytest.mark.long
@pytest.mark.parametrize("kind", MEGABYTE)
async def test_a_megabyte_is_in_sight_at_once_and_never_holds_the_loop(kind: str) -> None:
    gaps: list[float] = []

    async def watch() -> None:
        last = time.thread_time()
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            gaps.append(now - last)
            last = now

    async with opened(opening(read(Document(title="Large", text=MEGABYTE[kind]())))) as pilot:
        await at(pilot, "template")
        watching = asyncio.create_task(watch())
        await pilot.press("d")
        await until(pilot, lambda: reader(pilot) is not None)
        found = pilot.app.screen.query_one(DocumentLines)
        await until(pilot, lambda: found._rows is not None)
        await pilot.press("pagedown")
        await until(pilot, lambda: found.scroll_offset.y > 0)
        await until(pilot, lambda: found._rows is not None and found._rows.done, seconds=60)
        watching.cancel()
    assert max(gaps) < 2  # seconds of computing on a slow machine; painting all its rows takes far longer


def test_rows_are_measured_in_slices_of_time() -> None:
    document = Document(title="", text=MEGABYTE["many lines"]())
    rows = Rows(document, 80, True, str, str)
    rows.grow(0.001)
    assert 0 < len(rows.made) < 40_000
    assert not rows.done
    while not rows.done:
        rows.grow(1)
    assert len(rows.made) == 40_000


@pytest.mark.parametrize("width", [20, 58, 96, 150])
def test_each_note_begins_on_a_row_of_its_lines_however_many_there_are(width: int) -> None:
    notes = tuple(Note(first=at, last=at, text="long words " * 9) for at in (0, 0, 1, 3, 3, 3))
    document = Document(title="", text="a\nb\nc\nd\n", notes=notes)
    rows = Rows(document, width, True, str, str)
    rows.grow(5)
    last = -1
    begun: list[int] = []
    for row in rows.made:
        last = row.left.line if row.left is not None else last
        if row.note is not None and row.note.first:
            begun.append(last)
    above = width < 96
    assert begun == ([-1, -1, 0, 2, 2, 2] if above else [0, 0, 1, 3, 3, 3])
