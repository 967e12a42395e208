"""Local changes (files, the clipboard) that landed and do not show: how often one may be sent again.

A place can take what is written and not have it afterwards: a synchronized folder, a variable that names another file,
another program. It is counted by place and not by change, because a step that does not see its section of a file may
plan another one under a new name. What is seen in place is forgotten. News from other steps is a good reason to write a
file again, so each allows one more time, up to a limit: nothing is sent forever.
"""

from __future__ import annotations

from collections.abc import Iterable

from wizard.model import Change
from wizard.model.calls import LOCAL

# So often a place takes a change that does not show there afterwards; then a person has to look.
AT_MOST = 3
# So many more times where there was news to write each time.
FOR_NEWS = 6


class LocalChanges:
    """Of one step: which places took a change that has not been seen there since, and how often."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}
        self._news = 0

    def landed(self, changes: Iterable[Change]) -> None:
        """These were carried out; those that are local are counted."""
        for place in _places(changes):
            self._taken[place] = self._taken.get(place, 0) + 1

    def seen(self, planned: Iterable[Change]) -> None:
        """What is planned now is not in place; everything else is."""
        places = _places(planned)
        self._taken = {place: times for place, times in self._taken.items() if place in places}
        if not self._taken:
            self._news = 0

    def news(self) -> None:
        """Another step has something new to tell."""
        self._news = min(self._news + 1, FOR_NEWS)

    def swallowed(self) -> str:
        """The place that took a change too often without showing it; "" where there is none."""
        most = AT_MOST + self._news
        return next((place for place, times in self._taken.items() if times >= most), "")


def _places(changes: Iterable[Change]) -> set[str]:
    return {str(change.parameters.get("Path", "the clipboard")) for change in changes if change.service in LOCAL}
