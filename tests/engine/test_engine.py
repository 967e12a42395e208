"""The engine over a world of fake things: what is sent, when, how often, and what is said about it."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.worlds import FAST, World, engine_of, refusal, thing, workflow_of
from wizard.checkpoint.checkpoint import Checkpoint, CheckpointProblem, FileStore, Glance
from wizard.engine.engine import Engine
from wizard.engine.signing_in import Nobody
from wizard.host.timing import Timing
from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Context,
    Journal,
    Observation,
    Question,
    Read,
    Reader,
    State,
    Waiting,
)
from wizard.model.questions import AnswersProblem, Tables


def settle(engine: Engine) -> Engine:
    engine.drive(engine.settled)
    return engine


def finish(engine: Engine) -> Engine:
    engine.drive(engine.quiet)
    return engine


def everything(_step: str, _digests: object) -> bool:
    return True


def test_nothing_is_sent_before_it_is_approved() -> None:
    world = World()
    engine = settle(engine_of(thing("bucket"), world=world))
    assert engine.state("bucket") is State.UNMET
    assert world.sent == []


def test_an_approved_plan_is_sent_once_and_observed_as_done() -> None:
    world = World()
    engine = settle(engine_of(thing("bucket"), world=world))
    engine.approve("bucket")
    finish(engine)
    assert engine.state("bucket") is State.SATISFIED
    assert world.sent == ["bucket"]


def test_what_is_there_already_is_not_made_again() -> None:
    world = World()
    world.things["bucket"] = "there"
    engine = finish(engine_of(thing("bucket"), world=world, standing_approval=everything))
    assert engine.state("bucket") is State.SATISFIED
    assert world.sent == []


def test_only_an_observation_says_done() -> None:
    """The world accepts the change and never shows it: that ends as a problem, not as a success."""
    world = World()
    world.arrives_as = "absent"
    timing = Timing(pause=0.001, deadline=0.002, settle=10)
    engine = finish(engine_of(thing("bucket"), world=world, standing_approval=everything, timing=timing))
    assert engine.state("bucket") is State.BLOCKED
    problem = engine.view("bucket").problem
    assert problem is not None
    assert problem.key == "accepted-but-not-there"
    assert world.sent == ["bucket"]


def test_a_change_that_shows_late_is_waited_for_and_not_sent_again() -> None:
    world = World()
    world.shown_after = 3
    engine = finish(engine_of(thing("bucket"), world=world, standing_approval=everything, timing=Timing(pause=0.001)))
    assert engine.state("bucket") is State.SATISFIED
    assert world.sent == ["bucket"]


def test_a_step_waits_for_the_steps_it_comes_after() -> None:
    world = World()
    engine = settle(engine_of(thing("account"), thing("stack", after=("account",)), world=world))
    assert engine.state("stack") is State.WAITING
    engine.approve("account")
    settle(engine)
    assert engine.state("stack") is State.UNMET


def test_pending_is_observed_again_until_it_is_there() -> None:
    world = World()
    world.arrives_as = "coming"
    engine = finish(engine_of(thing("stack"), world=world, standing_approval=everything, timing=Timing(pause=0.001)))
    assert engine.state("stack") is State.SATISFIED


def test_waiting_ends_at_the_stated_deadline_with_a_problem() -> None:
    class Never(World):
        def read(self, read: Read) -> Mapping[str, Any]:
            return {"state": "coming"}

    engine = finish(engine_of(thing("stack"), world=Never(), timing=Timing(pause=0.001, deadline=0.0005)))
    problem = engine.view("stack").problem
    assert problem is not None
    assert problem.key == "waited-too-long"


def test_pauses_grow_while_one_thing_is_waited_for_and_begin_anew_with_the_next() -> None:
    looks: list[tuple[int, float, float]] = []

    class Told(Timing, frozen=True):
        def before_look(self, looks_so_far: int, usual: float, chance: float) -> float:
            looks.append((looks_so_far, usual, chance))
            return 0.0

    said = iter(["it is made", "it is made", "it is made", "it wakes up", "it wakes up"])

    def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Any]:
        what = next(said, "")
        waiting = Waiting(what=what, limit=100, every=7) if what else None
        return Observation(state=State.PENDING if what else State.SATISFIED, summary=what, facts=None, waiting=waiting)

    step = replace(thing("account"), observe=observe)
    finish(engine_of(step, world=World(), timing=Told(), chance=lambda: 0.25))
    assert looks == [(0, 7, 0.25), (1, 7, 0.25), (2, 7, 0.25), (0, 7, 0.25), (1, 7, 0.25)]


def test_a_change_that_shows_late_is_looked_for_after_a_moment_and_then_less_often() -> None:
    looks: list[int] = []

    class Told(Timing, frozen=True):
        def before_look(self, looks_so_far: int, usual: float, chance: float) -> float:
            looks.append(looks_so_far)
            return 0.0

    world = World()
    world.shown_after = 3
    finish(engine_of(thing("bucket"), world=world, timing=Told(), standing_approval=everything))
    assert looks == [0, 1, 2]


def test_a_wait_tells_what_aws_says_how_long_it_takes_and_what_a_person_can_do_until_then() -> None:
    def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[None]:
        waiting = Waiting(what="It wakes up.", limit=100, usual="usually a minute", refused=refusal("AccessDenied"))
        return Observation(state=State.PENDING, summary="waking", facts=None, waiting=waiting)

    account = replace(thing("account"), observe=observe)
    wait = settle(engine_of(account, thing("bucket", asks=True), world=World())).view("account").waiting
    assert wait is not None
    assert (wait.usual, wait.says.partition(" ")[0]) == ("usually a minute", "AccessDenied")
    assert wait.meanwhile == "Meanwhile, you can work on: Bucket. It's safe to quit; AWS keeps going."
    alone = settle(engine_of(account, world=World())).view("account").waiting
    assert alone is not None
    assert alone.meanwhile == "It's safe to quit; AWS keeps going."


def test_a_wait_that_ends_in_refusals_names_what_aws_still_answers() -> None:
    def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[None]:
        waiting = Waiting(what="It wakes up.", limit=100, every=1, refused=refusal("AccessDenied"))
        return Observation(state=State.PENDING, summary="waking", facts=None, waiting=waiting)

    step = replace(thing("account"), observe=observe)
    engine = finish(engine_of(step, world=World(), timing=Timing(pause=0.001, deadline=0.0005)))
    problem = engine.view("account").problem
    assert problem is not None
    assert problem.key == "refused-too-long"
    assert "AccessDenied" in problem.why


def test_a_refused_change_is_told_and_not_tried_again_by_itself() -> None:
    world = World()
    world.refuse["bucket"] = [refusal("AccessDenied"), refusal("AccessDenied")]
    engine = finish(engine_of(thing("bucket"), world=world, standing_approval=everything))
    problem = engine.view("bucket").problem
    assert engine.state("bucket") is State.BLOCKED
    assert problem is not None
    assert problem.key == "access-denied"
    assert world.sent == ["bucket"]


def test_a_round_stops_at_the_first_change_that_is_not_in_place() -> None:
    world = World()
    world.refuse["part-1"] = [refusal()]
    engine = finish(engine_of(thing("part", parts=3), world=world, standing_approval=everything))
    assert world.sent == ["part-0", "part-1"]
    plan = engine.view("part").plan
    assert plan is not None
    assert [change.progress for change in plan.changes] == ["failed", "approved"]


def test_an_error_that_means_landed_counts_as_landed() -> None:
    world = World()
    world.refuse["part-0"] = [refusal("AlreadyThere")]
    world.things["part-0"] = "absent"
    engine = engine_of(thing("part", parts=2), world=world, standing_approval=everything)
    settle(engine)
    assert world.sent == ["part-0", "part-1"]


def test_a_lost_answer_is_observed_before_anything_is_sent_again() -> None:
    world = World()
    world.refuse["bucket"] = [refusal("Timeout", unsure=True)]
    engine = finish(engine_of(thing("bucket"), world=world, standing_approval=everything))
    assert engine.state("bucket") is State.SATISFIED
    assert world.sent == ["bucket"]


def test_a_request_that_never_arrived_is_sent_again_with_the_same_token() -> None:
    world = World()
    world.arrives_as = "absent"
    world.refuse["bucket"] = [refusal("Timeout", unsure=True)]
    engine = engine_of(thing("bucket"), world=world, standing_approval=everything)

    def seen_twice() -> bool:
        if len(world.sent) == 1:
            world.arrives_as = "there"
        return engine.quiet()

    engine.drive(seen_twice)
    assert len(world.sent) == 2
    assert len(set(world.tokens)) == 1


def test_a_lost_answer_that_is_looked_for_in_between_is_not_sent_again_for_ever() -> None:
    class Searching(World):
        """After each lost answer it takes another look until it is clear that nothing arrived."""

        def read(self, read: Read) -> Mapping[str, Any]:
            answer = super().read(read)
            self.things.clear()
            return answer

    world = Searching()
    world.arrives_as = "coming"
    world.refuse["account"] = [refusal("Timeout", unsure=True)] * 50
    engine = engine_of(thing("account"), world=world, standing_approval=everything, timing=Timing(pause=0.001))
    engine.drive(lambda: engine.quiet() or len(world.sent) > 10)
    assert len(world.sent) == 3
    assert engine.state("account") is State.BLOCKED


def test_after_a_refusal_a_new_approval_sends_it_with_another_token() -> None:
    world = World()
    world.refuse["bucket"] = [refusal()]
    engine = settle(engine_of(thing("bucket"), world=world))
    for _ in range(2):
        engine.approve("bucket")
        settle(engine)
    assert engine.state("bucket") is State.SATISFIED
    assert len(set(world.tokens)) == 2


def test_checking_again_after_a_refusal_asks_for_approval_and_sends_nothing() -> None:
    world = World()
    world.refuse["bucket"] = [refusal()]
    engine = settle(engine_of(thing("bucket"), world=world))
    engine.approve("bucket")
    settle(engine)
    engine.look_again("bucket")
    settle(engine)
    assert engine.state("bucket") is State.UNMET
    assert world.sent == ["bucket"]


def test_a_resume_after_two_of_five_asks_nothing_and_sends_the_other_three(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "checkpoint.json")
    world = World()
    first = settle(engine_of(thing("part", parts=5), world=world, checkpoint=Checkpoint(store)))
    sent_by_then: list[str] = []

    def pull_the_plug(event: object) -> None:
        if len(world.sent) == 2 and not sent_by_then:
            sent_by_then.extend(world.sent)
            first.close()

    first.listen(pull_the_plug)
    first.approve("part")
    first.drive(lambda: bool(sent_by_then))
    _until(lambda: first.view("part").busy != "applying")
    finish(engine_of(thing("part", parts=5), world=world, checkpoint=Checkpoint(store)))
    assert world.sent == [f"part-{n}" for n in range(5)]


def test_the_checkpoint_is_on_disk_before_the_change_leaves(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.json"
    seen: list[int] = []

    class Watching(World):
        def send(self, change: Any) -> Mapping[str, Any]:
            seen.append(len(Checkpoint(FileStore(path)).entries("bucket")))
            return super().send(change)

    engine = engine_of(
        thing("bucket"), world=Watching(), checkpoint=Checkpoint(FileStore(path)), standing_approval=everything
    )
    finish(engine)
    assert seen == [1]
    assert Checkpoint(FileStore(path)).entries("bucket")[0].kept == {"name": "bucket"}


def test_a_checkpoint_that_cannot_be_written_stops_everything_before_it_is_sent(tmp_path: Path) -> None:
    class Full(Glance):
        def save(self, content: bytes) -> None:
            raise CheckpointProblem("the disk is full.")

    world = World()
    engine = finish(
        engine_of(thing("bucket"), world=world, checkpoint=Checkpoint(Full()), standing_approval=everything)
    )
    assert str(engine.broken) == "the disk is full."
    assert world.sent == []


def test_a_read_only_engine_never_sends() -> None:
    world = World()
    engine = settle(engine_of(thing("bucket"), world=world, read_only=True, standing_approval=everything))
    engine.approve("bucket")
    settle(engine)
    assert world.sent == []


def test_a_workflow_that_only_looks_never_sends() -> None:
    world = World()
    looking = replace(workflow_of(thing("bucket")), read_only=True)
    engine = settle(engine_of(world=world, workflow=looking, standing_approval=everything))
    engine.approve("bucket")
    settle(engine)
    assert world.sent == []
    assert engine.state("bucket") is State.UNMET


def test_what_cannot_be_read_blocks_its_step_alone() -> None:
    world = World()
    world.unreadable["bedrock"] = refusal("HTTP500")
    engine = finish(engine_of(thing("bedrock"), thing("stack"), world=world, standing_approval=everything))
    assert engine.state("bedrock") is State.BLOCKED
    assert engine.state("stack") is State.SATISFIED


def test_a_defect_in_a_step_is_told_as_a_problem() -> None:
    class Defective(World):
        def read(self, read: Read) -> Mapping[str, Any]:
            raise ZeroDivisionError("oops")

    engine = finish(engine_of(thing("bucket"), world=Defective()))
    problem = engine.view("bucket").problem
    assert problem is not None
    assert "ZeroDivisionError" in problem.what


def test_an_answer_is_trimmed_kept_and_looked_at() -> None:
    engine = settle(engine_of(thing("bucket", asks=True), world=World()))
    assert engine.state("bucket") is State.NEEDS_ANSWERS
    engine.answer("bucket", {"colour": "  re\u200bd \r"})
    settle(engine)
    assert engine.state("bucket") is State.UNMET
    assert engine.view("bucket").answers == {"colour": "red"}


def test_a_wrong_answer_is_refused_in_a_sentence_and_changes_nothing() -> None:
    engine = settle(engine_of(thing("bucket", asks=True), world=World()))
    with pytest.raises(AnswersProblem, match="colour is empty"):
        engine.answer("bucket", {"colour": "   "})
    assert engine.view("bucket").answers == {}


def test_a_withdrawn_answer_is_asked_again() -> None:
    engine = settle(engine_of(thing("bucket", asks=True), world=World()))
    engine.answer("bucket", {"colour": "red"})
    engine.withdraw("bucket", ["colour"])
    settle(engine)
    assert engine.state("bucket") is State.NEEDS_ANSWERS


def test_tables_that_are_taken_back_hold_again_where_the_question_in_their_place_is_left_empty() -> None:
    colour = Question(name="colour", text="Which colour?", optional=True)
    mixed = Question(name="mixed", text="Which colours?", optional=True, tables=Tables(schema={}, example=""))

    def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[None]:
        said = answers.text("colour") or answers.text("mixed")
        if said:
            return Observation(state=State.SATISFIED, summary=said, facts=None)
        asked = (replace(colour, help=answers.withdrawn.get("mixed", "")),)
        return Observation(state=State.NEEDS_ANSWERS, summary="asks", facts=None, questions=asked)

    step = replace(thing("bucket"), observe=observe, questions=(colour, mixed))
    engine = settle(engine_of(step, world=World()))
    engine.answer("bucket", {"mixed": "many"})
    engine.withdraw("bucket", ["mixed"])
    settle(engine)
    assert [one.help for one in engine.view("bucket").questions] == ["many"]
    engine.answer("bucket", {"colour": "red"})
    assert settle(engine).view("bucket").summary == "red"
    engine.withdraw("bucket", ["colour"])
    settle(engine)
    engine.answer("bucket", {"colour": ""})
    assert settle(engine).view("bucket").summary == "many"


def test_a_step_is_told_what_was_taken_back_until_it_is_answered() -> None:
    asking, told = thing("bucket", asks=True), list[frozenset[str]]()

    def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Any]:
        told.append(context.taken_back)
        return asking.observe(read, answers, journal, context)

    engine = settle(engine_of(replace(asking, observe=observe), world=World()))
    engine.answer("bucket", {"colour": "red"})
    settle(engine)
    engine.withdraw("bucket", ["colour"])
    settle(engine)
    engine.look_again("bucket")
    settle(engine)
    engine.answer("bucket", {"colour": "blue"})
    settle(engine)
    assert told == [frozenset(), frozenset(), frozenset({"colour"}), frozenset({"colour"}), frozenset()]


def test_a_skipped_step_lets_the_next_one_go_on_and_can_be_taken_up_again() -> None:
    engine = settle(engine_of(thing("trail"), thing("stack", after=("trail",)), world=World()))
    engine.skip("trail", "we have our own")
    settle(engine)
    assert (engine.state("trail"), engine.state("stack")) == (State.SKIPPED, State.UNMET)
    engine.skip("trail", "")
    settle(engine)
    assert (engine.state("trail"), engine.state("stack")) == (State.UNMET, State.WAITING)


def test_a_reporting_step_is_observed_again_when_what_it_reports_on_changes() -> None:
    world = World()
    reports = thing("handover", reports=True)
    engine = settle(engine_of(thing("trail"), reports, world=world))
    world.things["handover"] = "there"
    engine.approve("trail")
    finish(engine)
    assert engine.state("handover") is State.SATISFIED


def test_looking_again_at_a_report_looks_at_all_that_it_tells() -> None:
    world = World()
    world.things.update(role="there", trail="there", handover="there")
    reports = thing("handover", after=("role",), reports=True)
    engine = settle(engine_of(thing("role"), thing("trail"), reports, world=world))
    assert engine.state("handover") is State.SATISFIED
    before = world.read_count
    engine.look_again("handover")
    assert engine.view("handover").busy == "observing", "it is not called done while that is being found out"
    assert engine.view("handover").since == 0, "the look before is over, and this one has not begun"
    settle(engine)
    assert world.read_count == before + 3
    world.things["role"] = "absent"
    engine.look_again("handover")
    settle(engine)
    view = engine.view("handover")
    assert view.state is State.WAITING
    assert (view.summary, view.findings, view.plan) == ("", (), None), "what it said of the role holds no longer"


def test_a_report_is_made_once_at_the_end_of_a_round_of_news() -> None:
    world = World()
    world.things["role"] = "there"
    reports = thing("handover", after=("role",), reports=True)
    steps = (thing("role"), thing("trail"), thing("models"), reports)
    finish(engine_of(*steps, world=world, standing_approval=everything))
    assert world.sent[-1] == "handover"
    assert sorted(world.sent) == ["handover", "models", "trail"]


def test_what_was_observed_is_not_read_again_before_something_was_done() -> None:
    world = World()
    engine = settle(engine_of(thing("trail"), thing("stack"), world=world))
    assert world.read_count == 2
    settle(engine)
    assert world.read_count == 2


def test_a_step_that_hangs_holds_up_itself_alone_and_not_the_end() -> None:
    release = threading.Event()

    class Hanging(World):
        def read(self, read: Read) -> Mapping[str, Any]:
            if read.parameters["name"] == "bedrock":
                release.wait(20)
            return super().read(read)

    world = Hanging()
    engine = engine_of(thing("bedrock"), thing("stack"), world=world, standing_approval=everything)
    engine.drive(lambda: engine.state("stack") is State.SATISFIED)
    assert engine.view("bedrock").busy == "observing"
    started = time.monotonic()
    engine.close()
    engine.drive(lambda: False)
    assert time.monotonic() - started < 1
    release.set()


def test_steps_without_dependence_are_observed_at_the_same_time() -> None:
    together = threading.Barrier(3, timeout=5)

    class Meeting(World):
        def read(self, read: Read) -> Mapping[str, Any]:
            together.wait()
            return super().read(read)

    engine = settle(engine_of(thing("trail"), thing("stack"), thing("bedrock"), world=Meeting()))
    assert {engine.state(step.id) for step in engine.steps} == {State.UNMET}


def test_a_standing_approval_is_given_once_in_a_process() -> None:
    """A change that lands and is undone by somebody is not sent over and over."""

    class Undone(World):
        def send(self, change: Any) -> Mapping[str, Any]:
            answer = super().send(change)
            self.things[change.parameters["name"]] = "coming"
            return answer

        def read(self, read: Read) -> Mapping[str, Any]:
            if self.things.get(read.parameters["name"]) == "coming":
                self.things.clear()
                return {"state": "coming"}
            return super().read(read)

    world = Undone()
    engine = finish(engine_of(thing("stack"), world=world, standing_approval=everything, timing=FAST))
    assert world.sent == ["stack"]
    assert engine.state("stack") is State.UNMET


def test_a_standing_approval_covers_a_change_again_once_what_was_missing_has_landed_and_never_a_third_time() -> None:
    """An agreement that is refused until a form is filed, and then again."""

    class Missing(World):
        def send(self, change: Any) -> Mapping[str, Any]:
            if change.parameters["name"] == "agreement":
                self.sent.append("agreement")
                raise CallFailed(refusal("ResourceNotFoundException"))
            return super().send(change)

    def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[list[str]]:
        refused = [entry for entry in journal.entries if entry.outcome == "failed"]
        filed = [entry for entry in journal.entries if entry.outcome == "landed"]
        facts = ["form"] if refused and not filed else ["agreement"]
        return Observation(state=State.UNMET, summary="", facts=facts)

    world = Missing()
    step = replace(thing("agreement"), observe=observe)
    finish(engine_of(step, world=world, standing_approval=everything))
    assert world.sent == ["agreement", "form", "agreement"]


def test_foresight_tells_every_round_and_reads_nothing() -> None:
    world = World()
    engine = settle(engine_of(thing("account"), thing("stack", after=("account",)), world=world, read_only=True))
    before = world.read_count
    previews = engine.preview()
    assert [[change.sentence for plan in sight.rounds for change in plan.changes] for sight in previews] == [
        ["Make account."],
        ["Make stack."],
    ]
    assert world.read_count == before


def test_approving_what_is_foreseen_covers_later_rounds() -> None:
    world = World()
    engine = settle(engine_of(thing("account"), thing("stack", after=("account",)), world=world))
    engine.approve_foreseen(engine.preview())
    finish(engine)
    assert world.sent == ["account", "stack"]


def test_nothing_is_sent_on_what_a_step_found_before_while_that_step_is_looked_at_anew() -> None:
    """Somebody else may be signed in by now."""
    world = World()
    world.things["account"] = "there"
    gate = threading.Event()
    gate.set()
    account = thing("account")

    def slowly(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Any]:
        assert gate.wait(5)
        return account.observe(read, answers, journal, context)

    steps = (replace(account, observe=slowly), thing("stack", after=("account",)))
    engine = settle(engine_of(*steps, world=world))
    gate.clear()
    engine.look_again()
    engine.approve("stack")
    world.things["account"] = "absent"
    driving = threading.Thread(target=lambda: engine.drive(engine.settled), daemon=True)
    driving.start()
    _until(lambda: engine.view("account").busy)
    assert not engine.view("stack").busy
    gate.set()
    driving.join(5)
    assert world.sent == []
    assert engine.state("stack") is State.WAITING


def test_looking_again_after_a_call_that_failed_begins_from_what_is_on_disk_by_now() -> None:
    class Refusing(World):
        def read(self, read: Read) -> Mapping[str, Any]:
            raise CallFailed(CallError(code="BadConfig", message="a session that is missing"))

    class Disk(Nobody):
        forgotten = 0

        def forget(self) -> None:
            self.forgotten += 1

    disk = Disk()
    engine = settle(engine_of(thing("account"), world=Refusing(), signs_in=disk))
    assert engine.state("account") is State.BLOCKED
    engine.look_again("account")
    assert disk.forgotten == 1
    well = settle(engine_of(thing("account"), world=World(), signs_in=disk))
    well.look_again()
    assert disk.forgotten == 1


def test_a_change_that_nobody_looked_at_keeps_its_approval_and_is_journalled_as_unsent() -> None:
    world = World()
    world.refuse["bucket"] = [CallError(code="ExpiredToken", message="expired", service="things", operation="Make")]
    checkpoint = Checkpoint(Glance())
    engine = settle(engine_of(thing("bucket"), world=world, checkpoint=checkpoint))
    engine.approve("bucket")
    settle(engine)
    assert engine.state("bucket") is State.BLOCKED
    assert [entry.outcome for entry in checkpoint.entries("bucket")] == ["unsent"]
    engine.look_again()
    finish(engine)
    assert engine.state("bucket") is State.SATISFIED
    assert world.sent == ["bucket", "bucket"], "approved once, sent again by itself"


def _until(condition: Any) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.005)
