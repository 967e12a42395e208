"""The last step of a grant: whether the principal really gets into the role."""
