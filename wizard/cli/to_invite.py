"""What the command line of `invite` settles."""

from __future__ import annotations

from dataclasses import dataclass

from wizard.cli.settings import Settings
from wizard.cli.usage import UsageProblem

AUTO = "auto"
"""The external ID that the ledger has, or a new one."""


@dataclass(frozen=True, kw_only=True)
class ToInvite(Settings):
    """Whom to invite, and what is decided for them; "" is left open. models: with commas between them."""

    customer: str = ""
    external_id: str = ""
    account: str = ""
    models: str = ""
    contact: str = ""
    key: str = ""
    ledger: str = ""
    out: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.customer:
            raise UsageProblem("invite needs --customer NAME: whom the invitation is for.")

    @property
    def in_exported_sandbox(self) -> bool:
        """It asks no AWS."""
        return False
