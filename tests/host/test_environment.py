"""A variable that is set and empty is one that is not set, whoever reads it."""

from __future__ import annotations

import re
from pathlib import Path

import botocore
import pytest

from wizard.host.environment import MEANT, drop_empty, settle_home

ROOT = Path(__file__).parents[2]
BOTOCORE = Path(botocore.__file__).parent
READ_BY_BOTOCORE = ("configprovider.py", "credentials.py", "utils.py", "tokens.py", "session.py")
OURS = [path for folder in ("wizard", "screens") for path in (ROOT / folder).rglob("*.py")]
NAME = re.compile(r"['\"]((?:AWS|BOTO|FIRETIGER|XDG)_[A-Z0-9_]+)['\"]")


def variables() -> set[str]:
    """Every variable that botocore's or our source names."""
    files = [*(BOTOCORE / name for name in READ_BY_BOTOCORE), *OURS]
    named = {name for path in files for name in NAME.findall(path.read_text("utf-8"))}
    endpoints = {"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_S3"}
    proxies = {name for word in ("HTTP", "HTTPS", "ALL", "NO") for name in (f"{word}_PROXY", f"{word.lower()}_proxy")}
    others = {"NO_COLOR", "REQUESTS_CA_BUNDLE", "HOME", "TERM", "XDG_STATE_HOME", "TMUX"}
    return (named | endpoints | proxies | others).difference(MEANT)


def test_the_variables_that_are_read_are_found_by_their_names() -> None:
    assert {"AWS_CONFIG_FILE", "AWS_DEFAULT_PROFILE", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE"} <= variables()
    assert {"FIRETIGER_ONBOARD_TIMING", "FIRETIGER_ONBOARD_TOKEN_CACHE", "AWS_CREDENTIAL_FILE"} <= variables()


@pytest.mark.parametrize("name", sorted(variables()))
def test_no_empty_variable_is_left_for_anybody_to_read(name: str) -> None:
    environ = {name: "", "KEPT": "x"}
    drop_empty(environ)
    assert environ == {"KEPT": "x"}


def test_where_empty_says_something_of_its_own_it_stays() -> None:
    environ = {"TZ": "", "AWS_PAGER": ""}
    drop_empty(environ)
    assert environ == {"TZ": "", "AWS_PAGER": ""}


def test_a_user_without_a_home_directory_gets_the_one_that_containers_give() -> None:
    environ: dict[str, str] = {}
    settle_home(environ, expanded=str)
    assert environ == {"HOME": "/"}


def test_a_home_directory_that_is_known_otherwise_stays_with_whoever_knows_it() -> None:
    environ: dict[str, str] = {}
    settle_home(environ, expanded=lambda path: path.replace("~", "/home/ada"))
    assert environ == {}


def test_a_relative_home_directory_means_the_same_from_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    environ = {"HOME": "ada"}
    settle_home(environ)
    assert environ == {"HOME": str(tmp_path / "ada")}
