"""What a checkpoint's path may name: a file or a link to one, never what holds a reader or has no end."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest

from tests.checkpoint.test_document import DOCUMENT
from wizard.checkpoint.checkpoint import Checkpoint, CheckpointProblem, FileStore, Lock
from wizard.checkpoint.document import encode
from wizard.checkpoint.location import UNSAID, usual_place
from wizard.cli.settings import ORDINARY_VENDOR
from wizard.vendors.profile import vendor_names
from wizard.workflows import ORDINARY, WORKFLOWS


def kept_in(path: Path) -> Checkpoint:
    checkpoint = Checkpoint(FileStore(path))
    checkpoint.belongs_to(vendor="firetiger", sandbox=False)
    return checkpoint


@pytest.fixture
def link(tmp_path: Path) -> Path:
    """A link to where a checkpoint is, or will be."""
    (tmp_path / "shared").mkdir()
    made = tmp_path / "state.json"
    made.symlink_to("shared/real.json")
    return made


# --- symbolic links ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("there", [True, False], ids=["with a target", "dangling"])
def test_a_link_stays_a_link_and_its_target_is_replaced(link: Path, there: bool) -> None:
    target = link.parent / "shared" / "real.json"
    if there:
        target.write_bytes(encode(DOCUMENT))
    kept_in(link).answer("sub-account", {"mode": "create"})
    assert link.is_symlink()
    assert json.loads(target.read_text())["answers"]["sub-account"]["mode"] == "create"
    assert not list(link.parent.glob("*.previous")), "the one before is beside the target, too"
    assert list(target.parent.glob("*.previous")) == ([target.with_name("real.json.previous")] if there else [])


def test_through_a_link_and_by_its_own_name_it_is_the_same_one_that_is_held(link: Path) -> None:
    lock = Lock(link)
    lock.acquire()
    try:
        with pytest.raises(CheckpointProblem, match="is in use by"):
            Lock(link.parent / "shared" / "real.json").acquire()
    finally:
        lock.release()


def test_starting_over_sets_the_target_aside_and_keeps_the_link(link: Path) -> None:
    target = link.parent / "shared" / "real.json"
    target.write_bytes(encode(DOCUMENT))
    FileStore(link).set_aside("20261126T000000")
    assert link.is_symlink()
    assert [path.name for path in target.parent.iterdir()] == ["real.20261126T000000.json"]


def test_a_link_to_itself_is_a_sentence(tmp_path: Path) -> None:
    loop = tmp_path / "loop.json"
    loop.symlink_to(loop)
    with pytest.raises(CheckpointProblem, match="can't be read"):
        Checkpoint(FileStore(loop))


# --- what is no file -----------------------------------------------------------------------------------------------


def test_what_is_no_file_is_refused_before_it_is_read_locked_or_replaced(tmp_path: Path) -> None:
    pipe, at = tmp_path / "pipe", tmp_path / "socket"
    os.mkfifo(pipe)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(at))
    through = tmp_path / "link.json"
    through.symlink_to("/dev/zero")
    for path, kind in (
        (pipe, "a named pipe"),
        (at, "a socket"),
        (Path("/dev/null"), "a device"),
        (through, "a device"),
    ):
        with pytest.raises(CheckpointProblem, match=f"{path} is {kind}"):
            FileStore(path)
        with pytest.raises(CheckpointProblem, match=kind):
            Lock(path)
    listening.close()
    assert not list(tmp_path.glob("*.lock"))


# --- whose it is -----------------------------------------------------------------------------------------------------


def place(vendor: Path | str, workflow: str = "onboarding", world: str = "") -> Path:
    return usual_place(str(vendor), workflow, world)


def test_vendors_whose_files_have_the_same_name_share_no_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "profile.toml").write_text("")
    one, other = place(tmp_path / "a" / "profile.toml"), place(tmp_path / "b" / "profile.toml")
    assert one != other
    assert one.name.startswith("profile-")
    monkeypatch.chdir(tmp_path / "a")
    assert place("profile.toml") == one, "however it is named from here"
    monkeypatch.chdir(tmp_path / "b")
    assert place("profile.toml") == other


def test_a_vendor_of_the_package_keeps_its_own_name_whatever_is_in_the_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "firetiger").write_text("")
    assert place("firetiger").name == "firetiger.json"
    assert place("./firetiger").name != "firetiger.json"


WORLDS = ("", "fresh-1", "fresh-2")


def test_vendors_workflows_and_worlds_share_no_checkpoint(tmp_path: Path) -> None:
    files = [tmp_path / "a" / "profile.toml", tmp_path / "b" / "profile.toml", tmp_path / "profile.tea.toml"]
    named = [*map(str, files), *vendor_names()]
    whose = [(vendor, workflow, world) for vendor in named for workflow in ("onboarding", "tea") for world in WORLDS]
    assert len({place(*one) for one in whose}) == len(whose)


def test_what_was_begun_before_there_were_other_workflows_is_found_by_its_old_name() -> None:
    assert place("firetiger").name == "firetiger.json"
    assert place("firetiger", world="fresh-4711").name == "sandbox-fresh-4711.json"
    assert place("firetiger", "tea").name == "firetiger.tea.json"
    assert UNSAID == (ORDINARY_VENDOR, ORDINARY)


@pytest.mark.parametrize("name", [*vendor_names(), *WORKFLOWS])
def test_no_name_has_the_sign_that_divides_the_name_of_a_checkpoint(name: str) -> None:
    assert "." not in name
    assert not name.startswith("sandbox")
