"""What a person can do about a step, each as the engine's call or as the dialog that comes before it.

The engine writes its checkpoint before it answers, so its calls are made on threads of our own (`errand`); what it
refuses comes back as a sentence. Nothing is decided here: the engine says what is allowed, the dialogs ask a person.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from screens import words
from screens.signing_in import SigningIn
from wizard.engine.actions import Action, arn, commands
from wizard.engine.overview import overview_now
from wizard.model import Document, PlanView, StepView

if TYPE_CHECKING:
    from screens.call_groups import Group
    from screens.launch import Copy, Launch
    from screens.stage import Stage
    from wizard.engine.engine import Engine

Errand = Callable[[Callable[[], object]], None]
LAST_CALLS = 20
"""Calls that a report tells."""
SCRIPT = "commands.sh"
UNDO_SCRIPT = "undo.sh"


class StepActions:
    """What is done about the selected step. errand: does something on a thread; copy: puts text on the clipboard.

    keep: saves a text as a new file.
    """

    def __init__(
        self,
        engine: Engine,
        screen: Stage,
        *,
        errand: Errand,
        copy: Copy,
        keep: Callable[[str, str], None],
        leave: Callable[[], None],
        launch: Launch,
    ) -> None:
        self._engine, self._screen, self._sandbox = engine, screen, launch.sandbox
        self._errand, self._copy, self.keep, self._leave = errand, copy, keep, leave
        self._report, self._browse = launch.report, launch.browse
        self.signing = SigningIn(engine, screen, errand, copy, launch)
        self._answered: dict[str, list[tuple[str, ...]]] = {}

    async def do(self, action: Action) -> None:
        """Do what a button or a key stands for."""
        actions: dict[Action, Callable[[], Coroutine[Any, Any, None] | None]] = {
            "approve": self.approve,
            "by-hand": self.by_hand,
            "skip": self.skip,
            "again": self.again,
            "take-up": self.take_up,
            "answer": self._screen.panel.submit,
            "copy-arn": self.copy_arn,
            "commands": self.copy_commands,
            "undo": self.undo,
            "change": self.change,
            "identity": self.identity,
            "why": self.why,
            "overview": self.overview,
            "error": self.raw_error,
            "read": self.read,
            "report": self.copy_report,
            "console": self.open_console,
            "request": self.copy_request,
            "login": self.signing.open,
            "go-on": self.go_on,
            "meanwhile": self.go_on,
            "finish": self._leave,
            "quit": self._leave,
        }
        done = actions[action]()
        if done is not None:
            await done

    @property
    def _view(self) -> StepView:
        view = self._screen.view
        if view is None:
            raise LookupError("no step is in sight")
        return view

    def _act(self, work: Callable[[str], object]) -> None:
        step = self._screen.selection.act()
        self._screen.panel.busy()
        self._errand(lambda: work(step))

    # --- changes -----------------------------------------------------------------------------------------------------

    def approve(self) -> None:
        """Approve the plan as it is shown; after a consent where it asks for one."""
        plan = self._view.plan
        if plan is None:
            return
        if not plan.consent or plan.approved:
            self._approve(plan)
            return
        from screens.dialogs.consent import Consent

        dialog = Consent(plan, self._sandbox, self.read)
        self._screen.app.push_screen(dialog, lambda given: self._approve(plan) if given else None)

    def _approve(self, shown: PlanView) -> None:
        """What was read, and nothing else: another plan by now is refused."""
        self._act(lambda step: self._engine.approve(step, shown))

    def by_hand(self) -> None:
        """Show the commands; afterwards look again if the person says so."""
        from screens.dialogs.by_hand import ByHand

        view = self._view
        dialog = ByHand(view.title, commands(view), partial(self._copy, name=SCRIPT), self._sandbox)
        self._screen.app.push_screen(dialog, lambda again: self.again() if again else None)

    def undo(self) -> None:
        """Show what takes back everything that was made; runs nothing."""
        from screens.dialogs.undo import Undo

        copy = partial(self._copy, name=UNDO_SCRIPT)
        self._screen.app.push_screen(Undo(self._engine.way_back(), copy, self._sandbox))

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
        self._screen.drafts[view.id] = view.changeable
        self._act(lambda step: self._engine.withdraw(step, tuple(view.changeable)))

    def _back(self) -> None:
        """To the questions before these: what was answered together is taken back together, and offered again."""
        view = self._view
        groups = self._answered.get(view.id, [])
        names = groups.pop() if groups else tuple(view.changeable)
        taken = {name: view.answers[name] for name in names if name in view.answers} or view.changeable
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
        self._screen.selection.choose(step)
        self._screen.selection.act()
        await self._screen.redraw()

    # --- looking -----------------------------------------------------------------------------------------------------

    def again(self) -> None:
        """Look again at this step."""
        self._act(self._engine.look_again)

    async def go_on(self) -> None:
        """Be led to the next step that needs a person."""
        self._screen.selection.go_on()
        await self._screen.redraw()

    def why(self) -> None:
        """The long text."""
        from screens.dialogs.why import Why

        self._screen.app.push_screen(Why(self._view, self._sandbox))

    def read(self) -> None:
        """Everything there is to read of the step, line by line; made on a thread, for it may be long."""
        from wizard.engine.documents import documents

        view, later = self._view, self._screen.app.call_later
        self._errand(lambda: later(self.open_reader, documents(view)))

    async def open_reader(self, found: Sequence[Document]) -> None:
        """Beside the step where there is room and nothing lies over it, else in full width and height."""
        if found and not await self._screen.read_beside(found, self._copy):
            from screens.dialogs.reading import Reading

            self._screen.app.push_screen(Reading(found, self._copy, self._sandbox))

    def overview(self) -> None:
        """All steps, as far as they are known."""
        from screens.dialogs.overview import OverviewPage

        self._screen.app.push_screen(OverviewPage(overview_now(self._engine), self._sandbox))

    def show_overview(self) -> None:
        """Have the overview, where it is open, show what is known now."""
        from screens.dialogs.overview import OverviewPage

        for screen in self._screen.app.screen_stack:
            if isinstance(screen, OverviewPage):
                screen.show(overview_now(self._engine))

    async def raw_error(self) -> None:
        """The error as AWS said it."""
        from wizard.engine.documents import error_document

        problem = self._view.problem
        if problem is not None and problem.error is not None:
            await self.open_reader((error_document(problem.error),))

    def open_console(self) -> None:
        """The page of AWS's console where the problem is fixed, in a browser; its address where there is none here."""
        problem = self._view.problem
        if problem is None:
            return
        if self._browse is None or not self._browse(problem.console):
            self._copy(problem.console, "console.txt")
            return
        account = f" Sign in to account {words.account(problem.account)} there." if problem.account else ""
        self._screen.notify(f"Opened in your browser: {words.line(problem.console)}.{account}", markup=False)

    async def show_calls(self, calls: Group) -> None:
        """What was asked and answered."""
        from screens.call_document import call_document

        await self.open_reader((call_document(calls),))

    # --- copying -----------------------------------------------------------------------------------------------------

    def copy_arn(self) -> None:
        """Copy the ARN, whole."""
        self._copy(arn(self._view), "arn.txt")

    def copy_request(self) -> None:
        """Copy what is sent to whoever can fix the problem."""
        problem = self._view.problem
        if problem is not None:
            self._copy(problem.request, "request.txt")

    def copy_report(self) -> None:
        """Copy what can be told of the step without ids."""
        view, views, calls = self._view, self._screen.selection.views, self._screen.last_calls(LAST_CALLS)
        self._errand(lambda: self._copy(self._report(view, views, calls), "report.txt"))

    def copy(self, text: str, name: str = SCRIPT) -> None:
        """Copy a command or a list that is on the screen, whole. name: of the file where it is saved instead."""
        self._copy(text, name)

    def copy_commands(self) -> None:
        """Copy the commands, as a script that runs."""
        self._copy(commands(self._view), SCRIPT)
