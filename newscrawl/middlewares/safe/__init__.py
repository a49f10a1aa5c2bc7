"""Safety: the addresses to which requests may go, and bounds on the answers."""
