"""``apply --approve=DIGEST``: approves exactly the changes that a plan's digest stands for, or says what differs.

The plan may have been made on another computer, so the digest is all there is to go by: it stands for a set and doesn't
list it. Where more would change now than was approved, leaving out what is new gives the digest again; that is tried,
and tells the changes outside. Where what was approved has itself changed, nobody can tell by which change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from wizard.engine.engine import Engine
from wizard.engine.preview import StepPreview, digest_of, digest_of_set, digests_of_set
from wizard.frontends.headless import events, parts
from wizard.frontends.headless.output import Output
from wizard.frontends.lines import SHORT
from wizard.host.program import PROGRAM
from wizard.host.standard_output import complain
from wizard.text.sanitize import within_line

# Leaving out every combination of sixteen changes takes a tenth of a second.
MOST = 16


def approve_set(engine: Engine, output: Output, digest: str) -> bool:
    """Approve what this digest stands for; whether it stands for anything here. What doesn't fit is told."""
    engine.drive(engine.settled)
    before = engine.approved_as(digest)
    if before:
        # Some of it is done or has failed by now, so that what is left has another digest; what it stood for is known.
        engine.approve_foreseen(engine.preview(), only=before)
        return True
    by_id = engine.preview(by_id=True)
    if digest_of_set(by_id) == digest:
        # Also where nothing is left but files of this computer, which are in no set's digest.
        engine.approve_foreseen(engine.preview(), digest=digest)
        return True
    if not digests_of_set(by_id):
        return True  # all is done, or somebody has to sign in first: the steps tell
    _tell_difference(output, by_id, digest)
    return False


def _tell_difference(output: Output, previews: Sequence[StepPreview], approved: str) -> None:
    now = digests_of_set(previews)
    outside = outside_of(now, approved)
    known = outside is not None
    changes = tuple(_uncovered(previews, frozenset(now if outside is None else outside)))
    digest = digest_of(now)
    if output.as_json:
        output.tell(events.NotCovered(approved=approved, digest=digest, known=known, changes=changes))
    else:
        head = "Not in the plan that you approved:" if known else "What would change now:"
        lines = (within_line(f"  {one.digest[:SHORT]}  [{one.step}] {one.sentence}") for one in changes)
        output.write("", head, *lines)
    what = _sentence(approved, digest, len(changes), known=known)
    made = "Only changes approved before were made" if output.changed else "Nothing was changed"
    complain(f"{PROGRAM}: {what} {made}; run plan again.")


def _sentence(approved: str, now: str, count: int, *, known: bool) -> str:
    if known:
        more = "1 change is" if count == 1 else f"{count} changes are"
        return f"{more} not in the plan with the digest {approved}."
    return (
        f"The changes now have the digest {now}, not {approved}. Compare the digests of these changes with those "
        "in your plan."
    )


def _uncovered(previews: Sequence[StepPreview], digests: frozenset[str]) -> Iterator[parts.Uncovered]:
    for sight in previews:
        for plan in sight.rounds:
            for change in plan.changes:
                if change.digest in digests:
                    yield parts.Uncovered(step=sight.step, digest=change.digest, sentence=change.sentence)


def outside_of(now: Sequence[str], approved: str) -> tuple[str, ...] | None:
    """The changes without which the rest is what was approved; None where that is not the difference."""
    if len(now) > MOST:
        return None
    for count in range(1, len(now)):
        for outside in combinations(now, count):
            if digest_of(one for one in now if one not in outside) == approved:
                return outside
    return None
