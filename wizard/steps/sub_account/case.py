"""One look for the dedicated account, and how such a look can end.

What a person answered, what the journal remembers and who is signed in are needed at every turn of the search; they
travel together here. The step decides which end it is; all ends are put together in this place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wizard.model import (
    Answers,
    CallError,
    Context,
    Finding,
    Journal,
    JournalEntry,
    Observation,
    Question,
    Read,
    Reader,
    SignedIn,
    State,
    SubAccount,
    Trouble,
    Vendor,
    Waiting,
    Where,
)
from wizard.model.calls import UNBORN
from wizard.resources import accounts

_EVERY = 3.0
# What an organization is like. AWS lets much of it be asked for once a second (AWS Organizations quotas).
_STRUCTURE = ("ListRoots", "ListOrganizationalUnitsForParent", "ListAWSServiceAccessForOrganization")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the plan needs.

    signed_in: who asks. vendor: for whom. missing: ``organization``, ``account``, ``move``, or "" where nothing is
    planned. account, parent: the one that is moved and where it is. unit: the name of the unit that was asked for.
    root: the organization's root, where a new account appears.
    """

    signed_in: SignedIn
    vendor: str = ""
    missing: str = ""
    account: str = ""
    parent: str = ""
    unit: str = ""
    root: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What was asked, answered and remembered."""

    read: Reader
    answers: Answers
    journal: Journal
    context: Context
    signed_in: SignedIn

    @property
    def vendor(self) -> Vendor:
        """Whom the account is for."""
        return self.context.vendor

    @property
    def email(self) -> str:
        """The new account's address, its natural key."""
        return self.answers.text("email")

    @property
    def symbol(self) -> str:
        """What the account is called before it exists."""
        return f"{UNBORN}{self.email}"

    @property
    def request(self) -> JournalEntry | None:
        """The journal's newest request for an account with this address."""
        return self.journal.last("CreateAccount", email=self.email)

    def organizations(self, operation: str, **parameters: Any) -> Read:
        """A read of AWS Organizations by whoever is signed in."""
        kept = "always" if operation in _STRUCTURE else ""
        target = self.signed_in.target
        return Read(target=target, service="organizations", operation=operation, parameters=parameters, kept=kept)

    def ask(self, operation: str, **parameters: Any) -> Mapping[str, Any] | CallError:
        """The answer of Organizations, or why there is none."""
        return self.read.many([self.organizations(operation, **parameters)])[0]

    def needs(
        self, summary: str, *questions: Question, trouble: Trouble | None = None, findings: tuple[Finding, ...] = ()
    ) -> Observation[Facts]:
        """A person has to say."""
        return Observation(
            state=State.NEEDS_ANSWERS,
            summary=summary,
            facts=self._facts(),
            questions=questions,
            trouble=trouble,
            findings=findings,
        )

    def blocked(self, summary: str, trouble: Trouble) -> Observation[Facts]:
        """A person has to act outside."""
        return Observation(state=State.BLOCKED, summary=summary, facts=self._facts(), trouble=trouble)

    def unmet(
        self,
        missing: str,
        summary: str,
        *findings: Finding,
        trouble: Trouble | None = None,
        found: tuple[object, ...] = (),
        **more: str,
    ) -> Observation[Facts]:
        """A round can be planned. more: the other facts that its plan needs."""
        facts = self._facts(missing=missing, **more)
        return Observation(
            state=State.UNMET,
            summary=summary,
            facts=facts,
            findings=findings,
            trouble=trouble,
            found=found,
            aliases=_aliases(found),
        )

    def pending(
        self,
        summary: str,
        what: str,
        limit: float,
        *findings: Finding,
        refused: CallError | None = None,
        usual: str = "usually a few seconds",
        says: str = "",
    ) -> Observation[Facts]:
        """AWS is at work. refused: what it answers until it is done. usual, says: see `Waiting`."""
        waiting = Waiting(what=what, limit=limit, every=_EVERY, refused=refused, usual=usual, says=says)
        return Observation(
            state=State.PENDING, summary=summary, facts=self._facts(), waiting=waiting, findings=findings
        )

    def satisfied(self, account: SubAccount, *findings: Finding) -> Observation[Facts]:
        """The account is there, and the way in works."""
        text = f"The wizard can work in account {accounts.named(account.account, account.name)}"
        entered = Finding(mark="good", text=text, detail=_in_words(account))
        return Observation(
            state=State.SATISFIED,
            summary=account.account,
            facts=self._facts(),
            findings=(entered, *findings),
            found=(self.signed_in, account),
            where=Where(account=account.account),
            aliases=_aliases((account,)),
        )

    def _facts(self, **more: str) -> Facts:
        return Facts(signed_in=self.signed_in, vendor=self.vendor.name, **more)


def _aliases(found: tuple[object, ...]) -> dict[str, str]:
    return {one.account: one.symbol for one in found if isinstance(one, SubAccount) and one.symbol}


def _in_words(account: SubAccount) -> str:
    target = account.target
    if target.role_name:
        return f"through the role {target.role_name}"
    return f"with profile {target.profile}" if target.profile else "with the credentials you are signed in with"
