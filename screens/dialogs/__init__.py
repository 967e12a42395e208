"""What opens over a step and is closed again: one dialog a file."""
