"""The one screen everything happens on: masthead, the steps, the selected step, the activity, the keys.

It passes on what a person does and draws what the engine says; what that means is decided elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from screens import offers, words
from screens.activity_keys import KEYS, ActivityKeys
from screens.beside import Beside
from screens.focus_kept import FocusKept
from screens.launch import Launch
from screens.listing_keys import KEYS as LISTING_KEYS
from screens.listing_keys import ListingKeys
from screens.painting import Narrow
from screens.presenting.stopwatch import Stopwatch
from screens.selection import Selection
from screens.widgets.key_line import KeyLine
from screens.widgets.masthead import Masthead
from screens.widgets.rail import Rail, Stop, stops_of
from screens.widgets.step_panel import StepPanel
from wizard.engine.actions import Action
from wizard.model import CallBegan, CallDelayed, CallEnded, State, StepView, Workflow, WorkflowWords

if TYPE_CHECKING:
    from screens.step_actions import StepActions
    from screens.widgets.action_bar import ActionBar
    from screens.widgets.activity import Activity
    from screens.widgets.activity_pane import ActivityPane
    from screens.widgets.plan_card import ChangeLine
    from screens.widgets.question_form import QuestionForm

TOO_SMALL = "This window is too small: the wizard needs 60 columns and 16 rows."
SIZES = ("-folded", "-half", "-big")


class StepScreen(ActivityKeys, ListingKeys, Beside, FocusKept[None]):
    """Frame and state of the display; see `Selection` for which step is in sight."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,b", "neighbour(-1)", "back", key_display="←"),
        Binding("right,n", "neighbour(1)", "next", key_display="→"),
        Binding("pageup", "page(-1)", "", show=False),
        Binding("pagedown", "page(1)", "", show=False),
        Binding("r", "do('again')", "check again"),
        Binding("e", "do('error')", "show error"),
        Binding("x", "do('report')", "copy report"),
        Binding("o", "do('console')", "open console"),
        Binding("t", "do('request')", "copy request"),
        Binding("y", "do('copy-arn')", "copy ARN"),
        Binding("c", "do('commands')", "copy commands"),
        Binding("u", "do('change')", "change answers"),
        Binding("d", "do('read')", "read"),
        Binding("z", "do('undo')", "undo"),
        Binding("f1", "do('why')", "why", key_display="F1"),
        Binding("a", "activity", "activity"),
        Binding("v", "do('overview')", "overview"),
        *LISTING_KEYS,
        *KEYS,
        Binding("i", "do('identity')", "switch sign-in"),
        Binding("escape", "leave_field", "leave field", key_display="esc"),
        Binding("question_mark", "app.keys", "keys", key_display="?"),
        Binding("f6", "app.keys", "keys", key_display="F6"),  # in a field, where "?" is typed
    ]

    def __init__(self, launch: Launch) -> None:
        super().__init__(classes="-presenting" if launch.present else None)
        self._compositor = Narrow()
        self._launch = launch
        self._stopwatch = Stopwatch()
        leading = bool(launch.resume) or launch.go_on
        self.selection = Selection([step for step, _ in launch.steps], leading=leading, opens=launch.opens)
        self.drafts: dict[str, dict[str, str]] = {}
        self.actions: StepActions | None = None
        self._said = WorkflowWords()
        self._masthead = Masthead(launch.product, launch.sandbox)
        looks = [words.STARTING, *[words.STATES[State.WAITING]] * len(launch.steps)]
        self._rail = Rail(
            [
                Stop(step, words.line(title), look, look.word)
                for (step, title), look in zip(launch.steps, looks, strict=False)
            ]
        )
        self.panel = StepPanel(launch.steps[0][1], launch.first_why, len(launch.steps))
        self._activity: ActivityPane | None = None
        self._activity_size = ""
        self._drawing = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """The frame and the first step's title; everything else comes after the first paint."""
        self._rail.narrow(self.app.size.width < 100)
        yield self._masthead
        yield self._rail
        with Vertical(id="work"):
            yield self.panel
        yield Static(TOO_SMALL, id="too-small", markup=False)
        yield KeyLine()

    async def furnish(self) -> None:
        """Mount what the first paint did not need."""
        from screens.widgets.activity_pane import ActivityPane
        from screens.widgets.notices import Notices

        await self.panel.furnish()
        self._activity = ActivityPane()
        await self.query_one("#work").mount(self._activity, Notices())
        self.panel.body.focus()

    def on_resize(self) -> None:
        """The steps are a line on a narrow screen; what has the focus stays in sight."""
        self._rail.narrow(self.size.width < 100)
        self.call_after_refresh(self.panel.keep_in_sight)

    def settle_focus(self) -> None:
        """Where the step thinks best, unless there is no room for it; a step that is being drawn ends with the same."""
        if not (self.has_class("-tiny") or self.has_class("-flat") or self._drawing.locked()):
            self.panel.settle_focus()

    # --- what is shown ---------------------------------------------------------------------------------------------

    @property
    def view(self) -> StepView | None:
        """The selected step as it stands."""
        return self.selection.view

    def walks(self, workflow: Workflow, said: WorkflowWords) -> None:
        """Which workflow it is, and what is said of it as a whole."""
        self.selection.identity, self._said = workflow.reconsiders, said

    async def show(self, views: Sequence[StepView]) -> None:
        """Draw everything as it stands, and move on if it is time to."""
        ended, past = self.selection.take(views), self.selection.passed_over
        if ended:
            self.notify(f"✓ {words.line(ended)}: done", markup=False, timeout=4)
        elif past is not None:
            self.notify(f"✓ {words.line(past.title)}: {words.line(past.summary)}", markup=False)
        await self.redraw()

    async def lead(self) -> None:
        """The person starts: show the first step that needs them, as soon as that is known."""
        self.selection.lead()
        if self.selection.views:
            await self.show(self.selection.views)

    async def redraw(self) -> None:
        """Draw the selected step among the others."""
        # Events and keys are handled by different tasks of Textual: one drawing at a time.
        async with self._drawing:
            view = self.view
            if view is not None:
                self._rail.show(stops_of(self.selection.views), self.selection.selected)
                finale = offers.finale(self.selection.views, self._said) if view is self.selection.views[-1] else ""
                self.panel.hint(self._launch.hint if view.id == self.selection.opens else "")
                drafts = self.drafts.get(view.id, {})
                await self.panel.show(view, drafts, self._launch.clock(), self.selection.offers(), finale)
        self.look_after_focus()
        self.refresh_bindings()

    def show_where(self, account: str, region: str, until: float = 0) -> None:
        """Say in the masthead which account and region it is about, and how short the sign-in still is."""
        now = self._launch.clock()
        spent = words.elapsed(self._stopwatch.look(self.selection.selected, now))
        pace = f"this step {spent}" if self.has_class("-presenting") else ""
        self._masthead.show(account, region, now, until, pace)

    def show_revealed(self, revealed: bool) -> None:
        """Say in the masthead whether everything can be read."""
        self._masthead.reveal(revealed)

    def show_calls(self, calls: Sequence[CallBegan | CallEnded]) -> None:
        """Add to the activity."""
        if self._activity is not None:
            self._activity.take(calls, self._launch.clock())

    def show_delays(self, delays: Iterable[CallDelayed]) -> None:
        """Say which calls wait before they are sent again."""
        for delay in delays:
            self.panel.delayed(delay, self._launch.clock())

    def tick(self) -> None:
        """A second has gone."""
        now = self._launch.clock()
        self.panel.tick(now)
        if self._activity is not None:
            self._activity.tick(now)

    # --- what a person does here ------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is offered only where it does something."""
        view = self.view
        if action == "neighbour":
            return view is not None and self.selection.neighbour(int(str(parameters[0]))) is not None
        if action == "leave_field":
            return self.focused is not None and self.focused is not self.panel.body
        if action == "filter_list":
            return self.can_filter()
        if action == "find_calls":
            typed = self.focused is not None and self.focused.check_consume_key("slash", "/")
            return self._activity is not None and not typed and not self.can_filter()
        if action == "do":
            return view is not None and offers.key_is_free(cast(Action, parameters[0]), self.selection.possible())
        return True

    async def action_neighbour(self, by: int) -> None:
        """Show the step before or after this one."""
        step = self.selection.neighbour(by)
        if step is not None:
            await self.choose(step)

    def action_page(self, by: int) -> None:
        """Scroll what is read, whatever has the focus."""
        body = self.panel.body
        body.scroll_page_up(animate=False) if by < 0 else body.scroll_page_down(animate=False)

    async def choose(self, step: str) -> None:
        """Show this step."""
        self.selection.choose(step)
        await self.close_reader()
        await self.redraw()

    async def on_rail_chosen(self, event: Rail.Chosen) -> None:
        """A step was clicked."""
        if self.selection.views:
            await self.choose(event.step)

    def action_activity(self) -> None:
        """Make the activity bigger than its one line, or fold it again."""
        beside = self.has_class("-vast") and not self.has_class("-presenting")
        now = self._activity_size or ("-half" if beside else "-folded")
        self._activity_size = SIZES[(SIZES.index(now) + 1) % len(SIZES)]
        for size in SIZES:
            self.set_class(size == self._activity_size, size)

    def action_leave_field(self) -> None:
        """Back to the step itself."""
        self.panel.body.focus()

    async def on_action_bar_pressed(self, event: ActionBar.Pressed) -> None:
        """A button was pressed."""
        await self.do(event.action)

    async def action_do(self, action: Action) -> None:
        """A key was pressed that stands for this."""
        await self.do(action)

    async def do(self, action: Action) -> None:
        """Do what a button or a key stands for."""
        if self.actions is not None and self.view is not None:
            await self.actions.do(action)

    async def on_activity_wanted(self, event: Activity.Wanted) -> None:
        """Everything about a call, or some of one kind."""
        if self.actions is not None:
            await self.actions.show_calls(event.calls)

    def keep(self, name: str, text: str) -> None:
        """Save a text as a new file."""
        if self.actions is not None:
            self.actions.keep(name, text)

    def _here(self) -> StepScreen:
        return self

    def simulated(self) -> bool:
        """As the launch says."""
        return bool(self._launch.sandbox)

    def on_change_line_wanted(self, event: ChangeLine.Wanted) -> None:
        """One change is to be copied."""
        if self.actions is not None:
            self.actions.copy(event.text)

    def on_question_form_drafted(self, event: QuestionForm.Drafted) -> None:
        """Keep what is being written, also while another step is in sight."""
        self.drafts.setdefault(self.selection.selected, {})[event.name] = event.value

    def on_question_form_answered(self, event: QuestionForm.Answered) -> None:
        """The form is filled in."""
        if self.actions is not None:
            self.actions.answer(event.values)
