"""A workflow is chosen on the command line by its name: in every front end, with a checkpoint of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.program import Ended, outside
from tests.screens.driving import BIG, lines, mounted, press, shows, until
from tests.tea import a_line
from wizard.cli.asked import workflow_in
from wizard.cli.completion import complete
from wizard.cli.full_screen import Wizard
from wizard.cli.manual import page
from wizard.cli.options import parse
from wizard.cli.usage import UsageProblem
from wizard.vendors.profile import load_vendor
from wizard.workflows import WORKFLOWS

ROOT = Path(__file__).resolve().parents[2]
RED = '[kettle]\ncolour = "red"\n'


@pytest.fixture
def tea(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line in the table of workflows."""
    for name, line in a_line().items():
        monkeypatch.setitem(WORKFLOWS, name, line)  # a dict that nobody else writes to


def run(directory: Path, *words: str, stdin: str = "", module: str = "tests.tea") -> Ended:
    """The real program, with the workflow, in a directory of its own."""
    (directory / "answers.toml").write_text(RED)
    environ = {**outside(directory), "PYTHONPATH": str(ROOT), "FIRETIGER_ONBOARD_TIMING": "pause=0.01 deadline=0.2"}
    command = [sys.executable, "-m", module, *words]
    ended = subprocess.run(command, cwd=directory, env=environ, input=stdin, capture_output=True, text=True, timeout=60)
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def test_plan_apply_and_status_serve_it_and_their_lines_name_it(tmp_path: Path) -> None:
    plan = run(tmp_path, "plan", "tea", "--answers", "answers.toml", "--format", "json")
    assert (plan.code, plan.events[0]["workflow"], plan.finished["workflow"]) == (3, "tea", "tea"), plan.err
    applied = run(tmp_path, "apply", "tea", "--answers", "answers.toml", "--approve", "--format", "json")
    assert (applied.code, applied.events[0]["workflow"]) == (0, "tea"), applied.err
    assert applied.finished["result"] == {"cups": 2}
    assert applied.states == {"kettle": "satisfied", "tea": "satisfied"}
    assert (tmp_path / "kettle.txt").read_text() == "red"
    status = run(tmp_path, "status", "tea")
    assert (status.code, "Cups: 2" in status.out.splitlines()) == (0, True), status.out
    (kept,) = tmp_path.rglob("firetiger*.json")
    assert kept.name == "firetiger.tea.json"
    assert json.loads(kept.read_text())["workflow"] == "tea"


def test_apply_refuses_one_that_only_looks_and_plan_serves_it(tmp_path: Path) -> None:
    answers = ("--answers", "answers.toml")
    applied = run(tmp_path, "apply", "look", *answers, "--approve", "--format", "json", module="tests.look")
    said = "apply: the workflow look only reads; use plan or status."
    assert (applied.code, applied.err) == (2, f"firetiger-onboard: {said}\n")
    assert (applied.finished["exit_code"], applied.finished["reason"]) == (2, said)
    assert not list(tmp_path.rglob("firetiger*.json"))
    plan = run(tmp_path, "plan", "look", *answers, module="tests.look")
    assert (plan.code, "Make kettle" in plan.out) == (3, True), plan.err
    assert run(tmp_path, "status", "look", module="tests.look").code != 2
    assert not (tmp_path / "kettle.txt").exists()


def test_its_name_opens_it_in_lines_and_it_is_resumed(tmp_path: Path) -> None:
    begun = run(tmp_path, "tea", "--plain", stdin="\nred\n")
    assert "Firetiger tea" in begun.out
    assert "Which colour?" in begun.out
    assert "firetiger-onboard tea --resume --plain" in begun.out
    resumed = run(tmp_path, "tea", "--plain", stdin="1\n")
    assert "The workflow tea was started on" in resumed.out


def test_in_lines_it_begins_with_every_step_and_whoever_quits_there_is_asked_nothing(tmp_path: Path) -> None:
    ended = run(tmp_path, "tea", "--plain", stdin="2\n")
    assert ended.code == 4
    assert "What will happen:\n  1. Kettle\n  2. Tea\nNothing changes before you approve it." in ended.out
    assert "Which colour?" not in ended.out
    assert list(tmp_path.glob("*.txt")) == []


def test_where_it_is_resumed_the_steps_are_only_named(tmp_path: Path) -> None:
    run(tmp_path, "tea", "--plain", stdin="\nred\n")
    for words in (["--plain"], ["--plain", "--resume"]):
        resumed = run(tmp_path, "tea", *words, stdin="1\n")
        assert "Steps: Kettle, Tea." in resumed.out
        assert "What will happen" not in resumed.out
        assert "Ready to start?" not in resumed.out


def test_plan_prints_every_step_as_text_and_apply_does_not(tmp_path: Path) -> None:
    planned = run(tmp_path, "plan", "tea", "--answers", "answers.toml")
    assert "What will happen:\n  1. Kettle - to do: Make kettle\n     1 change planned.\n" in planned.out
    assert planned.out.index("What will happen:") < planned.out.index("[kettle] would change:")
    applied = run(tmp_path, "apply", "tea", "--answers", "answers.toml", "--approve")
    assert (applied.code, "What will happen" in applied.out) == (0, False)


async def test_its_name_opens_it_on_the_screen(tea: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in outside(tmp_path).items():
        monkeypatch.setenv(name, value)
    settings = parse(["tea", "--directory", str(tmp_path)])
    wizard = Wizard(settings, load_vendor(settings.vendor))
    async with mounted(wizard.app, BIG) as pilot:
        await until(pilot, shows(pilot, "Which colour?"))
        assert "Firetiger tea" in lines(pilot)[0]
        await press(pilot, "r", "e", "d", "enter")
        await until(pilot, shows(pilot, "Make kettle"))
        await press(pilot, "enter")
        await until(pilot, lambda: (tmp_path / "kettle.txt").exists())


def test_one_that_does_not_exist_is_a_sentence_with_those_that_do(tea: None) -> None:
    with pytest.raises(UsageProblem, match=r"There is no workflow 'coffee'; there are onboarding, .*and tea"):
        parse(["status", "coffee"])
    assert workflow_in(["status", "coffee"]) is None


@pytest.mark.parametrize("command", ["status", "operator-policy"])
def test_where_nobody_signs_in_a_profile_is_refused(tmp_path: Path, command: str) -> None:
    ended = run(tmp_path, command, "tea", "--profile", "p")
    assert (ended.code, ended.err) == (
        2,
        "firetiger-onboard: --profile: the workflow tea doesn't sign in to AWS.\n",
    )


def test_help_and_completion_know_it_by_its_line_alone(tea: None) -> None:
    assert re.search(r"tea +make tea", page("plan", width=100))
    assert "tea\tmake tea" in complete([""])
    assert complete(["status", "t"]) == "tea\tmake tea\n"
    assert "--resume" in complete(["tea", "--r"])
