"""The gateway: makes the calls that steps and plans describe, and nothing else.

It knows no step and no order; a Read or a Change goes in, an answer or a CallFailed comes out. Paginated reads come
back whole, so that nobody can forget the second page; the cost is that a very long list is read to its end.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from botocore.response import StreamingBody

from wizard.aws import pages
from wizard.aws.activity import Activity
from wizard.aws.discovery import LOCAL, Discovery
from wizard.aws.errors import LOST_ANSWER, SignInFailed, call_error
from wizard.aws.failures import Failures
from wizard.aws.rates import Rates
from wizard.aws.retries import Retries
from wizard.aws.sessions import Sessions
from wizard.aws.withheld import without_withheld
from wizard.host.threads import in_background
from wizard.host.timing import Timing
from wizard.model import Call, CallFailed, Change, Event, Read, Target

NOTHING = Read(target=Target(), service="", operation="")
# Bytes: what a checkpoint may have, which is all that is read as a stream.
LARGEST_STREAM = 16 * 1024 * 1024
RUN_OUT = ("ExpiredToken", "ExpiredTokenException")


class Gateway:
    """Reads from and sends to AWS. Safe to call from any number of threads.

    closing: whether the wizard is quitting; what waits for its turn then is not sent any more.
    """

    def __init__(
        self,
        emit: Callable[[Event], None],
        timing: Timing,
        user_agent: str,
        closing: Callable[[], bool] = lambda: False,
    ) -> None:
        self._activity = Activity(emit)
        self._attempts = Attempts()
        self._rates = Rates(lambda target: self.sessions.account_of(target), closing, told=emit)
        self._retries = Retries(emit)
        self.sessions = Sessions(timing, user_agent, self._watch)
        self._offers, self._failures = Discovery(self.sessions), Failures(self.sessions)

    def read(self, read: Read) -> Mapping[str, Any]:
        """The answer of a read-only call, all pages merged. Raises CallFailed."""
        work = self._offers.read if read.service in LOCAL else self._fetch
        if read.seconds:
            return self._in_time(read, lambda: self._guarded(read, lambda: work(read)))
        return self._guarded(read, lambda: work(read))

    def revealed(self, read: Read) -> Mapping[str, Any]:
        """The answer of a read with the credentials in it, for the one command that prints them. Raises CallFailed."""
        return self._guarded(read, lambda: self._call(read, withhold=False))

    def send(self, change: Change) -> Mapping[str, Any]:
        """The answer of a change, sent once (with the client's retries where the change allows them).

        Raises CallFailed; ``unsure`` on its error tells whether the change may have landed all the same.
        """
        return self._guarded(change, lambda: self._sent(change))

    def _in_time(self, read: Read, work: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        """The answer within the read's seconds; what was late is told apart: AWS, or a program with the credentials."""
        try:
            return within(read, work)
        except CallFailed as failed:
            if failed.error.code != "Timeout" or not self.sessions.is_signing_in(read.target):
                raise
            raise CallFailed(self._failures.late(failed.error, read)) from None

    def _sent(self, change: Change) -> Mapping[str, Any]:
        self._check_whose(change)
        return self._call(change, retry=change.retry)

    def _check_whose(self, change: Change) -> None:
        """Credentials that enter no role may be another account's by now: somebody signed in anew, or a tool did.

        Asks AWS only where these were not asked yet, which is after a new sign-in. Raises CallFailed.
        """
        target = change.target
        if target.role_name or not target.account:
            return
        if not self.sessions.account_of(target):
            try:
                self.read(Read(target=target, service="sts", operation="GetCallerIdentity"))
            except CallFailed as failed:
                raise CallFailed(msgspec.structs.replace(failed.error, unsent=True)) from None
        whose = self.sessions.account_of(target)
        if whose != target.account:
            said = f"the credentials now belong to account {whose}"
            error = call_error(RuntimeError(said), change)
            raise CallFailed(msgspec.structs.replace(error, code="OtherAccount", message=said, unsent=True))

    def _watch(self, client: Any, present: Callable[[], Target]) -> None:
        events = client.meta.events
        self._rates.watch(events, present)  # first: a call that waits for its turn has not begun
        self._activity.watch(events, present)
        self._attempts.watch(events)
        self._retries.watch(client, present)

    def _fetch(self, read: Read) -> Mapping[str, Any]:
        if read.target.role_name and (read.service, read.operation) == ("sts", "GetCallerIdentity"):
            told = self.sessions.newly_assumed(read.target)
            if told is not None:
                return told
        if (read.service, read.operation) == ("sts", "GetCallerIdentity"):
            answer = self._call(read)
            self.sessions.belongs(read.target, str(answer.get("Account", "")))
            return answer
        client = self.sessions.client(read.target, read.service)
        method = _method(client, read)
        ask = pages.first_with_something if read.first_page else pages.everything
        self._attempts.lost = False
        return _without_metadata(ask(client, method, read.parameters))

    def _call(self, call: Call, *, retry: bool = True, withhold: bool = True) -> Mapping[str, Any]:
        client = self.sessions.client(call.target, call.service, retry=retry)
        self._attempts.lost = False
        answer: Mapping[str, Any] = getattr(client, _method(client, call))(**call.parameters)
        return _without_metadata(answer) if withhold else answer

    def _guarded(self, call: Call, work: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        try:
            return self._tried(call, work)
        except CallFailed:
            raise
        except Exception as error:  # noqa: BLE001 - every failure becomes a CallError
            # Not "from error": below it may stand a line of a credentials file.
            raise CallFailed(self._failures.explained(error, call, lost=self._attempts.lost)) from None

    def _tried(self, call: Call, work: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        """The work; once more with a new session where AWS says that the one that was held is over."""
        self._attempts.lost = False
        try:
            return work()
        except Exception as error:
            if not self._over(error):
                raise
            self.sessions.drop(call.target)
            return work()

    def _over(self, error: Exception) -> bool:
        """Whether a session has run out before its time. AWS looks at nothing else then, so nothing was carried out."""
        code = call_error(error, NOTHING).code
        return not isinstance(error, SignInFailed) and code in RUN_OUT and not self._attempts.lost


class Attempts(threading.local):
    """Whether the answer of any try of this thread's present call was lost; the last try's error alone does not say.

    A request that timed out and was refused when it was sent again may have been carried out the first time.
    """

    lost = False

    def watch(self, events: Any) -> None:
        """Follow a client's tries."""
        events.register("response-received", self._received)

    def _received(self, exception: Exception | None, response_dict: Any, **_: Any) -> None:
        broken = bool(response_dict) and response_dict.get("status_code", 0) >= 500
        self.lost = self.lost or broken or isinstance(exception, LOST_ANSWER)


def within(read: Read, work: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """The work's answer, or CallFailed after the read's seconds; a work that hangs is left to its daemon thread."""
    done: queue.SimpleQueue[Mapping[str, Any] | CallFailed] = queue.SimpleQueue()

    def run() -> None:
        try:
            done.put(work())
        except CallFailed as failed:
            done.put(failed)

    in_background(run, f"within-{read.operation}")
    try:
        answer = done.get(timeout=read.seconds)
    except queue.Empty:
        error = call_error(TimeoutError(f"no answer within {read.seconds:g} seconds"), read)
        raise CallFailed(msgspec.structs.replace(error, code="Timeout")) from None
    if isinstance(answer, CallFailed):
        raise answer
    return answer


def _method(client: Any, call: Call) -> str:
    names: Mapping[str, str] = {operation: name for name, operation in client.meta.method_to_api_mapping.items()}
    return names[call.operation]


def _without_metadata(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """What AWS said, without what one signs in with: of a session, only who it is and until when comes out."""
    said = {name: _whole(without_withheld(value)) for name, value in answer.items() if name != "ResponseMetadata"}
    return without_withheld(said)  # type: ignore[no-any-return]  # a mapping stays one


def _whole(value: Any) -> Any:
    """A value; of a stream its bytes, up to one more than anybody takes, since an answer is data. Raises botocore's."""
    if not isinstance(value, StreamingBody):
        return value
    with contextlib.closing(value):
        content = value.read(LARGEST_STREAM + 1)
        if len(content) <= LARGEST_STREAM:
            content += value.read(1)  # at its end botocore looks whether all has come
        return content
