"""Whom access is granted to, and everything that is particular to them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class WantedModel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model the vendor asks for. profile: the inference profile that is invoked; id: the bare model id.

    retired, legacy: ISO dates on which it ended, and became closed to new accounts. line: the word in the ids of its
    kind ("sonnet"). successors: used in its place, in this order. follow: whether the newest of the line may be used
    where none of them can be.
    """

    name: str
    id: str
    profile: str
    retired: str = ""
    legacy: str = ""
    line: str = ""
    successors: tuple[WantedModel, ...] = ()
    follow: bool = False


class AskedQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What customers ask about a step, and what is true."""

    question: str
    answer: str


class SpeakersCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody who presents a step says about it, in words that the customer may read, too.

    takes: how long the step takes, as said in a sentence: "about two minutes".
    """

    takes: str = ""
    say: tuple[str, ...] = ()
    asked: tuple[AskedQuestion, ...] = ()


class StepWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a step says before it says anything it found: why in two sentences, the long text behind F1, a card."""

    title: str
    why: str
    more: str = ""
    card: SpeakersCard | None = None


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
    texts: Mapping[str, StepWords] = {}
