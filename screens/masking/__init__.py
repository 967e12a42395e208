"""What others must not see on a shared screen, and the filter that covers it."""
