"""Texts without ids, in which what was the same still is the same: ``account-1`` here is ``account-1`` there.

For what leaves the person's computer to be read by somebody who helps: unlike `redaction.redacted`, which forgets
what it masks, a reader can tell that the account that refuses is not the one that was signed in to. A placeholder says
the kind and a number, and of an ARN the service and the resource's type, because they are what one talks about.

An id may be taken apart by characters that nobody sees, so those are left out first. Everything is found in one pass,
so no placeholder is ever searched again. Shapes are matched too widely rather than too narrowly, and free names (a
profile, a company) are found where they were told to `Placeholders`, or where the words around them give them away.
What that costs is that a digest or a long file name may be gone from a report too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from wizard.text.redaction import looks_random
from wizard.text.sanitize import stripped
from wizard.text.shapes import ENDS, NOBODYS, SHORTEST, group

RESOURCES = (
    "user", "role", "assumed-role", "root", "policy", "stack", "changeSet", "trail", "instance-profile",
    "foundation-model", "inference-profile", "organization", "account", "ou", "mfa", "saml-provider",
)  # fmt: skip

_FIRST = (group("arn"), r"(?P<url>\b[a-z][a-z0-9+]{1,9}://[^\s\"'`<>]+)", group("email"))
_THEN = (
    group("home"),
    r"(?P<profile>(?<=--profile[ =])[^\s\"'`]+)",
    r"(?P<told>(?P<label>\b(?i:secret|token|password|signature|external.?id)\w*[\"']?[ \t]*[:=][ \t]*[\"']?)"
    r"(?P<value>[^\s\"']+))",
    r"(?P<named>(?<!inference )(?P<thing>\b(?:[Bb]ucket|[Pp]rofile|[Uu]ser)(?: name)? [\"'“‘`]?)"
    r"(?P<name>(?=[\w+=@.-]*[\d_.=-][\w+=@-])[\w+=@-][\w+=@.-]*[\w+=@-]|(?<=[\"'“‘`])[^\"'”’`\n]+))",
    *map(group, ("key", "organization", "unit", "root", "request", "id")),
)
_LAST = (group("account"), r"(?P<ip>(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]))")
_RUN = r"(?P<run>[A-Za-z0-9+/=_-]{20,})"


class Placeholders:
    """Exchanges what must not be told for placeholders, the same for the same as long as it lives.

    known: (kind, value) of what no shape gives away. public: what may be told although it looks like an id.
    """

    def __init__(self, known: Iterable[tuple[str, str]] = (), public: Iterable[str] = ()) -> None:
        self._public = {stripped(one).casefold() for one in (*public, *NOBODYS)}
        self._kinds = {
            value: kind
            for kind, given in known
            if len(value := stripped(given).strip()) >= SHORTEST and value.casefold() not in self._public
        }
        self._given: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        shapes = (*_FIRST, *self._names(), *_THEN)
        self._pattern = re.compile("|".join((*shapes, _RUN, *_LAST)))
        self._within = re.compile("|".join((*shapes, *_LAST)))

    def _names(self) -> list[str]:
        among = "|".join(re.escape(value) for value in sorted(self._kinds, key=len, reverse=True))
        return [rf"(?P<known>(?<![\w-])(?:{among})(?![\w-]))"] if among else []

    def __call__(self, text: str) -> str:
        """The text with placeholders, and with nothing in it that a terminal would obey."""
        return self._pattern.sub(self._exchanged, stripped(text))

    def _exchanged(self, match: re.Match[str]) -> str:
        kind, whole = match.lastgroup or "", match[0]
        if whole.casefold() in self._public:
            return whole
        match kind:
            case "arn" | "url":
                end = whole.rstrip(ENDS)
                return self._placeholder(_kind_of_arn(end) if kind == "arn" else kind, end) + whole[len(end) :]
            case "known":
                return self._placeholder(self._kinds[whole], whole)
            case "home":
                return "~"
            case "told":
                return match["label"] + self._placeholder("secret", match["value"])
            case "named":
                return self._named(match["thing"], match["name"])
            case "run":
                return self._run(whole)
            case "account":
                return self._placeholder(kind, re.sub(r"\D", "", whole))
        return self._placeholder(kind, whole)

    def _named(self, thing: str, name: str) -> str:
        if name.casefold() in self._public:
            return thing + name
        return thing + self._placeholder(self._kinds.get(name) or thing.split()[0].lower(), name)

    def _run(self, text: str) -> str:
        """What is long and drawn rather than written is a token; what is written may still have an id in it."""
        return self._placeholder("token", text) if looks_random(text) else self._within.sub(self._exchanged, text)

    def _placeholder(self, kind: str, value: str) -> str:
        if value.casefold() in self._public:
            return value
        if (kind, value) not in self._given:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._given[kind, value] = f"{kind}-{self._counts[kind]}"
        return self._given[kind, value]


def _kind_of_arn(arn: str) -> str:
    parts = arn.split(":", 5)
    service = parts[2] if len(parts) > 2 and re.fullmatch(r"[a-z][a-z0-9-]{0,20}", parts[2]) else "aws"
    resource = re.split(r"[/:]", parts[5])[0] if len(parts) > 5 else ""
    return f"{service}-{resource if resource in RESOURCES else 'arn'}"
