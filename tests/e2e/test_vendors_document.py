"""docs/vendors.md and the recipe for a vendor hold: what is printed there is followed, one after the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.as_printed import ROOT, commands_in, reader, run_as_printed
from tests.e2e.program import Program
from tests.vendors.starting import filled_in
from wizard.vendors.profile import vendor_names

PAGE = (ROOT / "docs" / "vendors.md").read_text("utf-8")
RECIPE = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("**Add a vendor.**")[2].partition("\n**")[0]
# An answers file, whose first line says what it is called.
FILE = re.compile(r"^```toml\n(# (\S+\.toml), for .*?)^```", re.MULTILINE | re.DOTALL)


def follow(here: Program, text: str) -> list[str]:
    """Save its files and run its commands; what a vendor has to fill in is filled in. What each command said."""
    for content, name in FILE.findall(text):
        (here.directory / name).write_text(content, "utf-8")
    said = []
    for words in commands_in(text):
        said.append(run_as_printed(here, words))
        if words[:2] == ["vendor", "new"]:
            profile = here.directory / words[2] / "profile.toml"
            profile.write_text(filled_in(profile.read_text("utf-8")), "utf-8")
    return said


@pytest.mark.long
def test_every_command_of_the_page_runs_as_it_is_printed(tmp_path: Path) -> None:
    with reader(tmp_path) as here:
        said = "\n".join(follow(here, PAGE))
    assert "arn:aws:iam::222222222222:role/partner-111111111111-Z8L2Y45GOT7LQT" in said
    assert "example-corp/profile.toml is right: Example Corp." in said


def test_the_page_has_every_vendor_and_both_verbs() -> None:
    assert set(re.findall(r"^\| `([\w-]+)` \| [^|]+ \| [^|]+ \|$", PAGE, re.MULTILINE)) == set(vendor_names())
    assert {tuple(words[:2]) for words in commands_in(PAGE)} >= {("vendor", "new"), ("vendor", "check")}


@pytest.mark.long
def test_the_recipe_leads_from_a_new_profile_to_the_roles_arn(tmp_path: Path) -> None:
    with reader(tmp_path) as here:
        *_, applied = follow(here, RECIPE)
    assert re.search(r"arn:aws:iam::\d{12}:role/ExampleCorpReader", applied)
