"""Which step is in sight, and when the wizard leads on by itself.

It leads only a person who wants to be led: after their own act has brought a step to its end, after "Continue", after
"Start" on the opening page, or when an onboarding is resumed. Whoever looks at a step they chose is left alone, and so
is a rehearsal at the step that it opens.
"""

from __future__ import annotations

from collections.abc import Sequence

from screens.offers import Offer, offers
from wizard.engine.actions import Possible, possible
from wizard.engine.next_step import OVER, next_stop, onward, passed, under_way
from wizard.model import StepView


class Selection:
    """The selected step among all; knows no screen. identity: whether some step can ask again who one is."""

    def __init__(self, steps: Sequence[str], *, leading: bool, opens: str = "") -> None:
        self._steps = tuple(steps)
        self._leading = leading
        self._acted: set[str] = set()
        self.opens = opens if opens in self._steps else self._steps[0]
        self.selected = self._steps[0] if leading else self.opens
        self.views: tuple[StepView, ...] = ()
        self.identity = True
        self.passed_over: StepView | None = None
        """The step that was done before it was seen, at the moment in which the person who starts is led on from it."""
        self._starting = False

    @property
    def view(self) -> StepView | None:
        """The selected step as it stands; None before there is an engine."""
        return next((view for view in self.views if view.id == self.selected), None)

    def take(self, views: Sequence[StepView]) -> str:
        """Take in how everything stands, move on if it is time to; returns the title of what has come to its end."""
        before, self.views = self.view, tuple(views)
        now, self.passed_over = self.view, None
        if now is None or now.state not in OVER:
            return ""
        ended = ""
        if passed(before, now) and now.id in self._acted:
            self._leading, ended = True, now.title
        led = self._leading and now.id != self._steps[-1]
        stop = next_stop(self.views, now.id) or under_way(self.views) if led else None
        if stop is not None:
            self.passed_over, self._starting = (now if self._starting else None), False
            self.selected = stop
        return ended

    def possible(self) -> Possible:
        """What a person can do about the selected step. Raises LookupError before there is an engine."""
        view = self.view
        if view is None:
            raise LookupError("no step is in sight")
        # Where nothing needs anybody, the last step is the place to go, and from there nowhere is.
        elsewhere = next_stop(self.views, view.id) not in (None, view.id)
        return possible(view, elsewhere=elsewhere, identity=self.identity)

    def offers(self) -> tuple[Offer, ...]:
        """The buttons of the selected step."""
        return offers(self.view, self.possible()) if self.view else ()

    def act(self) -> str:
        """A person does something about the selected step; returns its id."""
        self._acted.add(self.selected)
        return self.selected

    def choose(self, step: str) -> None:
        """A person wants to see this step."""
        self.selected, self._leading, self._starting = step, False, False

    def lead(self) -> None:
        """A person starts, and wants to be led past what is done already; a rehearsal stays where it opens."""
        self._leading = self._starting = self.selected == self._steps[0]

    def go_on(self) -> None:
        """A person wants to be led on."""
        self._leading = True
        if self.views:
            self.selected = onward(self.views, self.selected)

    def neighbour(self, by: int) -> str | None:
        """The step before (-1) or after (1) the selected one."""
        index = self._steps.index(self.selected) + by
        return self._steps[index] if 0 <= index < len(self._steps) else None
