"""Opens the conversation in lines: the checkpoint, the offer to resume, the engine; `frontends.prompts` holds it."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import replace

from wizard.aws.access import Access
from wizard.checkpoint.checkpoint import Checkpoint, CheckpointProblem, Lock
from wizard.cli.aws_access import open_access
from wizard.cli.compose import make_engine
from wizard.cli.going_on import command_to_go_on
from wizard.cli.open_checkpoint import open_checkpoint, progress_sentence, set_aside
from wizard.cli.places import directory_of
from wizard.cli.preflight import given_answers, walked
from wizard.cli.prepare import Prepared
from wizard.cli.purposes import Commands, asked, chosen, settled
from wizard.cli.rehearsal import rehearsed
from wizard.cli.settings import ForPerson
from wizard.cli.whom import product_of
from wizard.diagnostics.report import everybodys
from wizard.engine.overview import overview_before
from wizard.frontends.exits import Exit
from wizard.frontends.prompts.asker import Asker, GoBack, InputEnded, Quit
from wizard.frontends.prompts.conversation import Conversation
from wizard.frontends.prompts.inline import Inline
from wizard.frontends.prompts.news import News
from wizard.frontends.prompts.numbered import NumberedLines
from wizard.frontends.prompts.run import interrupted, nobody, talk, terminate, to_the_terminal
from wizard.frontends.prompts.transcript import Transcript
from wizard.frontends.prompts.wording import ending_lines, kept_lines, opening_lines, purpose_lines
from wizard.host.program import PROGRAM
from wizard.host.signals import terminated
from wizard.host.standard_output import complain
from wizard.model import Choice
from wizard.model.overview import WHAT_TO_DO

READY = "Ready to start?"


def run_prompts(prepared: Prepared[ForPerson], *, plain: bool, commands: Commands = tuple) -> int:
    """Hold the conversation; returns the exit code. Raises UsageProblem for options that cannot be."""
    asker: Asker = NumberedLines(person=sys.stdin.isatty()) if plain else Inline()
    return converse(prepared, asker, plain=plain, commands=commands)


def converse(prepared: Prepared[ForPerson], asker: Asker, *, plain: bool, commands: Commands = tuple) -> int:
    """The conversation with whoever answers the asker. plain: nothing is drawn, nothing sent to the terminal."""
    try:
        with terminated(terminate):
            prepared = _with_purpose(prepared, asker, commands)
    except (Quit, GoBack):
        return Exit.INCOMPLETE
    except InputEnded:
        return nobody()
    except KeyboardInterrupt:
        return interrupted(asker, ())
    aws = open_access(prepared, person=True)
    kept = _Kept(prepared, aws)
    try:
        kept.open()
        with terminated(terminate):
            return _begin(prepared, asker, kept, plain=plain)
    except CheckpointProblem as problem:
        complain(f"{PROGRAM}: {problem}")
        return Exit.USAGE
    finally:
        kept.release()
        aws.close()


def _with_purpose(prepared: Prepared[ForPerson], asker: Asker, commands: Commands) -> Prepared[ForPerson]:
    """With the workflow that the person wants, asked where nothing says it. Raises Quit, GoBack, InputEnded."""
    settings, vendor = settled(prepared.settings), prepared.vendor
    if (wanted := asked(settings, vendor, commands)) is None:
        return replace(prepared, settings=settings)
    asker.head(vendor.name)
    asker.say(*purpose_lines(wanted, settings.sandbox))
    value = asker.choose(WHAT_TO_DO, (*wanted.choices, Choice("quit", "Quit")), default=wanted.choices[0].value)
    if value == "quit":
        raise Quit
    return replace(prepared, settings=chosen(settings, value))


class _Kept:
    """The checkpoint and its lock; started over, it is another one."""

    def __init__(self, prepared: Prepared[ForPerson], aws: Access) -> None:
        self._prepared, self.aws = prepared, aws
        self._lock: Lock | None = None
        self._checkpoint: Checkpoint | None = None

    def open(self) -> None:
        self._checkpoint, self._lock = open_checkpoint(self._prepared, self.aws.quiet, writes=True)

    @property
    def checkpoint(self) -> Checkpoint:
        if self._checkpoint is None:
            raise LookupError("the checkpoint isn't open")
        return self._checkpoint

    def start_over(self) -> None:
        self.release()
        set_aside(self._prepared.checkpoint_place, self.aws.quiet)
        self.open()

    def release(self) -> None:
        if self._lock:
            self._lock.release()
            self._lock = None


def _begin(prepared: Prepared[ForPerson], asker: Asker, kept: _Kept, *, plain: bool) -> int:
    settings, vendor = prepared.settings, prepared.vendor
    workflow = walked(settings, vendor)
    given_answers(settings, workflow.steps)  # what cannot be is said before anything is asked
    said, begun = workflow.words.of(vendor), progress_sentence(kept.checkpoint)
    texts = [(step.id, vendor.words_of(step.id, step.title)) for step in workflow.steps]
    overview = overview_before(texts, simulated=bool(settings.sandbox))
    opening = list(opening_lines(product_of(settings, vendor), said, settings.sandbox, overview, begun=bool(begun)))
    try:
        asker.head(opening[0])
        asker.say(*opening[1:])
        rehearsal = rehearsed(settings)
        if hint := rehearsal.hint(settings.workflow, dict(texts)) if rehearsal else "":
            asker.say(f"Try: {hint}")
        if begun:
            _offer_to_resume(prepared, asker, kept, begun)
        else:
            _ready(asker)
    except (Quit, GoBack):
        asker.say("", *_kept_lines(prepared))
        return Exit.INCOMPLETE
    except InputEnded:
        return nobody()
    except KeyboardInterrupt:
        return interrupted(asker, _kept_lines(prepared))
    return _walk(prepared, asker, kept.checkpoint, kept.aws, plain=plain)


def _ready(asker: Asker) -> None:
    """Nothing is read or asked before the person has seen what will happen. Raises Quit, GoBack."""
    if asker.choose(READY, (Choice("start", "Start"), Choice("quit", "Quit")), default="start") == "quit":
        raise Quit


def _offer_to_resume(prepared: Prepared[ForPerson], asker: Asker, kept: _Kept, sentence: str) -> None:
    """Go on, start over, or quit. sentence: what was begun. Raises Quit, GoBack."""
    if prepared.settings.resume:
        return
    choices = (
        Choice("on", "Continue", "The wizard checks everything again first."),
        Choice("over", "Start over", "Nothing in AWS is undone. The old checkpoint is kept under another name."),
        Choice("quit", "Quit"),
    )
    while True:
        chosen = asker.choose(sentence, choices, default="on")
        if chosen == "quit":
            raise Quit
        if chosen == "on":
            return
        if _sure(asker):
            kept.start_over()
            return


def _sure(asker: Asker) -> bool:
    with contextlib.suppress(GoBack):
        return asker.consent("Start over and forget your answers so far")
    return False


def _walk(prepared: Prepared[ForPerson], asker: Asker, checkpoint: Checkpoint, aws: Access, *, plain: bool) -> int:
    engine = make_engine(
        prepared,
        checkpoint,
        aws,
        person=True,
        send_to_terminal=None if plain else to_the_terminal,
    )
    news = News(engine.view)
    engine.listen(news.listen)

    def end() -> None:
        entries = [entry for step in engine.steps for entry in checkpoint.entries(step.id)]
        first, *lines = ending_lines(engine.views(), entries, prepared.vendor.name, engine.words)
        asker.head(f"[SANDBOX] {first}" if prepared.settings.sandbox else first)
        asker.say(*lines)

    conversation = Conversation(
        engine=engine,
        asker=asker,
        news=news,
        said=Transcript(asker, bool(prepared.settings.sandbox)),
        end=end,
        directory=directory_of(prepared.settings),
        vendor_id=prepared.vendor.id,
        public=everybodys(prepared.vendor),
    )
    return talk(conversation, _kept_lines(prepared))


def _kept_lines(prepared: Prepared[ForPerson]) -> tuple[str, ...]:
    return kept_lines(str(prepared.checkpoint_place), command_to_go_on(prepared.settings), prepared.settings.sandbox)
