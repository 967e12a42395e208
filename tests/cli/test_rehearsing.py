"""From one scenario of the sandbox to another, in place: a fresh world each time, and the mode stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.checkpoint.lock import Lock
from wizard.cli.commands.checkpoints import _paths as kept_checkpoints
from wizard.cli.full_screen import rehearsing
from wizard.cli.options import parse
from wizard.cli.places import checkpoint_place_of
from wizard.cli.running_sandbox import running_sandboxes, running_world, sandbox_state, state_for, world_of
from wizard.sandbox import client


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def test_the_next_rehearsal_is_presented_and_takes_nothing_over_from_the_one_before() -> None:
    before = parse(
        ["--sandbox", "--resume", "--checkpoint", "x.json", "--profile", "p", "--region", "r", "--pace", "0"]
    )
    after = rehearsing(before, "role-retained")
    assert (after.sandbox, after.present, after.pace) == ("role-retained", True, 0)
    assert (after.resume, after.checkpoint, after.profile, after.region) == (False, "", "", "")


def test_the_same_scenario_again_begins_in_a_world_of_its_own() -> None:
    options = parse(["--sandbox", "--pace", "0"])
    first = client.start("fresh", sandbox_state(), pace=0)
    again = rehearsing(options, "fresh")
    assert client.find(sandbox_state()) is None
    second = client.start(again.sandbox, sandbox_state(), pace=0)
    try:
        one, other = (checkpoint_place_of(again, world=world_of(sandbox)) for sandbox in (first, second))
        assert one != other
    finally:
        client.stop(second)


def test_another_sandbox_leaves_the_one_in_which_somebody_is_at_work_alone() -> None:
    working = client.start("fresh", sandbox_state(), pace=0)
    other = parse(["plan", "--sandbox=role-retained", "--pace", "0", "--answers", "-"])
    place = checkpoint_place_of(parse(["--sandbox"]), world=world_of(working))
    assert isinstance(place, Path)
    lock = Lock(place)
    lock.acquire()
    try:
        beside = state_for(other)
        second = client.start(other.sandbox, beside, pace=0, begun=True)
        try:
            assert client.find(sandbox_state()) == working
            assert state_for(other) == beside, "found again by what it is"
            assert running_sandboxes() == {sandbox_state(): working, beside: second}
            assert kept_checkpoints() == [], "what describes a sandbox is no checkpoint"
        finally:
            client.stop(second)
    finally:
        lock.release()
        client.stop(working)


def test_one_in_which_nobody_is_at_work_makes_room_for_another() -> None:
    left = client.start("fresh", sandbox_state(), pace=0)
    try:
        assert state_for(parse(["--sandbox=role-retained"])) == sandbox_state()
    finally:
        client.stop(left)


@pytest.mark.parametrize("words", [["--sandbox"], ["status", "--sandbox"], ["--sandbox", "--pace", "0"]])
def test_whoever_names_no_pace_goes_on_in_the_one_that_runs(words: list[str]) -> None:
    running = client.start("fresh", sandbox_state(), pace=0)
    try:
        assert running_world(parse(words)) == world_of(running)
        assert client.start("fresh", sandbox_state(), pace=parse(words).pace) == running
        assert running_world(parse(["--sandbox", "--pace", "0.5"])) == "none", "another pace is another one"
    finally:
        client.stop(running)


def test_whoever_names_no_pace_and_finds_none_gets_one_that_takes_as_long_as_aws() -> None:
    started = client.start("fresh", sandbox_state(), pace=parse(["--sandbox"]).pace)
    client.stop(started)
    assert started.pace == 1
