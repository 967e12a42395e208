"""What a command line settles, typed: `options.parse` makes one of these, and nothing of argparse goes further.

A command with options of its own has a subclass with a field for each; a field's value where the option isn't given
stands here and nowhere else. One that cannot be is not made: its sentence is a UsageProblem. The cost is that what one
option means for another is said in `__post_init__`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from wizard.cli.usage import FILES, UsageProblem, key_of
from wizard.host.program import PROGRAM
from wizard.workflows import ORDINARY, WORKFLOWS

if TYPE_CHECKING:
    from wizard.diagnostics.log import Log
    from wizard.frontends.headless.stream import Stream
    from wizard.vendors.invitation import OpenedInvitation

ORDINARY_VENDOR = "firetiger"
MASKED_THERE_ALONE = "--present works only in the full-screen wizard; only the full screen masks anything."


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What every command may be told. Raises UsageProblem for what cannot be.

    command: "" for the wizard. words: what follows the command. format: "text" or "json". sandbox: the scenario's name,
    "" for real AWS. from_start: with nothing done in it that comes before its point. pace: a factor on every duration
    of the simulated AWS, None for that of the running one, or 1. checkpoint: a path or an address in S3, ""
    for the usual place. vendor: a name or the path of a profile. answers, directory, log: paths, "" where none is
    named. invitation: the path of a vendor's; invited: what it says, once it is opened. stream, opened_log: where JSON
    lines and the log go, once the run has opened them.
    """

    command: str = ""
    words: tuple[str, ...] = ()
    format: str = "text"
    answers: str = ""
    sandbox: str = ""
    from_start: bool = False
    pace: float | None = None
    profile: str = ""
    region: str = ""
    checkpoint: str = ""
    vendor: str = ORDINARY_VENDOR
    directory: str = ""
    log: str = ""
    invitation: str = ""
    invited: OpenedInvitation | None = None
    stream: Stream | None = None
    opened_log: Log | None = None

    def __post_init__(self) -> None:
        if len(self.words) > self.room:
            raise too_many(self.words[self.room], self.command)

    @property
    def room(self) -> int:
        """How many words may follow the command."""
        return 0

    @property
    def workflow(self) -> str:
        """The id of the workflow that it is about."""
        return ORDINARY

    @property
    def short_answers(self) -> dict[str, dict[str, str]]:
        """The answers that are written behind the workflow's name, by step id, as they were written."""
        return {}

    @property
    def unasked(self) -> frozenset[str]:
        """The steps that are walked on request alone, and that nothing on the command line asks for."""
        return frozenset()

    @property
    def sign_in(self) -> dict[str, str]:
        """Who signs in and where, by the names of the questions that ask for it; "" is not given."""
        return {"profile": self.profile, "region": self.region}

    @property
    def as_json(self) -> bool:
        """Whether its output is JSON lines."""
        return self.format == "json"

    @property
    def in_exported_sandbox(self) -> bool:
        """Whether a shell that has exported a sandbox runs it there."""
        return True

    def about(self) -> dict[str, str | bool]:
        """What the log says of the command line: no path, and no value that is somebody's."""
        return {
            "vendor": PurePath(self.vendor).stem,
            "command": self.command,
            "workflow": self.workflow,
            "format": self.format,
            "sandbox": self.sandbox,
        }

    @classmethod
    def following(cls, words: Sequence[str]) -> Iterable[str]:  # noqa: ARG003 - nothing follows here
        """What may follow these words after the command, for completion: ``word`` or ``word<tab>what it is``."""
        return ()


@dataclass(frozen=True, kw_only=True)
class OfWorkflow(Settings):
    """A command that is about one workflow, which its first word names; the others answer that workflow's questions.

    short: the values of the workflow's own options, by key.
    """

    short: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.workflow not in WORKFLOWS:
            raise UsageProblem(f"There is no workflow {self.workflow!r}; {there_is(WORKFLOWS)}.")
        super().__post_init__()

    @property
    def room(self) -> int:
        """The workflow's name, and the words that it takes."""
        return 1 + len(WORKFLOWS[self.workflow].words)

    @property
    def workflow(self) -> str:
        """The one that is named, or the ordinary one."""
        return self.words[0] if self.words else ORDINARY

    @property
    def short_answers(self) -> dict[str, dict[str, str]]:
        """Those of the words, and those of the workflow's own options."""
        line, given = WORKFLOWS[self.workflow], dict[str, dict[str, str]]()
        by_place = zip(line.words, self.words[1:], strict=False)
        options = dict(self.short)
        by_name = ((one, options[key_of(one.name)]) for one in line.short if key_of(one.name) in options)
        for one, text in (*by_place, *by_name):
            given.setdefault(one.step, {})[one.question] = text
        return given

    @property
    def unasked(self) -> frozenset[str]:
        """Whoever answers one of their questions asks for them."""
        return frozenset(WORKFLOWS[self.workflow].on_request) - self.short_answers.keys()

    @classmethod
    def following(cls, words: Sequence[str]) -> Iterable[str]:
        """The workflows; then a file, where the next of the workflow's words is one."""
        if not words:
            return [f"{name}\t{line.summary}" for name, line in WORKFLOWS.items()]
        taken = WORKFLOWS[words[0]].words[len(words) - 1 :] if words[0] in WORKFLOWS else ()
        return [FILES] if taken and taken[0].values == "files" else ()


@dataclass(frozen=True, kw_only=True)
class RunsWorkflow(OfWorkflow):
    """A command that walks a workflow; its JSON lines go from ``began`` to ``finished``."""


@dataclass(frozen=True, kw_only=True)
class Answered(RunsWorkflow):
    """A command that walks it by the answers of a file or of the command line, and by no others."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (self.answers or self.short_answers or self.invitation):
            raise UsageProblem(f"{self.command} needs --answers FILE; {PROGRAM} answers prints a template.")


@dataclass(frozen=True, kw_only=True)
class ForPerson(RunsWorkflow):
    """The wizard: how it looks, and whether it goes on without asking."""

    resume: bool = False
    prompts: bool = False
    plain: bool = False
    present: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.present and (self.prompts or self.plain):
            raise UsageProblem(MASKED_THERE_ALONE)
        if self.prompts and self.plain:
            raise UsageProblem("--prompts and --plain exclude each other; use one.")

    def about(self) -> dict[str, str | bool]:
        """Which front end was asked for, too."""
        return {**super().about(), "prompts": self.prompts, "plain": self.plain, "resume": self.resume}


def there_is(names: Iterable[str]) -> str:
    """The names that there are, in a sentence."""
    *most, last = names
    return f"there are {', '.join(most)} and {last}" if most else f"there is {last}"


def too_many(word: str, command: str) -> UsageProblem:
    """There is no room for this word."""
    page = " ".join(filter(None, (PROGRAM, command, "--help")))
    return UsageProblem(f"{word!r} is one word too many; see {page}.")
