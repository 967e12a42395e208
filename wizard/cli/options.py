"""The command line made into settings, and one clear sentence for what can't be.

Options stand before or after the command; an optional value is given with ``=`` only, so the next word is never taken
for one. argparse costs 3 % of the time to the first paint, where richer libraries cost 40; its untyped result stays in
this module.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, NoReturn

from wizard.cli.asked import command_in, divided, joined, offered, option_named, parts, words_in, workflow_in
from wizard.cli.commands import COMMANDS, WIZARD, command_named, every_command
from wizard.cli.common_options import HELP, Option, short_options
from wizard.cli.settings import Settings, there_is
from wizard.cli.usage import UsageProblem
from wizard.host.program import PROGRAM
from wizard.workflows import WORKFLOWS


class Parser(argparse.ArgumentParser):
    """argparse that says one sentence."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the whole usage."""
        raise UsageProblem(f"{message[:1].upper()}{message[1:]}. See {PROGRAM} --help.")


def parse(arguments: Sequence[str]) -> Settings:
    """The settings of a command line. Raises UsageProblem; --help and --version are the caller's."""
    name = command_in(arguments)
    arguments, behind = divided(joined(arguments))
    _check_spelling(arguments, name or WIZARD)
    if name is None:
        raise UsageProblem(_neither(words_in(arguments)[0]))
    command, taken = command_named(name), offered(name, workflow_in(arguments))
    _check_belonging(arguments, name, taken)
    bare = {option.name: f"{option.name}={option.bare}" for option in taken if option.bare}
    asked = _parser(taken).parse_intermixed_args([bare.get(argument, argument) for argument in arguments])
    kept = {field.name for field in fields(command.SETTINGS)}
    given = {option.key for option in command.OPTIONS} & kept & set(vars(asked))
    settled: dict[str, Any] = {key: getattr(asked, key) for key in given}
    own = (option.key for option in taken[len(command.OPTIONS) :])
    if short := tuple((key, _as_answer(getattr(asked, key))) for key in own if hasattr(asked, key)):
        settled["short"] = short
    words = tuple(asked.words[1:] if name else asked.words)
    if behind is not None:
        if "behind" not in kept:
            raise UsageProblem(f"-- and what is behind it work only with {_listed(_with_commands_behind())}.")
        settled["behind"] = behind
    return command.SETTINGS(command=name, words=words, **settled)


def _as_answer(value: str | bool) -> str:
    """A switch answers yes."""
    return "true" if value is True else str(value)


def _parser(taken: Sequence[Option]) -> argparse.ArgumentParser:
    """What isn't given is left out: the settings know what holds then."""
    made = Parser(prog=PROGRAM, allow_abbrev=False, add_help=False, argument_default=argparse.SUPPRESS)
    made.add_argument("words", nargs="*", metavar="WORD", default=[])
    for option in taken:
        names = ("-h", option.name) if option is HELP else (option.name,)
        if not option.takes_value:
            made.add_argument(*names, dest=option.key, action="store_true", default=argparse.SUPPRESS)
        elif option.fixed:
            made.add_argument(*names, dest=option.key, choices=option.fixed)
        else:
            made.add_argument(*names, dest=option.key, metavar=option.metavar, type=option.read)
    return made


def _neither(word: str) -> str:
    commands, workflows = there_is(COMMANDS), there_is(WORKFLOWS)
    return (
        f"{word!r} is neither a command nor a workflow; of commands {commands}, of workflows {workflows}. "
        f"See {PROGRAM} --help."
    )


def _check_spelling(arguments: Sequence[str], command: str) -> None:
    """An empty value would count as none: ``--sandbox=$SCENARIO`` without the variable would be the real AWS."""
    for word, following in zip(arguments, [*arguments[1:], "--"], strict=False):
        option = option_named(word, command)
        if option is None or not option.takes_value:
            continue
        _, given, value = word.partition("=")
        if not (value if given else following).strip():
            raise UsageProblem(f"{option.name} has an empty value; write {option.spelled}, or leave it out.")
        named = (*COMMANDS, *WORKFLOWS)
        if option.bare and not given and following and not following.startswith("-") and following not in named:
            raise UsageProblem(f"Write {word}={option.metavar}, with = instead of the space before {following!r}.")


def _check_belonging(arguments: Sequence[str], name: str, taken: Sequence[Option]) -> None:
    names = {option.name for option in taken}  # two workflows may say something else of an option of the same name
    for _, option in parts(arguments):
        if option is None or option.name in names:
            continue
        if option.elsewhere:
            raise UsageProblem(option.elsewhere)
        owners = [other for other, one in every_command() if option in one.OPTIONS]
        workflows = [other for other in WORKFLOWS if option.name in {one.name for one in short_options(other)}]
        whose = _listed(owners) if owners else f"the workflow{'s' if len(workflows) > 1 else ''} {_listed(workflows)}"
        page = " ".join(filter(None, (PROGRAM, name, "--help")))
        raise UsageProblem(f"{option.name} works only with {whose}; see {page}.")


def _with_commands_behind() -> list[str]:
    return [name for name, one in every_command() if "behind" in {field.name for field in fields(one.SETTINGS)}]


def _listed(commands: Sequence[str]) -> str:
    """Commands in a sentence."""
    names = [command or "the wizard" for command in commands]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
