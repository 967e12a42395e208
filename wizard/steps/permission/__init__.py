"""The permission to assume a role, granted."""
