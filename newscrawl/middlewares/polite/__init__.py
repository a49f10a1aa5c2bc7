"""How often and in whose name a host is asked."""
