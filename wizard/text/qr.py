"""An address as a QR code in characters: two rows of squares on one line, for a telephone's camera.

The light squares are drawn and the dark ones left out, so that on a dark ground it looks as on paper; whoever can
choose the colours draws it in ink on a light ground.
"""

from __future__ import annotations

BORDER = 2
"""Squares of light around it. The standard asks for four; cameras are content with two, or one on a light ground."""

_LIGHT = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


def lines(text: str, *, ink: bool = False, border: int = BORDER) -> list[str]:
    """The code, line by line. ink: draw the dark squares instead of the light ones, for a light ground."""
    import segno  # only where one is drawn

    code = segno.make(text, error="l", micro=False)
    rows = [[bool(square) is ink for square in row] for row in code.matrix_iter(border=border)]
    if len(rows) % 2:
        rows.append([not ink] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return ["".join(_LIGHT[pair] for pair in zip(above, below, strict=True)) for above, below in pairs]
