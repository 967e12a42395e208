"""The pictures of README and docs are the screens as they are: each is taken anew and compared, byte for byte."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pictures.links_page import PICTURE, digest, said
from tests.pictures.stories import STORIES

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "pictures"
NAMES = [name for names in STORIES.values() for name in names]
NAMESPACES = ("http://www.w3.org/2000/svg", "https://www.textualize.io")


@pytest.fixture(scope="module")
def anew(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pictures as the screens are now, taken by the command that CONTRIBUTING.md names."""
    directory = tmp_path_factory.mktemp("pictures")
    command = [sys.executable, "-m", "tests.pictures", "--into", str(directory)]
    taken = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert taken.returncode == 0, taken.stderr
    return directory


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_shows_the_screen_as_it_is(name: str, anew: Path) -> None:
    kept, now = (directory / f"{name}.svg" for directory in (KEPT, anew))
    assert kept.read_bytes() == now.read_bytes(), (
        f"docs/pictures/{name}.svg is not what the screen shows now. If the screen is right: "
        f"python -m tests.pictures {name}, look at it, and commit it."
    )


def test_every_picture_that_is_kept_is_taken_anew() -> None:
    assert sorted([*(f"{name}.svg" for name in NAMES), PICTURE.name]) == sorted(path.name for path in KEPT.iterdir())


def test_the_picture_of_the_page_of_links_is_of_the_page_as_it_is() -> None:
    assert said(PICTURE.read_bytes()) == digest(), (
        "The page of links has changed. If it is right: python -m tests.pictures.links_page, look at it, and commit it."
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_fetches_nothing_and_names_no_place_of_the_machine_it_was_taken_on(name: str) -> None:
    picture = (KEPT / f"{name}.svg").read_text("utf-8")
    links = [link for link in re.findall(r"https?://[^\s\"'<>)]+", picture) if not link.startswith(NAMESPACES)]
    assert all(link.startswith("https://example.") for link in links), links
    assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", picture)
    assert not re.search(r"/tmp|/root|/Users|127\.0\.0\.1|localhost", picture)
