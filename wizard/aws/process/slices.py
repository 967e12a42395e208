"""Answers as bytes that are decoded in slices: no more than a millisecond's worth of them at once.

While msgspec decodes, no other thread of the process runs, the screen's among them; a page of ten thousand events would
hold it for a tenth of a second. So an answer is cut where it is long, inside lists and mappings, and whoever takes it
apart lets others run between two slices. What crosses is plain: mappings, lists, text, numbers, bytes, moments. What
AWS hands out to sign in with is left out of it, whatever the call was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

import msgspec

from wizard.aws.withheld import withheld

# Bytes; decoded in about a millisecond on a slow machine.
SLICE = 32 * 1024
NAIVE, DECIMAL = 1, 2


class Leaf(msgspec.Struct, frozen=True, array_like=True, tag="v"):
    """A value that is decoded at once."""

    value: bytes


class Fields(msgspec.Struct, frozen=True, array_like=True, tag="m"):
    """A mapping whose values are decoded one after another."""

    names: list[str]
    parts: list[Leaf | Fields | Items]


class Items(msgspec.Struct, frozen=True, array_like=True, tag="l"):
    """A list: each part is one long item, or a leaf with a list of short ones. long: which are which."""

    long: list[bool]
    parts: list[Leaf | Fields | Items]


Part = Leaf | Fields | Items


def plain(value: Any, *, secrets: bool = True) -> Any:
    """The value as it can cross; secrets: whether what AWS signs in with stays in it, as in a request that we made.

    Raises TypeError for what is no data.
    """
    match value:
        case str():
            return sayable(value)
        case None | bool() | int() | float() | bytes():
            return value
        case datetime():
            return value if value.tzinfo else msgspec.msgpack.Ext(NAIVE, value.isoformat().encode())
        case Decimal():
            return msgspec.msgpack.Ext(DECIMAL, str(value).encode())
        case Mapping():
            left_out = frozenset() if secrets else withheld(value)
            return {
                sayable(str(name)): plain(one, secrets=secrets) for name, one in value.items() if name not in left_out
            }
        case bytearray() | memoryview():
            return bytes(value)
        case list() | tuple() | set() | frozenset():
            return [plain(one, secrets=secrets) for one in value]
    raise TypeError(f"{type(value).__name__} is no data")


def sayable(text: str) -> str:
    """The text, with a mark for each half of a character: JSON can hold one, and no encoding has it."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def cut(value: Any) -> bytes:
    """An answer as bytes. Raises TypeError, and OverflowError for a number that no computer has."""
    return msgspec.msgpack.encode(_part(plain(value, secrets=False)))


def _part(value: Any) -> Part:
    whole = msgspec.msgpack.encode(value)
    if len(whole) > SLICE and isinstance(value, dict):
        return Fields(list(value), [_part(one) for one in value.values()])
    if len(whole) > SLICE and isinstance(value, list):
        runs = list(_runs(value))
        return Items([long for long, _ in runs], [part for _, part in runs])
    return Leaf(whole)


def _runs(items: list[Any]) -> Iterator[tuple[bool, Part]]:
    """The items in their order: short ones together, up to a slice of them."""
    short: list[Any] = []
    size = 0
    for item in items:
        length = len(msgspec.msgpack.encode(item))
        if short and size + length > SLICE:
            yield False, Leaf(msgspec.msgpack.encode(short))
            short, size = [], 0
        if length > SLICE:
            yield True, _part(item)
        else:
            short.append(item)
            size += length
    if short:
        yield False, Leaf(msgspec.msgpack.encode(short))


def joined(body: bytes | memoryview) -> Any:
    """The answer again. Moments are in UTC. Raises msgspec's DecodeError."""
    return _value(_PARTS.decode(body))


def _value(part: Part) -> Any:
    if isinstance(part, Leaf):
        return _VALUES.decode(part.value)
    if isinstance(part, Fields):
        return {name: _value(one) for name, one in zip(part.names, part.parts, strict=True)}
    found: list[Any] = []
    for long, one in zip(part.long, part.parts, strict=True):
        value = _value(one)
        if long:
            found.append(value)
        else:
            found.extend(cast("list[Any]", value))
    return found


def extension(code: int, data: memoryview) -> Any:
    """What msgpack itself has no kind for. Raises ValueError."""
    text = bytes(data).decode()
    if code == NAIVE:
        return datetime.fromisoformat(text)
    if code == DECIMAL:
        return Decimal(text)
    raise ValueError(f"extension {code} is unknown")


_PARTS = msgspec.msgpack.Decoder(Part)
_VALUES = msgspec.msgpack.Decoder(ext_hook=extension)
