"""The one call of the proof. It is a read: a session is made, and nothing of it is kept or shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.model import AnsweredTables, By, Kind, needed


def _names(tables: AnsweredTables) -> Mapping[str, Sequence[str]]:
    return {"role": [tables.own.text("role_arn", "*")]}


# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
_ROLE = Kind(word="Role", arns=("{role}",), names=_names)
CALLS = needed("sts", "AssumeRole", by=By.SIGNED_IN, on=_ROLE)
