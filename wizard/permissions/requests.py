"""What a person sends to whoever can fix a failure that they can't: what is needed, why, and the policy for it.

The policy is made of the calls that the step declares, as the operator's is, but of those alone that AWS refused. What
AWS names in its answer is believed over the operation's own name. The cost is a text in English only, whoever reads it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from wizard.model import CallError, Problem, Step, Vendor, Where, Workflow
from wizard.permissions.actions import action_of
from wizard.permissions.policies import statements_for
from wizard.problems.console import console_address

SIMULATED = "SANDBOX - from a simulated AWS"
TO = {
    "administrator": "whoever manages this AWS account",
    "support": "AWS Support",
    "vendor": "",
    "owner": "the owner of the role",
    "customer": "the customer",
}
_NAMED = re.compile(r"not authorized to perform: ([\w-]+:\w+)(?: on resource: (\S+))?")

Tables = Mapping[str, Mapping[str, str]]


def ready(
    problem: Problem, step: str, where: Where, tables: Tables, *, workflow: Workflow, vendor: Vendor, simulated: str
) -> Problem:
    """The problem with the console's whole address and the whole text of the request.

    step: which has it. tables: the answers, by step. simulated: the scenario, "" on a real AWS; then neither
    the address nor the text can be taken for a real one.
    """
    error = problem.error or CallError(code="", message="")
    account, region = error.account or where.account, error.region or where.region
    address = console_address(problem.console, {"region": region, "account": account})
    request = ""
    if problem.request:
        policy = _policy(error, step, tables, workflow.steps, vendor) if problem.statement and error.operation else {}
        reason = vendor.texts[step].why if step in vendor.texts else ""
        why = f"{workflow.words.of(vendor).purpose} {reason}".strip()
        lines = _request(problem, replace(where, account=account, region=region), vendor, why, policy)
        request = "\n".join((*([f"{SIMULATED} (scenario {simulated}): don't send", ""] if simulated else []), *lines))
    if address and simulated:
        address = f"{SIMULATED}, not opened: {address}"
    return replace(problem, console=address, account=account, request=request)


def _request(problem: Problem, where: Where, vendor: Vendor, why: str, policy: Mapping[str, Any]) -> Iterator[str]:
    error = problem.error
    yield f"To: {TO[problem.to] or vendor.contact_in_short}"
    yield f"Subject: {problem.title}"
    yield ""
    yield f"What I need: {problem.request}"
    yield f"Why: {why}"
    place = (("Account", where.account), ("Region", where.region), ("Signed in as", where.caller))
    yield from ("", *(f"{name}: {value}" for name, value in place if value))
    yield f"What happened: {problem.what}"
    if error is not None and error.code:
        yield f"AWS's answer to {error.service}:{error.operation}: {error.code}: {error.message}"
    if policy:
        yield from ("", "The IAM policy that allows it:", *json.dumps(policy, indent=2).splitlines())


def _policy(error: CallError, step: str, tables: Tables, steps: tuple[Step, ...], vendor: Vendor) -> Mapping[str, Any]:
    """A policy that allows what was refused, as narrow as the step's declaration or AWS's own answer makes it."""
    call = f"{error.service}:{error.operation}"
    try:
        statements = statements_for(steps, vendor, tables, step, call, account=error.account, region=error.region)
    except ValueError:
        statements = []  # a template that nobody understands: nobody can say what the rest of it needs
    named = _NAMED.search(error.message)
    action = named[1] if named else action_of(call)
    if not any(action in statement["Action"] for statement in statements):
        resource = (named[2] or "*").rstrip(".,") if named else "*"
        lone = {"Sid": "Refused", "Effect": "Allow", "Action": [action], "Resource": [resource]}
        statements = [lone, *statements] if not named else [lone]
    return {"Version": "2012-10-17", "Statement": statements}
