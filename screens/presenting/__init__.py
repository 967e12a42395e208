"""Presenting to somebody: what is masked, how long it takes, which keys were pressed."""
