"""``answers``: a template of the answers file, or its JSON Schema. Asks AWS nothing."""

from __future__ import annotations

import argparse
import json
import sys

from wizard.cli.answers_template import schema, template
from wizard.frontends.exits import Exit
from wizard.workflows import ORDINARY, workflow_named


def run(options: argparse.Namespace) -> Exit:
    """Print what was asked for, and nothing else, so that it can be kept in a file as it is."""
    steps = workflow_named(ORDINARY).steps
    text = json.dumps(schema(steps), indent=2) + "\n" if options.schema else template(steps)
    sys.stdout.write(text)
    return Exit.COMPLETE
