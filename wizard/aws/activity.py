"""What goes over the wire, as events: one CallBegan and one CallEnded for each attempt-independent API call.

It listens to botocore's own events, so pages of a paginated read and the AssumeRole that botocore makes by itself
are seen too.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

from wizard.aws import exchange
from wizard.aws.errors import call_error
from wizard.aws.expected import expected
from wizard.model import Call, CallBegan, CallEnded, Event, Target

READS = ("Get", "List", "Describe", "Lookup", "Head", "Assume", "Search", "Validate")
# Whatever these are called: what they make is a sign-in, and nothing in an account.
SIGN_IN = ("sso", "sso-oidc", "signin", "sts")
KEY = "firetiger_onboard_call"
ASKED = "firetiger_onboard_asked"


class Activity:
    """Turns botocore's events into ours. emit is called on whichever thread makes the call."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self._numbers = itertools.count(1)

    def watch(self, events: Any, present: Callable[[], Target]) -> None:
        """Follow a client's calls. present: where this thread's call goes, and by which way in."""
        events.register("before-parameter-build", lambda params, context, **_: context.update({ASKED: params}))
        events.register("before-call", lambda model, context, **_: self._began(model, context, present()))
        events.register("after-call", lambda parsed, context, **_: self._ended(context, *_said(parsed), parsed))
        events.register("after-call-error", self._failed)

    def _began(self, model: Any, context: dict[str, Any], target: Target) -> None:
        began = CallBegan(
            number=next(self._numbers),
            at=time.time(),
            account=target.account,
            region=target.region,
            service=model.service_model.service_name,
            operation=model.name,
            writes=not (model.name.startswith(READS) or model.service_model.service_name in SIGN_IN),
        )
        context[KEY] = (began, time.perf_counter())
        self._emit(began)

    def _failed(self, exception: Exception, context: dict[str, Any], **_: Any) -> None:
        self._ended(context, call_error(exception, Call(target=Target(), service="", operation="")).code, "")

    def _ended(self, context: dict[str, Any], outcome: str, message: str, answer: Any = None) -> None:
        if KEY not in context:
            return
        began, started = context.pop(KEY)
        self._emit(
            CallEnded(
                number=began.number,
                at=began.at,
                account=began.account,
                region=began.region,
                service=began.service,
                operation=began.operation,
                writes=began.writes,
                seconds=time.perf_counter() - started,
                outcome=outcome,
                expected=expected(began.service, began.operation, outcome, message),
                request=exchange.as_text(context.pop(ASKED, None)),
                answer=exchange.as_text(answer),
                request_id=exchange.request_id(answer),
            )
        )


def _said(parsed: Any) -> tuple[str, str]:
    error = parsed.get("Error", {}) if isinstance(parsed, dict) else {}
    return str(error.get("Code", "") or "ok"), str(error.get("Message", ""))
