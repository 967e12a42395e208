"""The composition root: options, settings, the engine put together, the choice of front end."""
