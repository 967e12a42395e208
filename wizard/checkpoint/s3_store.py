"""A checkpoint in an S3 object, so that one person can begin and another go on.

S3's conditional writes keep two people from overwriting each other: a new object is written only where there is none
(If-None-Match), one that is there only where it still is what was read (If-Match). Opening it for writing writes it
once, in our name: that shows before anything else is sent whether it may be written, and whoever was at it before
learns of it at their next write, which comes before their next change. There is no lock that somebody could forget to
give back; the cost is a round trip for each write. Its calls go where all calls to AWS go, and nobody is told of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wizard.checkpoint.lock import LONGEST_HOLDER, holder_text
from wizard.checkpoint.stores import LARGEST, CheckpointProblem
from wizard.model import CallFailed, Change, Port, Read, Target
from wizard.text.sanitize import inert_line

HOLDER = "holder"
CHANGED = ("PreconditionFailed", "NoSuchKey", "404")
TRIES = 3  # S3 answers 409 while another write of the same object is under way, and asks to try again
ADVICE = {
    "NoSuchBucket": "The bucket does not exist; create it, or name another one.",
    "AccessDenied": "You need s3:GetObject, s3:PutObject and s3:ListBucket on the bucket.",
    "NoCredentials": "Sign in first, or name a profile with --profile.",
    "NotImplemented": "This store has no conditional writes, so two people could overwrite each other's progress.",
}


class S3Store:
    """``s3://bucket/key``. holder: who we are, kept with the object for whoever comes second.

    port: makes its calls, and tells nobody of them. target: with whose credentials, in which region.
    """

    def __init__(self, bucket: str, key: str, port: Port, target: Target, holder: str = "") -> None:
        self.name = f"s3://{bucket}/{key}"
        self._at = {"Bucket": bucket, "Key": key}
        self._port, self._target = port, target
        self._holder = (holder or holder_text()).encode("ascii", "replace").decode()[:LONGEST_HOLDER]
        self._etag = self._by = self._lost = ""
        self._unsure: bytes | None = None  # a write whose answer did not arrive

    def load(self) -> bytes | None:
        """The object's bytes, or None where there is no object. Raises CheckpointProblem."""
        self._etag = ""
        try:
            answer = self._port.read(
                Read(target=self._target, service="s3", operation="GetObject", parameters=self._at)
            )
        except CallFailed as failed:
            if failed.error.code in ("NoSuchKey", "404"):
                return None
            raise self._problem(failed, "read") from None
        content: bytes = answer["Body"]
        if answer["ContentLength"] > LARGEST:
            raise CheckpointProblem(f"{self.name} is larger than {LARGEST} bytes, so it isn't a checkpoint.")
        self._etag = answer["ETag"]
        self._by = inert_line(answer.get("Metadata", {}).get(HOLDER, ""))[:LONGEST_HOLDER] or "somebody else"
        return content

    def save(self, content: bytes) -> None:
        """Write it if it still is what was read. Raises CheckpointProblem, which names who wrote it meanwhile."""
        if self._lost:
            raise CheckpointProblem(self._lost)
        for _ in range(TRIES):
            try:
                self._put(content)
                return
            except CallFailed as failed:
                error, problem = failed.error, self._problem(failed, "written")
            if error.code in CHANGED:
                if self._is_there(content):
                    return
            elif error.code != "ConditionalRequestConflict":
                self._unsure = content
                break
        raise problem

    def set_aside(self, stamp: str) -> None:
        """Move it to a key with a time in its name, if it still is what is read now. Raises CheckpointProblem."""
        content = self.load()
        if content is None:
            return
        S3Store(self._at["Bucket"], f"{self._at['Key']}.{stamp}", self._port, self._target).save(content)
        try:
            self._send("DeleteObject", IfMatch=self._etag)
        except CallFailed as failed:
            raise self._problem(failed, "set aside") from None

    def previous(self) -> None:
        """S3 keeps the ones before only in buckets with versions, and there they are not ours to choose."""
        return

    def _put(self, content: bytes) -> None:
        condition = {"IfMatch": self._etag} if self._etag else {"IfNoneMatch": "*"}
        answer = self._send(
            "PutObject", **condition, Body=content, ContentType="application/json", Metadata={HOLDER: self._holder}
        )
        self._etag, self._unsure = answer["ETag"], None

    def _send(self, operation: str, **parameters: Any) -> Mapping[str, Any]:
        return self._port.send(
            Change(
                target=self._target,
                service="s3",
                operation=operation,
                parameters={**self._at, **parameters},
                sentence="Keep the checkpoint.",
            )
        )

    def _is_there(self, content: bytes) -> bool:
        """Whether this very content is there; False where it may be tried again. Raises CheckpointProblem.

        A write that the client sent twice is refused the second time although the first one was carried out; so
        is the one after a write whose answer was lost. Anything else that is there is somebody else's.
        """
        there = self.load()
        if there is not None and there in (content, self._unsure) and self._by == self._holder:
            self._unsure = None
            return there == content
        who = f"written meanwhile by {self._by}" if there is not None else "deleted meanwhile by somebody else"
        self._lost = (
            f"{self.name} was {who}. The wizard doesn't overwrite it and sends nothing more from here. "
            "Talk to them, then run this again to continue from where they are."
        )
        raise CheckpointProblem(self._lost)

    def _problem(self, failed: CallFailed, what: str) -> CheckpointProblem:
        said = failed.error
        advice = ADVICE.get(said.code, "")
        reason = inert_line(said.message).rstrip(".")
        left_out = f" {self._left_out()}" if said.code in ("NoCredentials", "ProfileNotFound") else ""
        return CheckpointProblem(f"{self.name} can't be {what}: {said.code}: {reason}. {advice}{left_out}".rstrip())

    def _left_out(self) -> str:
        """What the AWS tools ignore in the configuration, which may be why there are no credentials."""
        try:
            items = self._port.read(Read(target=Target(), service="profiles", operation="List"))["PassedOver"]
        except CallFailed:
            return ""
        return " ".join(f"{item['Where']}: {item['Why']}. {item['Todo']}." for item in items[:1])
