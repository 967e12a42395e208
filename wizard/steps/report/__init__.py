"""What there is of a fleet by now, and who can change it."""
