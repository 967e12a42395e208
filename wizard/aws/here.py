"""AWS asked from this very process: headless, and at the far end of the socket."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from wizard.aws.gateway import Gateway
from wizard.aws.sign_in import SignIn
from wizard.host.timing import Timing
from wizard.model import Event


class Here:
    """An `Access` (see `access`) without a socket."""

    def __init__(self, timing: Timing, user_agent: str) -> None:
        self._timing, self._user_agent = timing, user_agent
        self._emit: Callable[[Event], None] = _nobody
        self._closing: Callable[[], bool] = _never
        self.gateway = Gateway(lambda event: self._emit(event), timing, user_agent, lambda: self._closing())
        self.signs_in = SignIn(self.gateway.sessions, timing)

    @cached_property
    def quiet(self) -> Gateway:
        """Calls that nobody is told of."""
        return Gateway(_nobody, self._timing, self._user_agent)

    def follow(self, emit: Callable[[Event], None], closing: Callable[[], bool]) -> None:
        """Have every call of the gateway told."""
        self._emit, self._closing = emit, closing

    def close(self) -> None:
        """There is nothing to end: what is under way is on daemon threads."""


def _nobody(_event: Event) -> None:
    """Nobody is told."""


def _never() -> bool:
    return False
