"""Access to the models that the vendor asks for."""
