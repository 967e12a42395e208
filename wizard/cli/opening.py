"""What is opened before a command runs: its settings are settled, the JSON lines begin, the log is at hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.asked import parts
from wizard.cli.common_options import VENDOR
from wizard.cli.exported_sandbox import follow_exports
from wizard.cli.options import parse
from wizard.cli.settings import Settings
from wizard.cli.usage import UsageProblem
from wizard.host.program import PROGRAM, VERSION

if TYPE_CHECKING:
    from wizard.frontends.headless.stream import Stream


def settled(arguments: Sequence[str], stream: Stream | None) -> Settings:
    """The settings of a command line in this shell; its JSON lines have begun. Raises UsageProblem."""
    if not _is_somewhere():
        raise UsageProblem("The current directory was deleted or moved; change to another one, then run this again.")
    settings = parse(arguments)
    if os.name != "posix":
        raise UsageProblem(f"{PROGRAM} runs on Linux, macOS and WSL; use WSL on Windows.")
    if settings.in_exported_sandbox:
        settings = follow_exports(settings)
    if stream is not None:
        stream.simulated = bool(settings.sandbox)
        stream.begin()
    settings = replace(settings, stream=stream)
    if not settings.invitation:
        return settings
    from wizard.cli.invited import invited

    return invited(settings, vendor_named=any(option is VENDOR for _, option in parts(arguments)))


def _is_somewhere() -> bool:
    """Whether there is a directory that relative paths mean and files are written to."""
    try:
        return bool(Path.cwd())
    except OSError:
        return False


def logged(settings: Settings, run: Callable[[Settings], int]) -> int:
    """Run it, with the log that ``--log`` names. Raises UsageProblem where that can't be written."""
    if not settings.log:
        return int(run(settings))
    from wizard.diagnostics.log import LogProblem, run_logged

    try:
        return run_logged(
            settings.log,
            lambda log: run(replace(settings, opened_log=log)),
            VERSION,
            simulated=bool(settings.sandbox),
            **settings.about(),
        )
    except LogProblem as problem:
        raise UsageProblem(str(problem)) from None
