"""Where JSON lines go for as long as the program runs, and that a script which ends it still gets the last one."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from wizard.cli.asked import command_in, divided, workflow_in
from wizard.cli.commands import command_named
from wizard.cli.exported_sandbox import exports_lead
from wizard.cli.settings import RunsWorkflow
from wizard.host.signals import interrupt, terminated

if TYPE_CHECKING:
    from wizard.frontends.headless.stream import Stream


def json_stream(arguments: Sequence[str]) -> Stream | None:
    """Where JSON lines go, where they are asked for: that holds for arguments which are not understood, too."""
    arguments, _ = divided(arguments)
    if "--format=json" not in arguments and ("--format", "json") not in itertools.pairwise(arguments):
        return None
    from wizard.frontends.headless.stream import Stream

    command = command_in(arguments)
    tool = command is not None and not issubclass(command_named(command).SETTINGS, RunsWorkflow)
    simulated = exports_lead() or any(word.split("=")[0] == "--sandbox" for word in arguments)
    workflow = None if tool or not command else workflow_in(arguments)
    return Stream(as_json=True, simulated=simulated, command=command or None, workflow=workflow, tool=tool)


@contextlib.contextmanager
def interruptible(stream: Stream | None) -> Iterator[None]:
    """A script that ends the command gets the last line at any moment; a person's front end sees to it by itself."""
    if stream is None:
        yield
        return
    with terminated(interrupt):
        yield
