"""What holds for every test: on CI hypothesis tries the same examples each time, so a landing is judged by its change.

At a desk it looks for new ones, and what it finds there is kept in its own database until it is mended.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True, print_blob=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
