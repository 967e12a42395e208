"""From what went wrong to what a person can do about it. The texts are data: assets/problems, one file a family.

An entry is found by its key (a step names it) or by the AWS error it is ``when``: service, operation, code and a
pattern of the message; the entry that says most about the error wins. What nothing matches still becomes a Problem,
with AWS's own words in it.

Every Problem carries the address of its section in docs/problems.md, which wizard.problems.page makes from these texts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

import msgspec

from wizard.model import CallError, Problem, Trouble

PAGE = "docs/problems.md"
"""Where every problem has a section: a path in the project, which has no public address yet. The base is here alone."""


CONTACT = "your contact at the vendor"


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The errors an entry explains; an empty field matches everything.

    login: the kind of sign-in that fixes it. source: the kind of place that the credentials come from.
    """

    service: str = ""
    operation: str = ""
    code: str | list[str] = ""
    message: str = ""
    login: str = ""
    source: str = ""

    def weight(self, error: CallError) -> int:
        """How much of this error it names; 0 where it does not match."""
        codes = [self.code] if isinstance(self.code, str) else self.code
        rules = (
            (self.service, self.service == error.service),
            (self.operation, self.operation == error.operation),
            (self.code, error.code in codes),
            (self.message, bool(re.search(self.message, error.message, re.IGNORECASE))),
            (self.login, error.login is not None and self.login == error.login.kind),
            (self.source, error.source is not None and self.source == error.source.kind),
        )
        if any(asked and not met for asked, met in rules):
            return 0
        # The sign-in that fixes an error, or whose credentials they are, says more about it than any of its words.
        return sum(1 for asked, _ in rules if asked) + (len(rules) if self.login or self.source else 0)


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of a file in assets/problems; {names} in its texts are filled in."""

    key: str
    title: str
    what: str
    why: str
    todo: tuple[str, ...]
    retry: bool
    when: tuple[When, ...] = ()


UNEXPECTED = Text(
    key="unexpected",
    title="A call failed for an unknown reason",
    what="{service} {operation} in {region}: {message}",
    why="This error came from this computer or the wizard, not from AWS.",
    todo=("Check again.", "If it happens again, send {contact_in_short} the text above."),
    retry=True,
)
UNEXPLAINED = Text(
    key="unexplained",
    title="AWS refused a call",
    what="{service} {operation} returned {code}: {message}",
    why="AWS says nothing more. The call was for account {account}, region {region}.",
    todo=("Read what AWS says above; if it names a permission, get it allowed.", "Then check again."),
    retry=True,
)


@cache
def families() -> Mapping[str, tuple[Text, ...]]:
    """The entries of each file, by the file's name."""
    files = sorted(
        (file for file in (resources.files("assets") / "problems").iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    return {
        file.name.removesuffix(".toml"): msgspec.convert(
            tomllib.loads(file.read_text("utf-8")).get("problem", []), tuple[Text, ...]
        )
        for file in files
    }


@cache
def problem_texts() -> Mapping[str, Text]:
    """Every entry by its key."""
    return {text.key: text for family in families().values() for text in family}


def address(key: str) -> str:
    """Where a problem is told at length."""
    return f"{PAGE}#{key}"


def explain(trouble: Trouble | CallError, contact: str = CONTACT) -> Problem:
    """The problem in words. contact: whom a person asks for advice at the vendor, in short."""
    said = {"contact_in_short": contact}
    if isinstance(trouble, CallError):
        return _filled(_matching(trouble, problem_texts().values()), _values(trouble, said), trouble)
    text = problem_texts().get(trouble.key)
    if text is None:
        error = trouble.error or CallError(code=trouble.key, message=", ".join(trouble.values.values()))
        return explain(error, contact)
    return _filled(text, _values(trouble.error, {**said, **trouble.values}), trouble.error)


def _matching(error: CallError, texts: Iterable[Text]) -> Text:
    weighed = [(max((when.weight(error) for when in text.when), default=0), text) for text in texts]
    weight, text = max(weighed, key=lambda pair: pair[0], default=(0, None))
    if text is not None and weight:
        return text
    return UNEXPECTED if error.code == "Unexpected" else UNEXPLAINED


def _values(error: CallError | None, values: Mapping[str, str]) -> Mapping[str, str]:
    said = msgspec.structs.asdict(error) if error else {}
    login = error.login if error else None
    command = login.command if login and login.command else "aws sso login, or aws login,"
    named = {"command": command, "place": login.name if login and login.name else "?"}
    if error and (source := error.source):
        named |= {"source": source.name or "?", "profile": source.profile or "default"}
    return _Values({**{name: str(value) or "?" for name, value in said.items()}, **named, **values})


class _Values(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"({name} unknown)"


def _filled(text: Text, values: Mapping[str, str], error: CallError | None) -> Problem:
    def fill(sentence: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], sentence)

    return Problem(
        key=text.key,
        title=fill(text.title),
        what=fill(text.what),
        why=fill(text.why),
        todo=tuple(map(fill, text.todo)),
        retry=text.retry,
        error=error,
        address=address(text.key),
    )
