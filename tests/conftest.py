"""What holds for every test: on CI hypothesis tries the same examples each time, so a landing is judged by its change.

At a desk it looks for new ones, and what it finds there is kept in its own database until it is mended. No example has
a deadline: on a machine that is busy with others it would tell nothing about the change.

The programs that tests start hear every signal, also where a runner in the background has some of them switched off.
"""

from __future__ import annotations

import os
import signal

from hypothesis import settings

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

for number in (signal.SIGHUP, signal.SIGQUIT):
    signal.signal(number, signal.SIG_DFL)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
