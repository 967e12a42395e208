"""The IAM policies that an operator needs, one for each account."""
