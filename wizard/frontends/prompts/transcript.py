"""What was said of each step already, so that nobody reads the same thing twice: a finding is told once."""

from __future__ import annotations

from dataclasses import dataclass, field

from wizard.frontends.prompts.asker import Asker
from wizard.frontends.prompts.wording import StepText, told
from wizard.model import Finding, Listing, StepView


@dataclass(slots=True)
class Transcript:
    """last: what was said last of each step. known: every finding and listing that was said of it."""

    asker: Asker
    sandbox: bool
    last: dict[str, StepText] = field(default_factory=dict)
    known: dict[str, set[Finding | Listing]] = field(default_factory=dict)

    def tell(self, view: StepView) -> None:
        """Say how a step stands, where that is something else than the last time."""
        telling = told(view, sandbox=self.sandbox)
        if self.last.get(view.id) == telling:
            return
        self.last[view.id] = telling
        known = self.known.setdefault(view.id, set())
        self.asker.head(telling.headline)
        self.asker.say(*telling.lines(known))
        known.update(telling.findings, telling.listings)

    def again(self, step: str) -> None:
        """Say how it stands the next time, although nothing may have come of what was done; not what was found."""
        self.last.pop(step, None)

    def forget(self, step: str) -> None:
        """Say everything anew the next time."""
        self.last.pop(step, None)
        self.known.pop(step, None)
