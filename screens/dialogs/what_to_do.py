"""What the person wants, where the command line doesn't say it: the workflows, and commands that are none."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from screens import words
from screens.dialogs.dialog import Dialog, DialogButton
from screens.widgets.fields import ChoiceList
from wizard.model import Purposes
from wizard.model.overview import COMMANDS, WHAT_TO_DO


class WhatToDo(Dialog[str]):
    """The value of a choice; None to quit. Escape goes on with what is marked, which changes nothing."""

    AUTO_FOCUS = "ChoiceList"

    def __init__(self, purposes: Purposes, sandbox: str) -> None:
        super().__init__(WHAT_TO_DO, sandbox)
        self._purposes = purposes
        self._choices = ChoiceList(purposes.choices, purposes.choices[0].value)

    def content(self) -> list[Widget]:
        """The choices, then the command lines."""
        commands = [Static(self._commands(), markup=False)] if self._purposes.commands else []
        return [self._choices, *commands]

    def buttons(self) -> list[DialogButton]:
        """What is marked is the default."""
        return [DialogButton("Continue", "continue", main=True), DialogButton("Quit", "quit")]

    def action_close(self) -> None:
        """To what is marked."""
        self.leave(self._choices.value)

    def pressed(self, button: str) -> None:
        """Go on, or leave."""
        self.leave(self._choices.value if button == "continue" else None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter on a choice goes on with it."""
        event.stop()
        self.leave(self._choices.value)

    def _commands(self) -> Content:
        rows = [Content.styled(COMMANDS, "bold")]
        for command, does in self._purposes.commands:
            rows += [Content(words.line(command)), Content.styled(words.line(does), "$quiet")]
        return Content("\n").join(rows)
