"""The page on which a person allows a device to sign in: the one screen of AWS's that the sandbox has to have.

It takes a form from a person and the same two fields from a script: `user_code` and `decision`, which is allow or
deny. It answers with a page either way, and tells a script how it went by the status: 200, 400 or 404.
"""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qs

from wizard.sandbox.kernel.wire import Environ, Response
from wizard.sandbox.kernel.world import World
from wizard.sandbox.services.portal import Portal

PAGE = "/_sandbox/portal"

_DECISIONS = {"allow": "Allowed. You can go back to the program that asked.", "deny": "Denied. Nobody was signed in."}

_FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>SANDBOX: sign in</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 30rem; margin: 4rem auto; padding: 0 1rem; color: #222; }}
.sandbox {{ background: #ffd54a; display: inline-block; padding: 0 .6rem; font-weight: bold; letter-spacing: .1em; }}
.code {{ font: bold 2rem ui-monospace, monospace; letter-spacing: .1em; margin: 1rem 0; }}
button, input {{ font: inherit; padding: .5rem 1.2rem; margin-right: .5rem; }}
</style>
</head>
<body>
<p class="sandbox">SANDBOX</p>
<p>This is the simulated AWS on your own computer. Nothing here is real.</p>
{content}
</body>
</html>
"""
_ASK = """<form method="get"><p><label>The code that the program shows:<br>
<input name="user_code" autofocus placeholder="ABCD-EFGH"></label><button>Next</button></p></form>"""
_CONFIRM = """<p class="code">{code}</p>
<p>Is this the code that <strong>{client}</strong> shows? Allowing it signs <strong>ada</strong> in to {start_url}.</p>
<form method="post"><input type="hidden" name="user_code" value="{code}">
<button name="decision" value="allow">Allow</button><button name="decision" value="deny">Deny</button></form>"""


def handle(world: World, environ: Environ, body: bytes) -> Response:
    """The answer to a visit of the page."""
    if environ["REQUEST_METHOD"] == "POST":
        return _decide(world, _fields(body.decode("utf-8", "replace")))
    return _show(world, _fields(environ.get("QUERY_STRING", "")).get("user_code", ""))


def _show(world: World, user_code: str) -> Response:
    if not user_code:
        return _page(200, _ASK)
    device = world.of(Portal).device_of(user_code, world.pace.now())
    if device is None:
        return _unknown(user_code)
    client = world.of(Portal).clients[device.client].name
    told = {"code": device.user_code, "client": client, "start_url": world.of(Portal).start_url}
    return _page(200, _CONFIRM.format(**{name: escape(value) for name, value in told.items()}))


def _decide(world: World, fields: dict[str, str]) -> Response:
    user_code, decision = fields.get("user_code", ""), fields.get("decision", "")
    device = world.of(Portal).device_of(user_code, world.pace.now())
    if device is None:
        return _unknown(user_code)
    if decision not in _DECISIONS:
        return _page(400, f"<p>A decision is allow or deny, not {escape(decision)!r}.</p>")
    device.decision = "allow" if decision == "allow" else "deny"
    return _page(200, f"<p>{escape(_DECISIONS[decision])}</p>")


def _unknown(user_code: str) -> Response:
    told = f"<p>No sign-in waits under the code {escape(user_code)}. It may have run out, or be decided already.</p>"
    return _page(404, told + _ASK)


def _page(status: int, content: str) -> Response:
    headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
    return Response(status, headers, _FRAME.format(content=content).encode())


def _fields(encoded: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(encoded).items()}
