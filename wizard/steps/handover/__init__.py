"""What was done and found, in files and in the clipboard."""
