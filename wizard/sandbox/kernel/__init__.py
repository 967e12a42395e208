"""What every simulated service stands on: the wire, operations, identities, time, faults, the world."""
