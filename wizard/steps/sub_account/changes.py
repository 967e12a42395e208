"""The changes that bring the dedicated account about: the organization, the account, its place. Each as data."""

from __future__ import annotations

from wizard.model import Answers, Change, Plan, Undo, UndoCall
from wizard.model.calls import UNBORN
from wizard.resources.accounts import ORGANIZATION_ROLE
from wizard.steps.sub_account.case import Facts


def organization_round(facts: Facts) -> Plan:
    """An organization with the signed-in account as its management account."""
    change = Change(
        target=facts.signed_in.target,
        service="organizations",
        operation="CreateOrganization",
        parameters={"FeatureSet": "ALL"},
        sentence=f"Create an organization with account {facts.signed_in.account} as its management account.",
        landed=("AlreadyInOrganizationException",),
        keep={"organization": "Organization.Id"},
        warning="This affects all your AWS accounts: they get one bill, and policies can apply to every account.",
        undo=Undo(
            calls=(
                UndoCall(
                    target=facts.signed_in.target,
                    service="organizations",
                    operation="DeleteOrganization",
                    sentence="Delete the organization.",
                    gone=("AWSOrganizationsNotInUseException",),
                ),
            ),
            words="AWS deletes an organization only when it has no other account; a closed account counts for 90 days.",
        ),
    )
    account = facts.signed_in.account
    consent = (
        f"Account {account} becomes the management account of a new organization: it pays for every account in it and "
        "governs all of them.",
        "You can invite or create other accounts, and set policies that apply to every account except this one.",
        "You can delete an organization only when it has no other account left.",
    )
    return Plan(changes=(change,), act="Create organization", consent=consent)


def account_round(facts: Facts, answers: Answers) -> Plan:
    """The account itself.

    CreateAccount has no idempotency token (AWS Organizations API reference), so it is sent once: ``retry=False``.
    """
    name, email = answers.text("name"), answers.text("email")
    change = Change(
        target=facts.signed_in.target,
        service="organizations",
        operation="CreateAccount",
        parameters={"AccountName": name, "Email": email, "RoleName": answers.text("role_name", ORGANIZATION_ROLE)},
        sentence=f"Create the account {name} with the e-mail address {email}, only for {facts.vendor}.",
        keep={"request": "CreateAccountStatus.Id"},
        note={"name": name, "email": email},
        retry=False,
        warning=(
            "You can't undo this quickly: closing an account takes 90 days. You need access to mail for its address, "
            "and you can never use that address for another AWS account."
        ),
        undo=_closing(facts, name, email),
    )
    return Plan(changes=(change,), act="Create account")


def _closing(facts: Facts, name: str, email: str) -> Undo:
    """The id is not known yet; ``new:<email>`` stands for it as everywhere.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html
    """
    call = UndoCall(
        target=facts.signed_in.target,
        service="organizations",
        operation="CloseAccount",
        parameters={"AccountId": f"{UNBORN}{email}"},
        sentence=f"Close the account {name}.",
        gone=("AccountAlreadyClosedException",),
    )
    return Undo(
        calls=(call,),
        words="Closing suspends the account at once and deletes everything in it after 90 days. Its e-mail address "
        "can't be used for another AWS account. AWS limits how many accounts you can close in 30 days.",
    )


def move_round(facts: Facts, account: str, parent: str, unit: str) -> Plan:
    """From where the account is to the unit that was asked for."""
    change = Change(
        target=facts.signed_in.target,
        service="organizations",
        operation="MoveAccount",
        parameters={"AccountId": account, "SourceParentId": parent, "DestinationParentId": unit},
        volatile=("SourceParentId",),
        sentence=f"Move the account from {parent} to {_called(facts, unit)}; the policies there will apply to it.",
        landed=("DuplicateAccountException",),
        undo=Undo(
            calls=(
                UndoCall(
                    target=facts.signed_in.target,
                    service="organizations",
                    operation="MoveAccount",
                    parameters={"AccountId": account, "SourceParentId": unit, "DestinationParentId": parent},
                    sentence=f"Move the account back to {parent}.",
                    gone=("DuplicateAccountException", "SourceParentNotFoundException", "AccountNotFoundException"),
                ),
            ),
        ),
    )
    return Plan(changes=(change,), act="Move account")


def _called(facts: Facts, unit: str) -> str:
    if unit.startswith("r-"):
        return f"the organization's root {unit}"
    return f"the organizational unit {facts.unit} ({unit})" if facts.unit not in ("", unit) else unit
