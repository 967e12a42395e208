"""The ledger of external IDs: one for a customer, never two, and none for two customers."""

from __future__ import annotations

import json
from pathlib import Path

import filelock
import pytest

from wizard.cli import ledger as ledgers
from wizard.cli.ledger import external_id_for
from wizard.cli.usage import UsageProblem
from wizard.resources.external_id import check_external_id


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "vendor" / "external-ids.json"


def test_the_same_customer_gets_the_same_external_id_however_the_name_is_written(ledger: Path) -> None:
    first = external_id_for(ledger, "example-corp", "Acme Inc")
    assert {external_id_for(ledger, "example-corp", name) for name in ("Acme Inc", "acme  inc", "ACME INC")} == {first}
    assert len(json.loads(ledger.read_text())["given"]) == 1


def test_every_customer_and_every_vendor_has_another_one_and_aws_takes_them_all(ledger: Path) -> None:
    given = [external_id_for(ledger, vendor, f"Customer {n}") for vendor in ("a", "b") for n in range(20)]
    assert len(set(given)) == 40
    assert [check_external_id(one) for one in given] == [None] * 40


def test_a_customer_never_gets_a_second_external_id(ledger: Path) -> None:
    first = external_id_for(ledger, "example-corp", "Acme", "chosen-1")
    assert first == "chosen-1"
    before = ledger.read_bytes()
    with pytest.raises(UsageProblem, match="Acme has another external ID already") as raised:
        external_id_for(ledger, "example-corp", "Acme", "chosen-2")
    assert "chosen" not in str(raised.value)
    assert external_id_for(ledger, "example-corp", "Acme", "chosen-1") == "chosen-1"
    assert ledger.read_bytes() == before


@pytest.mark.parametrize("vendor", ["example-corp", "another-corp"])
def test_an_external_id_is_never_given_to_two(ledger: Path, vendor: str) -> None:
    external_id_for(ledger, "example-corp", "Acme", "chosen-1")
    with pytest.raises(UsageProblem, match="Another customer"):
        external_id_for(ledger, vendor, "Other", "chosen-1")


def test_only_its_owner_can_read_it_and_nothing_is_left_beside_it(ledger: Path) -> None:
    external_id_for(ledger, "example-corp", "Acme")
    assert [(one.name, one.stat().st_mode & 0o777) for one in sorted(ledger.parent.iterdir())] == [
        ("external-ids.json", 0o600),
        ("external-ids.json.lock", 0o600),
    ]
    assert ledger.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"{", b"[" * 100_000, b'{"version": 2}', b'{"given": 1}', b'{"secret": 1}',
     b'{"given": [{"vendor": "a", "customer": "b", "external_id": "not one", "when": ""}]}'],
)  # fmt: skip
def test_what_is_no_ledger_is_refused_and_left_as_it_is(ledger: Path, content: bytes) -> None:
    ledger.parent.mkdir()
    ledger.write_bytes(content)
    with pytest.raises(UsageProblem, match="isn't a ledger of external IDs"):
        external_id_for(ledger, "example-corp", "Acme")
    assert ledger.read_bytes() == content


def test_a_ledger_that_another_command_keeps_is_said_to_be_in_use(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledgers, "PATIENCE", 0)
    ledger.parent.mkdir()
    with (
        filelock.FileLock(ledger.with_name(f"{ledger.name}.lock")),
        pytest.raises(UsageProblem, match="Another command is using the ledger"),
    ):
        external_id_for(ledger, "example-corp", "Acme")


def test_a_ledger_that_cannot_be_written_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageProblem, match="can't be used"):
        external_id_for(tmp_path / "file" / "external-ids.json", "example-corp", "Acme")
