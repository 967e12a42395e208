"""``answers``: a template of the answers file, or its JSON Schema. Asks AWS nothing."""

from __future__ import annotations

import argparse
import json
import sys

from wizard.cli.answers_template import schema, template
from wizard.cli.usage import UsageProblem
from wizard.frontends.exits import Exit
from wizard.vendors.profile import VendorProblem, load_vendor
from wizard.workflows import ORDINARY, workflow_for


def run(options: argparse.Namespace) -> Exit:
    """Print what was asked for, and nothing else, so that it can be kept in a file as it is. Raises UsageProblem."""
    try:
        steps = workflow_for(ORDINARY, load_vendor(options.vendor)).steps
    except VendorProblem as problem:
        raise UsageProblem(str(problem)) from None
    text = json.dumps(schema(steps), indent=2) + "\n" if options.schema else template(steps)
    sys.stdout.write(text)
    return Exit.COMPLETE
