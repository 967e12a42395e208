"""What stands in a field, as it may be drawn.

Textual lets a field colour its text by a highlighter; ours exchanges the characters instead. So the value stays what
was written, the cursor stands where it stood, and no method of Textual's is replaced.
"""

from __future__ import annotations

from rich.highlighter import Highlighter
from rich.text import Text

from screens.masking import masking


class Masked(Highlighter):
    """How a field draws what stands in it; the value itself stays what was written. private: all of it is masked."""

    def __init__(self, private: bool) -> None:
        self._private = private

    def __call__(self, text: str | Text) -> Text:
        """The same length, so that the cursor stands where it stood."""
        shown = masking.veiled_field(str(text), private=self._private)
        return Text(shown, no_wrap=True, overflow="ignore", end="")

    def highlight(self, text: Text) -> None:
        """Nothing is coloured."""
