"""boto3 in a process of its own: what is on this side of the socket, what is on the other, and what crosses."""
