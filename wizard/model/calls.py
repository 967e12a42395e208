"""Calls as data: where they go, what they ask, what they change, why they failed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, Protocol

import msgspec

from wizard.model.signing import Login, Source

UNBORN = "new:"
"""What the account of a target begins with that does not exist yet; its e-mail address follows."""


def is_unborn(account: object) -> bool:
    """Whether it stands for an account that does not exist yet."""
    return isinstance(account, str) and account.startswith(UNBORN)


class Target(msgspec.Struct, frozen=True):
    """Where a call goes, and by which way in.

    account: twelve digits; ``new:<email>`` for an account that does not exist yet; "" for whoever is signed in.
    profile: the profile of ~/.aws/config whose credentials are used; "" is what the AWS tools would find by themselves.
    role_name: assumed in that account with those credentials; "" uses the credentials themselves.
    """

    account: str = ""
    region: str = ""
    role_name: str = ""
    profile: str = ""

    def in_region(self, region: str) -> Target:
        """The same account and way in, in another region."""
        return msgspec.structs.replace(self, region=region)


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call as data: AWS's own names (``cloudtrail``, ``CreateTrail``), or service ``file`` or ``clipboard``."""

    target: Target
    service: str
    operation: str
    parameters: Mapping[str, Any] = {}


LOCAL = ("file", "clipboard")
"""Services that are no AWS service: what they change is on this computer, and in nobody's account."""
OWN = ("WriteFile", "CopyText")
"""Operations of these that touch no file of the person's."""


class Read(Call, frozen=True, kw_only=True):
    """A call that changes nothing. Paginated operations answer with all pages merged.

    first_page: one page is enough (a probe that only asks whether there is anything).
    seconds: give up after this long, sooner than the general policy; 0 keeps the policy.
    kept: an answer that is had already will do, if nothing was applied and nobody asked to look again since: ``always``
    for long lists; ``part.of.answer=value`` for what is final once it says so; "" asks AWS every time.
    absent: error codes that say that there is none, which is an answer to keep like any other.
    """

    first_page: bool = False
    seconds: float = 0
    kept: str = ""
    absent: tuple[str, ...] = ()


class UndoCall(Call, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One call that takes a change back, as the journal keeps it.

    sentence: what it does. gone: error codes that mean that there is nothing left to take back.
    """

    sentence: str
    gone: tuple[str, ...] = ()

    @property
    def change(self) -> Change:
        """The same as a change, which is what becomes a command."""
        return Change(
            target=self.target,
            service=self.service,
            operation=self.operation,
            parameters=self.parameters,
            sentence=self.sentence,
            landed=self.gone,
        )


class Undo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """How a change is taken back: by calls in this order, or why there are none.

    words: why nothing takes it back, where there are no calls; else what goes with it, or stays. "" where the calls
    say it all. answered: parameters of the calls whose value AWS's answer tells, each with its name in ``keep``.
    stays: whether something of the change is left where no call takes it back.
    """

    calls: tuple[UndoCall, ...] = ()
    words: str = ""
    answered: Mapping[str, str] = {}
    stays: bool = True

    def kept(self, answer: Mapping[str, str] | None = None) -> Undo:
        """As the journal keeps it: without the profile, which is another one on the next computer.

        answer: what the change keeps of AWS's answer, once there is one; the calls name it from then on.
        """
        known = {parameter: (answer or {}).get(name, "") for parameter, name in self.answered.items()}
        calls = tuple(_kept(call, known) for call in self.calls)
        return msgspec.structs.replace(self, calls=calls, answered={} if answer else self.answered)


def _kept(call: UndoCall, known: Mapping[str, str]) -> UndoCall:
    parameters = {name: known.get(name) or value for name, value in call.parameters.items()}
    target = msgspec.structs.replace(call.target, profile="")
    return msgspec.structs.replace(call, target=target, parameters=parameters)


class Change(Call, frozen=True, kw_only=True):
    """A call that changes something, with all that a person, the journal and the engine need to know of it.

    sentence: what it does and why, for the person who approves it.
    keep: names under which parts of the answer are journalled, each with its dotted path in the answer.
    note: what the journal records of the request, so that observe can recognise it later.
    landed: error codes that mean that the change is already in place.
    early: parts of what AWS says where it was sent too early: nothing was decided, and its approval holds.
    volatile: parameters that are not part of what is approved (offer tokens, written-out times).
    agreed: what a person really agrees to beside the parameters (terms' address, prices).
    token: the parameter that is filled with a token derived from digest and attempt; "" if there is none.
    retry: whether the AWS client may resend by itself; never where the call has no idempotency of its own.
    warning: what cannot be undone, or who else is touched; shown at the approval.
    undo: how it is taken back; no part of what is approved.
    """

    sentence: str
    keep: Mapping[str, str] = {}
    note: Mapping[str, str] = {}
    landed: tuple[str, ...] = ()
    early: tuple[str, ...] = ()
    volatile: tuple[str, ...] = ()
    agreed: Mapping[str, Any] = {}
    token: str = ""
    retry: bool = True
    warning: str = ""
    undo: Undo = Undo()

    def too_early(self, error: CallError) -> bool:
        """Whether AWS turned it away because of what was sent before it and has not taken effect yet."""
        return not error.unsure and any(text in error.message.lower() for text in self.early)

    def digest(self, symbols: Mapping[str, str] | None = None) -> str:
        """Sixty-four hex digits over what is approved: account, region, operation, parameters, what was agreed.

        The same on every computer: a file counts by its name, whatever directory it is in here.
        symbols: account id → ``new:<email>`` for an account made by this wizard, so that what was approved before
        the account existed is still approved when it does.
        """
        parameters = {k: v for k, v in self.parameters.items() if k not in (*self.volatile, self.token)}
        if self.service in LOCAL and "Path" in parameters:
            parameters["Path"] = PurePath(parameters["Path"]).name
        what = [self.target.account, self.target.region, self.service, self.operation, parameters, self.agreed]
        text = json.dumps(what, sort_keys=True, default=_text_of_bytes, ensure_ascii=True)
        for account, symbol in (symbols or {}).items():
            text = text.replace(account, symbol)
        return hashlib.sha256(text.encode()).hexdigest()


def request_token(digest: str, attempt: int) -> str:
    """What AWS knows one attempt at a change by, so that sending it twice is sending it once."""
    return f"firetiger-{digest[:40]}-{attempt}"


def _text_of_bytes(value: object) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)


# The answers of AWS's front door, and ours where the request was never sent for want of credentials.
# https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
UNAUTHENTICATED = (
    "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure",
    "InvalidAccessKeyId", "LoginExpired", "MfaNeeded", "NoCredentials", "CredentialProcess",
    "PortalElsewhere", "CredentialProcessAsks", "CredentialProcessSlow", "WebIdentityToken", "OtherAccount",
    "BadConfig", "ProfileNotFound",
)  # fmt: skip


class CallError(msgspec.Struct, frozen=True, kw_only=True):
    """Why a call failed, as AWS or the network said it.

    code: AWS's error code, or one of ours when AWS did not answer as AWS: ``Timeout``, ``Unreachable``,
    ``NotAws`` (an HTML page, a cut body), ``TlsFailed``, ``ProxyFailed``, ``NoCredentials``, ``ProfileNotFound``,
    ``LoginExpired``, ``PortalElsewhere`` (a sign-in has shown it),
    ``MfaNeeded``, ``CredentialProcess`` (``…Asks``, ``…Slow``), ``WebIdentityToken``, ``ClockOff``,
    ``BadConfig``, ``InvalidRequest``, ``FileProblem``,
    ``FileNotFound``, ``OtherAccount`` (the credentials are not those it was approved for), ``Closing`` (the wizard was
    closed before it was sent), ``Unexpected``.
    unsure: the request may have been carried out although no answer arrived. unsent: it never left this computer.
    login: the sign-in that a person has to make before the call can be sent again; None where that is not it.
    source: where the credentials come from, where no sign-in renews them and that is known.
    """

    code: str
    message: str
    service: str = ""
    operation: str = ""
    account: str = ""
    region: str = ""
    status: int = 0
    unsure: bool = False
    unsent: bool = False
    login: Login | None = None
    source: Source | None = None

    @property
    def unauthenticated(self) -> bool:
        """Whether the request was refused for want of credentials that hold, before anybody looked at it."""
        return self.code in UNAUTHENTICATED and not self.unsure

    @property
    def unseen(self) -> bool:
        """Whether nobody at AWS has looked at what the request wants: it was certainly not carried out."""
        return self.unsent or self.unauthenticated


class CallFailed(Exception):  # noqa: N818 - it is a state of affairs before it is an error
    """A read or a change failed; ``error`` says how."""

    def __init__(self, error: CallError) -> None:
        super().__init__(f"{error.service}:{error.operation} {error.code}: {error.message}")
        self.error = error


class Reader(Protocol):
    """What observe may do: read."""

    def __call__(self, read: Read) -> Mapping[str, Any]:
        """The answer of one call. Raises CallFailed."""
        ...

    def many(self, reads: Sequence[Read]) -> list[Mapping[str, Any] | CallError]:
        """The answers of calls made side by side, in their order; a failed one is its CallError."""
        ...


class Port(Protocol):
    """Where calls go: AWS, files, the clipboard."""

    def read(self, read: Read) -> Mapping[str, Any]:
        """The answer of a read. Raises CallFailed."""
        ...

    def send(self, change: Change) -> Mapping[str, Any]:
        """The answer of a change. Raises CallFailed."""
        ...
