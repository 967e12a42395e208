"""The stack with the one role that lets the vendor in."""
