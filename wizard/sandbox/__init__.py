"""The simulated AWS: moto's server in a process of its own, plus what moto lacks, plus scenarios.

This package is empty on purpose. The wizard imports `wizard.sandbox.client` alone, which needs the
standard library and nothing else; moto is loaded only inside the server's own process.
"""
