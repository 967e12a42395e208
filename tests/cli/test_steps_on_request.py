"""A step that is walked only where somebody asks for it: by ``status``, or by an answer to one of its questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.checkpoint.checkpoint import Checkpoint, FileStore
from wizard.cli.options import parse
from wizard.cli.preflight import take_answers, walked
from wizard.cli.usage import UsageProblem
from wizard.model import CallError, CallFailed, Read
from wizard.vendors.profile import load_vendor
from wizard.workflows import steps_for

VENDOR = load_vendor("firetiger")
FILE = ("fleet", "fleet.toml")


def has_it(*words: str) -> bool:
    return "drift" in {step.id for step in walked(parse(words), VENDOR).steps}


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (("status", *FILE), True),
        (("plan", *FILE), False),
        (("apply", *FILE), False),
        (FILE, False),
        (("apply", *FILE, "--detect-drift"), True),
        ((*FILE, "--every-account"), True),
    ],
)
def test_status_asks_for_all_and_an_option_asks_for_its_own(words: tuple[str, ...], asked: bool) -> None:
    assert has_it(*words) is asked


def test_what_is_drawn_before_the_steps_are_imported_has_the_same_ones() -> None:
    for words in (FILE, (*FILE, "--every-account")):
        settings = parse(words)
        drawn = steps_for(settings.workflow, VENDOR, settings.unasked)
        assert drawn == tuple(step.id for step in walked(settings, VENDOR).steps)


def test_a_file_of_answers_asks_for_it(tmp_path: Path) -> None:
    answers = tmp_path / "answers.toml"
    answers.write_text('[drift]\non_drift = "leave"\n')
    assert has_it("apply", *FILE, "--answers", str(answers))
    answers.write_text('[groups]\nfile = "fleet.toml"\n')
    assert not has_it("apply", *FILE, "--answers", str(answers))


def test_a_file_whose_answers_cannot_be_is_told_at_once(tmp_path: Path) -> None:
    answers = tmp_path / "answers.toml"
    answers.write_text('[drift]\non_drift = "maybe"\n')
    with pytest.raises(UsageProblem, match="on_drift"):
        has_it("apply", *FILE, "--answers", str(answers))


class NoFiles:
    """Nothing is configured on this computer."""

    def read(self, read: Read) -> dict[str, object]:
        raise CallFailed(CallError(service=read.service, operation=read.operation, code="x", message="x"))


def test_tables_that_are_given_take_the_place_of_the_file_that_was_answered_before(tmp_path: Path) -> None:
    checkpoint = Checkpoint(FileStore(tmp_path / "checkpoint.json"))
    checkpoint.answer("groups", {"file": "fleet.toml", "read_tags": "true"})
    answers = tmp_path / "answers.toml"
    answers.write_text(
        '[groups.Ops]\nmanaged = ["arn:aws:iam::aws:policy/ReadOnlyAccess"]\naccounts = ["111122223333"]\n'
        "sign_in = { directory = true }\n"
    )
    settings = parse(("apply", "fleet", "--answers", str(answers)))
    steps = walked(settings, VENDOR).steps
    take_answers(settings, checkpoint, steps, NoFiles(), person=False, rehearsed={})  # type: ignore[arg-type]  # nothing is sent
    assert checkpoint.answers("groups").keys() == {"content", "read_tags"}


def test_what_was_answered_before_holds_for_no_later_run(tmp_path: Path) -> None:
    checkpoint = Checkpoint(FileStore(tmp_path / "checkpoint.json"))
    checkpoint.answer("drift", {"on_drift": "repair", "detect": "true"})
    settings = parse(("status", *FILE, "--every-account"))
    steps = walked(settings, VENDOR).steps
    take_answers(settings, checkpoint, steps, NoFiles(), person=False, rehearsed={})  # type: ignore[arg-type]  # nothing is sent
    assert checkpoint.answers("drift") == {"every_account": "true"}
