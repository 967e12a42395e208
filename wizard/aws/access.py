"""What every way to AWS offers: from this process (`here`), or from one of its own (`process`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from wizard.model import Event, LoginProvider, Port


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
