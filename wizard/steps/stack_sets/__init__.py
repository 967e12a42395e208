"""The groups' roles in all their accounts, by CloudFormation StackSets."""
