"""What --help says of a command that only a person can write: what it is for, examples, what its exit codes mean."""

from __future__ import annotations

from dataclasses import dataclass, field

from wizard.frontends.exits import Exit

OR = "  |  "
"""Between what follows the program's name where a workflow is named, and where a command is."""
USAGE = "the command line, the answers or the environment is wrong; one sentence says how"
INTERRUPTED = "interrupted; your progress is saved"
PRINTED = {Exit.COMPLETE: "printed", Exit.USAGE: USAGE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a person has to know of a command. usage: what follows its name. examples: words, and what they do.

    describes: what it explains beside its options; who takes answers or a scenario is told where that is explained.
    workflows: those that it can be about, where not all are.
    """

    text: str
    usage: str = "[OPTION ...]"
    words: tuple[tuple[str, str], ...] = ()
    examples: tuple[tuple[str, str], ...]
    exits: dict[Exit, str] = field(default_factory=dict)
    describes: tuple[str, ...] = ()
    workflows: tuple[str, ...] = ()
