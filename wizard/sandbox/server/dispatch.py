"""One AWS call, from request to response.

It is read as an operation, meets the faults and the weather, is identified, and is then answered by the sandbox's own
table or by moto, in the name of the account whose credentials signed it. AWS's work happens under one lock;
waiting (latency, a hanging call) happens outside it.
"""

from __future__ import annotations

import io
import re
import time
import traceback
from typing import Any

from werkzeug.test import run_wsgi_app

from wizard.sandbox.kernel import errors as refusals
from wizard.sandbox.kernel import faults, wire
from wizard.sandbox.kernel.chaos import Chaos
from wizard.sandbox.kernel.errors import AwsError
from wizard.sandbox.kernel.identities import ANONYMOUS, Principal
from wizard.sandbox.kernel.operations import Call, Forward, answer
from wizard.sandbox.kernel.wire import Environ, Message, Response
from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.authorization.check import check
from wizard.sandbox.services.authorization.needed import bucket_owner
from wizard.sandbox.services.organizations.state import management_of

_CODE = re.compile(rb"<Code>([^<]+)</Code>|\"__type\":\s*\"(?:[^\"#]*#)?([^\"]+)\"")

# Where a request keeps its body: reading it as an operation uses up the stream that moto wants to read again.
BODY = "sandbox.body"


class Dispatch:
    """One AWS call, from request to response."""

    def __init__(self, world: World, weather: Chaos, moto: Any, environ: Environ) -> None:
        self._world, self._weather, self._moto, self._environ = world, weather, moto, environ
        self._signature = wire.signature(environ)
        self._request_id = wire.new_request_id()
        self._principal: Principal | None = None
        # Whether the answer is to be lost half way.
        self.cut = False

    def response(self) -> Response:
        try:
            message = wire.read(self._environ, self._signature.service if self._signature else wire.UNSIGNED)
        except wire.UnreadableError:
            return self._unread() if self._signature else self._unsigned()
        with self._world.lock:
            self._principal = self._caller()
        time.sleep(self._weather.latency * self._world.pace.factor)
        return self._with_fault(message)

    def _with_fault(self, message: Message) -> Response:
        with self._world.lock:
            fault = self._world.faults.take(message.service, message.operation)
            account = self._principal.account if self._principal else ""
            fault = fault or self._weather.fault(account, message.service, message.operation)
        if fault is None:
            return self._logged(message, self._answered(message))
        arn = self._principal.arn if self._principal else "anonymous"
        error = faults.error(fault, message, arn)
        if error is not None:
            return self._logged(message, wire.refuse(message, error, self._request_id))
        return self._broken(fault, message)

    def _broken(self, fault: faults.Fault, message: Message) -> Response:
        if fault.kind == "html":
            return self._logged(message, faults.html())
        if fault.kind == "hold-before":
            self._hold(message)
        if fault.kind in ("reset-before", "hold-before"):
            self._log(message, 0, fault.kind)
            faults.reset(self._environ)
        if fault.kind == "hang":
            time.sleep(fault.seconds)
        response = self._logged(message, self._answered(message))
        if fault.kind == "hold-after":
            self._hold(message)
        if fault.kind == "reset-after":
            faults.reset(self._environ)
        self.cut = fault.kind == "truncate"
        return response

    def _hold(self, message: Message) -> None:
        # The holding of the time when it began: a reset puts another in its place, and lets this one go.
        self._world.faults.holding.hold(f"{message.service}:{message.operation}")

    def _answered(self, message: Message, owner: str = "") -> Response:
        """owner: in whose name moto answers those who did not sign."""
        response = self._worked_out(message, owner)
        with self._world.lock:
            return self._world.faults.lagging.seen(message.operation, response)

    def _worked_out(self, message: Message, owner: str = "") -> Response:
        try:
            with self._world.lock:
                self._world.pace.settle()
                call = self._identified(message)
                self._check(call, wire.protocol(message))
                result = answer(call)
                if isinstance(result, Forward):
                    return self._forwarded(result.account or call.account or owner, message)
                return wire.respond(message, result, self._request_id)
        except AwsError as error:
            return wire.refuse(message, error, self._request_id)
        except NotImplementedError:
            return wire.refuse(message, _lacking(message), self._request_id)
        except Exception:  # noqa: BLE001 - a server answers, whatever moto trips over
            traceback.print_exc()
            tripped = refusals.internal(wire.protocol(message)) if self._moto_has_service() else _lacking(message)
            return wire.refuse(message, tripped, self._request_id)

    def _check(self, call: Call, spoken: str) -> None:
        """Raises what the policies have against the call, or do not have for it."""
        if call.principal.kind != "anonymous":
            self._weather.check(call, spoken, management_of(call.account))
        check(call, spoken)

    def _caller(self) -> Principal | None:
        if self._signature is None:
            return ANONYMOUS
        return self._world.identities.find(self._signature.access_key_id)

    def _identified(self, message: Message) -> Call:
        principal = self._principal
        spoken = wire.protocol(message)
        token = self._signature.session_token if self._signature else ""
        if principal is None or principal.session_token != token:
            raise refusals.unknown_key(spoken)
        if principal.expires is not None and principal.expires <= self._world.pace.now():
            raise refusals.expired_token(spoken)
        return Call(
            world=self._world,
            principal=principal,
            region=self._region(),
            service=message.service,
            operation=message.operation,
            parameters=message.parameters,
            request_id=self._request_id,
            headers=message.headers,
            source_ip=str(self._environ.get("REMOTE_ADDR", "")),
        )

    def _forwarded(self, account: str, message: Message) -> Response:
        response = self._to_moto(account)
        if response.status >= 404 and "html" in response.headers.get("Content-Type", ""):
            # moto says what it lacks in HTML; no AWS service does.
            raise _lacking(message)
        return response

    def _to_moto(self, account: str) -> Response:
        self._environ["HTTP_X_MOTO_ACCOUNT_ID"] = account
        self._environ["wsgi.input"] = io.BytesIO(self._environ[BODY])
        chunks, status, headers = run_wsgi_app(self._moto, self._environ, buffered=True)
        return Response(int(status.split(" ", 1)[0]), dict(headers), b"".join(chunks))

    def _moto_has_service(self) -> bool:
        host = self._moto.infer_service_region_host(self._environ, self._environ["PATH_INFO"])
        return self._moto.get_backend_for_host(host) is not None

    def _region(self) -> str:
        # A request without a signature does not say where it was meant to go.
        return self._signature.region if self._signature else ""

    def _unsigned(self) -> Response:
        bucket = self._environ["PATH_INFO"].removeprefix("/").partition("/")[0]
        owner = bucket_owner(bucket)
        if owner is not None:
            # S3 answers those who do not sign what it lets everybody do.
            message = wire.read(self._environ, "s3")
            self._principal = ANONYMOUS
            return self._logged(message, self._answered(message, owner[0]))
        # Federation is not signed either; moto tells it by its path.
        with self._world.lock:
            response = self._to_moto(self._world.account)
        self._log(Message("unsigned", self._environ["PATH_INFO"], {}), response.status, "")
        return response

    def _unread(self) -> Response:
        assert self._signature is not None
        message = Message(self._signature.service, "Unknown", {})
        self._log(message, 404, "UnknownOperationException")
        text = f'{{"__type": "UnknownOperationException", "Message": "The sandbox has no {message.service}."}}'
        return Response(404, {"Content-Type": "application/x-amz-json-1.1"}, text.encode())

    def _logged(self, message: Message, response: Response) -> Response:
        self._log(message, response.status, _error_code(response))
        return response

    def _log(self, message: Message, status: int, error: str) -> None:
        account = self._principal.account if self._principal else ""
        with self._world.lock:
            now = self._world.pace.now()
            self._world.calls.add(now, account, self._region(), message.service, message.operation, status, error)


def _lacking(message: Message) -> AwsError:
    text = f"The sandbox does not have {message.service}:{message.operation}."
    return AwsError("UnknownOperationException", text, 404)


def _error_code(response: Response) -> str:
    if response.status < 400:
        return ""
    named = response.headers.get("X-Amzn-Errortype") or response.headers.get("x-amzn-errortype")
    if named:
        return named.split(":")[0].rpartition("#")[2]
    found = _CODE.search(response.body)
    return (found[1] or found[2]).decode() if found else str(response.status)
