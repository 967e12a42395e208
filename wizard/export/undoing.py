"""What takes changes back, as commands: of one change that is planned, and of everything that was made, as a script."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from wizard.export.aws_cli import command, name, script, to_read
from wizard.export.made import Made
from wizard.model import Change, Simulation, UndoView
from wizard.model.calls import LOCAL
from wizard.text.sanitize import stripped

NEWEST_FIRST = "Undoes what was made here, newest first. What is already gone is skipped, so you can run it again."
STAYS = "This stays:"
HERE = "On this computer:"


def undo_view(change: Change, simulation: Simulation | None = None) -> UndoView:
    """How a change is taken back, as it is shown before it is made."""
    calls = [call.change for call in change.undo.calls]
    return UndoView(
        commands=tuple(command(call, simulation) for call in calls),
        to_read=tuple(to_read(call, simulation) for call in calls),
        names=tuple(dict.fromkeys(map(name, calls))),
        words=change.undo.words,
    )


def undo_rows(made: Sequence[Made], simulation: Simulation | None = None) -> list[dict[str, Any]]:
    """Everything that was made as JSON values, each with the commands that take it back and the account they run in."""
    return [
        {
            "sentence": one.entry.sentence,
            "account": one.calls[0].target.account if one.calls else one.entry.account,
            "region": one.calls[0].target.region if one.calls else one.entry.region,
            "call": f"{one.entry.service}:{one.entry.operation}",
            "made": one.entry.intended,
            "commands": [command(call, simulation) for call in one.calls],
            "words": one.words,
        }
        for one in made
    ]


def undo_listing(made: Sequence[Made], simulation: Simulation | None = None) -> str:
    """Everything that was made as it is read: by account, each command with what it does above it; then what stays.

    "" where nothing was made.
    """
    calls = sorted((call for one in made for call in one.calls), key=lambda call: call.service in LOCAL)
    lines: list[str] = []
    for account, those in groupby(calls, key=lambda call: "" if call.service in LOCAL else call.target.account):
        lines += [f"# --- In account {account} ---" if account else f"# --- {HERE.rstrip(':')} ---", ""]
        lines += [line for call in those for line in _listed(call, simulation)]
    stays = [f"# {line}" for line in _what_stays(made)]
    return "\n".join([*lines, *stays]).strip()


def _listed(call: Change, simulation: Simulation | None) -> list[str]:
    said = " ".join(filter(None, (call.sentence, call.warning)))
    return [f"# {stripped(said)}", *map(stripped, to_read(call, simulation).splitlines()), ""]


def _what_stays(made: Sequence[Made]) -> list[str]:
    stays = [f"- {one.entry.sentence.rstrip('.')}. {one.words}" for one in made if one.stays]
    return [STAYS, *stays] if stays else []


def undo_script(made: Sequence[Made], simulation: Simulation | None = None) -> str:
    """Everything that takes back what was made, as a script that runs; what stays is told above it.

    Comments alone where there is nothing to run; "" where nothing was made.
    """
    if not made:
        return ""
    calls = [call for one in made for call in one.calls]
    here = list(dict.fromkeys(command(call) for call in calls if call.service in LOCAL))
    about = (NEWEST_FIRST, *_what_stays(made), *([HERE, *here] if here else []))
    return script(calls, simulation, about=about, undoing=True) or "".join(f"# {line}\n" for line in about)
