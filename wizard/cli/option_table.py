"""Every option of the command line, once: which commands take it, what it says about itself, what its value can be.

The parser, the help of each command, shell completion and the check that an option belongs to the command are all made
from this table, so none of them can know an option that another doesn't. It costs that an option isn't written in
argparse's own words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

WIZARD = ""
"""Where no command is named: the wizard for a person."""

HEADLESS = ("plan", "apply", "status")
RUNS = (WIZARD, *HEADLESS)
EVERYWHERE = (*RUNS, "operator-policy", "answers", "checkpoints", "sandbox")
SHELLS = ("bash", "zsh", "fish")
WAIT = "20m"

Values = Literal["nothing", "files", "directories", "profiles", "scenarios", "vendors"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option. metavar: what its value is called, "" for a switch. fixed: the only values there are.

    bare: it may stand without a value, and then takes one with ``=`` only. values: what completes the value.
    """

    name: str
    group: str
    help: str
    of: tuple[str, ...]
    metavar: str = ""
    fixed: tuple[str, ...] = ()
    default: str | float | None = None
    bare: bool = False
    values: Values = "nothing"

    @property
    def takes_value(self) -> bool:
        """Whether something is given with it."""
        return bool(self.metavar or self.fixed)

    @property
    def key(self) -> str:
        """Its name among the parsed options."""
        return self.name.removeprefix("--").replace("-", "_")

    @property
    def spelled(self) -> str:
        """How help writes it."""
        value = "|".join(self.fixed) or self.metavar
        if self.bare:
            return f"{self.name}[={value}]"
        return f"{self.name} {value}" if value else self.name


SHOWN, PLACE, NOBODY, ABOUT = "how it looks", "where it works", "what it does", "about the program"

OPTIONS = (
    Option(name="--resume", group=SHOWN, of=(WIZARD,), help="continue from the checkpoint without asking"),
    Option(name="--prompts", group=SHOWN, of=(WIZARD,), help="ask one question after another, inline"),
    Option(
        name="--plain", group=SHOWN, of=(WIZARD,), help="numbered lines without escape sequences, for screen readers"
    ),
    Option(
        name="--present", group=SHOWN, of=(WIZARD,), help="mask account ids, addresses and names: others are watching"
    ),
    Option(
        name="--answers",
        group=NOBODY,
        of=(*HEADLESS, "operator-policy"),
        metavar="FILE",
        values="files",
        help="answers in TOML; `firetiger-onboard answers` describes every key",
    ),
    Option(
        name="--approve",
        group=NOBODY,
        of=("apply",),
        metavar="DIGEST",
        bare=True,
        help="approve exactly the plan with this digest; without a digest, whatever the answers spell out",
    ),
    Option(
        name="--wait",
        group=NOBODY,
        of=("apply",),
        metavar="DURATION",
        default=WAIT,
        help=f"how long to wait for what is pending: 90s, 20m, 1h (default {WAIT})",
    ),
    Option(name="--schema", group=NOBODY, of=("answers",), help="print the JSON Schema instead of the template"),
    Option(name="--yes", group=NOBODY, of=("checkpoints",), help="delete without asking"),
    Option(
        name="--format",
        group=NOBODY,
        of=(*HEADLESS, "operator-policy", "checkpoints", "sandbox"),
        fixed=("text", "json"),
        default="text",
        help="json: one object a line (default text)",
    ),
    Option(
        name="--sandbox",
        group=PLACE,
        of=RUNS,
        metavar="SCENARIO",
        bare=True,
        values="scenarios",
        help="use a simulated AWS on this computer; without a scenario, fresh",
    ),
    Option(
        name="--pace",
        group=PLACE,
        of=(*RUNS, "sandbox"),
        metavar="FACTOR",
        default=1.0,
        help="how long the simulated AWS takes: 1 is lifelike, 0 is immediate (default 1)",
    ),
    Option(
        name="--profile",
        group=PLACE,
        of=(*RUNS, "operator-policy", "checkpoints"),
        metavar="PROFILE",
        values="profiles",
        help="the AWS profile to sign in with (default: AWS_PROFILE)",
    ),
    Option(
        name="--region",
        group=PLACE,
        of=(*RUNS, "operator-policy", "checkpoints"),
        metavar="REGION",
        help="the region to work in, such as us-east-1 (default: AWS_REGION)",
    ),
    Option(
        name="--checkpoint",
        group=PLACE,
        of=(*RUNS, "operator-policy", "checkpoints"),
        metavar="FILE",
        values="files",
        help="where progress is kept: a file, or s3://BUCKET/KEY to share it (default: your state directory)",
    ),
    Option(
        name="--vendor",
        group=PLACE,
        of=(*RUNS, "answers", "operator-policy", "checkpoints"),
        metavar="NAME|FILE",
        default="firetiger",
        values="vendors",
        help="whom you give access to (default firetiger)",
    ),
    Option(
        name="--directory",
        group=PLACE,
        of=RUNS,
        metavar="DIR",
        default="",
        values="directories",
        help="where the handover files are written (default: here)",
    ),
    Option(
        name="--log",
        group=PLACE,
        of=RUNS,
        metavar="FILE",
        values="files",
        help="also write what happens as JSON lines without secrets, to send to your Solutions Engineer",
    ),
    Option(
        name="--print-completion",
        group=ABOUT,
        of=(WIZARD,),
        fixed=SHELLS,
        help="print the completion script of a shell and stop",
    ),
    Option(name="--version", group=ABOUT, of=EVERYWHERE, help="print the versions and stop"),
    Option(name="--help", group=ABOUT, of=EVERYWHERE, help="print this help and stop; also -h"),
)


def options_of(command: str) -> tuple[Option, ...]:
    """What a command takes, in the order of help."""
    return tuple(option for option in OPTIONS if command in option.of)


def option_named(word: str) -> Option | None:
    """The option that a word of a command line names, with or without ``=`` and a value."""
    name = word.partition("=")[0]
    return next((option for option in OPTIONS if option.name == name), None)


def named(commands: Iterable[str]) -> str:
    """Commands in a sentence."""
    names = [command or "the wizard" for command in commands]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
