"""What a step found: one view a finding, changed in place as long as the kinds stay the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from screens.widgets.facts import Fact, drawn_as, view_for
from wizard.model import Finding, StepView
from wizard.model.marks import PRESSING

FOUND, ALSO_FOUND = "What we found", "Also found"
"""Headings: of what was found, and of the rest of it below the questions."""


def around_questions(view: StepView) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Where something is asked: what has to be known before answering, and what comes after the questions."""
    if not view.questions:
        return view.findings, ()
    if view.problem is not None:
        return (), view.findings  # the problem says what is pressing
    # The rest would push the questions out of sight.
    pressing = tuple(finding for finding in view.findings if finding.kind == "text" and finding.mark in PRESSING)
    return pressing, tuple(finding for finding in view.findings if finding not in pressing)


class Findings(Vertical):
    """A heading and the findings; gone where nothing was found."""

    def __init__(self, id: str = "findings") -> None:
        super().__init__(id=id)
        self._shown: tuple[Finding, ...] = ()
        self._said = FOUND

    async def show(self, findings: Sequence[Finding], heading: str = FOUND) -> None:
        """Draw these; widgets stay where only their content changes."""
        self.display = bool(findings)
        self._said = heading
        for title in self.query(".heading").results(Static):
            title.update(heading)
        if tuple(findings) == self._shown:
            return
        before, self._shown = self._shown, tuple(findings)
        if list(map(drawn_as, before)) != list(map(drawn_as, findings)):
            before = ()
            await self.remove_children()
            await self.mount(*self._fresh(findings))
        for widget, finding, old in zip(
            self.query(".fact"), findings, [*before, *[None] * len(findings)], strict=False
        ):
            if finding != old:
                cast(Fact, widget).show(finding)

    def _fresh(self, findings: Sequence[Finding]) -> list[Widget]:
        views = [view_for(drawn_as(finding)) for finding in findings]
        needs_heading = findings and findings[0].kind != "arn"
        return [Static(self._said, classes="heading", markup=False), *views] if needs_heading else views
