"""What AWS's answers mean, and changes as data, by AWS's own nouns. Knows no step."""
