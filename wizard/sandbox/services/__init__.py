"""The simulated services, each named as boto3 names it."""
