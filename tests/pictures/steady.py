"""What differs from one run to the next is exchanged here, and nowhere else, for something that does not.

It stands between the engine and the screens, so that a line is wrapped as it will be drawn: ids that AWS draws at
random, moments, this computer's directories, the port and the code of a sign-in. Everything else is what the wizard
shows. The cost is a list of what is random; what is missing in it makes two runs differ, and a test says so.
"""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from tests.found import found
from wizard.engine.engine import Engine
from wizard.model import CallBegan, CallDelayed, CallEnded, Event, LoginView, SubAccount, WaitView

NOW = 1_795_329_120.0
BEGUN = "2026-11-22 06:12"
HOME = "/home/ada"
NEW_ACCOUNT = "428861248123"
USER_CODE = "KQZT-WXNM"
# The sandbox's own has a random port in it. A portal of AWS shows one like this; this one leads nowhere.
PLAIN_ADDRESS = "https://example.awsapps.com/start/#/device"
GONE, LEFT, LASTED = 12.0, 585.0, 180.0
"""Seconds that a wait is old, that a sign-in has left, that the wizard runs already."""
# In the order of the way. How often a portal is polled is a matter of chance, so those calls are not told.
SERVICES = (
    "sts",
    "organizations",
    "account",
    "s3",
    "cloudtrail",
    "iam",
    "cloudformation",
    "bedrock",
    "bedrock-runtime",
)

_DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
_TIME = re.compile(r"\b\d\d:\d\d:\d\d\b")
_IDS = (
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "5f0c2a9e-7b41-4d63-9c1e-2f8a6b3d0e57"),
    (re.compile(r"\bcar-[0-9a-f]{32}\b"), "car-7b415f0c2a9e4d639c1e2f8a6b3d0e57"),
    (re.compile(r"http://127\.0\.0\.1:\d+"), "https://example.com:4566"),
)


class Steady:
    """The engine as the screens see it. let_go: called when its drive has ended, on the same thread."""

    def __init__(self, engine: Engine, home: Path, let_go: Callable[[], None]) -> None:
        self._engine, self._home, self._let_go = engine, str(home), let_go
        self.over = threading.Event()
        self.signing_in = SteadySigningIn(engine)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def drive(self, done: Callable[[], bool]) -> None:
        """As the engine does."""
        self._engine.drive(done)
        self._let_go()
        self.over.set()

    def views(self) -> tuple[Any, ...]:
        """Every step, with nothing in it that another run would not show."""
        return tuple(self.same(view) for view in self._engine.views())

    def where(self) -> Any:
        """Where a person is."""
        return self.same(self._engine.where())

    def same(self, value: Any) -> Any:
        """The value as every run has it."""
        times = count()
        ours = found(self._engine, SubAccount)
        drawn = {self._home: HOME, **({ours.account: NEW_ACCOUNT} if ours and ours.symbol else {})}

        def exchange(text: str) -> str:
            for random, fixed in drawn.items():
                text = text.replace(random, fixed)
            for pattern, fixed in _IDS:
                text = pattern.sub(fixed, text)
            return _TIME.sub(lambda _: f"06:31:{next(times) % 60:02}", text)

        return _everywhere(value, exchange)


class SteadySigningIn:
    """The sign-in under way, at an address and with a code that never change."""

    def __init__(self, engine: Engine) -> None:
        self._signing_in = engine.signing_in

    def __getattr__(self, name: str) -> Any:
        return getattr(self._signing_in, name)

    @property
    def view(self) -> LoginView | None:
        """How it stands."""
        view = self._signing_in.view
        if view is None or not view.address:
            return view
        return msgspec.structs.replace(
            view,
            address=f"{PLAIN_ADDRESS}?user_code={USER_CODE}",
            plain_address=PLAIN_ADDRESS,
            user_code=USER_CODE,
            until=NOW + LEFT,
        )


class Calls:
    """Holds back the calls, which end in any order, to tell each kind of them once and in the order of the way."""

    def __init__(self, listen: Callable[[Event], None]) -> None:
        self._listen = listen
        self._ended: list[CallEnded] = []
        self._at = NOW - LASTED

    def __call__(self, event: Event) -> None:
        if isinstance(event, CallEnded):
            if event.service in SERVICES:
                self._ended.append(event)
        elif not isinstance(event, CallBegan | CallDelayed):  # what is tried again is a matter of chance
            self._listen(event)

    def answered(self, *operations: str) -> bool:
        """Whether each of these was answered since the last picture."""
        return set(operations) <= {call.operation for call in self._ended if call.outcome == "ok"}

    def take(self, same: Callable[[Any], Any]) -> Iterator[CallEnded]:
        """What was called since the last picture, as if one call had followed the other."""
        kinds: dict[Any, CallEnded] = {_kind(call): call for call in map(same, self._ended)}
        self._ended = []
        for kind in sorted(kinds):
            self._at += 1
            yield msgspec.structs.replace(kinds[kind], number=-1, at=self._at, seconds=_seconds(kinds[kind]))


def _kind(call: CallEnded) -> tuple[int, str, str, str, str]:
    return SERVICES.index(call.service), call.operation, call.account, call.region, call.outcome


def _seconds(call: CallEnded) -> float:
    """About as long as such a call takes."""
    return 0.04 + zlib.crc32(call.operation.encode()) % 90 / 1000


def begun_then(sentence: str) -> str:
    """What was begun before, at a time that stays."""
    return _DATE.sub(BEGUN, sentence)


def _everywhere(value: Any, exchange: Callable[[str], str]) -> Any:
    """The same value with every text in it exchanged, and every wait as old as every other."""
    if isinstance(value, str) and type(value) is str:
        return exchange(value)
    if isinstance(value, WaitView):
        since = NOW - GONE
        until = since + round(value.until - value.since)
        what, says = exchange(value.what), exchange(value.says)
        return msgspec.structs.replace(value, what=what, says=says, since=since, until=until)
    if isinstance(value, msgspec.Struct):
        names = value.__struct_fields__
        return msgspec.structs.replace(value, **{name: _everywhere(getattr(value, name), exchange) for name in names})
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _everywhere(getattr(value, each.name), exchange) for each in fields(value)})
    if isinstance(value, tuple | list):
        return type(value)(_everywhere(each, exchange) for each in value)
    if isinstance(value, Mapping):
        return {name: _everywhere(each, exchange) for name, each in value.items()}
    return value
