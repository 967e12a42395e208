"""The panel of a step when its screen is closed already."""

from __future__ import annotations

from screens.widgets.step_panel import StepPanel


def test_news_that_is_still_being_drawn_when_the_screen_is_closed_looks_for_no_focus() -> None:
    StepPanel("Sign in", "Why.", 6)._settle_focus(fresh=True)
