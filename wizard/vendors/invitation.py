"""Invitations as files: a small TOML that a vendor writes, signs where it has a key, and a customer opens.

What is signed is not the file but what it says: every field as JSON with sorted names, under a line that says what it
is, so that a comment or another order of lines changes nothing, and no signature of something else can be put here. A
file with a field that is not known is refused, because nothing would have signed that.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from wizard.model import Vendor
from wizard.model.invitation import Invitation, Signature
from wizard.model.places import places_in
from wizard.model.values import clean_value
from wizard.text.sanitize import inert_line
from wizard.vendors.signature import holds, signed

SCHEMA, VERSION = "firetiger-onboard-invitation", 1
LARGEST = 64 * 1024
LONGEST = {"external_id": 1224}
LONGEST_OTHERWISE = 200


class InvitationProblem(Exception):  # noqa: N818 - named after what the person meets
    """The invitation cannot be used; the message is one sentence that names the file."""


class _Signed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    key: str
    value: str


class _File(Invitation, frozen=True, kw_only=True, forbid_unknown_fields=True):
    schema: str
    version: int
    signature: _Signed | None = None


class ReadInvitation(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says. key, signature: whose it says it is, "" where it is unsigned; nothing is checked yet."""

    invitation: Invitation
    key: str = ""
    signature: str = ""


class OpenedInvitation(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation that this vendor's customer may use. name: the file's."""

    invitation: Invitation
    signature: Signature
    name: str


def read_invitation(path: Path) -> ReadInvitation:
    """The invitation in this file. Raises InvitationProblem."""
    name = inert_line(str(path))
    table = _table(path, name)
    if table.get("schema") != SCHEMA:
        raise InvitationProblem(f'{name} isn\'t an invitation: it has no schema = "{SCHEMA}".')
    version = table.get("version")
    if type(version) is not int or version < 1:
        raise InvitationProblem(f"{name} isn't an invitation: it has no version.")
    if version > VERSION:
        raise InvitationProblem(f"A newer version of this program made {name} (version {version}); use that version.")
    try:
        file = msgspec.convert(table, _File)
    except (msgspec.ValidationError, RecursionError) as error:
        raise InvitationProblem(f"{name}: {inert_line(str(error), 200).rstrip('.')}.") from None
    said = Invitation(**{one: getattr(file, one) for one in Invitation.__struct_fields__})
    if wrong := wrong_text(said):
        raise InvitationProblem(f"{name}: {wrong}.")
    if file.signature is None:
        return ReadInvitation(invitation=said)
    return ReadInvitation(invitation=said, key=file.signature.key, signature=file.signature.value)


def wrong_text(said: Invitation) -> str:
    """The first text in it that cannot be, as a sentence without its period; "" where none is."""
    for name in Invitation.__struct_fields__:
        value = getattr(said, name)
        longest = LONGEST.get(name, LONGEST_OTHERWISE)
        for text in (value,) if isinstance(value, str) else value:
            if text != clean_value(text):
                return f"`{name}` has to be one line without characters that can't be seen"
            if len(text) > longest:
                return f"`{name}` has {len(text):,} characters; {longest:,} are allowed"
        if not value and name in ("vendor", "account", "customer"):
            return f"`{name}` is empty"
    return ""


def judged(read: ReadInvitation, vendor: Vendor, name: str) -> Signature:
    """Whether the vendor signed it. name: the file's. Raises InvitationProblem for one that isn't this vendor's.

    Where the profile has a key, an unsigned one is refused, too: or to change it would take no more than to leave its
    signature out.
    """
    said, name = read.invitation, inert_line(name)
    if said.vendor != vendor.id:
        raise InvitationProblem(f"{name} is from {said.vendor}, and --vendor is {vendor.id}.")
    if not places_in(vendor.account) and said.account != vendor.account:
        raise InvitationProblem(f"{name} names account {said.account}; {vendor.name}'s is {vendor.account}.")
    if not vendor.invitation_key:
        return "unchecked" if read.signature else "unsigned"
    if not read.signature:
        raise InvitationProblem(f"{name} isn't signed, and {vendor.name} signs its invitations. Don't use it.")
    if read.key != vendor.invitation_key:
        raise InvitationProblem(f"{name} is signed with a key that isn't {vendor.name}'s. Don't use it.")
    if not holds(_message(said), vendor.invitation_key, read.signature):
        raise InvitationProblem(f"{name} was changed after {vendor.name} signed it. Don't use it.")
    return "signed"


def invitation_text(said: Invitation, pem: str = "") -> tuple[str, str]:
    """The file's text, and the public key that it is signed with, "" where it isn't. pem: the private key.

    Raises KeyUnusable.
    """
    lines = [f"schema = {_toml(SCHEMA)}", f"version = {VERSION}"]
    lines += [f"{name} = {_toml(value)}" for name, value in _fields(said).items() if value]
    if not pem:
        return "\n".join((*lines, "")), ""
    public, value = signed(_message(said), pem)
    return "\n".join((*lines, "", "[signature]", f"key = {_toml(public)}", f"value = {_toml(value)}", "")), public


def _fields(said: Invitation) -> dict[str, Any]:
    return {name: getattr(said, name) for name in Invitation.__struct_fields__}


def _message(said: Invitation) -> bytes:
    """What is signed."""
    fields = json.dumps(_fields(said), sort_keys=True, separators=(",", ":"))
    return f"{SCHEMA} {VERSION}\n{fields}".encode()


def _toml(value: str | tuple[str, ...]) -> str:
    """JSON's strings and lists of strings are TOML's, where no character is one that cannot be seen."""
    return json.dumps(value, ensure_ascii=False)


def _table(path: Path, name: str) -> dict[str, Any]:
    try:
        if path.exists() and not path.is_file():
            raise InvitationProblem(f"{name} isn't a file.")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise InvitationProblem(f"{name} is larger than {LARGEST // 1024} kB, so it isn't an invitation.")
        return tomllib.loads(content.decode("utf-8-sig"))
    except OSError as error:
        raise InvitationProblem(f"{name} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise InvitationProblem(f"{name} isn't text in UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise InvitationProblem(f"{name} isn't TOML: {inert_line(str(error), 200).rstrip('.')}.") from None
