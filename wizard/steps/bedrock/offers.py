"""The offers for the models that an agreement is to be made for, and whether AWS takes agreements yet.

Where AWS lists offers before the use-case form, they are read before it, so that form and agreements are one consent.
A form takes up to fifteen minutes to take effect, and nothing but a refusal tells: an agreement that was refused for
want of a form that was just filed is waited with, and sent again under the same approval.
"""

from __future__ import annotations

from datetime import timedelta

from wizard.model import CallError, JournalEntry, Reader
from wizard.resources.agreements import Offer, form_not_seen, read_offer
from wizard.resources.foundation_models import Stage
from wizard.steps.bedrock.access import AccountHistory, Facts, bedrock_read, moment

FORM, AGREEMENT = "PutUseCaseForModelAccess", "CreateFoundationModelAgreement"
PAUSE = timedelta(seconds=5)


def read_offers(facts: Facts, read: Reader) -> tuple[tuple[Offer, ...], tuple[CallError, ...]]:
    """The first offer for each model without an agreement, and what was refused."""
    wanted = facts.wanted(Stage.AGREE)
    said = read.many(
        [bedrock_read(facts.target, "ListFoundationModelAgreementOffers", modelId=one.id) for one in wanted]
    )
    offers: list[Offer] = []
    errors: list[CallError] = []
    for model, answer in zip(wanted, said, strict=True):
        if isinstance(answer, CallError):
            errors.append(answer)
        elif offer := read_offer(model, answer):
            offers.append(offer)
    return tuple(offers), tuple(errors)


def too_early(history: AccountHistory, patience: float) -> tuple[JournalEntry, timedelta] | None:
    """The last agreement that AWS refused because our form is too young, and the pause after it, while it lasts."""
    filed = history.since(FORM)
    if filed is None or not history.fresh(filed):
        return None
    refused = [entry for entry in history.entries(AGREEMENT, "unsent") if form_not_seen(entry.error)]
    since = [entry for entry in refused if moment(entry) >= filed]
    if not since:
        return None
    pause = PAUSE * 2 ** min(len(since) - 1, 4)
    return (since[-1], pause) if history.now - moment(since[-1]) < pause * patience else None
