"""docs/invitations.md holds: every command in it runs as it is printed, one after the other."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

from tests.e2e.program import Program, outside
from wizard.frontends.exits import Exit
from wizard.host.program import PROGRAM
from wizard.sandbox import client

PAGE = Path(__file__).resolve().parents[2] / "docs" / "invitations.md"
COMMANDS = [shlex.split(line) for line in PAGE.read_text("utf-8").splitlines() if line.startswith("    ")]
ENDS = {"plan": Exit.NEEDED}
"""Those that do not end with 0."""


def test_every_command_of_the_page_runs_as_it_is_printed(tmp_path: Path) -> None:
    here = Program(tmp_path, outside(tmp_path))
    try:
        for program, *words in COMMANDS:
            if program != PROGRAM:
                subprocess.run([program, *words], cwd=tmp_path, check=True, capture_output=True)
                continue
            ended = here.run(*words)
            assert ended.code == ENDS.get(words[0], Exit.COMPLETE), (words, ended.out, ended.err)
    finally:
        sandbox = client.find(tmp_path / "state" / "firetiger-onboard" / "sandbox.state.json")
        if sandbox:
            client.stop(sandbox)


def test_the_page_invites_opens_the_invitation_and_makes_a_key() -> None:
    assert [(program, words[0]) for program, *words in COMMANDS] == [
        (PROGRAM, "invite"),
        (PROGRAM, "plan"),
        ("openssl", "genpkey"),
        ("openssl", "pkey"),
    ]
