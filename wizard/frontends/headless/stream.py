"""What goes to standard output while a command runs: lines of text, or JSON lines from `began` to `finished`.

Whoever runs the command holds it to its contract: the last JSON line is ``finished`` however the command ends, so that
a script needs to look at that one line alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Literal

import msgspec

from wizard.checkpoint.checkpoint import iso
from wizard.frontends.exits import Exit
from wizard.frontends.headless.events import Began, Finished, Line
from wizard.host.program import VERSION
from wizard.host.standard_output import StandardOutput

# How long a reader who has stopped reading is waited for when somebody wants the program to end.
FAREWELL = 1.0

OUTCOMES: dict[int, Literal["complete", "incomplete", "failed"]] = {
    Exit.COMPLETE: "complete",
    Exit.NEEDED: "incomplete",
    Exit.INCOMPLETE: "incomplete",
    Exit.INTERRUPTED: "incomplete",
}


class Stream:
    """Lines, in the order in which they are told.

    simulated: every JSON line says that it is. command: None where the arguments name none. workflow: what the command
    is about, None where there is none of that name. tool: it is no workflow's, and has no first line.
    """

    def __init__(
        self,
        *,
        as_json: bool,
        simulated: bool = False,
        command: str | None = None,
        workflow: str | None = None,
        tool: bool = False,
    ) -> None:
        self.as_json = as_json
        self.simulated = simulated
        self._out = StandardOutput()
        self._command, self._workflow = command, workflow
        self._begun, self._finished = tool, False

    def upon_loss(self, act: Callable[[], object]) -> None:
        """Call this when nobody can be told anything any more."""
        self._out.upon_loss(act)

    def begin(self) -> None:
        """The first line of a workflow's command."""
        if not self._begun:
            self._begun = True
            self.tell(Began(program=VERSION, command=self._command, workflow=self._workflow, at=iso()))

    def tell(self, line: Line) -> None:
        """One JSON line. What happened on a simulated AWS says so."""
        self._finished = isinstance(line, Finished)
        said = msgspec.structs.replace(line, simulated=True) if self.simulated else line
        self._out.put(msgspec.json.encode(said, enc_hook=str).decode() + "\n")

    def write(self, *lines: str) -> None:
        """Lines of text."""
        self._out.put("".join(f"{line}\n" for line in lines), sys.stdout.encoding)

    def finish(self, code: int, reason: str | None) -> None:
        """The last line, where the command itself has not come to it."""
        self.begin()
        if not self._finished:
            outcome = OUTCOMES.get(code, "failed")
            workflow, simulated = self._workflow, self.simulated
            self.tell(Finished(workflow=workflow, outcome=outcome, simulated=simulated, exit_code=code, reason=reason))

    def close(self, *, hurried: bool = False) -> None:
        """Return when all is written. Raises OutputLost where it cannot be."""
        self._out.close(FAREWELL if hurried else None)
        if self._out.lost:
            raise self._out.lost
