"""Many things of one kind without a screen: what is printed in passing is short, what a script reads is whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.frontends.scripted import Scripted
from tests.frontends.scripted import World as Nothing
from tests.frontends.scripted import table as conversation_with
from tests.json_lines import checked
from tests.many import LEAKS, WORN, Shipyard, account, boat, table, tree, workflow
from tests.worlds import World, engine_of
from wizard.diagnostics.log import Log
from wizard.diagnostics.report import LISTED, report
from wizard.frontends.headless.run import run_apply, run_status
from wizard.frontends.headless.stream import Stream
from wizard.frontends.listings import SCREENFUL, Further, all_lines, progress_lines, short_lines
from wizard.frontends.prompts.asker import Quit
from wizard.model import Listing, OperationProgress, Row, State, StepView, WaitView
from wizard.model.listing import marks_of
from wizard.model.spans import time_left
from wizard.text.shapes import grouped

HOSTILE = "\x1b[2J\u202egnp"


def view(*listings: Listing, **more: Any) -> StepView:
    return StepView(
        id="boats", title="Boats", number=1, of=1, state=State.UNMET, summary="", why="", listings=listings, **more
    )


# --- in passing ------------------------------------------------------------------------------------------------------


def test_of_a_thousand_rows_a_screenful_is_printed_what_needs_somebody_first_and_the_rest_is_counted() -> None:
    said = list(short_lines(table()))
    assert said[0] == "  1,000 boats (3 x, 12 !, 985 ok)"
    assert len(said) == 2 + SCREENFUL + 1
    assert [line.split()[0] for line in said[2:-1]] == ["x"] * LEAKS + ["!"] * WORN + ["ok"] * (
        SCREENFUL - LEAKS - WORN
    )
    assert said[-1] == f"     … and {1000 - SCREENFUL:,} more"


def test_cells_stand_under_their_headings_and_accounts_are_grouped() -> None:
    heading, first = list(short_lines(table()))[1:3]
    assert heading.split() == ["Boat", "Account", "State", "Why"]
    assert first.index(grouped(account(0))) == heading.index("Account")
    assert first.endswith("The keel leaks and needs another plank")


def test_what_stands_further_down_and_needs_somebody_is_printed_before_what_is_well() -> None:
    rows = (*(boat(number, "good") for number in range(100)), boat(100, "unknown"))
    said = list(short_lines(Listing(title="boats", columns=("Boat",), rows=rows)))
    assert said[2].split()[:2] == ["?", "boat-0100"]


def test_of_a_tree_what_holds_others_is_printed_with_how_many_and_where_somebody_is_needed() -> None:
    said = list(short_lines(tree()))
    assert said[0] == "  1,000 boats in 40 docks (1 x, 999 ok)"
    assert said[2].strip().startswith("Harbor (1,000)")
    assert any(line.split()[:3] == ["Dock", "38", "(25)"] for line in said)
    assert next(line for line in said if line.startswith("    x ")).split()[1] == "boat-0950"
    assert sum(line.startswith("    ok") for line in said) == 0
    assert said[-1] == "     … and 999 more"


def test_a_number_that_another_column_has_in_words_is_not_told_twice() -> None:
    rows = (Row(cells=("Harbor", "1 boat")), Row(cells=("boat-01", "1 sail"), mark="good", depth=1))
    said = list(short_lines(Listing(title="1 boat", columns=("Name", "Of it"), rows=rows)))
    assert [line.split() for line in said[2:]] == [["Harbor", "1", "boat"], ["ok", "boat-01", "1", "sail"]]


def test_only_what_needs_somebody_is_printed_where_that_is_asked_for() -> None:
    said = list(short_lines(table(), pressing=True))
    assert len(said) == 2 + LEAKS + WORN
    assert list(short_lines(table(leaks=0, worn=0), pressing=True)) == ["  1,000 boats (1,000 ok)"]
    assert list(short_lines(table(leaks=30), pressing=True))[-1] == f"     … and {30 + WORN - SCREENFUL} more"


def test_a_listing_without_rows_is_its_title() -> None:
    assert list(short_lines(Listing(title="No boats", columns=("Boat",)))) == ["  No boats"]


def test_everything_is_printed_where_it_is_asked_for_with_what_opening_a_row_tells() -> None:
    said = list(all_lines(table()))
    assert sum("boat-" in line for line in said) == 1000
    assert sum("Replace the plank, then try it again." in line for line in said) == LEAKS


def test_nothing_in_a_cell_reaches_the_terminal_as_a_command() -> None:
    row = Row(cells=(HOSTILE, HOSTILE), detail=(HOSTILE,), mark="bad")
    listing = Listing(title=HOSTILE, columns=(HOSTILE, HOSTILE), rows=(row,))
    progress = OperationProgress(name=HOSTILE, total=1, says=HOSTILE)
    said = "\n".join((*short_lines(listing), *all_lines(listing), *progress_lines([progress])))
    assert "\x1b" not in said
    assert "\u202e" not in said


# --- how far it is ---------------------------------------------------------------------------------------------------


def test_an_operation_is_a_line_with_what_is_done_failed_and_queued_and_how_long_it_still_takes() -> None:
    progress = OperationProgress(name="boats", total=1000, done=320, failed=3, seconds=124)
    assert list(progress_lines([progress])) == [
        "  boats: 320 of 1,000 done, 3 failed, 677 queued, about 2 minutes left"
    ]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, ""),
        (20, "less than a minute left"),
        (60, "about 1 minute left"),
        (3300, "about 55 minutes left"),
        (9000, "about 2 hours left"),
    ],
)
def test_time_left_is_said_in_words(seconds: float, said: str) -> None:
    assert time_left(seconds) == said


def test_what_is_over_has_no_time_left() -> None:
    over = OperationProgress(name="", total=5, done=4, failed=1, seconds=60)
    assert (over.counts, over.left) == (("4 of 5 done", "1 failed"), "")


def test_another_estimate_alone_is_no_news() -> None:
    def waits(done: int, seconds: float) -> StepView:
        progress = (OperationProgress(name="boats", total=9, done=done, seconds=seconds),)
        return view(waiting=WaitView(what="", since=0, until=0, progress=progress))

    further = Further()
    assert [len(further.of(waits(*one))) for one in ((0, 60), (0, 50), (1, 50), (1, 40))] == [1, 0, 1, 0]


def test_as_text_each_step_of_the_way_is_told_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    engine = engine_of(world=World(), workflow=workflow(Shipyard()))
    run_apply(engine, Stream(as_json=False), wait=60)
    said = capfd.readouterr().out.splitlines()
    assert [line.split(",")[0] for line in said if "Repair of boats" in line] == [
        "  Repair of boats: 0 of 1",
        "  Repair of boats: 400 of 1",
        "  Repair of boats: 800 of 1",
    ]


def test_as_json_lines_how_far_it_is_comes_without_the_rows_and_the_step_with_all_of_them(
    capfd: pytest.CaptureFixture[str],
) -> None:
    run_apply(engine_of(world=World(), workflow=workflow(Shipyard())), Stream(as_json=True, command="apply"), wait=60)
    told = [checked(line) for line in capfd.readouterr().out.splitlines()]
    further = [line for line in told if line["event"] == "progress"]
    assert [(line["step"], line["done"], line["queued"]) for line in further] == [
        ("shipyard", 400, 600),
        ("shipyard", 800, 200),
    ]
    steps = [line for line in told if line["event"] == "step" and line["step"] == "shipyard"]
    assert [line["state"] for line in steps] == ["pending", "satisfied"]
    assert steps[0]["waiting"]["progress"][0]["total"] == 1000
    (listing,) = steps[-1]["listings"]
    assert (listing["columns"], len(listing["rows"])) == (["Boat", "Account", "State", "Why"], 1000)
    assert listing["rows"][0]["cells"][1] == account(0)


def test_a_step_without_many_things_says_nothing_of_them(capfd: pytest.CaptureFixture[str]) -> None:
    harbor = Listing(title="No boats", columns=("Boat",))
    run_status(engine_of(world=World(), workflow=workflow(Shipyard(total=0), harbor)), Stream(as_json=True))
    told = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    (step,) = (line for line in told if line.get("step") == "harbor")
    assert step["listings"] == [{"title": "No boats", "columns": ["Boat"], "rows": []}]
    assert all("progress" not in (line.get("waiting") or {}) for line in told)


def test_status_prints_how_they_stand_and_what_needs_somebody(capfd: pytest.CaptureFixture[str]) -> None:
    run_status(engine_of(world=World(), workflow=workflow(Shipyard(failed=2, done=998))), Stream(as_json=False))
    said = capfd.readouterr().out
    assert "  1,000 boats in 40 docks (1 x, 999 ok)" in said
    assert "  1,000 boats (2 x, 998 ok)" in said
    assert [line.split()[1] for line in said.splitlines() if line.startswith("    x")] == [
        "boat-0950",
        "boat-0000",
        "boat-0001",
    ]
    assert len(said.splitlines()) < 40


def test_a_conversation_prints_a_screenful_once_and_everything_on_request(tmp_path: Path) -> None:
    asker = Scripted([("Harbor: what do you want to do?", "long-findings"), ("Harbor: what", "quit")])
    with conversation_with(workflow(Shipyard()).steps, asker, Nothing(), tmp_path) as held:
        held.conversation.visited = "harbor"
        with pytest.raises(Quit):
            held.conversation.hold()
    assert sum("1,000 boats in 40 docks" in line for line in asker.said) == 2
    assert "long-findings" in asker.offered[0] or "why" in asker.offered[0]
    assert sum("boat-" in line for line in asker.said) == 1001


def test_a_conversation_says_how_far_it_is_when_that_changes(tmp_path: Path) -> None:
    asker = Scripted([("What do you want to do?", "wait")])  # asked where the shipyard is still at work by then
    with conversation_with(workflow(Shipyard()).steps, asker, Nothing(), tmp_path) as held:
        held.conversation.hold()
    assert sum("Repair of boats: " in line for line in asker.said) == 3


# --- what leaves this computer ---------------------------------------------------------------------------------------


def test_a_report_has_the_rows_that_need_somebody_and_no_name_or_id_of_them() -> None:
    told = report(view(table(leaks=LISTED + 5)), (), program="boats 1.0")
    assert "(25 x, 12 !, 963 ok)" in told
    assert told.count("KEEL_LEAKS: water in the hold") == LISTED
    assert "… and 17 more" in told
    assert "boat-" not in told
    assert account(0) not in told


def test_the_log_has_counts_and_nothing_of_a_cell(tmp_path: Path) -> None:
    engine = engine_of(world=World(), workflow=workflow(Shipyard()))
    log = Log(tmp_path / "log.jsonl")
    log.follow(engine)
    engine.drive(engine.quiet)
    log.end("complete")
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert any(line.get("listed") == [{"bad": 1, "good": 999}] for line in lines)
    assert any(line.get("operations") == [{"total": 1000, "done": 400, "failed": 0}] for line in lines)
    assert "boat-" not in (tmp_path / "log.jsonl").read_text()


def test_what_holds_others_is_not_counted_as_one_of_them() -> None:
    rows = (Row(cells=("unit",), mark="warning"), Row(cells=("boat",), mark="good", depth=3), boat(1, "good", 1))
    assert marks_of(Listing(title="", columns=("",), rows=rows)) == {"good": 2}
    assert msgspec.json.decode(msgspec.json.encode(table(5)), type=Listing) == table(5)
