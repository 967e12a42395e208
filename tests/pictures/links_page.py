"""The picture of the page of links in docs/fleet.md, taken in a real Chromium.

    python -m tests.pictures.links_page

A browser draws no two pictures alike on two machines, so the picture says of which page it is: by the page's SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import sys
import tempfile
import zlib
from pathlib import Path

from tests.chromium import chromium
from tests.resources.fleet.values import fleet_roles, role
from wizard.resources.fleet.links import group_links
from wizard.resources.fleet.links_page import links_page

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "fleet-links.png"
WIDTH, HEIGHT = 1000, 640
_KEY = b"page\0"
_AFTER_HEADER = 8 + 25


def page() -> str:
    """The page of two groups in a handful of accounts, one of which failed."""
    shops = [role("DevOps", f"1111000000{number:02}", f"shop-{number:02}") for number in range(1, 9)]
    data = [role("ReadOnly", f"2222000000{number:02}", f"data-{number:02}") for number in range(1, 6)]
    failed = role("ReadOnly", "222200000006", "data-06", stands="failed", why="A service control policy denied it.")
    fleet = fleet_roles(*shops, *data, failed)
    return links_page(group_links(fleet), "Fleet", "us-east-1")


def digest() -> str:
    """What the picture has to say."""
    return hashlib.sha256(page().encode()).hexdigest()


def said(picture: bytes) -> str:
    """Of which page a picture is, "" where it doesn't say."""
    _, found, rest = picture.partition(b"tEXt" + _KEY)
    return rest[:64].decode("ascii") if found else ""


def taken() -> bytes:
    """The picture, with the digest of its page."""
    with tempfile.TemporaryDirectory() as directory, chromium(Path(directory)) as browser:
        file = Path(directory, "fleet-links.html")
        file.write_text(page(), "utf-8")
        size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        browser.ask("Emulation.setDeviceMetricsOverride", **size)
        browser.scheme("light")
        browser.open(file)
        picture = base64.b64decode(browser.ask("Page.captureScreenshot", format="png")["data"])
    text = b"tEXt" + _KEY + digest().encode()
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    return picture[:_AFTER_HEADER] + chunk + picture[_AFTER_HEADER:]


if __name__ == "__main__":
    PICTURE.write_bytes(taken())
    sys.stdout.write(f"{PICTURE.name}\n")
