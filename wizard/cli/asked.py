"""What a command line asks for, seen before it is known whether it can be: the command, the workflow, the help.

Options stand before the command, too, so finding it takes knowing which of them have a value. Those that several
commands take are known; only for another one that stands before the command is every command asked for its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from wizard.cli.commands import COMMANDS, WIZARD, command_named, every_command
from wizard.cli.common_options import COMMON, Option, short_options
from wizard.cli.settings import OfWorkflow
from wizard.workflows import ORDINARY, WORKFLOWS

END = "--"
"""Behind it is somebody else's command line."""


def divided(arguments: Sequence[str]) -> tuple[Sequence[str], tuple[str, ...] | None]:
    """What is ours of a command line, and what stands behind ``--``; None where there is none."""
    if END not in arguments:
        return arguments, None
    place = list(arguments).index(END)
    return arguments[:place], tuple(arguments[place + 1 :])


def joined(arguments: Sequence[str]) -> list[str]:
    """``fleet import`` as ``fleet-import``, which it is called where commands and workflows are named.

    A workflow whose own word would be such a second one needs another spelling of it, such as ./import.
    """
    ours, behind = divided(arguments)
    words: list[str] = []
    for word in ours:
        both = f"{words[-1]}-{word}" if words and words[-1] in WORKFLOWS else ""
        if both in COMMANDS or both in WORKFLOWS:
            words[-1] = both
        else:
            words.append(word)
    return words if behind is None else [*words, END, *behind]


def second_words(first: str) -> Iterator[str]:
    """What can follow a word to be one with it, for completion: ``word<tab>what it does``."""
    for table in (COMMANDS, WORKFLOWS):
        for name, line in table.items():
            if first in WORKFLOWS and name.startswith(f"{first}-"):
                yield f"{name.removeprefix(f'{first}-')}\t{line.summary}"


def parts(arguments: Sequence[str]) -> Iterator[tuple[str, Option | None]]:
    """What stands in a command line by itself, with the option that it is; the values of options are left out."""
    command, value_follows = WIZARD, False
    for argument in divided(joined(arguments))[0]:
        if value_follows:
            value_follows = False
            continue
        if not argument.startswith("-"):
            command = command or argument
            yield argument, None
            continue
        option = option_named(argument, command)
        value_follows = bool(option and option.takes_value and not option.bare and "=" not in argument)
        yield argument, option


def words_in(arguments: Sequence[str]) -> list[str]:
    """The words that are neither options nor values of one: the command, and what follows it."""
    return [argument for argument, _ in parts(arguments) if not argument.startswith("-")]


def command_in(arguments: Sequence[str]) -> str | None:
    """The command that is asked for; WIZARD where none or a workflow is named, None where the first word is neither."""
    first, *_ = words_in(arguments) or [WIZARD]
    if first in COMMANDS:
        return first
    return WIZARD if first == WIZARD or first in WORKFLOWS else None


def workflow_in(arguments: Sequence[str]) -> str | None:
    """The workflow that the command is about; None where there is none of that name."""
    named = _behind_command(arguments) or ORDINARY
    return named if named in WORKFLOWS else None


def workflow_spelled(arguments: Sequence[str]) -> str:
    """The workflow that is named; "" where none is."""
    named = _behind_command(arguments)
    return named if named in WORKFLOWS else ""


def _behind_command(arguments: Sequence[str]) -> str:
    """The word at the place of a workflow's name; "" for none."""
    words = words_in(arguments)
    if words and words[0] in COMMANDS:
        words = words[1:]
    return words[0] if words else ""


def help_wanted(arguments: Sequence[str]) -> str | None:
    """The command whose help is asked for; None where no help is, or none of that exists."""
    ours, _ = divided(arguments)
    return command_in(ours) if "--help" in ours or "-h" in ours else None


def option_named(word: str, command: str = WIZARD) -> Option | None:
    """The option that a word names, with or without ``=`` and a value: of this command if it can be, or of any."""
    name = word.partition("=")[0]
    if not name.startswith("--") or name == "--":
        return None
    of_every = (option for _, one in every_command() for option in one.OPTIONS)
    of_workflows = (option for workflow in WORKFLOWS for option in short_options(workflow))
    offered = itertools.chain(COMMON, _own(command), of_workflows, of_every)  # no module is loaded before its turn
    return next((option for option in offered if option.name == name), None)


def _own(command: str) -> Iterator[Option]:
    yield from options_of(command)


def options_of(command: str) -> tuple[Option, ...]:
    """What a command takes, in the order of help; of a word that is none, what the wizard takes."""
    return command_named(command if command in COMMANDS else WIZARD).OPTIONS


def offered(command: str, workflow: str | None) -> tuple[Option, ...]:
    """What a command takes when it is about this workflow."""
    about_one = issubclass(command_named(command if command in COMMANDS else WIZARD).SETTINGS, OfWorkflow)
    return (*options_of(command), *(short_options(workflow) if about_one else ()))
