"""The last lines on the person's own screen, after the full screen has closed: the ARN, the files, how to come back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.cli.going_on import command_to_go_on
from wizard.cli.settings import ForPerson

SANDBOX_STAYS = "10 minutes"
"""How long the simulated AWS outlives its last call, as its server's `idle` has it."""


def last_lines(
    settings: ForPerson, told: Iterable[tuple[str, str]], written: Iterable[str], *, complete: bool
) -> Iterator[str]:
    """What is said at the end. told: what has come of it, with what it is called. written: the files to hand over."""
    simulated = f"SANDBOX, a simulated AWS (scenario {settings.sandbox}): " if settings.sandbox else ""
    if complete:
        yield f"{simulated}Everything is done."
    else:
        yield simulated + _how_to_go_on(settings)
    for label, value in told:
        yield from (f"{label}:", value)
    yield from (f"Written: {path}" for path in written)


def _how_to_go_on(settings: ForPerson) -> str:
    again = f"To continue: {command_to_go_on(settings, sign_in=False)}"
    if not settings.sandbox:
        return f"Your progress is saved. {again}"
    if not _sandbox_answers(settings.sandbox):
        over = command_to_go_on(settings, resume=False, sign_in=False)
        return f"It has ended, and everything created in it is gone. To start over: {over}"
    return f"Your progress is saved for {SANDBOX_STAYS}; then the simulated AWS ends. {again}"


def _sandbox_answers(scenario: str) -> bool:
    from wizard.cli.running_sandbox import sandbox_state
    from wizard.sandbox import client

    running = client.find(sandbox_state())
    return running is not None and running.scenario == scenario
