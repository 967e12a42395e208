"""The commands that are tools: one file each, no engine."""
