"""A fleet's documents, operations and plan, without any call."""
