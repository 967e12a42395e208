"""The log that a person may send us: what happened, as JSON lines, without what must not leave their computer.

It is redacted at the source: a line is made of names (steps, states, operations, keys of problems, the profile that
was used), numbers and times; no parameter, no other answer and no answer of AWS is ever put into it. The one free text
is AWS's own sentence about an error, which goes through `redacted`. What that costs is that a log says which call
failed and how, not with what.

Each line is one write to a file opened for appending, so that a killed process leaves whole lines behind, and two
processes (a run and its resume) may share a file.
"""

from __future__ import annotations

import json
import os
import platform
import stat
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from wizard.checkpoint.checkpoint import iso
from wizard.engine.engine import Engine
from wizard.host.timing import VARIABLE
from wizard.model import (
    CallBegan,
    CallDelayed,
    CallEnded,
    CallError,
    ChangeView,
    Event,
    LoginChanged,
    OperationProgress,
    Problem,
    StepChanged,
    StepView,
    Where,
)
from wizard.model.calls import is_unborn
from wizard.model.listing import marks_of
from wizard.text.redaction import SECRET_VARIABLES, redacted
from wizard.text.shapes import NOBODYS, SHORTEST

PACKAGES = ("boto3", "botocore", "textual", "moto")
# What botocore says of a request that it refuses to send repeats the values in it.
REPEATS_VALUES = ("InvalidRequest",)


class LogProblem(Exception):  # noqa: N818 - named after what the person meets
    """The log cannot be written; the message is one clear sentence."""


class Log:
    """Writes what the engine tells. Never raises once it is open: a full disk ends the log, not the onboarding.

    broken: why nothing is written any more, "" while all is well.
    """

    def __init__(
        self,
        path: Path,
        *,
        simulated: bool = False,
        environ: Mapping[str, str] = os.environ,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Open it, for its owner alone. Raises LogProblem."""
        self.broken = ""
        self._descriptor = _opened(path)
        self._clock = clock
        self._lock = threading.Lock()
        self._last: dict[str, Any] = {}
        self._simulated = {"simulated": True} if simulated else {}
        self._secrets = {environ[name] for name in SECRET_VARIABLES if environ.get(name)}

    def begin(self, version: str, **about: Any) -> None:
        """The first line: versions, platform, and what the caller says about the run (names, never values)."""
        python = f"{platform.python_implementation()} {platform.python_version()}"
        system = f"{platform.system()} {platform.release()} {platform.machine()}"
        self.write("began", version=version, python=python, platform=system, packages=_versions(PACKAGES), **about)

    def follow(self, engine: Engine) -> None:
        """Have everything that the engine tells written down."""

        def listen(event: Event) -> None:
            if isinstance(event, StepChanged):
                # The view is taken before any lock of ours: it waits for the engine's.
                self._who(engine.where())
                self._step(engine.view(event.step))
            elif isinstance(event, LoginChanged):
                self.write("login", stage=event.stage)
            elif isinstance(event, CallDelayed):
                self._delayed(event)
            else:
                self._call(event)

        engine.listen(listen)

    def end(self, outcome: str, **about: Any) -> None:
        """The last line, and the file is closed."""
        self.write("ended", outcome=outcome, **about)
        with self._lock:
            if self._descriptor >= 0:
                os.close(self._descriptor)
            self._descriptor = -1

    def write(self, event: str, **about: Any) -> None:
        """One line; empty values are left out."""
        kept = {name: value for name, value in about.items() if value not in ("", None, (), [], {})}
        said = {"time": iso(self._clock()), "event": event, **self._simulated, **kept}
        line = json.dumps(said, default=str, ensure_ascii=True)
        with self._lock:
            if self._descriptor < 0:
                return
            try:
                os.write(self._descriptor, f"{line}\n".encode())
            except OSError as error:
                self.broken = str(error.strerror)
                os.close(self._descriptor)
                self._descriptor = -1

    # --- events ----------------------------------------------------------------------------------------------------

    def _call(self, event: CallBegan | CallEnded) -> None:
        ended = isinstance(event, CallEnded)
        self.write(
            "call" if ended else "call-began",
            number=event.number,
            account=_account(event.account),
            region=event.region,
            service=event.service,
            operation=event.operation,
            writes=event.writes,
            **(_ended(event) if isinstance(event, CallEnded) else {}),
        )

    def _delayed(self, event: CallDelayed) -> None:
        self.write(
            "call-delayed",
            number=event.number or None,
            account=_account(event.account),
            region=event.region,
            service=event.service,
            operation=event.operation,
            cause=event.cause,
            outcome=event.outcome,
            seconds=round(event.seconds, 3),
            attempt=event.attempt,
        )

    def _who(self, where: Where) -> None:
        """With whose credentials: not who, which may be a person's name, but which profile and account."""
        if where.caller:
            about = {"profile": where.profile, "account": where.caller_account, "region": where.region}
            self._if_new("signed-in", "", about)

    def _step(self, view: StepView) -> None:
        private = {value for name, value in view.answers.items() if name not in view.public}
        self._secrets |= {value for value in private - NOBODYS if len(value) >= SHORTEST}
        self._if_new("step", view.id, self._of_step(view))
        for change in view.plan.changes if view.plan else ():
            self._if_new("change", f"{view.id} {change.digest}", {"step": view.id, **_of_change(change)})

    def _if_new(self, event: str, key: str, about: dict[str, Any]) -> None:
        with self._lock:
            if self._last.get(f"{event} {key}") == about:
                return
            self._last[f"{event} {key}"] = about
        self.write(event, **about)

    def _of_step(self, view: StepView) -> dict[str, Any]:
        marks = [finding.mark for finding in view.findings]
        waiting = view.waiting
        return {
            "step": view.id,
            "state": str(view.state),
            "busy": view.busy,
            "findings": {mark: marks.count(mark) for mark in sorted(set(marks))},
            "listed": [marks_of(listing) for listing in view.listings],
            "asks": [question.name for question in view.questions],
            "answered": sorted(view.answers),
            "waits": {"since": iso(waiting.since), "until": iso(waiting.until)} if waiting else {},
            "operations": [_of_operation(one) for one in waiting.progress] if waiting else [],
            "skipped": bool(view.skipped) or "",
            "problem": self._of_problem(view.problem) if view.problem else {},
        }

    def _of_problem(self, problem: Problem) -> dict[str, Any]:
        error = problem.error
        return {"key": problem.key, "retry": problem.retry, **({"error": self._of_error(error)} if error else {})}

    def _of_error(self, error: CallError) -> dict[str, Any]:
        said = "" if error.code in REPEATS_VALUES else redacted(error.message, self._secrets)
        call = f"{error.service}:{error.operation}"
        where = {"account": _account(error.account), "region": error.region}
        return {"code": error.code, "call": call, **where, "status": error.status, "unsure": error.unsure, "said": said}


def run_logged(path: str, run: Callable[[Log], int], version: str, *, simulated: bool, **about: Any) -> int:
    """Run with the log at this path. about: what its first line says of the run. Raises LogProblem before it runs."""
    log = Log(Path(path).expanduser(), simulated=simulated)
    log.begin(version, timing=os.environ.get(VARIABLE, ""), **about)
    if log.broken:
        raise LogProblem(_unwritable(path, log.broken))
    try:
        code = run(log)
    except BaseException as error:
        log.end(type(error).__name__)
        raise
    log.end("exit", code=int(code))
    return code


def _ended(event: CallEnded) -> dict[str, Any]:
    return {"seconds": round(event.seconds, 3), "outcome": event.outcome, "expected": event.expected}


def _of_operation(progress: OperationProgress) -> dict[str, int]:
    return {"total": progress.total, "done": progress.done, "failed": progress.failed}


def _of_change(change: ChangeView) -> dict[str, Any]:
    return {
        "digest": change.digest[:12],
        "call": f"{change.service}:{change.operation}",
        "account": _account(change.account),
        "region": change.region,
        "progress": change.progress,
    }


def _account(account: str) -> str:
    """An account that does not exist yet is named after an address."""
    return "new" if is_unborn(account) else account


def _opened(path: Path) -> int:
    try:
        # Without O_NONBLOCK a named pipe that nobody reads would hold the program.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.fchmod(descriptor, 0o600)
    except OSError as error:
        raise LogProblem(_unwritable(path, str(error.strerror))) from None
    return descriptor


def _unwritable(path: Path | str, why: str) -> str:
    return f"--log {path} can't be written: {why}. Name another file with --log FILE, or leave it out."


def _versions(packages: Iterable[str]) -> dict[str, str]:
    found = {}
    for name in packages:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found
