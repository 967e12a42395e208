"""A checkpoint in an S3 object, so that one person can begin and another go on.

S3's conditional writes keep two people from overwriting each other: a new object is written only where there is none
(If-None-Match), one that is there only where it still is what was read (If-Match). Opening it for writing writes it
once, in our name: that shows before anything else is sent whether it may be written, and whoever was at it before
learns of it at their next write, which comes before their next change. There is no lock that somebody could forget to
give back; the cost is a round trip for each write.
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from wizard.aws.errors import call_error, presentable
from wizard.aws.profiles import list_profiles
from wizard.aws.sessions import Sessions
from wizard.checkpoint.lock import LONGEST_HOLDER, holder_text
from wizard.checkpoint.stores import LARGEST, CheckpointProblem
from wizard.host.timing import Timing
from wizard.model import Read, Target
from wizard.text.sanitize import inert_line

HOLDER = "holder"
CHANGED = ("PreconditionFailed", "NoSuchKey", "404")
TRIES = 3  # S3 answers 409 while another write of the same object is under way, and asks to try again
ADVICE = {
    "NoSuchBucket": "The bucket does not exist; create it, or name another one.",
    "AccessDenied": "It takes s3:GetObject, s3:PutObject and s3:ListBucket on the bucket.",
    "NoCredentials": "Sign in first, or name a profile with --profile.",
    "NotImplemented": "This store knows no conditional writes, so it cannot keep two people apart.",
}


class S3Store:
    """``s3://bucket/key``. holder: who we are, kept with the object for whoever comes second."""

    def __init__(self, bucket: str, key: str, client: Any, holder: str = "") -> None:
        self.name = f"s3://{bucket}/{key}"
        self._at = {"Bucket": bucket, "Key": key}
        self._client = client
        self._holder = (holder or holder_text()).encode("ascii", "replace").decode()[:LONGEST_HOLDER]
        self._etag = self._by = self._lost = ""
        self._unsure: bytes | None = None  # a write whose answer did not arrive

    def load(self) -> bytes | None:
        """The object's bytes, or None where there is no object. Raises CheckpointProblem."""
        self._etag = ""
        try:
            answer = self._client.get_object(**self._at)
            if answer["ContentLength"] > LARGEST:
                raise CheckpointProblem(f"{self.name} is larger than {LARGEST} bytes, so it is no checkpoint.")
            content: bytes = answer["Body"].read()
        except CheckpointProblem:
            raise
        except Exception as error:  # noqa: BLE001 - every failure becomes a sentence
            if _code(error) in ("NoSuchKey", "404"):
                return None
            raise self._problem(error, "read") from None
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
            except Exception as error:  # noqa: BLE001 - every failure becomes a sentence
                code, problem = _code(error), self._problem(error, "written")
            if code in CHANGED:
                if self._is_there(content):
                    return
            elif code != "ConditionalRequestConflict":
                self._unsure = content
                break
        raise problem

    def set_aside(self, stamp: str) -> None:
        """Move it to a key with a time in its name, if it still is what is read now. Raises CheckpointProblem."""
        content = self.load()
        if content is None:
            return
        S3Store(self._at["Bucket"], f"{self._at['Key']}.{stamp}", self._client).save(content)
        try:
            self._client.delete_object(**self._at, IfMatch=self._etag)
        except Exception as error:  # noqa: BLE001 - every failure becomes a sentence
            raise self._problem(error, "set aside") from None

    def previous(self) -> None:
        """S3 keeps the ones before only in buckets with versions, and there they are not ours to choose."""
        return

    def _put(self, content: bytes) -> None:
        condition = {"IfMatch": self._etag} if self._etag else {"IfNoneMatch": "*"}
        answer = self._client.put_object(
            **self._at,
            **condition,
            Body=content,
            ContentType="application/json",
            Metadata={HOLDER: self._holder},
        )
        self._etag, self._unsure = answer["ETag"], None

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
            f"{self.name} was {who}. That is left as it is, and nothing further is sent from here; "
            "talk to them, then run this again to go on from where they are."
        )
        raise CheckpointProblem(self._lost)

    def _problem(self, error: Exception, what: str) -> CheckpointProblem:
        said = call_error(error, Read(target=Target(), service="s3", operation=what))
        advice = ADVICE.get(said.code, "")
        reason = inert_line(presentable(said.message)).rstrip(".")
        left_out = f" {_left_out()}" if said.code in ("NoCredentials", "ProfileNotFound") else ""
        return CheckpointProblem(f"{self.name} cannot be {what}: {said.code}: {reason}. {advice}{left_out}".rstrip())


def s3_store(bucket: str, key: str, *, profile: str, region: str, timing: Timing) -> S3Store:
    """The store, with the credentials of this profile. Raises CheckpointProblem where none come."""
    sessions = Sessions(timing, "firetiger-onboard", lambda _client, _target: None)
    try:
        client = sessions.client(Target(profile=profile, region=region), "s3")
    except Exception as error:  # noqa: BLE001 - every failure becomes a sentence
        raise S3Store(bucket, key, None)._problem(error, "read") from None
    return S3Store(bucket, key, client)


def _left_out() -> str:
    """What the AWS tools ignore in the configuration, which may be why there are no credentials."""
    try:
        items = list_profiles()["PassedOver"]
    except BotoCoreError:
        return ""
    return " ".join(f"{item['Where']}: {item['Why']}. {item['Todo']}." for item in items[:1])


def _code(error: Exception) -> str:
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""
