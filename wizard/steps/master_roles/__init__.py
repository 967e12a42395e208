"""The roles in the central account that the people of the groups sign in to."""
