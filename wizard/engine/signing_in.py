"""The sign-in that is under way, if any: begun by a person, followed by front ends, and what comes after it.

At most one is under way. When it is done every session is made anew and every step looked at again, so that whatever
waited for it goes on; where it failed they are looked at, too, since that may be known to be the cause now; a
sign-in that somebody makes with other tools has the same effect.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from wizard.model import Login, LoginChanged, LoginFlow, LoginProvider, LoginView

# Seconds between two looks for what other tools have written.
EVERY = 0.5


class Nobody:
    """Where there is nothing to sign in to."""

    def begin(self, login: Login, tell: Callable[[LoginView], None]) -> LoginFlow:
        """There is no sign-in here. Raises LookupError."""
        tell(LoginView(login=login, stage="failed"))
        raise LookupError(f"you can't sign in to {login.name}")

    def forget(self) -> None:
        """Nothing is held."""

    def trace(self) -> object:
        """Nothing ever changes."""
        return None


class SigningIn:
    """begin, give and cancel may be called from any thread. again: has everything looked at anew."""

    def __init__(
        self,
        signs_in: LoginProvider,
        emit: Callable[[LoginChanged], None],
        again: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._signs_in, self._emit, self._again = signs_in, emit, again
        self._lock = threading.Lock()
        self._flow: LoginFlow | None = None
        self._number = 0
        self._clock = clock
        self._next = 0.0
        self._trace = self._changing = signs_in.trace()

    @property
    def view(self) -> LoginView | None:
        """How the sign-in stands, or None where none was begun."""
        flow = self._flow
        return flow.view if flow else None

    def begin(self, login: Login) -> None:
        """Begin this one; another that is under way is cancelled."""
        self.cancel()
        with self._lock:
            self._number += 1
            number = self._number
        flow = self._signs_in.begin(login, lambda view: self._told(number, view))
        with self._lock:
            if number == self._number:
                self._flow = flow
        self._emit(LoginChanged(stage=flow.view.stage))

    def give(self, code: str) -> None:
        """Pass on the person's code."""
        if self._flow is not None:
            self._flow.give(code)

    def cancel(self) -> None:
        """End it; nothing has happened."""
        flow = self._flow
        if flow is not None and not flow.view.over:
            flow.cancel()

    def is_due(self) -> bool:
        """Whether it is time to look elsewhere again."""
        return self._clock() >= self._next

    def look_elsewhere(self) -> None:
        """Where somebody has signed in with other tools, everything begins anew; reads what files there are.

        Another kind of sign-in that is under way goes on: it need not be this one that was made. What has changed has
        to stand still from one look to the next: other tools write more than one file, and our own flow writes one
        just before it is done.
        """
        self._next = self._clock() + EVERY
        trace, before = self._signs_in.trace(), self._changing
        self._changing = trace
        if trace != self._trace and trace == before:
            self.start_over()
            self._again()
            flow = self._flow
            if flow is not None and flow.view.login.kind == "command":
                flow.overtaken()

    def start_over(self) -> None:
        """Start from the credentials on disk: a person asks to look again, or has signed in elsewhere."""
        self._trace = self._signs_in.trace()
        self._signs_in.forget()

    def _told(self, number: int, view: LoginView) -> None:
        if number != self._number:
            return
        if view.stage == "done":
            self._trace = self._signs_in.trace()
        if view.stage in ("done", "failed"):
            # Also why it failed may be what stands in the way now.
            self._again()
        self._emit(LoginChanged(stage=view.stage))
