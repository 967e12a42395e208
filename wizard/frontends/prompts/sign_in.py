"""Signing in as a conversation: the address to open, a device's code, or what to run elsewhere; then what came of it.

Ctrl-C cancels the sign-in and leads back to the step; a code is asked for without being shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wizard.engine.signing_in import SigningIn
from wizard.frontends.prompts.asker import Asker, GoBack, Terminated, Wait
from wizard.model import Login, LoginView, check_code

TICK = 1.0
ENDS = {
    "done": "You're signed in.",
    "elsewhere": "You signed in elsewhere; checking again.",
    "cancelled": "The sign-in was canceled; nothing happened.",
    "failed": "You aren't signed in.",
}


def sign_in(signing_in: SigningIn, asker: Asker, rest: Callable[[float], None], login: Login | None) -> None:
    """Carry it out, and say what came of it. rest: a moment, or until something happens."""
    if login is None:
        return
    signing_in.begin(login)
    try:
        view = _followed(signing_in, asker, rest)
    except GoBack:
        signing_in.cancel()
        return
    except Terminated:
        raise
    except KeyboardInterrupt:
        signing_in.cancel()
        if not asker.breaks:
            raise
        asker.waited()
        asker.say(ENDS["cancelled"])
        return
    asker.waited()
    asker.say(*([view.said] if view.said else []), ENDS[view.stage])


def _followed(signing_in: SigningIn, asker: Asker, rest: Callable[[float], None]) -> LoginView:
    shown = ""
    while True:
        view = signing_in.view
        if view is None or view.over:
            return view or LoginView(login=Login(kind="command"), stage="cancelled")
        if view.stage == "code":
            signing_in.give(_code(asker, view))
            continue
        if shown != view.stage:
            shown = view.stage
            asker.say(*_words(view, pictures=asker.pictures))
        asker.waiting(Wait(what=_waiting_for(view), until=view.until, passing=view.stage in ("starting", "checking")))
        rest(TICK)


def _code(asker: Asker, view: LoginView) -> str:
    if view.said:
        asker.say(view.said)
    device = f" of {view.login.name}" if view.login.name else ""
    return "".join(asker.secret(f"Code{device}", check=lambda said: check_code("".join(said.split()))).split())


def _words(view: LoginView, *, pictures: bool) -> Iterator[str]:
    if view.stage == "browser":
        yield from ("", "Open this address in any browser, on this computer or another one:", "", view.address, "")
        if pictures:
            from wizard.text.qr import lines

            yield from (*lines(view.address), "")
        yield f"Check that it shows the code {view.user_code}, and allow it."
    elif view.stage == "command":
        yield from ("", "Run this in another terminal:", "", view.login.command, "")


def _waiting_for(view: LoginView) -> str:
    return {
        "browser": "Waiting until you allow it in the browser.",
        "command": "Waiting until you sign in; Check again works too.",
    }.get(view.stage, "Checking with AWS…")
