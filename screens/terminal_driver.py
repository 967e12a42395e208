"""Textual's driver for terminals, for what happens to a terminal in a long session.

It goes away while the screen is drawn: what is written then is dropped, because an error would end the thread that
writes, and everybody who draws would wait for it for ever. The process is stopped and continued, by ctrl+z or by
somebody's signals: whatever the terminal shows then is somebody else's, so that all of it is drawn again. It sends what
is no key: that is left out.
"""

from __future__ import annotations

import os
import select
from contextlib import suppress
from io import TextIOWrapper
from typing import Any, TextIO, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from screens.terminal_input import TerminalInput


class Undisturbed:
    """A terminal's file that may be gone."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write, if there is somewhere to write to."""
        with suppress(OSError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """Write what is held back, if there is somewhere to write to."""
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        """The file's own."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """The file's own word."""
        return self._file.isatty()


TO_ALTERNATE = "\x1b[?1049h"
AT_ONCE = 4096


class TerminalApp(App[int]):
    """An app for this driver."""

    def take_over(self) -> bool:
        """Whether the alternate screen shows the first frame already; it is the driver's from this call on."""
        return False


class TerminalDriver(LinuxDriver):
    """The driver of the whole wizard."""

    def __init__(self, app: App[Any], **others: Any) -> None:
        super().__init__(app, **others)
        self._taken_over = app.take_over if isinstance(app, TerminalApp) else bool
        self._file = cast(TextIOWrapper, Undisturbed(self._file)) if self._file else None

    def write(self, data: str) -> None:
        """Write, but do not go to the alternate screen a second time: terminals would clear it."""
        if data != TO_ALTERNATE or not self._taken_over():
            super().write(data)

    def run_input_thread(self) -> None:
        """Read what the terminal sends until the app ends, and pass on what is understood."""
        sent = TerminalInput()
        while not self.exit_event.is_set():
            self._take(sent, 0.1)
        self._take(sent, 0)

    def _take(self, sent: TerminalInput, seconds: float) -> None:
        if select.select([self.fileno], [], [], seconds)[0]:
            for message in sent.take(os.read(self.fileno, AT_ONCE)):
                self.process_message(message)
        for message in sent.tick():
            self.process_message(message)

    @property
    def _drawing(self) -> bool:
        """Whether the screen is the wizard's at this moment."""
        return self._writer_thread is not None and self._writer_thread.is_alive()

    def _sigcont_application(self, *signal: Any) -> None:
        """Take the screen again after ctrl+z; Textual would take it a second time also where it was never given back.

        A terminal that goes away sends this signal, too, and a second thread that reads keys would outlive the app.
        What has to be done to a screen that is the wizard's is left to the loop: a signal comes in the middle of
        anything, also of writing.
        """
        if not self._drawing:
            super()._sigcont_application(*signal)
        elif self._auto_restart:
            self._must_signal_resume = True
            self._loop.call_soon_threadsafe(self._take_again)

    def _take_again(self) -> None:
        """Stopped and continued without a word before: the shell has changed the terminal meanwhile."""
        if self._drawing and self._must_signal_resume:
            self.suspend_application_mode()
            self.resume_application_mode()
