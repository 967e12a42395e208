"""A scenario as a rehearsal opens it: at the step that it is about, with what comes before done and answered.

Standard library alone, as it is asked for before the first paint. A scenario that says nothing of what to try, such as
a fresh organization, begins at its beginning.
"""

from __future__ import annotations

from wizard.cli.settings import Settings
from wizard.sandbox import client


def rehearsed(settings: Settings) -> client.Scenario | None:
    """The scenario, None where it begins at its beginning, or none is asked for."""
    if not settings.sandbox or settings.from_start:
        return None
    found = next((one for one in client.scenarios() if one.name == settings.sandbox), None)
    return found.begun() if found and found.to_try else None
