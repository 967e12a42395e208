"""Tells when botocore waits before it tries a call again: why, and for how long.

Which answers are tried again, how often and after how long stays botocore's decision (its standard mode). botocore says
so to nobody, so its handler is registered anew inside of one that tells. That costs a second retry quota for each
client, which nobody draws from.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from botocore.retries.standard import register_retry_handler

from wizard.aws import activity
from wizard.model import CallBegan, CallDelayed, Event, Target
from wizard.model.views import Cause

TOO_MANY = 429
THROTTLED = (
    "throttl",
    "toomanyrequests",
    "requestlimitexceeded",
    "slowdown",
    "limitexceeded",
    "priorrequestnotcomplete",
)


class Retries:
    """Turns botocore's pauses into events. emit is called on the thread that makes the call, before it waits."""

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit

    def watch(self, client: Any, present: Callable[[], Target]) -> None:
        """Follow a client that tries again; another one is left as it is. present: for whom it calls."""
        attempts = int((client.meta.config.retries or {}).get("total_max_attempts") or 1)
        if attempts < 2:
            return
        events, service = client.meta.events, client.meta.service_model.service_id.hyphenize()
        name, handle = f"needs-retry.{service}", f"retry-config-{service}"
        events.unregister(name, unique_id=handle)
        decide = register_retry_handler(client, attempts).needs_retry
        events.unregister(name, unique_id=handle)

        def told(**answered: Any) -> Any:
            pause = decide(**answered)
            if pause:
                self._emit(_delayed(answered, present(), attempts, float(pause)))
            return pause

        events.register(name, told, unique_id=handle)


def _delayed(answered: dict[str, Any], target: Target, attempts: int, pause: float) -> CallDelayed:
    model = answered["operation"]
    began = answered["request_dict"]["context"].get(activity.KEY)
    number = began[0].number if began and isinstance(began[0], CallBegan) else 0
    cause, outcome = _cause(answered["response"], answered["caught_exception"])
    return CallDelayed(
        number=number,
        at=time.time(),
        account=target.account,
        region=target.region,
        service=model.service_model.service_name,
        operation=model.name,
        seconds=pause,
        cause=cause,
        outcome=outcome,
        attempt=int(answered["attempts"]) + 1,
        attempts=attempts,
    )


def _cause(response: Any, exception: Exception | None) -> tuple[Cause, str]:
    """Why it is tried again, and the error's code."""
    if response is None:
        return "unanswered", type(exception).__name__ if exception else ""
    answer, parsed = response
    code = str(parsed.get("Error", {}).get("Code", "") or answer.status_code)
    throttled = answer.status_code == TOO_MANY or any(word in code.lower() for word in THROTTLED)
    return ("throttled" if throttled else "unavailable"), code
