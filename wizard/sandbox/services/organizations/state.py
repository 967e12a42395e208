"""What AWS Organizations knows here beyond moto's tree: requests under way, roles not yet awake.

moto's backend of the management account stays the one store of accounts and units, so that whatever moto
can list is right without our help.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.organizations.models import FakeDelegatedAdministrator, organizations_backends

from wizard.sandbox.kernel.clock import Process

# Services of which moto does not know that a member may administer them.
FakeDelegatedAdministrator.SUPPORTED_SERVICES.append("member.org.stacksets.cloudformation.amazonaws.com")


@dataclass
class AccountRequest:
    """A CreateAccount under way or done."""

    id: str
    name: str
    email: str
    requested: datetime
    state: str = "IN_PROGRESS"
    completed: datetime | None = None
    account_id: str | None = None
    failure: str | None = None
    process: Process | None = None

    def answer(self) -> dict[str, Any]:
        # As AWS: what was asked for is told by name alone, the e-mail is not repeated.
        return {
            "Id": self.id,
            "AccountName": self.name,
            "State": self.state,
            "RequestedTimestamp": self.requested,
            "CompletedTimestamp": self.completed,
            "AccountId": self.account_id,
            "FailureReason": self.failure,
        }


@dataclass
class OrganizationState:
    """The requests for accounts, the roles that still sleep, and e-mail addresses used elsewhere at AWS."""

    requests: dict[str, AccountRequest] = field(default_factory=dict)
    asleep: dict[tuple[str, str], Process] = field(default_factory=dict)
    # Accounts on their way from PENDING_CLOSURE to CLOSED.
    closing: dict[str, Process] = field(default_factory=dict)
    # How many more calls see a new organization that is still being set up.
    finalizing: int = 0


def backend(account: str) -> Any:
    """moto's Organizations backend of an account."""
    return organizations_backends[account]["aws"]


def management_of(account: str) -> str | None:
    """The management account of the organization that an account belongs to, None without one."""
    if backend(account).org is not None:
        return account
    found = organizations_backends.master_accounts.get(account)
    return found[0] if found else None


def organization_id_of(account: str) -> str | None:
    """The organization's id (o-…) for an account in one."""
    management = management_of(account)
    return str(backend(management).org.id) if management else None


def members(management: str) -> list[Any]:
    """moto's accounts of an organization, the management account among them."""
    return list(backend(management).accounts)


def trusted_services(management: str) -> set[str]:
    """The services with trusted access to an organization."""
    return {str(service["ServicePrincipal"]) for service in backend(management).services}
