"""What is done about a step, as the screen that shows it lets itself be seen by whatever does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from wizard.model import CallBegan, CallEnded, Document, StepView

if TYPE_CHECKING:
    from textual.app import App
    from textual.notifications import SeverityLevel

    from screens.selection import Selection
    from screens.widgets.step_panel import StepPanel


class Stage(Protocol):
    """What may be done with the screen that shows the step."""

    selection: Selection
    panel: StepPanel
    drafts: dict[str, dict[str, str]]

    @property
    def app(self) -> App[Any]:
        """Where dialogs are opened."""
        ...

    @property
    def view(self) -> StepView | None:
        """The selected step as it stands."""
        ...

    async def redraw(self) -> None:
        """Draw the selected step among the others."""
        ...

    async def read_beside(self, documents: Sequence[Document], copy: Callable[[str, str], None]) -> bool:
        """Read these beside the step; whether there is room for that."""
        ...

    def last_calls(self, number: int) -> Sequence[CallBegan | CallEnded]:
        """The last so many calls."""
        ...

    def notify(
        self,
        message: str,
        *,
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Say something in passing."""
        ...
