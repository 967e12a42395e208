"""What people read is plain American English: short common words, who does what, nothing quaint.

The texts are gathered where they come from: what is data by its own loaders, what is in code as the strings that the
code holds. So a sentence that nobody has drawn yet is held to the same words as one that everybody sees.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import assets
import screens
import wizard
from wizard.model import Vendor
from wizard.problems.explain import UNEXPECTED, UNEXPLAINED, problem_texts
from wizard.vendors.profile import load_vendor, vendor_names
from wizard.workflows.onboarding import WORKFLOW

TEXTS = {**problem_texts(), UNEXPECTED.key: UNEXPECTED, UNEXPLAINED.key: UNEXPLAINED}
ASSETS = Path(assets.__path__[0])
ROOMS = (Path(screens.__path__[0]), Path(wizard.__path__[0]))
# The simulated AWS says what AWS says, and a few modules hold what others wrote or read.
OF_OTHERS = ("sandbox/services", "sandbox/kernel", "sandbox/server")

QUAINT = {
    r"\b(mend|mends|mended)\b": "fix",
    r"\bshall\b": "should",
    r"\banew\b": "again",
    r"\b(is|are) to (be|become)\b": "should, will",
    r"\bbegun\b": "started",
    r"\bseldom\b": "rarely",
    r"\bwhoever\b(?! (manages|signs|works|opens|else|can))": "who does what",
    r"\bwhichever\b": "any",
    r"\b(nobody|nothing) but\b": "only",
    r"\b[Yy]our way\b": "Steps",
    r"\b([Gg]o|[Gg]oes|going) on\b": "Next, continue",
    r"\basks you\b": "needs an answer",
    r"\bby hand\b": "yourself",
    r"\bnoted in\b": "in",
    r"\b(stands?|lies) (in|at|below|above|directly|alone)\b": "is",
    r"\black(s|ing)?\b": "is missing",
    r"\b[Pp]lease\b": "",
    r"\b(successfully|simply)\b": "",
    r"[a-z]!(\s|$)": "no exclamation mark",
    r"\b(can|does|do|is|are|was|did|has|have|could|will)( not\b|not\b)": "a contraction",
    r"\bmay not\b(?! (offer|be valid))": "can't",
    r"\bcould not be (read|looked at|made)\b": "couldn't",
    r"\bhave it (granted|allowed)\b": "get it allowed",
    r"\b[Ii]f it stays so\b": "if it doesn't help",
    r"\bcarried out\b": "executed",
    r"\bput right\b": "fixed",
    r"\bout loud\b": "explicitly",
    r"\bpast CloudFormation\b": "outside CloudFormation",
    r"\bmay still be at it\b": "may still be working on it",
    r"\bhas not the form\b": "isn't in the format",
    r"\b(?<!minutes )of its own\b": "its own",
    r"\b(colours?|enrol|recognise|cancelled|favourite)\b": "American spelling",
    r"\b(says?|tells?) of it\b": "",
    r"\bforbid": "block, deny",
    r"\ba second of everything\b": "a second copy of everything",
    r"\bway in\b|\blets? (you|anybody|nobody) in\b": "access",
}
ALLOWED = (
    "#!/bin/sh",  # scripts: a contraction would end the shell's quotes
    "# SANDBOX: a simulated AWS",
    "does not exist",  # AWS's words, looked for in its answers
    "didn't contain changes|No updates",
    "whoever opens the way in",  # a name in the code, shown to nobody
)


def of_data() -> Iterator[tuple[str, str]]:
    """Each text of the assets, with where it is from."""
    for key, text in TEXTS.items():
        yield from ((f"problem {key}", said) for said in (text.title, text.what, text.why, *text.todo, text.request))
    for name in vendor_names():
        yield from _of_vendor(load_vendor(name))
    for path in sorted((ASSETS / "steps").glob("*.toml")):
        yield from ((f"step {path.stem}", said) for said in _texts(tomllib.loads(path.read_text("utf-8"))))
    for path in sorted((ASSETS / "sandbox").glob("*.toml")):
        yield f"scenario {path.stem}", tomllib.loads(path.read_text("utf-8"))["summary"]
    yield from (("the page of links", said) for said in _of_page(ASSETS / "fleet"))


def _of_page(folder: Path) -> Iterator[str]:
    """What stands between the page's tags, and what its script says."""
    yield from re.findall(r">([^<>%]+)<", (folder / "links.html").read_text("utf-8"))
    yield from re.findall(r"[\"`]([A-Z][^\"`]*)[\"`]", (folder / "links.js").read_text("utf-8"))


def _of_vendor(vendor: Vendor) -> Iterator[tuple[str, str]]:
    """What its steps say, what a person reads before consenting and afterwards, and what its customers are asked."""
    for name, words in vendor.texts.items():
        card = words.card
        asked = [said for one in card.asked for said in (one.question, one.answer)] if card else []
        said = (words.title, words.why, words.more, *(card.say if card else ()), *asked)
        yield from ((f"{vendor.id}, step {name}", one) for one in said)
    yield from ((f"vendor {vendor.id}", one) for one in (*vendor.access_in_words, *vendor.principles, *vendor.next))
    for parameter in vendor.parameters:
        said = (parameter.question, parameter.help, parameter.wrong, *parameter.choices.values())
        yield from ((f"{vendor.id}, {parameter.name}", one) for one in said)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def of_questions() -> Iterator[tuple[str, str]]:
    """What is asked, its help, and the choices."""
    for step in WORKFLOW.steps:
        for question in step.questions:
            choices = [said for one in question.choices for said in (one.label, one.detail)]
            yield from (
                (f"question {step.id}.{question.name}", said) for said in (question.text, question.help, *choices)
            )


def of_code() -> Iterator[tuple[str, str]]:
    """Each string in the code that reads as a sentence or a label of more than one word."""
    for room in ROOMS:
        for path in sorted(room.rglob("*.py")):
            if not any(part in path.as_posix() for part in OF_OTHERS):
                for line, said in _strings(ast.parse(path.read_text("utf-8"))):
                    yield f"{path.relative_to(room.parent)}:{line}", said


def _strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))  # a docstring
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
            said = "".join(str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            said = node.value
        else:
            continue
        if re.search(r"[A-Za-z]{2,}[,;.:]? +[A-Za-z]{2,}", said) and not said.startswith(ALLOWED):
            yield node.lineno, said


@pytest.mark.parametrize("gathered", [of_data, of_questions, of_code])
def test_no_text_for_people_has_a_quaint_word(gathered: object) -> None:
    assert callable(gathered)
    found = [
        f"{where}: {said[:160]!r}: {match[0]!r}{f', better: {better}' if better else ''}"
        for where, said in gathered()
        for pattern, better in QUAINT.items()
        if (match := re.search(pattern, said))
    ]
    assert not found, "\n".join(found)


def test_a_problems_title_has_eight_words_at_most() -> None:
    assert [text.title for text in TEXTS.values() if len(text.title.split()) > 8] == []


def test_a_word_of_the_list_is_found_where_it_is_said() -> None:
    said = dict(_strings(ast.parse('"""Mend this."""\nraise Wrong(f"{name} cannot be mended by hand")\n')))
    assert said == {2: "{…} cannot be mended by hand"}
    assert [pattern for pattern in QUAINT if re.search(pattern, said[2])] == [
        r"\b(mend|mends|mended)\b",
        r"\bby hand\b",
        r"\b(can|does|do|is|are|was|did|has|have|could|will)( not\b|not\b)",
    ]
