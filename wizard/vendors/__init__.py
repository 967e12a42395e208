"""Whom access is for: profiles as data, read and checked."""
