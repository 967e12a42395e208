"""A frame comes whole, or what is wrong with it is an error within the stated time: never a hang, never half of one."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import msgspec
import pytest

from wizard.aws.process.channel import LARGEST, LENGTHS, Channel, ConnectionLostError, TooLargeError
from wizard.aws.process.frames import Answered, Ask, Beat, Closing, GiveCode, Ready, Refused
from wizard.model import CallError, Read, Target

READ = Read(target=Target(region="us-east-1"), service="s3", operation="ListBuckets", parameters={"Prefix": b"\xff"})
IMPATIENT = 0.2


@pytest.fixture
def ends() -> Iterator[tuple[Channel, socket.socket]]:
    """The end with the screen, and the bare socket at the other one."""
    ours, theirs = socket.socketpair()
    channel = Channel(ours, IMPATIENT)
    yield channel, theirs
    channel.close()
    theirs.close()


def test_frames_come_in_the_order_in_which_they_were_sent_with_their_bodies(
    ends: tuple[Channel, socket.socket],
) -> None:
    here, there = ends[0], Channel(ends[1], IMPATIENT)
    there.send(Ready())
    there.send(Answered(7), b"body")
    there.send(Refused(8, CallError(code="AccessDenied", message="no")))
    assert here.reply() == (Ready(), b"")
    assert here.reply() == (Answered(7), b"body")
    assert here.reply()[0] == Refused(8, CallError(code="AccessDenied", message="no"))
    here.send(Ask(1, READ))
    here.send(Closing())
    assert there.request() == Ask(1, READ)
    assert there.request() == Closing()


def test_an_answer_of_many_megabytes_comes_whole(ends: tuple[Channel, socket.socket]) -> None:
    here, there = ends[0], Channel(ends[1], 5)
    body = bytes(range(256)) * 50_000
    sender = threading.Thread(target=lambda: there.send(Answered(1), body))
    sender.start()
    assert here.reply() == (Answered(1), body)
    sender.join()


@pytest.mark.parametrize(
    "content",
    [
        LENGTHS.pack(3, 0) + b"\xff\xff\xff",
        LENGTHS.pack(0, 0),
        LENGTHS.pack(len(msgspec.msgpack.encode(["Nobody"])), 0) + msgspec.msgpack.encode(["Nobody"]),
        LENGTHS.pack(len(msgspec.msgpack.encode(Closing())), 0) + msgspec.msgpack.encode(Closing()),
        b"HTTP/1.1 200 OK\r\n\r\n",
        LENGTHS.pack(LARGEST + 1, 0),
        LENGTHS.pack(1, LARGEST + 1),
    ],
    ids=["noise", "empty", "unknown", "a request", "another protocol", "a large head", "a large body"],
)
def test_what_is_no_frame_is_an_error_at_once(ends: tuple[Channel, socket.socket], content: bytes) -> None:
    ends[1].sendall(content)
    with pytest.raises(ConnectionLostError, match="it sent"):
        ends[0].reply()


@pytest.mark.parametrize("content", [b"", b"\0\0", LENGTHS.pack(20, 0), LENGTHS.pack(2, 9) + b"ab"])
def test_a_frame_that_does_not_come_or_stops_in_the_middle_is_an_error_in_the_stated_time(
    ends: tuple[Channel, socket.socket], content: bytes
) -> None:
    ends[1].sendall(content)
    began = time.monotonic()
    with pytest.raises(ConnectionLostError, match="doesn't answer any more"):
        ends[0].reply()
    assert IMPATIENT / 2 < time.monotonic() - began < IMPATIENT * 10


@pytest.mark.parametrize("content", [b"", LENGTHS.pack(20, 0) + b"half"])
def test_the_end_of_the_other_side_is_an_error_also_in_the_middle(
    ends: tuple[Channel, socket.socket], content: bytes
) -> None:
    ends[1].sendall(content)
    ends[1].close()
    with pytest.raises(ConnectionLostError, match="has ended"):
        ends[0].reply()


def test_a_frame_that_the_other_side_would_refuse_is_not_sent(ends: tuple[Channel, socket.socket]) -> None:
    here, there = ends[0], Channel(ends[1], IMPATIENT)
    with pytest.raises(TooLargeError):
        here.send(GiveCode(1, "x" * LARGEST))
    here.send(GiveCode(1, "123456"))
    assert there.request() == GiveCode(1, "123456")


def test_after_half_a_frame_nothing_more_is_sent(ends: tuple[Channel, socket.socket]) -> None:
    """Nobody reads: the socket is full, and what would come after half a frame could not be told from it."""
    here = ends[0]
    with pytest.raises(ConnectionLostError):
        here.send(GiveCode(1, "x" * 8_000_000))
    with pytest.raises(ConnectionLostError):
        here.send(Closing())


def test_whoever_sends_from_many_threads_at_once_sends_whole_frames(ends: tuple[Channel, socket.socket]) -> None:
    here, there = ends[0], Channel(ends[1], 5)
    threads = [threading.Thread(target=lambda n=n: there.send(Answered(n), bytes([n]) * 5000)) for n in range(100)]
    for thread in threads:
        thread.start()
    there_too = threading.Thread(target=lambda: there.send(Beat()))
    there_too.start()
    got = [here.reply() for _ in range(101)]
    bodies = {frame.number: bytes(body) for frame, body in got if isinstance(frame, Answered)}
    assert bodies == {n: bytes([n]) * 5000 for n in range(100)}
