"""Whom access is granted to, and everything that is particular to them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class WantedModel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model the vendor asks for. profile: the inference profile that is invoked; id: the bare model id.

    retired: ISO date on which it ended, with the successor that access is requested for instead.
    """

    name: str
    id: str
    profile: str
    retired: str = ""
    successor: WantedModel | None = None


class StepText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a step says before it says anything it found: two sentences why, and the long text behind F1."""

    title: str
    why: str
    more: str = ""


class Vendor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom access is granted to, and everything that is particular to them. See assets/vendors."""

    id: str
    name: str
    account: str
    partition: str
    contact: str
    website: str
    account_name: str
    role_name: str
    policies: tuple[str, ...]
    stack_name: str
    stack_output: str
    template: str
    template_sha256: str
    regions: tuple[str, ...]
    models: tuple[WantedModel, ...]
    use_case: str
    access_in_words: tuple[str, ...]
    principles: tuple[str, ...]
    next: tuple[str, ...]
    texts: Mapping[str, StepText] = {}
