"""The private names that no shape gives away, from where the views carry them.

They are answers, or offered as such, to a question that is not public; parameters of a change; and what the steps
themselves have told to be private. A name that stands in a finding alone is not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.model import StepView
from wizard.text.parameters import private_parameters


def names_in(views: Iterable[StepView], known: Iterable[str]) -> Iterator[str]:
    """Every private name there is to know now. known: those that the steps themselves have told."""
    yield from known
    for view in views:
        yield from (value for _, value in view.private())
        for change in view.plan.changes if view.plan else ():
            yield from (value for _, value in private_parameters(change.parameters))
