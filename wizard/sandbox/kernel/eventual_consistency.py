"""Eventual consistency: AWS Organizations does not show yet what was made a moment ago, in lists and when asked for it.

What there is when the lag is asked for is old and always shown. Anything newer stays out of so many answers that
would have shown it; answers with nothing new in them do not count, so a test need not know how often is looked before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from wizard.sandbox.kernel.wire import Response

LISTS = {"ListAccounts": "Accounts", "ListCreateAccountStatus": "CreateAccountStatuses"}
DESCRIBE = "DescribeAccount"
_UNKNOWN = {"__type": "AccountNotFoundException", "Message": "You specified an account that doesn't exist."}


class EventualConsistency:
    """How many more answers of each list lag behind, and what is old."""

    def __init__(self) -> None:
        self._left: dict[str, int] = {}
        self._old: frozenset[str] = frozenset()

    def begin(self, polls: int, old: Iterable[str]) -> None:
        """From now on new entries stay out of so many answers of each list. old: ids that are listed already."""
        self._left, self._old = dict.fromkeys([*LISTS, DESCRIBE], polls), frozenset(old)

    def seen(self, operation: str, response: Response) -> Response:
        """The answer as a caller sees it who looks too early."""
        if self._left.get(operation, 0) < 1 or response.status != 200:
            return response
        answer = json.loads(response.body)
        if operation == DESCRIBE:
            return self._described(answer["Account"]["Id"], response)
        entries = answer.get(LISTS[operation], [])
        old = [entry for entry in entries if entry["Id"] in self._old]
        if len(old) == len(entries):
            return response
        self._left[operation] -= 1
        return Response(200, response.headers, json.dumps({**answer, LISTS[operation]: old}).encode())

    def _described(self, account: str, response: Response) -> Response:
        if account in self._old:
            return response
        self._left[DESCRIBE] -= 1
        return Response(400, response.headers, json.dumps(_UNKNOWN).encode())
