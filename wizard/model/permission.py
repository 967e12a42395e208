"""A call as a step declares it: when it is made, by whom, on what, and what AWS does of itself because of it.

That is all that an operator's IAM policy is made of, so whoever adds a call to a step writes one row beside the
step's code and nothing elsewhere. What decides are the answers alone, before AWS was asked anything. The cost is that
what a run happens to find (a stack that has failed, a role that is there) is in a policy only where an answer speaks
of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeVar

import msgspec

from wizard.model.questions import Answers
from wizard.model.vendor import Vendor

ForetoldT = TypeVar("ForetoldT")


# --- what decides --------------------------------------------------------------------------------------------------


class AccountChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Which account is onboarded and how it is entered, as the answers say it.

    mode: ``create``, ``existing`` or ``this-account``, which it is where no step asks. account: its id, ``*`` where
    nobody knows it yet. unit: the organizational unit that it is moved to. profile: whose credentials open the way in,
    where those signed in with don't. roles: those that the way in may go through; none where the profile is inside.
    """

    mode: str = "this-account"
    account: str = "*"
    unit: str = ""
    profile: str = ""
    roles: tuple[str, ...] = ()


class RegionChoice(msgspec.Struct, frozen=True, kw_only=True):
    """The region, as the answers say it; ``*`` where they don't."""

    region: str = "*"


class PrincipalChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Whose permissions are looked at, as the answers say it: ``user``, ``group``, ``role``, "" where nobody knows."""

    kind: str = ""
    name: str = "*"
    created: bool = False


class ManagedPolicyChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a permission goes into a managed policy whose name no answer has: what is handed over settles it."""

    settled_elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredTables:
    """The answers, a table for each step, as the calls of one of them are judged by them.

    step: whose calls those are. foretold: what the answers of all come to, by type (``Step.foretell``). So a call that
    hangs on the account's choice names no other step, and asks ``foretells(AccountChoice)``.
    """

    vendor: Vendor
    tables: Mapping[str, Answers] = field(default_factory=dict)
    foretold: tuple[object, ...] = ()
    step: str = ""

    @property
    def own(self) -> Answers:
        """The step's own answers."""
        return self.tables.get(self.step, Answers())

    def of(self, step: str) -> AnsweredTables:
        """The same, for another step's calls."""
        return replace(self, step=step)

    def foretells(self, kind: type[ForetoldT]) -> ForetoldT:
        """What the answers come to; what is so without any, where no step foretells it."""
        return next((value for value in reversed(self.foretold) if isinstance(value, kind)), kind())


When = Callable[[AnsweredTables], bool]


def always(_: AnsweredTables) -> bool:
    """Under any answers."""
    return True


def never(_: AnsweredTables) -> bool:
    """Under no answers: whoever has the policy, and the answers, needs no such call."""
    return False


# --- by whom -------------------------------------------------------------------------------------------------------


class By(Enum):
    """Who makes a call. Where the account that is signed in to is onboarded, all of them are one and the same."""

    SIGNED_IN = "whoever signs in"
    INSIDE = "whoever works inside the account that is onboarded"
    BOTH = "both of them"
    ENTERING = "whoever opens the way in: the answers' profile, else whoever signs in"


# --- on what -------------------------------------------------------------------------------------------------------


def _none(_: AnsweredTables) -> Mapping[str, Sequence[str]]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kind:
    """What an action can be narrowed to, and the word for it that the statement's Sid ends with.

    In the ARNs and the values of the condition stand {partition}, {region}, {vendor}, {account} (the caller's),
    {member} (the account that is onboarded), {unit}, {entry} (the roles of the way in), and what ``names`` has.
    A kind is itself alone: two of the same word stand in two statements, so steps share one from wizard/resources.
    """

    word: str = ""
    arns: tuple[str, ...] = ("*",)
    condition: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    names: Callable[[AnsweredTables], Mapping[str, Sequence[str]]] = _none


ANYTHING = Kind()
"""For actions that IAM narrows to no resource."""


# --- the call ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class InOurName:
    """An IAM action that AWS takes with the caller's permissions, because of a call."""

    action: str
    on: Kind = ANYTHING
    when: When = always


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """A call that a step may make, as ``service:Operation``. One that acts on different kinds has a row for each."""

    call: str
    writes: bool = False
    when: When = always
    by: By = By.INSIDE
    on: Kind = ANYTHING
    in_our_name: tuple[InOurName, ...] = ()


def needed(
    service: str,
    *operations: str,
    writes: bool = False,
    when: When = always,
    by: By = By.INSIDE,
    on: Kind = ANYTHING,
    in_our_name: Iterable[InOurName] = (),
) -> tuple[Needed, ...]:
    """A row for each of a service's operations that have all the rest in common."""
    side = tuple(in_our_name)
    return tuple(
        Needed(call=f"{service}:{operation}", writes=writes, when=when, by=by, on=on, in_our_name=side)
        for operation in operations
    )
