"""The process with boto3: makes the calls that come over the socket, each on a thread of its own, until its end comes.

    python -c BOOT DESCRIPTOR PATH…

It has no terminal and nobody to talk to but the other side of the socket. When that is gone, however it went, this ends
at once, calls under way and all: as they would have, had they been made there.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import msgspec

from wizard.aws.access import Access
from wizard.aws.process.channel import CannotCrossError, Channel, ConnectionLostError, TooLargeError
from wizard.aws.process.frames import (
    Answered,
    Ask,
    Beat,
    BeginLogin,
    CancelLogin,
    CannotServe,
    Closing,
    Forget,
    GiveCode,
    Happened,
    Hello,
    LoginTold,
    OvertakeLogin,
    Ready,
    Refused,
    Reply,
    Request,
    Send,
    Trace,
)
from wizard.aws.process.slices import cut, plain
from wizard.host.garbage import loading
from wizard.host.threads import in_background
from wizard.model import (
    Call,
    CallBegan,
    CallDelayed,
    CallEnded,
    CallError,
    CallFailed,
    Change,
    Event,
    LoginFlow,
    LoginView,
    Port,
    Target,
)

# Seconds between two signs of life.
BEAT = 0.5
# What a request is about that is no call.
SIGNING_IN = Call(target=Target(), service="sign-in", operation="")
# What a terminal sends to everybody in front of it, should it ever reach this process. A handler and not "ignore",
# which the programs that are started for credentials would inherit.
OF_A_TERMINAL = (signal.SIGINT, signal.SIGHUP, signal.SIGTSTP, signal.SIGQUIT)


def main(descriptor: int) -> None:
    """Serve until the other side is gone."""
    for number in OF_A_TERMINAL:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: None)
    os.set_inheritable(descriptor, False)  # else a program with credentials would keep the connection open
    channel = Channel(socket.socket(fileno=descriptor))
    try:
        _serve(channel)
    except ConnectionLostError:
        os._exit(0)


def _serve(channel: Channel) -> None:
    hello = channel.request()
    if not isinstance(hello, Hello):
        return
    in_background(lambda: _beat(channel), "beat")
    try:
        with loading():
            from wizard.aws.here import Here

            here = Here(hello.timing, hello.user_agent)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other side does without this process
        channel.send(CannotServe(f"{type(error).__name__}: {error}"[:300]))
        return
    server = Server(here, channel)
    channel.send(Ready())
    while True:
        server.take(channel.request())


def _beat(channel: Channel) -> None:
    try:
        while True:
            channel.send(Beat())
            time.sleep(BEAT)
    except ConnectionLostError:
        return


class Server:
    """Carries requests out. here: asks from this process."""

    def __init__(self, here: Access, channel: Channel) -> None:
        self._here, self._channel = here, channel
        self._closing = threading.Event()
        self._flows: dict[int, LoginFlow] = {}
        here.follow(self._happened, self._closing.is_set)

    def take(self, request: Request) -> None:
        """Begin what is asked; does not wait for it. What is told of a sign-in keeps its order."""
        match request:
            case Ask(number, read, quiet):
                port = self._port(quiet)
                self._apart(number, lambda: port.read(read), read)
            case Send(number, change, quiet):
                port = self._port(quiet)
                self._apart(number, lambda: port.send(change), change)
            case Trace(number):
                self._apart(number, self._here.signs_in.trace)
            case Forget(number):
                self._apart(number, self._here.signs_in.forget)
            case BeginLogin(number):
                self._begin(request)
            case GiveCode(number, code) if number in self._flows:
                self._flows[number].give(code)
            case CancelLogin(number) if number in self._flows:
                self._flows.pop(number).cancel()
            case OvertakeLogin(number) if number in self._flows:
                self._flows.pop(number).overtaken()
            case Closing():
                self._closing.set()

    def _port(self, quiet: bool) -> Port:
        return self._here.quiet if quiet else self._here.gateway

    def _begin(self, request: BeginLogin) -> None:
        number = request.number

        def tell(view: LoginView) -> None:
            self._say(LoginTold(number, view))

        try:
            flow = self._flows[number] = self._here.signs_in.begin(request.login, tell)
        except Exception as error:  # noqa: BLE001 - told as a sign-in that failed
            tell(LoginView(login=request.login, stage="failed", said=f"{type(error).__name__}: {error}"[:300]))
            self._say(Answered(number), cut(None))
            return
        self._say(Answered(number), cut(msgspec.to_builtins(flow.view)))

    def _apart(self, number: int, work: Callable[[], Any], call: Call = SIGNING_IN) -> None:
        in_background(lambda: self._answer(number, work, call), f"request-{number}")

    def _answer(self, number: int, work: Callable[[], Any], call: Call) -> None:
        try:
            answer = work()
        except CallFailed as failed:
            self._say(Refused(number, failed.error))
            return
        except Exception as error:  # noqa: BLE001 - the other side waits for an answer, whatever happens here
            self._say(Refused(number, _unexpected(error, call)))
            return
        try:
            self._say(Answered(number), cut(answer))
        except Exception as error:  # noqa: BLE001 - the other side waits for an answer, whatever it is made of
            # It was carried out; what cannot cross is what AWS said of it.
            self._say(Refused(number, _unexpected(error, call, unsure=True)))

    def _happened(self, event: Event) -> None:
        if isinstance(event, CallBegan | CallDelayed | CallEnded):
            self._say(Happened(event))

    def _say(self, reply: Reply, body: bytes = b"") -> None:
        try:
            self._channel.send(reply, body)
        except TooLargeError:
            raise
        except CannotCrossError:
            self._channel.send(_sayable(reply), body)
        except ConnectionLostError:
            os._exit(0)  # nobody hears of it any more


def _sayable(reply: Reply) -> Reply:
    """The same, with a mark in place of what no encoding has."""
    said: Reply = msgspec.convert(plain(msgspec.to_builtins(reply)), Reply)
    return said


def _unexpected(error: Exception, call: Call, *, unsure: bool = False) -> CallError:
    said = f"{type(error).__name__}: {error}"[:300]
    return CallError.of(call, "Unexpected", said, unsure=unsure and isinstance(call, Change))
