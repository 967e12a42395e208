"""One process with boto3 as it is seen from here: questions wait for their answers, and all of them end with it.

One thread reads what comes and takes no answer apart: whoever waits for one does that. What is told of sign-ins goes
out by another thread, because whoever hears that one is done asks this very connection to forget its sessions.
"""

from __future__ import annotations

import contextlib
import itertools
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

import msgspec

from wizard.aws.process.channel import CannotCrossError, ConnectionLostError
from wizard.aws.process.frames import (
    Answered,
    Beat,
    BeginLogin,
    CannotServe,
    Closing,
    Happened,
    Hello,
    LoginTold,
    Ready,
    Refused,
    Request,
)
from wizard.aws.process.slices import joined
from wizard.aws.process.start import Started
from wizard.host.threads import in_background
from wizard.model import CallBegan, CallDelayed, CallEnded, CallError, CallFailed, Login, LoginView

Told = Callable[[LoginView | str], None]


class NotSentError(ConnectionLostError):
    """The request never left this process."""


class Waiting:
    """Somebody who waits for an answer."""

    def __init__(self) -> None:
        self._told = threading.Event()
        self._body: memoryview | None = None
        self._error: CallError | None = None
        self._lost = ""

    def answer(self, body: memoryview) -> None:
        """It is there."""
        self._body = body
        self._told.set()

    def refuse(self, error: CallError) -> None:
        """There is none, and why."""
        self._error = error
        self._told.set()

    def lose(self, why: str) -> None:
        """There will be none."""
        self._lost = why
        self._told.set()

    def over(self) -> None:
        """Wait until whoever reads has noticed, too, that there will be none."""
        self._told.wait()

    def taken(self) -> Any:
        """The answer, taken apart on this thread. Raises CallFailed, ConnectionLostError."""
        self._told.wait()
        if self._error is not None:
            raise CallFailed(self._error)
        if self._body is None:
            raise ConnectionLostError(self._lost)
        try:
            return joined(self._body)
        except (msgspec.DecodeError, ValueError):
            raise ConnectionLostError("an answer couldn't be read") from None


class Connection:
    """A process that was started. emit: takes its events; closing: whether the wizard is quitting.

    ended: called once, with why, when one that was ready is gone.
    """

    def __init__(
        self,
        started: Started,
        hello: Hello,
        *,
        emit: Callable[[CallBegan | CallDelayed | CallEnded], None],
        closing: Callable[[], bool],
        ended: Callable[[str], None],
    ) -> None:
        self._started, self._emit, self._closing, self._ended = started, emit, closing, ended
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._waiting: dict[int, Waiting] = {}
        self._logins: dict[int, Told] = {}
        self._begun: dict[int, CallBegan] = {}
        self._to_tell: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._settled = threading.Event()
        self._is_ready = self._told_closing = False
        self.lost = ""
        in_background(self._read, "aws-process")
        in_background(self._tell, "aws-process-tells")
        with contextlib.suppress(ConnectionLostError):  # one that is gone by now may have said why: `_read` tells
            started.channel.send(hello)

    @property
    def pid(self) -> int:
        """The process."""
        return self._started.process.pid

    def ready(self) -> bool:
        """Whether it has loaded boto3; waits until that is known."""
        self._settled.wait()
        return self._is_ready

    def ask(self, request: Callable[[int], Request]) -> Any:
        """The answer to a request, which is given its number.

        Raises CallFailed, CannotCrossError, NotSentError, ConnectionLostError.
        """
        return self._asked(next(self._numbers), request)

    def begin_login(self, login: Login, told: Told) -> tuple[int, Any]:
        """Begin a sign-in; its number, and how it stands. told: takes each of its views, or why there are no more.

        Raises ConnectionLostError.
        """
        number = next(self._numbers)
        with self._lock:
            self._logins[number] = told
        return number, self._asked(number, lambda number: BeginLogin(number, login))

    def _asked(self, number: int, request: Callable[[int], Request]) -> Any:
        waiting = Waiting()
        with self._lock:
            if self.lost:
                raise NotSentError(self.lost)
            self._waiting[number] = waiting
        try:
            self._started.channel.send(request(number))
        except ConnectionLostError as lost:
            waiting.over()  # else whoever asks again would be led to this one again
            raise NotSentError(str(lost)) from None
        except CannotCrossError:
            self._answered(number, lambda _: None)
            raise
        return waiting.taken()

    def tell(self, request: Request) -> None:
        """Have something done that has no answer; where nobody is there any more, nothing is."""
        self._say(request)

    def close(self) -> None:
        """End it. Whoever waits for an answer is told that there will be none."""
        self._lose("the wizard has closed it")

    # --- what comes ------------------------------------------------------------------------------------------------

    def _say(self, request: Request) -> None:
        # Whoever reads ends the connection: what the process said before its end, such as why, is still to be read.
        with contextlib.suppress(ConnectionLostError):
            self._started.channel.send(request)

    def _read(self) -> None:
        try:
            while True:
                reply, body = self._started.channel.reply()
                self._take(reply, body)
        except ConnectionLostError as lost:
            self._lose(str(lost))
        except Exception as error:  # noqa: BLE001 - a listener's defect ends the connection; whoever waits must hear of it
            self._lose(f"{type(error).__name__}: {error}")

    def _take(self, reply: object, body: memoryview) -> None:
        match reply:
            case Happened(event):
                self._note(event)
                self._emit(event)
            case Answered(number):
                self._answered(number, lambda waiting: waiting.answer(body))
            case Refused(number, error):
                self._answered(number, lambda waiting: waiting.refuse(error))
            case LoginTold(number, view):
                told = self._logins.get(number)
                if told is not None:
                    self._to_tell.put(lambda: told(view))
            case Beat():
                self._pass_on_closing()
            case Ready():
                self._is_ready = True
                self._settled.set()
            case CannotServe(said):
                raise ConnectionLostError(said)

    def _note(self, event: CallBegan | CallDelayed | CallEnded) -> None:
        with self._lock:
            if isinstance(event, CallBegan):
                self._begun[event.number] = event
            elif isinstance(event, CallEnded):
                self._begun.pop(event.number, None)

    def _end_what_began(self) -> None:
        """What the process had begun has no answer, and the next one counts its calls from one again."""
        with self._lock:
            begun, self._begun = list(self._begun.values()), {}
        for call in begun:
            fields = {name: getattr(call, name) for name in call.__struct_fields__}
            self._emit(CallEnded(**fields, seconds=max(0.0, time.time() - call.at), outcome="Unreachable"))

    def _answered(self, number: int, give: Callable[[Waiting], None]) -> None:
        with self._lock:
            waiting = self._waiting.pop(number, None)
        if waiting is not None:
            give(waiting)

    def _pass_on_closing(self) -> None:
        if not self._told_closing and self._closing():
            self._told_closing = True
            self._started.channel.send(Closing())

    def _tell(self) -> None:
        while (tell := self._to_tell.get()) is not None:
            try:
                tell()
            except Exception as error:  # noqa: BLE001 - as in `_read`: the others still have to hear how it ends
                self._lose(f"{type(error).__name__}: {error}")

    def _lose(self, why: str) -> None:
        with self._lock:
            if self.lost:
                return
            self.lost = why
            waiting, self._waiting = list(self._waiting.values()), {}
            logins, self._logins = list(self._logins.values()), {}
        in_background(self._started.end, "aws-process-ends")
        self._settled.set()
        with contextlib.suppress(Exception):  # a listener's defect must keep nobody waiting
            self._end_what_began()
        for one in waiting:
            one.lose(why)
        for told in logins:
            self._to_tell.put(lambda told=told: told(why))  # type: ignore[misc]  # binds early
        self._to_tell.put(None)
        if self._is_ready:
            self._ended(why)
