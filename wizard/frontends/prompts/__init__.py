"""With a person and without a screen: questions one after another."""
