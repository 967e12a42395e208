"""Everything in the account is recorded, in every region."""
