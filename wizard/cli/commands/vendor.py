"""``vendor``: a profile to start from, or whether one is right. Asks AWS nothing.

What `check` says is right, `--vendor FILE` takes: it reads the profile by the same code, and makes the template once
with the examples of its parameters, so that what only an answer would bring to light is told to whoever writes it.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.common_options import ABOUT
from wizard.cli.page import USAGE, Page
from wizard.cli.settings import Settings
from wizard.cli.usage import DIRECTORIES, FILES, UsageProblem
from wizard.frontends.exits import Exit
from wizard.host.program import PROGRAM
from wizard.text.sanitize import within_line

if TYPE_CHECKING:
    from wizard.model import Vendor

VERBS = {"new": "a folder", "check": "a profile"}
PAGE = Page(
    text=(
        "Writes a vendor profile to start from, or checks one: whom access is for, which role, and what customers are"
        " asked. It doesn't call AWS."
    ),
    usage="new DIR | check FILE [OPTION ...]",
    words=(
        ("new DIR", "write DIR/profile.toml with a comment for each field; overwrites nothing"),
        ("check FILE", "say whether a profile can be used, or where it is wrong"),
    ),
    examples=(
        ("vendor new example-corp", "start a profile"),
        ("vendor check example-corp/profile.toml", "check it"),
    ),
    exits={Exit.COMPLETE: "written, or right", Exit.USAGE: f"the profile is wrong, or {USAGE}"},
)
OPTIONS = (*ABOUT,)


@dataclass(frozen=True, kw_only=True)
class OfVendor(Settings):
    """What is to be done, and with what."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.words or self.words[0] not in VERBS:
            raise UsageProblem("vendor takes new DIR or check FILE.")
        if len(self.words) < self.room:
            raise UsageProblem(f"vendor {self.words[0]} needs {VERBS[self.words[0]]}.")

    @property
    def room(self) -> int:
        """What to do, and a path."""
        return 2

    @property
    def path(self) -> Path:
        """The folder or the profile."""
        return Path(self.words[1]).expanduser()

    @classmethod
    def following(cls, words: Sequence[str]) -> Iterable[str]:
        """What to do, then a path."""
        return {"new": [DIRECTORIES], "check": [FILES]}.get(words[0], ()) if len(words) == 1 else () if words else VERBS


SETTINGS = OfVendor


def run(settings: OfVendor) -> Exit:
    """Write a profile or check one. Raises UsageProblem."""
    said = _written(settings.path) if settings.words[0] == "new" else _checked(settings.path)
    sys.stdout.write("".join(f"{within_line(line)}\n" for line in said))
    return Exit.COMPLETE


def _written(folder: Path) -> tuple[str, ...]:
    profile = folder / "profile.toml"
    text = (resources.files("assets") / "vendors" / "new-profile.toml").read_text("utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with profile.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        there = profile if folder.is_dir() else folder
        raise UsageProblem(f"{within_line(str(there))} already exists; choose another folder.") from None
    except OSError as error:
        raise UsageProblem(f"{within_line(str(profile))} can't be written: {error.strerror or error}.") from None
    return (f"Written: {profile}", f"Fill it in, then run {PROGRAM} vendor check {shlex.quote(str(profile))}")


def _checked(profile: Path) -> tuple[str, ...]:
    from wizard.vendors.profile import VendorProblem, load_vendor

    if profile.is_dir():
        profile = profile / "profile.toml"
    if not profile.is_file():
        raise UsageProblem(f"{within_line(str(profile))} isn't a file.")
    try:
        vendor = load_vendor(str(profile))
    except VendorProblem as problem:
        raise UsageProblem(within_line(str(problem))) from None
    asked = ", ".join(parameter.name for parameter in vendor.parameters) or "nothing"
    return (
        f"{profile} is right: {vendor.name}.",
        f"It asks customers for: {asked}. The external ID is {_demanded(profile, vendor)}.",
        f"Use it: {PROGRAM} --vendor {shlex.quote(str(profile))}",
    )


def _demanded(profile: Path, vendor: Vendor) -> str:
    """Whether the role that the profile comes to demands an external ID. Raises UsageProblem."""
    from wizard.model import Answers, Target
    from wizard.resources.deployment import external_id_parameter, place_of, wanted_role
    from wizard.resources.parameters import vendor_with
    from wizard.resources.template import NotUnderstoodError

    examples = {one.name: one.default or one.example for one in vendor.parameters}
    of_customer = vendor_with(vendor, Answers(examples), "an-external-id")
    target = Target(account="000000000000", region=vendor.regions[0])
    try:
        wanted_role(place_of(of_customer, target, of_customer.stack_name, "an-external-id"), of_customer)
    except NotUnderstoodError as error:
        raise UsageProblem(f"{within_line(str(profile))}: its template isn't understood: {error}") from None
    if vendor.role is not None:
        return {"none": "not asked for", "optional": "optional", "required": "required"}[vendor.role.external_id]
    if external_id_parameter(vendor):
        return "asked for by the template"
    return "added to the template where you give one" if of_customer.template_given else "not asked for"
