"""Many roles as IAM has them, in as few rounds of side-by-side reads as it takes: three for any number of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from wizard.model import CallError, Read, Reader, Target
from wizard.resources.identity_policies import NO_SUCH, iam
from wizard.resources.role import Role, role_from_aws

Answer = Mapping[str, Any] | CallError


def roles(read: Reader, wanted: Sequence[tuple[Target, str]], kept: str = "") -> list[Role | CallError | None]:
    """Each role with its policies, by where it is looked for and its name; None where IAM has none of that name.

    What could not be read is its CallError. kept: as ``Read.kept``, of the role itself and of there being none.
    """
    asked = [iam(target, "GetRole", RoleName=name) for target, name in wanted]
    got = _entering_once(read, [msgspec.structs.replace(one, kept=kept, absent=NO_SUCH) for one in asked])
    there = [place for place, answer in zip(wanted, got, strict=True) if not isinstance(answer, CallError)]
    lists = read.many([iam(target, operation, RoleName=name) for target, name in there for operation in _LISTS])
    names = [(*place, policy) for place, answer in zip(there, lists[1::2], strict=True) for policy in _names(answer)]
    documents = read.many([_inline(*one) for one in names])
    inline: dict[tuple[Target, str], dict[str, Answer]] = {place: {} for place in there}
    for (target, name, policy), answer in zip(names, documents, strict=True):
        inline[target, name][policy] = answer
    attached = dict(zip(there, zip(lists[::2], lists[1::2], strict=True), strict=True))
    return [
        _none_or_error(answer)
        if isinstance(answer, CallError)
        else _role(answer, attached[place], inline[place], place)
        for place, answer in zip(wanted, got, strict=True)
    ]


def _entering_once(read: Reader, asked: Sequence[Read]) -> list[Answer]:
    """Every answer; an account that one question could not enter is not tried again with the others."""
    door = {one.target: index for index, one in reversed([*enumerate(asked)]) if one.target.role_name}
    first = [index for index, one in enumerate(asked) if door.get(one.target, index) == index]
    answers = dict(zip(first, read.many([asked[index] for index in first]), strict=True))
    shut = {target: answer for target, index in door.items() if _is_shut(answer := answers[index])}
    further = [index for index, one in enumerate(asked) if index not in answers and one.target not in shut]
    if further:
        answers |= zip(further, read.many([asked[index] for index in further]), strict=True)
    return [answers[index] if index in answers else shut[one.target] for index, one in enumerate(asked)]


def _is_shut(answer: Answer) -> bool:
    return isinstance(answer, CallError) and answer.operation == ENTERING


ENTERING = "AssumeRole"
_LISTS = ("ListAttachedRolePolicies", "ListRolePolicies")


def _inline(target: Target, name: str, policy: str) -> Read:
    return iam(target, "GetRolePolicy", RoleName=name, PolicyName=policy)


def _names(answer: Answer) -> Sequence[str]:
    return () if isinstance(answer, CallError) else answer.get("PolicyNames", ())


def is_gone(answer: Answer) -> bool:
    """Whether IAM has none of what was asked for."""
    return isinstance(answer, CallError) and answer.code in NO_SUCH


def _none_or_error(error: CallError) -> CallError | None:
    return None if is_gone(error) else error


def _role(
    got: Mapping[str, Any], lists: tuple[Answer, Answer], inline: Mapping[str, Answer], place: tuple[Target, str]
) -> Role | CallError | None:
    """What was deleted since the answer before, or shows no longer, is not there."""
    attached, listed = lists
    there = {name: answer for name, answer in inline.items() if not is_gone(answer)}
    for answer in (attached, listed, *there.values()):
        if isinstance(answer, CallError):
            return _none_or_error(answer)
    documents = {name: answer["PolicyDocument"] for name, answer in there.items()}  # type: ignore[index]  # no errors
    return role_from_aws(got, attached, documents, place[1])  # type: ignore[arg-type]  # nor here
