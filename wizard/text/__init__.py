"""Text of others made harmless, and what is private in it found by its shape."""
