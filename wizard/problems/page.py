"""docs/problems.md from the texts of the problems: ``python -m wizard.problems.page > docs/problems.md``.

For a person who has met a problem and reads about it outside the wizard. The page is made and kept in the repository
rather than written, so that it cannot say anything else than the screens do; the cost is one command after a change of
a text, and a test that reminds of it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping

from wizard.problems.explain import UNEXPECTED, UNEXPLAINED, Text, When, families

# In the order in which a person meets them; what any step can meet comes last.
TITLES = {
    "sign-in": "Signing in",
    "sub-account": "The sub-account",
    "cloudtrail": "CloudTrail",
    "template": "The role and its stack",
    "bedrock": "Amazon Bedrock",
    "handover": "The handover",
    "links": "The links of a fleet",
    "assuming": "Assuming a role",
    "access": "Access to roles in other accounts",
    "fleet": "Roles in many accounts",
    "fleet-roles": "A fleet's roles",
    "general": "Any step",
    "unknown": "What the wizard has no words for",
}
# Names in the texts whose meaning their name does not tell.
VALUES = {
    "arn": "ARN",
    "bound": "the earlier one",
    "code": "AWS's error code",
    "contact_in_short": "your contact at the vendor",
    "command": "the command that signs you in",
    "message": "AWS's own words",
    "place": "the portal or the device",
    "source": "the program, the file or the role",
    "what": "what AWS says",
    "why": "the reason",
    "way": "the role or profile",
}
OPENING = """\
# Problems, and what to do about them

Every problem that the wizard can report. The address under a problem (`docs/problems.md#…`) leads
to its section. Words ‹like this› stand for what the wizard fills in: your account, your region, AWS's own words.

Made from `assets/problems` by `python -m wizard.problems.page > docs/problems.md`.
"""
RETRY = {
    True: 'Checking again helps once that is done: `r` on the screen, "Check again" in the menus.',
    False: "Checking again alone changes nothing: something else has to be decided first.",
}


def page() -> str:
    """The whole page."""
    sections = {**families(), "unknown": (UNEXPECTED, UNEXPLAINED)}
    order = sorted(sections, key=lambda family: list(TITLES).index(family) if family in TITLES else len(TITLES))
    chosen = {family: sections[family] for family in order}
    return "\n".join((OPENING, *_contents(chosen), *(line for family in chosen for line in _family(family, chosen))))


def _contents(sections: Mapping[str, tuple[Text, ...]]) -> Iterator[str]:
    for family, texts in sections.items():
        yield f"- **{_title(family)}**"
        yield from (f"  - [{_readable(text.title)}](#{text.key})" for text in texts)
    yield ""


def _family(family: str, sections: Mapping[str, tuple[Text, ...]]) -> Iterator[str]:
    yield from (f"## {_title(family)}", "")
    for text in sections[family]:
        yield from _section(text)


def _section(text: Text) -> Iterator[str]:
    yield from (f'<a id="{text.key}"></a>', "", f"### {_readable(text.title)}", "")
    yield from (f"**What happened.** {_readable(text.what)}", "", f"**Why.** {_readable(text.why)}", "")
    yield from ("**What to do.**", "", *(f"- {_readable(todo)}" for todo in text.todo), "")
    yield from (RETRY[text.retry], "")
    met = [said for when in text.when if (said := _met(when))]
    if met:
        yield from (f"Met when AWS answers {'; or '.join(dict.fromkeys(met))}.", "")


def _met(when: When) -> str:
    """The errors an entry explains, for whoever searches the page for what AWS said."""
    codes = [when.code] if isinstance(when.code, str) else when.code
    call = ":".join(filter(None, (when.service, when.operation)))
    said = " or ".join(f"`{code}`" for code in codes if code) or ("an error" if call else "")
    return f"{said} to `{call}`" if call else said


def _title(family: str) -> str:
    return TITLES.get(family, family.replace("-", " ").capitalize())


def _readable(text: str) -> str:
    """A sentence as Markdown: {names} readable, everything else as it is read on the screen."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(_filled(part) if part.startswith("`") else _in_prose(part) for part in parts)


def _in_prose(text: str) -> str:
    return _filled(re.sub(r"([\\*<>\[\]|])", r"\\\1", text))


def _filled(text: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: f"‹{VALUES.get(match[1], match[1].replace('_', ' '))}›", text)


if __name__ == "__main__":
    sys.stdout.write(page())
