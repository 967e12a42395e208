"""The console's address that switches to a role."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from wizard.resources.switch_role import COLORS, switch_role_url


@pytest.mark.parametrize(
    ("partition", "host"),
    [
        ("aws", "signin.aws.amazon.com"),
        ("aws-us-gov", "signin.amazonaws-us-gov.com"),
        ("aws-cn", "signin.amazonaws.cn"),
    ],
)
def test_the_consoles_address_names_role_account_name_and_color(partition: str, host: str) -> None:
    url = urlsplit(switch_role_url(partition, "222222222222", "team/reader", display_name="B & co", color="green"))
    assert (url.scheme, url.netloc, url.path) == ("https", host, "/switchrole")
    assert parse_qs(url.query) == {
        "roleName": ["team/reader"],
        "account": ["222222222222"],
        "displayName": ["B & co"],
        "color": [COLORS["green"]],
    }


def test_what_is_not_said_is_not_in_the_address() -> None:
    assert parse_qs(urlsplit(switch_role_url("aws", "222222222222", "reader")).query).keys() == {"roleName", "account"}
