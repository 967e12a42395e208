"""What holds for every test: on CI hypothesis tries the same examples each time, so a landing is judged by its change.

At a desk it looks for new ones, and what it finds there is kept in its own database until it is mended. No example has
a deadline: on a machine that is busy with others it would tell nothing about the change.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
