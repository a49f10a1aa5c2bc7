"""How a line is compared with the rules: read, looked at, looked up, cut."""
