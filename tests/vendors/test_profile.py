"""The vendor profile: typed, pinned, and equal in meaning to the guide it stands for."""

from __future__ import annotations

import json
import re
import shutil
from importlib import resources
from pathlib import Path

import pytest

import assets
from wizard.vendors.profile import VendorProblem, load_vendor, vendor_words
from wizard.workflows.onboarding import WORKFLOW

# What the vendor's guide grants, said again by hand: a template that grants anything else is not the guide's.
GUIDE = {
    "Type": "AWS::IAM::Role",
    "DeletionPolicy": "Retain",
    "Properties": {
        "RoleName": "CrossAccountAccessForFiretiger",
        "Description": "Allows full administrative access from the Firetiger account",
        "ManagedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"],
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": ["arn:aws:iam::975050257559:root"]},
                    "Action": ["sts:AssumeRole"],
                }
            ],
        },
    },
}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    with resources.as_file(resources.files("assets") / "vendors" / "firetiger") as folder:
        shutil.copytree(folder, tmp_path / "firetiger")
    return tmp_path / "firetiger" / "profile.toml"


def test_the_template_grants_what_the_guide_grants() -> None:
    template = json.loads(load_vendor("firetiger").template)
    assert template["Resources"] == {"CrossAccountAccessForFiretiger": GUIDE}
    assert template["Outputs"]["RoleARN"]["Value"] == {"Fn::GetAtt": ["CrossAccountAccessForFiretiger", "Arn"]}


def test_the_use_case_is_the_guides_word_for_word() -> None:
    assert load_vendor("firetiger").use_case == "LLM access for Firetiger AI products."


def test_a_model_that_is_closed_to_new_accounts_names_its_successors_and_its_line() -> None:
    sonnet, haiku = load_vendor("firetiger").models
    assert (haiku.retired, sonnet.legacy) == ("2026-06-19", "2026-10-08")
    for model in (sonnet, haiku):
        assert model.follow
        assert model.line in model.id
        assert all(one.profile == f"global.{one.id}" for one in model.successors)


def test_what_texts_say_of_models_comes_from_the_profile() -> None:
    vendor = load_vendor("firetiger")
    card = vendor.texts["bedrock"].card
    assert card is not None
    said = next(one.answer for one in card.asked if "other models" in one.question)
    for model in vendor.models:
        assert model.name in said
        assert (model.retired or model.legacy) in said
        assert ", then ".join(one.name for one in model.successors) in said
    assert vendor_words("firetiger").texts == vendor.texts


def test_no_sentence_names_a_model_that_may_age() -> None:
    root = Path(assets.__file__).parent
    texts = [*root.glob("vendors/*/texts.toml"), *root.glob("problems/*.toml"), *(root.parent / "docs").glob("*.md")]
    assert [path.name for path in texts if re.search(r"(?:Sonnet|Haiku|Opus) \d", path.read_text("utf-8"))] == []


def test_every_step_has_its_words_under_its_own_title_and_in_order() -> None:
    texts = load_vendor("firetiger").texts
    assert [(name, text.title) for name, text in texts.items()] == [(step.id, step.title) for step in WORKFLOW.steps]
    assert all(text.why and text.more for text in texts.values())


def test_every_step_has_a_card_that_says_something_and_answers_what_is_asked() -> None:
    for text in load_vendor("firetiger").texts.values():
        assert text.card is not None
        assert text.card.takes
        assert text.card.say
        assert all(asked.question.endswith("?") and asked.answer for asked in text.card.asked)


def test_a_vendor_without_cards_is_a_vendor(copied: Path) -> None:
    texts = copied.with_name("texts.toml")
    steps = "".join(f'[{step.id}]\ntitle = "{step.title}"\nwhy = "Because."\n' for step in WORKFLOW.steps)
    texts.write_text(steps)
    assert [text.card for text in load_vendor(str(copied)).texts.values()] == [None] * len(WORKFLOW.steps)


def test_what_the_first_screen_needs_names_what_everybody_may_see() -> None:
    words = vendor_words("firetiger")
    assert words.name == "Firetiger"
    assert {"975050257559", "CrossAccountAccessForFiretiger", "firetiger-bootstrap"} <= set(words.public)


def test_a_template_that_was_tampered_with_is_refused(copied: Path) -> None:
    template = copied.with_name("firetiger-bootstrap.json")
    template.write_text(template.read_text().replace("975050257559", "111122223333"))
    with pytest.raises(VendorProblem, match="SHA-256"):
        load_vendor(str(copied))


def test_a_profile_from_a_file_is_the_same_as_the_shipped_one(copied: Path) -> None:
    assert load_vendor(str(copied)) == load_vendor("firetiger")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('account = "975050257559"', "account = 1", r"Expected `str`, got `int` - at `\$.account`"),
        ('role_name = "', 'rolle_name = "', "unknown field `rolle_name`"),
        ('id = "firetiger"', "id = ", "not TOML"),
    ],
)
def test_a_broken_profile_is_refused_with_file_and_field(copied: Path, old: str, new: str, sentence: str) -> None:
    copied.write_text(copied.read_text().replace(old, new, 1))
    with pytest.raises(VendorProblem, match=sentence) as refused:
        load_vendor(str(copied))
    assert "profile.toml" in str(refused.value)


def test_a_vendor_that_is_neither_known_nor_a_file_is_refused() -> None:
    with pytest.raises(VendorProblem, match=r"neither a known vendor \(firetiger\) nor a file"):
        load_vendor("nobody")
