"""What a checkpoint says: the document, its version, and reading one that somebody else may have written.

Whatever does not read as a checkpoint is refused in one sentence, never repaired: guessing what a damaged journal meant
could cost somebody a second account. docs/checkpoint.md tells every field, assets/checkpoint.schema.json is made from
here (`python -m wizard.checkpoint.document`).
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from wizard.checkpoint.stores import CheckpointProblem
from wizard.model import JournalEntry
from wizard.model.calls import LOCAL
from wizard.model.invitation import Signature
from wizard.text.sanitize import inert_line

VERSION = 1
LONGEST_REASON = 200
LEFT = "The wizard doesn't change it."


# How msgspec says that a document has a field more than the type.
UNKNOWN_FIELD = re.compile(r"contains unknown field `(.*?)`", re.DOTALL)


class NewerCheckpoint(CheckpointProblem):
    """It holds what only a newer version of this program understands; nothing is wrong with it."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"A newer version of this program wrote {name} ({what}); use that version. {LEFT}")


class Document(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What survives the process. Times are ISO 8601 in UTC; answers and skips are by step id.

    withdrawn: answers that were taken back although nobody can be asked for them, by step id; they can be returned to.
    workflow: what is set up, by its id. account, region: who was signed in when it was begun; "" until that is known.
    approvals: digest → how often AWS had
    answered that change by then; one more answer and it has to be approved again. sets: digest of a plan that was
    approved as a whole → the digests of its changes. decided: by step, the names of the answers that a vendor's
    invitation decided; invitation: what is known of who wrote it, "" where there is none.
    """

    version: int = VERSION
    workflow: str = "onboarding"
    vendor: str = ""
    account: str = ""
    region: str = ""
    sandbox: bool = False
    begun: str = ""
    updated: str = ""
    answers: dict[str, dict[str, str]] = {}
    withdrawn: dict[str, dict[str, str]] = {}
    decided: dict[str, list[str]] = {}
    invitation: Signature = ""
    skips: dict[str, str] = {}
    approvals: dict[str, int] = {}
    sets: dict[str, list[str]] = {}
    journal: list[JournalEntry] = []

    @property
    def changes_made(self) -> int:
        """How many changes are in place by what AWS answered; what was written on this computer is none."""
        return sum(1 for e in self.journal if e.outcome in ("landed", "already") and e.service not in LOCAL)


Raw = dict[str, Any]
# From each older format to the one after it. A field that is new and has a default needs no new format.
UPGRADES: Mapping[int, Callable[[Raw], Raw]] = {}


def encode(document: Document) -> bytes:
    """The document as it is kept: indented, because a person may have to read it; that costs a millisecond in 1,000."""
    return msgspec.json.format(msgspec.json.encode(document), indent=1)


def decode(content: bytes, name: str) -> Document:
    """The document that was kept under this name. Raises CheckpointProblem."""
    raw = _raw(content, name)
    version = raw.get("version")
    if type(version) is not int or version < 1:
        raise CheckpointProblem(f"{name} isn't a checkpoint: it has no version. {LEFT}")
    if version > VERSION:
        raise NewerCheckpoint(name, f"format {version}")
    try:
        return msgspec.convert(normalise(raw), Document)
    except msgspec.ValidationError as error:
        unknown = UNKNOWN_FIELD.search(str(error))
        if unknown:
            raise NewerCheckpoint(name, f"field {inert_line(unknown[1])[:LONGEST_REASON]}") from None
        raise CheckpointProblem(f"{name} is damaged: {_reason(error)}. {LEFT}") from None


def normalise(raw: Raw, upgrades: Mapping[int, Callable[[Raw], Raw]] = UPGRADES) -> Raw:
    """A document of any older format as one of the newest; the one place that knows what older ones looked like."""
    while raw["version"] in upgrades:
        raw = upgrades[raw["version"]](raw)
    return raw


def _raw(content: bytes, name: str) -> Raw:
    try:
        raw: Raw = msgspec.json.decode(content, type=dict[str, Any])
        msgspec.json.encode(raw)  # what cannot be written again could never be saved
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise CheckpointProblem(f"{name} isn't a checkpoint: {_reason(error)}. {LEFT}") from None
    return raw


def _reason(error: Exception) -> str:
    return inert_line(str(error))[:LONGEST_REASON].rstrip(".")


def schema() -> dict[str, Any]:
    """The document as a JSON Schema."""
    made = msgspec.json.schema(Document)
    for definition in made["$defs"].values():
        # Pythons differ in how much of a docstring's indentation they leave.
        definition["description"] = inspect.cleandoc(definition["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "firetiger-onboard checkpoint", **made}


def schema_text() -> str:
    """The schema as it lies in assets."""
    text = msgspec.json.format(msgspec.json.encode(schema(), order="deterministic"), indent=2)
    return text.decode() + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
