"""The command line: what was asked for, and one clear sentence for what can't be.

Options stand before or after the command; an optional value is given with ``=`` only, so the next word is never taken
for one. argparse costs 3 % of the time to the first paint, where richer libraries cost 40.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import NoReturn

from wizard.cli.commands import COMMANDS
from wizard.cli.option_table import OPTIONS, WIZARD, Option, named, option_named
from wizard.cli.places import check_places
from wizard.cli.usage import EVERYTHING, FRESH, UsageProblem
from wizard.host.program import PROGRAM

VERBS = ("list", "show", "delete")
UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
BARE = {"--sandbox": FRESH, "--approve": EVERYTHING}
"""What an option means that may stand without a value."""


class Parser(argparse.ArgumentParser):
    """argparse that says one sentence."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the whole usage."""
        raise UsageProblem(f"{message[:1].upper()}{message[1:]}. See {PROGRAM} --help.")


def parser() -> argparse.ArgumentParser:
    """Every option of every command, because options stand before the command, too."""
    made = Parser(prog=PROGRAM, allow_abbrev=False, add_help=False)
    made.add_argument("command", nargs="?", choices=tuple(COMMANDS), metavar="COMMAND")
    made.add_argument("words", nargs="*", metavar="WORD")
    for option in OPTIONS:
        _add(made, option)
    return made


def _add(made: argparse.ArgumentParser, option: Option) -> None:
    names = ("-h", option.name) if option.name == "--help" else (option.name,)
    if not option.takes_value:
        made.add_argument(*names, action="store_true")
    elif option.fixed:
        made.add_argument(*names, choices=option.fixed, default=option.default)
    else:
        kind = float if isinstance(option.default, float) else str
        made.add_argument(*names, metavar=option.metavar, default=option.default, type=kind)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of a command line. Raises UsageProblem; --help and --version are the caller's."""
    _check_spelling(arguments)
    spelled = [f"{argument}={BARE[argument]}" if argument in BARE else argument for argument in arguments]
    options = parser().parse_intermixed_args(spelled)
    if options.help or options.version or options.print_completion:
        return options
    _check_belonging(options)
    _check(options)
    _check_words(options)
    check_places(options)
    options.wait = seconds(options.wait)
    return options


def command_in(words: Sequence[str]) -> str:
    """The first word that is neither an option nor the value of one; "" where there is none."""
    value_follows = False
    for word in words:
        if not value_follows and not word.startswith("-"):
            return word
        option = None if value_follows else option_named(word)
        value_follows = bool(option and option.takes_value and not option.bare and "=" not in word)
    return ""


def help_wanted(arguments: Sequence[str]) -> str | None:
    """The command whose help is asked for, "" for the wizard's; None where no help is, or none of that exists."""
    command = command_in(arguments)
    asked = "--help" in arguments or "-h" in arguments
    return command if asked and command in (WIZARD, *COMMANDS) else None


def _check_spelling(arguments: Sequence[str]) -> None:
    """An empty value would count as none: ``--sandbox=$SCENARIO`` without the variable would be the real AWS."""
    for word, following in zip(arguments, [*arguments[1:], "--"], strict=False):
        option = option_named(word)
        if option is None or not option.takes_value:
            continue
        _, given, value = word.partition("=")
        if not (value if given else following).strip():
            raise UsageProblem(f"{option.name} has an empty value; write {option.spelled}, or leave it out.")
        if word in BARE and following and not following.startswith("-") and following not in COMMANDS:
            raise UsageProblem(f"Write {word}={option.metavar}, with = instead of the space before {following!r}.")


def _check_belonging(options: argparse.Namespace) -> None:
    command = options.command or WIZARD
    for option in OPTIONS:
        given = getattr(options, option.key) not in (option.default, False)
        if not given or command in option.of:
            continue
        if option.name == "--present":
            raise UsageProblem("--present belongs to the full-screen wizard: nothing is masked elsewhere.")
        if option.name == "--answers" and command == WIZARD:
            raise UsageProblem("--answers belongs to plan and apply; the wizard asks by itself.")
        owner = "checkpoints delete" if option.name == "--yes" else named(option.of)
        page = f"{PROGRAM} {command} --help" if command else f"{PROGRAM} --help"
        raise UsageProblem(f"{option.name} belongs to {owner}; see {page}.")


def _check(options: argparse.Namespace) -> None:
    if options.command in ("plan", "apply") and not options.answers:
        raise UsageProblem(f"{options.command} needs --answers FILE; {PROGRAM} answers prints a template of one.")
    if options.approve not in (None, EVERYTHING) and not re.fullmatch(r"[0-9a-f]{64}", options.approve):
        raise UsageProblem(f"--approve={options.approve}: not a digest as plan prints it, 64 hexadecimal digits.")
    if options.present and (options.prompts or options.plain):
        raise UsageProblem("--present belongs to the full-screen wizard: nothing is masked elsewhere.")
    if options.pace < 0:
        raise UsageProblem("--pace is 0 or more.")
    if options.prompts and options.plain:
        raise UsageProblem("--prompts and --plain are two ways of the same; give one.")


def _check_words(options: argparse.Namespace) -> None:
    """The words after the command: a scenario, or what is to be done with which checkpoint."""
    words: list[str] = [*options.words, "", ""]
    first, second, more = words[0], words[1], words[2:]
    options.scenario, options.verb, options.name = "", "", ""
    if options.command == "checkpoints":
        options.verb, options.name = first or "list", second
        _check_verb(options)
    elif options.command == "sandbox":
        options.scenario, more = first, [second, *more]
    else:
        more = [first, second, *more]
    if any(more):
        raise UsageProblem(f"{more[0]!r} is one word too many; see {PROGRAM} {options.command} --help.")
    if options.yes and options.verb != "delete":
        raise UsageProblem("--yes belongs to checkpoints delete.")


def _check_verb(options: argparse.Namespace) -> None:
    if options.verb not in VERBS:
        raise UsageProblem(f"checkpoints {options.verb}: there is {', '.join(VERBS[:-1])} and {VERBS[-1]}.")
    if options.verb == "delete" and not (options.name or options.checkpoint):
        raise UsageProblem("checkpoints delete needs the NAME that checkpoints lists.")
    if options.verb == "list" and options.name:
        raise UsageProblem(f"{options.name!r} is one word too many; checkpoints show {options.name} shows one.")


def seconds(text: str) -> float:
    """``90``, ``90s``, ``20m`` or ``1h`` as seconds. Raises UsageProblem."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if match is None:
        raise UsageProblem(f"--wait {text}: not a duration such as 90s, 20m or 1h.")
    return float(match[1]) * UNITS[match[2]]
