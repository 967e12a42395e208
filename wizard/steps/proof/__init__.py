"""The proof: the role is assumed, with the right external ID and without it."""
