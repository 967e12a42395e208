"""The process of the simulated AWS: HTTP, dispatch, scenarios laid out, administration."""
