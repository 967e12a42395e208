"""Who should be able to assume a role: a user, group or role of the account that is signed in to."""
