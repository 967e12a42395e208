"""Completion as somebody sees it who presses tab in a real shell: bash, zsh and fish, each where it is installed.

.ci/run installs all three.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pytest

from wizard.cli.usage import SHELLS
from wizard.host.program import PROGRAM

START = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
INSTALL = {
    "bash": 'eval "$({program} --print-completion bash)"',
    "zsh": 'autoload -Uz compinit; compinit -u; eval "$({program} --print-completion zsh)"',
    "fish": "{program} --print-completion fish | source",
}
CONFIG = "[default]\n[profile staging]\nregion = us-east-1\n[sso-session work]\n"


@pytest.fixture(scope="module", params=[shell for shell in SHELLS if shutil.which(shell)])
def shell(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    running = Shell(request.param, tmp_path_factory.mktemp(request.param))
    yield running
    running.end()


class Shell:
    """A shell at a terminal, with this program's completion installed by the documented line."""

    def __init__(self, name: str, home: Path) -> None:
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text(CONFIG)
        (home / "my answers.toml").write_text("")
        (home / "folder").mkdir()
        environ = {
            "HOME": str(home),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "TERM": "xterm",
            "LC_ALL": "C.UTF-8",
            "XDG_STATE_HOME": str(home / "state"),
        }
        command, *arguments = START[name]
        self._process = pexpect.spawn(
            command, arguments, cwd=home, env=environ, encoding="utf-8", timeout=20, dimensions=(40, 200)
        )
        self._process.delaybeforesend = None
        self._line(INSTALL[name].format(program=PROGRAM) + "; echo read''y")
        self._process.expect("ready")

    def completed(self, line: str) -> list[str]:
        """The line after a tab, as the shell itself takes it apart. A folder's last slash is each shell's own habit."""
        self._process.send(f"{line}\t")
        self._process.send("\x01printf '<%s>' \x05")
        self._line(" ''end''")
        self._process.expect(r"(<[^%>]*>)+<end>")
        *words, _end = re.findall("<([^>]*)>", self._process.match[0])
        return [word.rstrip("/") for word in words]

    def end(self) -> None:
        """Leave, whatever stands on the line."""
        self._line("\x15exit")
        self._process.expect(pexpect.EOF)
        self._process.close()

    def _line(self, text: str) -> None:
        self._process.send(f"{text}\r")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("stat", ["status"]),
        ("plan --ans", ["plan", "--answers"]),
        ("plan --answers my", ["plan", "--answers", "my answers.toml"]),
        ("plan --answers=my", ["plan", "--answers=my answers.toml"]),
        ("--directory fo", ["--directory", "folder"]),
        ("--sandbox=role-r", ["--sandbox=role-retained"]),
        ("sandbox role-r", ["sandbox", "role-retained"]),
        ("--vendor fire", ["--vendor", "firetiger"]),
        ("status --format js", ["status", "--format", "json"]),
        ("--profile st", ["--profile", "staging"]),
        ("--profile=st", ["--profile=staging"]),
        ("plan --answers answers.toml --pro", ["plan", "--answers", "answers.toml", "--profile"]),
    ],
)
def test_a_tab_completes(shell: Shell, line: str, words: list[str]) -> None:
    assert shell.completed(f"{PROGRAM} {line}") == [PROGRAM, *words]


@pytest.mark.parametrize("line", ["--sandbox role-r", "status --appr", "--region us", "checkpoints show fol"])
def test_what_could_not_follow_is_not_completed(shell: Shell, line: str) -> None:
    assert shell.completed(f"{PROGRAM} {line}") == [PROGRAM, *line.split()]


def test_a_program_that_is_called_by_its_path_completes_too(shell: Shell) -> None:
    program = str(Path(sys.executable).with_name(PROGRAM))
    assert shell.completed(f"{program} stat") == [program, "status"]
