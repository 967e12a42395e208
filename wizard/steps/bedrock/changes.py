"""The three rounds: the form, the agreements, the calls that prove the access."""

from __future__ import annotations

from collections.abc import Sequence

from wizard.model import Answers, Change, Plan, Target, WantedModel
from wizard.resources.agreements import agreement, consent_words
from wizard.steps.bedrock.access import Facts
from wizard.steps.bedrock.use_case import filing, form_in_words


def filing_plan(answers: Answers, use_case: str, target: Target) -> Plan:
    """The use-case form, with the whole of it to be consented to."""
    return Plan(
        changes=(filing(answers, use_case, target),), act="Submit form", consent=form_in_words(answers, use_case)
    )


def agreements_plan(facts: Facts) -> Plan:
    """An agreement for each offer that was read."""
    return Plan(
        changes=tuple(agreement(offer, facts.target) for offer in facts.offers),
        act=f"Accept {count(facts.offers, 'agreement')}",
        consent=(*facts.substitutes(), *map(consent_words, facts.offers)),
        costs="An agreement itself costs nothing; you pay AWS for the tokens you use.",
    )


def proof_plan(models: Sequence[WantedModel], target: Target) -> Plan:
    """A call of one token for each model."""
    changes = tuple(_call(model, target) for model in models)
    act = f"Test access with {count(changes, 'one-token call')}"
    return Plan(changes=changes, act=act, costs="A fraction of a cent for each call.")


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
    )


def count(things: Sequence[object], noun: str) -> str:
    """1 model, 2 models."""
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"
