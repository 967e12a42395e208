"""The command line: its options, stand-alone checks, and one clear sentence for what is wrong.

Options stand before or after the command; an optional value is given with ``=`` only, so the next word is never taken
for one. argparse costs 3 % of the time to the first paint, where richer libraries cost 40.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from wizard.cli.commands import COMMANDS
from wizard.cli.places import check_places, refuse_empty
from wizard.cli.usage import EVERYTHING, FRESH, UsageProblem
from wizard.host.program import PROGRAM

VERBS = ("list", "show", "delete")
WAIT = "20m"
UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}

DESCRIPTION = "Sets up a dedicated AWS account for a vendor, from credentials to the role's ARN."
EPILOG = """\
commands:
  (none)              the full-screen wizard
  plan                what would change; reads only
  apply               make the changes that --approve covers
  status              observe everything anew
  operator-policy     the IAM policies an operator needs, one for each account
  checkpoints         list what was begun on this computer; checkpoints show [NAME], checkpoints delete NAME
  sandbox [SCENARIO]  serve the simulated AWS alone

exit codes: 0 complete (plan: nothing to do), 1 failed, 2 usage, 3 approval or answers needed
(plan: something to do), 4 incomplete, 130 interrupted
"""


class Parser(argparse.ArgumentParser):
    """argparse that says one sentence."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the whole usage."""
        raise UsageProblem(f"{message[:1].upper()}{message[1:]}. See {PROGRAM} --help.")


def parser() -> argparse.ArgumentParser:
    """Every option; also what shell completion is made from."""
    made = Parser(
        prog=PROGRAM,
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("command", nargs="?", choices=tuple(COMMANDS), metavar="COMMAND", help="see below")
    made.add_argument("words", nargs="*", metavar="WORD", help="what the command is about; see below")
    _ways(made)
    _places(made)
    _headless(made)
    made.add_argument("--version", action="store_true", help="print the versions and stop")
    made.add_argument("--print-completion", choices=("bash", "zsh", "tcsh"), help="print a completion script and stop")
    return made


def _ways(made: argparse.ArgumentParser) -> None:
    group = made.add_argument_group("how it is shown")
    group.add_argument("--resume", action="store_true", help="go on where the checkpoint stands, without asking")
    group.add_argument("--prompts", action="store_true", help="questions one after another, inline")
    group.add_argument("--plain", action="store_true", help="numbered lines, no escape sequence at all")
    group.add_argument(
        "--present", action="store_true", help="others are watching: account ids, addresses and names are masked"
    )
    group.add_argument("--format", choices=("text", "json"), default="text", help="json: one object a line")


def _places(made: argparse.ArgumentParser) -> None:
    group = made.add_argument_group("where it works")
    group.add_argument("--sandbox", metavar="SCENARIO", help="on a simulated AWS; --sandbox or --sandbox=SCENARIO")
    group.add_argument(
        "--pace", type=float, default=1.0, help="of the simulated AWS: 1 shows live status, 0 is for tests"
    )
    group.add_argument("--profile", help="the AWS profile to sign in with")
    group.add_argument("--region", help="the region to work in")
    group.add_argument(
        "--checkpoint",
        metavar="FILE",
        help="where progress is kept: a file, or s3://BUCKET/KEY to share it; by default in your state directory",
    )
    group.add_argument("--vendor", metavar="NAME|FILE", default="firetiger", help="whom access is granted to")
    group.add_argument(
        "--log", metavar="FILE", help="what happens as JSON lines, without secrets, to be sent to whoever helps"
    )
    group.add_argument("--directory", metavar="DIR", help="where handover files are written; default: here")


def _headless(made: argparse.ArgumentParser) -> None:
    group = made.add_argument_group("without a person")
    group.add_argument("--answers", metavar="FILE", help="answers in TOML, one table a step")
    group.add_argument(
        "--approve", metavar="DIGEST", help="approve what the answers spell out, or exactly one plan's digest"
    )
    group.add_argument("--yes", action="store_true", help="for checkpoints delete: do not ask")
    group.add_argument(
        "--wait", metavar="DURATION", default=WAIT, help=f"for what is pending: 90s, 20m, 1h (default {WAIT})"
    )


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of a command line. Raises UsageProblem; --help and --version are the caller's."""
    bare = {"--sandbox": f"--sandbox={FRESH}", "--approve": f"--approve={EVERYTHING}"}
    options = parser().parse_intermixed_args([bare.get(argument, argument) for argument in arguments])
    refuse_empty(options)
    _check(options)
    _check_words(options)
    check_places(options)
    options.wait = seconds(options.wait)
    return options


def _check(options: argparse.Namespace) -> None:
    if options.approve and options.command != "apply":
        raise UsageProblem("--approve belongs to apply.")
    if options.command in ("plan", "apply") and not options.answers:
        raise UsageProblem(f"{options.command} needs --answers FILE.")
    if options.answers and options.command not in ("plan", "apply", "status", "operator-policy"):
        raise UsageProblem("--answers belongs to plan and apply; the wizard asks by itself.")
    if options.approve not in (None, EVERYTHING) and not re.fullmatch(r"[0-9a-f]{64}", options.approve):
        raise UsageProblem(f"--approve={options.approve}: not a digest as plan prints it, 64 hexadecimal digits.")
    if options.present and (options.command or options.prompts or options.plain):
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
        raise UsageProblem(f"{more[0]!r} is one word too many; see {PROGRAM} --help.")
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


def print_versions() -> int:
    """This program's version, and those that matter to whoever helps."""
    from importlib import metadata

    print(f"{PROGRAM} {metadata.version(PROGRAM)}, Python {sys.version.split()[0]}")
    for package in ("boto3", "botocore", "textual", "moto"):
        with contextlib.suppress(metadata.PackageNotFoundError):
            print(f"{package} {metadata.version(package)}")
    return 0


def print_completion(shell: str) -> int:
    """A completion script for this shell."""
    import shtab

    print(shtab.complete(parser(), shell=shell))
    return 0
