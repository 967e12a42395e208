"""A change, or a whole plan, in other tools' words."""
