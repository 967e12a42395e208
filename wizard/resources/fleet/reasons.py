"""Why CloudFormation did not reach its end in an account, in plain words, and what to do about it.

AWS gives a sentence and no code; these are its commonest ones. What is not known here is said as AWS says it.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Reason(NamedTuple):
    """Why an account failed. todo: what to do, "" where nobody knows."""

    says: str
    todo: str = ""


_KNOWN = (
    (r"(?i)failure tolerance|cancell?ed since", Reason(
        "CloudFormation stopped before it got here, because too many other accounts failed.",
        "Fix the other accounts.")),
    (r"ACCOUNT_SUSPENDED|SUSPENDED", Reason(
        "The account is suspended, so CloudFormation skipped it.",
        "Leave it out of the group, or reopen the account.")),
    (r"(?i)should have '?stacksets-exec-[^ ]* role|stacksets-exec-\S* role", Reason(
        "CloudFormation can't use its own role in this account. A service control policy blocked it, or the account"
        " left the organization.",
        "Exempt stacksets-exec-* from the policy.")),
    (r"DEFAULT_ROLE_CREATION_ERROR", Reason(
        "CloudFormation couldn't create its own role in this account.",
        "Look for a service control policy that denies iam:CreateRole, and exempt stacksets-exec-*.")),
    (r"(?i)STS \w+ not activated", Reason(
        "AWS STS is turned off in this region for the account.",
        "Turn it on in the account's IAM settings.")),
    (r"(?i)explicit deny in a service control policy|service control policy", Reason(
        "A service control policy denied it.", "Exempt the role, or stacksets-exec-*, from that policy.")),
    (r"(?i)already exists in stack (?P<stack>\S+)", Reason(
        "The account already has a role with this name, in the stack {stack}.",
        "Name a look_role in your fleet file that the wizard can assume: it then takes over a role that is equal.")),
    (r"(?i)already exists", Reason(
        "The account already has a role with this name.",
        "Delete that role, or choose another prefix.")),
    (r"(?i)is in (?P<state>\w+) state and can ?not be updated", Reason(
        "Its stack is in state {state} and can't be updated.", "Delete the stack in that account.")),
    (r"(?i)invalid principal", Reason(
        "IAM doesn't know a principal in the role's trust policy.", "Check that the central role exists.")),
    (r"(?i)TerminationProtection", Reason(
        "Its stack is protected from deletion.", "Turn off termination protection in that account.")),
    (r"(?i)policy \S+ \w+ not exist|NoSuchEntity|not attachable", Reason(
        "The account doesn't have a policy that the role needs.", "Create the policy there.")),
    (r"(?i)LimitExceeded|quota", Reason(
        "The account has reached a quota.", "Ask AWS to raise it, or delete what isn't used.")),
    (r"(?i)rate exceeded|throttl", Reason(
        "AWS refused the call because there were too many at the same time.",
        "Wait a minute; there is nothing to fix.")),
    (r"(?i)AccessDenied|not authorized to perform:? ?(?P<action>[\w:]*)", Reason(
        "CloudFormation's role in the account isn't allowed to do it.",
        "Look at what denies it in AWS's own words.")),
)  # fmt: skip


def in_words(status_reason: str, detailed: str = "") -> Reason:
    """Why an account failed. detailed: AWS's word for how it stands, where it gives no reason."""
    for pattern, reason in _KNOWN:
        if match := re.search(pattern, status_reason):
            return reason._replace(says=reason.says.format(**match.groupdict(default="")))
    if detailed == "SKIPPED_SUSPENDED_ACCOUNT":
        return _KNOWN[1][1]
    if detailed == "CANCELLED" and not status_reason:
        return _KNOWN[0][1]
    return Reason(status_reason or f"AWS gives no reason ({detailed or 'FAILED'}).")
