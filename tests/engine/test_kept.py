"""What was told a moment ago is not asked again, until something was applied or a person asks."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.worlds import TARGET, World, engine_of, refusal, thing
from wizard.engine.engine import Engine
from wizard.engine.kept import Kept
from wizard.host.threads import in_background
from wizard.model import Answers, CallFailed, Context, Journal, Observation, Question, Read, Reader, State, Waiting

LIST = Read(target=TARGET, service="organizations", operation="ListAccounts", kept="always")
STATUS = Read(target=TARGET, service="organizations", operation="Describe", kept="Status.State=SUCCEEDED")


class Counting:
    """Answers with what is set, and counts."""

    def __init__(self, answer: Mapping[str, Any] | None = None) -> None:
        self.count, self.answer = 0, answer or {}

    def __call__(self, read: Read) -> Mapping[str, Any]:
        self.count += 1
        return self.answer


def test_a_list_is_asked_for_once_until_it_is_forgotten() -> None:
    kept, ask = Kept(), Counting({"Accounts": []})
    assert kept.answer(LIST, ask) == kept.answer(LIST, ask) == {"Accounts": []}
    assert ask.count == 1
    kept.forget()
    kept.answer(LIST, ask)
    assert ask.count == 2


def test_another_page_is_another_question() -> None:
    kept, ask = Kept(), Counting()
    kept.answer(LIST, ask)
    kept.answer(Read(**{**_fields(LIST), "parameters": {"NextToken": "20"}}), ask)
    assert ask.count == 2


def test_what_is_final_is_kept_from_the_moment_it_says_so() -> None:
    kept, ask = Kept(), Counting({"Status": {"State": "IN_PROGRESS"}})
    kept.answer(STATUS, ask)
    ask.answer = {"Status": {"State": "SUCCEEDED"}}
    for _ in range(3):
        assert kept.answer(STATUS, ask) == ask.answer
    assert ask.count == 2


class Refusing:
    """Fails with what is set, and counts."""

    def __init__(self, code: str) -> None:
        self.count, self._code = 0, code

    def __call__(self, read: Read) -> Mapping[str, Any]:
        self.count += 1
        raise CallFailed(refusal(self._code))


@pytest.mark.parametrize(("code", "asked"), [("NoSuchEntity", 1), ("AccessDenied", 3)])
def test_that_there_is_none_is_kept_until_it_is_forgotten_and_a_refusal_is_not(code: str, asked: int) -> None:
    role = Read(target=TARGET, service="iam", operation="GetRole", kept="always", absent=("NoSuchEntity",))
    kept, ask = Kept(), Refusing(code)
    for _ in range(3):
        with pytest.raises(CallFailed) as caught:
            kept.answer(role, ask)
        assert caught.value.error.code == code
    assert ask.count == asked
    kept.forget()
    with pytest.raises(CallFailed):
        kept.answer(role, ask)
    assert ask.count == asked + 1


def test_whoever_does_not_say_that_an_old_answer_will_do_gets_a_new_one() -> None:
    kept, ask = Kept(), Counting()
    for _ in range(2):
        kept.answer(Read(**{**_fields(LIST), "kept": ""}), ask)
    assert ask.count == 2


def test_an_answer_that_was_on_its_way_when_all_was_forgotten_is_not_kept() -> None:
    kept, ask = Kept(), Counting()
    asked, answered = threading.Event(), threading.Event()

    def slow(read: Read) -> Mapping[str, Any]:
        asked.set()
        answered.wait(5)
        return {}

    thread = in_background(lambda: kept.answer(LIST, slow) and None, "slow")
    asked.wait(5)
    kept.forget()
    answered.set()
    thread.join(5)
    kept.answer(LIST, ask)
    assert ask.count == 1


def _fields(read: Read) -> dict[str, Any]:
    return {name: getattr(read, name) for name in read.__struct_fields__}


# --- in the engine -------------------------------------------------------------------------------------------------


class Listing(World):
    """A world that counts how often its list is asked for."""

    listed = 0

    def read(self, read: Read) -> Mapping[str, Any]:
        if read.operation == "ListAccounts":
            self.listed += 1
            return {}
        return super().read(read)


def looking_step(**more: Any) -> Any:
    """A step that lists, wants its thing there, and asks for a colour."""
    inner = thing("account", asks=True)

    def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Any]:
        read(LIST)
        return inner.observe(read, answers, journal, context)

    return replace(inner, observe=observe, **more)


def settle(engine: Engine) -> None:
    engine.drive(engine.settled)


def test_answers_and_approvals_do_not_have_it_listed_again_and_asking_does() -> None:
    world = Listing()
    engine = engine_of(looking_step(), world=world)
    settle(engine)
    engine.answer("account", {"colour": "red"})
    settle(engine)
    assert (engine.state("account"), world.listed) == (State.UNMET, 1)
    engine.look_again("account")
    settle(engine)
    assert world.listed == 2


def test_after_something_was_applied_it_is_listed_again() -> None:
    world = Listing()
    engine = engine_of(looking_step(), world=world)
    settle(engine)
    engine.answer("account", {"colour": "red"})
    settle(engine)
    engine.approve("account")
    engine.drive(engine.quiet)
    assert (engine.state("account"), world.sent, world.listed) == (State.SATISFIED, ["account"], 2)


def test_what_was_listed_before_aws_was_seen_at_work_is_old_and_what_is_listed_while_it_works_is_not() -> None:
    world, said = Listing(), iter(["", "coming", "coming", "coming", ""])

    def observe(read: Reader, answers: Answers, journal: Journal, context: Context) -> Observation[Any]:
        what = next(said)
        if answers.text("colour"):
            read(LIST)
        waiting = Waiting(what=what, limit=100, every=1) if what else None
        asks = not what and not answers.text("colour")
        state = State.NEEDS_ANSWERS if asks else State.PENDING if what else State.SATISFIED
        question = Question(name="colour", text="Which colour?")
        return Observation(
            state=state, summary=what, facts=None, waiting=waiting, questions=(question,) if asks else ()
        )

    engine = engine_of(replace(thing("account", asks=True), observe=observe), world=world)
    settle(engine)
    engine.answer("account", {"colour": "red"})
    engine.drive(engine.quiet)
    assert (engine.state("account"), world.listed) == (State.SATISFIED, 2)


def test_an_answer_that_did_not_come_is_asked_for_again() -> None:
    kept = Kept()

    def refuse(read: Read) -> Mapping[str, Any]:
        raise CallFailed(refusal())

    with pytest.raises(CallFailed):
        kept.answer(LIST, refuse)
    ask = Counting()
    kept.answer(LIST, ask)
    assert ask.count == 1
