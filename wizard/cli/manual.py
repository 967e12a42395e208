"""What --help says: a page a command, and one for each workflow that it can be about. It teaches that alone.

The words are the `PAGE` of the command's module and the workflow's line; options, scenarios, commands and workflows
come from where they are defined. It is loaded for --help and for nothing else.
"""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Collection, Iterable, Iterator

from wizard.cli.commands import COMMANDS, WIZARD, Command, command_named
from wizard.cli.common_options import ANSWERS, SANDBOX
from wizard.cli.page import OR
from wizard.cli.settings import OfWorkflow
from wizard.host.program import PROGRAM
from wizard.sandbox.client import scenarios
from wizard.workflows import ORDINARY, WORKFLOWS

WIDEST = 100
INDENT = "  "
ASKS = (
    "A wizard: it asks for what you leave out, shows every change before it makes it, and you can quit and continue at"
    " any time."
)
ANSWERS_ARE = (
    f"`{PROGRAM} answers` prints a template that describes every key, `{PROGRAM} answers --schema` the JSON Schema"
    " for editors and checks."
)


def page(command: str, workflow: str = "", width: int = 0) -> str:
    """The help of a command, "" for the wizard's. workflow: the one that it is about, "" where none is named.

    width: of the terminal, in columns; 0 looks.
    """
    wide = min(width or shutil.get_terminal_size().columns, WIDEST) - 1
    one = command_named(command)
    about_one = workflow if issubclass(one.SETTINGS, OfWorkflow) else ""
    begins = _workflow(command, one, about_one, wide) if about_one else _command(command, one, wide)
    return "\n".join((*begins, *_rest(one, wide))) + "\n"


def _command(name: str, command: Command, wide: int) -> Iterator[str]:
    about = command.PAGE
    yield f"Usage: {_joined(PROGRAM, name, about.usage)}"
    yield from ("", *textwrap.wrap(about.text, wide))
    if name == WIZARD:
        yield from _section("Commands", _columns([(one, line.summary) for one, line in COMMANDS.items()], wide))
        yield from ("", f"`{PROGRAM} COMMAND --help` describes a command.")
    if about.words:
        yield from _section("Words", _columns(about.words, wide))
    if issubclass(command.SETTINGS, OfWorkflow):
        yield from _section("Workflows", _columns(_workflows(about.workflows), wide))
        described = f"`{_joined(PROGRAM, name, 'WORKFLOW --help')}` describes a workflow: what can follow its name."
        yield from ("", *textwrap.wrap(described, wide))
    yield from _section("Options", _columns([(one.spelled, one.help) for one in command.OPTIONS], wide))
    yield from _examples(about.examples, wide)


def _workflow(name: str, command: Command, workflow: str, wide: int) -> Iterator[str]:
    about, line = command.PAGE, WORKFLOWS[workflow]
    behind = _joined(workflow, *(f"[{word.name}]" for word in line.words))
    yield f"Usage: {_joined(PROGRAM, name, about.usage.partition(OR)[0].replace('[WORKFLOW]', behind))}"
    yield from ("", *textwrap.wrap(f"{line.summary[:1].upper()}{line.summary[1:]}.", wide))
    yield from ("", *textwrap.wrap(ASKS if name == WIZARD else about.text, wide))
    if line.short:
        yield from _section(f"With {workflow}", _columns([(one.spelled, one.help) for one in line.short], wide))
    yield from _section("Options", _columns([(one.spelled, one.help) for one in command.OPTIONS], wide))
    yield from _examples(line.examples if name == WIZARD else about.examples, wide)


def _rest(command: Command, wide: int) -> Iterator[str]:
    about = command.PAGE
    if ANSWERS in command.OPTIONS or "answers" in about.describes:
        yield from _section("Answers", _wrapped(ANSWERS_ARE, wide))
    if "scenarios" in about.describes:
        yield from _section("Scenarios", _columns([(one.name, one.summary) for one in scenarios()], wide))
    elif SANDBOX in command.OPTIONS:
        listed = ", ".join(one.name for one in scenarios())
        yield from _section("Scenarios", _wrapped(f"{listed}. `{PROGRAM} sandbox --help` describes them.", wide))
    exits = [(str(int(code)), what) for code, what in about.exits.items()]
    yield from _section("Exit codes", _columns(exits, wide))


def _joined(*words: str) -> str:
    return " ".join(filter(None, words))


def _examples(examples: Iterable[tuple[str, str]], wide: int) -> Iterator[str]:
    rows = [(f"{PROGRAM} {words}", what) for words, what in examples]
    yield from _section("Examples", _under_each_other(rows, wide))


def _workflows(those: Collection[str]) -> Iterator[tuple[str, str]]:
    for name, line in WORKFLOWS.items():
        if those and name not in those:
            continue
        yield name, f"{line.summary} (default)" if name == ORDINARY else line.summary


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield from ("", f"{title}:", *lines)


def _wrapped(text: str, wide: int) -> list[str]:
    return textwrap.wrap(
        text, wide, initial_indent=INDENT, subsequent_indent=INDENT, break_on_hyphens=False, break_long_words=False
    )


def _columns(rows: Iterable[tuple[str, str]], wide: int) -> Iterator[str]:
    """Names at the left, and at the right what they mean; a name that is too long has its line."""
    rows = list(rows)
    column = min(max(len(name) for name, _ in rows), 24)
    room = max(wide - column - 2 * len(INDENT), 20)
    for name, what in rows:
        first, *more = textwrap.wrap(what, room, break_on_hyphens=False)
        if len(name) > column:
            yield INDENT + name
            name = ""
        yield f"{INDENT}{name:<{column}}{INDENT}{first}"
        yield from (f"{INDENT}{'':<{column}}{INDENT}{line}" for line in more)


def _under_each_other(rows: Iterable[tuple[str, str]], wide: int) -> Iterator[str]:
    for line, what in rows:
        yield INDENT + line
        yield from textwrap.wrap(what, wide, initial_indent=INDENT * 3, subsequent_indent=INDENT * 3)
