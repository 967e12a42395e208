"""There is one sanitize: no second copy of it anywhere, found by how one would be written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = "wizard/text/"
# A program of its own, which has to judge what it is sent without the tables of who sends it.
SANDBOX = "wizard/sandbox/"

SANITIZES = {
    "a character's category": r"unicodedata",
    "what can be printed": r"isprintable\(",
    "a table of characters": r"maketrans|\.translate\(",
    "a class of control characters": r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4})-\\(?:x|u)",
    "the invisible ones by number": r"\bord\(\w+\) *(?:[<>]|in\b)",
    "a function of the same name": r"def (?:inert|sanitized?|_?visible|_acts)\b",
}
# What looks like one, and why it is none.
NONE_OF_THOSE = {
    # Finds the value that was meant in what was typed; on the floor of wizard.text, so that neither imports the other.
    "wizard/model/values.py": {"a character's category", "a class of control characters"},
    # Exchanges private-use characters for what they stand for.
    "screens/masking/masking.py": {"a table of characters"},
    "screens/masking/mask_filter.py": {"a table of characters"},
}


def sources(*outside: str) -> Iterator[tuple[str, str]]:
    """Every module of the program by its path, and its text."""
    for folder in ("wizard", "screens"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(outside):
                yield name, path.read_text("utf-8")


@pytest.mark.parametrize("what", SANITIZES)
def test_no_other_module_makes_text_harmless_by_its_own_means(what: str) -> None:
    found = {name for name, text in sources(TEXT, SANDBOX) if re.search(SANITIZES[what], text)}
    assert found == {name for name, reasons in NONE_OF_THOSE.items() if what in reasons}
