"""AWS as it may answer, too: a proxy before the sandbox that changes answers within what AWS documents."""
