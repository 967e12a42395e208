"""A fleet, as its file says it, and what AWS is asked for and sent because of it."""
