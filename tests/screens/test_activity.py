"""The activity: finding calls, saving them, and the report that tells the last ones."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec import structs
from textual import events
from textual.widgets import Input

from screens.call_log import TOLD, CallLog, Sought, as_json_lines
from screens.widgets.activity import Activity, call_line
from tests.screens.driving import BIG, SMALL, at, drawn, lines, opened, press, shows, steps, until
from tests.screens.still import (
    ACCOUNT,
    ASKED,
    FAILED,
    HERE,
    NOW,
    PLANNED,
    SIGNED_IN,
    SUB,
    StillEngine,
    calls,
    opening,
    way,
)
from wizard.model import CallBegan, CallEnded, StepView


def ended(number: int, **more: Any) -> CallEnded:
    given = {"account": ACCOUNT, "region": "us-east-1", "service": "s3", "operation": "GetObject", "writes": False}
    return CallEnded(number=number, at=NOW, **{**given, "seconds": 0.1, "outcome": "ok", **more})


def began(number: int, **more: Any) -> CallBegan:
    one = ended(number, **more)
    return CallBegan(**{name: getattr(one, name) for name in CallBegan.__struct_fields__})


def numbers(log: CallLog) -> list[int]:
    return [made.began.number for made in log.shown]


# --- which calls -------------------------------------------------------------------------------------------------


CALLS = (
    ended(1, service="iam", operation="GetRole", outcome="NoSuchEntity"),
    ended(2, service="iam", operation="CreateRole", writes=True),
    ended(3, service="cloudtrail", operation="DescribeTrails", account="111122223333"),
)


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought(), [1, 2, 3]),
        (Sought("IAM"), [1, 2]),
        (Sought("role iam"), [1, 2]),
        (Sought("nosuch"), [1]),
        (Sought("1111 2222"), [3]),
        (Sought(only="failures"), [1]),
        (Sought(only="changes"), [2]),
        (Sought("iam", "changes"), [2]),
        (Sought("lambda"), []),
    ],
)
def test_calls_are_found_by_service_operation_outcome_and_account(sought: Sought, found: list[int]) -> None:
    before, after = CallLog(), CallLog()
    before.take(CALLS)
    before.look_for(sought)
    after.look_for(sought)
    after.take(CALLS)
    assert numbers(before) == numbers(after) == found


def test_a_call_that_fails_while_failures_are_looked_for_stands_in_its_place() -> None:
    log = CallLog()
    log.look_for(Sought(only="failures"))
    log.take([began(1), began(2), ended(2, outcome="Throttling"), ended(1, outcome="Timeout"), began(3), ended(3)])
    assert numbers(log) == [1, 2]


def test_only_so_many_are_kept_and_the_oldest_go_also_from_what_was_found_and_from_what_still_runs() -> None:
    log = CallLog(most=10)
    log.look_for(Sought("s3"))
    log.take([began(number) for number in range(25)])
    assert len(log) == len(log.shown) == log.running == 10
    assert numbers(log) == list(range(15, 25))


def test_an_answer_to_a_call_that_is_not_kept_any_more_is_a_call() -> None:
    log = CallLog(most=2)
    log.take([began(1), began(2), began(3), ended(1)])
    assert numbers(log) == [3, 1]


def test_saved_calls_are_json_lines_with_what_came_of_them() -> None:
    log = CallLog()
    log.take([ended(1, outcome="AccessDenied"), began(2)])
    first, second = map(json.loads, as_json_lines(log.shown).splitlines())
    assert (first["service"], first["operation"], first["outcome"]) == ("s3", "GetObject", "AccessDenied")
    assert first["at"].startswith("2026-")
    assert "outcome" not in second
    assert "simulated" not in first
    rehearsed = as_json_lines(log.shown, simulated=True).splitlines()
    assert all(line.startswith('{"simulated": true') for line in rehearsed)


# --- calls of one kind -------------------------------------------------------------------------------------------


def told(log: CallLog, width: int = 90) -> list[str]:
    return [call_line(log.row(index), NOW, width).plain for index in range(log.rows())]


def everywhere(*regions: str, first: int = 1, **more: Any) -> list[CallEnded]:
    named = {"service": "cloudtrail", "operation": "DescribeTrails", **more}
    return [ended(first + place, region=region, **named) for place, region in enumerate(regions)]


def test_the_same_look_into_many_regions_is_one_line() -> None:
    log = CallLog()
    log.take([*everywhere("us-east-1", "eu-west-1", "eu-west-2"), ended(9)])
    first, second = told(log)
    assert "cloudtrail DescribeTrails × 3" in first
    assert "3 regions" in first
    assert first.endswith("ok")
    assert "s3 GetObject" in second


def test_a_line_tells_how_many_are_answered_and_the_worst_that_came_of_them() -> None:
    log = CallLog()
    calls = everywhere("us-east-1", "eu-west-1", "eu-west-2")
    log.take(began(one.number, region=one.region, service=one.service, operation=one.operation) for one in calls)
    log.take(calls[:1])
    assert told(log)[0].endswith("1 of 3")
    log.take(everywhere("eu-west-1", "eu-west-2", first=2, outcome="AccessDenied"))
    assert told(log)[0].endswith("2 of 3 AccessDenied")


def test_of_calls_that_run_the_one_that_hangs_longest_tells_the_time() -> None:
    log = CallLog()
    log.take([structs.replace(began(1), at=NOW - 64), *(structs.replace(began(2), at=NOW - 56),)])
    log.take([structs.replace(ended(2), at=NOW - 56)])
    assert told(log)[0].endswith("1:04  1 of 2")


def test_a_change_has_a_line_of_its_own_and_so_has_a_call_of_later() -> None:
    log = CallLog()
    log.take([ended(1, writes=True), ended(2, writes=True), ended(3)])
    log.take([structs.replace(ended(4), at=NOW + 60)])
    assert log.rows() == 4


def test_whoever_looks_for_calls_sees_each_of_them() -> None:
    log = CallLog()
    log.take(everywhere("us-east-1", "eu-west-1"))
    log.look_for(Sought("describe"))
    assert log.rows() == 2


def test_of_a_line_the_oldest_calls_are_forgotten_first() -> None:
    log = CallLog(most=3)
    log.take([*everywhere("us-east-1", "eu-west-1"), ended(8), *everywhere("eu-west-2", first=9)])
    assert [len(log.row(index).calls) for index in range(log.rows())] == [2, 1]
    assert "2 regions" in told(log)[0]
    log.take([ended(20), ended(21)])
    first, second = told(log)
    assert "eu-west-2" in first
    assert "cloudtrail DescribeTrails  " in first
    assert "s3 GetObject × 2" in second


@pytest.mark.parametrize("width", [60, 66, 78, 88, 118, 170])
def test_an_operation_is_told_whole_at_every_width(width: int) -> None:
    log = CallLog()
    log.take([ended(1, service="bedrock", operation="GetFoundationModelAvailability", outcome="ThrottlingException")])
    (line,) = told(log, width)
    assert "bedrock GetFoundationModelAvailability" in line
    assert len(line) <= width
    assert width < 90 or "us-east-1" in line


def test_what_was_said_is_kept_of_the_last_calls_only() -> None:
    log = CallLog()
    log.take(ended(number, request="{}", answer="{}", request_id=f"id-{number}") for number in range(TOLD + 5))
    ids = [made.ended.request_id for made in log.shown if made.ended is not None]
    assert ids[:6] == ["", "", "", "", "", "id-5"]


# --- on the screen -----------------------------------------------------------------------------------------------


def engine(**views: Any) -> StillEngine:
    given = {"sub_account": SUB, "cloudtrail": PLANNED, "template": FAILED, **views}
    return StillEngine(way(sign_in=SIGNED_IN, **given), HERE, calls(12))


def listed(pilot: Any) -> list[str]:
    activity = pilot.app.screen.query_one(Activity)
    return [activity.content_of(index).plain for index in range(activity.height_in_lines())]


@pytest.mark.parametrize("size", [SMALL, BIG, (200, 60)])
async def test_a_slash_and_a_few_letters_leave_the_calls_that_are_looked_for(size: tuple[int, int]) -> None:
    async with opened(opening(engine()), size) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "slash", *"describetrails")
        await until(pilot, shows(pilot, "2 of 12 calls"))
        assert all("DescribeTrails" in line for line in listed(pilot))
        assert "go to calls" in lines(pilot)[-1]
        assert "find calls" not in lines(pilot)[-1], "a slash would be typed into the line"
        await press(pilot, "escape")
        await until(pilot, lambda: "of 12 calls" not in drawn(pilot))
        assert len(pilot.app.screen.query_one(Activity).kept.shown) == 12


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_the_newest_call_stays_in_sight_whatever_the_size_of_the_activity(size: tuple[int, int]) -> None:
    async with opened(opening(engine()), size) as pilot:
        await at(pilot, "cloudtrail")
        activity = pilot.app.screen.query_one(Activity)
        seen = {activity.size.height}
        for _ in range(3):
            await press(pilot, "a")
            await until(pilot, lambda: activity.size.height not in seen or len(seen) == 3)
            seen.add(activity.size.height)
            assert activity.scroll_offset.y == activity.max_scroll_y
        activity.scroll_to(y=0, animate=False, immediate=True)
        await press(pilot, "a")
        assert activity.scroll_offset.y == 0 or activity.max_scroll_y == 0, "whoever scrolls away is not taken back"


async def test_enter_tells_what_was_asked_and_answered_with_the_id_that_support_asks_for() -> None:
    copied: list[str] = []

    def copy(text: str, _send: object, _name: str) -> str:
        copied.append(text)
        return "Copied to the clipboard."

    async with opened(opening(engine(), copy=copy), BIG) as pilot:
        await at(pilot, "cloudtrail")
        activity = pilot.app.screen.query_one(Activity)
        said = {"request": '{"RoleName": "Mine"}', "answer": '{"Role": {}}', "request_id": "0a1b-2c3d"}
        activity.take([ended(901, service="iam", operation="GetRole", **said)], NOW)
        activity.take([ended(902, service="iam", operation="GetUser")], NOW)
        activity.focus()
        await press(pilot, "up", "enter")
        await until(pilot, shows(pilot, "iam GetRole", "request id 0a1b-2c3d", '"RoleName": "Mine"', '"Role"'))
        await press(pilot, "c")
        await until(pilot, lambda: bool(copied))
        await press(pilot, "escape")
    assert "0a1b-2c3d" in copied[0]
    assert "GetUser" not in copied[0]


async def test_what_was_said_is_covered_while_others_watch_whatever_it_is_called() -> None:
    said = {
        "request": '{\n  "UserName": "jane.roe"\n}',
        "answer": '{\n  "Buckets": [\n    {\n      "Name": "acme-payroll-exports"\n    }\n  ],\n  "Cut": false\n}',
    }
    async with opened(opening(engine(), present=True), BIG) as pilot:
        await at(pilot, "cloudtrail")
        activity = pilot.app.screen.query_one(Activity)
        activity.take([ended(901, service="iam", operation="GetUser", **said)], NOW)
        activity.focus()
        await press(pilot, "enter")
        await until(pilot, shows(pilot, '"UserName"', '"Buckets"', "false"))
        assert "jane" not in drawn(pilot)
        assert "acme" not in drawn(pilot)
        await press(pilot, "f3")
        await until(pilot, shows(pilot, "jane.roe", "acme-payroll-exports"))


async def test_after_a_search_the_marked_line_is_the_newest_again() -> None:
    async with opened(opening(engine()), BIG) as pilot:
        await at(pilot, "cloudtrail")
        activity = pilot.app.screen.query_one(Activity)
        activity.focus()
        await press(pilot, "up", "up")
        await press(pilot, "slash", *"iam", "escape")
        assert activity.marked == activity.kept.rows() - 1


async def test_the_marked_line_goes_along_with_the_newest_until_somebody_goes_up() -> None:
    async with opened(opening(engine()), BIG) as pilot:
        await at(pilot, "cloudtrail")
        activity = pilot.app.screen.query_one(Activity)
        activity.focus()
        activity.take([ended(901, operation="One")], NOW)
        assert activity.marked == activity.kept.rows() - 1
        await press(pilot, "up")
        there = activity.marked
        activity.take([ended(902, operation="Two")], NOW)
        assert activity.marked == there
        await press(pilot, "down", "down")
        activity.take([ended(903, operation="Three")], NOW)
        assert activity.marked == activity.kept.rows() - 1


@pytest.mark.parametrize("size", [SMALL, BIG, (160, 50)])
async def test_the_activity_is_one_line_until_it_is_asked_for(size: tuple[int, int]) -> None:
    async with opened(opening(engine()), size) as pilot:
        await at(pilot, "cloudtrail")
        assert pilot.app.screen.query_one("#activity").outer_size.height == 1


async def test_on_a_wide_screen_it_stands_beside_a_column_of_a_hundred_cells() -> None:
    async with opened(opening(engine()), (200, 60)) as pilot:
        await at(pilot, "cloudtrail")
        assert pilot.app.screen.query_one("#panel").outer_size.width >= 100
        assert pilot.app.screen.query_one(Activity).size.height > 40


async def test_a_slash_in_a_form_is_a_slash() -> None:
    async with opened(opening(engine(sub_account=ASKED)), BIG) as pilot:
        await at(pilot, "sub-account")
        pilot.app.screen.query(Input).first().focus()
        await pilot.pause()
        field = pilot.app.focused
        assert isinstance(field, Input)
        before = field.value
        await press(pilot, "slash", "a")
        assert field.value == f"{before}/a"


async def test_what_is_looked_for_stays_in_sight_where_the_activity_is_folded() -> None:
    async with opened(opening(engine()), SMALL) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "slash", *"s3", "enter", "a", "a")
        await until(pilot, lambda: pilot.app.screen.query_one(Activity).size.height == 1)
        await until(pilot, shows(pilot, "2 of 12 calls"))


async def test_a_key_goes_through_failures_changes_and_all() -> None:
    async with opened(opening(engine()), BIG) as pilot:
        await at(pilot, "cloudtrail")
        assert "filter calls" not in lines(pilot)[-1], "the key belongs to the activity"
        pilot.app.screen.query_one(Activity).focus()
        await pilot.pause()
        await until(pilot, lambda: "f filter calls" in lines(pilot)[-1])
        await press(pilot, "f")
        await until(pilot, shows(pilot, "failures only · 2 of 12 calls"))
        await press(pilot, "f")
        await until(pilot, shows(pilot, "changes only · 0 of 12 calls", "No calls of this kind yet."))
        await press(pilot, "f")
        assert len(pilot.app.screen.query_one(Activity).kept.shown) == 12


async def test_the_calls_in_sight_are_saved_and_the_path_is_said() -> None:
    kept: list[tuple[str, str]] = []

    def keep(name: str, text: str) -> str:
        kept.append((name, text))
        return f"Saved: /home/ada/{name}"

    async with opened(opening(engine(), keep=keep), BIG) as pilot:
        await at(pilot, "cloudtrail")
        await press(pilot, "slash", *"getbucket", "enter", "s")
        await until(pilot, shows(pilot, "Saved: /home/ada/activity.jsonl"))
    ((_, text),) = kept
    assert [json.loads(line)["operation"] for line in text.splitlines()] == ["GetBucketPolicy"] * 2


@pytest.mark.parametrize(
    ("typed", "name", "sign"),
    [
        ("find calls", "Find calls", "all calls · 12 of 12 calls"),
        ("failures only", "Show failures only", "failures only · 2 of 12"),
        ("changes only", "Show changes only", "changes only · 0 of 12"),
        ("save calls", "Save calls in sight", "Files can't be saved here."),
        ("copy report", "Copy report", "Copied to the clipboard."),
    ],
)
async def test_the_palette_has_all_of_it(typed: str, name: str, sign: str) -> None:
    async with opened(opening(engine()), BIG) as pilot:
        await at(pilot, "template")
        await press(pilot, "ctrl+p")
        pilot.app.post_message(events.Paste(typed))
        await until(pilot, lambda: name in drawn(pilot) and "in Template" not in drawn(pilot))
        await press(pilot, "down", "enter")
        await until(pilot, shows(pilot, sign))


# --- the report --------------------------------------------------------------------------------------------------


async def test_one_key_copies_a_report_of_the_step_in_sight_with_the_last_calls() -> None:
    asked: list[tuple[str, int, int]] = []
    copied: list[str] = []

    def report(view: StepView, views: Any, last: Any) -> str:
        asked.append((view.id, len(views), len(last)))
        return "the report"

    def copy(text: str, _send: object, _name: str) -> str:
        copied.append(text)
        return "Copied to the clipboard."

    async with opened(opening(engine(), report=report, copy=copy), SMALL) as pilot:
        await at(pilot, "template")
        await until(pilot, shows(pilot, "x copy report without ids"))
        await press(pilot, "x")
        await until(pilot, shows(pilot, "Copied to the clipboard."))
    assert asked == [("template", 6, 12)]
    assert copied == ["the report"]


async def test_without_a_problem_there_is_nothing_to_report() -> None:
    def report(*_: object) -> str:
        raise AssertionError("there is no problem")

    async with opened(opening(engine(), report=report), (160, 40)) as pilot:
        await at(pilot, "cloudtrail")
        assert "copy report" not in lines(pilot)[-1]
        await press(pilot, "x")
        await at(pilot, "template")
        await until(pilot, lambda: "copy report" in lines(pilot)[-1])


@pytest.mark.parametrize("size", [(60, 16), SMALL, BIG])
async def test_the_card_names_the_section_that_tells_more_on_its_frame(size: tuple[int, int]) -> None:
    async with opened(opening(engine()), size) as pilot:
        await at(pilot, "template")
        card = pilot.app.screen.query_one("#problem")
        steps(pilot).panel.body.scroll_to(y=card.virtual_region.bottom - 4, animate=False)
        await until(pilot, lambda: any("docs/problems.md#role-exists ─" in line for line in lines(pilot)))
