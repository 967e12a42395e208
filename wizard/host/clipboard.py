"""The clipboard: the desktop's, or the terminal's by an escape sequence; how it went is said, never assumed."""

from __future__ import annotations

import base64
import contextlib
import os
import queue
from collections.abc import Callable, Mapping

from wizard.host.threads import in_background

HOW = {
    "native": "copied to the clipboard",
    "terminal": "sent to your terminal's clipboard (OSC 52); not every terminal takes it",
    "none": "not copied: there is no clipboard here",
}


# A desktop that is not there any more (a display over a cut line) keeps its programs waiting for ever.
CLIPBOARD_SECONDS = 5.0


def copy_text(text: str, send: Callable[[str], None] | None, environ: Mapping[str, str] = os.environ) -> str:
    """Copy, and tell how: ``native``, ``terminal`` (nobody knows whether it arrived) or ``none``.

    send: writes to the terminal; None where there is none or no escape sequence may be written. Over SSH the native
    clipboard would be the other machine's, so the terminal's is preferred.
    """
    if "SSH_CONNECTION" not in environ and _native(text):
        return "native"
    if send is None:
        return "none"
    send(osc52(text, environ))
    return "terminal"


def _native(text: str) -> bool:
    """Whether the desktop's clipboard holds the text now: the programs that set it do not say when they failed."""
    import pyperclip  # loads helpers of the desktop; only when something is copied

    done: queue.SimpleQueue[bool] = queue.SimpleQueue()

    def copy() -> None:
        try:
            pyperclip.copy(text)
            done.put(pyperclip.paste().strip() == text.strip())
        except (pyperclip.PyperclipException, OSError, ValueError):
            done.put(False)

    in_background(copy, "clipboard")
    with contextlib.suppress(queue.Empty):
        return done.get(timeout=CLIPBOARD_SECONDS)
    return False


def osc52(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """The terminal sequence that sets the clipboard, passed through tmux or screen where one is in between."""
    sequence = f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"
    if environ.get("TMUX"):
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if environ.get("TERM", "").startswith("screen"):
        return f"\x1bP{sequence}\x1b\\"
    return sequence
