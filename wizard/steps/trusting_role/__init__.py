"""The role in another account that somebody in this one should be able to assume."""
