"""The sign-in under way: one at a time, and what was signed in to with other tools is noticed once it stands still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from wizard.engine.signing_in import EVERY, SigningIn
from wizard.model import Login, LoginView

PORTAL = Login(kind="portal", name="example")


class LoginFlow:
    """Does nothing by itself."""

    def __init__(self, login: Login, tell: Callable[[LoginView], None]) -> None:
        self.view, self.tell = LoginView(login=login, stage="browser"), tell
        self.given: list[str] = []

    def become(self, stage: Any) -> None:
        if not self.view.over:
            self.view = msgspec.structs.replace(self.view, stage=stage)
            self.tell(self.view)

    def give(self, code: str) -> None:
        self.given.append(code)

    def cancel(self) -> None:
        self.become("cancelled")

    def overtaken(self) -> None:
        self.become("elsewhere")


class Tools:
    """What is on disk, and the ceremonies that were begun."""

    def __init__(self) -> None:
        self.files = 0
        self.forgotten = self.looked = 0
        self.now = 0.0
        self.begun: list[LoginFlow] = []
        self.told: list[str] = []
        self.signing_in = SigningIn(self, lambda event: self.told.append(event.stage), self.again, lambda: self.now)

    def begin(self, login: Login, tell: Callable[[LoginView], None]) -> LoginFlow:
        self.begun.append(LoginFlow(login, tell))
        return self.begun[-1]

    def forget(self) -> None:
        self.forgotten += 1

    def trace(self) -> object:
        return self.files

    def again(self) -> None:
        self.looked += 1

    def look(self, times: int = 1) -> None:
        for _ in range(times):
            self.now += EVERY
            assert self.signing_in.is_due()
            self.signing_in.look_elsewhere()


def test_a_sign_in_elsewhere_is_noticed_once_it_stands_still() -> None:
    tools = Tools()
    tools.look(3)
    assert tools.looked == 0
    tools.files = 1
    tools.look()
    tools.files = 2
    tools.look()
    assert tools.looked == 0, "it is still being written"
    tools.look()
    assert (tools.looked, tools.forgotten) == (1, 1)
    tools.look(3)
    assert tools.looked == 1


def test_looking_often_looks_at_the_disk_seldom() -> None:
    tools = Tools()
    tools.files = 1
    tools.look()
    assert not tools.signing_in.is_due()
    tools.now += EVERY
    assert tools.signing_in.is_due()


def test_our_own_sign_in_is_not_taken_for_somebody_elses() -> None:
    tools = Tools()
    tools.signing_in.begin(PORTAL)
    tools.files = 1
    tools.look()
    tools.begun[0].become("done")
    tools.look(3)
    assert tools.told == ["browser", "done"]
    assert (tools.looked, tools.forgotten) == (1, 0)


def test_a_sign_in_elsewhere_ends_the_wait_for_a_command_and_leaves_other_sign_ins_going_on() -> None:
    for kind, stage in (("command", "elsewhere"), ("portal", "browser"), ("code", "browser")):
        tools = Tools()
        tools.signing_in.begin(Login(kind=kind, name="example"))
        tools.files = 1
        tools.look(2)
        assert tools.signing_in.view is not None
        assert tools.signing_in.view.stage == stage
        assert tools.looked == 1


def test_a_second_sign_in_cancels_the_first_and_what_the_first_says_then_counts_for_nothing() -> None:
    tools = Tools()
    tools.signing_in.begin(PORTAL)
    tools.signing_in.begin(Login(kind="code", name="device"))
    first, second = tools.begun
    assert first.view.stage == "cancelled"
    first.tell(msgspec.structs.replace(first.view, stage="done"))
    assert tools.looked == 0
    tools.signing_in.give("123456")
    assert (first.given, second.given) == ([], ["123456"])
