"""An end that somebody asked for comes, wherever the interpreter was just then."""

from __future__ import annotations

import gc
import select
import signal
import sys
from collections.abc import Iterator

import pytest

from wizard.host.signals import interruption_kept


class _InterruptedAtItsEnd:
    """Ctrl-C comes while the interpreter throws this away."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


@pytest.fixture
def _heard() -> Iterator[None]:
    """Ctrl-C is heard, whatever the tests before this one have switched off."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def _wait_interrupted() -> None:
    # What other tests left is thrown away first: a file that closes itself swallows what is raised into it.
    gc.collect()
    _InterruptedAtItsEnd()
    select.select([], [], [], 5)


class _BrokenAtItsEnd:
    def __del__(self) -> None:
        raise ValueError("broken")


@pytest.mark.usefixtures("_heard")
def test_ctrl_c_that_falls_into_a_destructor_interrupts_all_the_same(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt), interruption_kept():
        _wait_interrupted()
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
    assert capfd.readouterr().err == ""


@pytest.mark.usefixtures("_heard")
def test_it_is_not_lost_on_a_machine_that_is_busy_while_it_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    set_timer, slowly = signal.setitimer, iter([True])

    def busy(which: int, seconds: float) -> tuple[float, float]:
        before = set_timer(which, seconds)
        if next(slowly, False):
            select.select([], [], [], 0.05)
        return before

    monkeypatch.setattr(signal, "setitimer", busy)
    with pytest.raises(KeyboardInterrupt), interruption_kept():
        _wait_interrupted()


def test_what_else_breaks_there_is_told_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: told.append(unraisable.exc_type))
    with interruption_kept():
        _BrokenAtItsEnd()
        gc.collect()
    assert told == [ValueError]
