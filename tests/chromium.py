"""A real Chromium without a window, driven by its own DevTools protocol: JSON messages, each ended by a NUL, on pipes.

https://chromedevtools.github.io/devtools-protocol/; `--remote-debugging-pipe` reads from descriptor 3 and writes to 4.
No host has an address for it, so a page that asked somebody would be heard and would get no answer.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 30.0
"""Seconds for one answer, on a busy machine."""

_KEYS = {"Enter": 13, "Escape": 27, "ArrowUp": 38, "ArrowDown": 40, "Home": 36, "End": 35, "Tab": 9, "/": 191}
_OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--remote-debugging-pipe", "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip


class Browser:
    """One tab of it. events: every event that it told, in order."""

    def __init__(self, to: int, out: int) -> None:
        self._to, self._out = to, out
        self._number = 0
        self._rest = b""
        self._session = ""
        self.events: list[dict[str, Any]] = []

    def attach(self) -> None:
        """Take the tab that is there."""
        target = next(one for one in self.ask("Target.getTargets")["targetInfos"] if one["type"] == "page")
        attached = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.ask(f"{domain}.enable")
        self.ask("Page.setLifecycleEventsEnabled", enabled=True)
        self.ask("Emulation.setFocusEmulationEnabled", enabled=True)

    def ask(self, method: str, *, browser: bool = False, **parameters: Any) -> dict[str, Any]:
        """The answer to one command. browser: to the browser, not to the tab."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        session = {"sessionId": self._session} if self._session and not browser else {}
        os.write(self._to, json.dumps(message | session).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            self.events.append(answer)
        assert "error" not in answer, answer["error"]
        result: dict[str, Any] = answer["result"]
        return result

    def told(self, method: str) -> list[dict[str, Any]]:
        """What the events of one name said."""
        return [event["params"] for event in self.events if event["method"] == method]

    def wait(self, holds: Callable[[], Any]) -> None:
        """Until something holds; looks again whenever the browser says something."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, "it never came to hold"
            self.events.append(self._next())

    def open(self, path: Path, fragment: str = "") -> None:
        """Open a file, and wait until it is loaded. Events of what was open before are forgotten."""
        self.ask("Page.navigate", url="about:blank")
        self.events.clear()
        loader = self.ask("Page.navigate", url=path.as_uri() + fragment)["loaderId"]
        loaded = {"loaderId": loader, "name": "load"}
        self.wait(lambda: any(loaded.items() <= event.items() for event in self.told("Page.lifecycleEvent")))

    def run(self, expression: str) -> Any:
        """The value of an expression of JavaScript, awaited; what it throws fails the test."""
        answer = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, *keys: str, modifiers: int = 0) -> None:
        """Keys by their names, or a character each. modifiers: 8 is shift."""
        for key in keys:
            text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
            code = {"key": key, "windowsVirtualKeyCode": _KEYS.get(key, ord(key[0].upper())), "modifiers": modifiers}
            self.ask("Input.dispatchKeyEvent", type="keyDown", **code, **({"text": text} if text else {}))
            self.ask("Input.dispatchKeyEvent", type="keyUp", **code)

    def write(self, text: str) -> None:
        """Text as an input method puts it where the cursor is."""
        self.ask("Input.insertText", text=text)

    def scheme(self, name: str) -> None:
        """Whether the person prefers ``dark`` or ``light``."""
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            assert select.select([self._out], [], [], PATIENCE)[0], "Chromium says nothing"
            read = os.read(self._out, 1 << 20)
            assert read, "Chromium has ended"
            self._rest += read
        message, _, self._rest = self._rest.partition(b"\0")
        said: dict[str, Any] = json.loads(message)
        return said


@contextmanager
def chromium(home: Path) -> Iterator[Browser]:
    """A browser that keeps its files in a directory, and ends with the block. Fails where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "there is no Chromium; Debian's package is chromium, and .ci/run installs it"
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    process = subprocess.Popen(
        # Python hands descriptors on under their own numbers, and the browser wants these two.
        ["bash", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "bash", program, *_OPTIONS,
         f"--user-data-dir={home}", "about:blank"],
        pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "HOME": str(home)},
    )  # fmt: skip
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        browser = Browser(ours_out, ours_in)
        browser.attach()
        yield browser
        browser.ask("Browser.close", browser=True)
        process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()
        os.close(ours_out)
        os.close(ours_in)
