"""Where requests may go, and bounds on what comes back."""
