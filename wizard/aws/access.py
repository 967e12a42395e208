"""Where AWS is asked from: a process of its own, for whoever looks at a screen, or this one.

boto3 holds the interpreter while it decodes answers and signs requests; a screen in the same process stands still
meanwhile. Nothing is imported here before it is needed: this process stays without boto3 where another has it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Protocol

from wizard.host.timing import Timing
from wizard.model import Event, LoginProvider, Port

# "here" keeps boto3 in this process, "apart" gives it its own; anything else leaves it to the front end.
VARIABLE = "FIRETIGER_ONBOARD_BOTO3"


class Access(Protocol):
    """The ways to AWS, all of the same credentials' files."""

    @property
    def gateway(self) -> Port:
        """Calls that whoever follows is told of."""
        ...

    @property
    def quiet(self) -> Port:
        """Calls that nobody is told of: the checkpoint's own. Their sessions are their own, too."""
        ...

    @property
    def signs_in(self) -> LoginProvider:
        """The sign-ins of the gateway's calls."""
        ...

    def follow(self, emit: Callable[[Event], None], closing: Callable[[], bool]) -> None:
        """Have every call of the gateway told. closing: whether the wizard is quitting."""
        ...

    def close(self) -> None:
        """Nothing is asked any more; what is under way is given up."""
        ...


def open_access(
    timing: Timing,
    user_agent: str,
    *,
    apart: bool,
    say: Callable[[str], None],
    environ: Mapping[str, str] = os.environ,
) -> Access:
    """The way to AWS. apart: in a process of its own, where this computer can do it. say: takes a sentence for the log.

    Does not wait for boto3 where it is loaded apart.
    """
    if environ.get(VARIABLE, "apart" if apart else "here") == "apart":
        from wizard.aws.process.gateway_process import GatewayProcess

        return GatewayProcess(timing, user_agent, say)
    from wizard.aws.here import Here

    return Here(timing, user_agent)
