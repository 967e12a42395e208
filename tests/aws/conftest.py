"""A world without AWS: keys in the environment, empty configuration, and an endpoint that a test writes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.aws.endpoint import Endpoint
from wizard.aws.gateway import Gateway
from wizard.host.timing import Timing
from wizard.model import Event

SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYSECRETKEY"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's directory; nothing of the machine's own AWS set-up or proxies is seen."""
    for name in list(os.environ):
        if name.upper().startswith("AWS_") or name.upper().endswith("_PROXY"):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    (folder / ".aws").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return folder


@pytest.fixture
def keys(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keys in the environment."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    return home


@pytest.fixture
def config(home: Path) -> Callable[[str], None]:
    """Writes ~/.aws/config."""

    def write(text: str) -> None:
        (home / ".aws" / "config").write_text(text)

    return write


@pytest.fixture
def endpoint(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """The only AWS there is."""
    server = Endpoint()
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
    yield server
    server.stop()


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def gateway(home: Path, events: list[Event]) -> Gateway:
    """Impatient, and without retries."""
    return Gateway(events.append, Timing(connect=5, read=3, attempts=1), "tests")
