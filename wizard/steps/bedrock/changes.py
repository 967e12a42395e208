"""The three rounds: the form, the agreements, the calls that prove the access.

Each is approved together with what follows it, as far as that is known by then: a call is known by its model, an
agreement by the terms and prices that AWS shows. So a person consents once where AWS shows offers before the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wizard.model import Answers, Change, Plan, Target, Undo, WantedModel
from wizard.resources.agreements import Offer, agreement, consent_words
from wizard.steps.bedrock.use_case import filing, form_in_words
from wizard.text.counted import counted

FREE = "An agreement itself costs nothing; you pay AWS for the tokens you use."
FRACTION = "A fraction of a cent for each call."
TEST = "Once an agreement is in place, the wizard calls its model for one token to test the access."
IN_ORDER = (
    "The wizard sends each change once AWS has taken the one before. You are asked again only if AWS shows other terms "
    "or prices by then."
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the agreements and calls to come. substitutes: why a model takes another's place."""

    target: Target
    offers: tuple[Offer, ...] = ()
    substitutes: tuple[str, ...] = ()
    called: tuple[WantedModel, ...] = ()

    @property
    def agreements(self) -> tuple[Change, ...]:
        """One for each offer."""
        return tuple(agreement(offer, self.target) for offer in self.offers)

    @property
    def calls(self) -> tuple[Change, ...]:
        """One for each model that may be called."""
        return tuple(_call(model, self.target) for model in self.called)

    @property
    def consent(self) -> tuple[str, ...]:
        """What is agreed to, and what is called because of it."""
        agreed = (*self.substitutes, *map(consent_words, self.offers)) if self.offers else ()
        return (*agreed, TEST) if self.called else agreed

    @property
    def costs(self) -> str:
        """Of agreements and calls."""
        return " ".join((*((FREE,) if self.offers else ()), *((FRACTION,) if self.called else ())))


def form_plan(answers: Answers, use_case: str, known: Known) -> Plan:
    """The use-case form, with the whole of it to be consented to, and all that is known of what follows it."""
    return Plan(
        changes=(filing(answers, use_case, known.target),),
        later=(*known.agreements, *known.calls),
        act="Submit form, accept terms" if known.offers else "Submit form",
        consent=(*form_in_words(answers, use_case), *known.consent, *((IN_ORDER,) if known.offers else ())),
        costs=known.costs,
    )


def agreements_plan(known: Known) -> Plan:
    """An agreement for each offer that was read, and the calls that prove them."""
    return Plan(
        changes=known.agreements,
        later=known.calls,
        act=f"Accept {counted(len(known.offers), 'agreement')}",
        consent=known.consent,
        costs=known.costs,
    )


def proof_plan(models: Sequence[WantedModel], target: Target) -> Plan:
    """A call of one token for each model."""
    changes = tuple(_call(model, target) for model in models)
    act = f"Test access with {counted(len(changes), 'one-token call')}"
    return Plan(changes=changes, act=act, costs=FRACTION)


def _call(model: WantedModel, target: Target) -> Change:
    """A call for one token. Source: Amazon Bedrock API reference, Converse."""
    return Change(
        target=target,
        service="bedrock-runtime",
        operation="Converse",
        parameters={
            "modelId": model.profile,
            "messages": [{"role": "user", "content": [{"text": "Hello"}]}],
            "inferenceConfig": {"maxTokens": 1},
        },
        sentence=f"Call {model.name} for one token through its global profile, to test access",
        keep={"input_tokens": "usage.inputTokens", "output_tokens": "usage.outputTokens"},
        note={"profile": model.profile},
        undo=Undo(words="Nothing to undo: the call leaves nothing behind but its cost.", stays=False),
    )
