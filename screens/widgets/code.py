"""Code in colour, line by line: JSON, unified differences, shell.

A few patterns instead of a highlighting library: loading one takes longer than the whole first paint.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from textual.content import Content

from wizard.model.document import Language

LONGEST = 200_000
"""Characters of one piece of code on screen."""
HEADINGS = ("Request", "Response")
"""Lines of an exchange above what was asked and what was answered."""
_JSON_BEGINS = tuple(' {}[]"')

_JSON = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*")(?=\s*:)|(?P<text>"(?:[^"\\]|\\.)*")|(?P<other>\b(?:true|false|null|-?\d[\d.eE+-]*)\b)'
)
_JSON_STYLES = {"key": "$info", "text": "$success", "other": "$accent"}
_YAML = re.compile(r"""(?P<comment>(?:^|(?<=\s))#.*$)|(?P<key>^[\s-]*[\w:./-]+(?=:(?:\s|$)))|(?P<tag>(?<=\s)![\w:]+)""")
_YAML_STYLES = {"comment": "$quiet", "key": "$info", "tag": "$accent"}
_SHELL = re.compile(r"(?P<comment>(?:^|\s)#.*$)|(?P<option>(?<=\s)--[\w-]+)|(?P<command>^(?:aws|set|export|cat)\b)")
_SHELL_STYLES = {"comment": "$quiet", "option": "$info", "command": "bold $accent"}
_DIFFERENCE = (("+++", "bold"), ("---", "bold"), ("@@", "$info"), ("+", "$success"), ("-", "$error"))


def json_line(_number: int, line: str) -> Content:
    """JSON with keys, texts and values told apart."""
    return _painted(line, _JSON, _JSON_STYLES)


def yaml_line(_number: int, line: str) -> Content:
    """YAML with keys, tags and comments told apart."""
    return _painted(line, _YAML, _YAML_STYLES)


def text_line(_number: int, line: str) -> Content:
    """Words as they are."""
    return Content(line)


def exchange_line(number: int, line: str) -> Content:
    """What was asked and answered: JSON, and what is said of it."""
    if line in HEADINGS:
        return Content.styled(line, "bold")
    if line[:1] in _JSON_BEGINS:
        return json_line(number, line)
    return Content.styled(line, "$quiet")


def shell_line(_number: int, line: str) -> Content:
    """Shell with comments quieter and options in colour."""
    return _painted(line, _SHELL, _SHELL_STYLES)


def difference_line(_number: int, line: str) -> Content:
    """A line of a unified difference: what comes, what goes, where."""
    style = next((style for start, style in _DIFFERENCE if line.startswith(start)), "$quiet")
    return Content.styled(line or " ", style)


PAINTS: dict[Language, Callable[[int, str], Content]] = {
    "json": json_line,
    "yaml": yaml_line,
    "shell": shell_line,
    "difference": difference_line,
    "exchange": exchange_line,
    "text": text_line,
}


def painted(text: str, paint: Callable[[int, str], Content]) -> list[Content]:
    """Every line of a short piece of code."""
    return [paint(number, line) for number, line in enumerate(text.splitlines())]


def _painted(line: str, pattern: re.Pattern[str], styles: dict[str, str]) -> Content:
    content = Content(line or " ")
    for match in pattern.finditer(line):
        content = content.stylize(styles[match.lastgroup or ""], match.start(), match.end())
    return content
