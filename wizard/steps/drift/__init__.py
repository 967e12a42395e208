"""Whether each account's role still is what its stack makes."""
