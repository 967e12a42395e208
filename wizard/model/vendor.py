"""Whom access is granted to, and everything that is particular to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from wizard.model.places import places_in

Rule = Literal["dedicated_account", "cloudtrail", "models"]
"""What a vendor may ask for or not: each decides about a step, and about words of others."""


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

    takes: how long the step takes, as said in a sentence: "about 2 minutes". It comes from the step's overview.
    """

    takes: str = ""
    say: tuple[str, ...] = ()
    asked: tuple[AskedQuestion, ...] = ()


class StepOverview(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a step says of itself in one line among all steps, before anything is known.

    does: what happens. place: in which account. costs, undo: what it costs, and how it is taken back. Each is a few
    words without a period, "" for nothing to say. minutes: of the person's time; waits: that AWS can need beyond
    them, at most.
    """

    does: str = ""
    place: str = ""
    costs: str = ""
    undo: str = ""
    minutes: int = 0
    waits: int = 0


class StepWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a step says before it says anything it found: why in two sentences, the long text behind F1, a card.

    overview: its line among all steps.
    """

    title: str
    why: str
    more: str = ""
    card: SpeakersCard | None = None
    overview: StepOverview | None = None


class Parameter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a profile leaves open and each customer answers; ``{name}`` stands for it in the profile's values.

    pattern: a regular expression that the whole value matches, and wrong: the sentence where it does not. default: ""
    for none. choices: the only values, by what they are called. kind: ``text``, ``yes-or-no``, or ``texts``: several
    with commas between them, which all stand where ``{name}`` stands alone in a list. optional: "" is an answer.
    """

    name: str
    question: str
    help: str = ""
    kind: Literal["text", "texts", "yes-or-no"] = "text"
    pattern: str = r"\S.*"
    wrong: str = ""
    example: str = ""
    default: str = ""
    choices: Mapping[str, str] = {}
    optional: bool = False


class RoleToMake(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The role of a profile that brings no template of its own: the template is built of this, as data.

    managed: ARNs of policies. documents: inline policies by their names, as IAM has them. session: seconds of the
    longest session. mfa: whether whoever assumes it needs a second factor (``true``, ``false``, or a parameter).
    external_id: whether it demands one; ``optional`` where the customer was given one.
    """

    description: str = ""
    managed: tuple[str, ...] = ()
    documents: Mapping[str, Mapping[str, Any]] = {}
    session: str = "3600"
    mfa: str = "false"
    external_id: Literal["none", "optional", "required"] = "none"


class Vendor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom access is granted to, and everything that is particular to them. See assets/vendors.

    It names no step: it says which rules it has, and the steps whether they apply. dedicated_account: it gets an
    account for itself alone; otherwise its role goes into the one that is signed in to. cloudtrail: management events
    have to be recorded. models: those it uses on Amazon Bedrock, for ``use_case``; none where it uses none.

    contact: whom the role's ARN goes to, as in "your Example Corp engineer"; in short, where the vendor has been named.
    account_name: of an account made for it.
    template_given: as the vendor brings it, where it was changed for a customer; "" where it was not.
    template_url: where the vendor hosts the same template for CloudFormation's console, an https address in S3.
    policies: ARNs. stack_output: the template's output that names the role. regions: the first one is offered where
    nothing names any. access_in_words, principles: read before consenting; next: what the vendor does afterwards.
    texts: what each step says, by its id.
    asks_for_external_id: whether its customers are asked for one where its own template takes one and needs none.
    parameters: what its customers answer before there is a role; until then their places stand in its values. role:
    what the template is built of, where the profile brings none. invitation_key: the public key that its invitations
    are signed with, P-256 in base64; "" where it signs none.
    """

    id: str
    name: str
    account: str
    partition: str = "aws"
    contact: str
    contact_in_short: str = ""
    invitation_key: str = ""
    website: str = ""
    dedicated_account: bool = True
    account_name: str = ""
    role_name: str
    policies: tuple[str, ...] = ()
    stack_name: str
    stack_output: str = ""
    template: str = ""
    template_sha256: str = ""
    template_given: str = ""
    template_url: str = ""
    asks_for_external_id: bool = True
    parameters: tuple[Parameter, ...] = ()
    role: RoleToMake | None = None
    regions: tuple[str, ...]
    cloudtrail: bool = True
    models: tuple[WantedModel, ...] = ()
    use_case: str = ""
    access_in_words: tuple[str, ...] = ()
    principles: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    texts: Mapping[str, StepWords] = {}

    def has(self, rule: Rule) -> bool:
        """Whether it asks for that. Raises KeyError for what is no rule."""
        asks = {"dedicated_account": self.dedicated_account, "cloudtrail": self.cloudtrail, "models": bool(self.models)}
        return asks[rule]

    def words_of(self, step: str, title: str) -> StepWords:
        """What a step says, by its id; of one without words, its title."""
        return self.texts.get(step) or StepWords(title=title, why="")

    @property
    def public(self) -> tuple[str, ...]:
        """Names and ids that everybody may see: they are the same for every customer."""
        values = (self.name, self.account, self.account_name, self.role_name, self.stack_name)
        return tuple(value for value in values if value and not places_in(value))

    @property
    def whose_account(self) -> str:
        """Its account, at the beginning of a sentence; one that has no name but its number is called by that."""
        called = f"account {self.account}"
        return called.capitalize() if self.name == called else f"{self.name}'s {called}"


def account_parameter(vendor: Vendor) -> str:
    """The parameter that says which account gets access; "" where the profile says it itself."""
    return next((one.name for one in vendor.parameters if vendor.account == f"{{{one.name}}}"), "")
