"""Places that options name: one that cannot be written is found before anything else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from wizard.checkpoint.checkpoint import Checkpoint, CheckpointProblem, FileStore, Lock
from wizard.checkpoint.location import S3Place, on_this_computer, usual_place
from wizard.cli.commands.checkpoints import place_of
from wizard.cli.options import parse
from wizard.cli.places import check_directory, checkpoint_place_of, directory_of
from wizard.cli.usage import UsageProblem
from wizard.model.invitation import Invitation
from wizard.vendors.invitation import OpenedInvitation
from wizard.vendors.profile import load_vendor


@pytest.mark.parametrize("scheme", ["s3://", "S3://"])
def test_s3_is_meant_however_it_is_spelled(scheme: str) -> None:
    assert checkpoint_place_of(parse([f"--checkpoint={scheme}Bucket/Key"])) == S3Place("Bucket", "Key")
    assert place_of(parse(["checkpoints", "show", f"{scheme}bucket/key"])) == S3Place("bucket", "key")
    with pytest.raises(UsageProblem, match="s3://BUCKET/KEY"):
        parse([f"--checkpoint={scheme}bucket"])


@pytest.mark.parametrize("name", ["file", "file/below", "nowhere", "/proc"])
def test_a_directory_that_cannot_be_written_is_named_with_the_option_that_helps(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageProblem, match="can't be written") as refused:
        check_directory(parse([f"--directory={tmp_path / name}"]))
    assert str(tmp_path / name) in str(refused.value)
    assert "--directory DIR" in str(refused.value)
    assert (tmp_path / "file").read_text() == "x"


def test_finding_out_leaves_nothing_behind(tmp_path: Path) -> None:
    check_directory(parse([f"--directory={tmp_path}"]))
    assert list(tmp_path.iterdir()) == []


def test_a_directory_in_the_home_directory_is_meant_where_it_is_written_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert directory_of(parse(["--directory=~/handover"])) == tmp_path / "handover"


def test_the_directory_is_the_present_one_where_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    check_directory(parse([]))
    monkeypatch.chdir("/proc")
    with pytest.raises(UsageProblem, match="can't be written to /proc"):
        check_directory(parse([]))


def test_a_checkpoint_that_cannot_be_locked_names_the_option_that_helps(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CheckpointProblem, match=r"can't be locked.*--checkpoint FILE.*XDG_STATE_HOME"):
        Lock(tmp_path / "file" / "firetiger.json").acquire()


# --- of a vendor whose profile leaves open which account is trusted ---------------------------------------------------

A, B = "111111111111", "222222222222"
TRUSTED = load_vendor("trusted-account")


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


def kept_for(state: Path, account: str, command: str = "plan", **more: str) -> Path:
    answers = state / f"{account or 'none'}.toml"
    answers.write_text(f'[template]\ntrusted_account = "{account}"\n' if account else "[sign-in]\n")
    settings = parse([command, "--vendor", "trusted-account", "--answers", str(answers)])
    return on_this_computer(checkpoint_place_of(settings, TRUSTED, **more))


def write(place: Path, account: str = "") -> None:
    checkpoint = Checkpoint(FileStore(place))
    checkpoint.belongs_to(vendor="trusted-account", sandbox=False)
    checkpoint.answer("template", {"trusted_account": account, "role": "readers"})


def test_each_trusted_account_has_a_checkpoint_of_its_own_whose_name_does_not_tell_it(state: Path) -> None:
    one, other = kept_for(state, A), kept_for(state, B)
    assert one != other
    assert one == kept_for(state, f"{A[:4]} {A[4:8]} {A[8:]}"), "however it is written"
    assert one.name.startswith("trusted-account.onboarding-")
    assert A not in one.name
    assert kept_for(state, A, world="fresh-1") != one


def test_one_from_before_is_gone_on_with_where_it_is_about_the_same_account(state: Path) -> None:
    before = usual_place("trusted-account", "onboarding")
    write(before, A)
    assert kept_for(state, A) == before
    assert kept_for(state, B) != before
    write(own := kept_for(state, B), B)
    assert (kept_for(state, B), kept_for(state, A)) == (own, before)


def test_one_that_cannot_be_read_is_left_to_whoever_opens_it(state: Path) -> None:
    before = usual_place("trusted-account", "onboarding")
    before.parent.mkdir(parents=True)
    before.write_text("{")
    assert kept_for(state, A) == before


def test_without_the_account_the_only_one_is_meant_and_of_several_none(state: Path) -> None:
    usual = usual_place("trusted-account", "onboarding")
    assert kept_for(state, "") == usual
    write(one := kept_for(state, A), A)
    assert kept_for(state, "") == one
    assert place_of(parse(["checkpoints", "show", "--vendor", "trusted-account"])) == one
    write(kept_for(state, B), B)
    with pytest.raises(UsageProblem, match="2 checkpoints are about this"):
        kept_for(state, "")
    person = parse(["onboarding", "--vendor", "trusted-account"])
    assert checkpoint_place_of(person, TRUSTED) == usual, "somebody who begins another one"


def test_an_invitation_says_the_account_and_a_profile_that_says_it_itself_needs_none(state: Path) -> None:
    invitation = Invitation(vendor="trusted-account", account=A, customer="Example Corp")
    opened = OpenedInvitation(invitation=invitation, signature="unsigned", name="invitation.toml")
    invited = replace(parse(["onboarding", "--vendor", "trusted-account"]), invited=opened)
    assert checkpoint_place_of(invited, TRUSTED) == kept_for(state, A)
    assert checkpoint_place_of(parse([]), load_vendor("firetiger")) == usual_place("firetiger", "onboarding")
