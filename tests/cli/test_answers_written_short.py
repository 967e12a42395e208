"""Answers behind a workflow's name: a word at its place or an option of the workflow's own, in every command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_choosing_a_workflow import run
from tests.tea import a_line
from wizard.cli.completion import complete
from wizard.cli.going_on import command_to_go_on
from wizard.cli.manual import page
from wizard.cli.options import parse
from wizard.cli.places import checkpoint_place_of
from wizard.cli.settings import ForPerson
from wizard.cli.usage import UsageProblem
from wizard.workflows import WORKFLOWS


@pytest.fixture(autouse=True)
def tea(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The line in the table of workflows, and a state directory of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for name, line in a_line(subject=True).items():
        monkeypatch.setitem(WORKFLOWS, name, line)  # a dict that nobody else writes to


@pytest.mark.parametrize(
    "words",
    [
        ["tea", "red", "--handle", "wood"],
        ["--handle=wood", "tea", "red"],
        ["status", "tea", "red", "--handle", "wood"],
        ["apply", "--handle", "wood", "tea", "red", "--approve"],
        ["operator-policy", "tea", "red", "--handle=wood"],
    ],
)
def test_they_answer_the_workflows_questions_wherever_they_are_written(words: list[str]) -> None:
    assert parse(words).short_answers == {"kettle": {"colour": "red", "handle": "wood"}}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["tea", "red", "blue"], "'blue' is one word too many"),
        (
            ["status", "--handle", "wood"],
            "--handle works only with the workflow tea; see firetiger-onboard status --help",
        ),
        (["checkpoints", "--handle", "wood"], "--handle works only with the workflow tea"),
        (["onboarding", "red"], "'red' is one word too many"),
        (["tea", "red", "--handle", ""], "--handle has an empty value; write --handle WHAT"),
        (["plan", "tea"], "plan needs --answers FILE"),
    ],
)
def test_what_cannot_be_is_one_sentence(words: list[str], sentence: str) -> None:
    with pytest.raises(UsageProblem, match=sentence):
        parse(words)


def test_they_take_the_place_of_a_file_and_go_before_what_is_in_it(tmp_path: Path) -> None:
    applied = run(tmp_path, "apply", "tea", "blue", "--approve", "--format", "json")
    assert (applied.code, (tmp_path / "kettle.txt").read_text()) == (0, "blue"), applied.err
    run(tmp_path, "apply", "tea", "green", "--answers", "answers.toml", "--approve", "--directory", str(tmp_path / "a"))
    (tmp_path / "b").mkdir()
    run(tmp_path, "apply", "tea", "green", "--answers", "answers.toml", "--approve", "--directory", "b")
    assert (tmp_path / "b" / "kettle.txt").read_text() == "green"


def test_a_value_that_the_question_does_not_take_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    refused = run(tmp_path, "plan", "tea", "red", "--handle", "glass")
    said = "firetiger-onboard: handle has to be one of wood, steel; not 'glass'.\n"
    assert (refused.code, refused.err) == (2, said)


def test_each_subject_has_a_checkpoint_of_its_own_and_less_words_find_the_only_one(tmp_path: Path) -> None:
    def place(*words: str) -> Path:
        found = checkpoint_place_of(parse(["status", "tea", *words]))
        assert isinstance(found, Path)
        return found

    wood, steel = place("red", "--handle", "wood"), place("red", "--handle", "steel")
    assert len({place(), place("red"), place("blue"), wood, steel}) == 5
    assert wood.name.startswith("firetiger.tea-")
    assert "red" not in wood.name
    wood.parent.mkdir(parents=True)
    wood.write_text("{}")
    wood.with_name(f"{wood.stem}.20261126T120000.json").write_text("{}")  # set aside
    assert place("red") == wood
    steel.write_text("{}")
    with pytest.raises(UsageProblem, match="2 checkpoints are about this; say more"):
        place("red")


def test_a_file_of_answers_names_the_subject_too(tmp_path: Path) -> None:
    answers = tmp_path / "answers.toml"
    answers.write_text('[kettle]\ncolour = "red"\nhandle = "wood"\n')
    by_file = checkpoint_place_of(parse(["plan", "tea", "--answers", str(answers)]))
    assert by_file == checkpoint_place_of(parse(["plan", "tea", "red", "--handle", "wood"]))


def test_the_command_to_go_on_has_them_help_teaches_them_and_a_shell_completes_them() -> None:
    settings = parse(["tea", "red", "--handle", "wood"])
    assert isinstance(settings, ForPerson)
    assert command_to_go_on(settings) == "firetiger-onboard tea red --handle wood --resume"
    assert "With tea:\n  COLOUR         of the kettle\n  --handle WHAT  of wood or steel" in page("plan", "tea", 100)
    assert "--handle\tof wood or steel" in complete(["tea", "--h"])
    assert "--handle" not in complete(["onboarding", "--h"])


def test_the_log_of_a_run_has_none_of_them(tmp_path: Path) -> None:
    run(tmp_path, "plan", "tea", "vermilion", "--log", "log.jsonl")
    assert "vermilion" not in (tmp_path / "log.jsonl").read_text()
    assert json.loads((tmp_path / "log.jsonl").read_text().splitlines()[0])
