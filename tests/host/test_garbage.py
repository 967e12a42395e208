"""What is loaded for good is never searched for garbage; everything else is."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest

from wizard.host.garbage import loading


@pytest.fixture(autouse=True)
def unfrozen() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_nothing_is_collected_while_it_is_loaded_and_what_was_loaded_is_left_out_afterwards() -> None:
    before = gc.get_freeze_count()
    with loading():
        assert not gc.isenabled()
        loaded = [[] for _ in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= before + len(loaded)


def test_whoever_collects_nothing_anyway_goes_on_so() -> None:
    gc.disable()
    with loading():
        pass
    assert not gc.isenabled()


def test_a_failure_while_it_is_loaded_has_garbage_collected_again() -> None:
    with pytest.raises(LookupError), loading():
        raise LookupError
    assert gc.isenabled()


def test_at_the_end_everything_is_left_out_before_the_interpreter_looks() -> None:
    program = """
import atexit, gc
from wizard.host.garbage import none_at_the_end
atexit.register(lambda: print(gc.get_freeze_count() > 1000))
none_at_the_end()
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "True\n"
