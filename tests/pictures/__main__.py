"""Makes the pictures of README and docs anew.

    python -m tests.pictures [--into DIRECTORY] [NAME ...]

A name brings its whole story: pictures of one scenario are taken in one run. Without --into they go to docs/pictures.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.pictures.stories import STORIES, Story
from tests.pictures.studio import Studio, surroundings

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"


def main(arguments: Sequence[str]) -> int:
    """Take the pictures that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures")
    parser.add_argument("--into", type=Path, default=PICTURES)
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args(arguments)
    options.into.mkdir(parents=True, exist_ok=True)
    for story, names in STORIES.items():
        if not options.names or set(names) & set(options.names):
            for name, svg in told(story).items():
                (options.into / f"{name}.svg").write_text(svg, "utf-8")
                sys.stdout.write(f"{name}\n")
    return 0


def told(story: Story) -> dict[str, str]:
    """The pictures of a story, taken in a home of its own."""
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        os.environ.clear()
        os.environ.update(surroundings(home))
        time.tzset()
        studio = Studio(home)
        try:
            asyncio.run(story(studio))
        finally:
            studio.close()
        return studio.taken


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
