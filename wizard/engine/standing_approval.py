"""Approval without a person: what a standing approval covers, and how often.

What failed in spite of it is a person's matter, not a loop's. So it covers a change once in a process, and a second
time where another change of the same step has landed meanwhile, which may have been what was missing; never a third.
A step whose changes land, do not show and are planned as others each time comes to an end, too: no step needs as many
rounds as are covered. Local changes are covered whenever there is news to write; how often what does not show may be
sent again, `local_changes` says, also where a person approves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wizard.checkpoint.checkpoint import Checkpoint
from wizard.model.calls import LOCAL

AT_MOST = 2
# Rounds of one step in a process; the longest step takes six.
ROUNDS = 12


class StandingApproval:
    """rule: whether a step's changes, by their digests, are covered at all."""

    def __init__(self, rule: Callable[[str, Sequence[str]], bool], checkpoint: Checkpoint) -> None:
        self._rule, self._checkpoint = rule, checkpoint
        # Of each digest: how often it was covered, and how many other changes of its step had landed by then.
        self._covered: dict[str, tuple[int, int]] = {}
        self._rounds: dict[str, int] = {}

    def give(self, step: str, digests: Sequence[str]) -> None:
        """Approve these changes of a step, where they are covered once more."""
        if not self._rule(step, digests):
            return
        entries = self._checkpoint.entries(step)
        here = {entry.digest for entry in entries if entry.service in LOCAL}
        if digests and here.issuperset(digests):
            self._checkpoint.approve(digests)
            return
        others = (entry for entry in entries if entry.digest not in digests)
        landed = sum(1 for entry in others if entry.outcome == "landed")
        times, before = max((self._covered.get(digest, (0, -1)) for digest in digests), default=(0, -1))
        rounds = self._rounds.get(step, 0)
        if times < AT_MOST and before < landed and rounds < ROUNDS:
            self._rounds[step] = rounds + 1
            self._covered.update((digest, (times + 1, landed)) for digest in digests)
            self._checkpoint.approve(digests)
