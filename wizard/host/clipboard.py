"""The clipboard: the desktop's, tmux's, or the terminal's by an escape sequence; no more is said than is known.

What the desktop and tmux hold is read back and compared. A terminal answers nobody, so what was sent to it counts as
sent, never as copied, and is worth a file beside it (`said`). tmux with its defaults lets no program's sequence
through, so inside it tmux itself is given the text: it keeps it in its own buffer and passes it on to the terminal
where it may. All of that costs two processes for each copy. What the answers mean in words is in `wizard.text.copied`.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wizard.text.copied import HOW, PROVED

TMUX_SECONDS = 5.0
# GNU screen before 4.2 takes 256 bytes in one sequence, and prints what is beyond that.
SCREEN_TAKES = 252


@dataclass(frozen=True, slots=True)
class Copied:
    """What is known of a copy.

    how: ``native``, ``tmux``, ``terminal`` (nobody knows whether it arrived) or ``none``. doubt: what a program said
    and did not do, a sentence; "" where none did.
    """

    how: str
    doubt: str = ""

    @property
    def proved(self) -> bool:
        """Whether it was read back and is the text."""
        return self.how in PROVED


def copy_text(text: str, send: Callable[[str], None] | None, environ: Mapping[str, str] = os.environ) -> Copied:
    """Copy, and tell how. Blocks for seconds where a desktop hangs.

    send: writes to the terminal; None where there is none or no escape sequence may be written. Over SSH the native
    clipboard would be the other machine's, so the terminal's is preferred.
    """
    doubt = ""
    if "SSH_CONNECTION" not in environ:
        from wizard.host.desktop_clipboard import fill  # loads too much for the way to the first paint

        filled = fill(text, environ)
        if filled.proved:
            return Copied("native")
        doubt = filled.doubt
    passed_on = _tmux(text, environ, "-w")
    if passed_on or _tmux(text, environ):
        if send is not None and not passed_on:
            send(osc52(text, environ))
        return Copied("tmux", doubt)
    if send is None:
        return Copied("none", doubt)
    send(osc52(text, environ))
    return Copied("terminal", doubt)


def said(copied: Copied, save: Callable[[], str] | None = None) -> str:
    """What to tell a person: how, and where else the text is.

    save: puts the text into a file and says where in a sentence; called where nothing proves that it was copied.
    """
    how = HOW[copied.how]
    sentences = [copied.doubt, f"{how[:1].upper()}{how[1:]}.", save() if save is not None and not copied.proved else ""]
    return " ".join(filter(None, sentences))


def _tmux(text: str, environ: Mapping[str, str], *options: str) -> bool:
    """Whether tmux has it in its buffer now. -w: and passes it on to the terminal, which tmux before 3.2 cannot."""
    if not environ.get("TMUX"):
        return False
    import subprocess  # loads too much for the way to the first paint

    from wizard.host.running import ran

    given = text.encode()
    try:
        taken = ran(("tmux", "load-buffer", *options, "-"), environ, TMUX_SECONDS, given) is not None
        return taken and ran(("tmux", "show-buffer"), environ, TMUX_SECONDS) == given
    except subprocess.TimeoutExpired:
        return False


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
