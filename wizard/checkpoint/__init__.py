"""What survives the process: its form, where it is kept, who holds it."""
