"""What a vendor decided for one customer before the customer begins; see docs/invitations.md.

Its fields are texts and lists of texts, so that what is signed can be written down in one way only. What a question
asks and an invitation may have decided, the question says itself (`Question.invited`): nobody who reads an invitation
knows a step.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

Invited = Literal["account", "external_id", "models", "region"]
"""What an invitation can decide of what a customer is asked."""

CALLED: Mapping[Invited, str] = {
    "account": "Account",
    "external_id": "External ID",
    "models": "Models",
    "region": "Region",
}
"""What each is called on a screen."""

Signature = Literal["", "signed", "unsigned", "unchecked"]
"""What is known of who wrote it. unchecked: it is signed, and the vendor's profile has no key to check that with."""


class Invitation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A vendor's decisions; "" and () are what it left open.

    vendor: its id. account: the vendor's account, which gets access. customer: whom it is for, as the vendor calls
    them. contact: whom the role's ARN goes to.
    """

    vendor: str
    account: str
    customer: str
    external_id: str = ""
    models: tuple[str, ...] = ()
    region: str = ""
    contact: str = ""

    def decided(self) -> dict[Invited, str]:
        """The answers it gives, as a question keeps them."""
        said = {name: getattr(self, name) for name in get_args(Invited)}
        return {name: value if isinstance(value, str) else json.dumps(value) for name, value in said.items() if value}
