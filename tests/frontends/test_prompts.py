"""The conversation against hand-written steps: what it asks, in which order, and what it never does by itself."""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.frontends.scripted import BACK, BREAK, Gate, Scripted, World, a_change, a_step, seen, table
from wizard.frontends.prompts.asker import InputEnded, Quit
from wizard.model import (
    Answers,
    CallError,
    Choice,
    Finding,
    Observation,
    Plan,
    Question,
    State,
    Step,
    Trouble,
    Waiting,
)

GRANT = Plan(
    changes=(a_change("Grant", "Grant everything"),), act="Grant Firetiger access", consent=("It may do everything.",)
)
MAKE = Plan(changes=(a_change("Make", "Make the thing"),), act="Make this change")
NAME = Question(name="name", text="What is its name?", check=lambda value: "Too long." if len(value) > 5 else None)
MODE = Question(
    name="mode",
    text="Which way?",
    choices=(Choice("long", "The long way"), Choice("short", "The short way", "It is short.", recommended=True)),
)


def done_once_sent(world: World, operation: str, **more: Any) -> Callable[[Answers], Observation[Any]]:
    return lambda _answers: seen(State.SATISFIED) if operation in world.sent else seen(State.UNMET, **more)


def asking(*questions: Question) -> Callable[[Answers], Observation[Any]]:
    def observe(answers: Answers) -> Observation[Any]:
        open_ = tuple(question for question in questions if question.name not in answers)
        return seen(State.NEEDS_ANSWERS, questions=open_) if open_ else seen(State.SATISFIED)

    return observe


def satisfied(_: Answers) -> Observation[Any]:
    return seen(State.SATISFIED)


def pending_until(gate: Gate) -> Callable[[Answers], Observation[Any]]:
    waiting = Waiting(what="AWS is at it.", limit=900, every=1)
    return lambda _answers: seen(State.SATISFIED) if gate.is_open else seen(State.PENDING, waiting=waiting)


def talk(steps: list[Step], script: list[tuple[str, object]], world: World | None = None, **more: Any) -> Scripted:
    """The whole conversation; a script must be used up."""
    asker = Scripted(script, **more)
    with table(steps, asker, world or World()) as at:
        at.conversation.hold()
    assert not asker.script
    return asker


# --- asking ------------------------------------------------------------------------------------------------------


def test_where_nothing_is_needed_nothing_is_asked() -> None:
    asker = talk([a_step("one", satisfied), a_step("two", satisfied, after=("one",))], [])
    # Both are looked at on threads of their own, so either may be told first.
    assert {line for line in asker.said if line.startswith("Step")} == {
        "Step 1 of 2: One - done",
        "Step 2 of 2: Two - done",
    }


def test_the_recommended_choice_comes_first_and_is_what_enter_means() -> None:
    asker = talk([a_step("one", asking(MODE), questions=(MODE,))], [("Which way", "short")])
    assert asker.offered == [("short", "long")]
    assert asker.defaults == ["short"]


def test_an_answer_that_is_wrong_is_asked_for_again_with_the_reason() -> None:
    asker = talk([a_step("one", asking(NAME), questions=(NAME,))], [("name", "far too long"), ("name", "short")])
    assert asker.refusals == ["Too long."]


def test_back_in_a_question_leads_to_the_question_before() -> None:
    step = a_step("one", asking(MODE, NAME), questions=(MODE, NAME))
    asker = Scripted([("Which way", "short"), ("name", BACK), ("Which way", "long"), ("name", "it")])
    with table([step], asker, World()) as at:
        at.conversation.hold()
        assert at.checkpoint.answers("one") == {"mode": "long", "name": "it"}


def test_back_in_the_first_question_leads_to_the_menu_and_back_there_to_the_step_before() -> None:
    steps = [a_step("one", satisfied), a_step("two", asking(NAME), questions=(NAME,), after=("one",))]
    talk(steps, [("name", BACK), ("Two", "step-before"), ("One", "go-on"), ("name", "it")])


def test_a_changed_answer_is_offered_again_as_it_was() -> None:
    steps = [
        a_step("one", asking(NAME), questions=(NAME,)),
        a_step("two", asking(MODE), questions=(MODE,), after=("one",)),
    ]
    script: list[tuple[str, object]] = [
        ("name", "first"), ("Which way", BACK), ("Two", BACK), ("One", "change"), ("name", ""), ("Which way", "long"),
    ]  # fmt: skip
    asker = talk(steps, script)
    assert "first" in asker.defaults


def test_the_reason_is_told_again_where_an_answer_did_not_help() -> None:
    trouble = Trouble(key="taken")

    def observe(answers: Answers) -> Observation[Any]:
        if answers.text("name") == "free":
            return seen(State.SATISFIED)
        return seen(State.NEEDS_ANSWERS, questions=(NAME,), trouble=trouble if answers.text("name") else None)

    script: list[tuple[str, object]] = [("name", "a"), ("name", "a"), ("name", "free")]
    asker = talk([a_step("one", observe, questions=(NAME,))], script)
    assert asker.said.count("  Problem taken") == 2


# --- approving ---------------------------------------------------------------------------------------------------


def test_a_plan_is_shown_before_it_is_asked_for_and_sent_after_it_was_chosen() -> None:
    world = World()
    asker = talk([a_step("one", done_once_sent(world, "Make"), MAKE)], [("One", "approve")], world)
    assert world.sent == ["Make"]
    assert "  + Make the thing" in asker.said
    assert asker.said.index("  + Make the thing") < asker.said.index("  done: Make the thing")


def test_enter_alone_never_approves() -> None:
    world = World()
    asker = talk([a_step("one", done_once_sent(world, "Make"), MAKE)], [("One", "approve")], world)
    assert asker.defaults == [""]


def test_what_grants_access_is_sent_only_after_a_second_yes_that_names_it() -> None:
    world = World()
    step = a_step("one", done_once_sent(world, "Grant"), GRANT)
    script: list[tuple[str, object]] = [
        ("One", "approve"), ("Grant Firetiger access", "no"),
        ("One", "approve"), ("Grant Firetiger access", BACK),
        ("One", "approve"), ("Grant Firetiger access", "yes"),
    ]  # fmt: skip
    asker = talk([step], script, world)
    assert asker.said.count("Nothing was changed.") == 2
    assert "  It may do everything." in asker.said
    assert world.sent == ["Grant"]


def test_what_cannot_be_undone_asks_twice_too() -> None:
    world = World()
    plan = Plan(changes=(a_change("Make", warning="For ever."),), act="Make it")
    talk([a_step("one", done_once_sent(world, "Make"), plan)], [("One", "approve"), ("Make it", "yes")], world)


def test_a_plan_that_changed_while_it_was_read_is_not_approved() -> None:
    world, other = World(), Gate()
    changed = Plan(changes=(a_change("Other"),), act="Make another change")
    step = Step(
        id="one",
        title="One",
        observe=lambda _r, _a, _m, _e: seen(State.SATISFIED) if world.sent else seen(State.UNMET),
        plan=lambda _o, _a: changed if other.is_open else GRANT,
        preview=lambda _o, _a, _e: pytest.fail("nothing is foreseen here"),
    )
    asker = Scripted([("One", "approve"), ("Grant", "yes"), ("One", "approve")])

    def meanwhile(act: str) -> bool:
        assert act == "Grant Firetiger access"
        other.open()
        at.engine.look_again("one")
        at.engine.drive(at.engine.settled)
        return True

    with table([step], asker, world) as at:
        asker.consent = meanwhile
        asker.script.pop(1)
        at.conversation.hold()
    assert world.sent == ["Other"]
    assert "The plan changed while you read it; read it again." in asker.said


def test_a_refused_change_is_told_as_a_problem_and_can_be_tried_again() -> None:
    world = World(refuse={"Make": CallError(code="Denied", message="No.", service="iam", operation="Make")})
    asker = Scripted([("One", "approve"), ("One", "error"), ("One", "approve")])

    def observe(_: Answers) -> Observation[Any]:
        return seen(State.SATISFIED) if world.sent else seen(State.UNMET)

    with table([a_step("one", observe, MAKE)], asker, world) as at:
        real = asker.choose

        def choose(text: str, *args: Any, **more: Any) -> str:
            if len(asker.script) == 1:
                world.refuse.clear()
            return real(text, *args, **more)

        asker.choose = choose
        at.conversation.hold()
    assert "  Problem Denied" in asker.said
    assert "  iam:Make returned Denied: No." in asker.said
    assert asker.offered[1][:2] == ("again", "approve")
    assert asker.defaults[1] == "again"  # a bare Enter looks, and never tries again what failed


def test_a_change_that_is_refused_again_is_told_again() -> None:
    world = World(refuse={"Make": CallError(code="Denied", message="No.", service="iam", operation="Make")})
    asker = Scripted([("One", "approve"), ("One", "approve"), ("One", "quit")])
    with table([a_step("one", done_once_sent(world, "Make"), MAKE)], asker, world) as at, pytest.raises(Quit):
        at.conversation.hold()
    assert asker.said.count("  Problem Denied") == 2


# --- by hand, skipping, checking again ----------------------------------------------------------------------------


def test_by_hand_writes_a_script_that_only_its_owner_can_run_and_overwrites_nothing(tmp_path: Path) -> None:
    foreign = tmp_path / "firetiger-one.sh"
    foreign.write_text("mine")
    world = World()
    asker = Scripted([("One", "by-hand"), ("One", "by-hand"), ("One", "again"), ("One", "quit")])
    with table([a_step("one", done_once_sent(world, "Make"), MAKE)], asker, world, tmp_path) as at, pytest.raises(Quit):
        at.conversation.hold()
    assert foreign.read_text() == "mine"
    (script,) = set(tmp_path.iterdir()) - {foreign}
    assert stat.S_IMODE(script.stat().st_mode) == 0o700
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
    assert str(script) in asker.text_said
    assert not world.sent


def test_a_plan_that_is_done_by_hand_has_no_button() -> None:
    plan = Plan(changes=MAKE.changes, act="Make this change", by_hand=True)
    world = World()
    asker = Scripted([("One", "quit")])
    with table([a_step("one", done_once_sent(world, "Make"), plan)], asker, world) as at, pytest.raises(Quit):
        at.conversation.hold()
    assert "approve" not in asker.offered[0]
    assert "by-hand" in asker.offered[0]


def test_a_skipped_step_keeps_the_reason_and_lets_the_next_one_come() -> None:
    world = World()
    steps = [a_step("one", done_once_sent(world, "Make"), MAKE), a_step("two", satisfied, after=("one",))]
    asker = Scripted([("One", "skip"), ("Why", ""), ("Why", "not here"), ("What do you want to do", "finish")])
    with table(steps, asker, world) as at:
        at.conversation.hold()
        assert at.states() == {"one": "skipped", "two": "satisfied"}
        assert at.checkpoint.document.skips == {"one": "not here"}
    assert asker.refusals == ["Enter a reason."]
    assert not world.sent


def test_a_step_that_must_not_be_skipped_does_not_offer_it() -> None:
    world = World()
    asker = Scripted([("One", "quit")])
    step = a_step("one", done_once_sent(world, "Make"), MAKE, skippable=False)
    with table([step], asker, world) as at, pytest.raises(Quit):
        at.conversation.hold()
    assert "skip" not in asker.offered[0]


def test_check_again_observes_anew_and_tells_everything_anew() -> None:
    gate = Gate()
    trouble = Trouble(key="shut", error=CallError(code="X", message="shut"))

    def observe(_: Answers) -> Observation[Any]:
        if gate.is_open:
            return seen(State.SATISFIED, findings=(Finding(mark="good", text="It is there"),))
        return seen(State.BLOCKED, trouble=trouble)

    asker = Scripted([("One", "again"), ("One", "again")])
    with table([a_step("one", observe)], asker, World()) as at:
        real = asker.choose

        def choose(text: str, *args: Any, **more: Any) -> str:
            if len(asker.script) == 1:
                gate.open()
            return real(text, *args, **more)

        asker.choose = choose
        at.conversation.hold()
    assert asker.said.count("  Problem shut") == 2
    assert "  ok It is there" in asker.said


# --- waiting -----------------------------------------------------------------------------------------------------


def test_a_pending_step_that_nothing_waits_for_holds_nothing_up() -> None:
    gate, world = Gate(), World()
    steps = [a_step("slow", pending_until(gate)), a_step("last", done_once_sent(world, "Make"), MAKE)]
    asker = Scripted([("Last", "approve"), ("What do you want to do", "wait")])
    with table(steps, asker, world) as at:
        real = asker.choose

        def choose(text: str, *args: Any, **more: Any) -> str:
            if "What do you want to do" in text:
                gate.open()
            return real(text, *args, **more)

        asker.choose = choose
        at.conversation.hold()
        assert at.ends[0] == {"slow": "pending", "last": "satisfied"}
        assert at.ends[-1] == {"slow": "satisfied", "last": "satisfied"}


def test_a_pending_step_that_others_wait_for_is_waited_for_in_sight() -> None:
    gate = Gate()
    steps = [a_step("slow", pending_until(gate)), a_step("last", satisfied, after=("slow",))]
    asker = Scripted([])

    def aws_is_done_once_it_is_waited_for() -> bool:
        if asker.waits[-1].what == "AWS is at it.":
            gate.open()
        return False

    asker.interrupt_wait = aws_is_done_once_it_is_waited_for
    with table(steps, asker, World()) as at:
        at.conversation.hold()
    assert "AWS is at it." in [wait.what for wait in asker.waits]


def test_ctrl_c_while_waiting_gives_a_menu_and_a_second_one_ends_it() -> None:
    steps = [a_step("slow", pending_until(Gate())), a_step("last", satisfied, after=("slow",))]
    asker = Scripted([("What do you want to do", "wait"), ("What do you want to do", BREAK)])
    asker.interrupt_wait = lambda: bool(asker.waits) and asker.waits[-1].what == "AWS is at it."
    with table(steps, asker, World()) as at, pytest.raises(KeyboardInterrupt):
        at.conversation.hold()
    assert asker.offered == [("wait", "quit"), ("wait", "quit")]


def test_ctrl_c_on_numbered_lines_ends_it_at_once() -> None:
    steps = [a_step("slow", pending_until(Gate())), a_step("last", satisfied, after=("slow",))]
    asker = Scripted([], breaks=False, interrupt_wait=lambda: True)
    with table(steps, asker, World()) as at, pytest.raises(KeyboardInterrupt):
        at.conversation.hold()


def test_a_step_that_hangs_can_be_left_at_once() -> None:
    hanging = Gate()

    def observe(_: Answers) -> Observation[Any]:
        hanging._open.wait(20)
        return seen(State.SATISFIED)

    asker = Scripted([("What do you want to do", "quit")], interrupt_wait=lambda: True)
    with table([a_step("one", observe)], asker, World()) as at, pytest.raises(Quit):
        at.conversation.hold()
    hanging.open()


# --- ending ------------------------------------------------------------------------------------------------------


def test_back_in_the_first_step_asks_whether_to_quit() -> None:
    world = World()
    asker = Scripted([("One", BACK), ("first step", "stay"), ("One", BACK), ("first step", "quit")])
    with table([a_step("one", done_once_sent(world, "Make"), MAKE)], asker, world) as at, pytest.raises(Quit):
        at.conversation.hold()


def test_input_that_ends_in_the_middle_ends_the_conversation_and_sends_nothing() -> None:
    world = World()
    with (
        table([a_step("one", done_once_sent(world, "Make"), MAKE)], Scripted([]), world) as at,
        pytest.raises(InputEnded),
    ):
        at.conversation.hold()
    assert not world.sent


def test_a_step_that_was_left_is_offered_again_at_the_end() -> None:
    world = World()
    steps = [
        a_step("one", done_once_sent(world, "Make"), MAKE),
        a_step("two", done_once_sent(world, "Other"), Plan(changes=(a_change("Other"),), act="Make the other")),
    ]
    asker = Scripted([("One", "meanwhile"), ("Two", "approve"), ("What do you want to do", "one"), ("One", "approve")])
    with table(steps, asker, world) as at:
        at.engine.drive(at.engine.settled)
        at.conversation.hold()
    assert world.sent == ["Other", "Make"]


# --- strangers' text ---------------------------------------------------------------------------------------------


def test_a_finding_is_said_once_although_the_step_changes_its_state() -> None:
    world = World()
    finding = Finding(mark="info", text="The sky is blue")

    def observe(_: Answers) -> Observation[Any]:
        return seen(State.SATISFIED if world.sent else State.UNMET, findings=(finding,))

    asker = talk([a_step("one", observe, MAKE)], [("One", "approve")], world)
    assert asker.said.count("  i  The sky is blue") == 1


def test_hostile_text_of_a_finding_and_a_problem_is_inert() -> None:
    hostile = "\x1b]52;c;ZXZpbA==\x07\x1b[2J\u202eevil"
    trouble = Trouble(key=hostile, error=CallError(code=hostile, message=hostile, service=hostile, operation="x"))
    finding = Finding(mark="info", text=hostile, detail=hostile, kind="events", rows=((hostile,),))
    step = a_step("one", lambda _: seen(State.BLOCKED, findings=(finding,), trouble=trouble))
    asker = Scripted([("One", "error"), ("One", "quit")])
    with table([step], asker, World()) as at, pytest.raises(Quit):
        at.conversation.hold()
    assert "evil" in asker.text_said
    assert not {"\x1b", "\x07", "\u202e"} & set(asker.text_said)
