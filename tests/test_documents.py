"""README and docs hold: their links lead somewhere, their commands are ones, and they name what there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from wizard.cli.options import parse
from wizard.frontends.exits import Exit
from wizard.host.program import PROGRAM
from wizard.sandbox.kernel.scenario import scenarios
from wizard.workflows.onboarding import WORKFLOW

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(ROOT.glob("docs/*.md"))
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^    .*$", re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(rf"(?:^    .*?|`)(?:\S*/)?{PROGRAM}( [^`#\n]*)?", re.MULTILINE)

documents = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


@documents
def test_every_link_leads_somewhere(document: Path) -> None:
    text = FENCED.sub("", document.read_text("utf-8"))
    broken = [link for link in LINK.findall(text) if not link.startswith("https://") and not leads(document, link)]
    assert broken == []


def leads(document: Path, link: str) -> bool:
    """Whether a link to a file of this repository, or to a heading of one, leads there."""
    path, _, anchor = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    return not anchor or anchor in anchors(target.read_text("utf-8"))


def anchors(text: str) -> set[str]:
    """The headings as GitHub names them (small letters, hyphens for spaces, no signs), and the anchors set by hand."""
    headings = re.findall(r"^#+ (.+)$", INDENTED.sub("", FENCED.sub("", text)), re.MULTILINE)
    named = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return named | set(re.findall(r'<a id="([^"]+)"></a>', text))


@documents
def test_every_command_line_is_understood(document: Path) -> None:
    for found in COMMAND.finditer(document.read_text("utf-8")):
        words = shlex.split(placeholders_filled(found[1] or ""))
        parse([word for word in words if word not in ("--version", "--help")])


def placeholders_filled(line: str) -> str:
    """An example of what a capital word stands for, without what is optional."""
    line = re.sub(r"\[[^\]]*\]|\(.*", "", line).partition(" | ")[0]
    return line.replace("=DIGEST", "=" + "0" * 64).replace("SCENARIO", "fresh")


def test_readme_names_every_scenario_of_the_sandbox_and_no_other() -> None:
    section = (ROOT / "README.md").read_text("utf-8").partition("## The simulated AWS")[2].partition("\n## ")[0]
    named = [name for row in re.findall(r"^\| [^|]+ \| (`.+`) \|$", section, re.MULTILINE) for name in row.split(", ")]
    assert sorted(named) == sorted(f"`{scenario.name}`" for scenario in scenarios())


def test_every_answer_that_a_document_names_is_one() -> None:
    known = {question.name for step in WORKFLOW.steps for question in step.questions}
    spelled = re.compile(r"`(?:\[[a-z-]+\] )?([a-z_]+)(?: = [^`]+)`")
    named = {name for document in DOCUMENTS for name in spelled.findall(document.read_text("utf-8"))}
    assert {"create_organization", "models", "change_set", "despite_delivery_error"} <= named
    assert named - known <= {"skip", "name"}


def test_presenting_says_of_no_picture_that_it_is_saved_while_none_can_be() -> None:
    saved = [path for path in (ROOT / "screens").rglob("*.py") if "screenshot" in path.read_text("utf-8")]
    told = "ictures that the wizard saves" in (ROOT / "docs" / "presenting.md").read_text("utf-8")
    assert bool(saved) == told


def test_readme_names_every_exit_code_and_no_other() -> None:
    named = re.findall(r"^\| (\d+) \| ", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [int(code) for code in named] == [int(code) for code in Exit]


def test_every_picture_is_shown_somewhere() -> None:
    shown = {Path(link).name for document in DOCUMENTS for link in LINK.findall(document.read_text("utf-8"))}
    assert {path.name for path in (ROOT / "docs" / "pictures").iterdir()} <= shown
