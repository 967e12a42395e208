"""A JSON or YAML text as somebody wrote it: what it says, and on which lines each part of it stands.

JSON is read by Python's own parser and then walked once more for the lines; YAML by PyYAML, as CloudFormation takes
it: short tags spelled out, dates left as texts, and neither aliases nor anything that makes an object. PyYAML is loaded
only where a text is not JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Path = tuple[str | int, ...]
"""Names and numbers that lead to a part; () is the whole."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+|\n')


@dataclass(frozen=True, slots=True)
class Written:
    """What a text says, and where. lines: the first and last line of each part, from 0; of a member with its name.

    doubled: lines of members whose name appears again in the same object, and that therefore do not count.
    """

    value: Any
    language: Literal["json", "yaml"]
    lines: Mapping[Path, tuple[int, int]]
    doubled: tuple[tuple[int, int], ...] = ()

    def of(self, path: Path) -> tuple[int, int]:
        """The lines of a part, or of the nearest part around it that is known."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, (0, 0))


def written(text: str) -> Written:
    """The text taken apart. Raises ValueError where it is neither JSON nor the YAML that CloudFormation takes."""
    try:
        value = json.loads(text)
    except ValueError:
        if text.lstrip()[:1] in ("{", "["):
            raise
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    else:
        spots = _Spots()
        _walk(text, spots)
        return Written(value, "json", spots.lines, tuple(spots.doubled))
    return _from_yaml(text)


@dataclass(slots=True)
class _Spots:
    """Where things were found."""

    lines: dict[Path, tuple[int, int]] = field(default_factory=dict)
    doubled: list[tuple[int, int]] = field(default_factory=list)

    def put(self, path: Path, first: int, last: int) -> None:
        """The last of two members of one name counts, as in every parser."""
        if path in self.lines:
            self.doubled.append(self.lines[path])
        self.lines[path] = (first, last)


# --- JSON ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    """An object or a list that is not closed yet, and which of its members comes next."""

    path: Path
    first: int
    named: bool
    name: str | None = None
    at: int = 0
    index: int = -1

    def member(self, line: int) -> tuple[Path, int]:
        """The path of the value that begins on this line, and the line where it begins with its name."""
        if self.name is None:
            self.index += 1
            return (*self.path, self.index), line
        name, self.name = self.name, None
        return (*self.path, name), self.at


def _walk(text: str, spots: _Spots) -> None:
    """Through JSON that is known to be right, without recursion."""
    around: list[_Open] = []
    for token, line in _tokens(text):
        inner = around[-1] if around else None
        if token in "}]":
            closed = around.pop()
            spots.put(closed.path, closed.first, line)
        elif inner and inner.named and inner.name is None:
            inner.name, inner.at = json.loads(token), line
        else:
            path, first = inner.member(line) if inner else ((), line)
            if token in "{[":
                around.append(_Open(path, first, token == "{"))
            else:
                spots.put(path, first, line)


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line = 0
    for match in _TOKEN.finditer(text):
        if match[0] == "\n":
            line += 1
        elif match[0] not in ":,":
            yield match[0], line


# --- YAML ------------------------------------------------------------------------------------------------------------


def _from_yaml(text: str) -> Written:
    import yaml

    from wizard.resources.yaml_text import Lines, composed, constructed

    spots = _Spots()
    try:
        value = constructed(composed(text), (), spots.put, Lines.of(text))
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return Written(value, "yaml", spots.lines, tuple(spots.doubled))
