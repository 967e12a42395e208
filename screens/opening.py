"""What comes before the steps: what the person wants, whether to go on with what was begun, the opening page.

Each is loaded when it is shown. Behind the opening page the engine has started already; behind the others it waits.
"""

from __future__ import annotations

from screens.launch import Launch
from screens.looks import LookingApp


class OpeningApp(LookingApp):
    """An app that opens with those pages. purpose: what the person left for, where another run begins it."""

    def __init__(self, launch: Launch) -> None:
        super().__init__(launch)
        self.purpose = ""

    async def open_first(self) -> None:
        """Show the first page that there is, or start."""
        if self._launch.purposes is None:
            await self._open()
            return
        from screens.dialogs.what_to_do import WhatToDo

        await self.push_screen(WhatToDo(self._launch.purposes, self._launch.sandbox), self._wants)

    async def _wants(self, purpose: str | None) -> None:
        """Go on here, or leave for what another run begins."""
        if self._launch.purposes and purpose == self._launch.purposes.here:
            await self._open()
            return
        self.purpose = purpose or ""
        self.action_leave()

    async def _open(self) -> None:
        if self._launch.resume:
            from screens.dialogs.resume import Resume

            await self.push_screen(Resume(self._launch.resume, self._launch.sandbox), self._chosen)
            return
        if self._launch.overview is not None and not self._launch.go_on:
            from screens.dialogs.overview import OpeningPage

            await self.push_screen(OpeningPage(self._launch.overview(), self._launch.sandbox), self._chosen)
        self.start(False)

    def _chosen(self, choice: str | None) -> None:
        """On the page that came first; behind the opening page it has started already."""
        if choice == "quit":
            self.action_leave()
        elif choice == "start":
            self.call_later(self.lead)
        elif choice != "look":
            self.start(choice == "fresh")

    async def lead(self) -> None:
        """Go to the first step that needs a person."""
        raise NotImplementedError  # the app's; ABC's metaclass and Textual's do not go together

    def start(self, fresh: bool) -> None:
        """Begin. fresh: as if nothing had been begun."""
        raise NotImplementedError  # the app's; ABC's metaclass and Textual's do not go together
