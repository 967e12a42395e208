"""What `invite` writes: the vendor's decisions, checked by the customer's own questions, as an invitation."""

from __future__ import annotations

from pathlib import Path

from wizard.checkpoint.location import state_directory
from wizard.cli.decisions import decisions
from wizard.cli.ledger import external_id_for, replace_file
from wizard.cli.to_invite import AUTO, ToInvite
from wizard.cli.usage import UsageProblem
from wizard.cli.whom import vendor_of
from wizard.model import Answers, Vendor
from wizard.model.invitation import Invitation
from wizard.model.places import places_in
from wizard.model.questions import AnswersProblem
from wizard.model.values import clean_account_id, clean_value
from wizard.resources.deployment import external_id_parameter
from wizard.resources.external_id import check_external_id
from wizard.resources.model_choice import belongs
from wizard.resources.parameters import vendor_with
from wizard.text.sanitize import inert_line
from wizard.vendors.invitation import InvitationProblem, invitation_text, read_invitation, wrong_text
from wizard.vendors.signature import KeyUnusable
from wizard.workflows import ORDINARY, workflow_for

LARGEST_KEY = 16 * 1024
LEDGER = "external-ids.json"
UNKNOWN = "auto-external-id"
"""Stands for the external ID while the rest is checked, so that the ledger has none for what is refused."""


def written(settings: ToInvite) -> str:
    """The text of the invitation; the ledger has its external ID by then. Raises UsageProblem."""
    vendor = vendor_of(settings)
    pem = _private_key(settings, vendor)
    wanted = "" if settings.external_id == AUTO else clean_value(settings.external_id)
    said = _invitation(settings, vendor, wanted or (UNKNOWN if settings.external_id else ""))
    _check(said, vendor)
    _checked_text(said, vendor, pem, settings.key)
    if said.external_id:
        ledger = Path(settings.ledger).expanduser() if settings.ledger else state_directory() / LEDGER
        external_id = external_id_for(ledger, vendor.id, said.customer, wanted)
        said = _invitation(settings, vendor, external_id)
    return _checked_text(said, vendor, pem, settings.key)


def save(text: str, name: str) -> None:
    """Write the invitation; a file that is something else is left alone. Raises UsageProblem."""
    path, shown = Path(name).expanduser(), inert_line(name)
    if path.exists():
        try:
            read_invitation(path)
        except InvitationProblem:
            raise UsageProblem(f"{shown} exists and isn't an invitation; name another file with --out.") from None
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise UsageProblem(f"{shown} can't be written: {error.strerror}.") from None


def _invitation(settings: ToInvite, vendor: Vendor, external_id: str) -> Invitation:
    return Invitation(
        vendor=vendor.id,
        account=_account(settings, vendor),
        customer=clean_value(settings.customer),
        external_id=external_id,
        models=tuple(filter(None, map(clean_value, settings.models.split(",")))),
        region=clean_value(settings.region),
        contact=clean_value(settings.contact) or vendor.contact,
    )


def _account(settings: ToInvite, vendor: Vendor) -> str:
    given = clean_account_id(settings.account)
    if places_in(vendor.account):
        if not given:
            raise UsageProblem(f"The profile {vendor.id} leaves the account open; name yours with --account ID.")
        return given
    if given and given != vendor.account:
        raise UsageProblem(f"--account {inert_line(given)}: {vendor.name}'s account is {vendor.account}.")
    return vendor.account


def _check(said: Invitation, vendor: Vendor) -> None:
    if wrong := wrong_text(said):
        raise UsageProblem(f"The invitation can't be written: {wrong}.")
    if said.external_id and (wrong_id := check_external_id(said.external_id)):
        raise UsageProblem(wrong_id)
    demands = vendor.role.external_id if vendor.role else "optional" if _takes_external_id(vendor) else "none"
    if said.external_id and demands == "none":
        raise UsageProblem(f"{vendor.name}'s template takes no external ID; leave out --external-id.")
    if not said.external_id and demands == "required":
        raise UsageProblem(f"{vendor.name}'s role demands an external ID; add --external-id auto.")
    for model in said.models:
        if not any(belongs(model, asked) for asked in vendor.models):
            raise UsageProblem(f"--models {inert_line(model)}: {vendor.name}'s profile asks for no model of this line.")
    try:
        decisions(said, workflow_for(ORDINARY, vendor).steps)
    except AnswersProblem as problem:
        raise UsageProblem(str(problem)) from None


def _takes_external_id(vendor: Vendor) -> bool:
    """Whether its own template has a place for one, or one can be added."""
    return bool(external_id_parameter(vendor_with(vendor, Answers(), UNKNOWN)))


def _private_key(settings: ToInvite, vendor: Vendor) -> str:
    if not settings.key:
        if vendor.invitation_key:
            raise UsageProblem(
                f"{vendor.name}'s profile has an invitation key, so customers refuse what isn't signed; add --key FILE."
            )
        return ""
    try:
        with Path(settings.key).expanduser().open("rb") as file:
            return file.read(LARGEST_KEY).decode("ascii")
    except OSError as error:
        raise UsageProblem(f"--key {inert_line(settings.key)} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageProblem(f"--key {inert_line(settings.key)} isn't a private key in PEM.") from None


def _checked_text(said: Invitation, vendor: Vendor, pem: str, name: str) -> str:
    """The file's text, where the customer's side would take its signature."""
    try:
        text, public = invitation_text(said, pem)
    except KeyUnusable as problem:
        raise UsageProblem(f"--key {inert_line(name)} {problem}.") from None
    if public and not vendor.invitation_key:
        raise UsageProblem(
            f'{vendor.name}\'s profile has no key to check this with; add invitation_key = "{public}" to it.'
        )
    if public != vendor.invitation_key:
        raise UsageProblem(f"--key {inert_line(name)} isn't the key whose public half is in {vendor.name}'s profile.")
    return text
