"""An invitation says what was written, and nothing else passes for it: not a changed, a foreign or a hostile file."""

from __future__ import annotations

import base64
from pathlib import Path

import msgspec
import pytest
from awscrt.crypto import EC, ECExportFormat, ECType
from hypothesis import given
from hypothesis import strategies as st

from tests.vendors.made_up import ACCOUNT, demanding_corp
from wizard.model import Vendor
from wizard.model.invitation import Invitation
from wizard.model.values import clean_value
from wizard.vendors.invitation import (
    InvitationProblem,
    ReadInvitation,
    invitation_text,
    judged,
    read_invitation,
)
from wizard.vendors.profile import VendorProblem, load_vendor
from wizard.vendors.signature import KeyUnusable, holds, signed

SAID = Invitation(
    vendor="example-corp", account=ACCOUNT, customer="Acme", external_id="a-1", models=("a", "b"), region="us-east-1"
)
TEXTS = st.text(max_size=40).map(clean_value)


def key() -> tuple[str, str]:
    """A private key in PEM, and its public half as a profile has it."""
    made = EC.new_generate(ECType.P_256)
    body = base64.b64encode(made.export_key(ECExportFormat.PKCS8)).decode()
    public = base64.b64encode(made.export_key(ECExportFormat.SPKI)).decode()
    return f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n", public


PEM, PUBLIC = key()


def read(folder: Path, text: str) -> ReadInvitation:
    file = folder / "invitation.toml"
    file.write_text(text)
    return read_invitation(file)


def vendor(folder: Path, public: str = "") -> Vendor:
    return load_vendor(str(demanding_corp(folder, public)))


@given(customer=TEXTS.filter(bool), external_id=TEXTS, contact=TEXTS, models=st.lists(TEXTS.filter(bool), max_size=3))
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, customer: str, external_id: str, contact: str, models: list[str]
) -> None:
    said = msgspec.structs.replace(
        SAID, customer=customer, external_id=external_id, contact=contact, models=tuple(models)
    )
    found = read(tmp_path_factory.mktemp("invitation"), invitation_text(said, PEM)[0])
    assert (found.invitation, found.key) == (said, PUBLIC)


def test_a_comment_and_another_order_of_lines_leave_a_signature_valid(tmp_path: Path) -> None:
    text, _ = invitation_text(SAID, PEM)
    fields, signature = text.split("\n\n")
    turned = "\n".join(["# For Acme.", *reversed(fields.splitlines())]) + f"\n\n{signature}"
    assert judged(read(tmp_path, turned), vendor(tmp_path, PUBLIC), "it") == "signed"


@pytest.mark.parametrize("field", [name for name in Invitation.__struct_fields__ if name not in ("vendor", "account")])
def test_no_field_can_be_changed_under_a_signature(tmp_path: Path, field: str) -> None:
    was = read(tmp_path, invitation_text(SAID, PEM)[0])
    other = ("c",) if field == "models" else "another"
    changed = msgspec.structs.replace(was, invitation=msgspec.structs.replace(SAID, **{field: other}))
    with pytest.raises(InvitationProblem, match="was changed after Example Corp signed it"):
        judged(changed, vendor(tmp_path, PUBLIC), "it")


def test_models_cannot_be_divided_otherwise_under_a_signature(tmp_path: Path) -> None:
    was = read(tmp_path, invitation_text(SAID, PEM)[0])
    changed = msgspec.structs.replace(was, invitation=msgspec.structs.replace(SAID, models=("a,b",)))
    with pytest.raises(InvitationProblem):
        judged(changed, vendor(tmp_path, PUBLIC), "it")


def test_where_the_profile_has_no_key_it_is_said_what_was_not_checked(tmp_path: Path) -> None:
    without = vendor(tmp_path)
    assert judged(read(tmp_path, invitation_text(SAID)[0]), without, "it") == "unsigned"
    assert judged(read(tmp_path, invitation_text(SAID, PEM)[0]), without, "it") == "unchecked"


def test_where_the_profile_has_one_leaving_the_signature_out_is_no_way_around_it(tmp_path: Path) -> None:
    with pytest.raises(InvitationProblem, match="isn't signed, and Example Corp signs"):
        judged(read(tmp_path, invitation_text(SAID)[0]), vendor(tmp_path, PUBLIC), "it")


@pytest.mark.parametrize("broken", ["", "====", "AAAA", "not base64", "é"])
def test_what_is_no_signature_or_no_key_holds_nothing(broken: str) -> None:
    _, signature = signed(b"message", PEM)
    assert holds(b"message", PUBLIC, signature)
    assert not holds(b"another", PUBLIC, signature)
    assert not holds(b"message", PUBLIC, broken)
    assert not holds(b"message", broken, signature)


@pytest.mark.parametrize(
    ("pem", "said"),
    [
        ("", "isn't a private key"),
        (PEM.replace("PRIVATE", "PUBLIC"), "isn't a private key"),
        (PEM.replace("PRIVATE", "ENCRYPTED PRIVATE"), "is encrypted"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "on P-256"),
        (f"-----BEGIN PRIVATE KEY-----\n{PUBLIC}\n-----END PRIVATE KEY-----", "on P-256"),
    ],
    ids=["none", "public", "encrypted", "short", "public inside"],
)
def test_a_key_that_cannot_sign_is_named_as_that_and_nothing_of_it_is_told(pem: str, said: str) -> None:
    with pytest.raises(KeyUnusable, match=said) as raised:
        signed(b"message", pem)
    assert not any(line in str(raised.value) for line in pem.splitlines()[1:-1])


@pytest.mark.parametrize(
    "wrong",
    ["AAAA", PUBLIC[:-1], PUBLIC.replace("MFkw", "MFkx", 1), f"{PUBLIC}\\n"],
    ids=["short", "cut", "another kind", "a line end"],
)
def test_a_profile_with_another_kind_of_key_is_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(VendorProblem, match="invitation_key"):
        vendor(tmp_path, wrong)


def test_the_contact_of_the_invitation_is_named_wherever_the_vendors_is(tmp_path: Path) -> None:
    known = load_vendor(str(demanding_corp(tmp_path)), "Jo of Example Corp")
    assert (known.contact, known.contact_in_short) == ("Jo of Example Corp", "Jo of Example Corp")
    assert load_vendor("firetiger", load_vendor("firetiger").contact) == load_vendor("firetiger")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvitationProblem, match="isn't a file"):
        read_invitation(tmp_path / "pipe")
    with pytest.raises(InvitationProblem, match="can't be read"):
        read_invitation(tmp_path / "none")
