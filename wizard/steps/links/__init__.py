"""Links and profiles for the people who use the roles of a fleet, in files."""
