"""Many things of one kind on the screen: a tree, a table, a filter, how far AWS is; many cost what is in sight."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.selection import Selection

from screens.columns import NARROWEST, fit
from screens.masking.masking import uncovered
from screens.outline import MANY, Outline
from screens.widgets.listing_lines import ListingLines
from screens.widgets.reader import Reader
from screens.widgets.status import describe
from tests.many import LEAKS, account, table, tree
from tests.screens.driving import BIG, SMALL, at, drawn, lines, opened, press, shows, steps, until
from tests.screens.still import HERE, NOW, SIGNED_IN, StillEngine, opening, step, way
from wizard.model import Listing, OperationProgress, Row, State, StepView, WaitView
from wizard.text.shapes import grouped

SIZES = ((60, 16), (80, 24), BIG, (200, 60))
HOSTILE = "[bold]\x1b[2J\u202egnp[/] \ud83d"


def about(*listings: Listing, **more: Any) -> StepView:
    return step("cloudtrail", State.BLOCKED, "boats", listings=listings, **more)


@asynccontextmanager
async def listed(*listings: Listing, size: tuple[int, int] = BIG, **launch: Any) -> AsyncIterator[Pilot[int]]:
    """A step that lists these, in sight."""
    engine = StillEngine(way(sign_in=SIGNED_IN, cloudtrail=about(*listings)), HERE)
    async with opened(opening(engine, **launch), size) as pilot:
        await at(pilot, "cloudtrail")
        yield pilot


def rows(pilot: Pilot[int]) -> ListingLines:
    return pilot.app.screen.query(ListingLines).first()


async def into(pilot: Pilot[int]) -> ListingLines:
    """With the focus in the list."""
    listing = rows(pilot)
    pilot.app.screen.set_focus(listing)
    await pilot.pause()
    return listing


def marked(pilot: Pilot[int]) -> str:
    outline, row = rows(pilot).outline, rows(pilot).marked
    return "" if row is None else outline.row(row).cells[0]


def last_line(pilot: Pilot[int]) -> str:
    return lines(pilot)[-1]


# --- which rows --------------------------------------------------------------------------------------------------


def names(outline: Outline) -> list[str]:
    return [outline.row(index).cells[0] for index in outline.shown]


def outline_of(listing: Listing) -> Outline:
    outline = Outline()
    outline.take(listing)
    return outline


def test_a_small_tree_is_open_and_of_a_large_one_the_top() -> None:
    small, large = tree(2, 3), tree()
    assert len(small.rows) <= MANY < len(large.rows)
    assert len(outline_of(small).shown) == len(small.rows)
    assert names(outline_of(large)) == ["Harbor", *(f"Dock {dock:02}" for dock in range(40))]


def test_a_row_that_is_opened_shows_those_right_below_it_and_closed_none() -> None:
    outline = outline_of(tree())
    dock = outline.shown[1]
    outline.turn(dock)
    assert names(outline)[:5] == ["Harbor", "Dock 00", "boat-0000", "boat-0001", "boat-0002"]
    assert len(outline.shown) == 41 + 25
    outline.turn(0)
    assert names(outline) == ["Harbor"]


def test_a_closed_row_stands_as_the_worst_of_those_below_it() -> None:
    outline = outline_of(tree())
    leaking = outline.shown[39]
    assert (outline.row(leaking).cells[0], outline.standing(leaking)) == ("Dock 38", "bad")
    assert outline.standing(outline.shown[1]) == "good"
    outline.turn(leaking)
    assert outline.standing(leaking) is None


def test_what_is_found_is_shown_with_what_holds_it_and_with_what_it_holds() -> None:
    outline = outline_of(tree())
    outline.look_for("BOAT-0950")
    assert names(outline) == ["Harbor", "Dock 38", "boat-0950"]
    outline.look_for("dock 38")
    assert len(names(outline)) == 2 + 25
    outline.look_for("plank hold")  # in the reason, and in the details
    assert names(outline) == ["Harbor", "Dock 38", "boat-0950"]
    assert outline.counted == (1, 1000)
    outline.look_for("")
    assert len(outline.shown) == 41


@pytest.mark.parametrize("said", [account(7), grouped(account(7)), "-".join(grouped(account(7)).split())])
def test_an_account_is_found_however_it_is_written(said: str) -> None:
    outline = outline_of(table())
    outline.look_for(said)
    assert names(outline) == ["boat-0007"]


def test_what_was_opened_and_looked_for_stays_when_the_rows_come_anew() -> None:
    outline = outline_of(tree())
    outline.turn(outline.shown[1])
    outline.take(tree(41))
    assert len(outline.shown) == 42 + 25
    outline.look_for("boat-0950")
    outline.take(tree())
    assert names(outline)[-1] == "boat-0950"


def test_what_is_there_twice_is_told_apart_by_what_else_is_said_of_it() -> None:
    rows = tuple(Row(cells=("boat", "1", crew, "at sea"), mark="good") for crew in ("Ada", "Bo", "Cy"))
    outline = outline_of(Listing(title="crews", columns=("Boat", "Account", "Crew", "State"), rows=rows))
    assert outline.place_of(Row(cells=("boat", "1", "Cy", "in port"))) == 2
    assert outline.place_of(Row(cells=("raft", "1", "Cy", "in port"))) == 0


@pytest.mark.parametrize(
    ("wanted", "room", "widths"),
    [
        ([9, 14, 7, 38], 80, [9, 14, 7, 38]),
        ([9, 14, 7, 38], 60, [9, 14, 7, 24]),
        ([20, 17, 7, 38], 54, [20, 17, 7]),
        ([80, 14, 7], 60, [35, 14, 7]),
        ([80], 60, [60]),
        ([9, 14], 4, [4]),
        ([], 60, []),
    ],
)
def test_columns_fit_and_only_the_last_one_is_cut(wanted: list[int], room: int, widths: list[int]) -> None:
    assert fit(wanted, room) == widths
    assert all(width >= min(one, NARROWEST, room) for one, width in zip(wanted, widths, strict=False))


# --- drawn -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("listing", [table(), tree()], ids=["table", "tree"])
async def test_title_heading_and_marked_row_are_in_sight_on_every_size(listing: Listing, size: tuple[int, int]) -> None:
    async with listed(listing, size=size) as pilot:
        await into(pilot)
        await press(pilot, "end", "home", "pagedown")
        title = next(at for at, line in enumerate(lines(pilot)) if listing.title in line)
        assert "Boat" in lines(pilot)[title + 1]
        assert any(marked(pilot) in line for line in lines(pilot)[title + 2 :])
        assert marked(pilot) not in ("boat-0000", "Harbor")
        assert all(len(line) <= size[0] for line in lines(pilot))


@pytest.mark.parametrize("more", range(6))
async def test_a_cell_that_is_cut_says_so_beside_the_scrollbar(more: int) -> None:
    # A little too wide, or just not.
    rows = tuple(Row(cells=(f"boat-{one:04}", "x" * (63 + more)), mark="good") for one in range(99))
    async with listed(Listing(title="boats", columns=("Boat", "Why"), rows=rows), size=SMALL) as pilot:
        await into(pilot)
        await press(pilot, "down")
        row = next(line for line in lines(pilot) if "boat-0003" in line).rstrip()
        assert row.endswith("…") or row.count("x") == 63 + more


async def test_how_many_stand_how_is_said_beside_the_title() -> None:
    async with listed(table()) as pilot:
        assert "1,000 boats   ✗ 3   ! 12   ✓ 985" in drawn(pilot)


async def test_a_step_without_a_list_has_no_room_for_one() -> None:
    async with listed() as pilot:
        assert not pilot.app.screen.query_one("#listings").display
        assert "find calls" in " ".join(str(hint) for hint in _hints(pilot))


def _hints(pilot: Pilot[int]) -> list[tuple[str, str]]:
    from screens.widgets.key_line import hints_of

    return [(hint.key, hint.does) for hint in hints_of(pilot.app.screen)]


async def test_a_list_of_nothing_says_so() -> None:
    async with listed(Listing(title="No boats", columns=("Boat",))) as pilot:
        await into(pilot)
        assert "None." in drawn(pilot)
        await press(pilot, "down", "end", "enter")
        assert "details" not in last_line(pilot)


async def test_what_a_cell_says_is_drawn_and_never_obeyed() -> None:
    row = Row(cells=(HOSTILE, HOSTILE), mark="bad", detail=(HOSTILE,))
    async with listed(Listing(title=HOSTILE, columns=(HOSTILE, "b"), rows=(row,))) as pilot:
        await into(pilot)
        assert "[bold]" in drawn(pilot)
        assert "\x1b" not in drawn(pilot)
        await press(pilot, "slash", "b", "enter", "enter")


async def test_rows_that_come_anew_leave_the_marked_one_and_the_filter() -> None:
    async with listed(table()) as pilot:
        await into(pilot)
        await press(pilot, *["down"] * 5)
        assert marked(pilot) == "boat-0005"
        fewer = replace(about(table(leaks=2)), summary="fewer leak")
        engine_views = (*steps(pilot).selection.views[:2], fewer, *steps(pilot).selection.views[3:])
        await steps(pilot).show(engine_views)
        await pilot.pause()
        assert marked(pilot) == "boat-0005"
        assert "✗ 2" in drawn(pilot)


# --- keys ------------------------------------------------------------------------------------------------------------


async def test_a_tree_is_opened_and_closed_by_enter_and_by_arrows() -> None:
    async with listed(tree()) as pilot:
        await into(pilot)
        await press(pilot, "down", "enter")
        assert "boat-0000" in drawn(pilot)
        await press(pilot, "left")
        assert "boat-0000" not in drawn(pilot)
        await press(pilot, "right", "right")
        assert marked(pilot) == "boat-0000"
        await press(pilot, "left")
        assert marked(pilot) == "Dock 00"
        await press(pilot, "left", "left")
        assert marked(pilot) == "Harbor"


async def test_the_last_line_names_the_keys_of_a_tree_and_how_to_go_back_beside_them() -> None:
    async with listed(tree()) as pilot:
        await into(pilot)
        told = dict(_hints(pilot))
        assert {key: told[key] for key in ("enter", "←", "→", "/", "c", "b", "n")} == {
            "enter": "open or close",
            "←": "close",
            "→": "open",
            "/": "filter",
            "c": "copy list",
            "b": "back",
            "n": "next",
        }
        assert all(text in last_line(pilot) for text in ("enter open or close", "→ open", "/ filter", "b back"))
        await press(pilot, "question_mark")
        assert all(text in drawn(pilot) for text in ("open or close", "copy list", "filter"))


async def test_in_a_table_the_arrows_lead_to_the_next_step_as_ever() -> None:
    async with listed(table()) as pilot:
        await into(pilot)
        assert dict(_hints(pilot))["←"] == "back"
        await press(pilot, "left")
        assert steps(pilot).selection.selected == "sub-account"


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
async def test_a_row_opens_to_everything_about_it_and_closes_to_where_it_was(size: tuple[int, int]) -> None:
    async with listed(table(), size=size) as pilot:
        await into(pilot)
        await press(pilot, "down", "enter")
        await until(pilot, lambda: pilot.app.screen.query(Reader))
        await until(pilot, shows(pilot, "KEEL_LEAKS: water in the hold", "Replace the plank, then try it again."))
        assert f"Account  {account(1)}" in drawn(pilot)
        await press(pilot, "escape")
        assert marked(pilot) == "boat-0001"
        assert rows(pilot).has_focus


async def test_a_slash_filters_while_it_is_typed_and_escape_shows_all() -> None:
    async with listed(table()) as pilot:
        await press(pilot, "slash", *"plank")
        assert f"{LEAKS} of 1,000" in drawn(pilot)
        assert "boat-0002" in drawn(pilot)
        assert "boat-0003" not in drawn(pilot)
        await press(pilot, "enter")
        assert rows(pilot).has_focus
        await press(pilot, "down")
        assert marked(pilot) == "boat-0001"
        await press(pilot, "escape")
        assert "boat-0003" in drawn(pilot)
        assert rows(pilot).has_focus
        assert not pilot.app.screen.query(".listing .filter").first().display
        await press(pilot, "slash", "x", "x")
        assert "None of these has that in it." in drawn(pilot)
        await press(pilot, "escape")
        assert "boat-0003" in drawn(pilot)


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
async def test_the_last_line_tells_of_the_filter_wherever_the_list_begins_to_be_read(size: tuple[int, int]) -> None:
    async with listed(tree(), size=size) as pilot:
        pilot.app.screen.set_focus(steps(pilot).panel.body)
        await pilot.pause()
        told = "/ filter list" if size[0] > 60 else "? keys"  # where all keys are told
        assert told in last_line(pilot)
        await into(pilot)
        assert "/ filter" in last_line(pilot)


async def test_a_slash_finds_calls_where_the_activity_has_the_focus() -> None:
    async with listed(table()) as pilot:
        pilot.app.screen.set_focus(pilot.app.screen.query_one("#calls"))
        await pilot.pause()
        assert dict(_hints(pilot))["/"] == "find calls"


async def test_what_is_filtered_is_copied_in_columns() -> None:
    copied: list[tuple[str, str]] = []

    def copy(text: str, _send: object, name: str) -> str:
        copied.append((text, name))
        return "Copied."

    async with listed(table(), copy=copy) as pilot:
        await press(pilot, "slash", *"plank", "enter", "c")
        await until(pilot, lambda: copied)
        text, name = copied[0]
        assert name == "list.tsv"
        assert text.splitlines()[0] == "Boat\tAccount\tState\tWhy"
        assert len(text.splitlines()) == 1 + LEAKS
        assert text.splitlines()[1].split("\t")[1] == account(0)


async def test_a_click_marks_a_row() -> None:
    async with listed(table()) as pilot:
        await pilot.click(ListingLines, offset=(4, 3))
        assert marked(pilot) == "boat-0002"
        await pilot.click(ListingLines, offset=(4, 0))
        assert marked(pilot) == "boat-0002"


# --- what it costs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1000, 5000])
async def test_a_key_draws_what_it_changes_however_many_rows_there_are(number: int) -> None:
    async with listed(table(number)) as pilot:
        listing = await into(pilot)
        assert 0 < listing.painted <= 2 * BIG[1], "opened"
        for key, most in (("down", 2), ("end", BIG[1]), ("home", BIG[1]), ("pagedown", BIG[1]), ("slash", BIG[1])):
            before = listing.painted
            await press(pilot, key)
            assert listing.painted - before <= most, key
        for letter in "boat-00":
            before = listing.painted
            await press(pilot, letter)
            assert listing.painted - before <= 2 * BIG[1], letter
        assert not pilot.app.screen.query("#listings > * > * > * > * > *"), "no widget is made for a row"


async def test_what_the_mouse_marks_is_copied_and_only_that_is_made() -> None:
    async with listed(table(5000)) as pilot:
        listing = await into(pilot)
        before = listing.painted
        selected, _ = listing.get_selection(Selection(Offset(2, 4000), Offset(11, 4002))) or ("", "")
        text = uncovered(selected)
        assert text.split()[0] == "boat-3999"
        assert text.splitlines()[-1].split()[1] == "boat-4001"
        assert listing.painted - before == 3


async def test_what_is_drawn_again_as_it_is_makes_only_what_is_in_sight() -> None:
    async with listed(table(5000)) as pilot:
        listing = await into(pilot)
        await press(pilot, "end")
        before = listing.painted
        await steps(pilot).redraw()
        await pilot.pause()
        assert marked(pilot) == "boat-4999"
        assert listing.painted - before <= BIG[1]


# --- on a shared screen ----------------------------------------------------------------------------------------------


async def test_names_accounts_and_units_are_masked_on_a_shared_screen_also_where_a_row_is_open() -> None:
    async with listed(table(), present=True, sandbox="") as pilot:
        await into(pilot)
        seen = drawn(pilot)
        assert "✗ C••••••••  C••• •••• ••••  failed" in seen
        assert "boat-0" not in seen
        assert grouped(account(0)) not in seen
        assert "failed" in seen
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "KEEL_LEAKS"))
        assert "boat-0" not in drawn(pilot)
        assert account(0) not in drawn(pilot)


async def test_a_picture_has_the_masks_of_a_list() -> None:
    kept: list[tuple[str, str]] = []

    def keep(name: str, text: str) -> str:
        kept.append((name, text))
        return name

    async with listed(table(), present=True, sandbox="", keep=keep) as pilot:
        await into(pilot)
        await press(pilot, "f3", "f5")
        await until(pilot, lambda: kept)
        assert "boat-0" not in kept[0][1]
        assert "failed" in kept[0][1]


async def test_a_number_that_another_column_has_in_words_is_not_shown_twice() -> None:
    rows = (Row(cells=("Harbor", "1 boat")), Row(cells=("boat-01", "1 sail"), mark="good", depth=1))
    async with listed(Listing(title="1 boat", columns=("Name", "Of it"), rows=rows)) as pilot:
        assert "▾ Harbor 1 boat" in " ".join(drawn(pilot).split())


async def test_a_row_of_a_tree_is_masked_by_its_name_alone() -> None:
    async with listed(tree(2, 3), present=True, sandbox="") as pilot:
        seen = drawn(pilot)
        assert not any(text in seen for text in ("Dock", "Harbor", "boat-0", "ou-ab12"))
        assert "(3)" in seen


# --- how far AWS is --------------------------------------------------------------------------------------------------


WORK = WaitView(
    what="The shipyard is at work.",
    since=NOW - 60,
    until=NOW + 600,
    progress=(
        OperationProgress(name="Repair", total=1000, done=320, failed=3, seconds=124),
        OperationProgress(name="Paint", total=12, done=12),
        OperationProgress(name="Launch", total=5, says="waiting for Paint"),
    ),
)


def bars(wait: WaitView, now: float = NOW) -> list[str]:
    described = describe(step("cloudtrail", State.PENDING, waiting=wait), now)
    assert described is not None
    return [text.plain for _, text in described.rows]


def test_each_operation_has_a_bar_with_what_is_done_failed_and_queued_and_the_time_left() -> None:
    said = bars(WORK)
    assert said[1:] == [
        "1:00 so far",
        "Repair  about 2 minutes left",
        f"{'━' * 16}  320 of 1,000 done · 3 failed · 677 queued",
        "Paint",
        f"{'━' * 16}  12 of 12 done",
        "Launch  waiting for Paint",
        f"{'━' * 16}  0 of 5 done · 5 queued",
    ]


def test_a_bar_does_not_move_with_the_clock() -> None:
    assert bars(WORK)[2:] == bars(WORK, NOW + 30)[2:]


def test_without_operations_the_bar_is_the_time() -> None:
    assert "━" in bars(replace_progress(()))[1]


def replace_progress(progress: tuple[OperationProgress, ...]) -> WaitView:
    return WaitView(what=WORK.what, since=WORK.since, until=WORK.until, progress=progress)


@pytest.mark.parametrize(("size", "rows"), [((60, 16), 2), (SMALL, 1)])
async def test_a_bar_and_its_counts_are_whole_on_a_small_screen(size: tuple[int, int], rows: int) -> None:
    view = step("cloudtrail", State.PENDING, waiting=WORK)
    async with opened(opening(StillEngine(way(sign_in=SIGNED_IN, cloudtrail=view), HERE)), size) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "pagedown")
        begins = next(at for at, line in enumerate(lines(pilot)) if "━" * 16 in line)
        counted = " ".join(" ".join(lines(pilot)[begins : begins + rows]).split())
        assert "320 of 1,000 done · 3 failed · 677 queued" in counted
