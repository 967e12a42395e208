"""From the first key to the ARN with the keyboard alone, on the real engine; and what can happen on the way."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from screens.launch import StartFailed
from tests.screens.driving import BIG, SMALL, at, drawn, opened, press, selected, shows, steps, typed, until
from tests.screens.living import World, living
from tests.screens.still import ARN
from wizard.checkpoint.checkpoint import CheckpointProblem
from wizard.model import CallError, Vendor
from wizard.vendors.profile import load_vendor


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def vendor() -> Vendor:
    return load_vendor("firetiger")


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_the_keyboard_alone_leads_from_the_first_key_to_the_copied_arn(
    size: tuple[int, int], world: World, tmp_path: Path, vendor: Vendor
) -> None:
    copied: list[str] = []

    def copy(text: str, _send: object, _name: str) -> str:
        copied.append(text)
        return "Copied to the clipboard."

    async with opened(living(world, tmp_path, vendor, copy=copy), size) as pilot:
        await until(pilot, shows(pilot, "Next"))
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "What shall the account be called?"))
        await press(pilot, "enter")
        await typed(pilot, "aws@example.com")
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "Create the account"))
        await press(pilot, "enter", "enter")
        await until(pilot, lambda: selected(pilot) == "cloudtrail" and "Create the trail" in drawn(pilot))
        await press(pilot, "enter", "enter")
        await until(pilot, lambda: selected(pilot) == "template" and "Grant Firetiger" in drawn(pilot))
        await press(pilot, "enter", "enter")
        await until(pilot, shows(pilot, "Your consent"))
        await press(pilot, "tab", "tab", "enter")
        await until(pilot, lambda: selected(pilot) == "bedrock" and "Make the agreement" in drawn(pilot))
        await press(pilot, "enter", "enter")
        await until(pilot, shows(pilot, ARN, "Finish"))
        await press(pilot, "y")
        await until(pilot, lambda: copied == [ARN])
        await press(pilot, "enter")
        await until(pilot, lambda: not pilot.app.is_running)
    assert world.sent == ["CreateAccount", "CreateTrail", "CreateRole", "Agree"]
    assert pilot.app.return_value == 0


@pytest.mark.parametrize("size", [SMALL, BIG])
async def test_after_looking_again_enter_does_what_it_did_before(
    size: tuple[int, int], world: World, tmp_path: Path, vendor: Vendor
) -> None:
    world.sent += ["CreateAccount", "CreateTrail", "CreateRole", "Agree"]
    async with opened(living(world, tmp_path, vendor), size) as pilot:
        await _answered(pilot)
        await at(pilot, "handover")
        await until(pilot, lambda: "enter press button" in drawn(pilot) and "Finish" in drawn(pilot))
        looked = world.looked.count("LookHandover")
        await press(pilot, "r")
        await until(pilot, lambda: world.looked.count("LookHandover") > looked)
        await until(pilot, lambda: "enter press button" in drawn(pilot) and "Finish" in drawn(pilot))
        await press(pilot, "enter")
        await until(pilot, lambda: not pilot.app.is_running)


async def test_no_number_of_enters_gives_a_consent(world: World, tmp_path: Path, vendor: Vendor) -> None:
    world.sent += ["CreateAccount", "CreateTrail"]
    async with opened(living(world, tmp_path, vendor)) as pilot:
        await _answered(pilot)
        await until(pilot, lambda: _state(pilot, "template") == "unmet")
        await at(pilot, "template")
        await press(pilot, *["enter"] * 12)
        await until(pilot, shows(pilot, "Your consent"))
    assert "CreateRole" not in world.sent


async def test_not_now_and_escape_send_nothing(world: World, tmp_path: Path, vendor: Vendor) -> None:
    world.sent += ["CreateAccount", "CreateTrail"]
    async with opened(living(world, tmp_path, vendor)) as pilot:
        await _answered(pilot)
        await until(pilot, lambda: _state(pilot, "template") == "unmet")
        await at(pilot, "template")
        await press(pilot, "enter", "enter", "escape")
        assert pilot.app.screen is steps(pilot)
        await press(pilot, "enter", "tab", "enter")
        await until(pilot, lambda: pilot.app.screen is steps(pilot))
    assert "CreateRole" not in world.sent


async def test_one_enter_approves_no_change(world: World, tmp_path: Path, vendor: Vendor) -> None:
    world.sent += ["CreateAccount"]
    async with opened(living(world, tmp_path, vendor)) as pilot:
        await _answered(pilot)
        await until(pilot, lambda: _state(pilot, "cloudtrail") == "unmet")
        await at(pilot, "cloudtrail")
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "press button"))
    assert world.sent == ["CreateAccount"]


async def test_a_skip_needs_a_reason_and_can_be_taken_back(world: World, tmp_path: Path, vendor: Vendor) -> None:
    world.sent += ["CreateAccount"]
    async with opened(living(world, tmp_path, vendor)) as pilot:
        await _answered(pilot)
        await until(pilot, lambda: _state(pilot, "bedrock") == "unmet")
        await at(pilot, "bedrock")
        await press(pilot, "enter", "tab", "tab", "enter")
        await until(pilot, shows(pilot, "Why are you skipping this step?"))
        await press(pilot, "enter")
        assert "Write the reason" in drawn(pilot)
        await typed(pilot, "next week")
        await press(pilot, "enter")
        await until(pilot, lambda: _state(pilot, "bedrock") == "skipped")
        await at(pilot, "bedrock")
        await until(pilot, shows(pilot, "Undo skip", "skipped: next week"))
        await press(pilot, "tab", "enter")
        await until(pilot, lambda: _state(pilot, "bedrock") == "unmet")


async def test_a_refused_change_is_a_problem_with_a_way_to_try_again(
    world: World, tmp_path: Path, vendor: Vendor
) -> None:
    world.sent += ["CreateAccount"]
    world.refuse = CallError(code="AccessDenied", message="not authorized to perform", service="any", status=403)
    async with opened(living(world, tmp_path, vendor)) as pilot:
        await _answered(pilot)
        await until(pilot, lambda: _state(pilot, "cloudtrail") == "unmet")
        await at(pilot, "cloudtrail")
        await press(pilot, "enter", "enter")
        await until(pilot, shows(pilot, "What happened", "What to do", "Try again"))
        await press(pilot, "e")
        await until(pilot, shows(pilot, "AccessDenied", "not authorized to perform"))
        await press(pilot, "escape", "enter", "enter")
        await until(pilot, lambda: _state(pilot, "cloudtrail") == "unmet")
        await until(pilot, shows(pilot, "Check again", "Try again"))
        assert "CreateTrail" not in world.sent, "an Enter looks again, and sends nothing"
        button = next(b for b in pilot.app.screen.query("ActionBar Button") if "Try again" in str(b.render()))
        pilot.app.screen.set_focus(button)
        await press(pilot, "enter")
        await until(pilot, lambda: "CreateTrail" in world.sent)


async def test_answers_can_be_changed_and_are_written_there_again(world: World, tmp_path: Path, vendor: Vendor) -> None:
    async with opened(living(world, tmp_path, vendor)) as pilot:
        await _answered(pilot)
        await until(pilot, shows(pilot, "Create the account"))
        await press(pilot, "u")
        await until(pilot, shows(pilot, "E-mail address for the new account", "aws@example.com"))
    assert world.sent == []


async def test_a_wrong_answer_is_said_beside_its_field_and_nothing_goes_on(
    world: World, tmp_path: Path, vendor: Vendor
) -> None:
    async with opened(living(world, tmp_path, vendor)) as pilot:
        await until(pilot, shows(pilot, "Next"))
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "What shall the account be called?"))
        await press(pilot, "enter", "enter")
        assert "This needs an answer." in drawn(pilot)
        await typed(pilot, "nobody")
        assert "An e-mail address has an @ in it." in drawn(pilot)
        await typed(pilot, "@x")
        assert "✗" not in drawn(pilot)


async def test_what_is_being_written_is_kept_while_another_step_is_in_sight(
    world: World, tmp_path: Path, vendor: Vendor
) -> None:
    async with opened(living(world, tmp_path, vendor)) as pilot:
        await until(pilot, shows(pilot, "Next"))
        await press(pilot, "enter")
        await until(pilot, shows(pilot, "What shall the account be called?"))
        await press(pilot, "enter")
        await typed(pilot, "half@wri")
        await press(pilot, "escape", "left")
        assert selected(pilot) == "sign-in"
        await press(pilot, "right")
        await until(pilot, shows(pilot, "half@wri"))


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c", "q"])
async def test_quitting_while_a_call_hangs_takes_under_two_seconds(
    key: str, world: World, tmp_path: Path, vendor: Vendor
) -> None:
    world.hang = True
    async with opened(living(world, tmp_path, vendor)) as pilot:
        await until(pilot, lambda: world.looked)
        began = time.monotonic()
        await pilot.press(key)
    assert time.monotonic() - began < 2
    world.go.set()


async def test_quitting_while_the_engine_is_being_made_takes_under_two_seconds(
    world: World, tmp_path: Path, vendor: Vendor
) -> None:
    begun, never = threading.Event(), threading.Event()

    def start(_fresh: bool, _listen: object) -> None:
        begun.set()
        never.wait(60)
        raise StartFailed("too late")

    async with opened(living(world, tmp_path, vendor, start=start)) as pilot:
        await until(pilot, begun.is_set)
        began = time.monotonic()
        await pilot.press("ctrl+q")
    assert time.monotonic() - began < 2
    never.set()


async def test_keys_answer_while_every_call_hangs(world: World, tmp_path: Path, vendor: Vendor) -> None:
    world.hang = True
    async with opened(living(world, tmp_path, vendor)) as pilot:
        await until(pilot, lambda: world.looked and steps(pilot).view is not None)
        await press(pilot, "right")
        assert selected(pilot) == "sub-account"
        await press(pilot, "f1")
        assert "Why: Sub-account" in drawn(pilot)
    world.go.set()


async def test_a_start_that_fails_is_one_sentence_and_leaves(world: World, tmp_path: Path, vendor: Vendor) -> None:
    def start(_fresh: bool, _listen: object) -> None:
        raise StartFailed("Another wizard holds the lock.")

    async with opened(living(world, tmp_path, vendor, start=start)) as pilot:
        await until(pilot, shows(pilot, "The wizard can't start", "Another wizard holds the lock."))
        await press(pilot, "enter")
        await until(pilot, lambda: not pilot.app.is_running)
    assert pilot.app.return_value == 0


async def test_a_checkpoint_that_cannot_be_written_is_told_and_leaves(
    world: World, tmp_path: Path, vendor: Vendor
) -> None:
    async with opened(living(world, tmp_path, vendor, store=FullDisk())) as pilot:
        await until(pilot, shows(pilot, "The wizard can't save its progress", "No space left on device."))
        await press(pilot, "enter")
        await until(pilot, lambda: not pilot.app.is_running)


class FullDisk:
    """A store that cannot keep anything."""

    name = "full"

    def load(self) -> bytes | None:
        return None

    def save(self, _content: bytes) -> None:
        raise CheckpointProblem("checkpoint.json cannot be written: No space left on device.")


async def _answered(pilot: object) -> None:
    from textual.pilot import Pilot

    assert isinstance(pilot, Pilot)
    await until(pilot, lambda: _state(pilot, "sub-account") == "needs-answers")
    await at(pilot, "sub-account")
    await press(pilot, "enter")
    await typed(pilot, "aws@example.com")
    await press(pilot, "enter")


def _state(pilot: object, step: str) -> str:
    from textual.pilot import Pilot

    assert isinstance(pilot, Pilot)
    return next((view.state.value for view in steps(pilot).selection.views if view.id == step and not view.busy), "")
