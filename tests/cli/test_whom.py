"""What heads the screen says whose access it is about, where it is about anybody's."""

from __future__ import annotations

import pytest

from wizard.cli.settings import ForPerson
from wizard.cli.whom import product_of, vendor_of


@pytest.mark.parametrize(
    ("workflow", "vendor", "heading"),
    [
        ("onboarding", "firetiger", "Firetiger onboarding"),
        ("fleet", "firetiger", "Fleet"),
        ("fleet", "trusted-account", "Trusted account fleet"),
        ("fleet-remove", "firetiger", "Fleet removal"),
    ],
)
def test_a_vendor_heads_what_is_done_for_it_and_nothing_else(workflow: str, vendor: str, heading: str) -> None:
    settings = ForPerson(words=(workflow,), vendor=vendor)
    assert product_of(settings, vendor_of(settings)) == heading
