"""What explains a document, collected line by line; and what the accounts and values in it are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wizard.model import Note
from wizard.model.document import Weight
from wizard.resources import template as texts
from wizard.resources.written import Path, Written
from wizard.text import shapes


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Who the accounts are, and what parameters stand for. account: where it happens, "" where nobody knows."""

    vendor: str = ""
    vendor_account: str = ""
    account: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def called(self, account: str) -> str:
        """An account as a person knows it."""
        if account and account == self.vendor_account:
            return f"{self.vendor}'s account {account}"
        return f"this account ({account})" if account and account == self.account else f"account {account}"

    def resolved(self, value: Any) -> Any:
        """With what the parameters stand for. Raises NotUnderstoodError."""
        try:
            return texts.resolved(value, self.values)
        except texts.NotUnderstoodError:
            raise
        except (TypeError, ValueError) as error:
            raise texts.NotUnderstoodError(f"a function isn't in CloudFormation's format: {error}") from None


@dataclass(slots=True)
class Notes:
    """Notes on the parts of one text."""

    written: Written
    known: Known
    made: list[Note] = field(default_factory=list)

    def put(self, path: Path, text: str, weight: Weight = "plain") -> None:
        """Say what a part means, at its lines."""
        first, last = self.written.of(path)
        self.made.append(Note(first=first, last=last, text=text, weight=weight))

    def unexplained(self, path: Path, what: str) -> None:
        """Say that a part cannot be explained."""
        self.put(path, f"Not explained: {what}.", "unknown")

    def in_order(self) -> tuple[Note, ...]:
        """All of them by their first lines, what is around others first; members that do not count are said."""
        for first, last in self.written.doubled:
            text = "Not explained: this name appears again in the same object."
            self.made.append(Note(first=first, last=last, text=text, weight="unknown"))
        return tuple(sorted(self.made, key=lambda note: (note.first, -note.last)))


def listed(values: Iterable[str]) -> str:
    """a, b and c."""
    *most, last = list(values) or ["nothing"]
    return f"{', '.join(most)} and {last}" if most else last


def hours(seconds: object) -> str:
    """Seconds as a person says them; what is no number as it is."""
    if not re.fullmatch(r"\d{1,9}", str(seconds)):
        return str(seconds)
    number = int(str(seconds))
    if number < 3600:
        return f"{number / 60:g} minutes"
    return "1 hour" if number == 3600 else f"{number / 3600:g} hours"


def account_in(principal: str) -> str:
    """The account that a principal names as a whole, or ""."""
    found = re.fullmatch(shapes.ROOT_ARN, principal) or re.fullmatch(f"({shapes.ACCOUNT})", principal)
    return found[1] if found else ""
