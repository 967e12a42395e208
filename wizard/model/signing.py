"""Signing in: what only a person can do before a call can be sent, and how far they are with it.

It stands outside plan and journal: it changes nothing in AWS, and what it is made of (codes, tokens, sessions) is never
written down by us. A front end shows a LoginView and passes on what a person types; the rest is wizard.aws's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

import msgspec

ACTS = {"portal": "Sign in at the portal", "code": "Enter MFA code", "command": "Show command"}


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in that a person has to make, as the credentials of a call ask for it.

    kind: ``portal`` (an AWS access portal, in a browser), ``code`` (a code of an MFA device), ``command`` (a command in
    another terminal). profile: whose credentials come of it; "" is what the AWS tools find by themselves.
    name: the portal's session or address, or the device's ARN. command: does the same outside; "" where nothing does.
    """

    kind: Literal["portal", "code", "command"]
    profile: str = ""
    name: str = ""
    command: str = ""

    @property
    def act(self) -> str:
        """What a button or a line of a menu calls it, as `Plan.act` does of a plan."""
        return ACTS[self.kind]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where credentials come from that no sign-in of a person renews.

    kind: ``environment``, ``program`` (a credential_process), ``file`` (temporary keys in a profile), ``web-identity``,
    ``portal`` (one that is not where the configuration says), ``portal-role`` (a role of one, whose sign-in is another
    matter). name: the program, the file with the token, the portal's section or address, the role. profile: whose
    settings say so, "" for none. account: the role's.
    """

    kind: Literal["environment", "program", "file", "web-identity", "portal", "portal-role"]
    name: str = ""
    profile: str = ""
    account: str = ""


class LoginView(msgspec.Struct, frozen=True, kw_only=True):
    """How a sign-in stands.

    stage: ``starting``, ``browser`` (the person is at the address), ``code`` (a code is asked for), ``checking``,
    ``command`` (the person runs it elsewhere), ``elsewhere`` (something was signed in to with other tools), ``done``,
    ``failed`` or ``cancelled``.
    address: with the code in it; plain_address and user_code: for whoever types them. until: seconds since the epoch.
    said: one sentence on what went wrong, or "".
    """

    login: Login
    stage: Literal["starting", "browser", "code", "checking", "command", "elsewhere", "done", "failed", "cancelled"]
    address: str = ""
    plain_address: str = ""
    user_code: str = ""
    until: float = 0
    said: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing happens any more."""
        return self.stage in ("elsewhere", "done", "failed", "cancelled")


class LoginChanged(msgspec.Struct, frozen=True, tag_field="event", tag="login"):
    """The sign-in under way has another view now; never carries a code."""

    stage: str


def check_code(code: str) -> str | None:
    """One sentence about what is wrong with an MFA code, or None."""
    return None if len(code) == 6 and code.isascii() and code.isdigit() else "A code has six digits."


class LoginFlow(Protocol):
    """A sign-in under way."""

    @property
    def view(self) -> LoginView:
        """How it stands now."""
        ...

    def give(self, code: str) -> None:
        """The person's code; it is kept in memory until it is sent, once."""
        ...

    def cancel(self) -> None:
        """The person thought better of it."""
        ...

    def overtaken(self) -> None:
        """Something was signed in to with other tools meanwhile; whether it was this, the next look tells."""
        ...


class LoginProvider(Protocol):
    """Who can carry out a sign-in, and start from what is on disk."""

    def begin(self, login: Login, tell: Callable[[LoginView], None]) -> LoginFlow:
        """Start it; tell is called on whichever thread whenever the view changes."""
        ...

    def forget(self) -> None:
        """Drop every session that is held: somebody signed in anew."""
        ...

    def trace(self) -> object:
        """A value that changes when somebody signs in with other tools; reads no content and asks nobody."""
        ...
