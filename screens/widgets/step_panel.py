"""The selected step: why it exists, what goes on, what was found, what is asked, what would change, what can be done.

Only title and why are there at the first paint; `furnish` brings the rest afterwards. Every part is changed in place,
so that nothing jumps while a person reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from screens import words
from screens.offers import Offer
from wizard.model import CallDelayed, Problem, State, StepView

if TYPE_CHECKING:
    from screens.widgets.action_bar import ActionBar
    from screens.widgets.findings import Findings
    from screens.widgets.listings import Listings
    from screens.widgets.plan_card import PlanCard
    from screens.widgets.problem_card import ProblemCard
    from screens.widgets.question_form import QuestionForm
    from screens.widgets.status import Status


class Parts(NamedTuple):
    """What stands between the title and the buttons, from top to bottom.

    first: what was found, or of it what a person has to know before answering. rest: what was found besides.
    """

    status: Status
    problem: ProblemCard
    first: Findings
    form: QuestionForm
    rest: Findings
    listings: Listings
    plan_card: PlanCard
    actions: ActionBar


class Title(Static):
    """The step's title on the left, its number on the right."""

    def __init__(self, title: str, number: int, of: int) -> None:
        super().__init__(id="title", markup=False)
        self._said = (title, number, of, words.STARTING)

    def show(self, view: StepView) -> None:
        """Draw this step's."""
        self._said = (view.title, view.number, view.of, words.look(view))
        self.refresh()

    def render(self) -> Content:
        """The line as it fits."""
        title, number, of, look = self._said
        left = Content.assemble((words.line(title), "bold"), ("  ", ""), (f"{look.symbol} {look.word}", look.style))
        right = f"step {number} of {of}"
        space = self.size.width - left.cell_length - len(right)
        return Content.assemble(left, " " * space, (right, "$quiet")) if space > 1 else left


class Body(VerticalScroll):
    """What scrolls. Enter leads to the questions or the buttons and presses none: nothing happens by accident."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "to_questions", "go to questions", key_display="enter"),
        Binding("enter", "to_buttons", "go to buttons", key_display="enter"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There have to be questions, or else buttons, to be led to."""
        if action in ("to_questions", "to_buttons") and isinstance(self.parent, StepPanel):
            asks = self.parent.asks
            return asks if action == "to_questions" else self.parent.has_buttons and not asks
        return super().check_action(action, parameters)

    def on_resize(self) -> None:
        """The activity may have taken rows: what has the focus stays in sight."""
        if isinstance(self.parent, StepPanel):
            self.call_after_refresh(self.parent.keep_in_sight)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """What is scrolled out of sight loses the focus: nobody types where they do not see it."""
        super().watch_scroll_y(old_value, new_value)
        focused = self.screen.focused if self.is_attached else None
        if focused is None or focused is self or self not in focused.ancestors:
            return
        if self._shows(focused, old_value) and not self._shows(focused, new_value):
            self.screen.set_focus(self, scroll_visible=False)

    def _shows(self, widget: Widget, scrolled: float) -> bool:
        """Whether any of it is in sight when this is scrolled so far."""
        within = takewhile(lambda one: one is not self, widget.ancestors_with_self)
        top = sum(one.virtual_region.y for one in within if isinstance(one, Widget)) - scrolled
        return bool(top + widget.size.height > 0 and top < self.size.height)

    def action_to_questions(self) -> None:
        """Begin to answer."""
        if isinstance(self.parent, StepPanel):
            self.parent.to_questions()

    def action_to_buttons(self) -> None:
        """Focus the button that leads on."""
        if isinstance(self.parent, StepPanel):
            self.parent.to_buttons()


class StepPanel(Vertical):
    """Everything about one step."""

    def __init__(self, title: str, why: str, of: int) -> None:
        super().__init__(id="panel")
        self._title = Title(title, 1, of)
        self._why = Static(words.prose(why), id="why", markup=False)
        self._finale = Static(id="finale", markup=False)
        self._finale.display = False
        self._hint = Static(id="hint", markup=False)
        self._hint.display = False
        self.body = Body(self._why, self._finale)
        self._parts: Parts | None = None
        self._shown = ("", State.WAITING)
        self._working = 0.0
        self._troubled: Problem | None = None

    def compose(self) -> ComposeResult:
        """Title and why; the rest comes with `furnish`."""
        yield self._title
        yield self._hint
        yield self.body

    async def furnish(self) -> None:
        """Bring in the parts that only a view fills."""
        from screens.widgets.action_bar import ActionBar
        from screens.widgets.findings import Findings
        from screens.widgets.listings import Listings
        from screens.widgets.plan_card import PlanCard
        from screens.widgets.problem_card import ProblemCard
        from screens.widgets.question_form import QuestionForm
        from screens.widgets.status import Status

        first, rest = Findings(), Findings(id="besides")
        parts = Parts(Status(), ProblemCard(), first, QuestionForm(), rest, Listings(), PlanCard(), ActionBar())
        for part in parts:
            part.display = False
        await self.body.mount(*parts[:-1])
        await self.mount(parts[-1])
        self._parts = parts

    async def show(
        self, view: StepView, drafts: Mapping[str, str], now: float, offered: Sequence[Offer], finale: str = ""
    ) -> None:
        """Draw the step as it stands. The focus moves only where a person has nothing else in hand.

        offered: the buttons. finale: what is said once the last step is done, "" before.
        """
        if self._parts is None:
            return
        status, problem, first, form, rest, listings, plan_card, actions = self._parts
        from screens.widgets.findings import ALSO_FOUND, FOUND, around_questions

        before, besides = around_questions(view)
        other, turned = view.id != self._shown[0], (view.id, view.state) != self._shown
        self._shown = (view.id, view.state)
        self._show_head(view, finale)
        status.show(view, now)
        problem.show(view.problem, bool(view.questions))
        self.set_class(view.problem is not None, "-troubled")
        await first.show(before)
        await rest.show(besides, ALSO_FOUND if before else FOUND)
        await listings.show(view.id, view.listings)
        asked = await form.show(view.questions, view.answers, drafts)
        await plan_card.show(view.plan if view.state is not State.SATISFIED else None, now)
        changed = await actions.show(offered)
        actions.busy(False)
        if turned:
            self.body.scroll_home(animate=False)
            self.body.vertical_scrollbar.position = 0  # Textual leaves it where it was while it is hidden
        self._follow_the_changes(view, plan_card)
        if turned or view.problem != self._troubled:
            self._troubled = view.problem
            self.call_after_refresh(self.keep_in_sight)
        # A button that was out of use while its press was carried out has lost the focus, though it is the same one.
        if other or asked or changed or self.screen.focused is None:
            self._settle_focus(fresh=other or asked)

    def _show_head(self, view: StepView, finale: str) -> None:
        self._title.show(view)
        self._why.update(words.prose(view.why))
        self._finale.display = bool(finale)
        self._finale.update(words.line(finale))

    def _follow_the_changes(self, view: StepView, plan_card: PlanCard) -> None:
        if view.busy == "applying" and self._working != view.since:
            self._working = view.since
            self.call_after_refresh(self.body.scroll_to_widget, plan_card, animate=False, top=True)

    def hint(self, text: str) -> None:
        """What to try here, in a rehearsal; "" for nothing."""
        self._hint.display = bool(text)
        self._hint.update(Content.assemble(("Try: ", "bold"), words.prose(text)))

    def tick(self, now: float) -> None:
        """Let what runs show its time."""
        if self._parts is not None:
            self._parts.status.tick(now)
            self._parts.plan_card.tick(now)

    def delayed(self, event: CallDelayed, now: float) -> None:
        """A call waits before it is sent again."""
        if self._parts is not None:
            self._parts.status.delayed(event, now)

    def busy(self) -> None:
        """A press is being carried out: take no other until the step has another view."""
        if self._parts is not None:
            self._parts.actions.busy(True)

    def submit(self) -> None:
        """Send the form."""
        if self._parts is not None:
            self._parts.form.submit()

    @property
    def has_buttons(self) -> bool:
        """Whether there is something to press."""
        return self._parts is not None and self._parts.actions.main is not None and not self._parts.actions.disabled

    @property
    def asks(self) -> bool:
        """Whether there is something to answer."""
        return self._parts is not None and self._parts.form.display

    @property
    def listings(self) -> Listings | None:
        """The many things that the step is about, where there are any."""
        return self._parts.listings if self._parts is not None and self._parts.listings.display else None

    def to_questions(self) -> None:
        """Focus the first field."""
        if self._parts is not None:
            self._parts.form.take_focus()

    def to_buttons(self) -> None:
        """Focus the button that leads on; what it would change comes into sight."""
        if self._parts is None or (main := self._parts.actions.main) is None:
            return
        plan_card = self._parts.plan_card
        if plan_card.display:
            self.body.scroll_to_widget(plan_card, animate=False, top=True)
        self.screen.set_focus(main, scroll_visible=False)

    def settle_focus(self) -> None:
        """Nobody has the focus: give it to what leads on and changes nothing."""
        self._settle_focus(fresh=False)

    def keep_in_sight(self) -> None:
        """What has the focus may have moved out of sight; a problem above it is read first."""
        focused = self.screen.focused if self.is_attached else None
        if self._parts is None or focused is None or self.body not in focused.ancestors:
            return
        if self.body.region.overlaps(focused.region):
            return
        if self._parts.problem.display and self.asks:
            self.screen.set_focus(self.body, scroll_visible=False)
        else:
            self.body.scroll_to_widget(focused, animate=False)

    def _settle_focus(self, *, fresh: bool) -> None:
        if not self.is_attached:
            return  # news that was still being drawn when the screen was closed
        focused = self.screen.focused
        if self._parts is None or (focused is not None and focused is not self.body and not fresh):
            return
        if not self.app.app_focus:
            return  # the window has lost the focus, and will give it back to whom it took it from
        if self._parts.problem.display and self.asks:
            self.screen.set_focus(self.body, scroll_visible=False)
            self.call_after_refresh(self._answer_what_is_in_sight)
        elif not (self._parts.form.take_focus() or self._parts.actions.take_focus()):
            self.screen.set_focus(self.body, scroll_visible=False)

    def _answer_what_is_in_sight(self) -> None:
        """A problem is read before its questions are answered, where they are not in sight together."""
        if self._parts is None or self.screen.focused is not self.body:
            return
        if self._parts.form.first_in(self.body):
            self.to_questions()
