"""What can be as it is written and is mostly meant otherwise: said before anything is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from wizard.model import Finding, Fleet, Group
from wizard.text import shapes


def doubts(fleet: Fleet) -> tuple[Finding, ...]:
    """Each as a warning."""
    return (*_same_people(fleet), *_policies_of_one_account(fleet))


def _same_people(fleet: Fleet) -> Iterator[Finding]:
    """Groups whose roles the same people could be assigned to, by accident."""
    for kind, where in (("directory", "your directory"), ("saml", "the same SAML provider")):
        for names in _alike(fleet, kind):
            yield Finding(
                mark="warning",
                text=f"{_spoken(names)} are both for people from {where}"
                if len(names) == 2
                else f"{_spoken(names)} are all for people from {where}",
                detail="Assign each role to another directory group, or the members of one group get every role.",
            )
    for one, other in combinations(_by(fleet, "principals"), 2):
        if one.sign_in and other.sign_in and (both := set(one.sign_in.principals) & set(other.sign_in.principals)):
            text = f"{', '.join(sorted(both))} can use the roles of both {one.name} and {other.name}"
            yield Finding(mark="warning", text=text)


def _alike(fleet: Fleet, kind: str) -> Iterator[list[str]]:
    """The groups of each provider, where it is one for several."""
    providers: dict[str, list[str]] = {}
    for group in _by(fleet, kind):
        if group.sign_in:
            providers.setdefault(group.sign_in.saml_provider, []).append(group.name)
    yield from (names for names in providers.values() if len(names) > 1)


def _by(fleet: Fleet, kind: str) -> list[Group]:
    return [group for group in fleet.groups if group.sign_in and group.sign_in.kind == kind]


def _policies_of_one_account(fleet: Fleet) -> Iterator[Finding]:
    for group in fleet.groups:
        for arn in filter(None, (*group.managed, group.boundary)):
            found = re.fullmatch(shapes.MANAGED_POLICY_ARN, arn, re.ASCII)
            if found and found[1] != "aws":
                text = f"{group.name}: {arn} is a policy of account {found[1]}"
                detail = "A role in another account can't use it; AWS managed policies are in every account."
                yield Finding(mark="warning", text=text, detail=detail)


def _spoken(names: list[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}"
