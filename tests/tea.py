"""A made-up workflow of two steps that nobody wrote the program for: ``python -m tests.tea`` is the program with it.

A kettle in a colour, and tea that needs it; both are files of this computer, so that no AWS is needed. What makes it a
workflow of the program is `a_line`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.worlds import what_finds
from wizard.model import (
    Answers,
    CallFailed,
    Change,
    Choice,
    Context,
    Journal,
    Observation,
    Plan,
    Preview,
    Question,
    Read,
    Reader,
    State,
    Step,
    Target,
    Workflow,
)
from wizard.workflows import WORKFLOWS, Line, Short

COLOUR = Question(name="colour", text="Which colour?")
HANDLE = Question(name="handle", text="Which handle?", choices=(Choice("wood", "Wood"), Choice("steel", "Steel")))


def file_step(name: str, *, needs: tuple[type, ...] = (), asks: bool = False) -> Step:
    """A step that wants a file of its name there."""

    def observe(read: Reader, answers: Answers, _journal: Journal, context: Context) -> Observation[str]:
        path = str(Path(context.directory) / f"{name}.txt")
        if asks and not answers.text("colour"):
            return Observation(state=State.NEEDS_ANSWERS, summary="asks", facts=path, questions=(COLOUR,))
        try:
            read(Read(target=Target(), service="file", operation="ReadFile", parameters={"Path": path}))
        except CallFailed:
            return Observation(state=State.UNMET, summary="missing", facts=path)
        return Observation(state=State.SATISFIED, summary="there", facts=path)

    def plan(observation: Observation[str], answers: Answers) -> Plan:
        write = Change(
            target=Target(),
            service="file",
            operation="WriteFile",
            parameters={"Path": observation.facts, "Text": answers.text("colour")},
            sentence=f"Make {name}",
        )
        return Plan(changes=(write,), act=f"Make {name}")

    def preview(observation: Observation[str] | None, answers: Answers, _context: Context) -> Preview:
        unmet = observation is not None and observation.state is State.UNMET
        return Preview(rounds=(plan(observation, answers),) if observation and unmet else ())

    return Step(
        id=name,
        title=name.capitalize(),
        observe=observe,
        plan=plan,
        preview=preview,
        questions=(COLOUR, HANDLE) if asks else (),
        needs=needs,
        finds=(what_finds(name),),
    )


def result(context: Context) -> Mapping[str, Any]:
    """A cup for each step that went well."""
    return {"cups": sum(one.state is State.SATISFIED for one in context.outcomes.values())}


WORKFLOW = Workflow(
    id="tea",
    title="Tea",
    steps=(file_step("kettle", asks=True), file_step("tea", needs=(what_finds("kettle"),))),
    result=result,
    labels={"cups": "Cups"},
)


def a_line(*, subject: bool = False) -> dict[str, Line]:
    """What a newcomer writes into the table of workflows. subject: each kettle has a checkpoint of its own."""
    word = Short("kettle", "colour", "COLOUR", "of the kettle", subject=subject)
    option = Short("kettle", "handle", "--handle", "of wood or steel", metavar="WHAT", subject=subject)
    return {"tea": Line("tests.tea", "make tea", short=(word, option))}


if __name__ == "__main__":
    from wizard.__main__ import main

    WORKFLOWS.update(a_line())  # the table is a dict that nobody else writes to
    sys.exit(main())
