"""README and docs hold: their links lead somewhere, their commands are ones, and they name what there is."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.vendors.starting import ready_profile
from wizard.cli.answers_file import checked_answers
from wizard.cli.asked import help_wanted, option_named
from wizard.cli.commands import COMMANDS
from wizard.cli.commands.apply import EVERYTHING
from wizard.cli.options import parse
from wizard.cli.usage import SHELLS
from wizard.frontends.exits import Exit, exit_of
from wizard.host.program import PROGRAM
from wizard.model import State, Step, Vendor
from wizard.resources.fleet.file import OF_ACCOUNTS, OF_FLEET, OF_GROUP, OF_SIGN_IN, fleet_in, policy_files, tables_in
from wizard.sandbox.kernel.scenario import scenarios
from wizard.vendors.profile import load_vendor
from wizard.workflows import ORDINARY, WORKFLOWS, workflow_for, workflow_named
from wizard.workflows.onboarding import WORKFLOW

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(ROOT.glob("docs/*.md"))
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
TOML = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^    .*$", re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
SPAN = re.compile(r"`([^`\n]+)`")
# A command line of ours: not part of a longer name, and up to what the shell would read as something else.
COMMAND = re.compile(rf"(?:^|[\s/(]){PROGRAM}(?![\w\[./-])([^#|>;)\n]*)")

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
    known = {"", *(scenario.name for scenario in scenarios())}
    for line in command_lines(document.read_text("utf-8")):
        words = shlex.split(line)
        if help_wanted(words) is not None:
            continue
        options = parse(words)
        assert options.sandbox in known
        assert getattr(options, "scenario", "") in known


def command_lines(text: str) -> list[str]:
    """What stands behind our name in blocks, in spans and in tables, with an example for each capital word."""
    blocks = FENCED.findall(text) + INDENTED.findall(text)
    spans = SPAN.findall(FENCED.sub("", text).replace("\\|", "|"))
    return [placeholders_filled(found) for code in (*blocks, *spans) for found in COMMAND.findall(code)]


def placeholders_filled(line: str) -> str:
    """An example of what a capital word or a variable stands for, without what is optional."""
    line = re.sub(r"\[[^\]]*\]|\(.*", "", line)
    line = line.replace('="$DIGEST"', "=DIGEST").replace('"$CHECKPOINT"', "s3://BUCKET/KEY")
    return line.replace("=DIGEST", "=" + "0" * 64).replace("SCENARIO", "fresh")


def test_command_lines_are_found_wherever_they_stand() -> None:
    text = """
    .venv/bin/firetiger-onboard plan --answers a.toml   # what would change

| fish | `firetiger-onboard --print-completion fish \\| source` | `eval "$(firetiger-onboard --print-completion zsh)"` |

```yaml
run: |
  firetiger-onboard status > status.jsonl || code=$?
```
`pip install 'firetiger-onboard[sandbox]'`, `firetiger-onboard-import-1a2b`
"""
    assert sorted(line.strip() for line in command_lines(text)) == [
        "--print-completion fish",
        "--print-completion zsh",
        "plan --answers a.toml",
        "status",
    ]


@documents
def test_every_command_with_options_that_is_named_without_the_program_is_understood(document: Path) -> None:
    for span in SPAN.findall(FENCED.sub("", document.read_text("utf-8"))):
        words = shlex.split(placeholders_filled(span)) if span.split()[0] in COMMANDS and " --" in span else []
        if words:
            needed = ["--answers", "a.toml"] if words[0] in ("plan", "apply") and "--answers" not in words else []
            parse([*words, *needed])


@documents
def test_every_option_that_is_named_is_one(document: Path) -> None:
    """CONTRIBUTING names options of other tools, too."""
    spans = SPAN.findall(FENCED.sub("", document.read_text("utf-8")))
    unknown = [span for span in spans if span.startswith("--") and option_named(span.split()[0]) is None]
    assert unknown == [] or document.name == "CONTRIBUTING.md"


@documents
def test_every_exit_code_that_is_named_is_one(document: Path) -> None:
    named = re.findall(r"exit(?:s with)? codes? (\d+)", document.read_text("utf-8"))
    assert {int(code) for code in named} <= {int(code) for code in Exit}


def test_the_guide_ends_where_the_exit_codes_say() -> None:
    """A sign-in that only a person can do is something a person must do: incomplete."""
    text = (ROOT / "docs" / "guide.md").read_text("utf-8")
    (code,) = re.findall(r"`apply` exits with\s+code (\d)", text)
    assert int(code) == exit_of([State.BLOCKED, State.WAITING], broken=False)
    assert "apply --answers answers.toml --approve=DIGEST" in text


def test_readme_says_what_approves_what() -> None:
    text = " ".join((ROOT / "README.md").read_text("utf-8").split())
    (code,) = re.findall(r"`apply --approve=DIGEST` makes exactly these, and exits with code (\d)", text)
    assert int(code) == exit_of([State.SATISFIED, State.UNMET], broken=False) == Exit.NEEDED
    assert parse(["apply", "--answers", "a", "--approve"]).approve == EVERYTHING
    assert "`--approve` alone makes every change that the answers spell out" in text


def test_readme_names_every_scenario_of_the_sandbox_and_no_other() -> None:
    section = (ROOT / "README.md").read_text("utf-8").partition("## The simulated AWS")[2].partition("\n## ")[0]
    named = [name for row in re.findall(r"^\| [^|]+ \| (`.+`) \|$", section, re.MULTILINE) for name in row.split(", ")]
    assert sorted(named) == sorted(f"`{scenario.name}`" for scenario in scenarios())


def test_the_fleets_file_in_the_document_describes_one_and_uses_every_kind_of_sign_in_but_saml() -> None:
    document = (ROOT / "docs" / "fleet.md").read_text("utf-8")
    (text,) = re.findall(r"^```\n(# fleet\.toml\n.*?)^```", document, re.MULTILINE | re.DOTALL)
    tables = tables_in(text)
    policy = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
    fleet = fleet_in(tables, dict.fromkeys(policy_files(tables), policy))
    assert [group.name for group in fleet.groups] == ["DevOps", "ReadOnly"]
    assert {group.sign_in.kind for group in fleet.groups if group.sign_in} == {"directory", "principals"}


def test_every_answer_that_a_document_names_is_one() -> None:
    walked = [step for name in WORKFLOWS for step in workflow_named(name).steps]
    known = {question.name for step in walked for question in step.questions}
    known |= {*OF_FLEET, *OF_GROUP, *OF_ACCOUNTS, *OF_SIGN_IN}
    spelled = re.compile(r"`(?:\[[a-z-]+\] )?([a-z_]+)(?: = [^`]+)`")
    named = {name for document in DOCUMENTS for name in spelled.findall(document.read_text("utf-8"))}
    assert {"create_organization", "models", "change_set", "despite_delivery_error"} <= named
    assert named - known <= {"skip", *Vendor.__struct_fields__}


def test_every_answers_file_that_a_document_shows_is_taken() -> None:
    shown = [block for document in DOCUMENTS for block in TOML.findall(document.read_text("utf-8"))]
    assert shown
    for block in shown:
        named = re.search(r"for --vendor (\S+)", block)
        other = workflow_named("fleet") if block.startswith(("# fleet.toml", "[groups.")) else WORKFLOW
        assert checked_answers(tomllib.loads(block), steps_for(named[1]) if named else other.steps)


def steps_for(vendor: str) -> tuple[Step, ...]:
    """Those that a vendor's customers walk; a profile that is no vendor yet is filled in first."""
    if not vendor.endswith(".toml"):
        return workflow_for(ORDINARY, load_vendor(vendor)).steps
    with TemporaryDirectory() as directory:
        return workflow_for(ORDINARY, load_vendor(str(ready_profile(Path(directory) / "new")))).steps


def test_presenting_says_of_no_picture_that_it_is_saved_while_none_can_be() -> None:
    saved = [path for path in (ROOT / "screens").rglob("*.py") if "screenshot" in path.read_text("utf-8")]
    told = "ictures that the wizard saves" in (ROOT / "docs" / "presenting.md").read_text("utf-8")
    assert bool(saved) == told


def test_readme_names_every_exit_code_and_no_other() -> None:
    named = re.findall(r"^\| (\d+) \| ", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [int(code) for code in named] == [int(code) for code in Exit]


def test_readme_has_the_one_line_that_installs_completion_for_every_shell() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for shell in SHELLS:
        (line,) = re.findall(rf"^\| {shell} \| `(.+)` \| `[^`]+`", readme, re.MULTILINE)
        assert f"{PROGRAM} --print-completion {shell}" in line
        script = (ROOT / "assets" / "completion" / f"{shell}.txt").read_text("utf-8")
        assert line.replace("\\|", "|") in script, "the script says the same of itself"


def test_every_picture_is_shown_somewhere() -> None:
    shown = {Path(link).name for document in DOCUMENTS for link in LINK.findall(document.read_text("utf-8"))}
    assert {path.name for path in (ROOT / "docs" / "pictures").iterdir()} <= shown
