"""A fleet of roles, by its nouns: what a person writes of it, what AWS says about it, and what is made of both."""
