"""A made-up workflow that only looks: ``python -m tests.look`` is the program with it."""

from __future__ import annotations

import sys

from tests.tea import file_step
from wizard.model import Workflow
from wizard.workflows import WORKFLOWS, Line

WORKFLOW = Workflow(id="look", title="Look", steps=(file_step("kettle", asks=True),), read_only=True)


if __name__ == "__main__":
    from wizard.__main__ import main

    WORKFLOWS.update({"look": Line("tests.look", "look for a kettle")})  # as tests.tea
    sys.exit(main())
