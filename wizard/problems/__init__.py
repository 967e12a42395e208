"""Failures in words: what happened, why, what to do."""
