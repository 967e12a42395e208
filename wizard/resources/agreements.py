"""What a model's provider offers: terms, prices, and the token that accepts them.

Two things about an offer change from read to read and are no part of what a person agrees to: its token, and the
signature in the address of the legal terms (Bedrock hands out presigned addresses). So what is agreed on is the
offer's id, the terms' address without its query, and the prices; the whole address is only shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wizard.model import Change, Finding, Target, Undo, UndoCall, WantedModel
from wizard.text.counted import counted

NOT_SUBMITTED = ("use case details", "use case form", "filled out the request form")


@dataclass(frozen=True, slots=True)
class Price:
    """One line of the rate card, in AWS's words; the currency is US dollars."""

    what: str
    price: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The first offer for a model. terms: the address as it is read; others: how many more there are."""

    model: WantedModel
    id: str
    token: str
    terms: str
    prices: tuple[Price, ...] = ()
    refunds: str = ""
    duration: str = ""
    others: int = 0

    @property
    def terms_address(self) -> str:
        """Where the terms are, without the signature that differs from read to read."""
        return self.terms.partition("?")[0].partition("#")[0]

    @property
    def agreed(self) -> Mapping[str, Any]:
        """What a person agrees to beside the model: the offer, the terms, the prices."""
        prices = [[price.what, price.price, price.unit] for price in self.prices]
        return {"offerId": self.id, "terms": self.terms_address, "prices": prices}


def read_offer(model: WantedModel, answer: Mapping[str, Any]) -> Offer | None:
    """The first offer in the answer, None where there is none.

    Source: Amazon Bedrock API reference, ListFoundationModelAgreementOffers, Offer, TermDetails.
    """
    offers = [offer for offer in answer.get("offers") or [] if offer.get("offerToken")]
    if not offers:
        return None
    offer = offers[0]
    terms = offer.get("termDetails") or {}
    return Offer(
        model=model,
        id=str(offer.get("offerId") or ""),
        token=str(offer["offerToken"]),
        terms=str((terms.get("legalTerm") or {}).get("url") or ""),
        prices=_prices((terms.get("usageBasedPricingTerm") or {}).get("rateCard") or []),
        refunds=str((terms.get("supportTerm") or {}).get("refundPolicyDescription") or ""),
        duration=str((terms.get("validityTerm") or {}).get("agreementDuration") or ""),
        others=len(offers) - 1,
    )


def _prices(card: list[Mapping[str, Any]]) -> tuple[Price, ...]:
    # Sorted, because the order of a rate card is nothing that a person approves.
    lines = {
        Price(
            str(rate.get("description") or rate.get("dimension") or "?"),
            str(rate.get("price") or "?"),
            str(rate.get("unit") or ""),
        )
        for rate in card
    }
    return tuple(sorted(lines, key=lambda price: (price.what, price.unit, price.price)))


def form_not_seen(said: str) -> bool:
    """Whether an error, as ``code: message``, says that Bedrock has no use-case form of this account (yet)."""
    code, _, message = said.partition(": ")
    return code == "ResourceNotFoundException" and any(text in message.lower() for text in NOT_SUBMITTED)


def offer_findings(offer: Offer) -> tuple[Finding, ...]:
    """The terms and the prices, to be read before the agreement is made."""
    more = [text for text in (offer.refunds, f"valid for {_long(offer.duration)}" if offer.duration else "") if text]
    if offer.others:
        more.append(f"AWS lists {offer.others} more offers; the wizard uses the first one")
    name = offer.model.name
    terms = Finding(
        mark="info" if offer.terms else "unknown",
        text=f"{name}: the terms are at {offer.terms}" if offer.terms else f"{name}: AWS gives no link to the terms",
        detail=" · ".join(more),
    )
    if not offer.prices:
        return (terms, Finding(mark="unknown", text=f"{name}: AWS lists no prices with the offer"))
    rows = (("What", "US dollars", "Per"), *((price.what, price.price, price.unit) for price in offer.prices))
    return (terms, Finding(mark="info", text=f"{name}: prices", kind="table", rows=rows))


def agreement(offer: Offer, target: Target) -> Change:
    """The change that accepts an offer.

    Source: Amazon Bedrock API reference, CreateFoundationModelAgreement; ConflictException where one exists.
    """
    name = offer.model.name
    return Change(
        target=target,
        service="bedrock",
        operation="CreateFoundationModelAgreement",
        parameters={"offerToken": offer.token, "modelId": offer.model.id},
        sentence=f"Accept the terms and prices of {name} for account {target.account}, so that you can use it",
        note={"model": offer.model.id, "offer": offer.id, "terms": offer.terms_address},
        landed=("ConflictException",),
        early=NOT_SUBMITTED,
        volatile=("offerToken",),
        agreed=offer.agreed,
        warning=f"This is an agreement between you and the provider of {name}, through AWS Marketplace.",
        undo=Undo(calls=(_ended(offer, target),)),
    )


def _ended(offer: Offer, target: Target) -> UndoCall:
    """Source: Amazon Bedrock API reference, DeleteFoundationModelAgreement."""
    return UndoCall(
        target=target,
        service="bedrock",
        operation="DeleteFoundationModelAgreement",
        parameters={"modelId": offer.model.id},
        sentence=f"End the agreement for {offer.model.name}.",
        gone=("ResourceNotFoundException",),
    )


def consent_words(offer: Offer) -> str:
    """What is agreed to, in a sentence or two."""
    shown = offer.prices[:4]
    prices = "; ".join(map(_price_in_words, shown))
    more = f", and {len(offer.prices) - len(shown)} more" if len(offer.prices) > len(shown) else ""
    listed = f" Prices: {prices}{more}." if prices else " AWS lists no prices with the offer."
    return f"{offer.model.name}: you accept the terms at {offer.terms or 'an address that AWS omits'}.{listed}"


def _price_in_words(price: Price) -> str:
    """``Input tokens: $0.003 per 1K``: AWS says the unit twice, and its rate cards are in US dollars."""
    amount = f"${price.price}" if price.price[:1].isdigit() else price.price
    thousand = re.fullmatch(r"(?:Thousand|1K) (.*tokens.*)", price.what)
    if thousand and price.unit in ("1K tokens", "tokens", ""):
        return f"{thousand[1][:1].upper()}{thousand[1][1:]}: {amount} per 1K"
    return f"{price.what}: {amount}{f' per {price.unit}' if price.unit else ''}"


def _long(duration: str) -> str:
    """``100 years``: an ISO 8601 duration of one unit in words; any other as AWS says it."""
    match = re.fullmatch(r"P(\d+)([DMY])", duration)
    if match is None:
        return duration
    number, noun = int(match[1]), {"D": "day", "M": "month", "Y": "year"}[match[2]]
    if noun == "day" and number and number % 365 == 0:
        number, noun = number // 365, "year"
    return counted(number, noun)
