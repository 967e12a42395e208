"""The permission to assume a role, taken back."""
