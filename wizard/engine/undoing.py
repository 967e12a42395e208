"""How everything that was made is taken back: from the whole journal and from what the steps have found by now."""

from __future__ import annotations

from wizard.checkpoint.checkpoint import Checkpoint
from wizard.engine.board import Board
from wizard.export.made import ways_into, what_was_made
from wizard.export.undoing import undo_listing, undo_script
from wizard.model import Context, State, WayBack

NOTHING_MADE = "Nothing has been changed yet. Each change says how it's undone before you approve it."


def way_back_of(board: Board, checkpoint: Checkpoint, context: Context) -> WayBack:
    """As it is read, and as a shell script; both "" where nothing was made."""
    made = what_was_made(
        checkpoint.document.journal,
        ways=ways_into(board.found()),
        aliases=board.aliases(),
        satisfied={name for name in board if board.state(name) is State.SATISFIED},
    )
    return WayBack(undo_listing(made, context.simulation), undo_script(made, context.simulation))
