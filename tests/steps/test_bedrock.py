"""Access to the models: what is looked at, what is asked, which round comes next, and what is never done."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from tests.doubles import Reply, TableReader, refused
from wizard.model import (
    Answers,
    CallError,
    CallFailed,
    Change,
    Context,
    Journal,
    JournalEntry,
    Observation,
    Read,
    SignedIn,
    State,
    SubAccount,
    Target,
)
from wizard.problems.explain import explain
from wizard.steps.bedrock.step import STEP
from wizard.vendors.profile import load_vendor

VENDOR = load_vendor("firetiger")
NAMED = VENDOR.models[0]  # by the guide; closed to new accounts
SONNET = NAMED.successors[0]
HAIKU = VENDOR.models[1].successors[0]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TARGET = Target(account="428861248123", region="us-east-1", role_name="OrganizationAccountAccessRole")
MANAGEMENT = SignedIn(arn="arn:aws:iam::111122223333:user/ada", account="111122223333", region="us-east-1",
                      standing="management")  # fmt: skip
MEMBER = SignedIn(arn="arn:aws:iam::428861248123:user/ada", account="428861248123", region="us-east-1",
                  standing="member")  # fmt: skip
FORM = {"formData": b'{"companyName": "Example Corp"}'}
NO_FORM = refused("ResourceNotFoundException", "You have not filled out the request form.")
NOT_SUBMITTED = refused(
    "ResourceNotFoundException",
    "Model use case details have not been submitted for this account. Fill out the Anthropic use case details form "
    "before using the model. If you have already filled out the form, try again in 15 minutes.",
)
ANSWERS = Answers(
    {
        "company_name": "Example Corp",
        "company_website": "https://example.com",
        "intended_users": "internal",
        "industry": "Technology",
        "prove": "true",
    }
)


def availability(agreement: str = "AVAILABLE", authorization: str = "AUTHORIZED", **more: Any) -> dict[str, Any]:
    return {
        "agreementAvailability": {"status": agreement},
        "authorizationStatus": authorization,
        "entitlementAvailability": "AVAILABLE",
        "regionAvailability": "AVAILABLE",
        **more,
    }


def unless_named(answer: Mapping[str, Any]) -> Callable[[Read], Mapping[str, Any]]:
    """This for every model but the one that the guide names, which this account has never used."""
    return lambda read: availability("NOT_AVAILABLE") if read.parameters["modelId"] == NAMED.id else answer


def offers(read: Read) -> Mapping[str, Any]:
    terms = {
        "legalTerm": {"url": "https://terms.example/eula.pdf?X-Amz-Signature=1"},
        "usageBasedPricingTerm": {"rateCard": [{"price": "0.003", "description": "1K input tokens", "unit": "tokens"}]},
        "supportTerm": {},
    }
    model = read.parameters["modelId"]
    return {"modelId": model, "offers": [{"offerId": f"o-{model}", "offerToken": f"t-{model}", "termDetails": terms}]}


def aws(**replies: Reply) -> TableReader:
    """Everything in place, but for what is named."""
    rows = [{"modelId": model.id, "modelLifecycle": {"status": "ACTIVE"}} for model in (SONNET, HAIKU)]
    profiles = [{"inferenceProfileId": model.profile} for model in (SONNET, HAIKU)]
    table: dict[str, Reply] = {
        "GetUseCaseForModelAccess": FORM,
        "ListFoundationModels": {"modelSummaries": rows},
        "ListInferenceProfiles": {"inferenceProfileSummaries": profiles},
        "GetFoundationModelAvailability": unless_named(availability()),
        "ListFoundationModelAgreementOffers": offers,
        **replies,
    }
    return TableReader({f"bedrock:{name}": reply for name, reply in table.items()})


def entry(
    operation: str, minutes: float, outcome: Any = "landed", error: str = "", attempt: int = 1, **note: str
) -> JournalEntry:
    when = (NOW - timedelta(minutes=minutes)).isoformat()
    return JournalEntry(
        step="bedrock", digest="d", attempt=attempt, service="bedrock", operation=operation, account=TARGET.account,
        region="us-east-1", sentence="s", intended=when, finished=when, note=note, outcome=outcome, error=error,
    )  # fmt: skip


PROVEN = tuple(entry("Converse", 600, profile=model.profile) for model in (SONNET, HAIKU))


def look(
    read: TableReader, *history: JournalEntry, answers: Answers = ANSWERS, signed: SignedIn = MEMBER
) -> Observation[Any]:
    place = SubAccount(account=TARGET.account, target=TARGET)
    context = Context(vendor=VENDOR, now=NOW, found=(signed, place))
    return STEP.observe(read, answers, Journal(history), context)


def texts(seen: Observation[Any]) -> str:
    return "\n".join(f"{finding.mark}: {finding.text} {finding.detail}" for finding in seen.findings)


# --- the form ----------------------------------------------------------------------------------------------------


def test_without_a_form_the_company_is_asked_for_together_with_the_leave_to_prove() -> None:
    seen = look(aws(GetUseCaseForModelAccess=NO_FORM), answers=Answers())
    assert seen.state is State.NEEDS_ANSWERS
    asked = [question.name for question in seen.questions]
    assert asked == ["company_name", "company_website", "intended_users", "industry", "prove"]


def test_the_form_is_filed_in_the_sub_account_with_the_guides_words() -> None:
    seen = look(aws(GetUseCaseForModelAccess=NO_FORM))
    assert seen.state is State.UNMET
    (change,) = STEP.plan(seen, ANSWERS).changes
    assert (change.operation, change.target) == ("PutUseCaseForModelAccess", TARGET)
    assert json.loads(change.parameters["formData"])["useCases"] == "LLM access for Firetiger AI products."
    assert "can't withdraw" in change.warning


def test_nobody_is_asked_where_the_management_account_has_filed_a_form() -> None:
    read = aws(GetUseCaseForModelAccess=lambda r: FORM if r.target == MANAGEMENT.target else NO_FORM)
    seen = look(read, *PROVEN, signed=MANAGEMENT, answers=Answers())
    assert seen.state is State.SATISFIED
    assert "submitted in the management account by Example Corp" in texts(seen)


def test_the_management_account_is_looked_at_only_with_its_own_credentials() -> None:
    read = aws(GetUseCaseForModelAccess=NO_FORM)
    seen = look(read, signed=MEMBER)
    assert {made.target for made in read.made} == {TARGET}
    assert "unknown: Couldn't read whether the management account has one" in texts(seen)


def test_a_denied_look_at_the_management_account_is_said_and_does_not_stop_the_step() -> None:
    read = aws(
        GetUseCaseForModelAccess=lambda r: refused("AccessDeniedException") if r.target == MANAGEMENT.target else FORM
    )
    assert look(read, *PROVEN, signed=MANAGEMENT).state is State.SATISFIED


def test_a_form_filed_a_moment_ago_is_not_filed_again_while_bedrock_does_not_show_it() -> None:
    read = aws(
        GetUseCaseForModelAccess=NO_FORM,
        GetFoundationModelAvailability=availability("NOT_AVAILABLE"),
        ListFoundationModelAgreementOffers=NOT_SUBMITTED,
    )
    seen = look(read, entry("PutUseCaseForModelAccess", 1))
    assert seen.state is State.PENDING
    assert seen.waiting
    assert seen.waiting.limit == 900
    assert "processing the form" in texts(seen)


def test_offers_refused_long_after_the_form_are_a_problem_and_no_wait() -> None:
    read = aws(
        GetFoundationModelAvailability=availability("NOT_AVAILABLE"), ListFoundationModelAgreementOffers=NOT_SUBMITTED
    )
    with pytest.raises(CallFailed):
        look(read, entry("PutUseCaseForModelAccess", 20))


def test_where_the_form_cannot_be_read_the_offers_tell_that_it_is_missing() -> None:
    read = aws(
        GetUseCaseForModelAccess=refused("AccessDeniedException"),
        GetFoundationModelAvailability=availability("NOT_AVAILABLE"),
        ListFoundationModelAgreementOffers=NOT_SUBMITTED,
    )
    seen = look(read)
    assert STEP.plan(seen, ANSWERS).changes[0].operation == "PutUseCaseForModelAccess"


def test_where_the_form_cannot_be_read_a_refused_agreement_tells_that_it_is_missing_until_it_is_filed() -> None:
    read = aws(
        GetUseCaseForModelAccess=refused("AccessDeniedException"),
        GetFoundationModelAvailability=availability("NOT_AVAILABLE"),
    )
    said = f"{NOT_SUBMITTED.code}: {NOT_SUBMITTED.message}"
    agreement = entry("CreateFoundationModelAgreement", 5, "failed", said, model=SONNET.id)
    seen = look(read, agreement)
    assert [change.operation for change in STEP.plan(seen, ANSWERS).changes] == ["PutUseCaseForModelAccess"]
    filed = look(read, agreement, entry("PutUseCaseForModelAccess", 4))
    assert STEP.plan(filed, ANSWERS).changes[0].operation == "CreateFoundationModelAgreement"
    other = entry("CreateFoundationModelAgreement", 5, "failed", "ValidationException: no", model=SONNET.id)
    assert STEP.plan(look(read, other), ANSWERS).changes[0].operation == "CreateFoundationModelAgreement"


def test_a_form_that_is_not_inherited_is_not_filed_a_second_time() -> None:
    read = aws(
        GetUseCaseForModelAccess=lambda r: FORM if r.target == MANAGEMENT.target else NO_FORM,
        GetFoundationModelAvailability=availability("NOT_AVAILABLE"),
        ListFoundationModelAgreementOffers=NOT_SUBMITTED,
    )
    seen = look(read, signed=MANAGEMENT)
    assert seen.state is State.BLOCKED
    assert seen.trouble
    assert explain(seen.trouble).key == "bedrock-form-not-inherited"


# --- form, agreements and proof as one ---------------------------------------------------------------------------

UNPROVEN = Answers({**ANSWERS, "prove": "false"})
NEW: dict[str, Reply] = {
    "GetUseCaseForModelAccess": NO_FORM,
    "GetFoundationModelAvailability": availability("NOT_AVAILABLE"),
}


def operations(changes: Sequence[Change]) -> list[str]:
    return [change.operation for change in changes]


def test_where_offers_are_listed_before_the_form_one_consent_holds_form_agreements_and_proof() -> None:
    seen = look(aws(**NEW))
    plan = STEP.plan(seen, ANSWERS)
    assert operations(plan.changes) == ["PutUseCaseForModelAccess"]
    assert operations(plan.later) == [*["CreateFoundationModelAgreement"] * 2, "Converse", "Converse"]
    assert plan.act == "Submit form, accept terms"
    words = " ".join(plan.consent)
    assert "The form names Example Corp" in words
    assert words.count("you accept the terms at https://terms.example") == 2
    assert "for one token to test the access" in words
    assert "asked again only if AWS shows other terms or prices" in words
    assert "the terms are at https://terms.example/eula.pdf" in texts(seen)


def test_what_is_approved_with_the_form_is_what_is_planned_after_it() -> None:
    together = {change.digest() for change in STEP.plan(look(aws(**NEW)), ANSWERS).whole}
    filed = entry("PutUseCaseForModelAccess", 1)
    after = aws(GetFoundationModelAvailability=availability("NOT_AVAILABLE"), ListFoundationModelAgreementOffers=signed)
    agreements = STEP.plan(look(after, filed), ANSWERS)
    proof = STEP.plan(look(aws()), ANSWERS)
    assert {change.digest() for change in (*agreements.whole, *proof.whole)} < together


def signed(read: Read) -> Mapping[str, Any]:
    """The same offers as they are read a second time: another token, another signature in the terms' address."""
    model, offer = read.parameters["modelId"], offers(read)["offers"][0]
    terms = {**offer["termDetails"], "legalTerm": {"url": "https://terms.example/eula.pdf?X-Amz-Signature=2"}}
    return {"modelId": model, "offers": [{**offer, "offerToken": "another", "termDetails": terms}]}


def test_other_prices_after_the_form_are_nothing_that_was_approved() -> None:
    def dearer(read: Read) -> Mapping[str, Any]:
        offer = offers(read)["offers"][0]
        card = [{"price": "0.03", "description": "1K input tokens", "unit": "tokens"}]
        terms = {**offer["termDetails"], "usageBasedPricingTerm": {"rateCard": card}}
        return {"offers": [{**offer, "termDetails": terms}]}

    together = {change.digest() for change in STEP.plan(look(aws(**NEW)), ANSWERS).whole}
    after = aws(GetFoundationModelAvailability=availability("NOT_AVAILABLE"), ListFoundationModelAgreementOffers=dearer)
    plan = STEP.plan(look(after), ANSWERS)
    assert not together & {change.digest() for change in plan.changes}
    assert together >= {change.digest() for change in plan.later}


def test_where_no_offers_are_listed_before_the_form_they_are_a_consent_of_their_own() -> None:
    plan = STEP.plan(look(aws(**NEW, ListFoundationModelAgreementOffers=NOT_SUBMITTED)), ANSWERS)
    assert operations(plan.whole) == ["PutUseCaseForModelAccess", "Converse", "Converse"]
    assert plan.act == "Submit form"
    after = STEP.plan(look(aws(GetFoundationModelAvailability=availability("NOT_AVAILABLE"))), ANSWERS)
    assert operations(after.changes) == ["CreateFoundationModelAgreement"] * 2
    assert sum("you accept the terms" in words for words in after.consent) == 2


def test_without_leave_to_prove_no_call_is_approved_with_anything() -> None:
    plan = STEP.plan(look(aws(**NEW), answers=UNPROVEN), UNPROVEN)
    assert "Converse" not in operations(plan.whole)
    assert "one token" not in " ".join(plan.consent)


TOO_EARLY = f"{NOT_SUBMITTED.code}: {NOT_SUBMITTED.message}"


def test_an_agreement_refused_for_a_form_filed_a_moment_ago_is_waited_with_and_then_sent_again() -> None:
    read = aws(GetFoundationModelAvailability=availability("NOT_AVAILABLE"))
    filed = entry("PutUseCaseForModelAccess", 2)

    def refusal(seconds: float) -> JournalEntry:
        return entry("CreateFoundationModelAgreement", seconds / 60, "unsent", TOO_EARLY, model=SONNET.id)

    seen = look(read, filed, refusal(1))
    assert seen.state is State.PENDING
    assert seen.waiting
    assert "use case details have not been submitted" in seen.waiting.says
    assert look(read, filed, refusal(6)).state is State.UNMET
    assert look(read, filed, refusal(20), refusal(6)).state is State.PENDING, "the pauses grow"
    long_ago = entry("PutUseCaseForModelAccess", 20)
    assert look(read, long_ago, refusal(1)).state is State.UNMET, "by then the form has taken effect"


def test_an_agreement_counts_as_sent_too_early_only_where_the_form_is_missing() -> None:
    (agreement, *_) = STEP.plan(
        look(aws(GetFoundationModelAvailability=availability("NOT_AVAILABLE"))), ANSWERS
    ).changes
    assert agreement.too_early(NOT_SUBMITTED)
    assert not agreement.too_early(refused("AccessDeniedException", "no aws-marketplace:Subscribe"))
    assert not agreement.too_early(msgspec.structs.replace(NOT_SUBMITTED, unsure=True))


# --- the agreements ----------------------------------------------------------------------------------------------


def test_terms_and_prices_are_shown_and_one_agreement_planned_for_each_model() -> None:
    seen = look(aws(GetFoundationModelAvailability=availability("NOT_AVAILABLE", "NOT_AUTHORIZED")))
    changes = STEP.plan(seen, ANSWERS).changes
    assert [change.parameters["modelId"] for change in changes] == [SONNET.id, HAIKU.id]
    assert changes[0].agreed["terms"] == "https://terms.example/eula.pdf"
    assert "the terms are at https://terms.example/eula.pdf" in texts(seen)
    consent = STEP.plan(seen, ANSWERS).consent
    assert sum("https://terms.example" in words for words in consent) == 2
    assert any("the wizard requests access to Claude Sonnet 5 instead" in words for words in consent)


def test_nothing_is_called_before_the_agreement_is_available() -> None:
    for status in ("NOT_AVAILABLE", "PENDING", "ERROR", "FROBNICATING"):
        seen = look(aws(GetFoundationModelAvailability=availability(status)))
        calls = [change.operation for change in STEP.plan(seen, ANSWERS).changes]
        assert "Converse" not in calls, status


def test_only_the_model_without_an_agreement_gets_one() -> None:
    def by_model(read: Read) -> Mapping[str, Any]:
        return availability("AVAILABLE" if read.parameters["modelId"] == SONNET.id else "NOT_AVAILABLE")

    changes = STEP.plan(look(aws(GetFoundationModelAvailability=by_model)), ANSWERS).changes
    assert [change.parameters["modelId"] for change in changes] == [HAIKU.id]


def test_one_models_refused_offer_does_not_hold_the_other_up() -> None:
    def half(read: Read) -> Mapping[str, Any] | CallError:
        return offers(read) if read.parameters["modelId"] == SONNET.id else refused("ValidationException")

    read = aws(GetFoundationModelAvailability=availability("NOT_AVAILABLE"), ListFoundationModelAgreementOffers=half)
    changes = STEP.plan(look(read), ANSWERS).changes
    assert [change.parameters["modelId"] for change in changes] == [SONNET.id]


def test_a_form_that_takes_effect_between_two_offers_is_waited_for_so_that_one_consent_holds_both() -> None:
    def by_turns(read: Read) -> Mapping[str, Any] | CallError:
        return offers(read) if read.parameters["modelId"] == SONNET.id else NOT_SUBMITTED

    read = aws(
        GetFoundationModelAvailability=availability("NOT_AVAILABLE"), ListFoundationModelAgreementOffers=by_turns
    )
    seen = look(read, entry("PutUseCaseForModelAccess", 1))
    assert (seen.state, seen.summary) == (State.PENDING, "form pending")
    later = STEP.plan(look(read, entry("PutUseCaseForModelAccess", 20)), ANSWERS).changes
    assert [change.parameters["modelId"] for change in later] == [SONNET.id]


def test_an_agreement_made_a_moment_ago_is_waited_for_and_not_made_again() -> None:
    made = [entry("CreateFoundationModelAgreement", 1, model=model.id) for model in (SONNET, HAIKU)]
    read = aws(GetFoundationModelAvailability=availability("NOT_AVAILABLE"))
    seen = look(read, *made)
    assert seen.state is State.PENDING
    assert not STEP.plan(seen, ANSWERS).changes
    assert "AWS is still setting up the agreement for Claude Sonnet 5 and Claude Haiku 4.5." in texts(seen)


def test_an_agreement_that_never_came_is_offered_again() -> None:
    made = [entry("CreateFoundationModelAgreement", 20, model=model.id) for model in (SONNET, HAIKU)]
    read = aws(GetFoundationModelAvailability=availability("NOT_AVAILABLE"))
    assert look(read, *made).state is State.UNMET


def test_another_accounts_journal_says_nothing_about_this_one() -> None:
    elsewhere = [msgspec.structs.replace(one, account="999988887777") for one in PROVEN]
    assert look(aws(), *elsewhere).state is State.UNMET


def test_an_unknown_status_is_shown_and_not_taken_for_available() -> None:
    seen = look(aws(GetFoundationModelAvailability=availability("FROBNICATING")))
    assert seen.state is State.UNMET
    assert "unknown: Claude Sonnet 5: AWS reports the agreement status FROBNICATING" in texts(seen)


def test_without_any_offer_the_step_says_so() -> None:
    read = aws(
        GetFoundationModelAvailability=availability("NOT_AVAILABLE"),
        ListFoundationModelAgreementOffers={"offers": []},
    )
    seen = look(read)
    assert seen.trouble
    assert explain(seen.trouble).key == "bedrock-no-offer"


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (availability(authorization="NOT_AUTHORIZED"), "bedrock-not-authorized"),
        (availability(regionAvailability="NOT_AVAILABLE"), "bedrock-model-not-in-region"),
        (refused("ValidationException", "The provided model identifier is invalid."), "bedrock-model-not-in-region"),
    ],
)
def test_what_a_person_has_to_mend_blocks_with_its_own_problem(answer: Reply, key: str) -> None:
    seen = look(aws(GetFoundationModelAvailability=answer))
    assert seen.state is State.BLOCKED
    assert seen.trouble
    assert explain(seen.trouble).key == key


def test_a_stuck_model_does_not_keep_the_other_from_being_proven() -> None:
    def by_model(read: Read) -> Mapping[str, Any]:
        region = "AVAILABLE" if read.parameters["modelId"] == SONNET.id else "NOT_AVAILABLE"
        return availability(regionAvailability=region)

    seen = look(aws(GetFoundationModelAvailability=by_model))
    assert [change.parameters["modelId"] for change in STEP.plan(seen, ANSWERS).changes] == [SONNET.profile]


# --- the proof ---------------------------------------------------------------------------------------------------


def test_the_proof_is_one_token_through_each_global_profile() -> None:
    seen = look(aws())
    changes = STEP.plan(seen, ANSWERS).changes
    assert [change.parameters["modelId"] for change in changes] == [SONNET.profile, HAIKU.profile]
    assert all(change.service == "bedrock-runtime" and change.operation == "Converse" for change in changes)
    assert all(change.parameters["inferenceConfig"] == {"maxTokens": 1} for change in changes)


def test_what_is_proven_is_never_called_again() -> None:
    seen = look(aws(), *PROVEN)
    assert seen.state is State.SATISFIED
    assert seen.summary == "2 models tested"
    half = look(aws(), PROVEN[0])
    assert [change.parameters["modelId"] for change in STEP.plan(half, ANSWERS).changes] == [HAIKU.profile]


def test_a_refused_leave_to_prove_is_satisfied_and_says_that_nothing_was_proven() -> None:
    seen = look(aws(), answers=Answers({"prove": "false"}))
    assert seen.state is State.SATISFIED
    assert seen.summary == "2 models, not tested"
    assert texts(seen).count("you chose not to test access") == 2


def test_a_model_without_a_global_profile_is_not_agreed_to() -> None:
    seen = look(aws(ListInferenceProfiles={"inferenceProfileSummaries": []}), answers=Answers({"prove": "false"}))
    assert seen.trouble
    assert explain(seen.trouble).key == "bedrock-model-retired"
    assert not STEP.plan(seen, ANSWERS).changes


def test_leave_to_prove_is_asked_where_nobody_has_answered() -> None:
    seen = look(aws(), answers=Answers())
    assert seen.state is State.NEEDS_ANSWERS
    assert [question.name for question in seen.questions] == ["prove"]


REFUSED = "AccessDeniedException: You don't have access to the model with the specified model ID."


def journal_of_a_refusal(
    seconds: float, error: str = REFUSED, agreed: float = 2, attempt: int = 1
) -> list[JournalEntry]:
    return [
        entry("CreateFoundationModelAgreement", agreed, model=SONNET.id),
        entry("Converse", seconds / 60, "failed", error, attempt, profile=SONNET.profile),
    ]


def test_a_proof_refused_right_after_the_agreement_is_waited_for_and_tried_again() -> None:
    assert look(aws(), *journal_of_a_refusal(1)).state is State.PENDING
    assert look(aws(), *journal_of_a_refusal(6)).state is State.UNMET


def test_the_pause_between_refused_proofs_grows() -> None:
    seen = look(aws(), *journal_of_a_refusal(30, attempt=4))
    assert seen.waiting
    assert seen.waiting.every == 40


def test_a_proof_refused_long_after_the_agreement_is_not_waited_for() -> None:
    assert look(aws(), *journal_of_a_refusal(1, agreed=20)).state is State.UNMET


@pytest.mark.parametrize(
    "error",
    [
        "ThrottlingException: Too many tokens per day, please wait before trying again.",
        "AccessDeniedException: Model access is denied due to INVALID_PAYMENT_INSTRUMENT",
        "ValidationException: Operation not allowed",
        "AccessDeniedException: Operation not allowed",
        "AccessDeniedException: not authorized to perform: bedrock:InvokeModel with an explicit deny",
    ],
)
def test_a_refusal_that_no_waiting_mends_is_not_waited_for(error: str) -> None:
    assert look(aws(), *journal_of_a_refusal(1, error)).state is State.UNMET


def test_a_proof_that_aws_has_refused_is_not_proposed_again_as_if_it_had_not_been() -> None:
    refused = look(aws(), *journal_of_a_refusal(1, "ValidationException: Operation not allowed"))
    assert f"{SONNET.name}: the agreement is accepted, but AWS refused the last call: ValidationException" in texts(
        refused
    )
    assert "access isn't tested yet" in texts(look(aws(), *journal_of_a_refusal(1)[:1]))


# --- lifecycles --------------------------------------------------------------------------------------------------


def test_the_retired_model_is_named_with_its_successor() -> None:
    said = (
        "Firetiger's guide asks for Claude Haiku 3.5; Bedrock retired it on 2026-06-19; the wizard requests access to"
    )
    assert said in texts(look(aws()))


def test_the_retired_model_is_never_asked_about() -> None:
    read = aws(GetFoundationModelAvailability=availability("NOT_AVAILABLE"))
    look(read)
    asked = {made.parameters["modelId"] for made in read.made if "modelId" in made.parameters}
    assert asked == {NAMED.id, SONNET.id, HAIKU.id}
    assert VENDOR.models[1].id not in asked


LEGACY = {"modelId": NAMED.id, "modelLifecycle": {"status": "LEGACY", "legacyTime": datetime(2026, 10, 8, tzinfo=UTC)}}


def closed(*rows: Mapping[str, Any]) -> Mapping[str, Any]:
    """A list in which the guide's Sonnet is legacy; Haiku is as ever."""
    active = {"status": "ACTIVE"}
    return {"modelSummaries": [LEGACY, {"modelId": HAIKU.id, "modelLifecycle": active}, *rows]}


SUCCESSOR = {"modelId": SONNET.id, "modelLifecycle": {"status": "ACTIVE"}}
USED = aws(ListFoundationModels=closed(SUCCESSOR), GetFoundationModelAvailability=availability())


def asked_to_prove(seen: Observation[Any]) -> list[str]:
    return [change.parameters["modelId"] for change in STEP.plan(seen, ANSWERS).changes]


def test_a_legacy_model_that_was_called_of_late_stays() -> None:
    mine = entry("Converse", 60 * 24 * 14, profile=NAMED.profile)
    seen = look(USED, mine, PROVEN[1])
    assert seen.state is State.SATISFIED
    assert "warning: The wizard keeps Claude Sonnet 4.5, because this account already uses it" in texts(seen)


def test_a_legacy_model_with_an_agreement_is_called_before_it_is_given_up() -> None:
    assert asked_to_prove(look(USED, PROVEN[1])) == [NAMED.profile]
    old = entry("Converse", 60 * 24 * 16, profile=NAMED.profile)
    assert asked_to_prove(look(USED, old, PROVEN[1])) == [NAMED.profile]


def test_a_legacy_model_that_did_not_answer_gives_way() -> None:
    refusal = "ResourceNotFoundException: This Model is marked by provider as Legacy"
    refused_ = entry("Converse", 1, "failed", refusal, profile=NAMED.profile)
    assert asked_to_prove(look(USED, refused_, PROVEN[1])) == [SONNET.profile]


def test_without_leave_to_call_it_a_legacy_model_gives_way() -> None:
    seen = look(USED, PROVEN[1], answers=Answers({**ANSWERS, "prove": "false"}))
    assert "the wizard requests access to Claude Sonnet 5 instead" in texts(seen)


def test_no_agreement_is_made_for_a_model_that_new_accounts_cannot_use() -> None:
    read = aws(
        ListFoundationModels=closed(), GetFoundationModelAvailability=unless_named(availability("NOT_AVAILABLE"))
    )
    seen = look(read)
    wanted = [change.parameters["modelId"] for change in STEP.plan(seen, ANSWERS).changes]
    assert wanted == [HAIKU.id]
    seen = look(aws(ListFoundationModels=closed()), *PROVEN)
    assert seen.trouble
    problem = explain(seen.trouble, "your Solutions Engineer")
    assert problem.key == "bedrock-model-retired"
    assert any("Ask your Solutions Engineer which model replaces" in line for line in problem.todo)


def test_the_answers_pin_and_forbid() -> None:
    pinned = Answers({**ANSWERS, "models": json.dumps([SONNET.name])})
    assert "Your answers ask for Claude Sonnet 5" in texts(look(aws(), *PROVEN, answers=pinned))
    seen = look(aws(), *PROVEN, answers=Answers({**ANSWERS, "substitute": "false"}))
    assert seen.trouble
    assert explain(seen.trouble).key == "bedrock-model-retired"
    seen = look(aws(), answers=Answers({**ANSWERS, "models": '["gpt-oss"]'}))
    assert seen.trouble
    assert "names gpt-oss; the vendor asks for Claude Sonnet 4.5, Claude Haiku 3.5" in explain(seen.trouble).what


# --- what cannot be read -----------------------------------------------------------------------------------------


def test_a_bedrock_that_is_down_is_a_failed_call_and_no_answer() -> None:
    down = CallError(code="InternalServerException", message="boom", status=500)
    with pytest.raises(CallFailed):
        look(aws(**dict.fromkeys(("GetUseCaseForModelAccess", "ListFoundationModels", "ListInferenceProfiles"), down)))
    with pytest.raises(CallFailed):
        look(aws(GetFoundationModelAvailability=down))


def test_denied_lists_are_unknown_and_the_rest_goes_on() -> None:
    denied = refused("AccessDeniedException")
    seen = look(aws(ListFoundationModels=denied, ListInferenceProfiles=denied), *PROVEN)
    assert seen.state is State.SATISFIED
    assert texts(seen).count("unknown: ") == 2


def test_denied_availability_is_unknown_and_never_leads_to_a_call() -> None:
    read = aws(GetFoundationModelAvailability=refused("AccessDeniedException"))
    seen = look(read)
    assert "unknown: Claude Sonnet 5" in texts(seen)
    assert {change.operation for change in STEP.plan(seen, ANSWERS).changes} == {"CreateFoundationModelAgreement"}
    made = [entry("CreateFoundationModelAgreement", 1, "already", model=model.id) for model in (SONNET, HAIKU)]
    seen = look(read, *made)
    assert seen.state is State.BLOCKED
    assert not STEP.plan(seen, ANSWERS).changes


def test_an_account_in_order_is_seen_in_one_trip() -> None:
    class Trips(TableReader):
        trips = 0

        def many(self, reads: Any) -> Any:
            self.trips += 1
            return super().many(reads)

    read = Trips(aws().replies)
    assert look(read, *PROVEN).state is State.SATISFIED
    assert read.trips == 1


# --- foreseeing --------------------------------------------------------------------------------------------------


def test_for_an_account_that_does_not_exist_the_form_and_the_proof_are_foreseen() -> None:
    symbol = "new:ops@example.com"
    place = SubAccount(account=symbol, target=Target(account=symbol, region="us-east-1"), symbol=symbol)
    context = Context(vendor=VENDOR, now=NOW, found=(place,))
    seen = STEP.preview(None, ANSWERS, context)
    operations = [change.operation for plan in seen.rounds for change in plan.whole]
    assert operations == ["PutUseCaseForModelAccess", "Converse", "Converse"]
    assert "terms and prices before you accept them" in seen.rest
    assert not STEP.preview(None, Answers(), context).rounds


def test_what_is_foreseen_has_the_digests_of_what_is_planned_later() -> None:
    symbol = "new:ops@example.com"
    target = Target(account=symbol, region="us-east-1", role_name=TARGET.role_name)
    context = Context(vendor=VENDOR, now=NOW, found=(SubAccount(account=symbol, target=target),))
    previewed = {c.digest() for p in STEP.preview(None, ANSWERS, context).rounds for c in p.whole}
    symbols = {TARGET.account: symbol}
    form = STEP.plan(look(aws(GetUseCaseForModelAccess=NO_FORM)), ANSWERS).changes
    proof = STEP.plan(look(aws()), ANSWERS).changes
    assert {change.digest(symbols) for change in (*form, *proof)} == previewed


def test_nothing_is_foreseen_where_everything_is_done() -> None:
    seen = look(aws(), *PROVEN)
    place = SubAccount(account=TARGET.account, target=TARGET)
    previewed = STEP.preview(seen, ANSWERS, Context(vendor=VENDOR, now=NOW, found=(place,)))
    assert (previewed.rounds, previewed.rest) == ((), "")


def test_every_call_the_step_makes_is_declared() -> None:
    for read in (aws(), aws(GetUseCaseForModelAccess=NO_FORM), aws(GetFoundationModelAvailability=availability("NO"))):
        seen = look(read)
        assert {f"{made.service}:{made.operation}" for made in read.made} <= set(STEP.reads)
        changes = STEP.plan(seen, ANSWERS).changes
        assert {f"{change.service}:{change.operation}" for change in changes} <= set(STEP.writes)
