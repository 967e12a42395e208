"""Shell completion: what can stand at the cursor, told to small scripts for bash, zsh and fish.

The scripts ask this program at every tab (``firetiger-onboard --complete WORD…``), as those of kubectl and gh do. So
the values are those of this computer at this moment: profiles of ~/.aws, checkpoints, scenarios; options are those of
the command that is being written; and an optional value is offered behind its ``=`` only. Scripts that are generated
once (shtab, tried before) know none of that. It costs the program's start, a twentieth of a second, a tab; boto3 is
not loaded for it, so the AWS files are read here, line by line.

The answer is a line a word, ``word<tab>what it is``. A line ``:files`` or ``:directories`` means that paths can stand
there, which shells complete better than we could.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path

from wizard.cli.asked import command_in, offered, option_named, second_words, words_in, workflow_in
from wizard.cli.commands import COMMANDS, WIZARD, command_named
from wizard.cli.common_options import Option
from wizard.cli.usage import DIRECTORIES, FILES
from wizard.workflows import WORKFLOWS

_SECTION = re.compile(r"^\[([^\]]+)\]", re.MULTILINE)


def script(shell: str) -> str:
    """The completion script of a shell; it is named by ``--print-completion``."""
    return (resources.files("assets") / "completion" / f"{shell}.txt").read_text("utf-8")


def complete(words: Sequence[str]) -> str:
    """The answer to a script. words: of the line up to the cursor, without the program's name; the last may be ""."""
    *before, current = _rejoined(words) or [""]
    found = dict.fromkeys(line for line in _candidates(before, current) if _fits(line, current))
    return "".join(f"{line}\n" for line in found)


def _rejoined(words: Sequence[str]) -> list[str]:
    """bash takes words apart at ``=``; here ``--sandbox = sso`` is one word again."""
    joined: list[str] = []
    for word in words:
        if joined and (word == "=" or joined[-1].endswith("=")) and joined[-1].startswith("--"):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _fits(line: str, current: str) -> bool:
    return line in (FILES, DIRECTORIES) or line.startswith(_value(current))


def _value(current: str) -> str:
    """What is being written: the word, or the value behind the ``=`` of an option."""
    return current.partition("=")[2] if current.startswith("--") and "=" in current else current


def _candidates(before: Sequence[str], current: str) -> Iterable[str]:
    command = command_in(before)
    previous = option_named(before[-1], command or WIZARD) if before and "=" not in before[-1] else None
    if previous and previous.takes_value and not previous.bare:
        return _values(previous)
    if current.startswith("--") and "=" in current:
        option = option_named(current, command or WIZARD)
        return _values(option) if option else ()
    if current.startswith("-"):
        return _options(command, before)
    return _words(command, words_in(before))


def _options(command: str | None, before: Sequence[str]) -> Iterator[str]:
    given = {word.partition("=")[0] for word in before}
    for option in offered(command or WIZARD, workflow_in(before)):
        if option.name in given:
            continue
        yield f"{option.name}\t{option.help}"
        if option.bare:
            yield f"{option.name}=\t{option.help}"


def _words(command: str | None, words: Sequence[str]) -> Iterable[str]:
    """Words that are no options: the command or the workflow, then what the command is about."""
    if not words:
        return [f"{name}\t{line.summary}" for table in (COMMANDS, WORKFLOWS) for name, line in table.items()]
    if command is None:
        return ()
    own = words[1:] if command else words
    seconds = second_words(own[0]) if len(own) == 1 else ()
    return [*seconds, *command_named(command).SETTINGS.following(own)]


def _values(option: Option) -> Iterable[str]:
    if option.fixed:
        return option.fixed
    if option.values == "profiles":
        return profiles()
    if option.values == "scenarios":
        return _scenarios()
    if option.values == "vendors":
        from wizard.vendors.profile import vendor_names

        return [*vendor_names(), FILES]
    return {"files": [FILES], "directories": [DIRECTORIES]}.get(option.values, [])


def _scenarios() -> list[str]:
    from wizard.sandbox.client import scenarios

    return [f"{one.name}\t{one.summary}" for one in scenarios()]


def profiles(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The profiles of the AWS files, by name, as botocore finds them."""
    config = _sections(Path(environ.get("AWS_CONFIG_FILE") or "~/.aws/config"))
    credentials = _sections(Path(environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials"))
    return sorted({*credentials, *filter(None, map(_profile_of, config))})


def _sections(path: Path) -> list[str]:
    try:
        return _SECTION.findall(path.expanduser().read_text("utf-8", "replace"))
    except OSError:
        return []


def _profile_of(section: str) -> str:
    """The profile that a section of the configuration is for; "" where it is for something else."""
    try:
        words = shlex.split(section) if section.startswith("profile") else []
    except ValueError:
        return ""
    return words[1] if len(words) == 2 else section if section == "default" else ""
