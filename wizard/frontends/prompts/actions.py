"""What a person has done to a step: each a few words, and a note to the engine that its next visit finds."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.diagnostics.report import report
from wizard.engine.actions import arn, commands
from wizard.engine.documents import documents
from wizard.engine.engine import Engine
from wizard.engine.overview import overview_now
from wizard.engine.undoing import NOTHING_MADE
from wizard.frontends.lines import overview_lines
from wizard.frontends.prompts.asker import Asker, GoBack
from wizard.frontends.prompts.wording import error_lines, more_lines
from wizard.frontends.reading import document_lines
from wizard.host.files import MODE_TO_RUN, said_where, save_new
from wizard.host.program import about_program
from wizard.model import CallBegan, CallEnded, Choice, PlanView, Question, StepView
from wizard.model.questions import AnswersProblem
from wizard.model.values import clean_value
from wizard.text.shapes import grouped

EVERYTHING = " all"
Calls = Sequence[CallBegan | CallEnded]


@dataclass(frozen=True, slots=True)
class MenuActions:
    """What a menu offers, done."""

    engine: Engine
    asker: Asker

    def answer(self, step: str, answers: Mapping[str, str]) -> None:
        """Keep the answers, or say what is wrong with them."""
        try:
            self.engine.answer(step, answers)
        except AnswersProblem as problem:
            self.asker.say(str(problem))

    def approve(self, view: StepView) -> None:
        """Approve the plan that was shown; where it grants or warns, after a second yes that names the act."""
        plan = view.plan
        if plan is None:
            return
        if _weighty(plan) and not self._consented(plan):
            self.asker.say("Nothing was changed.")
            return
        try:
            self.engine.approve(view.id, plan)
        except AnswersProblem as problem:
            self.asker.say(str(problem))

    def _consented(self, plan: PlanView) -> bool:
        try:
            return self._typed(plan) and self.asker.consent(plan.act)
        except GoBack:
            return False

    def _typed(self, plan: PlanView) -> bool:
        """What has to be typed, where much is at stake."""
        if not plan.confirm:
            return True
        meant = clean_value(plan.confirm)
        return bool(self.asker.text(plan.asks, check=lambda said: None if said == meant else "That doesn't match."))

    def save(self, view: StepView, directory: Path, vendor_id: str) -> None:
        """The plan's commands as a script in a file."""
        if view.plan is None:
            return
        rehearsed = "-sandbox" if self.engine.simulated else ""
        try:
            path = save_new(directory, f"{vendor_id}-{view.id}{rehearsed}.sh", view.plan.script, MODE_TO_RUN)
        except OSError as error:
            self.asker.say(f"Couldn't write the script to {directory}: {error.strerror}.")
            return
        self.asker.say(f"The commands are in {path}. Read it, run it, then check again.")

    def undo(self, directory: Path, vendor_id: str) -> None:
        """What undoes everything that was made: to be read here, and as a script in a file."""
        way_back = self.engine.way_back()
        if not way_back.listing:
            self.asker.say(NOTHING_MADE)
            return
        rehearsed = "-sandbox" if self.engine.simulated else ""
        name = f"{vendor_id}-undo{rehearsed}.sh"
        saved = said_where(directory, name, way_back.script, MODE_TO_RUN)
        self.asker.say("", *way_back.listing.splitlines(), "", f"As a script that runs all of it. {saved}")

    def report(self, view: StepView, calls: Calls, public: tuple[str, ...], path: Path) -> None:
        """What can be told of it without ids, as a file: what scrolls by cannot be passed on."""
        program, others = about_program(self.engine.simulated), self.engine.views()
        private = self.engine.where().private
        told = report(view, calls, program=program, others=others, private=private, public=public)
        self.asker.say(said_where(path.parent, path.name, told))

    def request(self, view: StepView, path: Path) -> None:
        """What is sent to whoever can fix the problem, on the screen and as a file."""
        if view.problem is not None:
            self.asker.say("", *view.problem.request.splitlines(), "")
            self.asker.say(said_where(path.parent, path.name, view.problem.request))

    def show(self, view: StepView, what: str) -> None:
        """The commands, AWS's own words, everything there is to know, or all steps."""
        if what == "commands":
            self.asker.say("", *commands(view).splitlines())
        elif what == "copy-arn":
            self.asker.say("", arn(view), "")
        elif what == "console" and view.problem:
            account = f"In account {grouped(view.problem.account)}: " if view.problem.account else ""
            self.asker.say(f"{account}{view.problem.console}")
        elif what == "error":
            self.asker.say("", *error_lines(view))
        elif what == "read":
            width = shutil.get_terminal_size().columns
            self.asker.say(*(line for one in documents(view) for line in document_lines(one, width)))
        elif what in ("why", "long-findings"):
            self.asker.say("", *more_lines(view))
        elif what == "overview":
            self.asker.say("", *overview_lines(overview_now(self.engine)))

    def look_again(self, view: StepView) -> None:
        """Observe anew; a skipped step is taken up again."""
        if view.skipped:
            self.engine.skip(view.id, "")
        self.engine.look_again(view.id)

    def skip(self, view: StepView) -> None:
        """Leave it out, with a reason that others will read."""
        try:
            reason = self.asker.text(
                "Why are you skipping this step?", check=_reason, help_text=self.engine.words.reason
            )
        except GoBack:
            return
        self.engine.skip(view.id, reason)

    def change(self, view: StepView) -> dict[str, str]:
        """Take answers back, so that they are asked again; what they were."""
        names = list(view.changeable)
        try:
            chosen = self._which(view) if len(names) > 1 else names[0]
        except GoBack:
            return {}
        return self.withdraw(view, names if chosen == EVERYTHING else [chosen])

    def withdraw(self, view: StepView, names: Iterable[str]) -> dict[str, str]:
        """Take these answers back; what they were."""
        former = {name: view.answers[name] for name in names if name in view.answers}
        self.engine.withdraw(view.id, former)
        return former

    def _which(self, view: StepView) -> str:
        step = next(step for step in self.engine.steps if step.id == view.id)
        asked = {question.name: question for question in step.questions}
        one = (Choice(name, _answered(asked.get(name), name, value)) for name, value in view.changeable.items())
        return self.asker.choose("Which answer do you want to change?", (*one, Choice(EVERYTHING, "All of them")))


def _answered(question: Question | None, name: str, value: str) -> str:
    """The question and what was answered; of tables the question alone, since nobody reads them in a line."""
    if question is None:
        return f"{name} - {value}"
    return question.text if question.tables else f"{question.text} - {value}"


def _weighty(plan: PlanView) -> bool:
    return bool(plan.consent) or any(change.warning for change in plan.changes)


def _reason(text: str) -> str | None:
    return None if text else "Enter a reason."
