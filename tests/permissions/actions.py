"""What an operator's policy allows, in short."""

from __future__ import annotations

from wizard.permissions.policies import OperatorPolicy


def actions_in(policy: OperatorPolicy) -> tuple[str, ...]:
    """Every action of a policy, once."""
    return tuple(dict.fromkeys(action for statement in policy.document["Statement"] for action in statement["Action"]))
