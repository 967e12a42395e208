"""operator-policy: the IAM policies an operator needs, as text to read or, with ``--format json``, an object a line.

In the text each document stands under a line that begins with ``#`` and says whom it is for; it can be pasted as it is.
Nothing is asked of AWS, so that it works before there are credentials.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from wizard.cli.common_options import ABOUT, ANSWERS, FORMAT, INVITATION, KEPT
from wizard.cli.page import PRINTED, Page
from wizard.cli.settings import OfWorkflow
from wizard.cli.usage import UsageProblem
from wizard.frontends.exits import Exit

if TYPE_CHECKING:
    from wizard.permissions.policies import OperatorPolicy

PAGE = Page(
    text=(
        "Prints the smallest IAM policy for each identity that the workflow uses. It doesn't call AWS, so"
        " it works before you have credentials."
    ),
    usage="[WORKFLOW] [OPTION ...]",
    examples=(
        ("operator-policy", "for a new account"),
        ("operator-policy --answers answers.toml", "for exactly what these answers need"),
        ("operator-policy --invitation FILE", "and what a vendor's invitation decides"),
        ("operator-policy --checkpoint s3://BUCKET/KEY", "and the permission to save a checkpoint there"),
    ),
    exits=PRINTED,
)
OPTIONS = (ANSWERS, FORMAT, *KEPT, INVITATION, *ABOUT)
SETTINGS = OfWorkflow


def run(settings: OfWorkflow) -> Exit:
    """Print what the answers and options come to. Raises UsageProblem with one sentence."""
    from wizard.cli.invited import with_decisions
    from wizard.cli.preflight import given_answers
    from wizard.cli.whom import vendor_of
    from wizard.permissions.policies import operator_policies
    from wizard.workflows import workflow_for

    vendor = vendor_of(settings)
    steps = workflow_for(settings.workflow, vendor).steps
    answers = with_decisions(settings, steps, given_answers(settings, steps))
    try:
        policies = operator_policies(steps, vendor, answers)
    except ValueError as problem:
        raise UsageProblem(str(problem)) from None
    print_policies(_with_checkpoint(policies, vendor.partition, settings.checkpoint), as_json=settings.as_json)
    return Exit.COMPLETE


def _with_checkpoint(policies: Sequence[OperatorPolicy], partition: str, place: str) -> Sequence[OperatorPolicy]:
    """Whoever signs in also opens the checkpoint, where that is in S3."""
    import msgspec

    from wizard.checkpoint.location import S3Place, named_place
    from wizard.permissions.actions import checkpoint_statements

    kept = named_place(place) if place else None
    if not isinstance(kept, S3Place):
        return policies
    if not policies:
        raise UsageProblem(f"--checkpoint {place}: this workflow doesn't sign in to AWS.")
    signed_in, *others = policies
    statements = [*checkpoint_statements(partition, kept.bucket, kept.key), *signed_in.document["Statement"]]
    return (msgspec.structs.replace(signed_in, document={**signed_in.document, "Statement": statements}), *others)


def print_policies(policies: Sequence[OperatorPolicy], *, as_json: bool) -> None:
    """A document each, or an object a line."""
    import msgspec

    from wizard.frontends.headless.events import Policy

    for policy in policies:
        if as_json:
            said = Policy(identity=policy.identity, whom=policy.words, document=policy.document)
            sys.stdout.write(msgspec.json.encode(said).decode() + "\n")
        else:
            sys.stdout.write(f"# {policy.words}\n{json.dumps(policy.document, indent=2)}\n")
    sys.stdout.flush()
