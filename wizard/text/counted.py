"""A number and what is counted."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """``1 role``, ``1,000 roles``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
