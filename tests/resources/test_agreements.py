"""What is agreed to when an offer is accepted, and what is not."""

from __future__ import annotations

from wizard.model import Target
from wizard.resources.agreements import agreement, consent_words, form_not_seen, offer_findings, read_offer
from wizard.vendors.profile import load_vendor

MODEL = load_vendor("firetiger").models[0]
TARGET = Target(account="428861248123", region="us-east-1", role_name="OrganizationAccountAccessRole")


def answer(token: str = "token-1", signature: str = "abc", price: str = "0.003") -> dict[str, object]:
    terms = {
        "legalTerm": {"url": f"https://terms.example/eula.pdf?X-Amz-Signature={signature}"},
        "supportTerm": {"refundPolicyDescription": "no refunds"},
        "usageBasedPricingTerm": {
            "rateCard": [
                {"dimension": "out", "price": "0.015", "description": "1K output tokens", "unit": "tokens"},
                {"dimension": "in", "price": price, "description": "1K input tokens", "unit": "tokens"},
            ]
        },
    }
    return {"modelId": MODEL.id, "offers": [{"offerId": "offer-1", "offerToken": token, "termDetails": terms}]}


def digest(**more: str) -> str:
    offer = read_offer(MODEL, answer(**more))
    assert offer
    return agreement(offer, TARGET).digest()


def test_a_new_token_and_a_new_signature_of_the_terms_address_keep_an_approval() -> None:
    assert digest() == digest(token="token-2", signature="def")


def test_another_price_takes_an_approval_back() -> None:
    assert digest() != digest(price="0.004")


def test_the_order_of_the_rate_card_is_no_part_of_what_is_agreed() -> None:
    turned = answer()
    turned["offers"][0]["termDetails"]["usageBasedPricingTerm"]["rateCard"].reverse()
    offer = read_offer(MODEL, turned)
    assert offer
    assert agreement(offer, TARGET).digest() == digest()


def test_an_existing_agreement_counts_as_made() -> None:
    offer = read_offer(MODEL, answer())
    assert offer
    change = agreement(offer, TARGET)
    assert change.landed == ("ConflictException",)
    assert change.parameters == {"offerToken": "token-1", "modelId": MODEL.id}
    assert change.note["terms"] == "https://terms.example/eula.pdf"


def test_the_whole_address_and_the_prices_are_shown_before_the_agreement() -> None:
    offer = read_offer(MODEL, answer())
    assert offer
    terms, prices = offer_findings(offer)
    assert "https://terms.example/eula.pdf?X-Amz-Signature=abc" in terms.text
    assert prices.rows == (
        ("What", "US dollars", "Per"),
        ("1K input tokens", "0.003", "tokens"),
        ("1K output tokens", "0.015", "tokens"),
    )
    assert "Prices: Input tokens: $0.003 per 1K; Output tokens: $0.015 per 1K." in consent_words(offer)


def test_an_offer_without_terms_and_prices_says_that_it_has_none() -> None:
    offer = read_offer(MODEL, {"offers": [{"offerToken": "t"}]})
    assert offer
    assert [finding.mark for finding in offer_findings(offer)] == ["unknown", "unknown"]


def test_no_offer_is_none() -> None:
    assert read_offer(MODEL, {"offers": []}) is None
    assert read_offer(MODEL, {"offers": [{"offerId": "without a token"}]}) is None


def test_only_bedrocks_own_sentence_means_that_the_form_is_not_known() -> None:
    said = (
        "Model use case details have not been submitted for this account. Fill out the Anthropic use case details form"
    )
    assert form_not_seen(f"ResourceNotFoundException: {said}")
    assert not form_not_seen("ResourceNotFoundException: Model not found")
    assert not form_not_seen(f"AccessDeniedException: {said}")
