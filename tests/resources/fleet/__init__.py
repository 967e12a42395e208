"""What a fleet's file says, and which accounts that is."""
