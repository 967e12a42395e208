"""Where AWS is asked from: a process of its own, for whoever looks at a screen, or this one.

boto3 holds the interpreter while it decodes answers and signs requests; a screen in the same process stands still
meanwhile. Headless has no screen, and is there sooner with one process than with two.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wizard.aws.access import Access
from wizard.cli.prepare import Prepared, SettingsT, policy
from wizard.host.program import PROGRAM, VERSION

if TYPE_CHECKING:
    from wizard.aws.here import Here

# "here" keeps boto3 in this process, "apart" gives it its own; where nothing is said, the front end decides.
VARIABLE = "FIRETIGER_ONBOARD_BOTO3"
USER_AGENT = f"{PROGRAM}/{VERSION}"


def open_access(prepared: Prepared[SettingsT], *, person: bool) -> Access:
    """The way to AWS; does not wait for boto3 where that is loaded apart. The environment has to be settled before."""
    if os.environ.get(VARIABLE, "apart" if person else "here") == "apart":
        from wizard.aws.process.gateway_process import GatewayProcess

        log = prepared.settings.opened_log
        return GatewayProcess(policy(), USER_AGENT, lambda said: log.write("boto3", said=said) if log else None)
    return here()


def here() -> Here:
    """AWS asked from this process. The environment has to be settled before."""
    from wizard.aws.here import Here  # imports boto3

    return Here(policy(), USER_AGENT)
