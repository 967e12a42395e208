"""The dedicated account, and the way into it."""
