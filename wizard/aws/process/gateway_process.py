"""AWS asked from a process of its own: an `Access` (see `wizard.aws.access`) whose other half is `serve`.

The process is started at once and loads boto3 beside whatever is done here; the first question waits for it. When it
ends before an answer came, a change is told as one whose answer was lost, which it is; what only looks is asked once
more. The next question starts another. Where no process can be started boto3 is loaded into this one, for good.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from wizard.aws.access import Access
from wizard.aws.process.channel import CannotCrossError, ConnectionLostError
from wizard.aws.process.connection import Connection, NotSentError
from wizard.aws.process.frames import Ask, Forget, Hello, Request, Send, Trace
from wizard.aws.process.logins import RemoteLogin
from wizard.aws.process.slices import plain
from wizard.aws.process.start import CannotStartError, Started, start
from wizard.host.timing import Timing
from wizard.model import Call, CallError, CallFailed, Change, Event, Login, LoginFlow, LoginView, Port, Read

# What only looks is asked so often altogether.
TRIES = 2


class GatewayProcess:
    """say: takes a sentence for the log. begin: starts a process, given how many seconds it may say nothing."""

    def __init__(
        self,
        timing: Timing,
        user_agent: str,
        say: Callable[[str], None],
        begin: Callable[[float], Started] = start,
    ) -> None:
        self._timing, self._say, self._begin = timing, say, begin
        self._hello = Hello(timing, user_agent)
        self._emit: Callable[[Event], None] = lambda _event: None
        self._closing: Callable[[], bool] = lambda: False
        self._lock = threading.Lock()
        self._here: Access | None = None
        self._closed, self._refused = False, ""
        self._connection = self._started()

    # --- as every way to AWS ---------------------------------------------------------------------------------------

    @property
    def gateway(self) -> Port:
        """Calls that whoever follows is told of."""
        return _Calls(self, quiet=False)

    @property
    def quiet(self) -> Port:
        """Calls that nobody is told of."""
        return _Calls(self, quiet=True)

    @property
    def signs_in(self) -> RemoteSignIn:
        """The sign-ins of the gateway's calls."""
        return RemoteSignIn(self)

    def follow(self, emit: Callable[[Event], None], closing: Callable[[], bool]) -> None:
        """Have every call of the gateway told."""
        self._emit, self._closing = emit, closing
        if self._here is not None:
            self._here.follow(emit, closing)

    def close(self) -> None:
        """End the process."""
        self._closed = True
        if self._connection is not None:
            self._connection.close()

    # --- for its parts ------------------------------------------------------------------------------------------------

    @property
    def pid(self) -> int:
        """The process that is asked now; 0 where there is none."""
        connection = self._connection
        return connection.pid if connection is not None and not connection.lost else 0

    def where(self) -> Connection | Access:
        """Where to ask: a process that has loaded boto3, or this one. Waits until that is known."""
        with self._lock:
            failed = 0
            while self._here is None and failed < TRIES:
                connection = self._connection = self._connection or self._started()
                if connection is None:
                    break
                if self._closed or (connection.ready() and not connection.lost):
                    return connection
                failed += not connection.ready()
                self._refused, self._connection = connection.lost, None
            self._here = self._here or self._loaded_here()
            return self._here

    def _started(self) -> Connection | None:
        try:
            started = self._begin(self._timing.silence)
        except CannotStartError as error:
            self._refused = str(error)
            return None
        return Connection(
            started,
            self._hello,
            emit=lambda event: self._emit(event),
            closing=lambda: self._closing(),
            ended=self._ended,
        )

    def _ended(self, why: str) -> None:
        if not self._closed:
            self._say(f"The process that calls AWS has ended ({why}).")

    def _loaded_here(self) -> Access:
        from wizard.aws.here import Here

        self._say(
            f"boto3 runs in the same process as the screen, because a separate one can't start ({self._refused})."
        )
        here = Here(self._timing, self._hello.user_agent)
        here.follow(self._emit, self._closing)
        return here


class _Calls:
    """The model's Port, over a process."""

    def __init__(self, process: GatewayProcess, *, quiet: bool) -> None:
        self._process, self._quiet = process, quiet

    def read(self, read: Read) -> Mapping[str, Any]:
        """The answer of a read-only call. Raises CallFailed."""
        asked = msgspec.structs.replace(read, parameters=plain(read.parameters))
        for _ in range(TRIES):
            where = self._process.where()
            if not isinstance(where, Connection):
                return self._port(where).read(read)
            try:
                return _answer(where, lambda number: Ask(number, asked, self._quiet))
            except ConnectionLostError as lost:
                why = str(lost)
            except CannotCrossError as error:
                raise CallFailed(_too_large(read, error)) from None
        raise CallFailed(_lost(read, why))

    def send(self, change: Change) -> Mapping[str, Any]:
        """The answer of a change, which crosses once. Raises CallFailed; where the process ended it is ``unsure``."""
        # No more of it than the call: what it says to a person and to the journal is nobody's business there.
        sent = Change(
            target=change.target,
            service=change.service,
            operation=change.operation,
            parameters=plain(change.parameters),
            sentence="",
            retry=change.retry,
        )
        for _ in range(TRIES):
            where = self._process.where()
            if not isinstance(where, Connection):
                return self._port(where).send(change)
            try:
                return _answer(where, lambda number: Send(number, sent, self._quiet))
            except NotSentError as lost:
                failed = msgspec.structs.replace(_lost(change, str(lost)), unsure=False, unsent=True)
            except ConnectionLostError as lost:
                raise CallFailed(_lost(change, str(lost))) from None
            except CannotCrossError as error:
                raise CallFailed(_too_large(change, error)) from None
        raise CallFailed(failed)

    def _port(self, here: Access) -> Port:
        return here.quiet if self._quiet else here.gateway


class RemoteSignIn:
    """The model's LoginProvider, over a process."""

    def __init__(self, process: GatewayProcess) -> None:
        self._process = process
        self._trace: object = None

    def begin(self, login: Login, tell: Callable[[LoginView], None]) -> LoginFlow:
        """Start it. Where the process ends meanwhile, the sign-in has failed."""
        where = self._process.where()
        if not isinstance(where, Connection):
            return where.signs_in.begin(login, tell)
        return RemoteLogin(where, login, tell)

    def forget(self) -> None:
        """Drop every session that is held; a process that is gone holds none."""
        self._look(Forget, lambda here: here.signs_in.forget())

    def trace(self) -> object:
        """Changes when somebody signs in with other tools; as it was, where the process cannot be asked."""
        self._trace = self._look(Trace, lambda here: here.signs_in.trace(), self._trace)
        return self._trace

    def _look(self, request: Callable[[int], Request], work: Callable[[Access], object], lost: object = None) -> object:
        where = self._process.where()
        if not isinstance(where, Connection):
            return work(where)
        try:
            return where.ask(request)
        except (ConnectionLostError, CallFailed):
            return lost


def _answer(connection: Connection, request: Callable[[int], Request]) -> Mapping[str, Any]:
    answer: Mapping[str, Any] = connection.ask(request)
    return answer


def _lost(call: Call, why: str) -> CallError:
    """As where a line has dropped: the request left, and nobody knows what became of it."""
    said = f"the process that calls AWS has ended: {why}"
    return CallError.of(call, "Unreachable", said, unsure=isinstance(call, Change))


def _too_large(call: Call, error: Exception) -> CallError:
    return CallError.of(call, "InvalidRequest", str(error), unsent=True)
