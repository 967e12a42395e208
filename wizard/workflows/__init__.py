"""What is done, in which order: a workflow is a module here."""
