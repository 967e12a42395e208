"""A secret is told by nobody who did not ask for it by name."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime

import msgspec
import pytest

from wizard.model.secret import RoleSession, Secret

HIDDEN = "wJalrXUtnFEMI-EXAMPLEKEY"
SESSION = RoleSession(
    arn="arn:aws:sts::222222222222:assumed-role/reader/ada",
    id="AROA:ada",
    key_id=Secret("ASIAEXAMPLE"),
    secret_key=Secret(HIDDEN),
    token=Secret(HIDDEN),
    expires=datetime(2026, 11, 26, tzinfo=UTC),
)


def test_every_way_to_print_one_prints_a_mask() -> None:
    secret = Secret(HIDDEN)
    said = [str(secret), repr(secret), f"{secret}", f"{secret!r:>40}", "%s" % secret, str([secret]), str(SESSION)]  # noqa: UP031 - one of the ways
    assert not any(HIDDEN in text for text in said)
    assert "ASIA" not in repr(SESSION)
    assert secret.reveal() == HIDDEN


def test_what_writes_values_down_refuses_it() -> None:
    for write in (json.dumps, msgspec.json.encode, msgspec.msgpack.encode, pickle.dumps, copy.copy):
        with pytest.raises(TypeError):
            write(Secret(HIDDEN))
