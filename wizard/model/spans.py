"""Spans of time as they are said."""

from __future__ import annotations


def in_minutes(number: int) -> str:
    """1 minute, 2 minutes."""
    return f"{number} minute" if number == 1 else f"{number} minutes"


def time_left(seconds: float) -> str:
    """Of an estimate: "about 2 minutes left", "" where nobody knows."""
    if seconds <= 0:
        return ""
    minutes, hours = round(seconds / 60), round(seconds / 3600)
    if minutes < 1:
        return "less than a minute left"
    if minutes < 100:
        return f"about {in_minutes(minutes)} left"
    return f"about {hours} hours left"
