"""What crosses between the process with the screen and the one with boto3: every kind of frame, and no other.

A call is data, and so is its answer; credentials are neither, and no frame has a place for them. What one side cannot
read ends the connection: whoever has lost count of the other's bytes cannot find the next frame.
"""

from __future__ import annotations

import msgspec

from wizard.host.timing import Timing
from wizard.model import CallBegan, CallDelayed, CallEnded, CallError, Change, Login, LoginView, Read


class Frame(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """A frame. number: which request it is, or is about; for a sign-in, the one that began it."""


# --- to the process with boto3 -------------------------------------------------------------------------------------


class Hello(Frame, frozen=True):
    """The first frame: by which policy, and as whom AWS's logs see the calls."""

    timing: Timing
    user_agent: str


class Ask(Frame, frozen=True):
    """Make a call that changes nothing. quiet: nobody is told of it (the checkpoint's own calls)."""

    number: int
    read: Read
    quiet: bool = False


class Send(Frame, frozen=True):
    """Make a change, once."""

    number: int
    change: Change
    quiet: bool = False


class BeginLogin(Frame, frozen=True):
    """Begin a sign-in that a person carries out."""

    number: int
    login: Login


class GiveCode(Frame, frozen=True):
    """The person's code; it goes this way alone."""

    number: int
    code: str


class CancelLogin(Frame, frozen=True):
    """The person thought better of it."""

    number: int


class OvertakeLogin(Frame, frozen=True):
    """Somebody has signed in with other tools meanwhile."""

    number: int


class Forget(Frame, frozen=True):
    """Drop every session that is held."""

    number: int


class Trace(Frame, frozen=True):
    """What changes when somebody signs in with other tools?"""

    number: int


class Closing(Frame, frozen=True):
    """The wizard is quitting: what waits for its turn is not sent any more."""


Request = Hello | Ask | Send | BeginLogin | GiveCode | CancelLogin | OvertakeLogin | Forget | Trace | Closing

# --- to the process with the screen --------------------------------------------------------------------------------


class Ready(Frame, frozen=True):
    """boto3 is loaded."""


class CannotServe(Frame, frozen=True):
    """It cannot be loaded. said: why."""

    said: str


class Beat(Frame, frozen=True):
    """It lives. Where this stays away, no answer can be hoped for either."""


class Happened(Frame, frozen=True):
    """A call left, waits for its turn, or was answered."""

    event: CallBegan | CallDelayed | CallEnded


class Answered(Frame, frozen=True):
    """A request's answer, which is in the frame's body (see `slices`)."""

    number: int


class Refused(Frame, frozen=True):
    """A request has failed."""

    number: int
    error: CallError


class LoginTold(Frame, frozen=True):
    """A sign-in stands so now."""

    number: int
    view: LoginView


Reply = Ready | CannotServe | Beat | Happened | Answered | Refused | LoginTold
