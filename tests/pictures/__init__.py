"""Pictures of README and docs, from the real screens on the simulated AWS: the same bytes wherever they are taken."""
