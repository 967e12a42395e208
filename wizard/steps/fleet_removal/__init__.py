"""A group of a fleet, taken back: its roles in all accounts, its stack set and its central role."""
