"""The calls of the principal, and whose permissions its answers choose.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

from __future__ import annotations

import re

from wizard.model import AnsweredTables, Answers, By, PrincipalChoice, When, needed
from wizard.resources.arns import PRINCIPALS
from wizard.text import shapes


def foretell(answers: Answers) -> tuple[object, ...]:
    """The principal, where the answers name one."""
    named = re.fullmatch(shapes.PRINCIPAL, answers.text("to"), re.ASCII)
    if named is None:
        return ()
    return (PrincipalChoice(kind=named[1], name=named[2], created=answers.yes("create") is True),)


def _of(kind: str, *, created: bool = False) -> When:
    """Where the principal is of this kind, or may be."""

    def when(tables: AnsweredTables) -> bool:
        chosen = tables.foretells(PrincipalChoice)
        return chosen.kind in ("", kind) and (chosen.created or not created)

    return when


CALLS = tuple(
    call
    for kind in ("user", "group", "role")
    for call in (
        *needed("iam", f"Get{kind.capitalize()}", by=By.SIGNED_IN, on=PRINCIPALS[kind], when=_of(kind)),
        *needed("iam", f"Create{kind.capitalize()}", writes=True, by=By.SIGNED_IN, on=PRINCIPALS[kind],
                when=_of(kind, created=True)),
    )
)  # fmt: skip
