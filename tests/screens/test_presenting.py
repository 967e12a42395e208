"""Presenter mode: nothing private is drawn anywhere, and what is copied is whole."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

import screens
from screens.dialogs.stop_presenting import StopPresenting
from screens.presenting.key_echo import KeyEcho
from tests.screens.driving import BIG, SMALL, at, drawn, lines, opened, press, selected, shows, steps, typed, until
from tests.screens.still import (
    ACCOUNT,
    ARN,
    ASKED,
    BUCKET,
    FAILED,
    GRANT,
    HANDED_OVER,
    HERE,
    PENDING,
    PLANNED,
    QUESTIONS,
    SIGNED_IN,
    STEPS,
    SUB,
    TEMPLATE,
    StillEngine,
    applying,
    calls,
    change,
    opening,
    step,
    way,
)
from wizard.model import AskedQuestion, Choice, Finding, PlanView, Question, SpeakersCard, State, StepView

VENDOR = "975050257559"
MINE = "111122223333"
EMAIL = "aws+firetiger@acme.dev"
PROFILE, BUCKET_NAME, EXTERNAL_ID, USER = "prod-admin", "auditlogs", "tiger-7f3a", "ada"
SECRETS = (ACCOUNT, MINE, ARN, EMAIL, "acme.dev", BUCKET, PROFILE, BUCKET_NAME, EXTERNAL_ID)
PUBLIC = (VENDOR, "Firetiger", "firetiger", "CrossAccountAccessForFiretiger", "firetiger-bootstrap")
ME = msgspec.structs.replace(HERE, private=(PROFILE, USER))
EVERYTHING = " ".join(
    (
        ACCOUNT,
        MINE,
        ARN,
        EMAIL,
        BUCKET,
        "profile",
        PROFILE,
        f"s3://{BUCKET_NAME}",
        EXTERNAL_ID,
        f"arn:aws:s3:::{BUCKET}/*",
    )
)
CARD = SpeakersCard(
    takes="about 2 minutes",
    say=("One account, one role.",),
    asked=(AskedQuestion(question="Who pays?", answer="You do."),),
)


class Clockwork:
    """Instead of a timer: keeps what is to be done later, until the test lets the time come."""

    def __init__(self) -> None:
        self.waiting: list[tuple[float, Callable[[], None]]] = []

    def __call__(self, seconds: float, does: Callable[[], None]) -> None:
        self.waiting.append((seconds, does))

    def strike(self) -> None:
        """Everything that waits is due."""
        due, self.waiting = self.waiting, []
        for _, does in due:
            does()


def full_views() -> dict[str, StepView]:
    """Every part of every step, each with everything that is private in it."""
    facts = tuple(
        Finding(
            mark="bad",
            text=EVERYTHING,
            detail=EVERYTHING,
            kind=kind,
            body=f"{EVERYTHING}\n{TEMPLATE}",
            rows=((EVERYTHING, EMAIL, ACCOUNT), (ARN, PROFILE, EVERYTHING)),
        )
        for kind in ("text", "template", "difference", "events", "table", "script", "next", "arn")
    )
    parameters = {"Bucket": BUCKET_NAME, "Policy": EVERYTHING, "ExternalId": EXTERNAL_ID, "File": EVERYTHING.encode()}
    receipt = PlanView(
        act=f"Make it in {ACCOUNT}",
        changes=(
            change(1, "s3", "CreateBucket", EVERYTHING, f"aws {EVERYTHING}", warning=EVERYTHING, parameters=parameters),
        ),
        consent=(EVERYTHING, EVERYTHING),
        costs=EVERYTHING,
        script=f"#!/bin/sh\naws {EVERYTHING}\n",
    )
    asked = (
        Question(
            name="profile",
            text=EVERYTHING,
            help=EVERYTHING,
            choices=tuple(Choice(f"{PROFILE}{n}", f"{PROFILE}{n} {EVERYTHING}", EVERYTHING) for n in range(12)),
        ),
        Question(name="external_id", text=EVERYTHING, default=EXTERNAL_ID),
        Question(name="other", text=EVERYTHING, default=EVERYTHING),
    )
    assert FAILED.problem is not None
    problem = msgspec.structs.replace(
        FAILED.problem, title=EVERYTHING, what=EVERYTHING, why=EVERYTHING, todo=(EVERYTHING,)
    )
    return {
        "sign_in": replace(SIGNED_IN, summary=EVERYTHING, findings=facts),
        "sub_account": step("sub-account", State.NEEDS_ANSWERS, EVERYTHING, questions=asked, why=EVERYTHING),
        "cloudtrail": step("cloudtrail", State.UNMET, EVERYTHING, plan=receipt, more=EVERYTHING),
        "template": step("template", State.BLOCKED, EVERYTHING, problem=problem, answers={"external_id": EXTERNAL_ID}),
        "bedrock": step("bedrock", State.SKIPPED, EVERYTHING, skipped=EVERYTHING),
        "handover": step("handover", State.SATISFIED, EVERYTHING, findings=facts),
    }


def presented(views: dict[str, StepView] | None = None, **others: Any) -> tuple[StillEngine, Any]:
    """An engine and an opening that is presented."""
    given = {"sign_in": SIGNED_IN, "sub_account": SUB, "cloudtrail": PLANNED} if views is None else views
    engine = StillEngine(way(**given), ME, calls(7))
    values: dict[str, Any] = {"present": True, "public": PUBLIC, "cards": {name: CARD for name, _ in STEPS}}
    return engine, opening(engine, **{**values, **others})


def giveaways(pilot: Pilot[int], secrets: tuple[str, ...] = SECRETS) -> list[str]:
    """What can be read of the secrets on the screen or in its picture, however it is grouped or wrapped."""
    svg = pilot.app.export_screenshot()
    picture = html.unescape("".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))).replace("\xa0", " ")
    told = [re.sub(r"\s", "", text) for text in (picture, drawn(pilot), "".join(lines(pilot)))]
    return [secret for secret in secrets if any(secret in text for text in told)]


def nothing_is_left_behind(pilot: Pilot[int]) -> None:
    """No private character reaches the screen."""
    assert not [one for one in drawn(pilot) if 0xE000 <= ord(one) <= 0xF8FF or one == "‹"]


SITUATIONS: dict[str, tuple[StepView, ...]] = {
    "asks": (replace(ASKED, questions=(*QUESTIONS[:2], replace(QUESTIONS[2], placeholder="you@your.company"))),),
    "plan": (SUB, PLANNED),
    "applying": (SUB, applying(1)),
    "failure": (SUB, FAILED),
    "consent": (SUB, GRANT),
    "pending": (SUB, PENDING),
    "handover": (SUB, PENDING, HANDED_OVER),
}


@pytest.mark.long
@pytest.mark.parametrize("size", [SMALL, BIG], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", SITUATIONS)
async def test_no_situation_tells_what_is_private(name: str, size: tuple[int, int]) -> None:
    views = SITUATIONS[name]
    _, presenting = presented({"sign_in": SIGNED_IN, **{view.id.replace("-", "_"): view for view in views}})
    async with opened(presenting, size) as pilot:
        for step_name in ("sign-in", views[-1].id):
            await at(pilot, step_name)
            for key in ("a", "a", "tab", "enter", "pagedown", "end"):
                await press(pilot, key)
                assert giveaways(pilot) == []
                nothing_is_left_behind(pilot)


@pytest.mark.parametrize("size", [SMALL, BIG, (200, 60)], ids=["80x24", "120x40", "200x60"])
@pytest.mark.parametrize("name", [name for name, _ in STEPS])
async def test_no_part_of_any_step_tells_what_is_private(name: str, size: tuple[int, int]) -> None:
    _, presenting = presented(full_views(), sandbox=f"fresh {MINE}")
    async with opened(presenting, size) as pilot:
        await at(pilot, name)
        for key in ("a", "pagedown", "pagedown", "pagedown", "end"):
            assert giveaways(pilot) == []
            nothing_is_left_behind(pilot)
            await press(pilot, key)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("template", ["e"]),
        ("cloudtrail", ["f1"]),
        ("cloudtrail", ["enter", "enter"]),
        ("cloudtrail", ["enter", "tab", "enter"]),
        ("cloudtrail", ["tab", "enter"]),
        ("cloudtrail", ["ctrl+p"]),
        ("cloudtrail", ["question_mark"]),
        ("cloudtrail", ["f4"]),
        ("cloudtrail", ["f2"]),
    ],
)
async def test_no_dialog_tells_what_is_private(name: str, keys: list[str]) -> None:
    _, presenting = presented(full_views())
    async with opened(presenting, SMALL) as pilot:
        await at(pilot, name)
        await press(pilot, *keys)
        for key in ("pagedown", "end"):
            assert giveaways(pilot) == []
            nothing_is_left_behind(pilot)
            await press(pilot, key)


async def test_notices_and_the_offer_to_resume_tell_nothing() -> None:
    _, presenting = presented(resume=f"An onboarding was begun for account {MINE} by {EMAIL}.")
    async with opened(presenting) as pilot:
        await until(pilot, shows(pilot, "Welcome back"))
        assert giveaways(pilot) == []
        await press(pilot, "enter")
        await until(pilot, lambda: steps(pilot).view)
        pilot.app._background.report(_told(f"notice about {EVERYTHING}"))
        await until(pilot, shows(pilot, "Notice about"))
        assert giveaways(pilot, tuple(one for one in SECRETS if one != EXTERNAL_ID)) == []  # no view carries it here


def _told(sentence: str) -> Any:
    from screens.background import Told

    return Told(sentence)


async def test_what_cannot_begin_tells_nothing() -> None:
    from screens.launch import StartFailed

    def start(_fresh: bool, _listen: object) -> None:
        raise StartFailed(f"The checkpoint belongs to account {MINE}.")

    _, presenting = presented(start=start)
    async with opened(presenting) as pilot:
        await until(pilot, shows(pilot, "The checkpoint belongs to"))
        assert giveaways(pilot) == []


async def test_what_is_typed_into_a_private_field_is_never_drawn() -> None:
    engine, presenting = presented({"sign_in": SIGNED_IN, "sub_account": replace(ASKED, questions=QUESTIONS[1:])})
    async with opened(presenting) as pilot:
        await at(pilot, "sub-account")
        await press(pilot, "enter")
        for beginning in ("ada", ".l@", "uni", ".org"):
            await typed(pilot, beginning)
            assert not {"ada", "uni", "org"} & set(re.findall(r"[a-z]+", _field(pilot)))
        await press(pilot, "enter")
        await until(pilot, lambda: engine.told)
    told = engine.told[-1]
    assert told == ("answer", "sub-account", {"name": "Firetiger", "email": "ada.l@uni.org"})


def _field(pilot: Pilot[int]) -> str:
    field = list(pilot.app.screen.query(Input))[-1]
    return lines(pilot)[field.region.y + 1][field.region.x : field.region.right]


async def test_an_example_in_an_empty_field_can_be_read() -> None:
    _, presenting = presented({"sign_in": SIGNED_IN, "sub_account": ASKED})
    async with opened(presenting) as pilot:
        await at(pilot, "sub-account")
        await until(pilot, shows(pilot, "aws+firetiger@example.com"))


async def test_what_the_vendor_calls_its_own_can_be_read() -> None:
    _, presenting = presented({"sign_in": SIGNED_IN, "sub_account": SUB, "template": GRANT})
    async with opened(presenting) as pilot:
        await at(pilot, "template")
        await press(pilot, "enter", "enter")
        await until(pilot, shows(pilot, "account 9750 5025 7559 will be able to do everything", "CrossAccountAcc"))


# --- when ------------------------------------------------------------------------------------------------------------


async def test_f2_covers_everything_at_once_and_moves_nothing() -> None:
    _, plain = presented(present=False)
    async with opened(plain) as pilot:
        await at(pilot, "sign-in")
        assert MINE in giveaways(pilot)
        before = lines(pilot)[0]
        await press(pilot, "f2")
        assert giveaways(pilot) == []
        assert "REVEALED" not in before


async def test_without_colour_everything_is_covered_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    _, presenting = presented(later=Clockwork())
    async with opened(presenting, SMALL) as pilot:
        await at(pilot, "sign-in")
        assert giveaways(pilot) == []
        await press(pilot, "f3")
        assert MINE in giveaways(pilot)
        assert "REVEALED" in lines(pilot)[0]


async def test_f2_covers_what_is_already_open() -> None:
    _, plain = presented({"sign_in": SIGNED_IN, "sub_account": SUB, "template": GRANT}, present=False)
    async with opened(plain) as pilot:
        await at(pilot, "template")
        await press(pilot, "enter", "enter")
        await until(pilot, shows(pilot, "Not now"))
        assert ACCOUNT in giveaways(pilot)
        await press(pilot, "f2")
        assert giveaways(pilot) == []


async def test_leaving_presenter_mode_is_asked_first_and_escape_goes_on_presenting() -> None:
    _, presenting = presented()
    async with opened(presenting) as pilot:
        await at(pilot, "sign-in")
        await press(pilot, "f2")
        assert isinstance(pilot.app.screen, StopPresenting)
        await press(pilot, "escape")
        assert giveaways(pilot) == []
        await press(pilot, "f2", "tab", "enter")
        await until(pilot, lambda: pilot.app.screen is steps(pilot))
        assert MINE in giveaways(pilot)


async def test_a_reveal_shows_everything_for_three_seconds() -> None:
    clockwork = Clockwork()
    _, presenting = presented(later=clockwork)
    async with opened(presenting) as pilot:
        await at(pilot, "sign-in")
        await press(pilot, "f3")
        assert MINE in giveaways(pilot)
        assert "REVEALED" in lines(pilot)[0]
        assert 3.0 in [seconds for seconds, _ in clockwork.waiting]
        clockwork.strike()
        await pilot.pause()
        assert giveaways(pilot) == []
        assert "REVEALED" not in lines(pilot)[0]


async def test_a_second_press_covers_at_once_and_an_old_timer_cuts_no_new_reveal_short() -> None:
    clockwork = Clockwork()
    _, presenting = presented(later=clockwork)
    async with opened(presenting) as pilot:
        await at(pilot, "sign-in")
        await press(pilot, "f3", "f3")
        assert giveaways(pilot) == []
        old, clockwork.waiting = clockwork.waiting, []
        await press(pilot, "f3")
        for _, does in old:
            does()
        await pilot.pause()
        assert MINE in giveaways(pilot)


async def test_a_reveal_works_in_a_dialog_too() -> None:
    _, presenting = presented({"sign_in": SIGNED_IN, "sub_account": SUB, "template": GRANT}, later=Clockwork())
    async with opened(presenting) as pilot:
        await at(pilot, "template")
        await press(pilot, "enter", "enter")
        await until(pilot, shows(pilot, "F3 reveal"))
        await press(pilot, "f3")
        assert ACCOUNT in giveaways(pilot)


async def test_without_presenter_mode_nothing_is_masked_and_f3_does_nothing() -> None:
    _, plain = presented(present=False)
    async with opened(plain) as pilot:
        await at(pilot, "sign-in")
        await press(pilot, "f3", "f4")
        assert pilot.app.screen is steps(pilot)
        assert "•••" not in drawn(pilot)
        assert "F3" not in lines(pilot)[-1]


# --- what goes with it ------------------------------------------------------------------------------------------------


async def test_what_is_copied_is_whole() -> None:
    copied: list[str] = []

    def copy(text: str, _send: object, _name: str) -> str:
        copied.append(text)
        return "Copied to the clipboard."

    _, presenting = presented({"sign_in": SIGNED_IN, "sub_account": SUB, "handover": HANDED_OVER}, copy=copy)
    async with opened(presenting) as pilot:
        await at(pilot, "handover")
        await press(pilot, "y")
        await until(pilot, lambda: copied == [ARN])
        pilot.app.screen.query_one(".arn").text_select_all()
        await press(pilot, "ctrl+c")
        await until(pilot, lambda: len(copied) == 2)
    assert copied[1].strip() == ARN


async def test_a_saved_picture_is_masked(tmp_path: Path) -> None:
    _, presenting = presented()
    async with opened(presenting) as pilot:
        await at(pilot, "sign-in")
        saved = pilot.app.save_screenshot("shot.svg", str(tmp_path))
        assert MINE not in Path(saved).read_text("utf-8").replace("&#160;", "")


async def test_the_card_says_what_to_say_and_closes_as_it_opened() -> None:
    _, presenting = presented()
    async with opened(presenting, SMALL) as pilot:
        await at(pilot, "sub-account")
        await until(pilot, lambda: "F4 questions" in lines(pilot)[-1])
        await press(pilot, "f4")
        await until(
            pilot,
            shows(pilot, "─ Sub-account ─", "This takes about 2 minutes.", "One account, one role.", "Who pays?"),
        )
        await press(pilot, "f4")
        assert pilot.app.screen is steps(pilot)


async def test_keys_are_shown_and_what_is_typed_is_not() -> None:
    clockwork = Clockwork()
    views = {"sign_in": SIGNED_IN, "sub_account": replace(ASKED, questions=QUESTIONS[1:])}
    _, presenting = presented(views, later=clockwork)
    async with opened(presenting) as pilot:
        await at(pilot, "sub-account")
        await press(pilot, "x", "enter")
        assert _echo(pilot) == "enter"
        clockwork.strike()
        await pilot.pause()
        assert _echo(pilot) == ""
        await press(pilot, "q", "1", "space")
        assert _echo(pilot) == ""
        await press(pilot, "escape", "r")
        assert _echo(pilot) == "r"


def _echo(pilot: Pilot[int]) -> str:
    echo = list(pilot.app.screen.query(KeyEcho))
    return str(echo[0].content) if echo else ""


async def test_the_masthead_counts_the_time_each_step_was_in_sight() -> None:
    now = [1_795_329_151.0]
    _, presenting = presented(clock=lambda: now[0])
    async with opened(presenting) as pilot:
        await at(pilot, "cloudtrail")
        before = _clock(pilot)
        now[0] += 75
        await until(pilot, lambda: _clock(pilot) == before + 75)
        await at(pilot, "sign-in")
        now[0] += 10
        await until(pilot, lambda: _clock(pilot) >= 10)
        await at(pilot, "cloudtrail")
        await until(pilot, lambda: _clock(pilot) >= before + 75)
        assert selected(pilot) == "cloudtrail"


def _clock(pilot: Pilot[int]) -> int:
    found = re.search(r"this step (\d+):(\d\d)", lines(pilot)[0])
    return int(found[1]) * 60 + int(found[2]) if found else -1


async def test_the_palette_and_the_keys_offer_presenting() -> None:
    _, plain = presented(present=False)
    async with opened(plain) as pilot:
        await at(pilot, "sign-in")
        await press(pilot, "question_mark")
        await until(pilot, shows(pilot, "F2", "present"))
        assert "reveal" not in drawn(pilot)
        await press(pilot, "escape", "ctrl+p")
        await typed(pilot, "present")
        await until(pilot, shows(pilot, "key F2"))
        await press(pilot, "enter", "enter")
        await until(pilot, lambda: pilot.app.presenting)


async def test_another_scenario_is_rehearsed_from_the_palette() -> None:
    scenarios = {"fresh": "An organization.", "role-retained": "A role outlived its stack."}
    _, presenting = presented(rehearsals=lambda: scenarios)
    async with opened(presenting) as pilot:
        await at(pilot, "sign-in")
        await press(pilot, "ctrl+p")
        await typed(pilot, "rehearse role")
        await until(pilot, shows(pilot, "Rehearse: role-retained", "A role outlived its stack."))
        await press(pilot, "enter", "enter")
        await until(pilot, lambda: not pilot.app.is_running)
    assert pilot.app.rehearsal == "role-retained"


@pytest.mark.parametrize("others", [{"present": False}, {"sandbox": ""}], ids=["alone", "real AWS"])
async def test_nothing_is_rehearsed_unless_somebody_presents_the_sandbox(others: dict[str, Any]) -> None:
    _, opened_otherwise = presented(rehearsals=lambda: {"fresh": "An organization."}, **others)
    async with opened(opened_otherwise) as pilot:
        await at(pilot, "sign-in")
        await press(pilot, "ctrl+p")
        await typed(pilot, "rehearse")
        await until(pilot, shows(pilot, "No matches found"))


async def test_the_activity_is_folded_to_its_last_line_until_it_is_opened() -> None:
    from screens.widgets.activity import Activity

    _, presenting = presented()
    async with opened(presenting) as pilot:
        await at(pilot, "sign-in")
        assert pilot.app.screen.query_one(Activity).size.height == 1
        await press(pilot, "a")
        assert pilot.app.screen.query_one(Activity).size.height > 1


def test_nothing_in_screens_draws_a_text_that_did_not_pass_the_mask() -> None:
    room = Path(screens.__file__).parent
    importers = {
        file.name
        for file in room.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "wizard.text.sanitize"
    }
    # A field keeps what was written, inert and whole; it draws it through a mask of its own.
    assert importers == {"words.py", "fields.py"}
