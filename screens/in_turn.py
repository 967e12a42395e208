"""Keys and pastes take effect in the order in which they come, also where many come at once.

Textual hands a key to the widget that has the focus and looks at the next one. A letter is in its field at once, while
a Backspace or an Enter before it is a binding, which takes effect only when it has gone up to the app: on a slow line
"nam⌫me↵" became "namme", and what follows an Enter stood in the field before. So each waits until the one before it has
gone all the way up, and then whatever was sent because of it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

SOON = 0.01
"""Seconds after which it is asked whether a key has had its effect, unless another waits for it: it is painted then."""
LONGEST = 0.5
"""Seconds after which the next one goes anyway: a widget that is taken away says nothing more."""


class InTurn:
    """Sends one at a time. send: hands it to Textual."""

    def __init__(self, app: App[Any], send: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app, self._send = app, send
        self._waiting: deque[events.Event] = deque()
        self._under_way: events.Event | None = None
        self._target: MessagePump | None = None
        self._asked: events.Event | None = None
        self._gives_up: asyncio.TimerHandle | None = None

    @property
    def busy(self) -> bool:
        """Whether one has not had its effect yet, as far as is known."""
        return self._under_way is not None

    async def take(self, event: events.Key | events.Paste) -> None:
        """Send it, now or when the ones before it have had their effect."""
        self._waiting.append(event)
        if self._under_way is None:
            await self._next()
        else:
            await self._ask(self._under_way, self._target)

    async def _next(self) -> None:
        self._under_way = None
        if not self._waiting:
            return
        event = self._under_way = self._waiting.popleft()
        self._target = self._app.focused or self._app.screen
        await self._send(event)
        loop = asyncio.get_running_loop()
        self._gives_up = loop.call_later(LONGEST, self._app.call_later, self._done, event)
        if self._waiting:
            await self._ask(event, self._target)
        else:
            loop.call_later(SOON, self._app.call_later, self._ask, event, self._target)

    async def _ask(self, event: events.Event, target: MessagePump | None) -> None:
        """Once for the key itself, and once more for what its widget has sent upon it."""
        if self._asked is event or self._under_way is not event:
            return
        self._asked = event
        await self._climb(target, partial(self._climb, target, partial(self._done, event)))

    async def _climb(self, node: MessagePump | None, then: Callable[[], Awaitable[None]]) -> None:
        """Go on when this and all that contains it, up to the app, have seen what they were sent so far."""
        if node is None or not node.call_later(self._climb, node._parent, then):
            await then()

    async def _done(self, event: events.Event) -> None:
        if self._under_way is not event:
            return
        if self._gives_up is not None:
            self._gives_up.cancel()
        await self._next()
