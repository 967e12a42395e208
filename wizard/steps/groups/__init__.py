"""The groups of a fleet, and the accounts that each of them has today."""
