"""Trusted access: CloudFormation StackSets may act in the accounts of the organization."""
