"""Presenter mode in a real pseudo-terminal: what reaches the terminal, and the way from one rehearsal to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.program import outside
from tests.e2e.terminal import Terminal
from tests.e2e.test_full_screen import home, opened
from wizard.sandbox import client

__all__ = ["home"]


def running(home: Path) -> client.Sandbox:
    """The sandbox of this home."""
    sandbox = client.find(home / "state" / "firetiger-onboard" / "sandbox.state.json")
    assert sandbox is not None
    return sandbox


def in_groups(account: str) -> str:
    """As the wizard writes an account id."""
    return f"{account[:4]} {account[4:8]} {account[8:]}"


@pytest.mark.long
def test_what_is_presented_is_masked_and_the_next_rehearsal_is_too(home: Path) -> None:
    with opened(home, "--present") as terminal:
        terminal.wait_for(r"account A••• •••• ••••")
        first = running(home)
        assert first.account_id not in terminal.screen
        assert in_groups(first.account_id) not in terminal.screen
        terminal.press("ctrl-p")
        terminal.wait_for("Search for commands")
        terminal.type("rehearse role-retained")
        terminal.wait_for("Rehearse: role-retained")
        terminal.press("enter")
        terminal.wait_for("Try: Choose what happens to the role")
        terminal.wait_for("SANDBOX +role-retained")
        terminal.wait_for("needs an answer +step 4 of 6")
        assert running(home).pid != first.pid
        assert running(home).account_id not in terminal.screen
        terminal.wait_for(r"account B••• •••• ••••")
        assert "4444 5555 6666" not in terminal.screen
        terminal.press("ctrl-q")
        assert terminal.wait_for_end() == 3
        assert b"--present --sandbox=role-retained" in terminal.raw


def test_profiles_are_not_told_where_none_of_that_name_is_there(home: Path) -> None:
    configuration = home / ".aws" / "config"
    configuration.parent.mkdir()
    configuration.write_text("[profile acme-prod]\nregion = us-east-1\n[profile acme-dev]\nregion = us-east-1\n")
    environment = {**outside(home), "AWS_CONFIG_FILE": str(configuration)}
    with Terminal(["--present", "--profile", "acme-typo"], environment=environment, directory=home) as terminal:
        terminal.wait_for("This profile doesn't exist")
        assert "acme" not in terminal.screen
        terminal.press("ctrl-q")
        assert terminal.wait_for_end() == 4
        assert "acme" not in terminal.scrolled


def test_without_a_terminal_that_can_mask_nothing_is_begun(home: Path) -> None:
    with opened(home, "--present", "--plain") as terminal:
        assert terminal.wait_for_end() == 2
        assert "only the full screen masks anything" in terminal.scrolled
