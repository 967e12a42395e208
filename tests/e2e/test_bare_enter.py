"""Enter after enter, in every situation: whoever reads nothing has chosen nothing that cannot be taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import Program, program
from tests.e2e.terminal import Terminal
from wizard.sandbox.kernel.scenario import scenarios

ENTERS = 16
# Shown before they are made, made with enter on their button, and mended or taken back with a call.
HARMLESS = ("cloudtrail:", "s3:", "bedrock-runtime:Converse", "sso", "signin")
# What only a person can say.
THEIRS = {
    "account_id", "accept_workloads", "despite_control_tower", "despite_delivery_error", "create_organization",
    "on_existing", "on_failed_stack", "sso_account_id", "intended_users", "industry",
}  # fmt: skip
SAFE = ("", "false", "adopt")  # an access that is there already, left as it is


def press_enter_again_and_again(terminal: Terminal) -> None:
    """Each once the screen says nothing new, as somebody does who only wants to be through."""
    terminal.wait_for("step 1 of 6")
    for _ in range(ENTERS):
        terminal.read_until_still()
        terminal.press("enter")
    terminal.read_until_still()


def answers_kept(running: Program) -> dict[str, Any]:
    """All answers of the checkpoint, whichever step they belong to."""
    kept = [json.loads(path.read_text()) for path in Path(running.environ["XDG_STATE_HOME"]).rglob("*.json")]
    found = [document["answers"] for document in kept if isinstance(document.get("answers"), dict)]
    return {name: value for document in found for answers in document.values() for name, value in answers.items()}


def walked(running: Program, *arguments: str) -> tuple[list[str], dict[str, Any]]:
    """What was changed in AWS, and what was answered, by enters alone."""
    with Terminal(list(arguments), environment=running.environ, directory=running.directory) as terminal:
        press_enter_again_and_again(terminal)
        terminal.press("ctrl-q")
        terminal.wait_for_end()
    changed = [call for call in running.writes() if not call.startswith(HARMLESS)]
    return changed, {name: value for name, value in answers_kept(running).items() if name in THEIRS}


@pytest.mark.long
@pytest.mark.parametrize("scenario", [scenario.name for scenario in scenarios()])
def test_enters_alone_choose_nothing_that_cannot_be_taken_back(tmp_path: Path, scenario: str) -> None:
    with program(tmp_path, scenario) as running:
        changed, chosen = walked(running)
    assert changed == []
    assert {name: value for name, value in chosen.items() if value not in SAFE} == {}


@pytest.mark.long
@pytest.mark.parametrize("scenario", ["role-retained", "rolled-back", "trail-stopped", "trail-undelivered"])
def test_enters_alone_choose_nothing_further_in_an_account_that_was_chosen(tmp_path: Path, scenario: str) -> None:
    chosen = '[sub-account]\nmode = "existing"\naccount_id = "444455556666"\naccept_workloads = true\n'
    with program(tmp_path, scenario) as running:
        running.run("apply", answers=chosen)
        running.forget_calls()
        changed, answered = walked(running, "--resume")
    assert changed == []
    kept = {"account_id": "444455556666", "accept_workloads": "true"}
    assert {name: value for name, value in answered.items() if value not in SAFE} == kept
