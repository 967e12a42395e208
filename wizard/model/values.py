"""Values as a person means them, without what copying brings along.

Whoever copies a value from a page, an e-mail or a terminal often gets more than the value: its line end, blanks around
it, blanks that do not break, characters that nobody can see. AWS would store all of it. So every value is cleaned where
it enters: in a field, at a prompt, in a file. Drawing is another matter: there such characters are marked
(`wizard.text.sanitize`), because a text of others has to show what is in it. The cost is that an emoji which joins
several characters comes apart in a value.
"""

from __future__ import annotations

import re
import unicodedata

_PRINTABLE = re.compile(r"[\x20-\x7e]*\Z")
_LINE_ENDS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
# Control characters, formatting (zero width, direction, soft hyphen, byte order mark), private use, half characters.
_UNSEEN = ("Cc", "Cf", "Co", "Cs")
_BETWEEN_DIGITS = re.compile(r"[\s\-\u2010-\u2015]+")


def one_line(text: str) -> str:
    """The text on one line, without characters that cannot be seen; blanks at its ends stay, line ends do not."""
    if _PRINTABLE.match(text):
        return text
    lines = [_seen(line) for line in _LINE_ENDS.split(text)]
    return lines[0] if len(lines) == 1 else " ".join(filter(None, (line.strip() for line in lines)))


def clean_value(text: str) -> str:
    """The value that was meant: on one line, without blanks around it, without characters that cannot be seen."""
    return one_line(text).strip()


def clean_account_id(text: str) -> str:
    """As clean_value; an account id as the AWS console shows it (1234-5678-9012) becomes its twelve digits."""
    value = clean_value(text)
    digits = _BETWEEN_DIGITS.sub("", value)
    return digits if re.fullmatch(r"[0-9]{12}", digits) else value


def _seen(line: str) -> str:
    return "".join(filter(None, map(_character, line)))


def _character(character: str) -> str:
    category = unicodedata.category(character)
    if character == "\t" or category == "Zs":
        return " "
    return "" if category in _UNSEEN else character
