"""Without a person: plan, apply and status as lines or as JSON lines."""
