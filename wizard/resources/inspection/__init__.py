"""A static judge of a role: its trust and its permissions, against what a vendor's profile expects."""
