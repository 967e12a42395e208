"""The command line of ``checkpoints``: which one is meant, and one sentence for what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.checkpoint.checkpoint import CheckpointProblem
from wizard.checkpoint.location import S3Place, on_this_computer, state_directory
from wizard.cli.commands.checkpoints import place_of
from wizard.cli.options import parse
from wizard.cli.places import checkpoint_place_of
from wizard.cli.usage import UsageProblem


def test_without_a_word_it_lists() -> None:
    assert parse(["checkpoints"]).verb == "list"
    assert parse(["--format", "json", "checkpoints", "list"]).verb == "list"


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (["show"], state_directory() / "firetiger.json"),
        (["show", "acme"], state_directory() / "acme.json"),
        (["show", "acme.json"], state_directory() / "acme.json"),
        (["show", "./acme.json"], Path("acme.json").absolute()),
        (["show", "--checkpoint", "acme.json"], Path("acme.json").absolute()),
        (["show", "s3://bucket/a/b.json", "--profile", "p"], S3Place("bucket", "a/b.json", "p")),
        (["delete", "--checkpoint", "s3://bucket/a"], S3Place("bucket", "a")),
    ],
)
def test_a_name_a_path_and_an_address_say_which_one_is_meant(words: list[str], place: Path | S3Place) -> None:
    assert place_of(parse(["checkpoints", *words])) == place


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["checkpoints", "burn"], "checkpoints burn: there are list, show and delete"),
        (["checkpoints", "delete"], "needs a NAME"),
        (["checkpoints", "show", "a", "b"], "'b' is one word too many"),
        (["checkpoints", "list", "a"], "run checkpoints show a"),
        (["checkpoints", "show", "--yes"], "--yes works only with checkpoints delete"),
        (["--yes"], "--yes works only with checkpoints; see firetiger-onboard --help"),
        (["sandbox", "fresh", "b"], "'b' is one word too many"),
        (["--checkpoint", "s3://bucket"], "s3://BUCKET/KEY"),
        (["--checkpoint", "s3://bucket/"], "s3://BUCKET/KEY"),
        (["--checkpoint", "s3:///key"], "s3://BUCKET/KEY"),
    ],
)
def test_a_mistake_is_one_sentence(arguments: list[str], sentence: str) -> None:
    with pytest.raises(UsageProblem, match=sentence):
        parse(arguments)


def test_who_needs_a_file_of_this_computer_is_told_where_there_is_none() -> None:
    place = checkpoint_place_of(parse(["--checkpoint", "s3://bucket/key"]))
    assert str(place) == "s3://bucket/key"
    with pytest.raises(CheckpointProblem, match="isn't on this computer"):
        on_this_computer(place)
