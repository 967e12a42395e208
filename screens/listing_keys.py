"""What can be done with what is listed, from the screen with the steps: filter it, look at a row, copy it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from screens.masking import masking

if TYPE_CHECKING:
    from textual.screen import Screen

    from screens.step_actions import StepActions
    from screens.widgets.listing_lines import ListingLines
    from screens.widgets.step_panel import StepPanel

KEYS = (Binding("slash", "filter_list", "filter list", key_display="/"),)
COPY = "list.tsv"


class ListingKeys:
    """The part of a screen on which things are listed."""

    panel: StepPanel
    actions: StepActions | None = None

    def _here(self) -> Screen[None]:
        """The screen that this is a part of."""
        raise NotImplementedError  # the screen's: ABC's metaclass and Textual's do not go together

    def can_filter(self) -> bool:
        """Whether the key for finding something is about what is listed: from anywhere in the step but a field."""
        focused = self._here().focused
        if self.panel.listings is None or (focused is not None and self.panel not in focused.ancestors):
            return False
        # Textual asks a field by the key's name, and knows no character of the name "slash".
        return focused is None or not focused.check_consume_key("slash", "/")

    def action_filter_list(self) -> None:
        """Type what to look for."""
        if self.panel.listings is not None:
            self.panel.listings.open_filter()

    async def on_listing_lines_wanted(self, event: ListingLines.Wanted) -> None:
        """Everything about a row. The names in it are somebody's, wherever they are read."""
        from wizard.engine.documents import row_document

        if self.actions is not None:
            masking.know(event.row.cells[at] for at in event.listing.private if at < len(event.row.cells))
            await self.actions.open_reader((row_document(event.listing, event.row),))

    def on_listing_lines_copied(self, event: ListingLines.Copied) -> None:
        """A list is to be copied."""
        if self.actions is not None:
            self.actions.copy(event.text, COPY)
