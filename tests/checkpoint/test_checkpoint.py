"""The checkpoint on disk: complete, private, replaced as a whole, and never overwritten when it is not understood."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wizard.checkpoint.checkpoint import LARGEST, Checkpoint, CheckpointProblem, FileStore, Glance, Lock, iso
from wizard.cli.open_checkpoint import progress_sentence
from wizard.model import JournalEntry


def entry(**more: object) -> JournalEntry:
    values = {
        "step": "template",
        "digest": "d" * 64,
        "attempt": 1,
        "service": "cloudformation",
        "operation": "CreateStack",
        "account": "111122223333",
        "region": "us-east-1",
        "sentence": "Create it.",
        "intended": iso(0),
    }
    return JournalEntry(**{**values, **more})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "checkpoint.json"


def opened(path: Path) -> Checkpoint:
    return Checkpoint(FileStore(path))


def test_what_nobody_can_be_asked_for_is_kept_when_it_is_taken_back_until_it_is_given_again(path: Path) -> None:
    opened(path).answer("groups", {"content": "{}", "read_tags": "true"})
    opened(path).withdraw("groups", ["content", "read_tags"], unasked={"content"})
    assert (opened(path).answers("groups"), opened(path).withdrawn("groups")) == ({}, {"content": "{}"})
    opened(path).answer("groups", {"file": "fleet.toml"})
    assert opened(path).withdrawn("groups") == {"content": "{}"}
    opened(path).answer("groups", {"content": "{}"})
    assert (opened(path).withdrawn("groups"), opened(path).document.withdrawn) == ({}, {})


def test_what_was_kept_is_there_in_the_next_process(path: Path) -> None:
    first = opened(path)
    first.answer("sub-account", {"mode": "create"})
    first.skip("bedrock", "later")
    first.approve(["a" * 64])
    first.conclude(first.intend(entry()), entry(outcome="landed", kept={"stack": "arn"}))
    again = opened(path)
    assert again.answers("sub-account") == {"mode": "create"}
    assert again.document.skips == {"bedrock": "later"}
    assert again.approved("a" * 64)
    assert again.entries("template")[0].kept == {"stack": "arn"}


@pytest.mark.parametrize(("made", "said"), [(0, "0 changes were"), (1, "1 change was"), (2, "2 changes were")])
def test_the_offer_to_go_on_counts_what_aws_changed(path: Path, made: int, said: str) -> None:
    first = opened(path)
    first.answer("sub-account", {"mode": "create"})
    for _ in range(made):
        first.intend(entry(outcome="landed"))
    first.intend(entry(outcome="failed"))
    first.intend(entry(service="file", operation="WriteFile", outcome="landed"))
    assert progress_sentence(opened(path)).endswith(f"; {said} made so far.")


def test_the_file_can_be_read_by_its_owner_alone(path: Path) -> None:
    opened(path).answer("sign-in", {"region": "us-east-1"})
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_the_one_before_is_kept(path: Path) -> None:
    checkpoint = opened(path)
    checkpoint.answer("sign-in", {"region": "us-east-1"})
    checkpoint.answer("sign-in", {"region": "eu-west-1"})
    previous = json.loads(path.with_name("checkpoint.json.previous").read_text())
    assert previous["answers"]["sign-in"]["region"] == "us-east-1"


def test_reading_alone_makes_no_file(path: Path) -> None:
    opened(path).entries("template")
    assert not path.exists()


def test_a_glance_writes_nothing(path: Path) -> None:
    opened(path).answer("sign-in", {"region": "us-east-1"})
    before = path.read_bytes()
    Checkpoint(Glance(FileStore(path))).answer("sign-in", {"region": "eu-west-1"})
    assert path.read_bytes() == before


def test_an_approval_is_spent_when_aws_has_answered(path: Path) -> None:
    checkpoint = opened(path)
    checkpoint.approve(["d" * 64])
    number = checkpoint.intend(entry())
    assert checkpoint.approved("d" * 64)
    checkpoint.conclude(number, entry(outcome="landed"))
    assert not checkpoint.approved("d" * 64)
    checkpoint.approve(["d" * 64])
    assert checkpoint.approved("d" * 64)


def test_an_approval_outlives_a_lost_answer(path: Path) -> None:
    checkpoint = opened(path)
    checkpoint.approve(["d" * 64])
    checkpoint.conclude(checkpoint.intend(entry()), entry(outcome="", error="Timeout"))
    assert opened(path).approved("d" * 64)


@pytest.mark.parametrize("service", ["file", "clipboard", "iam"])
def test_an_approval_is_spent_once_it_was_answered_wherever_it_was_carried_out(path: Path, service: str) -> None:
    checkpoint = opened(path)
    checkpoint.approve(["d" * 64])
    checkpoint.conclude(checkpoint.intend(entry(service=service)), entry(service=service, outcome="landed"))
    assert not checkpoint.approved("d" * 64)


def test_it_belongs_to_the_account_once_something_was_changed(path: Path) -> None:
    checkpoint = opened(path)
    checkpoint.bind("111122223333", "us-east-1")
    assert checkpoint.bound == ("", "")
    checkpoint.intend(entry())
    checkpoint.bind("999988887777", "eu-west-1")
    assert opened(path).bound == ("111122223333", "us-east-1")


@pytest.mark.parametrize(
    ("vendor", "sandbox", "sentence"),
    [("firetiger", True, "belongs to real AWS"), ("other", False, "belongs to vendor firetiger, not to other")],
)
def test_it_is_refused_for_another_vendor_and_in_the_sandbox(
    path: Path, vendor: str, sandbox: bool, sentence: str
) -> None:
    checkpoint = opened(path)
    checkpoint.belongs_to(vendor="firetiger", sandbox=False)
    checkpoint.answer("sign-in", {"region": "us-east-1"})
    with pytest.raises(CheckpointProblem, match=sentence):
        opened(path).belongs_to(vendor=vendor, sandbox=sandbox)


def test_it_is_refused_for_another_workflow(path: Path) -> None:
    checkpoint = opened(path)
    checkpoint.belongs_to(vendor="firetiger", sandbox=False, workflow="grant")
    checkpoint.answer("sign-in", {"region": "us-east-1"})
    with pytest.raises(CheckpointProblem, match="belongs to the workflow grant"):
        opened(path).belongs_to(vendor="firetiger", sandbox=False)


def test_one_from_before_there_were_workflows_is_the_onboardings(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('{"version": 1, "vendor": "firetiger", "begun": "2026-11-01T00:00:00.000Z"}')
    opened(path).belongs_to(vendor="firetiger", sandbox=False, workflow="onboarding")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "isn't a checkpoint"),
        (b"{", "isn't a checkpoint"),
        (b"[]", "isn't a checkpoint"),
        (b"\xff\xfe\x00", "isn't a checkpoint"),
        (b"[" * 100_000, "isn't a checkpoint"),
        (b'{"version": 2}', "newer version"),
        (b'{"version": "1"}', "has no version"),
        (b'{"version": true}', "has no version"),
        (b'{"version": 0}', "has no version"),
        (b"{}", "has no version"),
        (b'{"version": 1, "journal": [1]}', "is damaged"),
        (b'{"version": 1, "surprise": true}', "newer version"),
    ],
)
def test_a_file_that_is_not_understood_is_refused_in_a_sentence_and_left_alone(
    path: Path, content: bytes, sentence: str
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(CheckpointProblem, match=sentence):
        opened(path)
    assert path.read_bytes() == content


def test_a_huge_file_is_refused_without_being_read(path: Path) -> None:
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(CheckpointProblem, match="larger than"):
        opened(path)


def test_a_directory_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CheckpointProblem, match="can't be"):
        opened(tmp_path / "file" / "checkpoint.json").answer("sign-in", {"region": "us-east-1"})
    with pytest.raises(CheckpointProblem, match="can't be written"):
        FileStore(tmp_path / "file" / "checkpoint.json").probe()


def test_trying_whether_it_can_be_written_leaves_nothing_behind(path: Path) -> None:
    FileStore(path).probe()
    assert list(path.parent.iterdir()) == []
    opened(path).answer("sign-in", {"region": "us-east-1"})
    before = path.read_bytes()
    FileStore(path).probe()
    assert [file.name for file in path.parent.iterdir()] == ["checkpoint.json"]
    assert path.read_bytes() == before


def test_a_disk_that_takes_no_more_is_told_before_it_is_needed_and_keeps_the_old_file(path: Path) -> None:
    """The kernel itself refuses: a limit on the size of files stands in for a disk without room."""
    opened(path).answer("sign-in", {"region": "us-east-1"})
    before = path.read_bytes()
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from wizard.checkpoint.checkpoint import Checkpoint, CheckpointProblem, FileStore\n"
        "store = FileStore(Path(sys.argv[1])); checkpoint = Checkpoint(store)\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))\n"
        "for work in (store.probe, lambda: checkpoint.answer('sign-in', {'profile': 'p' * 300})):\n"
        "    try: work()\n"
        "    except CheckpointProblem as problem: print(problem)"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert ended.stdout.count("can't be written: File too large. Free some space") == 2
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["checkpoint.json"]


def test_a_damaged_file_is_told_together_with_the_good_one_before_it(path: Path) -> None:
    checkpoint = opened(path)
    checkpoint.answer("sign-in", {"region": "us-east-1"})
    checkpoint.answer("sign-in", {"region": "eu-west-1"})
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(CheckpointProblem) as refused:
        opened(path)
    assert f"{path} isn't a checkpoint" in str(refused.value)
    assert f"{path}.previous, is good: move it to {path}" in str(refused.value)
    Path(f"{path}.previous").replace(path)
    assert opened(path).answers("sign-in") == {"region": "us-east-1"}


@pytest.mark.parametrize("content", [b"", b"{", b'{"version": 9}'])
def test_a_previous_one_that_is_no_better_is_not_offered(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(b"{")
    path.with_name("checkpoint.json.previous").write_bytes(content)
    with pytest.raises(CheckpointProblem) as refused:
        opened(path)
    assert "is good" not in str(refused.value)


def test_a_second_run_is_told_who_holds_it_and_since_when(path: Path) -> None:
    lock = Lock(path)
    lock.acquire()
    code = (
        "import sys; from pathlib import Path; from wizard.checkpoint.checkpoint import Lock, CheckpointProblem\n"
        "try: Lock(Path(sys.argv[1])).acquire()\n"
        "except CheckpointProblem as problem: print(problem)"
    )
    other = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert f"in use by process {os.getpid()} of " in other.stdout
    assert " since 20" in other.stdout
    lock.release()
    again = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert again.stdout == ""


def test_who_holds_it_is_known_while_it_is_held_and_not_from_a_text_left_behind(path: Path) -> None:
    held, seen = Lock(path), Lock(path)
    assert seen.holder() == ""
    held.acquire()
    assert f"process {os.getpid()}" in seen.holder()
    path.with_name("checkpoint.json.holder").write_bytes(b"\x1b[31m\xff" + b"x" * 1_000_000)
    assert "\x1b" not in seen.holder()
    assert len(seen.holder()) <= 200
    held.release()
    path.with_name("checkpoint.json.holder").write_text("process 1 of nobody")
    assert seen.holder() == ""


def test_what_a_file_says_is_never_interpreted_by_the_terminal(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b'{"version": 1, "\\u001b[2J\\u202e": 1}')
    with pytest.raises(CheckpointProblem) as refused:
        opened(path)
    assert str(refused.value).isprintable()


def test_the_largest_size_is_far_above_what_a_thousand_changes_take(path: Path) -> None:
    checkpoint = opened(path)
    checkpoint.document.journal.extend(entry(sentence="x" * 300) for _ in range(1000))
    checkpoint.keep()
    assert path.stat().st_size * 10 < LARGEST


def test_what_an_invitation_decided_is_kept_as_that_and_stays(path: Path) -> None:
    first = opened(path)
    first.decide({"template": {"external_id": "a-1"}}, "unsigned")
    again = opened(path)
    again.answer("template", {"external_id": "", "stack_name": "mine"})
    assert again.answers("template") == {"external_id": "a-1", "stack_name": "mine"}
    assert (again.decided("template"), again.document.invitation) == ({"external_id"}, "unsigned")
