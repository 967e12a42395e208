"""How the screen looks: dark or light, which is remembered, and pictures of it.

A picture is what is on the screen at that moment, as SVG. While presenting it has the masks, also in the seconds in
which they are lifted: it is passed on to people who were not there. The app is this and the wizard (`OnboardApp`).
"""

from __future__ import annotations

from textual.binding import Binding, BindingType

from screens import theme
from screens.background import Background
from screens.launch import Launch
from screens.presenting.presenter import PresenterApp

KEYS: list[BindingType] = [Binding("f5", "app.picture", "save a picture", key_display="F5", priority=True)]
PICTURE = "picture.svg"


class LookingApp(PresenterApp):
    """An app in one of two themes, of which pictures can be saved."""

    def __init__(self, launch: Launch) -> None:
        super().__init__(launch)
        for ours in (theme.DARK, theme.LIGHT):
            self.register_theme(ours)
        self.theme = (theme.LIGHT if launch.light else theme.DARK).name
        self._background = Background(launch, self.post_message)

    def action_light_or_dark(self) -> None:
        """The other theme, from now on."""
        light = self.theme == theme.DARK.name
        self.theme = (theme.LIGHT if light else theme.DARK).name
        self._background.errand(lambda: self._launch.remember(light))

    def action_picture(self) -> None:
        """Save what is on the screen, and say where."""
        if self.revealed:
            self.action_reveal()
        self.call_after_refresh(self._save_picture)

    def _save_picture(self) -> None:
        name = f"simulated-{PICTURE}" if self._launch.sandbox else PICTURE
        self._background.keep(name, self.export_screenshot())
