"""The clipboard: the desktop's, tmux's, or the terminal's by an escape sequence; no more is said than is known.

tmux with its defaults lets no program's sequence through, so inside it tmux itself is given the text: it keeps it in
its own buffer and passes it on to the terminal where it may. That costs a process of tmux for each copy. What the
answers mean in words is in `wizard.text.copied`.
"""

from __future__ import annotations

import base64
import contextlib
import os
import queue
from collections.abc import Callable, Mapping

from wizard.host.threads import in_background

# A desktop that is not there any more (a display over a cut line) keeps its programs waiting for ever.
CLIPBOARD_SECONDS = 5.0
# GNU screen before 4.2 takes 256 bytes in one sequence, and prints what is beyond that.
SCREEN_TAKES = 252


def copy_text(text: str, send: Callable[[str], None] | None, environ: Mapping[str, str] = os.environ) -> str:
    """Copy, and tell how: ``native``, ``tmux``, ``terminal`` (nobody knows whether it arrived) or ``none``.

    send: writes to the terminal; None where there is none or no escape sequence may be written. Over SSH the native
    clipboard would be the other machine's, so the terminal's is preferred.
    """
    if "SSH_CONNECTION" not in environ and _native(text):
        return "native"
    passed_on = _tmux(text, environ, "-w")
    if passed_on or _tmux(text, environ):
        if send is not None and not passed_on:
            send(osc52(text, environ))
        return "tmux"
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


def _tmux(text: str, environ: Mapping[str, str], *options: str) -> bool:
    """Whether tmux has it in its buffer now. -w: and passes it on to the terminal, which tmux before 3.2 cannot."""
    if not environ.get("TMUX"):
        return False
    import subprocess  # loads too much for the way to the first paint

    try:
        ended = subprocess.run(
            ["tmux", "load-buffer", *options, "-"],
            input=text.encode(),
            env=dict(environ),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=CLIPBOARD_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0


def osc52(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """The terminal sequence that sets the clipboard: as it is and, where tmux or screen is in between, wrapped for it.

    Which of the two such a program lets through is a matter of its settings; the other does nothing.
    """
    sequence = f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"
    term = environ.get("TERM", "")
    if environ.get("TMUX") or term.startswith("tmux"):
        return f"{sequence}\x1bPtmux;{sequence.replace(chr(27), chr(27) * 2)}\x1b\\"
    if environ.get("STY") or term.startswith("screen"):
        parts = [sequence[at : at + SCREEN_TAKES] for at in range(0, len(sequence), SCREEN_TAKES)]
        return (sequence if len(parts) == 1 else "") + "".join(f"\x1bP{part}\x1b\\" for part in parts)
    return sequence
