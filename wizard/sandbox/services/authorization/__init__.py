"""Whether a call is allowed: by the policies of whoever calls, of the organization, and of what it is about."""
