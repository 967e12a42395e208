"""What a person wants to have come true: a folder a step."""
