"""The proxy: reads what is asked, has the sandbox answer, and hands on another answer that AWS could give as well."""

from __future__ import annotations

import contextlib
import http.client
import io
import json
import threading
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.other_aws import refusals
from tests.other_aws.answers import ANSWERS
from tests.other_aws.limits import wrong
from tests.other_aws.pages import Pages
from tests.other_aws.wire import body_of, model, tree_of
from wizard.sandbox.kernel import wire as sandbox_wire

WAYS = (*ANSWERS, "pages", "codes", "silent", "busy", "throttled", "anonymous", "late", "between", "lacking")
"""pages: one thing a page. codes, silent: refusals spelled otherwise, or without words. busy, throttled: the first call
of each operation meets a proxy without a server, or a limit. anonymous: no request ids. late: what was written shows
only after some reads. between: an account is made through states that nobody has heard of.
lacking: what only tells more is not there, as where something else stands in for AWS."""
LATE = ("iam", "organizations", "cloudformation", "bedrock")
# https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackSetOperation.html: consistent.
AT_ONCE = ("DescribeStackSetOperation",)
READS = ("Get", "List", "Describe", "Lookup", "Search")
SECOND_READS = 2
# A path: who asks for it has waited until everything that was written shows.
SETTLED = "/_settled"
BETWEEN = 3


@dataclass
class Answer:
    """An answer on its way back."""

    status: int
    headers: dict[str, str]
    body: bytes


class Otherwise:
    """A WSGI application before an endpoint, which changes the answers in these ways, the same for the same seed."""

    def __init__(self, endpoint: str, ways: Iterable[str], seed: int) -> None:
        self.ways, self._dice = frozenset(ways), Random(seed)
        self._host = urllib.parse.urlsplit(endpoint).netloc
        self._pages, self._lock = Pages(), threading.RLock()
        self._asked: Counter[str] = Counter()
        self._states: Counter[str] = Counter()
        self._shown: dict[str, Answer] = {}
        self._owed: Counter[str] = Counter()
        # What AWS's models have against the requests that came.
        self.wrong: set[str] = set()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        answer = self._answer(environ, body)
        headers = {**answer.headers, "content-length": str(len(answer.body))}
        start(f"{answer.status} {http.client.responses.get(answer.status, 'Unknown')}", list(headers.items()))
        return [answer.body] if environ["REQUEST_METHOD"] != "HEAD" else []

    def _answer(self, environ: dict[str, Any], body: bytes) -> Answer:
        if environ["PATH_INFO"] == SETTLED:
            with self._lock:
                self._owed.clear()
            return Answer(200, {}, b"")
        signature = sandbox_wire.signature(environ)
        if signature is None or environ["PATH_INFO"].startswith("/_sandbox"):
            return self._from_behind(environ, body)
        try:
            message = sandbox_wire.read({**environ, "wsgi.input": io.BytesIO(body)}, signature.service)
        except sandbox_wire.UnreadableError:
            return self._from_behind(environ, body)
        with self._lock:
            early = self._before(message)
        if early is not None:
            return early
        who = f"{signature.access_key_id} {signature.region}"
        fresh = self._from_behind(environ, body)
        with self._lock:
            return self._changed(message, self._seen_late(message, who, fresh))

    def _before(self, message: sandbox_wire.Message) -> Answer | None:
        service, operation = message.service, message.operation
        named = f"{service}:{operation}"
        self._asked[named] += 1
        self.wrong.update(wrong(service, operation, message.parameters))
        if "pages" in self.ways:
            page = self._pages.waiting(service, operation, message.parameters)
            if page is not None:
                return self._told(message, page, Answer(200, {}, b""))
        if "lacking" in self.ways and (service in refusals.MORE or named in refusals.MORE):
            return Answer(*refusals.lacking(service, operation))
        if self._asked[named] == 1 and "busy" in self.ways and operation.startswith(READS):
            return Answer(503, {"content-type": "text/html"}, refusals.PROXY)
        if self._asked[named] == 1 + ("busy" in self.ways) and "throttled" in self.ways and operation.startswith(READS):
            code = refusals.throttling(service)
            return Answer(*refusals.refusal(service, code, "Rate exceeded", 400))
        return None

    def _from_behind(self, environ: dict[str, Any], body: bytes) -> Answer:
        connection = http.client.HTTPConnection(self._host, timeout=60)
        path = urllib.parse.quote(environ["PATH_INFO"].encode("latin-1"), safe="/:@!$&'()*+,;=~-._%")
        path = environ.get("RAW_URI") or path + (f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else "")
        headers = {
            name[5:].replace("_", "-").title(): value
            for name, value in environ.items()
            if name.startswith("HTTP_") and name not in ("HTTP_CONNECTION", "HTTP_TRANSFER_ENCODING")
        }
        headers |= {"Content-Type": environ["CONTENT_TYPE"]} if environ.get("CONTENT_TYPE") else {}
        connection.request(environ["REQUEST_METHOD"], path, body, {**headers, "Content-Length": str(len(body))})
        came = connection.getresponse()
        kept = {
            name.lower(): value
            for name, value in came.getheaders()
            if name.lower() not in ("connection", "content-length", "transfer-encoding", "server", "date")
        }
        with contextlib.closing(connection):
            return Answer(came.status, kept, came.read())

    def _seen_late(self, message: sandbox_wire.Message, who: str, fresh: Answer) -> Answer:
        """What was there before the last write, for some reads after it."""
        if "late" not in self.ways or message.service not in LATE or message.operation in AT_ONCE:
            return fresh
        if not message.operation.startswith(READS):
            if fresh.status < 300:
                for key in [key for key in self._shown if key.startswith(message.service)]:
                    self._owed[key] = SECOND_READS
            return fresh
        asked = json.dumps(message.parameters, sort_keys=True, default=str)
        key = f"{message.service} {message.operation} {who} {asked}"
        if self._owed[key] > 0:
            self._owed[key] -= 1
            return self._shown[key]
        self._shown[key] = fresh
        return fresh

    def _changed(self, message: sandbox_wire.Message, answer: Answer) -> Answer:
        answer = Answer(answer.status, dict(answer.headers), answer.body)
        if answer.status >= 400:
            return self._refused(message, answer)
        operation = model(message.service).operation_model(message.operation)
        try:
            tree = tree_of(operation, answer.body)
        except (ValueError, SyntaxError):
            return answer
        if not isinstance(tree, dict):
            return answer
        tree = self._between(message, tree)
        for name, change in ANSWERS.items():
            if name in self.ways:
                tree = change(operation, tree, self._dice)
        if "pages" in self.ways:
            tree = self._pages.first(message.service, message.operation, tree)
        return self._told(message, tree, answer)

    def _told(self, message: sandbox_wire.Message, tree: Any, answer: Answer) -> Answer:
        operation = model(message.service).operation_model(message.operation)
        kind = "application/x-amz-json-1.1" if "json" in operation.service_model.resolved_protocol else "text/xml"
        headers = {"content-type": kind, **answer.headers}
        if "anonymous" in self.ways:
            headers.pop("x-amzn-requestid", None)
        request_id = "" if "anonymous" in self.ways else "an-id-of-other-hands"
        return Answer(answer.status, headers, body_of(operation, tree, request_id))

    def _refused(self, message: sandbox_wire.Message, answer: Answer) -> Answer:
        if self.ways & {"codes", "silent"}:
            silent = "silent" in self.ways
            answer.body = refusals.respelled(message.service, answer.body, answer.headers, self._dice, silent=silent)
        return answer

    def _between(self, message: sandbox_wire.Message, tree: Any) -> Any:
        status = tree.get("CreateAccountStatus")
        if "between" not in self.ways or not status or self._states[status["Id"]] >= BETWEEN:
            return tree
        self._states[status["Id"]] += message.operation == "DescribeCreateAccountStatus"
        known = {name: status[name] for name in ("Id", "AccountName", "RequestedTimestamp") if name in status}
        return {"CreateAccountStatus": {**known, "State": "CHECKING_IDENTITY"}}


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def otherwise(endpoint: str, ways: Iterable[str], seed: int = 1) -> Iterator[str]:
    """The address of a proxy before that endpoint. Fails at the end where a request was none by AWS's models."""
    application = Otherwise(endpoint, ways, seed)
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, name="other-aws", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
        assert not application.wrong, application.wrong
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
