"""operator-policy: the IAM policies an operator needs, as text to read or, with ``--format json``, an object a line.

In the text each document stands under a line that begins with ``#`` and says whom it is for; it can be pasted as it is.
Nothing is asked of AWS, so that it works before there are credentials.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from wizard.cli.answers_file import read_answers
from wizard.cli.usage import UsageProblem
from wizard.frontends.exits import Exit
from wizard.frontends.headless.events import Policy
from wizard.model.questions import AnswersProblem
from wizard.permissions.actions import checkpoint_statements
from wizard.permissions.policies import OperatorPolicy, operator_policies
from wizard.vendors.profile import VendorProblem, load_vendor
from wizard.workflows import ORDINARY, workflow_for

S3 = "s3://"


def run(options: argparse.Namespace) -> Exit:
    """Print what the answers and options come to. Raises UsageProblem with one sentence."""
    try:
        vendor = load_vendor(options.vendor)
        steps = workflow_for(ORDINARY, vendor).steps
        tables = read_answers(Path(options.answers).expanduser(), steps) if options.answers else {}
        given = {name: getattr(options, name) for name in ("profile", "region") if getattr(options, name)}
        policies = operator_policies(steps, vendor, {**tables, "sign-in": {**tables.get("sign-in", {}), **given}})
    except (AnswersProblem, VendorProblem, ValueError) as problem:
        raise UsageProblem(str(problem)) from None
    whole = _with_checkpoint(policies, vendor.partition, options.checkpoint or "")
    print_policies(whole, as_json=options.format == "json")
    return Exit.COMPLETE


def _with_checkpoint(policies: Sequence[OperatorPolicy], partition: str, place: str) -> Sequence[OperatorPolicy]:
    """Whoever signs in also opens the checkpoint, where that is in S3."""
    if not place.startswith(S3):
        return policies
    bucket, _, key = place.removeprefix(S3).partition("/")
    signed_in, *others = policies
    statements = [*checkpoint_statements(partition, bucket, key), *signed_in.document["Statement"]]
    return (msgspec.structs.replace(signed_in, document={**signed_in.document, "Statement": statements}), *others)


def print_policies(policies: Sequence[OperatorPolicy], *, as_json: bool) -> None:
    """A document each, or an object a line."""
    for policy in policies:
        if as_json:
            said = Policy(identity=policy.identity, whom=policy.words, document=policy.document)
            sys.stdout.write(msgspec.json.encode(said).decode() + "\n")
        else:
            sys.stdout.write(f"# {policy.words}\n{json.dumps(policy.document, indent=2)}\n")
    sys.stdout.flush()
