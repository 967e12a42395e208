"""What the AWS tools leave out of ~/.aws and the environment without a word, and how it has to be written.

botocore drops a section whose name it does not expect, a file that it may not open and half a pair of keys as if they
were not there. Whether a section is dropped is asked of botocore itself; what was meant by it is a guess, made only
where it looks like a profile or a portal. Keys are looked for by their names alone.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from botocore.configloader import build_profile_map, raw_config_parse
from botocore.exceptions import ConfigNotFound

from wizard.aws.config_files import HEADER, section_line
from wizard.aws.half_profiles import half_of, half_pair
from wizard.aws.unread_files import unread

Item = dict[str, str]
Sections = Mapping[str, Mapping[str, str]]

WORDS = ("profile", "sso-session")
OF_A_PORTAL = {"sso_start_url", "sso_region", "sso_registration_scopes"}
OF_A_PROFILE = {
    "region", "output", "role_arn", "source_profile", "credential_source", "credential_process", "mfa_serial",
    "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "login_session", "web_identity_token_file",
    "sso_session", "sso_account_id", "sso_role_name", *OF_A_PORTAL,
}  # fmt: skip


def passed_over(config: Path, credentials: Path, environ: Mapping[str, str]) -> list[Item]:
    """Each with Name (the profile that was probably meant, or ""), Where, Why and Todo.

    Raises botocore's ConfigParseError.
    """
    named = (("AWS_CONFIG_FILE", config), ("AWS_SHARED_CREDENTIALS_FILE", credentials))
    files = [item for variable, path in named for item in unread(path, variable if environ.get(variable) else "")]
    return [
        *_half_in(environ),
        *files,
        *_in_file(config, _named_for_nothing),
        *_twice(config),
        *_in_file(credentials, _with_more_than_its_name),
    ]


def _half_in(environ: Mapping[str, str]) -> Iterator[Item]:
    missing = half_pair({name.lower(): value for name, value in environ.items() if name.startswith("AWS_")})
    if missing:
        there, lacking = (name.upper() for name in missing)
        why = f"{there} is set, but {lacking} isn't"
        yield {"Name": "", "Where": "the environment", "Why": why, "Todo": f"Set {lacking} too, or unset {there}"}


def _read(path: Path) -> tuple[Sections, list[str]]:
    """The sections and the lines of a file; nothing where it is not there."""
    try:
        return raw_config_parse(str(path), parse_subsections=False), path.read_text(errors="replace").split("\n")
    except (ConfigNotFound, OSError):
        return {}, []


def _in_file(path: Path, misnamed: Callable[[str, Mapping[str, str]], tuple[str, str, str]]) -> Iterator[Item]:
    sections, lines = _read(path)
    if any((found := HEADER.match(line)) and found["name"] == "DEFAULT" for line in lines):
        yield _item(
            path, lines, "DEFAULT", "default", "[DEFAULT] in capitals isn't a profile", "Change it to [default]"
        )
    for section, values in sections.items():
        name, why, todo = misnamed(section, values)
        if why:
            yield _item(path, lines, section, name, why, todo)
        elif said := half_of(section, values):
            yield _item(path, lines, section, name, *said)
        yield from _swallowed(path, lines, section, values)


def _twice(config: Path) -> Iterator[Item]:
    """[default] and [profile default] are one profile, of which botocore takes the later section alone."""
    sections, lines = _read(config)
    named: dict[str, str] = {}
    for section in sections:
        for name in build_profile_map({section: {}})["profiles"]:
            if name in named:
                why = f"[{named[name]}] is ignored because [{section}] is the same profile and comes later"
                yield _item(config, lines, named[name], name, why, "Put the settings of both into one")
            named[name] = section


def _item(path: Path, lines: list[str], section: str, name: str, why: str, todo: str) -> Item:
    return {"Name": name, "Where": f"{path}, line {section_line(lines, section)}", "Why": why, "Todo": todo}


def _swallowed(path: Path, lines: list[str], section: str, values: Mapping[str, str]) -> Iterator[Item]:
    """A header that is indented belongs to the value of the setting above it."""
    for setting, value in values.items():
        for line in value.split("\n")[1:]:
            if found := HEADER.fullmatch(line):
                name = _without(found["name"], "profile")
                why = f"[{found['name']}] is indented, so it is read as part of {setting} in [{section}]"
                yield _item(path, lines, found["name"], name, why, "Move it to the beginning of its line")


def _named_for_nothing(section: str, values: Mapping[str, str]) -> tuple[str, str, str]:
    """Of the configuration: the profile it is, and why botocore drops it, if it does."""
    mapped = build_profile_map({section: dict(values)})
    for name in mapped["profiles"]:
        return str(name), "", ""
    word = next((word for word in WORDS if section.strip().lower().startswith(word)), "")
    if mapped["sso_sessions"] or mapped["services"] or not (word or OF_A_PROFILE & set(values)):
        return "", "", ""
    name = _without(section, word)
    word = word or ("sso-session" if set(values) <= OF_A_PORTAL else "profile")
    if not name:
        return "", f"[{section}] is ignored because it has no name", f"Give it one, such as [{word} admin]"
    header = "default" if name.lower() == "default" else f"{word} {_quoted(name)}"
    return name, _why_dropped(section, word), f"Change it to [{header}]"


def _why_dropped(section: str, word: str) -> str:
    name = section.lstrip()
    if not name.lower().startswith(word):
        why = f"its name doesn't start with {word}"
    elif not name.startswith(word):
        why = f"{word} has to be in lower case"
    elif name != section:
        why = f"there is a blank before {word}"
    elif name[len(word)] in " \t\"'":
        why = "a name with a blank or an apostrophe has to be in double quotes"
    else:
        why = f"there is no blank after {word}"
    return f"[{section}] is ignored because {why}"


def _with_more_than_its_name(section: str, _values: Mapping[str, str]) -> tuple[str, str, str]:
    """Of the credentials: everything in the brackets is the profile's name there, the word profile too."""
    name = next((_without(section, word) for word in WORDS if re.match(rf"\s*{word}\s", section)), "")
    name = name or section.strip().strip("\"'").strip()
    if name == section:
        return section, "", ""
    why = f"[{section}] is the profile {section!r} there: in this file all that is in the brackets is the name"
    return name, why, f"Change it to [{name}]"


def _without(section: str, word: str) -> str:
    name = section.strip()
    if not word or not name.lower().startswith(word):
        return name
    return name[len(word) :].strip(" \t:/_.-").strip('"').strip()


def _quoted(name: str) -> str:
    """A name as botocore takes it apart, like a shell."""
    if re.fullmatch(r"[\w.@+:/-]+", name):
        return name
    return f'"{name}"' if '"' not in name and "\\" not in name else shlex.quote(name)
