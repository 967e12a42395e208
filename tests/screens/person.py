"""Somebody at the full screen who reads, decides, and presses no key more than it takes: counts what that is.

A text that is typed counts as one press, as does each key. A decision is an answer, an approval or a consent: what
nobody else can decide. Nothing is known of the steps: what has the focus, and what is on the screen, says what to do.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from textual.pilot import Pilot
from textual.widgets import Button

from screens.dialogs.dialog import Dialog
from screens.dialogs.overview import OpeningPage
from screens.widgets.action_bar import ActionButton
from screens.widgets.fields import ChoiceList, Search, TextField
from screens.widgets.question_form import Asked
from tests.screens.driving import mounted, press, steps, typed, until
from wizard.model import Question, State

if TYPE_CHECKING:
    from wizard.cli.full_screen import Wizard

ENOUGH = 80
TEXTS = {"email": "aws+firetiger@example.com", "company_website": "https://acme.example", "industry": "Technology"}


@dataclass
class Counted:
    """Every press with the step it was made on, and the decisions among them."""

    presses: list[tuple[str, str]] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    arn: bool = False

    def by_step(self) -> dict[str, int]:
        """How many presses each step took."""
        steps_ = dict.fromkeys(step for step, _ in self.presses)
        return {step: sum(one == step for one, _ in self.presses) for step in steps_}


@dataclass
class AtTheScreen:
    """Presses and counts."""

    pilot: Pilot[int]
    wizard: Wizard
    counted: Counted = field(default_factory=Counted)

    async def to_the_end(self) -> Counted:
        """Until the role's ARN is on the screen and everything is over, or nothing leads on."""
        while len(self.counted.presses) < ENOUGH:
            await self._settled()
            if await self._over() or not await self._go_on():
                break
        return self.counted

    async def _settled(self) -> None:
        def quiet() -> bool:
            engine = self.wizard.engine
            shown = steps(self.pilot).view
            return bool(engine and engine.quiet() and shown and shown == engine.view(shown.id))

        await until(self.pilot, quiet, 60)
        await self.pilot.pause()

    async def _over(self) -> bool:
        view = steps(self.pilot).selection.views[-1]
        self.counted.arn = any(finding.kind == "arn" for finding in view.findings)
        return view.state is State.SATISFIED and steps(self.pilot).view is view

    async def _press(self, *keys: str) -> None:
        for key in keys:
            self.counted.presses.append((steps(self.pilot).selection.selected, key))
            await press(self.pilot, key)

    async def _type(self, question: Question) -> None:
        text = TEXTS.get(question.name, "Acme Corporation")
        self.counted.presses.append((steps(self.pilot).selection.selected, f"text {question.name}"))
        self.counted.typed.append(question.name)
        await typed(self.pilot, text)
        await self.pilot.pause()

    async def _go_on(self) -> bool:
        screen, focused = self.pilot.app.screen, self.pilot.app.focused
        step = steps(self.pilot).selection.selected
        if isinstance(screen, Dialog):
            return await self._dialog(screen)
        asked = next((one for one in focused.ancestors_with_self if isinstance(one, Asked)), None) if focused else None
        if asked is not None:
            await self._answer(asked)
        elif isinstance(focused, ActionButton):
            if focused.offer.action == "approve":
                view = steps(self.pilot).view
                if view is None or view.plan is None or not view.plan.consent:
                    self.counted.decisions.append(f"{step}: {focused.offer.label}")
            elif focused.offer.action in ("again", "skip", "by-hand"):
                return False
            await self._press("enter")
        else:
            await self._press("enter")
        return True

    async def _answer(self, asked: Asked) -> None:
        if isinstance(self.pilot.app.focused, Search) or (
            isinstance(self.pilot.app.focused, TextField) and not asked.value and not asked.question.optional
        ):
            await self._type(asked.question)
        elif isinstance(self.pilot.app.focused, ChoiceList) and not asked.value:
            await self._press("down")
        self.counted.decisions.append(f"{steps(self.pilot).selection.selected}: {asked.question.name}")
        await self._press("enter")

    async def _dialog(self, dialog: Dialog[object]) -> bool:
        if isinstance(dialog, OpeningPage):
            await self._press("enter")
            return True
        wanted = next((one for one in dialog.query(Button) if one.id == "consent"), None)
        if wanted is None:
            return False
        self.counted.decisions.append(f"{steps(self.pilot).selection.selected}: {wanted.label}")
        for _ in range(9):
            if self.pilot.app.focused is wanted:
                break
            await self._press("tab")
        await self._press("enter")
        return True


@contextmanager
def alone() -> Iterator[Path]:
    """A directory of its own, an environment without AWS, and no sandbox left behind."""
    from wizard.cli.running_sandbox import sandbox_state
    from wizard.sandbox import client

    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory() as directory:
        os.environ |= {"XDG_STATE_HOME": directory, "FIRETIGER_ONBOARD_TIMING": "pause=0.01 deadline=0.2"}
        try:
            yield Path(directory)
        finally:
            running = client.find(sandbox_state())
            if running:
                client.stop(running)
            os.environ.clear()
            os.environ.update(before)


def wizard_in(directory: Path, *arguments: str) -> Wizard:
    """The real wizard for these arguments, on a simulated AWS without waiting times."""
    from wizard.cli.full_screen import Wizard
    from wizard.cli.options import parse
    from wizard.vendors.profile import load_vendor

    settings = parse([*arguments, "--pace=0", f"--directory={directory}"])
    return Wizard(settings, load_vendor(settings.vendor))


async def counted_at_the_screen(scenario: str, size: tuple[int, int]) -> Counted:
    """What it takes in a scenario, from the first screen to the ARN or to where nothing leads on."""
    with alone() as directory:
        wizard = wizard_in(directory, f"--sandbox={scenario}", "--from-start")
        async with mounted(wizard.app, size, at_the_page=True) as pilot:
            return await AtTheScreen(pilot, wizard).to_the_end()
