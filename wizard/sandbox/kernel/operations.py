"""The table of AWS operations that the sandbox answers itself, and what passes between them.

A simulated operation is a function from a `Call` to the answer's members as the AWS model names them.
It is entered in the table by its service and operation name; a call that no function claims goes on to
moto. A gate sees every call of its service first and may refuse it. Errors are raised as `AwsError`
with the code and message of AWS; which protocol carries them is not known here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from wizard.sandbox.kernel.identities import Principal
    from wizard.sandbox.kernel.world import World

Answer: TypeAlias = "dict[str, Any]"
Operation: TypeAlias = "Callable[[Call], Answer | Forward]"
Gate: TypeAlias = "Callable[[Call], None]"

_OPERATIONS: dict[tuple[str, str], Operation] = {}
_GATES: dict[str, list[Gate]] = {}


@dataclass(frozen=True)
class Forward:
    """Let moto answer, in the name of that account if one is given."""

    account: str | None = None


@dataclass
class Call:
    """One AWS call: who calls what, where, with what."""

    world: World
    principal: Principal
    region: str
    service: str
    operation: str
    parameters: dict[str, Any]
    request_id: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    source_ip: str = ""

    @property
    def account(self) -> str:
        return self.principal.account

    def get(self, name: str, default: Any = None) -> Any:
        """A parameter, or the default where it was not given."""
        value = self.parameters.get(name)
        return default if value is None else value


def operation(service: str, *names: str) -> Callable[[Operation], Operation]:
    """Enters a function in the table under these operations."""

    def enter(function: Operation) -> Operation:
        _OPERATIONS.update(dict.fromkeys(((service, name) for name in names), function))
        return function

    return enter


def gate(service: str) -> Callable[[Gate], Gate]:
    """Has a function look at every call of a service before it is answered."""

    def enter(function: Gate) -> Gate:
        _GATES.setdefault(service, []).append(function)
        return function

    return enter


def answer(call: Call) -> Answer | Forward:
    """The sandbox's own answer, or Forward; raises AwsError."""
    for look in _GATES.get(call.service, []):
        look(call)
    function = _OPERATIONS.get((call.service, call.operation))
    return function(call) if function is not None else Forward()


def page(
    items: list[Any], call: Call, size: int, *, token: str = "NextToken", limit: str = ""
) -> tuple[list[Any], Any]:
    """One page of items and the token of the next, None on the last."""
    start = int(call.get(token, "0") or 0)
    count = min(int(call.get(limit, size) if limit else size), size)
    following = start + count
    return items[start:following], str(following) if following < len(items) else None
