"""A number and what is counted."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 role``, ``1,000 roles``. plural: where an s doesn't make it."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
