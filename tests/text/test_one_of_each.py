"""There is one sanitize and one table of shapes: no second copy anywhere, found by how one would be written."""

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
    # Moves a region of the screen, which Textual calls the same.
    "screens/painting.py": {"a table of characters"},
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


SHAPES = {
    "an account": r"\\d\{12\}|\[0-9\]\{12\}|\\d\{4\}.{0,6}\\d\{4\}",
    "a key's id": r"AKIA\||ASIA\||A\[KS\]IA",
    "an ARN": r"(?:re\.\w+\(|[rf]{1,2}\").*arn:(?:aws|\[)[^\"]*[\[\\]",
    "an organization, a unit, a root or a request": r"\b(?:o|ou|r|car|\(ou\|r\))-(?:\[|\\w)",
    "an address": r"\[[^\]\n]*\][+*{][^\n\"]{0,8}@\(?[\[\\]",
    "a role's name": r"\[\\w\+=,\.@-\]\{1,64\}",
}
NO_SECOND_TABLE = {
    # On the floor of wizard.text, and cleans what is typed before anything looks at it.
    "wizard/model/values.py": {"an account"},
}


@pytest.mark.parametrize("what", SHAPES)
def test_no_other_module_knows_what_private_things_look_like(what: str) -> None:
    found = {name for name, text in sources(TEXT, SANDBOX) if re.search(SHAPES[what], text)}
    assert found == {name for name, reasons in NO_SECOND_TABLE.items() if what in reasons}


def test_a_number_and_its_noun_are_put_together_in_one_way() -> None:
    by_hand = r"""\w\{(?:'s' if|'' if)[^}]*\}|"1 \w+" if\b|\} (?:\w+)" if \w+ == 1 else f"\{"""
    found = {name for name, text in sources(TEXT, SANDBOX) if re.search(by_hand, text)}
    # On the floor of wizard.text; a noun without its number; hours that may be half ones.
    assert found == {"wizard/model/spans.py", "wizard/cli/options.py", "wizard/resources/explaining.py"}


@pytest.mark.parametrize(
    "what", [r'"(?:file|clipboard)", "(?:file|clipboard)"', "OrganizationAccountAccessRole", "AWSControlTowerExecution"]
)
def test_what_has_a_name_is_written_out_once(what: str) -> None:
    found = [name for name, text in sources(SANDBOX) for _ in re.findall(what, text)]
    assert found in (["wizard/model/calls.py"], ["wizard/text/shapes.py"])
