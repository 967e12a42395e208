"""The vendor profile: typed, pinned, and equal in meaning to the guide it stands for."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from importlib import import_module, resources
from pathlib import Path
from pkgutil import iter_modules

import msgspec
import pytest

import assets
import wizard.steps
from tests.vendors.made_up import WITH_MODELS, WITHOUT_ACCOUNT, example_corp
from wizard.model import StepWords, Vendor
from wizard.vendors.profile import VendorProblem, load_vendor, vendor_names
from wizard.workflows import ORDINARY, workflow_named

STEPS = [import_module(f"wizard.steps.{one.name}.step").STEP for one in iter_modules(wizard.steps.__path__)]
TITLES = {step.id: step.title for step in STEPS}
"""Every step that there is, whichever workflows have it."""

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
    said = next(one.answer for one in card.asked if "Why not the models" in one.question)
    for model in vendor.models:
        assert model.name in said
        assert (model.retired or model.legacy) in said
        assert ", then ".join(one.name for one in model.successors) in said


def test_no_sentence_names_a_model_that_may_age() -> None:
    root = Path(assets.__file__).parent
    texts = [
        *root.glob("steps/*"),
        *root.glob("vendors/*/texts.toml"),
        *root.glob("problems/*.toml"),
        *(root.parent / "docs").glob("*.md"),
    ]
    assert [path.name for path in texts if re.search(r"(?:Sonnet|Haiku|Opus) \d", path.read_text("utf-8"))] == []


def test_every_step_has_its_words_under_its_own_title() -> None:
    texts = load_vendor("firetiger").texts
    assert {name: text.title for name, text in texts.items()} == TITLES
    assert all(text.why and text.more for text in texts.values())


def test_every_step_has_a_card_that_says_something_and_answers_what_is_asked(tmp_path: Path) -> None:
    for vendor in (load_vendor("firetiger"), load_vendor(str(example_corp(tmp_path)))):
        for text in vendor.texts.values():
            assert text.card is not None
            assert text.card.takes
            assert text.card.say
            assert all(asked.question.endswith("?") and asked.answer for asked in text.card.asked)


def test_what_a_person_reads_of_firetiger_is_word_for_word_what_it_was() -> None:
    said = tomllib.loads(Path(__file__).with_name("firetiger-words.toml").read_text("utf-8"))
    read = {name: words for name, words in load_vendor("firetiger").texts.items() if name in said}
    assert read == msgspec.convert(said, dict[str, StepWords])
    assert set(said) == {step.id for step in workflow_named(ORDINARY).steps}


# --- general words ---------------------------------------------------------------------------------------------------


def said_by(vendor: Vendor) -> str:
    return msgspec.json.encode(vendor.texts).decode()


@pytest.mark.parametrize("rules", ["", WITH_MODELS, WITHOUT_ACCOUNT])
def test_a_vendor_without_words_of_its_own_has_the_general_ones_with_its_name(tmp_path: Path, rules: str) -> None:
    vendor = load_vendor(str(example_corp(tmp_path, rules)))
    assert set(vendor.texts) == set(TITLES)
    assert "Example Corp's AWS account 210987654321" in vendor.texts["template"].more
    assert "Firetiger" not in said_by(vendor)
    assert "{" not in "".join(f"{text.why}{text.more}" for text in vendor.texts.values())


@pytest.mark.parametrize("name", [name for name in vendor_names() if name != "firetiger"])
def test_no_other_shipped_vendor_speaks_of_firetiger(name: str) -> None:
    vendor = load_vendor(name)
    assert "firetiger" not in msgspec.json.encode(vendor).decode().casefold()


def test_its_own_words_take_the_place_of_the_general_ones_key_by_key(tmp_path: Path) -> None:
    texts = '[template]\nwhy = "For {vendor}, as {role_name}."\n[template.overview]\nminutes = 60\n'
    general = load_vendor(str(example_corp(tmp_path / "general"))).texts
    own = load_vendor(str(example_corp(tmp_path / "own", texts=texts))).texts
    template, card = own["template"], own["template"].card
    assert template.why == "For Example Corp, as ExampleCorpReader."
    assert template.more == general["template"].more
    assert card is not None
    assert card.takes == "about 60 minutes"
    assert card.say == (general["template"].card and general["template"].card.say)
    assert {name: words for name, words in own.items() if name != "template"} == {
        name: words for name, words in general.items() if name != "template"
    }


def test_words_about_the_dedicated_account_are_not_said_where_none_is_asked_for(tmp_path: Path) -> None:
    with_one, without = (
        load_vendor(str(example_corp(tmp_path / str(number), rules))).texts["sign-in"]
        for number, rules in enumerate(("", WITHOUT_ACCOUNT))
    )
    assert "dedicated account" in msgspec.json.encode(with_one).decode()
    assert "dedicated account" not in msgspec.json.encode(without).decode()
    assert with_one.title == without.title


def test_what_a_vendor_does_next_is_filled_in_from_its_profile(tmp_path: Path) -> None:
    assert load_vendor(str(example_corp(tmp_path))).next == (
        "Example Corp assumes the role from its account 210987654321.",
    )


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ('[bedrok]\ntitle = "Models"\n', r"texts\.toml: \[bedrok\] isn't a step; the steps are bedrock, cloudtrail"),
        ("[bedrock]\nwhy = 1\n", r"texts\.toml: Expected `str`, got `int` - at `\$\[...\]\.why`"),
        ('[bedrock]\nwy = "x"\n', r"texts\.toml: Object contains unknown field `wy`"),
        ('[bedrock]\nwhy = "{engineer} asks"\n', r"texts\.toml: \{engineer\} isn't a placeholder"),
    ],
)
def test_words_that_cannot_be_are_refused_with_their_file(tmp_path: Path, texts: str, sentence: str) -> None:
    with pytest.raises(VendorProblem, match=sentence):
        load_vendor(str(example_corp(tmp_path, texts=texts)))


# --- what may be seen, what is refused -------------------------------------------------------------------------------


def test_what_everybody_may_see_is_what_the_vendor_calls_its_own() -> None:
    public = load_vendor("firetiger").public
    assert set(public) == {
        "Firetiger",
        "975050257559",
        "firetiger",
        "CrossAccountAccessForFiretiger",
        "firetiger-bootstrap",
    }


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
        (
            'template_sha256 = "',
            '# "',
            r"`\$\.template_sha256` is missing. That of firetiger-boot.*json is 87cb9c",
        ),
        ('account = "975050257559"', "account = 1", r"Expected `str`, got `int` - at `\$.account`"),
        ('role_name = "', 'rolle_name = "', "unknown field `rolle_name`"),
        ('id = "firetiger"', "id = ", "not TOML"),
        ('id = "firetiger"', 'id = "Fire Tiger"', r"`\$\.id` has to be lowercase letters.*; it is 'Fire Tiger'"),
        ('id = "firetiger"', "", "missing required field `id`"),
        ('name = "Firetiger"', 'name = "Fire\\ntiger"', r"`\$\.name` has to be a name on one line"),
        ('account = "975050257559"', 'account = "9750"', r"`\$\.account` has to be the twelve digits"),
        (
            'partition = "aws"',
            'partition = "aws"\ncloudtrail = "no"',
            r"Expected `bool`, got `str` - at `\$.cloudtrail`",
        ),
        ('use_case = "LLM access for Firetiger AI products."', "", r"`\$\.use_case` has to say"),
        ('legacy = "2026-10-08"', 'legacy = "soon"', r"`\$\.models\[0\]\.legacy` has to be a date"),
        ('"us-west-2"', '"the west"', r"`\$\.regions\[1\]` has to be a region"),
        ('template_file = "', 'template_fil = "', "unknown field `template_fil`"),
        ('template_file = "firetiger-bootstrap.json"', "template_file = 1", r"at `\$\.template_file`"),
        ("{role_name}", "{rolle}", r"\{rolle\} isn't a placeholder; there are account,"),
    ],
)
def test_a_broken_profile_is_refused_with_file_and_field(copied: Path, old: str, new: str, sentence: str) -> None:
    copied.write_text(copied.read_text().replace(old, new, 1))
    with pytest.raises(VendorProblem, match=sentence) as refused:
        load_vendor(str(copied))
    assert "profile.toml" in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('name = "trusted_account"', 'name = "Trusted"', r"`\$\.parameters\[0\]\.name` has to be lowercase"),
        ('name = "trusted_account"', 'name = "account"', r"`\$\.parameters\[0\]\.name` is taken; it is 'account'"),
        ('name = "role"', 'name = "trusted_account"', r"`\$\.parameters\[0\]\.name` is taken"),
        (r"pattern = '\d{12}'", "pattern = '('", r"`\$\.parameters\[0\]\.pattern` isn't a regular expression"),
        ('example = "111111111111"', 'example = "1"', r"`\$\.parameters\[0\]\.example` doesn't match"),
        ('default = "3600"', 'default = "60"', r"`\$\.parameters\[3\]\.default` isn't one of its choices"),
        (
            'managed = ["{policies}"]',
            'managed = ["{policy}"]',
            r"\{policy\} isn't a parameter; there are mfa, policies",
        ),
        ("{trusted_account} decides", "{truste} decides", r"\{truste\} isn't a placeholder"),
        ('stack_output = "RoleARN"', f'template_sha256 = "{"0" * 64}"', r"and `\$\.role` builds one; give one of them"),
        (
            'external_id = "optional"',
            'external_id = "often"',
            r"Invalid enum value 'often' - at `\$\.role\.external_id`",
        ),
    ],
)
def test_parameters_that_cannot_be_are_refused_with_their_path(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    with resources.as_file(resources.files("assets") / "vendors" / "trusted-account") as folder:
        shutil.copytree(folder, tmp_path / "trusted")
    profile = tmp_path / "trusted" / "profile.toml"
    assert load_vendor(str(profile)) == load_vendor("trusted-account")
    text = profile.read_text("utf-8")
    assert old in text
    profile.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(VendorProblem, match=sentence):
        load_vendor(str(profile))


def test_what_only_an_answer_tells_is_said_in_words_and_is_nobodys_name() -> None:
    vendor = load_vendor("trusted-account")
    assert "{" not in said_by(vendor).replace('{"', "").replace(":{", "").replace("[{", "")
    assert vendor.public == ("Trusted account", "trusted-account")


def test_a_vendor_that_is_neither_known_nor_a_file_is_refused() -> None:
    with pytest.raises(
        VendorProblem,
        match=r"neither a known vendor \(firetiger, partner-access, s3-exchange, trusted-account\) nor a file",
    ):
        load_vendor("nobody")
