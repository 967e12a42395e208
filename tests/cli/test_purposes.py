"""What a person wants of another vendor: asked where nothing says it, by what the profile makes sense for."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.vendors.made_up import example_corp
from wizard.checkpoint.checkpoint import Checkpoint, FileStore
from wizard.checkpoint.location import begun_places, usual_place
from wizard.cli.commands.wizard import about_role
from wizard.cli.options import parse
from wizard.cli.purposes import asked, chosen, open_, settled
from wizard.cli.settings import ForPerson
from wizard.model import Purposes
from wizard.vendors.profile import load_vendor


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


def told(*words: str) -> ForPerson:
    settings = parse(words)
    assert isinstance(settings, ForPerson)
    return settings


def begun(workflow: str = "onboarding", subject: tuple[str, ...] = (), place: Path | None = None) -> Path:
    where = place or usual_place("trusted-account", workflow, "", subject)
    where.parent.mkdir(parents=True, exist_ok=True)
    checkpoint = Checkpoint(FileStore(where))
    checkpoint.belongs_to(vendor="trusted-account", sandbox=False, workflow=workflow)
    checkpoint.answer("template", {"role": "readers"})
    return where


def purposes(vendor: str, *words: str) -> Purposes:
    found = asked(told("--vendor", vendor, *words), load_vendor(vendor), about_role)
    assert found is not None
    return found


def values(vendor: str) -> list[str]:
    return [one.value for one in purposes(vendor).choices]


OTHER = ("--vendor", "trusted-account")


@pytest.mark.parametrize(
    ("words", "is_asked"),
    [
        ((), False),
        (OTHER, True),
        ((*OTHER, "--plain"), True),
        ((*OTHER, "--profile", "b", "--region", "us-east-1"), True),
        (("onboarding", *OTHER), False),
        (("grant", *OTHER), False),
        ((*OTHER, "--invitation", "invitation.toml"), False),
        ((*OTHER, "--sandbox=held-back"), False),
        ((*OTHER, "--sandbox=held-back", "--from-start"), True),
        ((*OTHER, "--sandbox=two-accounts"), True),
        ((*OTHER, "--sandbox=fresh"), True),
    ],
)
def test_it_is_asked_for_another_vendor_where_nothing_says_it(words: tuple[str, ...], is_asked: bool) -> None:
    assert open_(told(*words)) is is_asked


def test_where_the_account_is_left_open_one_may_be_on_either_side(tmp_path: Path) -> None:
    assert values("trusted-account") == values("s3-exchange") == ["onboarding", "verify", "grant", "revoke"]


def test_where_the_account_is_the_vendors_own_it_is_named(tmp_path: Path) -> None:
    vendor = str(example_corp(tmp_path / "vendor"))
    assert values(vendor) == ["onboarding", "verify"]
    _, verify = purposes(vendor).choices
    assert verify.detail == f"In {load_vendor(vendor).whose_account}."


@pytest.mark.parametrize("sandbox", [(), ("--sandbox=two-accounts",)])
@pytest.mark.parametrize("vendor", ["trusted-account", "example-corp"])
def test_the_commands_that_it_says_can_be_run(tmp_path: Path, vendor: str, sandbox: tuple[str, ...]) -> None:
    named = str(example_corp(tmp_path / "vendor")) if vendor == "example-corp" else vendor
    said = [command for command, _ in purposes(named, *sandbox).commands]
    assert [shlex.split(command)[1] for command in said] == ["inspect", "export"]
    for command in said:
        parsed = parse(shlex.split(command.replace("FORM", "terraform"))[1:])
        assert (parsed.vendor, bool(parsed.answers)) == (named, vendor == "trusted-account")
    assert ("--sandbox=two-accounts" in said[0]) is bool(sandbox), "it asks AWS"


# --- what was begun --------------------------------------------------------------------------------------------------


def test_one_that_was_begun_alone_is_gone_on_with_and_not_asked_for() -> None:
    assert settled(told(*OTHER)) == told(*OTHER)
    begun()
    assert settled(told(*OTHER)) == told("onboarding", *OTHER)
    assert settled(told()) == told()


def test_one_about_something_of_its_own_is_named_by_its_place() -> None:
    place = begun("grant", ("arn:aws:iam::222222222222:role/readers", "user/cleo"))
    assert settled(told(*OTHER)) == told("grant", *OTHER, "--checkpoint", str(place))


def test_of_several_one_is_chosen_and_then_nothing_more_is_asked() -> None:
    role, grant = begun(), begun("grant", ("arn:aws:iam::222222222222:role/readers", "user/cleo"))
    assert settled(told(*OTHER)) == told(*OTHER)
    offered = purposes("trusted-account").choices
    assert [one.value for one in offered] == [str(role), str(grant), "onboarding", "verify", "grant", "revoke"]
    assert [one.label for one in offered[:2]] == ["Continue: set up the role", "Continue: let somebody assume the role"]
    assert "was started on" in offered[0].detail
    assert chosen(told(*OTHER), str(role)) == told("onboarding", *OTHER, "--resume")
    assert chosen(told(*OTHER), str(grant)) == told("grant", *OTHER, "--checkpoint", str(grant), "--resume")
    assert chosen(told(*OTHER), "verify") == told("verify", *OTHER)


def test_a_checkpoint_that_is_named_says_which_workflow_it_is(tmp_path: Path) -> None:
    named = (*OTHER, "--checkpoint", str(tmp_path / "mine.json"))
    assert settled(told(*named)) == told(*named), "it isn't there yet"
    begun("grant", place=tmp_path / "mine.json")
    assert settled(told(*named)) == told("grant", *named)
    (tmp_path / "mine.json").write_text("{")
    assert settled(told(*named)) == told(*named), "whoever opens it says what is wrong with it"


def test_only_the_vendors_own_checkpoints_count() -> None:
    place = begun()
    place.rename(place.with_name("trusted-account-0123abcd.json"))  # a profile of the same name
    place.with_name("trusted-account.20261126T101112.json").write_text("{}")  # set aside
    place.with_name("trusted-account.grant.json.previous").write_text("{}")
    assert begun_places("trusted-account", "onboarding") == []
    assert settled(told(*OTHER)) == told(*OTHER)
