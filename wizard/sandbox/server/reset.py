"""The scenario from its beginning, in the process that runs already.

A new process takes a second to load moto; a test of some hundred cases would spend most of its time on that.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from wizard.sandbox.kernel.clock import Clock
from wizard.sandbox.kernel.world import World
from wizard.sandbox.server import seed

# The lock is held by whoever asks, and the held calls belong to it.
_STAYING = frozenset({"scenario", "lock", "files"})


def reset(world: World) -> None:
    """Forget everything that happened and sow the scenario anew; calls that are held are let go."""
    # Late: moto's own reset loads what the server loads anyway.
    from moto.moto_api._internal.models import moto_api_backend

    world.faults.holding.release()
    backend: Any = moto_api_backend
    backend.reset()
    new = World(world.scenario, Clock(world.pace.factor))
    for field in fields(World):
        if field.name not in _STAYING:
            setattr(world, field.name, getattr(new, field.name))
    seed.seed(world)
