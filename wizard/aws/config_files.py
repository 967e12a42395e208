"""Why the AWS tools cannot read a file of ~/.aws: in one sentence, with the line and what to do about it.

botocore says no more than that it was unable to parse the file. So the same parser reads it once more, and what it
stumbles over is told by line and section. Nothing that stands in a line is repeated but names of sections and settings:
the line may hold a key.
"""

from __future__ import annotations

import configparser
import re
from pathlib import Path

from botocore.configloader import build_profile_map

# What a name of a setting looks like; anything else may be a key that lost its name.
SETTING = re.compile(r"[A-Za-z_][\w.-]{0,39}")
HEADER = re.compile(r"\s*\[(?P<name>[^\]]*)\]")
MARKS = ((b"\xef\xbb\xbf", "UTF-8"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


def fault_in(path: Path) -> str:
    """What is wrong with a file that botocore refuses, beginning with the file; "" where nothing is found."""
    try:
        content = path.read_bytes()
    except OSError:
        return ""
    said = _encoding(content) or _syntax(path, content)
    return f"{path}{said}." if said else ""


def place_of(profile: str, path: Path) -> str:
    """The file and the line in which a profile of the configuration begins; "" where it is not there."""
    try:
        lines = path.read_text("utf-8", "replace").split("\n")
    except OSError:
        return ""
    for number, line in enumerate(lines, 1):
        header = HEADER.match(line)
        if header and profile in build_profile_map({header["name"]: {}})["profiles"]:
            return f"{path}, line {number}"
    return ""


def _encoding(content: bytes) -> str:
    for mark, encoding in MARKS:
        if not content.startswith(mark):
            continue
        if encoding == "UTF-8":
            return ", line 1, begins with a byte order mark (BOM), which hides the first section"
        return " is saved as UTF-16, and the AWS tools read UTF-8"
    if b"\0" in content:
        return " isn't saved as UTF-8 text: it contains zero bytes, as UTF-16 does"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return f", line {line}, has a character that isn't UTF-8, but an older encoding such as Latin-1"
    return ""


def _syntax(path: Path, content: bytes) -> str:
    text = content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    try:
        configparser.RawConfigParser().read_string(text, str(path))
    except configparser.DuplicateSectionError as error:
        first = section_line(lines, error.section)
        return f", line {error.lineno}, repeats the section [{error.section}], which is in line {first} already"
    except configparser.DuplicateOptionError as error:
        name = error.option if SETTING.fullmatch(error.option) else "a setting"
        return f", line {error.lineno}, repeats {name} in the section [{error.section}]"
    except configparser.MissingSectionHeaderError as error:
        no_section = "comes before any section; the first line has to be one such as [default]"
        return f", line {error.lineno}, {_open(lines, error.lineno) or no_section}"
    except configparser.ParsingError as error:
        line = error.errors[0][0] if error.errors else 1
        no_setting = f"isn't in the form name = value{_inside(lines, line)}"
        return f", line {line}, {_open(lines, line) or no_setting}"
    except configparser.Error:
        return ""
    return _nested(lines)


def _open(lines: list[str], line: int) -> str:
    opened = lines[line - 1].lstrip().startswith("[")
    return "has a section header without its closing bracket" if opened else ""


def _nested(lines: list[str]) -> str:
    """A block of indented lines belongs to the setting above it, and botocore wants settings in it too."""
    above, level = "", 0
    for number, line in enumerate(lines, 1):
        words = line.strip()
        if not words or words.startswith(("#", ";")):
            continue
        indent = len(line) - len(line.lstrip())
        if above and indent > level:
            if "=" not in words:
                return f", line {number}, {_of_no_setting(line, above)}{_inside(lines, number)}"
            continue
        name, delimiter, value = re.fullmatch(r"([^=:]*)([=:]?)(.*)", words, re.DOTALL).groups()  # type: ignore[union-attr]  # matches all
        above, level = (name.strip() if delimiter and not value.strip() else ""), indent
    return ""


def _of_no_setting(line: str, above: str) -> str:
    under = f" under {above}" if SETTING.fullmatch(above) else ""
    if HEADER.match(line):
        return f"has an indented section header{under}; a section has to start its line"
    return f"indented{under}, isn't in the form name = value"


def _inside(lines: list[str], line: int) -> str:
    """The section that a line is in."""
    headers = [found["name"] for one in lines[: line - 1] if (found := HEADER.match(one))]
    return f", in the section [{headers[-1]}]" if headers else ""


def section_line(lines: list[str], section: str) -> int:
    """The line in which a section begins."""
    found = (HEADER.match(line) for line in lines)
    return next((number for number, header in enumerate(found, 1) if header and header["name"] == section), 1)
