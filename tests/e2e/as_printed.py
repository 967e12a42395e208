"""The commands of a document, run as they are printed, one after the other."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.program import Program, outside
from wizard.frontends.exits import Exit
from wizard.host.program import PROGRAM
from wizard.sandbox import client

ROOT = Path(__file__).resolve().parents[2]
ENDS = {"plan": Exit.NEEDED}
"""Those that do not end with 0."""


def commands_in(text: str) -> list[list[str]]:
    """The words of each, without the program's name."""
    lines = (line for line in text.splitlines() if line.startswith(f"    {PROGRAM} "))
    return [shlex.split(line)[1:] for line in lines]


@contextmanager
def reader(directory: Path) -> Iterator[Program]:
    """Somebody who reads a document and has no AWS of their own; the sandbox they start ends with the test."""
    try:
        # A folder called assets here, as the repository has one, must not be taken for the package.
        yield Program(directory, {**outside(directory), "PYTHONPATH": str(ROOT)})
    finally:
        sandbox = client.find(directory / "state" / PROGRAM / "sandbox.state.json")
        if sandbox:
            client.stop(sandbox)


def run_as_printed(here: Program, words: list[str]) -> str:
    """What it says; it ends as it should."""
    ended = here.run(*words)
    assert ended.code == ENDS.get(words[0], Exit.COMPLETE), (words, ended.out, ended.err)
    return ended.out
