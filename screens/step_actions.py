"""What a person can do about a step, each as the engine's call or as the dialog that comes before it.

The engine writes its checkpoint before it answers, so its calls are made on threads of our own (`errand`); what it
refuses comes back as a sentence. Nothing is decided here: the engine says what is allowed, the dialogs ask a person.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from wizard.engine.actions import Action, arn, commands, login
from wizard.model import CallBegan, CallEnded, PlanView, StepView

if TYPE_CHECKING:
    from textual.app import App
    from textual.notifications import SeverityLevel

    from screens.dialogs.sign_in import SignIn
    from screens.launch import Launch
    from screens.selection import Selection
    from screens.widgets.step_panel import StepPanel
    from wizard.engine.engine import Engine

Errand = Callable[[Callable[[], object]], None]
LAST_CALLS = 20
"""Calls that a report tells."""


class Stage(Protocol):
    """What the deeds see of the screen that shows the step."""

    walk: Selection
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


class StepActions:
    """The deeds of the selected step. errand: does something on a thread; copy: puts text on the clipboard.

    keep: saves a text as a new file.
    """

    def __init__(
        self,
        engine: Engine,
        screen: Stage,
        *,
        errand: Errand,
        copy: Callable[[str], None],
        keep: Callable[[str, str], None],
        leave: Callable[[], None],
        opening: Launch,
    ) -> None:
        self._engine, self._screen, self._sandbox = engine, screen, opening.sandbox
        self._errand, self._copy, self.keep, self._leave = errand, copy, keep, leave
        self._browse, self._clock, self._report = opening.browse, opening.clock, opening.report
        self._signing: SignIn | None = None
        self._answered: dict[str, list[tuple[str, ...]]] = {}

    async def do(self, action: Action) -> None:
        """Do what a button or a key stands for."""
        deeds: dict[Action, Callable[[], Coroutine[Any, Any, None] | None]] = {
            "approve": self.approve,
            "by-hand": self.by_hand,
            "skip": self.skip,
            "again": self.again,
            "take-up": self.take_up,
            "answer": self._screen.panel.submit,
            "copy-arn": self.copy_arn,
            "commands": self.copy_commands,
            "change": self.change,
            "identity": self.identity,
            "why": self.why,
            "error": self.raw_error,
            "report": self.copy_report,
            "login": self.sign_in,
            "go-on": self.go_on,
            "meanwhile": self.go_on,
            "finish": self._leave,
        }
        done = deeds[action]()
        if done is not None:
            await done

    @property
    def _view(self) -> StepView:
        view = self._screen.view
        if view is None:
            raise LookupError("no step is in sight")
        return view

    def _act(self, work: Callable[[str], object]) -> None:
        step = self._screen.walk.act()
        self._screen.panel.busy()
        self._errand(lambda: work(step))

    # --- changes -----------------------------------------------------------------------------------------------------

    def approve(self) -> None:
        """Approve the plan as it is shown; after a consent where it asks for one."""
        plan = self._view.plan
        if plan is None:
            return
        if not plan.consent or plan.approved:
            self._act(self._engine.approve)
            return
        from screens.dialogs.consent import Consent

        self._screen.app.push_screen(Consent(plan, self._sandbox), lambda given: self._consented(plan, given))

    def _consented(self, plan: PlanView, given: bool | None) -> None:
        now = self._view.plan
        if not given:
            return
        if now is None or _digests(now) != _digests(plan):
            self._screen.notify("The plan has changed meanwhile: read it again.", markup=False, severity="warning")
            return
        self._act(self._engine.approve)

    def by_hand(self) -> None:
        """Show the commands; afterwards look again if the person says so."""
        from screens.dialogs.by_hand import ByHand

        view = self._view
        dialog = ByHand(view.title, commands(view), self._copy, self._sandbox)
        self._screen.app.push_screen(dialog, lambda again: self.again() if again else None)

    def skip(self) -> None:
        """Ask for the reason, and skip."""
        from screens.dialogs.skip import Skip

        dialog = Skip(self._view.title, self._engine.words.reason, self._sandbox)
        self._screen.app.push_screen(dialog, self._skipped)

    def _skipped(self, reason: str | None) -> None:
        if reason:
            self._act(lambda step: self._engine.skip(step, reason))

    def take_up(self) -> None:
        """Take a skip back."""
        self._act(lambda step: self._engine.skip(step, ""))

    # --- answers -----------------------------------------------------------------------------------------------------

    def answer(self, values: dict[str, str]) -> None:
        """Keep the answers."""
        self._answered.setdefault(self._view.id, []).append(tuple(values))
        self._act(lambda step: self._engine.answer(step, values))

    def change(self) -> None:
        """Take answers back, so that they are asked again; the form begins with them."""
        view = self._view
        if view.questions:
            self._back()
            return
        self._screen.drafts[view.id] = dict(view.answers)
        self._act(lambda step: self._engine.withdraw(step, tuple(view.answers)))

    def _back(self) -> None:
        """To the questions before these: what was answered together is taken back together, and offered again."""
        view = self._view
        groups = self._answered.get(view.id, [])
        names = groups.pop() if groups else tuple(view.answers)
        taken = {name: view.answers[name] for name in names if name in view.answers} or dict(view.answers)
        self._screen.drafts.setdefault(view.id, {}).update(taken)
        self._act(lambda step: self._engine.withdraw(step, tuple(taken)))

    def identity(self) -> None:
        """Choose other credentials: the step that asks for them asks again, and is shown."""
        later = self._screen.app.call_later
        self._errand(lambda: later(self._asks_again, self._engine.reconsider()))

    async def _asks_again(self, step: str) -> None:
        if not step:
            return
        self._screen.drafts.pop(step, None)
        self._answered.pop(step, None)
        self._screen.walk.choose(step)
        self._screen.walk.act()
        await self._screen.redraw()

    # --- signing in --------------------------------------------------------------------------------------------------

    def sign_in(self) -> None:
        """Sign in, in a dialog that follows it."""
        from screens.dialogs.sign_in import SignIn, Surroundings

        wanted = login(self._view)
        if wanted is None:
            return
        around = Surroundings(
            signing_in=self._engine.signing_in,
            errand=self._errand,
            copy=self._copy,
            browse=self._browse,
            clock=self._clock,
            sandbox=self._sandbox,
        )
        self._screen.walk.act()
        self._signing = SignIn(wanted, around)
        self._screen.app.push_screen(self._signing, self._signed_in)

    def login_changed(self) -> None:
        """Have the dialog show how the sign-in stands now."""
        if self._signing is not None:
            self._signing.show(self._engine.signing_in.view)

    def signed_in_elsewhere(self) -> None:
        """Close the dialog where the step no longer waits for it, unless it tells why it failed."""
        view, signing = self._screen.view, self._engine.signing_in.view
        if self._signing is None or view is None or view.busy or login(view) is not None:
            return
        if view.problem is None or signing is None or signing.stage != "failed":
            self._signing.action_close()

    def _signed_in(self, done: bool | None) -> None:
        self._signing = None
        if done:
            self._screen.notify("✓ You are signed in; it goes on.", markup=False, timeout=4)

    # --- looking -----------------------------------------------------------------------------------------------------

    def again(self) -> None:
        """Look again at this step."""
        self._act(self._engine.look_again)

    async def go_on(self) -> None:
        """Be led to the next step that needs a person."""
        self._screen.walk.go_on()
        await self._screen.redraw()

    def why(self) -> None:
        """The long text."""
        from screens.dialogs.why import Why

        self._screen.app.push_screen(Why(self._view, self._sandbox))

    def raw_error(self) -> None:
        """The error as AWS said it."""
        from screens.dialogs.raw_error import RawError

        problem = self._view.problem
        if problem is not None and problem.error is not None:
            self._screen.app.push_screen(RawError(problem.error, self._copy, self._sandbox))

    # --- copying -----------------------------------------------------------------------------------------------------

    def copy_arn(self) -> None:
        """Copy the ARN, whole."""
        self._copy(arn(self._view))

    def copy_report(self) -> None:
        """Copy what can be told of the step without ids."""
        view, views, calls = self._view, self._screen.walk.views, self._screen.last_calls(LAST_CALLS)
        self._errand(lambda: self._copy(self._report(view, views, calls)))

    def copy(self, text: str) -> None:
        """Copy something that is on the screen, whole."""
        self._copy(text)

    def copy_commands(self) -> None:
        """Copy the commands, as a script that runs."""
        self._copy(commands(self._view))


def _digests(plan: PlanView) -> tuple[str, ...]:
    return tuple(change.digest for change in plan.changes)
