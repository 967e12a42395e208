"""A tiny HTTP server that answers what a test tells it to, well-behaved or not, and keeps what it was asked."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs

PAGE = b"<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>Welcome</body></html>"


@dataclass(frozen=True)
class Asked:
    """A request. operation: as AWS calls it, "" where only the path tells."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def operation(self) -> str:
        target = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        return target or parse_qs(self.body.decode("latin-1")).get("Action", [""])[0]

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"{}")

    @property
    def key(self) -> str:
        """The access key that signed it."""
        return self.headers.get("Authorization", "").partition("Credential=")[2].partition("/")[0]


@dataclass(frozen=True)
class Reply:
    """An answer. way: ``whole``; ``cut`` (less than it promised), ``unended`` (no length, cut off), ``lost`` (read and
    never answered), ``silent`` (nothing until the test is over)."""

    status: int = 200
    body: bytes = b""
    type: str = "application/x-amz-json-1.1"
    headers: Mapping[str, str] = field(default_factory=dict)
    way: Literal["whole", "cut", "unended", "lost", "silent"] = "whole"


def answers(value: Any) -> Reply:
    return Reply(body=json.dumps(value).encode())


def refuses(code: str, message: str = "no", status: int = 400) -> Reply:
    """An error as the JSON protocols spell it."""
    return Reply(status, json.dumps({"__type": code, "message": message}).encode())


def refuses_in_xml(code: str, message: str = "no", status: int = 403) -> Reply:
    """An error as STS, IAM and CloudFormation spell it."""
    text = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    return Reply(status, f"{text}<RequestId>r</RequestId></ErrorResponse>".encode(), "text/xml")


def web_page(status: int = 200) -> Reply:
    return Reply(status, PAGE, "text/html; charset=utf-8")


def identity(account: str = "111122223333") -> Reply:
    said = f"<Arn>arn:aws:iam::{account}:user/ada</Arn><UserId>U</UserId><Account>{account}</Account>"
    result = f"<GetCallerIdentityResult>{said}</GetCallerIdentityResult>"
    return Reply(body=f"<GetCallerIdentityResponse>{result}</GetCallerIdentityResponse>".encode(), type="text/xml")


def session(key: str = "ASIASESSION", lasts: timedelta = timedelta(hours=1), arn: str = "a") -> Reply:
    """What AssumeRole answers; its ARN is none unless one is given."""
    end = (datetime.now(UTC) + lasts).isoformat()
    keys = f"<AccessKeyId>{key}</AccessKeyId><SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken>"
    user = f"<AssumedRoleUser><Arn>{arn}</Arn><AssumedRoleId>i</AssumedRoleId></AssumedRoleUser>"
    result = f"<Credentials>{keys}<Expiration>{end}</Expiration></Credentials>{user}"
    text = f"<AssumeRoleResponse><AssumeRoleResult>{result}</AssumeRoleResult></AssumeRoleResponse>"
    return Reply(body=text.encode(), type="text/xml")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # With the standard five, connections made at the same time are dropped and tried again a second later.
    request_queue_size = 128


class Endpoint:
    """The running server. answer: from a request to a reply; set it before the first call."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.answer: Callable[[Asked], Reply] = lambda _: answers({})
        self.asked: list[Asked] = []
        self.over = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        if context:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def operations(self) -> list[str]:
        return [asked.operation for asked in self.asked]

    def _handler(self) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - three small methods
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                asked = Asked(self.command, self.path, dict(self.headers.items()), body)
                endpoint.asked.append(asked)
                self._send(endpoint.answer(asked))

            do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = do_CONNECT = answer  # noqa: N815 - http.server's names

            def _send(self, reply: Reply) -> None:
                if reply.way == "silent":
                    endpoint.over.wait(30)
                if reply.way in ("silent", "lost"):
                    self._hang_up()
                    return
                self.send_response(reply.status)
                for name, value in {"Content-Type": reply.type, **reply.headers}.items():
                    self.send_header(name, value)
                if reply.way != "unended":
                    self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                whole = reply.way == "whole"
                if self.command != "HEAD":
                    self.wfile.write(reply.body if whole else reply.body[: len(reply.body) // 2])
                if not whole:
                    self._hang_up()

            def _hang_up(self) -> None:
                self.close_connection = True
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)

            def log_message(self, *_: Any) -> None:
                """Nothing on the terminal."""

        return Handler
