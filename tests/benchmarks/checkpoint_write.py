"""What keeping one change costs, with 1,000 changes in the journal, against a plain synced write of the same bytes.

    python -m tests.benchmarks.checkpoint_write [RUNS] [DIRECTORY]

The three are done in turns, so that a slow moment of the disk hits all of them: the checkpoint's own write (encode,
write beside, sync, keep the one before, rename, sync the directory), the same document without indentation, and the
plain write. The directory is the one whose disk is meant; by default the user's state directory.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from wizard.checkpoint.checkpoint import Checkpoint, FileStore, iso
from wizard.checkpoint.document import encode
from wizard.checkpoint.location import state_directory
from wizard.checkpoint.stores import write_synced
from wizard.model import JournalEntry

ENTRIES = 1000
LIMIT = 10.0


def entry(number: int) -> JournalEntry:
    """A change as large as those of an onboarding are."""
    return JournalEntry(
        step="template",
        digest=f"{number:064x}",
        attempt=1,
        service="cloudformation",
        operation="CreateStack",
        account="111122223333",
        region="us-east-1",
        sentence="Create the stack firetiger-bootstrap with the role CrossAccountAccessForFiretiger.",
        note={"stack": "firetiger-bootstrap"},
        intended=iso(),
        outcome="landed",
        finished=iso(),
        kept={"stack": f"arn:aws:cloudformation:us-east-1:111122223333:stack/firetiger-bootstrap/{number:036}"},
    )


def milliseconds(work: Callable[[], object]) -> float:
    """How long it took."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def main() -> int:
    """Print the medians and the ratio; 1 where the median is above the limit."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    where = Path(sys.argv[2]) if len(sys.argv) > 2 else state_directory()
    where.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=where) as directory:
        checkpoint = Checkpoint(FileStore(Path(directory) / "checkpoint.json"))
        checkpoint.document.journal.extend(map(entry, range(ENTRIES)))
        compact, plain = FileStore(Path(directory) / "compact.json"), Path(directory) / "plain"
        content = encode(checkpoint.document)
        works: dict[str, Callable[[], object]] = {
            "checkpoint": lambda: checkpoint.conclude(ENTRIES - 1, entry(ENTRIES)),
            "unindented": lambda: compact.save(msgspec.json.encode(checkpoint.document)),
            "plain": lambda: write_synced(plain, content),
        }
        times: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(runs):
            for name, work in works.items():
                times[name].append(milliseconds(work))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"{ENTRIES} entries, {len(content)} bytes, {where}")
    for name, values in times.items():
        print(f"{name:<10} median {medians[name]:.2f} ms (min {min(values):.2f}, max {max(values):.2f}; {runs} runs)")
    print(f"ratio      {medians['checkpoint'] / medians['plain']:.2f} to the plain write (limit {LIMIT:g} ms)")
    return int(medians["checkpoint"] > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
